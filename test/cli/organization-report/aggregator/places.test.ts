import { DEFAULT_CHECKS } from '../../../../checks/registry.ts';
import type { Coverage } from '../../../../cli/organization-report/aggregator/places.ts';
import { reasonsFor, recordsBrokers } from '../../../../cli/organization-report/aggregator/places.ts';
import { makeReport } from '../../../../cli/organization-report/make-report.ts';
import { statusOf } from '../../../../cli/organization-report/outcome.ts';
import type { ReportedPlace } from '../../../../cli/organization-report/report.ts';
import { RECORDS_ALL } from '../../../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization } from '../../../../simulator/aws/organization.ts';
import { placeKey } from '../../../../simulator/aws/place.ts';
import { JOINING, ORDERS, OUTSIDER, PAYMENTS, REGIONS } from '../../../simulator/support.ts';
import type { ReportWorld } from './support.ts';
import { AGGREGATOR, HERE, withReportWorld, wordsOf } from './support.ts';

type Change = (world: ReportWorld) => void;

const recorderOf = ({ simulation: { state } }: ReportWorld) => accountOf(state, HERE.accountId).recorders;
const sourceProblem =
  (status: 'FAILED' | 'OUTDATED'): Change =>
  ({ simulation: { state } }) =>
    state.sourceProblems.set(placeKey(HERE), { status, code: 'AccessDenied', message: 'No role.' });

// A broker that was recorded before, or none at all.
const CASES: readonly (readonly [string, 'broker' | 'no broker', Change, ReportedPlace['visibility'], string])[] = [
  ['all is well', 'broker', () => {}, 'seen', ''],
  ['all is well', 'no broker', () => {}, 'seen', ''],
  [
    'no recorder',
    'no broker',
    (world) => recorderOf(world).delete(HERE.region),
    'not-seen',
    'There is no configuration recorder. Set one up that records AWS::AmazonMQ::Broker.',
  ],
  [
    'a stopped recorder',
    'broker',
    (world) => recorderOf(world).set(HERE.region, { ...RECORDS_ALL, isRecording: false }),
    'partly',
    'The configuration recorder is stopped. Start it.',
  ],
  [
    'a stopped recorder',
    'no broker',
    (world) => recorderOf(world).set(HERE.region, { ...RECORDS_ALL, isRecording: false }),
    'not-seen',
    'The configuration recorder is stopped. Start it.',
  ],
  [
    'a recorder of other types',
    'no broker',
    (world) => recorderOf(world).set(HERE.region, { isRecording: true, resourceTypes: ['AWS::S3::Bucket'] }),
    'not-seen',
    'The configuration recorder does not record AWS::AmazonMQ::Broker. Add the type to it.',
  ],
  [
    'a source that failed',
    'broker',
    sourceProblem('FAILED'),
    'not-seen',
    `The aggregator ${AGGREGATOR} could not collect from here (AccessDenied: No role). AWS Config tries again by itself`,
  ],
  [
    'a source that is out of date',
    'broker',
    sourceProblem('OUTDATED'),
    'partly',
    `What the aggregator ${AGGREGATOR} has from here is out of date (AccessDenied: No role).`,
  ],
];

test.each(CASES)('%s, %s', async (_, kind, change, visibility, reason) => {
  await withReportWorld({}, async (world) => {
    if (kind === 'broker') await world.evaluate(HERE, [{}]);
    change(world);
    const { places } = await world.read();
    const place = places.find(({ accountId, region }) => accountId === HERE.accountId && region === HERE.region);
    expect(place).toEqual({
      ...HERE,
      visibility,
      ...(reason === '' ? {} : { reason: expect.stringContaining(reason) }),
    });
  });
});

