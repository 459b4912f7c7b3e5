import { isGood } from '../../../cli/status/places.ts';
import type { StatusAws } from '../../../cli/status/port.ts';
import { STATUS_ACTIONS } from '../../../cli/status/port.ts';
import { awsError, DELEGATE, denied, MANAGEMENT, MEMBER, RECORDER } from '../preflight/support.ts';
import type { Shape } from './support.ts';
import { hoursAgo, problemsOf, RULES, statusesOf, statusOf } from './support.ts';

type Call = keyof StatusAws;

const WITH_ROLE: Readonly<Partial<Record<Shape, readonly Call[]>>> = {
  organization: [
    ...(['organization', 'accounts', 'stack', 'recorders', 'aggregators', 'aggregatorSources', 'ruleNames'] as const),
    ...(['stackInstances', 'organizationPack', 'organizationPackMembers', 'hasRole', 'results', 'brokers'] as const),
  ],
  'stack-set': ['organization', 'accountsIn', 'unitsIn', 'stackInstances', 'pack', 'results', 'brokers'],
  account: ['recorders', 'ruleNames', 'pack', 'results', 'brokers'],
};
const CASES = Object.entries(WITH_ROLE).flatMap(([shape, calls]) =>
  calls.map((call) => ({ shape: shape as Shape, call })),
);

describe('a call that is denied', () => {
  test.each(CASES)('$shape: without $call, something is not visible', async ({ shape, call }) => {
    const report = await statusOf({
      shape,
      // So that it does not help out.
      aws: { aggregatedBrokers: denied, aggregatedRecorders: denied, [call]: denied },
    });
    expect(new Set(statusesOf(report))).toEqual(new Set(['not-visible']));
    expect(JSON.stringify(problemsOf(report))).toContain('You are not allowed.');
  });

  test.each([
    'aggregatedRules',
    'aggregatedResults',
    'aggregatedBrokers',
    'aggregatedRecorders',
    'aggregatorSources',
  ] as const)('without a role in the accounts and without %s, something is not visible', async (call) => {
    const report = await statusOf({ roleName: 'none', aws: { aggregatedRecorders: seen, [call]: denied } });
    expect(statusesOf(report)).toContain('not-visible');
    expect(statusesOf(report)).not.toContain('to-do');
  });

  test('a call that is throttled is not visible, and worth another try', async () => {
    const throttled = async () => Promise.reject(awsError('ThrottlingException', 'Rate exceeded'));
    const report = await statusOf({ shape: 'account', aws: { pack: throttled } });
    expect(problemsOf(report)).toMatchObject([
      {
        ...{ status: 'not-visible', detail: expect.stringContaining('Rate exceeded') },
        action: expect.stringMatching(/^Run this again when /),
      },
    ]);
  });

  test('every call is denied here', () => {
    const tested = new Set<string>([...CASES.map(({ call }) => call), 'aggregatedRules', 'aggregatedResults']);
    const left = Object.keys(STATUS_ACTIONS).filter((call) => !tested.has(call));
    expect(left).toEqual(['callerIdentity', 'aggregatedRecorders', 'aggregatedBrokers']);
  });
});

async function seen() {
  return [MANAGEMENT, DELEGATE, MEMBER].map((accountId) => ({ accountId, region: 'eu-west-1', recorder: RECORDER }));
}

