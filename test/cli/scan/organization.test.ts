import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { readObject } from '../../../checks/json.ts';
import { readYaml } from '../../../cli/sources/cloudformation/any-yaml.ts';
import type { AccountPlan, AwsState } from '../../../simulator/aws/aws-state.ts';
import { createAwsState, DELEGATIONS } from '../../../simulator/aws/aws-state.ts';
import type { Call } from '../../../simulator/aws/call.ts';
import { awsEnvironment, SECRETS, startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import type { Fault } from '../../../simulator/aws/faults.ts';
import { withFaults } from '../../../simulator/aws/faults.ts';
import type { PolicyDocument } from '../../../simulator/aws/iam.ts';
import { addAccessRoles, addRole } from '../../../simulator/aws/roles.ts';
import type { Simulation } from '../../../simulator/aws/simulation.ts';
import {
  brokersIn,
  createAdministratorKey,
  createSimulation,
  startSession,
} from '../../../simulator/aws/simulation.ts';
import { answer } from '../../../simulator/services.ts';
import { deployTemplate } from '../../simulator/deploy-template.ts';
import { makeBroker } from '../../simulator/support.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import type { Output } from '../support.ts';
import { EVALUATE, run, splitSummary, temporaryFolder } from '../support.ts';

const PROGRAM = join(import.meta.dirname, '../../../dist/cli/index.js');
const MANAGEMENT = '100000000000';
const AUDIT = '111111111111';
const PAYMENTS = '222222222222';
const ORDERS = '333333333333';
const SUSPENDED = '444444444444';
const OUTSIDER = '999999999999';
const ROOT = 'r-ab12';
const WORKLOADS = 'ou-ab12-workload';
const PRODUCTION = 'ou-ab12-producti';

const MEMBER = { organizationId: 'o-simulated1', recorders: [] };
const ACCOUNTS: readonly AccountPlan[] = [
  { ...MEMBER, id: MANAGEMENT, name: 'management', units: [ROOT], isManagement: true },
  { ...MEMBER, id: AUDIT, name: 'audit', units: [ROOT], delegations: [DELEGATIONS[0]] },
  { ...MEMBER, id: PAYMENTS, name: 'payments', units: [PRODUCTION, WORKLOADS, ROOT] },
  { ...MEMBER, id: ORDERS, name: 'orders', units: [WORKLOADS, ROOT] },
  { ...MEMBER, id: SUSPENDED, name: 'old', units: [WORKLOADS, ROOT] },
  { id: OUTSIDER, recorders: [] },
];
const UNIT_NAMES = [
  [WORKLOADS, 'Workloads'],
  [PRODUCTION, 'Production'],
] as const;

const folder = temporaryFolder();

interface World {
  readonly accounts?: readonly AccountPlan[];
  /** Whose credentials the program has. */
  readonly user?: string;
  readonly faults?: readonly Fault[];
  /** Makes the roles. By default, each account has a role `audit` that trusts the management account. */
  readonly roles?: (state: AwsState) => void;
  /** The clock of AWS. */
  readonly now?: () => number;
  readonly prepare?: (simulation: Simulation) => void;
  /** The only policy of the user. By default, the user may do everything. */
  readonly policy?: PolicyDocument;
}

/** A broker in each account, in one region. The one of the account for orders is public. */
function addBrokers(simulation: Simulation, accounts: readonly AccountPlan[]): void {
  for (const [index, { id: accountId }] of accounts.entries()) {
    const place = { accountId, region: 'eu-west-1' };
    const broker = makeBroker(place, index, { publiclyAccessible: accountId === ORDERS });
    brokersIn(simulation, place).set(broker.brokerId, broker);
  }
}

/** Scans a simulated organization with the built program. */
async function scan(args: readonly string[], world: World = {}) {
  const { accounts = ACCOUNTS, user = MANAGEMENT, faults = [], now = Date.now } = world;
  const state = createAwsState(accounts, { now });
  for (const [id, name] of UNIT_NAMES) state.unitNames.set(id, name);
  const suspended = state.accounts.get(SUSPENDED);
  if (suspended) suspended.status = 'SUSPENDED';
  const simulation = createSimulation(state, { order: 'by-arrival' });
  addBrokers(simulation, accounts);
  (world.roles ?? ((made) => addAccessRoles(made, user, 'audit')))(state);
  world.prepare?.(simulation);
  const endpoints = await startAwsEndpoints(
    withFaults((call) => answer(simulation, call), { latencyMs: 0, faults: [...faults] }),
  );
  try {
    const checks = ['--checks', THREE_CHECKS.map(({ id }) => id).join(',')];
    const { policy } = world;
    const key = policy ? startSessionWith(policy, user, simulation) : createAdministratorKey(simulation, user);
    const result = await runProgram(['scan', '--organization', '--format', 'json', ...checks, ...args], {
      ...awsEnvironment(endpoints.url, key),
      ...(policy ? { AWS_SESSION_TOKEN: SECRETS.session } : {}),
      AWS_MAX_ATTEMPTS: '3',
    });
    const output: Output & { readonly places: readonly Place[] } =
      result.stdout === '' ? { results: [], problems: [], notices: [], places: [] } : JSON.parse(result.stdout);
    return { ...result, output, calls: endpoints.calls };
  } finally {
    await endpoints.close();
  }
}

/** Starts a session of a new role. @returns its access key */
function startSessionWith(policy: PolicyDocument, accountId: string, simulation: Simulation): string {
  const principalArn = `arn:aws:iam::${accountId}:role/scans`;
  simulation.state.roles.set(principalArn, { arn: principalArn, accountId, trust: policy, policies: [policy] });
  return startSession(simulation, { principalArn, accountId });
}

interface Place {
  readonly accountId: string;
  readonly isComplete: boolean;
}

async function runProgram(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (written.stderr += text));
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, stdout: written.stdout, ...splitSummary(written.stderr) };
}