test('brokers that only the schedule evaluates are in the report, and there may be others', async () => {
  await withReportWorld({}, async (world) => {
    recorderOf(world).set(HERE.region, { isRecording: true, resourceTypes: ['AWS::S3::Bucket'] });
    await world.evaluate(HERE, [{ publiclyAccessible: true }]);
    const { brokers, places } = await world.read();
    expect(brokers.map(wordsOf)).toEqual(['pass fail pass']);
    expect(brokers[0]).toMatchObject({ ...HERE, key: `${placeKey(HERE)}/${brokers[0]?.id}` });
    expect(places.find(({ accountId, region }) => accountId === PAYMENTS && region === HERE.region)).toMatchObject({
      visibility: 'partly',
    });
  });
});

test('accounts have names and units; those that are suspended are left out, with their brokers', async () => {
  await withReportWorld({}, async (world) => {
    const { state } = world.simulation;
    joinOrganization(state, { ...JOINING, name: 'Joined <b>' });
    await world.evaluate({ ...HERE, accountId: ORDERS }, [{}]);
    await world.evaluate(HERE, [{}]);
    // An aggregator can still show what it has of the account.
    const { aggregatedBrokers } = await world.connect();
    const recorded = await aggregatedBrokers(AGGREGATOR, HERE.region, DEFAULT_CHECKS);
    accountOf(state, ORDERS).status = 'SUSPENDED';
    const { accounts, brokers, problems, places } = await world.read({}, undefined, {
      aggregatedBrokers: async () => recorded,
    });
    expect(accounts.find(({ id }) => id === JOINING.id)).toEqual({
      id: JOINING.id,
      name: 'Joined <b>',
      unit: expect.stringContaining('/'),
    });
    expect([accounts, places].flat().filter((one) => Object.values(one).includes(ORDERS))).toEqual([]);
    expect(brokers.map(({ accountId }) => accountId)).toEqual([PAYMENTS]);
    expect(problems).toEqual([
      {
        source: `aggregator ${AGGREGATOR}`,
        message:
          `It shows 1 broker in accounts that are not active: ${ORDERS}. They are not in this report. Look in AWS ` +
          'Organizations whether the accounts are still needed.',
      },
    ]);
  });
});

test('--regions limits the report, and names a region from which the aggregator does not collect', async () => {
  await withReportWorld({}, async (world) => {
    for (const region of REGIONS) await world.evaluate({ ...HERE, region }, [{}]);
    const [known] = world.simulation.state.aggregators.values();
    if (known)
      world.simulation.state.aggregators.set(known.arn, { ...known, allRegions: false, regions: [HERE.region] });
    const all = await world.read();
    expect(new Set(all.places.map(({ region }) => region))).toEqual(new Set([HERE.region]));
    const { brokers, places } = await world.read({ regions: ['eu-central-1'] });
    expect(brokers).toEqual([]);
    expect(new Set(places.map(({ region, visibility, reason }) => `${region} ${visibility} ${reason}`))).toEqual(
      new Set([
        `eu-central-1 not-seen The aggregator ${AGGREGATOR} does not collect from eu-central-1. Add the region to it. ` +
          'To see its brokers, use rabbitmq-conformance scan.',
      ]),
    );
  });
});

const FAILS = async () => Promise.reject(Object.assign(new Error('No.'), { name: 'AccessDeniedException' }));

test('what cannot be proven of sources and recorders is not seen', async () => {
  await withReportWorld({}, async (world) => {
    await world.evaluate(HERE, [{}]);
    const reasons = async (calls: Parameters<ReportWorld['read']>[2]) =>
      new Set(
        (await world.read({}, undefined, calls)).places.map(({ visibility, reason }) => `${visibility}: ${reason}`),
      );
    expect(await reasons({ aggregatorSources: FAILS })).toEqual(
      new Set(
        ['not-seen', 'partly'].map(
          (visibility) =>
            `${visibility}: It is not known whether the aggregator ${AGGREGATOR} collects from here (AccessDeniedException: ` +
            'No): allow config:DescribeConfigurationAggregatorSourcesStatus.',
        ),
      ),
    );
    const [unproven] = await reasons({ aggregatorSources: async () => [] });
    expect(unproven).toContain(`AWS Config does not say that the aggregator ${AGGREGATOR} collects from here.`);
    const [unrecorded] = await reasons({ aggregatedRecorders: async () => [] });
    expect(unrecorded).toContain('shows no configuration recorder at all');
    const [unread] = await reasons({ aggregatedRecorders: FAILS });
    expect(unread).toContain('allow config:SelectAggregateResourceConfig');
  });
});