describe('without a role in the accounts', () => {
  test('a broker without a result in the aggregator may be unknown', async () => {
    const report = await statusOf({
      roleName: 'none',
      aws: { aggregatedRecorders: seen, aggregatedResults: async () => [] },
    });
    expect(problemsOf(report)).toMatchObject([
      { status: 'not-visible', check: 'evaluation-roles' },
      {
        status: 'not-visible',
        check: 'evaluations',
        detail: expect.stringContaining('They may be unknown or exempt.'),
      },
    ]);
  });

  test('old results are seen in the aggregator', async () => {
    const report = await statusOf({
      roleName: 'none',
      aws: {
        aggregatedRecorders: seen,
        aggregatedResults: async () => [
          { resourceId: 'b-1', compliance: 'COMPLIANT', annotation: undefined, time: hoursAgo(100) },
        ],
      },
    });
    expect(problemsOf(report)).toMatchObject([
      { status: 'not-visible', check: 'evaluation-roles' },
      { status: 'to-do', detail: expect.stringContaining('4 days old') },
    ]);
  });

  test('without an aggregator, rules and recorders are not visible', async () => {
    const report = await statusOf({
      roleName: 'none',
      settings: { aggregator: 'none' },
      aws: { aggregators: async () => [] },
    });
    expect(problemsOf(report)).toMatchObject([
      { status: 'not-visible', check: 'recorders' },
      { status: 'not-visible', check: 'evaluation-roles', action: expect.stringContaining('--role-name') },
      { status: 'not-visible', check: 'evaluations', action: expect.stringContaining('--role-name') },
    ]);
    expect(report.places.filter(({ rules }) => rules === null)).toHaveLength(2);
  });
});

describe('an aggregator', () => {
  const source = { type: 'ACCOUNT', id: MEMBER, region: 'eu-west-1', status: 'SUCCEEDED' };

  test.each([
    ['without sources', []],
    ['without a source for an account', [source]],
    ['with a source without a status', [MANAGEMENT, DELEGATE].map((id) => ({ ...source, id, status: undefined }))],
  ])('%s is not proven to collect', async (_, sources) => {
    const report = await statusOf({ aws: { aggregatorSources: async () => sources } });
    expect(problemsOf(report)).toMatchObject([
      { check: 'aggregator', status: 'not-visible', accounts: expect.arrayContaining([MANAGEMENT]) },
    ]);
  });

  test('of an organization with one source collects', async () => {
    const aggregatorSources = async () => [
      { type: 'ORGANIZATION', id: 'Organization', region: undefined, status: 'SUCCEEDED' },
    ];
    expect(problemsOf(await statusOf({ aws: { aggregatorSources } }))).toEqual([]);
  });

  test.each<[what: string, aws: Partial<StatusAws>]>([
    ['without a source for it', { aggregatorSources: async () => [{ ...source, id: MANAGEMENT }] }],
    ['that could not collect there', { aggregatorSources: async () => [{ ...source, status: 'OUTDATED' }] }],
    [
      'of other regions',
      { aggregators: async () => [{ name: 'rabbitmq-conformance', isOfOrganization: true, regions: [] }] },
    ],
  ])('%s does not prove that a place has no brokers', async (_, changes) => {
    const report = await statusOf({ aws: { ruleNames: denied, aggregatedBrokers: async () => [], ...changes } });
    expect(report.places.find(({ accountId }) => accountId === MEMBER)).toMatchObject({ brokers: null, unknown: null });
    expect(problemsOf(report)).toContainEqual(
      expect.objectContaining({
        check: 'evaluations',
        status: 'not-visible',
        accounts: expect.arrayContaining([MEMBER]),
      }),
    );
  });
});

test.each<[what: string, aws: Partial<StatusAws>]>([
  ['does not exist', { organizationPack: async () => undefined }],
  ['could not be read', { organizationPack: denied }],
])('no command excludes accounts because a pack %s', async (_, aws) => {
  const stack = async () => ({ status: 'UPDATE_ROLLBACK_FAILED', parameters: {}, outputs: {} });
  const actions = (await statusOf({ aws: { ...aws, stack } })).rows.map(({ action }) => action).join('\n');
  expect(actions).toContain('npx cdk deploy --all');
  expect(actions).not.toContain('excludedAccounts');
});

test('a place without a rule does not have everything', async () => {
  const [rule, ...others] = RULES;
  const report = await statusOf({ aws: { ruleNames: async () => others, brokers: async () => [] } });
  expect(rule).toContain(report.places[0]?.missingRules?.[0]);
  expect(report.places.filter(isGood)).toEqual([]);
});
