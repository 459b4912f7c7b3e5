import { toAggregatedRecorder } from '../../../cli/organization/from-sdk.ts';
import type { AggregatedRecorder, Aggregator, AggregatorSource, Aws, Place } from '../../../cli/organization/port.ts';
import { account, DELEGATE, denied, MANAGEMENT, MEMBER, preflightOf, RECORDER, rowsOf, statusesOf } from './support.ts';

const TWO_REGIONS = { regions: 'eu-west-1,us-east-1', homeRegion: 'eu-west-1' };

/** Recorders of an account as they are in its own account, by the role that is assumed. */
function inAccount(id: string, recorders: Awaited<ReturnType<Aws['recorders']>>, region?: string): Partial<Aws> {
  return {
    recorders: async (place: Place) =>
      place.roleArn?.includes(id) && (region === undefined || place.region === region) ? recorders : [RECORDER],
  };
}

test('a role is assumed in the other accounts, and not in the own one', async () => {
  const places: Place[] = [];
  await preflightOf({
    settings: TWO_REGIONS,
    roleName: 'path/audit',
    aws: {
      recorders: async (place) => {
        places.push(place);
        return [RECORDER];
      },
    },
  });
  expect(places).toEqual([
    { region: 'eu-west-1' },
    { region: 'us-east-1' },
    { region: 'eu-west-1', roleArn: `arn:aws:iam::${DELEGATE}:role/path/audit` },
    { region: 'us-east-1', roleArn: `arn:aws:iam::${DELEGATE}:role/path/audit` },
    { region: 'eu-west-1', roleArn: `arn:aws:iam::${MEMBER}:role/path/audit` },
    { region: 'us-east-1', roleArn: `arn:aws:iam::${MEMBER}:role/path/audit` },
  ]);
});

test('an account without a recorder in one region is to be set up or left out', async () => {
  const report = await preflightOf({ settings: TWO_REGIONS, aws: inAccount(MEMBER, [], 'us-east-1') });
  const rows = report.rows.filter(({ check }) => check === 'recorders');
  expect(statusesOf(rows)).toEqual(['fine', 'to-do']);
  expect(rows[0]?.subject).toBe('5 of 6 recorders');
  expect(rows[1]).toMatchObject({ accounts: [MEMBER], regions: ['us-east-1'], excludes: [MEMBER] });
  expect(rows[1]?.action).toContain(`arn:aws:iam::${MEMBER}:role/aws-service-role/config.amazonaws.com/`);
  expect(report.excludedAccounts).toEqual([MEMBER]);
});

test.each([
  ['stopped', { isRecording: false }, [MEMBER], 'start-configuration-recorder --region eu-west-1'],
  ['failing', { lastStatus: 'FAILURE', lastError: 'AccessDenied' }, [], 'describe-configuration-recorder-status'],
  ['leaving brokers out', { group: { included: ['x'] } }, [], 'associate-resource-types --region eu-west-1'],
] as const)('a recorder that is %s is to be mended', async (_, changes, excluded, command) => {
  const report = await preflightOf({ aws: inAccount(MEMBER, [{ ...RECORDER, ...changes }]) });
  const [row] = report.rows.filter(({ status }) => status === 'to-do');
  expect(row?.action).toContain(command);
  expect(report.excludedAccounts).toEqual(excluded);
});

test('a stack-set leaves no account out, as one fails alone', async () => {
  const report = await preflightOf({ shape: 'stack-set', aws: inAccount(MEMBER, []) });
  expect(report.rows.filter(({ status }) => status === 'to-do')).toHaveLength(1);
  expect(report.excludedAccounts).toBeUndefined();
  expect(report.rows.flatMap(({ excludes = [] }) => excludes)).toEqual([]);
});

test('accounts with the same problem are in one row', async () => {
  const ids = Array.from({ length: 30 }, (_, index) => `4444000000${String(index).padStart(2, '0')}`);
  const rows = await rowsOf('recorders', {
    aws: {
      accounts: async () => [account(MANAGEMENT), ...ids.map((id) => account(id))],
      recorders: async ({ roleArn }) => (roleArn === undefined ? [RECORDER] : [{ ...RECORDER, isRecording: false }]),
    },
  });
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatchObject({ status: 'to-do', subject: '30 accounts', accounts: ids });
});

test('the name of a recorder is quoted in a command', async () => {
  const rows = await rowsOf('recorders', {
    aws: inAccount(MEMBER, [{ ...RECORDER, isRecording: false, name: 'a; rm -rf $HOME' }]),
  });
  expect(rows[1]?.action).toContain("--configuration-recorder-name 'a; rm -rf $HOME'");
});

test('excluded accounts, suspended ones and a management account without the role are not looked into', async () => {
  const asked = new Set<string | undefined>();
  const report = await preflightOf({
    shape: 'delegated',
    settings: { excludedAccounts: ['555566667777'] },
    aws: {
      accounts: async () => [
        account(MANAGEMENT),
        account(DELEGATE),
        account(MEMBER, 'SUSPENDED'),
        account('555566667777'),
      ],
      recorders: async ({ roleArn }) => {
        asked.add(roleArn);
        return [RECORDER];
      },
    },
  });
  expect([...asked]).toEqual([undefined]);
  expect(report.excludedAccounts).toEqual([MEMBER, '555566667777']);
});

test('a role that cannot be assumed in some accounts is told once, with the accounts', async () => {
  const rows = await rowsOf('recorders', {
    aws: {
      recorders: async ({ roleArn }) => {
        if (roleArn === undefined) return [RECORDER];
        throw Object.assign(new Error(`not authorized to assume ${roleArn}`), { name: 'AccessDenied' });
      },
    },
  });
  expect(statusesOf(rows)).toEqual(['fine', 'not-visible']);
  expect(rows[1]).toMatchObject({ accounts: [DELEGATE, MEMBER], regions: ['eu-west-1'] });
});