test('without AWS Organizations, the accounts are those that the aggregator shows', async () => {
  await withReportWorld({}, async (world) => {
    const { accounts, notices } = await world.read({}, undefined, { organization: FAILS, roots: FAILS });
    expect(accounts).toHaveLength(4);
    expect(accounts.map(({ id }) => id)).not.toContain(OUTSIDER);
    expect(notices).toContainEqual(
      'The accounts of the organization cannot be read, so the report has those that the aggregator shows ' +
        '(AccessDeniedException: No): allow organizations:ListRoots, organizations:ListOrganizationalUnitsForParent, ' +
        'organizations:ListAccountsForParent.',
    );
  });
});

test('a region in which no account has a recorder is named once, and is no place', async () => {
  await withReportWorld({}, async (world) => {
    await world.evaluate(HERE, [{}]);
    const whole = await world.read();
    expect(whole.regions?.reported).toEqual(REGIONS.toSorted());
    expect(whole.regions?.withoutRecorder).toContain('us-east-1');
    expect(new Set(whole.places.map(({ region }) => region))).toEqual(new Set(REGIONS));
    expect(statusOf(makeReport(whole, { now: new Date(), version: '1.2.3' }), 'low')).toBe(0);
    // A recorder of any account makes it one for all of them.
    accountOf(world.simulation.state, ORDERS).recorders.set('us-east-1', RECORDS_ALL);
    const { regions, places } = await world.read();
    expect(regions?.reported).toContain('us-east-1');
    expect(places.find(({ accountId, region }) => accountId === PAYMENTS && region === 'us-east-1')).toMatchObject({
      visibility: 'not-seen',
      reason: 'There is no configuration recorder. Set one up that records AWS::AmazonMQ::Broker.',
    });
    // Without recorders, nobody knows where there are none.
    const unknown = await world.read({}, undefined, { aggregatedRecorders: FAILS });
    expect(unknown.regions?.withoutRecorder).toEqual([]);
    expect((await world.read({ regions: ['us-east-2'] })).regions).toEqual({
      reported: ['us-east-2'],
      withoutRecorder: [],
    });
  });
});

test('a region whose collection failed is not taken for one without recorders', async () => {
  await withReportWorld({}, async (world) => {
    const { sourceProblems } = world.simulation.state;
    const place = { accountId: ORDERS, region: 'us-east-1' };
    sourceProblems.set(placeKey(place), { status: 'FAILED', code: 'AccessDenied', message: 'No role.' });
    const { regions, places } = await world.read();
    expect(regions?.reported).toContain('us-east-1');
    expect(places).toContainEqual(expect.objectContaining({ ...place, visibility: 'not-seen' }));
  });
});

test.each(['ca-west-1', 'mx-central-1'])(
  '%s is not seen, because AWS Config does not record brokers there',
  (region) => {
    const aggregator = { name: AGGREGATOR, isOfOrganization: true, regions: 'all', region: HERE.region } as const;
    const coverage: Coverage = {
      aggregator,
      sources: { ok: true, value: [{ type: 'ACCOUNT', id: ORDERS, region, status: 'SUCCEEDED', error: undefined }] },
      recorders: {
        ok: true,
        value: [{ accountId: ORDERS, region, recorder: { isRecording: true, group: { allSupported: true } } }],
      },
    };
    expect(reasonsFor(coverage)(ORDERS, region)).toBe(
      `AWS Config does not record AWS::AmazonMQ::Broker in ${region}: use rabbitmq-conformance scan.`,
    );
    expect(recordsBrokers(coverage)(ORDERS, region)).toBe('perhaps');
  },
);
