import type { Row } from '../../../cli/organization/rows.ts';
import type { StackInstance } from '../../../cli/status/port.ts';
import { account, DELEGATE, MANAGEMENT, MEMBER } from '../preflight/support.ts';
import type { Shape, Situation } from './support.ts';
import { BROKER, healthyStatus, hoursAgo, problemsOf, RULES, statusOf } from './support.ts';

const SHAPES: readonly Shape[] = ['organization', 'delegated', 'stack-set', 'account'];

test.each(SHAPES)('%s: all is fine, with a role in each account', async (shape) => {
  expect(problemsOf(await statusOf({ shape }))).toEqual([]);
});

test('results that schedules leave as they are until they are seven days old are fine', async () => {
  const aws = { results: result({ time: hoursAgo(6.5 * 24 + 29) }) };
  expect(problemsOf(await statusOf({ settings: { refresh: 7 }, aws }))).toEqual([]);
  expect(problemsOf(await statusOf({ settings: { refresh: 6 }, aws }))).toHaveLength(1);
});

test.each([
  ['organization', 'evaluation-roles'],
  ['stack-set', 'conformance-packs'],
] as const)(
  '%s: what no aggregator shows is not visible without a role, though the StackSet brought it',
  async (shape, check) => {
    const recorder = { isRecording: true, group: { allSupported: true }, mode: {} };
    const aggregatedRecorders = async () =>
      [MANAGEMENT, DELEGATE, MEMBER].map((accountId) => ({ accountId, region: 'eu-west-1', recorder }));
    const report = await statusOf({ shape, roleName: 'none', aws: { aggregatedRecorders } });
    expect(problemsOf(report)).toMatchObject([
      { status: 'not-visible', check, accounts: expect.arrayContaining([MEMBER]) },
    ]);
    expect(report.places.find(({ accountId }) => accountId === MEMBER)).toMatchObject({
      ...{ brokers: 1, unknown: 0 },
      [shape === 'organization' ? 'role' : 'pack']: 'not-visible',
    });
  },
);

const instance = (changes: Partial<StackInstance>): StackInstance => ({
  ...{ accountId: MEMBER, region: 'eu-west-1', status: 'SUCCEEDED', reason: undefined, stackId: 'arn:stack' },
  ...changes,
});
const instances = (...list: readonly Partial<StackInstance>[]) => ({
  stackInstances: async () => list.map(instance),
});
const result = (changes: object) => async () => [
  { resourceId: BROKER, compliance: 'COMPLIANT', annotation: undefined, time: hoursAgo(1), ...changes },
];

const STACK_SET = 'aws cloudformation COMMAND --region eu-west-1 --call-as SELF --stack-set-name';
const TARGET = `OrganizationalUnitIds=ou-ab12-1a2b3c4d,Accounts=${MEMBER},AccountFilterType=INTERSECTION --regions eu-west-1`;
const command = (name: string) =>
  `${STACK_SET.replace('COMMAND', name)} rabbitmq-conformance --deployment-targets ${TARGET}`;