/** The accounts that a scan read. */
function accountsIn({ places }: { readonly places: readonly Place[] }): readonly string[] {
  return places.filter(({ isComplete }) => isComplete).map(({ accountId }) => accountId);
}

function count(calls: readonly Call[], operation: string): number {
  return calls.filter((call) => call.operation === operation).length;
}

describe('all accounts of the organization are scanned', () => {
  it.each([
    ['by the management account', MANAGEMENT],
    ['by a delegated administrator of any service', AUDIT],
  ])('%s, its own with its own credentials', async (_, user) => {
    const { status, output, calls, stderr } = await scan(['--role-name', 'audit'], { user });
    expect(accountsIn(output)).toEqual([MANAGEMENT, AUDIT, ORDERS, PAYMENTS]);
    expect(status).toBe(1);
    expect(stderr).toBe(`${SUSPENDED} (old): was left out, because the account is SUSPENDED.\n`);
    expect(count(calls, 'AssumeRole')).toBe(3);
    expect(calls.some(({ input }) => String(input.RoleArn).includes(user))).toBe(false);
  });

  it('with as few calls as there can be', async () => {
    const { calls } = await scan(['--role-name', 'audit', '--regions', 'eu-west-1,us-east-1']);
    const operations = calls.map(({ operation }) => operation);
    const numbers = Object.fromEntries([...Map.groupBy(operations, (name) => name)].map(([k, v]) => [k, v.length]));
    expect(numbers).toEqual({
      GetCallerIdentity: 1,
      ListRoots: 1,
      ListOrganizationalUnitsForParent: 3,
      ListAccountsForParent: 3,
      AssumeRole: 3,
      ListBrokers: 8,
      DescribeBroker: 4,
    });
  });

  it('in their own enabled regions', async () => {
    const accounts = ACCOUNTS.map((plan) => (plan.id === ORDERS ? { ...plan, optionalRegions: ['af-south-1'] } : plan));
    const { calls } = await scan(['--role-name', 'audit', '--regions', 'all'], { accounts });
    expect(count(calls, 'ListRegions')).toBe(4);
    const optional = calls.filter(({ operation, region }) => operation === 'ListBrokers' && region === 'af-south-1');
    expect(optional).toHaveLength(1);
  });

  it('in another partition', async () => {
    const { output, calls } = await scan(['--role-name', 'path/audit'], {
      roles: () => {},
      prepare: ({ state }) => {
        Object.assign(state, { partition: 'aws-cn' });
        addAccessRoles(state, MANAGEMENT, 'path/audit');
      },
    });
    expect(accountsIn(output)).toHaveLength(4);
    expect(calls.map(({ input }) => input.RoleArn)).toContain(`arn:aws-cn:iam::${ORDERS}:role/path/audit`);
  });
});

