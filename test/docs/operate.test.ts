import { readFileSync } from 'node:fs';
import { RECORDS_ALL } from '../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization } from '../../simulator/aws/organization.ts';
import {
  ADMINISTRATOR,
  JOINING,
  MANAGEMENT,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  REGIONS,
  ROOT,
} from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { readMarkdown } from './markdown.ts';
import { block, HEADINGS, NOT_RUN, useOperator } from './operator.ts';

const [HOME_REGION = '', OTHER_REGION = ''] = REGIONS;
const NEW_REGION = 'us-east-1';

const VALUES = {
  ...{ 'home region': HOME_REGION, region: HOME_REGION, OU: ROOT, account: JOINING.id },
  StackSet: 'rabbitmq-conformance-evaluation-role',
};

/** Attaches a policy, as `scp` says. */
const PROTECT = `
aws organizations enable-policy-type --policy-type SERVICE_CONTROL_POLICY --root-id ${ROOT} >/dev/null
policy=$(aws organizations create-policy --type SERVICE_CONTROL_POLICY --name p --description p --output text \\
  --query Policy.PolicySummary.Id \\
  --content '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"sqs:*","Resource":"*"}]}')
aws organizations attach-policy --policy-id $policy --target-id ${ROOT}
echo $policy`;

/** Of delegated administrators, as the page says. */
const delegated = (commands: string) => commands.replaceAll('--call-as SELF', '--call-as DELEGATED_ADMIN');

/** The headings whose commands this file, operate-packs.test.ts and operate-stack-set.test.ts run. */
const RUN = [
  ...['Change a setting', 'Add a region', 'Remove a region', 'An account is suspended or closed', 'An account failed'],
  ...[
    'Compare StackSets',
    'Change the packs',
    'Get notified',
    'An update of a pack failed',
    'An excluded account has stacks',
    'Remove',
  ],
];

test('every section of docs/operate.md with commands is run, or has a reason why not', () => {
  expect([...RUN, ...Object.keys(NOT_RUN)].toSorted()).toEqual(HEADINGS.toSorted());
});