interface Case extends Situation {
  readonly what: string;
  readonly expected: Partial<Row>;
  /** In the action, in this order. */
  readonly commands: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: 'a stack instance that failed',
    shape: 'stack-set',
    aws: instances({ status: 'FAILED', reason: `arn:aws:iam::${MEMBER}:role/x already exists` }),
    expected: { accounts: [MEMBER], detail: expect.stringContaining('arn:aws:iam::<account>:role/x already exists.') },
    commands: [command('update-stack-instances')],
  },
  {
    what: 'a stack that cannot be updated',
    shape: 'stack-set',
    aws: instances({ status: 'FAILED', reason: 'Stack is in UPDATE_ROLLBACK_FAILED state and can not be updated.' }),
    expected: { accounts: [MEMBER] },
    commands: [`${command('delete-stack-instances')} --no-retain-stacks`, command('create-stack-instances')],
  },
  {
    what: 'a stack that could not be deleted',
    shape: 'stack-set',
    aws: instances({ status: 'INOPERABLE', reason: 'DELETE_FAILED' }),
    expected: { accounts: [MEMBER] },
    commands: [
      `${command('delete-stack-instances')} --retain-stacks`,
      'no longer has them:',
      `In account ${MEMBER}: aws cloudformation delete-stack --region eu-west-1 --stack-name arn:stack`,
      'wait stack-delete-complete --region eu-west-1 --stack-name arn:stack',
      'When these are deleted, in the administrator account again:',
      command('create-stack-instances'),
    ],
  },
  {
    what: 'a StackSet at work',
    shape: 'stack-set',
    aws: instances({ status: 'RUNNING' }),
    expected: { detail: expect.stringContaining('is at work') },
    commands: ['Run this again'],
  },
  {
    what: 'an account without a stack',
    shape: 'stack-set',
    aws: instances(),
    expected: { accounts: [MEMBER], detail: expect.stringContaining('has not reached it') },
    commands: [command('create-stack-instances')],
  },
  {
    what: 'an excluded account with a stack',
    shape: 'stack-set',
    settings: { excludedAccounts: MEMBER },
    aws: instances({}),
    expected: { accounts: [MEMBER], detail: expect.stringContaining('in an excluded account (') },
    commands: [`${command('delete-stack-instances')} --no-retain-stacks`],
  },
  {
    what: 'an excluded account with a stack, out of reach',
    shape: 'stack-set',
    settings: { excludedAccounts: MEMBER },
    aws: { ...instances({}), accountsIn: async () => [account(MEMBER, 'SUSPENDED')] },
    expected: { accounts: [MEMBER], detail: expect.stringContaining('out of reach') },
    commands: [`${command('delete-stack-instances')} --retain-stacks`],
  },
  {
    what: 'a StackSet that does not exist',
    shape: 'stack-set',
    aws: { stackInstances: async () => undefined },
    expected: { detail: 'The StackSet does not exist.' },
    commands: ['npx cdk deploy --all'],
  },
  {
    what: 'two accounts with the same reason, by one command',
    aws: {
      stackInstances: async () =>
        [DELEGATE, MEMBER].map((accountId) => instance({ accountId, status: 'FAILED', reason: `${accountId}: no` })),
    },
    expected: {
      subject: '2 accounts',
      accounts: [DELEGATE, MEMBER],
      detail: expect.stringContaining('<account>: no.'),
    },
    commands: [`'OrganizationalUnitIds=r-ab12,Accounts=[${DELEGATE},${MEMBER}],AccountFilterType=INTERSECTION'`],
  },
  {
    what: 'the StackSet of a delegated administrator',
    shape: 'delegated',
    aws: {
      stackInstances: async () => [instance({ accountId: DELEGATE }), instance({ status: 'CANCELLED' })],
    },
    expected: { accounts: [MEMBER] },
    commands: ['--call-as DELEGATED_ADMIN'],
  },
  {
    what: 'a pack of the organization that does not exist',
    aws: { organizationPack: async () => undefined },
    expected: { check: 'conformance-packs', detail: expect.stringContaining('does not exist') },
    commands: ['npx cdk destroy rabbitmq-conformance-pack-eu-west-1', 'npx cdk deploy --all'],
  },
  {
    what: 'a pack at work',
    aws: {
      organizationPackMembers: async () =>
        [MANAGEMENT, DELEGATE, MEMBER].map((accountId) => ({
          ...{ accountId, status: 'UPDATE_IN_PROGRESS', reason: undefined },
        })),
    },
    expected: { detail: 'The pack is at work in 3 accounts.' },
    commands: ['Run this again'],
  },
  {
    what: 'an excluded account with a pack',
    settings: { excludedAccounts: MEMBER },
    expected: { accounts: [MEMBER], detail: expect.stringContaining('The pack is in an excluded account') },
    commands: ['npx cdk deploy --all'],
  },
  {
    what: 'the pack of an account',
    shape: 'account',
    aws: { pack: async () => ({ status: 'CREATE_FAILED', reason: 'No recorder' }) },
    expected: { check: 'conformance-packs', detail: expect.stringContaining('No recorder.') },
    commands: ['npx cdk destroy', 'npx cdk deploy'],
  },
  {
    what: 'the pack of an account at work',
    shape: 'account',
    aws: { pack: async () => ({ status: 'CREATE_IN_PROGRESS', reason: undefined }) },
    expected: {
      check: 'conformance-packs',
      detail: expect.stringContaining('is at work'),
      action: 'Run this again when it is done.',
    },
    commands: [],
  },
  {
    what: 'a pack that somebody deleted in an account',
    shape: 'stack-set',
    aws: { pack: async () => undefined },
    expected: { check: 'conformance-packs', detail: expect.stringContaining('it does not exist.') },
    commands: [`${command('delete-stack-instances')} --no-retain-stacks`, command('create-stack-instances')],
  },
  {
    what: 'a rule that somebody deleted',
    shape: 'stack-set',
    aws: { ruleNames: async () => RULES.slice(1), brokers: async () => [] },
    expected: { check: 'evaluations', detail: expect.stringContaining(': rabbitmq-cluster-deployment.') },
    commands: [command('delete-stack-instances'), command('create-stack-instances')],
  },
  {
    what: 'a rule of an opt-in check that somebody deleted',
    shape: 'stack-set',
    settings: {
      checks: 'default,rabbitmq-engine-version',
      checkParameters: { 'rabbitmq-engine-version': { minimumVersion: '4.2' } },
    },
    aws: { ruleNames: async () => RULES, brokers: async () => [] },
    expected: { check: 'evaluations', detail: expect.stringContaining(': rabbitmq-engine-version.') },
    commands: [command('delete-stack-instances'), command('create-stack-instances')],
  },
  {
    what: 'the role of the management account',
    shape: 'delegated',
    settings: { managementAccountCovered: true },
    aws: { hasRole: async (_, { roleArn = '' }) => !roleArn.includes(MANAGEMENT) },
    expected: { check: 'evaluation-roles', accounts: [MANAGEMENT] },
    commands: ['aws cloudformation describe-stacks --region eu-west-1 --stack-name rabbitmq-conformance-home'],
  },
  {
    what: 'a management account without the role that a delegated administrator needs',
    shape: 'delegated',
    settings: { managementAccountCovered: false },
    expected: { check: 'management-account', subject: `account ${MANAGEMENT}` },
    commands: [
      'aws cloudformation describe-stacks --region eu-west-1 --stack-name rabbitmq-conformance-home',
      'npx cdk deploy --all -c managementAccountCovered=true',
    ],
  },
  {
    what: 'a management account that cannot be covered',
    shape: 'delegated',
    settings: { managementAccountCovered: false, logRemediation: 'manual' },
    aws: {
      stackInstances: async () => [instance({ accountId: DELEGATE }), instance({})],
    },
    expected: { check: 'management-account', detail: expect.stringContaining('cannot be') },
    commands: ['add it to the setting excludedAccounts'],
  },
  {
    what: 'a management account that no StackSet reaches',
    shape: 'stack-set',
    settings: { organizationalUnits: 'r-ab12' },
    aws: {
      accounts: async () => [account(MANAGEMENT), account(MEMBER)],
      accountsIn: async () => [account(MANAGEMENT), account(MEMBER)],
      pack: async (_, { roleArn }) =>
        roleArn === undefined ? undefined : { status: 'CREATE_COMPLETE', reason: undefined },
    },
    expected: { check: 'management-account', subject: `account ${MANAGEMENT}` },
    commands: [
      "--stack-name rabbitmq-conformance-stack-set --query \"Stacks[0].Outputs[?OutputKey=='ManagementAccount']",
    ],
  },
  {
    what: 'a StackSet of notifications that somebody deleted',
    settings: { notifications: 'all' },
    aws: {
      stackInstances: async (name) =>
        name === 'rabbitmq-conformance-notifications'
          ? undefined
          : [instance({ accountId: DELEGATE }), instance({ accountId: MEMBER })],
    },
    expected: { check: 'stack-sets', subject: 'StackSet rabbitmq-conformance-notifications' },
    commands: ['npx cdk deploy --all'],
  },
  {
    what: 'an account whose notifications somebody deleted',
    settings: { notifications: 'all' },
    aws: {
      stackInstances: async (name) =>
        [DELEGATE, MEMBER]
          .filter((accountId) => accountId === DELEGATE || name !== 'rabbitmq-conformance-notifications')
          .map((accountId) => instance({ accountId })),
    },
    expected: { check: 'stack-sets', accounts: [MEMBER], detail: expect.stringContaining('it has no stack.') },
    commands: ['create-stack-instances --region eu-west-1 --call-as SELF --stack-set-name rabbitmq-conformance-notif'],
  },
  {
    what: 'results that are older than the schedule and a margin',
    aws: { results: result({ time: hoursAgo(31) }) },
    settings: { frequency: 'TwentyFour_Hours' },
    expected: { check: 'evaluations', detail: expect.stringContaining('Results are up to 31 hours old') },
    commands: [`In each of the accounts ${MANAGEMENT}, ${DELEGATE}, ${MEMBER}:`, 'start-config-rules-evaluation'],
  },
  {
    what: 'results that are older than the setting refresh, the schedule and a margin',
    aws: { results: result({ time: hoursAgo(6.5 * 24 + 31) }) },
    settings: { refresh: 7 },
    expected: {
      check: 'evaluations',
      detail: expect.stringContaining('up to 7 days old, though the schedule is TwentyFour_Hours, with refresh=7'),
    },
    commands: [`In each of the accounts ${MANAGEMENT}, ${DELEGATE}, ${MEMBER}:`, 'start-config-rules-evaluation'],
  },
  {
    what: 'a broker that is unknown',
    shape: 'account',
    aws: {
      results: result({
        compliance: 'NOT_APPLICABLE',
        annotation: 'This broker could not be evaluated: the engine is unknown.',
      }),
    },
    expected: { subject: '1 unknown broker', detail: expect.stringContaining('the engine is unknown.') },
    commands: [`In account ${MANAGEMENT}:`, 'start-config-rules-evaluation'],
  },
  {
    what: 'a broker without a result',
    aws: { results: async () => [] },
    expected: { check: 'evaluations', detail: expect.stringContaining(`no rule has a result for: ${BROKER}`) },
    commands: [`In account ${MEMBER}:`, 'start-config-rules-evaluation'],
  },
  {
    what: 'an aggregator that could not collect',
    aws: {
      aggregatorSources: async () => [
        ...[MANAGEMENT, DELEGATE].map((id) => ({ type: 'ACCOUNT', id, region: 'eu-west-1', status: 'SUCCEEDED' })),
        { type: 'ACCOUNT', id: MEMBER, region: 'eu-west-1', status: 'FAILED', error: 'AccessDenied: no' },
      ],
    },
    expected: { check: 'aggregator', accounts: [MEMBER], detail: expect.stringContaining('AccessDenied: no') },
    commands: ['aws configservice describe-configuration-aggregator-sources-status --region eu-west-1'],
  },
  {
    what: 'an aggregator that does not exist',
    aws: { aggregators: async () => [] },
    expected: { check: 'aggregator', detail: 'The aggregator rabbitmq-conformance does not exist.' },
    commands: ['npx cdk destroy rabbitmq-conformance-views', 'npx cdk deploy --all'],
  },
];