describe('accounts are chosen', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['by a unit, with all units below', ['--include', WORKLOADS], [ORDERS, PAYMENTS]],
    ['by a unit in another', ['--include', PRODUCTION], [PAYMENTS]],
    ['by their IDs', ['--include', `${ORDERS},${AUDIT}`], [AUDIT, ORDERS]],
    ['by several options', ['--include', ORDERS, '--include', AUDIT], [AUDIT, ORDERS]],
    ['by the root', ['--include', ROOT], [MANAGEMENT, AUDIT, ORDERS, PAYMENTS]],
    ['without a unit', ['--exclude', WORKLOADS], [MANAGEMENT, AUDIT]],
    ['without an account of a unit', ['--include', WORKLOADS, '--exclude', PAYMENTS], [ORDERS]],
    ['without what is included too', ['--include', `${ORDERS},${AUDIT}`, '--exclude', WORKLOADS], [AUDIT]],
  ])('%s', async (_, args, expected) => {
    const { output } = await scan(['--role-name', 'audit', ...args]);
    expect(accountsIn(output)).toEqual(expected);
  });

  it('without a role, if it is only the own one', async () => {
    const { status, output } = await scan(['--include', MANAGEMENT]);
    expect({ status, accounts: accountsIn(output) }).toEqual({ status: 0, accounts: [MANAGEMENT] });
  });

  it('so that a suspended one that is excluded is not mentioned', async () => {
    const { stderr } = await scan(['--role-name', 'audit', '--exclude', SUSPENDED]);
    expect(stderr).toBe('');
  });
});

describe('nothing is scanned, and the message says why, for', () => {
  it.each<[string, readonly string[], string]>([
    [
      'IDs that are not in the organization',
      ['--role-name', 'audit', '--include', `ou-ab12-99999999,${ORDERS}`, '--exclude', OUTSIDER],
      'ou-ab12-99999999 and 999999999999 are not in your organization. Correct --include or --exclude.',
    ],
    [
      'no role for other accounts',
      [],
      '--organization needs --role-name, the name of a role to assume in the other accounts, such as 111111111111.',
    ],
    [
      'no account that is left',
      ['--include', ORDERS, '--exclude', WORKLOADS],
      '--include and --exclude leave no active account, so there is nothing to scan.',
    ],
  ])('%s', async (_, args, message) => {
    const { status, stdout, stderr, calls } = await scan(args);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: '', stderr: `rabbitmq-conformance: ${message}\n` });
    expect(count(calls, 'ListBrokers')).toBe(0);
  });

  it.each<[string, string, string]>([
    [
      'a member that is no administrator',
      ORDERS,
      'use the management account, or a delegated administrator of any service, and allow organizations:ListRoots, ' +
        'organizations:ListOrganizationalUnitsForParent and organizations:ListAccountsForParent.',
    ],
    ['an account without an organization', OUTSIDER, 'scan accounts with --role-arn instead of --organization.'],
  ])('%s', async (_, user, remedy) => {
    const { status, output, stderr } = await scan(['--role-name', 'audit'], { user, roles: () => {} });
    expect(status).toBe(2);
    expect(stderr).toContain('rabbitmq-conformance: your AWS credentials: the accounts of the organization cannot be');
    expect(stderr).toContain(remedy);
    expect(output.problems).toHaveLength(1);
  });
});