describe('with an aggregator of the organization, and no role', () => {
  const AGGREGATOR: Aggregator = { name: 'all', isOfOrganization: true, regions: 'all' };
  const SUCCEEDED: AggregatorSource = { type: 'ORGANIZATION', id: 'o-1', region: undefined, status: 'SUCCEEDED' };
  const known = (accountId: string, changes = {}): AggregatedRecorder => ({
    accountId,
    region: 'eu-west-1',
    recorder: { ...RECORDER, ...changes },
  });
  const both = [known(DELEGATE), known(MEMBER)];

  async function rowsWith(changes: Partial<Aws>) {
    return rowsOf('recorders', {
      roleName: 'none',
      aws: {
        aggregators: async () => [AGGREGATOR],
        aggregatorSources: async () => [SUCCEEDED],
        aggregatedRecorders: async () => both,
        ...changes,
      },
    });
  }

  test('all that it knows to record is fine', async () => {
    expect(statusesOf(await rowsWith({}))).toEqual(['fine']);
  });

  const collected = (changes: Partial<AggregatorSource> = {}): Aws['aggregatorSources'] => {
    const member = { type: 'ACCOUNT', id: MEMBER, region: 'eu-west-1', status: 'SUCCEEDED', ...changes };
    return async () => [SUCCEEDED, member];
  };

  test('an account that it collects from without a recorder has none', async () => {
    const rows = await rowsWith({
      aggregatedRecorders: async () => [known(DELEGATE)],
      aggregatorSources: collected(),
    });
    expect(statusesOf(rows)).toEqual(['fine', 'to-do']);
    expect(rows[1]).toMatchObject({ accounts: [MEMBER], excludes: [MEMBER] });
    expect(rows[1]?.detail).toContain('according to the aggregator all in eu-west-1');
  });

  test.each<readonly [string, Aws['aggregatorSources']]>([
    ['it does not collect from', async () => [SUCCEEDED]],
    ['it collects from in another region', collected({ region: 'us-east-1' })],
    ['it collects from in vain', collected({ status: 'FAILED' })],
  ])('an account that %s is not said to have no recorder', async (_, aggregatorSources) => {
    const rows = await rowsWith({ aggregatedRecorders: async () => [known(DELEGATE)], aggregatorSources });
    expect(statusesOf(rows)).toEqual(['fine', 'not-visible']);
    expect(rows[1]).toMatchObject({ accounts: [MEMBER] });
  });

  test('a recorder that it knows to be off is to be started', async () => {
    const rows = await rowsWith({
      aggregatedRecorders: async () => [known(DELEGATE), known(MEMBER, { isRecording: false })],
    });
    expect(statusesOf(rows)).toEqual(['fine', 'to-do']);
  });

  test.each<readonly [string, Partial<Aws>]>([
    ['is of some accounts only', { aggregators: async () => [{ ...AGGREGATOR, isOfOrganization: false }] }],
    ['collects from other regions', { aggregators: async () => [{ ...AGGREGATOR, regions: ['us-east-1'] }] }],
    ['fails', { aggregatorSources: async () => [{ ...SUCCEEDED, status: 'FAILED' }] }],
    ['is behind', { aggregatorSources: async () => [{ ...SUCCEEDED, status: 'OUTDATED' }] }],
    ['does not say how it fares', { aggregatorSources: async () => [] }],
    ['knows no recorder at all', { aggregatedRecorders: async () => [] }],
    ['may not be listed', { aggregators: denied }],
    ['may not be asked how it fares', { aggregatorSources: denied }],
    ['may not be queried', { aggregatedRecorders: denied }],
  ])('one that %s shows nothing', async (_, changes) => {
    const rows = await rowsWith(changes);
    expect(statusesOf(rows)).toEqual(['fine', 'not-visible']);
    expect(rows[1]).toMatchObject({ accounts: [DELEGATE, MEMBER] });
  });

  test('one that fails with one account shows the others', async () => {
    const failed: AggregatorSource = { type: 'ACCOUNT', id: MEMBER, region: 'eu-west-1', status: 'FAILED' };
    const rows = await rowsWith({ aggregatorSources: async () => [SUCCEEDED, failed] });
    expect(rows[0]?.subject).toBe('2 of 3 recorders');
    expect(rows[1]).toMatchObject({ status: 'not-visible', accounts: [MEMBER] });
  });
});

test.each([
  [
    'names as in configuration items',
    { Name: 'default', Recording: true, RecordingGroup: { AllSupported: true } },
    { name: 'default', isRecording: true, group: { allSupported: true } },
  ],
  [
    'names as in the API, and booleans as text',
    { name: 'default', recording: 'false', recordingGroup: { allSupported: 'false', resourceTypes: ['x'] } },
    { name: 'default', isRecording: false, group: { allSupported: false, included: ['x'] } },
  ],
  ['nothing but that it is there', {}, { isRecording: undefined }],
])('a result of a query has %s', (_, configuration, recorder) => {
  const json = JSON.stringify({ accountId: MEMBER, awsRegion: 'eu-west-1', configuration });
  expect(toAggregatedRecorder(json)).toMatchObject([{ accountId: MEMBER, region: 'eu-west-1', recorder }]);
});

test('a recorder that belongs to a service does not count', () => {
  const configuration = { Name: 'AWSConfigurationRecorderForObservabilityAdmin_x', Recording: true };
  expect(toAggregatedRecorder(JSON.stringify({ accountId: MEMBER, awsRegion: 'eu-west-1', configuration }))).toEqual(
    [],
  );
});