test.each(CASES)('$what is found, with the command', async ({ expected, commands, ...situation }) => {
  const [problem, ...others] = problemsOf(await statusOf(situation));
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ status: 'to-do', ...expected });
  let from = 0;
  for (const part of commands) {
    const at = problem?.action?.indexOf(part, from) ?? -1;
    expect({ part, isThere: at >= 0 }).toEqual({ part, isThere: true });
    from = at + part.length;
  }
});

test('results are not old within the margin, nor those that say nothing', async () => {
  const results = async () => [
    { resourceId: BROKER, compliance: 'COMPLIANT', annotation: undefined, time: hoursAgo(29) },
    { resourceId: 'b-old', compliance: 'NOT_APPLICABLE', annotation: 'Deleted.', time: hoursAgo(900) },
  ];
  expect(problemsOf(await statusOf({ aws: { results } }))).toEqual([]);
});

test.each([
  ['excluded on purpose', { managementAccountCovered: false, excludedAccounts: MANAGEMENT }],
  ['covered', { managementAccountCovered: true }],
])('a management account that is %s is nothing to do', async (_, settings) => {
  const report = await statusOf({
    ...{ shape: 'delegated', settings },
    aws: {
      organizationPackMembers: async () =>
        ('excludedAccounts' in settings ? [DELEGATE, MEMBER] : [MANAGEMENT, DELEGATE, MEMBER]).map((accountId) => ({
          ...{ accountId, status: 'CREATE_SUCCESSFUL', reason: undefined },
        })),
    },
  });
  expect(problemsOf(report)).toEqual([]);
});