describe('an account that cannot be entered is named, while the others are scanned', () => {
  const without =
    (...missing: readonly string[]) =>
    (state: AwsState) => {
      addAccessRoles(state, MANAGEMENT, 'audit');
      for (const id of missing) state.roles.delete(`arn:aws:iam::${id}:role/audit`);
    };

  it('one of them', async () => {
    const { status, output, stderr } = await scan(['--role-name', 'audit', '--exclude', SUSPENDED], {
      roles: without(PAYMENTS),
    });
    expect(status).toBe(2);
    expect(accountsIn(output)).toEqual([MANAGEMENT, AUDIT, ORDERS]);
    expect(stderr).toBe(
      `rabbitmq-conformance: ${PAYMENTS} (payments): the role audit cannot be assumed (AccessDenied: User: ` +
        `arn:aws:iam::${MANAGEMENT}:user/administrator is not authorized to perform: sts:AssumeRole on resource: ` +
        `arn:aws:iam::${PAYMENTS}:role/audit): check that the account has the role, that its trust policy allows you, ` +
        'and that your policies allow sts:AssumeRole on it.\n',
    );
    expect(output.problems).toEqual([
      { source: PAYMENTS, accountName: 'payments', message: expect.stringContaining('cannot be assumed') },
    ]);
    expect(output.places.filter(({ isComplete }) => !isComplete)).toEqual([
      {
        ...{ accountId: PAYMENTS, accountName: 'payments', accountUnit: 'Root/Workloads/Production' },
        ...{ readAt: expect.stringMatching(/Z$/), isComplete: false },
      },
    ]);
  });

  it.each<[string, Fault['kind'], string]>([
    ['STS throttles for ever', 'throttling', 'scan again later, or scan fewer accounts and regions at once'],
    ['the own credentials expire meanwhile', 'expired-credentials', 'sign in again'],
  ])('because %s', async (_, kind, remedy) => {
    const when = ({ operation, input }: Call) => operation === 'AssumeRole' && String(input.RoleArn).includes(ORDERS);
    const { status, output, stderr } = await scan(['--role-name', 'audit'], { faults: [{ kind, when }] });
    expect({ status, accounts: accountsIn(output) }).toEqual({ status: 2, accounts: [MANAGEMENT, AUDIT, PAYMENTS] });
    expect(stderr).toContain(`${ORDERS} (orders): the role audit cannot be assumed`);
    expect(stderr).toContain(remedy);
  });
});

test('an AssumeRole call that is throttled is tried again', async () => {
  const when = ({ operation }: Call) => operation === 'AssumeRole';
  const { output, calls } = await scan(['--role-name', 'audit'], { faults: [{ kind: 'throttling', when, times: 2 }] });
  expect(accountsIn(output)).toHaveLength(4);
  expect(count(calls, 'AssumeRole')).toBe(5);
});

test('a role is assumed again when its credentials are about to expire', async () => {
  // Those of AssumeRole last an hour, of which four minutes are left here: the SDK gets new ones five minutes before.
  const now = () => Date.now() - 56 * 60_000;
  const { status, output, calls } = await scan(
    ['--role-name', 'audit', '--include', PAYMENTS, '--regions', 'eu-west-1,us-east-1'],
    { now },
  );
  expect({ status, accounts: accountsIn(output) }).toEqual({ status: 0, accounts: [PAYMENTS, PAYMENTS] });
  expect(count(calls, 'AssumeRole')).toBeGreaterThan(1);
});

