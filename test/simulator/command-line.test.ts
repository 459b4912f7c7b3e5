import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AwsState } from '../../simulator/aws/aws-state.ts';
import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { accountOf } from '../../simulator/aws/organization.ts';
import { addAccessRoles } from '../../simulator/aws/roles.ts';
import type { Simulation } from '../../simulator/aws/simulation.ts';
import { createAdministratorKey, createSimulation } from '../../simulator/aws/simulation.ts';
import type { Stack } from '../../simulator/aws/stack-record.ts';
import { bootstrap } from '../../simulator/cloudformation/bootstrap.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { answer } from '../../simulator/services.ts';
import { parameterArn } from '../../simulator/systems-manager/parameters.ts';
import { assemblyOf } from './assemblies.ts';
import { deployAssembly } from './deploy-assembly.ts';
import type { Shape } from './support.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  brokerIdOf,
  DEPLOYERS,
  MANAGEMENT,
  makeBroker,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  problemsOf,
  REGIONS,
  ROOT,
  SETTINGS,
  UNIT,
} from './support.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/cli/index.js');
/** A role that the delegated administrator has in each account. */
const AUDIT = 'audit/reader';
const MANAGED = { administrator: 'management', managementAccount: undefined };

interface Row {
  readonly check: string;
  readonly status: string;
  readonly subject: string;
  readonly detail: string;
  readonly action?: string;
}

let folder: string;
let state: AwsState;
let simulation: Simulation;
let endpoints: AwsEndpoints;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'command-line-test-'));
  state = createAwsState(ACCOUNTS, { codeFolder: folder });
  simulation = createSimulation(state, { order: 'by-arrival' });
  addAccessRoles(state, MANAGEMENT);
  addAccessRoles(state, ADMINISTRATOR, AUDIT);
  endpoints = await startAwsEndpoints((call) => answer(simulation, call));
});

afterEach(async () => {
  await endpoints.close();
  rmSync(folder, { recursive: true });
});