test.each(SHAPES)('%s: before a deployment there is one thing to do', async (shape) => {
  const report = await statusOf({ shape, aws: { stack: async () => undefined }, repeated: { namePrefix: 'mq' } });
  expect(report).toMatchObject({ places: [], rows: [{ check: 'deployment', status: 'to-do' }] });
  expect(report.rows).toHaveLength(1);
  expect(report.rows[0]?.detail).toMatch(/^Nothing is deployed with these settings: /);
  expect(report.rows[0]?.action).toMatch(/^npx cdk deploy( --all)? -c namePrefix=mq$/m);
});

test('commands of the CDK repeat the settings that are not in cdk.json, and no setting twice', async () => {
  const closed = account('444455556666', 'SUSPENDED');
  const report = await statusOf({
    settings: { excludedAccounts: '999900001111' },
    repeated: { deployment: 'organization', excludedAccounts: '999900001111', tags: '{"a":"b c"}' },
    aws: { accounts: async () => [...(await healthyStatus().accounts()), closed] },
  });
  const others = `-c deployment=organization -c 'tags={"a":"b c"}'`;
  const deploys = problemsOf(report).flatMap(({ action = '' }) => action.match(/^npx .*/gm) ?? []);
  expect(deploys).toEqual([
    `npx cdk deploy --all -c excludedAccounts=${closed.id},999900001111 ${others}`,
    `npx cdk deploy --all -c excludedAccounts=999900001111,${closed.id} ${others}`,
  ]);
});