describe('an external ID', () => {
  const Version = '2012-10-17';
  const roles = (state: AwsState) => {
    for (const id of [AUDIT, PAYMENTS, ORDERS]) {
      addRole(state, {
        arn: `arn:aws:iam::${id}:role/audit`,
        accountId: id,
        trust: {
          Version,
          Statement: [
            {
              ...{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:root` } },
              Condition: { StringEquals: { 'sts:ExternalId': 'of-our-auditor' } },
            },
          ],
        },
        policies: [{ Version, Statement: [{ Effect: 'Allow', Action: 'mq:*', Resource: '*' }] }],
      });
    }
  };

  it.each<[string, readonly string[], number]>([
    ['lets in', ['--external-id', 'of-our-auditor'], 4],
    ['keeps out who has another', ['--external-id', 'of-another'], 1],
    ['keeps out who has none', [], 1],
  ])('%s', async (_, args, number) => {
    const { output } = await scan(['--role-name', 'audit', ...args], { roles });
    expect(accountsIn(output)).toHaveLength(number);
  });
});

describe('the role of examples/scan-role.yaml', () => {
  const parsed = readYaml(readFileSync('examples/scan-role.yaml', 'utf8'));
  const { AWSTemplateFormatVersion, ...template } = readObject(parsed?.value);
  // The simulation has no Fn::If, so its condition is decided here.
  const decided = (hasExternalId: boolean) =>
    JSON.parse(JSON.stringify(template), (_, value) => value?.['Fn::If']?.[hasExternalId ? 1 : 2] ?? value);
  const ReaderArn = `arn:aws:iam::${MANAGEMENT}:root`;
  const inPayments = ['--role-name', 'rabbitmq-conformance-scan', '--include', PAYMENTS, '--regions', 'all'];

  it.each<[string, Readonly<Record<string, string>>, readonly string[], readonly string[]]>([
    ['lets a scan in', { ReaderArn }, [], [PAYMENTS]],
    ['lets in with its external ID', { ReaderArn, ExternalId: 'audit-1' }, ['--external-id', 'audit-1'], [PAYMENTS]],
    ['asks for its external ID', { ReaderArn, ExternalId: 'audit-1' }, [], []],
    ['keeps other accounts out', { ReaderArn: `arn:aws:iam::${ORDERS}:root` }, [], []],
  ])('%s', async (_, parameters, args, expected) => {
    const { output } = await scan([...inPayments, ...args], {
      roles: (state) => {
        const { status } = deployTemplate(state, decided('ExternalId' in parameters), { parameters });
        expect(status).toBe('CREATE_COMPLETE');
      },
    });
    expect([...new Set(accountsIn(output))]).toEqual(expected);
    expect(output.results.every(({ verdict }) => verdict === 'pass')).toBe(true);
  });
});

describe('the policy in docs/ci.md for the role that scans', () => {
  const [, json = ''] = /```json\n(\{\n {2}"Version"[^`]*)```/.exec(readFileSync('docs/ci.md', 'utf8')) ?? [];
  const policy: PolicyDocument = JSON.parse(json);
  const actions = policy.Statement.flatMap(({ Action }) => Action);
  const roles = (state: AwsState) => addAccessRoles(state, MANAGEMENT, 'rabbitmq-conformance-scan');
  const args = ['--role-name', 'rabbitmq-conformance-scan', '--regions', 'all'];

  it('lets it into no account of another organization', () => {
    const entering = policy.Statement.find(({ Action }) => Action === 'sts:AssumeRole');
    expect(entering?.Condition).toEqual({
      StringEquals: { 'aws:ResourceOrgID': expect.stringMatching(/^\$\{aws:PrincipalOrgID\}$/) },
    });
  });

  it('lets it scan', async () => {
    const { output } = await scan(args, { roles, policy });
    expect({ accounts: new Set(accountsIn(output)).size, problems: output.problems }).toEqual({
      accounts: 4,
      problems: [],
    });
    expect(output.summary.unknown).toBe(0);
  });

  it.each(actions)('has %s because it is needed', async (action) => {
    const Statement = policy.Statement.map((statement) => ({
      ...statement,
      Action: [statement.Action].flat().filter((one) => one !== action),
    }));
    const { status } = await scan([...args, '--exclude', ORDERS], { roles, policy: { ...policy, Statement } });
    expect([2, 3]).toContain(status);
  });
});

test('an inventory says when each account was read, its name and its unit, and can be evaluated again', async () => {
  const path = folder.path('inventory.ndjson');
  const live = await scan(['--role-name', 'audit', '--output-inventory', path, '--exclude', AUDIT]);
  const lines = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ Source, AccountName, AccountUnit }) => [Source, AccountName, AccountUnit])).toEqual([
    [SUSPENDED, 'old', 'Root/Workloads'],
    [`${MANAGEMENT}/eu-west-1`, 'management', 'Root'],
    [`${ORDERS}/eu-west-1`, 'orders', 'Root/Workloads'],
    [`${PAYMENTS}/eu-west-1`, 'payments', 'Root/Workloads/Production'],
  ]);
  for (const { Time } of lines) expect(new Date(Time).toISOString()).toBe(Time);
  const offline = await run([...EVALUATE, '--format', 'json', path]);
  const output: Output = JSON.parse(offline.stdout);
  expect(output.summary).toEqual(live.output.summary);
  expect(offline.status).toBe(live.status);
  const plans = await run(['plan', '--inventory', path, '--output-folder', folder.path('plans')]);
  expect(plans.status).toBe(0);
});

describe('1,000 accounts', () => {
  const plans = Array.from({ length: 999 }, (_, number) => ({
    ...{ ...MEMBER, id: String(200_000_000_000 + number), name: `team-${number}`, units: [WORKLOADS, ROOT] },
  }));
  const accounts: readonly AccountPlan[] = [ACCOUNTS[0] as AccountPlan, ...plans];

  it('are all scanned, each role assumed once', async () => {
    const { output, calls } = await scan(['--role-name', 'audit'], { accounts });
    expect(new Set(accountsIn(output)).size).toBe(1_000);
    expect(count(calls, 'AssumeRole')).toBe(999);
    // Twenty on a page.
    expect(count(calls, 'ListAccountsForParent')).toBe(1 + 50);
  });

  it('that lack the role are a few lines on standard error, and all in the report', async () => {
    const { status, output, stderr } = await scan(['--role-name', 'audit'], { accounts, roles: () => {} });
    expect(status).toBe(2);
    expect(output.problems).toHaveLength(999);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^rabbitmq-conformance: 200000000000 \(team-0\): the role audit cannot be assumed /),
      'rabbitmq-conformance: 200000000001 (team-1), 200000000002 (team-2), 200000000003 (team-3), ' +
        '200000000004 (team-4), 200000000005 (team-5), 200000000006 (team-6), 200000000007 (team-7), ' +
        '200000000008 (team-8) and 990 more: the same. --verbose and the JSON report say it of each.',
      '',
    ]);
  });
});

describe('options that make no sense are refused', () => {
  it.each<[string, readonly string[], string]>([
    [
      'a role by ARN beside the organization',
      ['--organization', '--role-arn', `arn:aws:iam::${ORDERS}:role/a`],
      'cannot',
    ],
    ['a role by name alone', ['--role-name', 'audit'], '--role-name, --include and --exclude need --organization.'],
    ['an exclusion alone', ['--exclude', ORDERS], '--role-name, --include and --exclude need --organization.'],
    ['an external ID without a role', ['--external-id', 'abc'], '--external-id needs --role-arn or --role-name.'],
    ['an external ID that STS would refuse', ['--external-id', 'a b'], 'Expected 2 to 1224'],
    [
      'the ARN of a role as its name',
      ['--organization', '--role-name', 'arn:aws:iam::1:role/a'],
      'Expected a role name',
    ],
    ['the name of a unit', ['--organization', '--include', 'Workloads'], 'Expected IDs of accounts'],
    ['an empty ID', ['--organization', '--include', `${ORDERS},`], 'Expected IDs of accounts'],
  ])('%s', async (_, args, message) => {
    const { status, stdout, stderr } = await run(['scan', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