/** Runs the built command line in a process of its own, as an administrator of an account. */
async function run(accountId: string, args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args, '--format', 'json'], {
    env: {
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...awsEnvironment(endpoints.url),
      ...{ AWS_ACCESS_KEY_ID: createAdministratorKey(simulation, accountId), AWS_MAX_ATTEMPTS: '1' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { status, stderr, output: JSON.parse(stdout) };
}

async function preflight(accountId: string, settings: object, roleName?: string) {
  const context = Object.entries(settings).filter(([, value]) => value !== undefined);
  const { status, stderr, output } = await run(accountId, [
    'preflight',
    ...context.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ...(roleName === undefined ? [] : ['--role-name', roleName]),
  ]);
  expect(stderr).toBe('');
  return { status, rows: output.rows as readonly Row[] };
}

function bootstrapAll(accountId: string): void {
  for (const region of REGIONS) bootstrap(state, { accountId, region });
}

const notFine = (rows: readonly Row[]) => rows.filter(({ status }) => status !== 'fine');

function deploy(shape: Shape): void {
  const stacks = deployAssembly(state, assemblyOf(SETTINGS[shape]), {
    accountId: DEPLOYERS[shape],
    defaultRegion: 'eu-west-1',
  });
  expect(problemsOf(stacks)).toEqual({});
}

const ROLE = 'OrganizationAccountAccessRole';

describe('preflight', () => {
  test.each<[what: string, accountId: string, settings: object, roleName: string | undefined]>([
    ['organization, by a delegated administrator', ADMINISTRATOR, SETTINGS.organization, AUDIT],
    ['organization, by the management account', MANAGEMENT, { ...SETTINGS.organization, ...MANAGED }, ROLE],
    ['stack-set, by a delegated administrator', ADMINISTRATOR, SETTINGS['stack-set'], AUDIT],
    ['stack-set, by the management account', MANAGEMENT, { ...SETTINGS['stack-set'], ...MANAGED }, ROLE],
    [
      'management-account',
      MANAGEMENT,
      { deployment: 'management-account', administratorAccount: ADMINISTRATOR },
      undefined,
    ],
    ['account, with reserved concurrency', PAYMENTS, { ...SETTINGS.account, reservedConcurrency: 5 }, undefined],
  ])('finds everything ready for %s', async (_, accountId, settings, roleName) => {
    bootstrapAll(accountId);
    const { status, rows } = await preflight(accountId, settings, roleName);
    expect(notFine(rows)).toEqual([]);
    expect(status).toBe(0);
  });

  test.each(['organization', 'stack-set', 'account'] as const)(
    'finds what it deployed as %s its own',
    async (shape) => {
      bootstrapAll(DEPLOYERS[shape]);
      deploy(shape);
      const { status, rows } = await preflight(DEPLOYERS[shape], SETTINGS[shape], AUDIT);
      expect(notFine(rows)).toEqual([]);
      expect(status).toBe(0);
      expect(rows.filter(({ detail }) => detail.includes('belongs to this deployment')).length).toBeGreaterThan(0);
    },
  );

  const account = (id: string) => accountOf(state, id);
  /** Attaches a service control policy that denies an action to the unit of the members. */
  const attachDenial = (Action: string) => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action, Resource: '*' }] } as const;
    const text = { id: 'p-denial0000', name: 'Denial', description: '', content: JSON.stringify(document) };
    state.controlPolicies.all.set(text.id, { ...text, document, organizationId: ORGANIZATION });
    state.controlPolicies.roots.add(ROOT);
    state.controlPolicies.attachments.set(UNIT, new Set(['p-FullAWSAccess', text.id]));
  };
  const deleteStacks = (isMeant: (stack: Stack) => boolean) => {
    for (const [id, stack] of state.stacks) if (isMeant(stack)) state.stacks.delete(id);
  };

  test.each<{
    what: string;
    spoil?: () => unknown;
    settings?: object;
    row: Partial<Row>;
    /** The checks that cannot see anything then. */
    unseen?: readonly string[];
  }>([
    {
      what: 'a region without the bootstrap',
      spoil: () => {
        const place = { accountId: ADMINISTRATOR, region: 'eu-central-1' };
        state.parameters.delete(parameterArn(state, place, '/cdk-bootstrap/hnb659fds/version'));
      },
      row: { check: 'bootstrap', subject: 'eu-central-1', action: expect.stringContaining('cdk bootstrap') },
    },
    {
      what: 'an account without a recorder',
      spoil: () => account(PAYMENTS).recorders.delete('eu-west-1'),
      row: {
        check: 'recorders',
        subject: expect.stringContaining(PAYMENTS),
        detail: expect.stringContaining('no configuration recorder in eu-west-1'),
      },
    },
    {
      what: 'a recorder that is stopped',
      spoil: () => account(PAYMENTS).recorders.set('eu-west-1', { isRecording: false, resourceTypes: 'all' }),
      row: { check: 'recorders', detail: expect.stringContaining('is stopped in eu-west-1') },
    },
    {
      what: 'recorders that do not record brokers',
      spoil: () => {
        for (const { recorders } of state.accounts.values())
          for (const region of REGIONS)
            recorders.set(region, { isRecording: true, resourceTypes: ['AWS::S3::Bucket'] });
      },
      row: { check: 'recorders', subject: '3 accounts', detail: expect.stringContaining('AWS::AmazonMQ::Broker') },
    },
    {
      what: 'AWS Config without trusted access',
      spoil: () => state.trustedServices.delete('config-multiaccountsetup.amazonaws.com'),
      row: { check: 'trusted-access', subject: 'config-multiaccountsetup.amazonaws.com' },
    },
    {
      what: 'StackSets without trusted access',
      spoil: () => state.trustedServices.delete('member.org.stacksets.cloudformation.amazonaws.com'),
      row: { check: 'stack-sets-access', action: expect.stringContaining('activate-organizations-access') },
    },
    {
      what: 'a registration that is missing',
      spoil: () =>
        Object.assign(account(ADMINISTRATOR), {
          delegations: ['config.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
        }),
      row: { check: 'delegated-administrator', subject: 'config-multiaccountsetup.amazonaws.com' },
      unseen: ['conformance-packs'],
    },
    {
      what: 'an account that is closed',
      spoil: () => {
        account(ORDERS).status = 'SUSPENDED';
      },
      row: { check: 'accounts', subject: expect.stringContaining(ORDERS) },
    },
    {
      what: 'a root of others',
      settings: { organizationalUnits: 'r-zz99' },
      row: { check: 'organizational-units', action: `-c organizationalUnits=${ROOT}` },
      unseen: ['control-policies'],
    },
    {
      what: 'an organizational unit that is not there',
      settings: { ...SETTINGS['stack-set'], organizationalUnits: UNIT.replace('1', '2') },
      row: { check: 'organizational-units', subject: expect.stringMatching(/^ou-/) },
      unseen: ['control-policies', 'accounts', 'recorders', 'rules', 'stack-instances', 'conformance-packs'],
    },
    {
      what: 'a policy that denies the aggregator',
      spoil: () => attachDenial('config:PutConfigurationAggregator'),
      row: {
        check: 'control-policies',
        subject: `account ${ADMINISTRATOR}`,
        detail: expect.stringContaining(`which is on ${UNIT}, denies config:PutConfigurationAggregator`),
        action: expect.stringContaining('-c aggregator=none'),
      },
    },
    {
      what: 'a region that one account has not enabled',
      spoil: () => {
        for (const id of [ADMINISTRATOR, PAYMENTS]) account(id).optionalRegions.add('af-south-1');
        bootstrap(state, { accountId: ADMINISTRATOR, region: 'af-south-1' });
        for (const { recorders } of state.accounts.values())
          recorders.set('af-south-1', { isRecording: true, resourceTypes: 'all' });
      },
      settings: { regions: 'eu-west-1,af-south-1' },
      row: { check: 'enabled-regions', subject: 'af-south-1', detail: expect.stringContaining(ORDERS) },
    },
    {
      what: 'more reserved concurrency than there is',
      settings: { reservedConcurrency: 950, regions: 'eu-west-1' },
      row: { check: 'lambda-concurrency', detail: expect.stringContaining('950 of 1000') },
    },
    {
      what: 'a pack of others',
      spoil: () => {
        deploy('organization');
        deleteStacks(({ name }) => name.includes('-pack-eu-west-1'));
      },
      row: { check: 'conformance-packs', subject: 'eu-west-1' },
    },
  ])('says what to do about $what, and nothing else', async ({ spoil, settings, row, unseen = [] }) => {
    bootstrapAll(ADMINISTRATOR);
    spoil?.();
    const { status, rows } = await preflight(ADMINISTRATOR, { ...SETTINGS.organization, ...settings }, AUDIT);
    expect(rows.filter((one) => one.status === 'to-do')).toEqual([expect.objectContaining(row)]);
    const others = rows.filter((one) => one.status === 'not-visible');
    expect(new Set(others.map(({ check }) => check))).toEqual(new Set(unseen));
    expect(status).toBe(1);
  });

  test('sees recorders of other accounts through an aggregator only', async () => {
    bootstrapAll(ADMINISTRATOR);
    deploy('organization');
    account(PAYMENTS).recorders.delete('eu-west-1');
    const { rows } = await preflight(ADMINISTRATOR, SETTINGS.organization);
    expect(rows.filter(({ check }) => check === 'recorders')).toMatchObject([
      { status: 'fine', subject: '5 of 6 recorders' },
      { status: 'to-do', detail: expect.stringContaining('according to the aggregator rabbitmq-conformance') },
    ]);
    expect(new Set(notFine(rows).map(({ check, status }) => `${check} ${status}`))).toEqual(
      new Set(['recorders to-do', 'rules not-visible']),
    );
  });
});

test('scan finds the brokers of all accounts that are open, in all their regions', async () => {
  const places = [
    { accountId: PAYMENTS, region: 'eu-west-1' },
    { accountId: ORDERS, region: 'sa-east-1' },
  ];
  places.map((place, number) => putBroker(simulation, place, makeBroker(place, number, { publiclyAccessible: true })));
  accountOf(state, ADMINISTRATOR).status = 'SUSPENDED';
  const roles = [ADMINISTRATOR, PAYMENTS, ORDERS].map((id) => `arn:aws:iam::${id}:role/${ROLE}`);
  const args = ['scan', '--quiet', '--regions', 'all', '--checks', 'rabbitmq-no-public-access'];
  const { status, stderr, output } = await run(MANAGEMENT, [...args, ...roles.flatMap((arn) => ['--role-arn', arn])]);
  expect(stderr).toMatch(new RegExp(`^rabbitmq-conformance: ${roles[0]}: cannot be assumed \\(AccessDenied.*\\n$`));
  expect(output.results).toMatchObject(
    places.map(({ accountId, region }, number) => ({
      source: `${accountId}/${region}`,
      verdict: 'fail',
      resource: { id: brokerIdOf(number) },
    })),
  );
  expect(status).toBe(2);
});