test('suspended accounts are apart, and a StackSet skips them', async () => {
  const closed = account('444455556666', 'SUSPENDED');
  const { rows } = await statusOf({
    shape: 'stack-set',
    aws: { accountsIn: async () => [account(MEMBER), closed] },
  });
  expect(rows).toContainEqual(expect.objectContaining({ status: 'fine', detail: `Skipped: ${closed.id}.` }));
  expect(
    problemsOf(await statusOf({ shape: 'stack-set', aws: { accountsIn: async () => [account(MEMBER), closed] } })),
  ).toEqual([]);
});

test('a pack is not updated with accounts that would make the update fail', async () => {
  const closed = account('444455556666', 'SUSPENDED');
  const lacking = account('555566667777');
  const { accounts } = healthyStatus();
  const report = await statusOf({
    settings: { excludedAccounts: '999900001111' },
    aws: {
      accounts: async () => [...(await accounts()), closed, lacking],
      recorders: async ({ roleArn = '' }) =>
        roleArn.includes(MEMBER) ? [] : healthyStatus().recorders({ region: '' }),
    },
  });
  const ofRecorders = problemsOf(report).find(({ check }) => check === 'recorders');
  expect(ofRecorders?.action).toContain('<bucket>: the S3 bucket of your AWS Config.');
  const row = problemsOf(report).find(({ check }) => check === 'conformance-packs');
  expect(row?.action).toContain(
    `-c excludedAccounts=${MEMBER},${closed.id},${lacking.id},999900001111\nnpx cdk deploy --all`,
  );
});