describeWith(findWitness('aws'))('docs/operate.md, for an organization', () => {
  const bootstrapped = [
    ...[...REGIONS, NEW_REGION].map((region) => ({ accountId: ADMINISTRATOR, region })),
    ...REGIONS.map((region) => ({ accountId: MANAGEMENT, region })),
  ];
  const operator = useOperator(bootstrapped);
  const { set, places, statuses } = operator;
  const run = (commands: string) => operator.run(commands, ADMINISTRATOR);
  const succeed = (commands: string) => operator.succeed(commands, ADMINISTRATOR);
  const members = (...regions: readonly string[]) =>
    [ADMINISTRATOR, PAYMENTS, ORDERS].flatMap((id) => regions.map((region) => `${id} ${region}`)).toSorted();

  const shape = {
    ...{ deployment: 'organization', homeRegion: HOME_REGION, regions: REGIONS },
    ...{ organizationalUnits: [ROOT], organizationId: ORGANIZATION },
  };
  const both = { ...shape, administrator: 'delegated', managementAccount: MANAGEMENT };
  const PACK = `rabbitmq-conformance-pack-${HOME_REGION}`;

  test('Change a setting', async () => {
    set(both);
    await succeed(block('Change a setting', 0).replace('npx cdk diff\n', ''));
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION));

    set({ ...both, frequency: 'Six_Hours' });
    const compared = await succeed(block('Compare StackSets'));
    // The template of a StackSet, and that of a pack.
    expect(compared).toMatch(/^ {2}"Resources": \{$/m);
    expect(compared).toMatch(/^Resources:$/m);
    const output = await succeed(block('Change a setting'));
    expect(output).toMatch(/TwentyFour_Hours[\s\S]*Six_Hours/);
    expect(statuses(PACK)).toEqual(['UPDATE_COMPLETE']);
    expect(await succeed('npx cdk diff')).toContain('Number of stacks with differences: 0');
  });

  test('Add a region, and remove it', async () => {
    const three = { ...both, frequency: 'Six_Hours', regions: [...both.regions, NEW_REGION] };
    for (const account of operator.world().simulation.state.accounts.values())
      account.recorders.set(NEW_REGION, RECORDS_ALL);
    set(three);
    const [, deploy = ''] = block('Add a region', 0, { administrator: ADMINISTRATOR, region: NEW_REGION })
      .trim()
      .split('\n');
    await succeed(deploy);
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION, NEW_REGION));

    await succeed(block('Remove a region', 0, { region: NEW_REGION }));
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION));
    for (const stack of ['evaluator', 'pack']) {
      expect(statuses(`rabbitmq-conformance-${stack}-${NEW_REGION}`)).toEqual(['DELETE_COMPLETE']);
    }
    // They depend on the functions of all regions.
    expect(statuses('rabbitmq-conformance-views')).toEqual([expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/)]);
    set({ ...both, frequency: 'Six_Hours' });
    await succeed('npx cdk deploy --all');
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION));
  });

  test('An update of a pack failed', async () => {
    const { state } = operator.world().simulation;
    accountOf(state, ORDERS).recorders.delete(HOME_REGION);
    set(both);
    const failed = await run('npx cdk deploy --all');
    expect(failed.status).not.toBe(0);
    expect(failed.output).toContain('UPDATE_ROLLBACK_FAILED');
    expect(statuses(PACK)).toEqual(['UPDATE_ROLLBACK_FAILED']);

    const found = await succeed(block('An update of a pack failed', 0, { region: HOME_REGION }));
    expect(found).toContain(ORDERS);
    expect(found).not.toContain(PAYMENTS);
    await succeed(block('An update of a pack failed', 1, { region: HOME_REGION }));
    expect(statuses(PACK)).toEqual(['UPDATE_ROLLBACK_COMPLETE']);
    set({ ...both, excludedAccounts: [ORDERS] });
    await succeed(block('An update of a pack failed', 2));
    expect(statuses(PACK)).toEqual(['UPDATE_COMPLETE']);
    expect(places().filter((place) => place.startsWith(ORDERS))).toEqual([]);
    // As "Exclude an account" says.
    expect(state.roles.has(`arn:aws:iam::${ORDERS}:role/rabbitmq-conformance-evaluation`)).toBe(true);

    accountOf(state, ORDERS).recorders.set(HOME_REGION, RECORDS_ALL);
    set(both);
    await succeed(block('An update of a pack failed', 2));
    expect(places()).toEqual(members(HOME_REGION, OTHER_REGION));
  });

  test('An account failed', async () => {
    const { state } = operator.world().simulation;
    const arn = `arn:aws:iam::${JOINING.id}:role/rabbitmq-conformance-evaluation`;
    state.roles.set(arn, { arn, accountId: JOINING.id, trust: { Version: '2012-10-17', Statement: [] }, policies: [] });
    expect(joinOrganization(state, JOINING).map(({ message }) => message)).toEqual([
      expect.stringContaining('already exists'),
    ]);
    const [home] = [...state.stacks.values()].filter(({ name }) => name === 'rabbitmq-conformance-home');
    const list = home?.outputs.find(({ key }) => key === 'EvaluationRolesFailures')?.value ?? '';
    expect(await succeed(list)).toContain('already exists');

    state.roles.delete(arn);
    await succeed(delegated(block('An account failed', 0, VALUES)));
    expect(await succeed(list)).not.toContain(JOINING.id);
    expect(state.roles.get(arn)?.policies).toHaveLength(1);

    const several = readMarkdown(readFileSync('docs/operate.md', 'utf8')).code.find((code) =>
      code.includes('Accounts=['),
    );
    const targets = several?.replace('<OU>', ROOT).replace('<account>,<account>', `${JOINING.id},${ORDERS}`) ?? '';
    await succeed(delegated(block('An account failed', 0, VALUES)).replace(/--deployment-targets \S+/, targets));
    const [roles] = [...state.stackSets.values()].filter(({ name }) => name === VALUES.StackSet);
    expect(roles?.operations.at(-1)?.results).toMatchObject([
      { accountId: ORDERS, status: 'SUCCEEDED' },
      { accountId: JOINING.id, status: 'SUCCEEDED' },
    ]);

    const ofAccount = () =>
      [...state.stacks.values()].filter(
        ({ accountId, name }) => accountId === JOINING.id && name.startsWith('StackSet-'),
      );
    const stuck = ofAccount().at(-1);
    Object.assign(stuck ?? {}, { status: 'UPDATE_ROLLBACK_FAILED' });
    await succeed(delegated(block('An account failed', 0, VALUES)));
    expect(await succeed(list)).toContain('UPDATE_ROLLBACK_FAILED state');
    await succeed(delegated(block('An account failed', 1, VALUES)));
    await succeed(delegated(block('An account failed', 2, VALUES)));
    expect(stuck?.status).toBe('DELETE_COMPLETE');
    expect(ofAccount().at(-1)?.status).toBe('CREATE_COMPLETE');
    expect(state.roles.get(arn)?.policies).toHaveLength(1);
  });

  test('An account is suspended or closed', async () => {
    const { state } = operator.world().simulation;
    accountOf(state, JOINING.id).status = 'SUSPENDED';
    set({ ...both, frequency: 'Three_Hours', excludedAccounts: [JOINING.id] });
    await succeed(block('An account is suspended or closed'));
    expect(statuses(PACK)).toEqual(['UPDATE_COMPLETE']);
  });

  test('Remove', async () => {
    const { state } = operator.world().simulation;
    const home = { 'home region': HOME_REGION, 'home stack': 'rabbitmq-conformance-home' };
    expect(await succeed(block('Remove', 0, home))).toMatch(/^npx cdk deploy -c deployment=management-account /);
    const policy = await operator.succeed(PROTECT, MANAGEMENT);
    const values = { policy: policy.trim(), 'root, OU or account': ROOT };
    await operator.succeed(block('Remove', 1, values), MANAGEMENT);
    const refused = await run(block('Remove', 2));
    expect(refused.output).toContain('StackSet is not empty');
    const retaining = block('An excluded account has stacks', 0, VALUES).replace(
      '--no-retain-stacks',
      '--retain-stacks',
    );
    await succeed(delegated(retaining));
    await succeed(block('Remove', 2));
    // Out of reach, the suspended account keeps what it had.
    expect(places().filter((place) => !place.startsWith(JOINING.id))).toEqual([]);
    expect(new Set([...state.others.keys()].map((arn) => arn.split(':')[2]))).toEqual(new Set(['logs']));
    expect([state.functions.size, state.aggregators.size, state.stackSets.size, state.organizationPacks.size]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([...state.roles.keys()].filter((arn) => !arn.includes(':role/cdk-') && !arn.includes(JOINING.id))).toEqual(
      [],
    );
  });

  test('Change the shape, the administrator or the names', async () => {
    set({ ...shape, excludedAccounts: [JOINING.id] });
    await operator.succeed('npx cdk deploy --all', MANAGEMENT);
    const accounts = new Set(places().map((place) => place.split(' ')[0]));
    expect([...accounts]).toEqual(expect.arrayContaining([MANAGEMENT, ADMINISTRATOR, PAYMENTS]));
  });
});
