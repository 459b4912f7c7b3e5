import { findAggregator } from '../../../../cli/organization-report/aggregator/find.ts';
import type { AggregatorRequest } from '../../../../cli/organization-report/aggregator/port.ts';
import type { Aggregator } from '../../../../simulator/aws/aggregator-record.ts';
import type { AwsState } from '../../../../simulator/aws/aws-state.ts';
import { ADMINISTRATOR, MANAGEMENT, ORDERS, OUTSIDER, PAYMENTS } from '../../../simulator/support.ts';
import type { ReportWorld } from './support.ts';
import { AGGREGATOR, HERE, THERE, withReportWorld } from './support.ts';

function add(state: AwsState, name: string, differences: Partial<Aggregator> = {}): void {
  const [known] = state.aggregators.values();
  if (known) state.aggregators.set(name, { ...known, arn: name, name, ...differences });
}

function replace(state: AwsState, name: string, differences: Partial<Aggregator>): void {
  const arns = [...state.aggregators.keys()];
  add(state, name, differences);
  for (const arn of arns) state.aggregators.delete(arn);
}

const ONE_BY_ONE = { accountIds: [PAYMENTS], allRegions: true };

const REFUSED: Readonly<
  Record<string, readonly [(world: ReportWorld) => void, Partial<AggregatorRequest> & { from?: string }, string]>
> = {
  'no aggregator': [
    ({ simulation }) => simulation.state.aggregators.clear(),
    {},
    `There is no organization aggregator in account ${ADMINISTRATOR}, eu-west-1. Use --region for another region`,
  ],
  'another region': [
    () => {},
    { region: 'eu-central-1' },
    `There is no organization aggregator in account ${ADMINISTRATOR}, eu-central-1.`,
  ],
  'an account without the aggregator': [
    () => {},
    { from: MANAGEMENT },
    `There is no organization aggregator in account ${MANAGEMENT}, eu-west-1.`,
  ],
  'several aggregators': [
    ({ simulation }) => add(simulation.state, 'another'),
    {},
    `There are several organization aggregators in account ${ADMINISTRATOR}, eu-west-1: ${AGGREGATOR} and another. ` +
      'Choose one with --aggregator.',
  ],
  'a name that is not there': [
    () => {},
    { aggregator: 'mine' },
    `There is no aggregator mine in account ${ADMINISTRATOR}, eu-west-1. There is ${AGGREGATOR}.`,
  ],
  'only an aggregator of accounts': [
    ({ simulation }) => replace(simulation.state, 'some', ONE_BY_ONE),
    {},
    'some collects accounts one by one. To report from that, use --aggregator.',
  ],
  'an aggregator of other accounts': [
    ({ simulation }) => add(simulation.state, 'others', { accountIds: [OUTSIDER] }),
    { aggregator: 'others' },
    'The aggregator others collects from no account of your organization o-simulated1.',
  ],
  'brokers without rules': [
    ({ simulation }) => simulation.state.rules.clear(),
    {},
    `The aggregator ${AGGREGATOR} shows 2 RabbitMQ brokers, but no rule and no conformance pack of rabbitmq-conformance. ` +
      'Deploy them first.',
  ],
};

test.each(Object.entries(REFUSED))('the report ends: %s', async (_, [prepare, { from, ...request }, message]) => {
  await withReportWorld({}, async (world) => {
    for (const place of [HERE, THERE]) await world.evaluate(place, [{}]);
    prepare(world);
    await expect(world.read(request, from)).rejects.toMatchObject({
      name: 'Unusable',
      message: expect.stringContaining(message),
    });
  });
});

test('no region ends the report', async () => {
  const identity = { accountId: ADMINISTRATOR, partition: 'aws' };
  await expect(findAggregator({}, identity, { aggregators: async () => [] })).rejects.toThrow(
    'No region is configured. Set it with --region or AWS_REGION.',
  );
});

test('an aggregator of another organization ends the report', async () => {
  await withReportWorld({}, async (world) => {
    const { simulation } = world;
    // The administrator moved, and its aggregator still collects from the organization that it left.
    const foreign = { type: 'ORGANIZATION', id: 'o-another123', region: 'eu-west-1', status: 'SUCCEEDED' };
    await expect(world.read({}, ADMINISTRATOR, { aggregatorSources: async () => [foreign] })).rejects.toMatchObject({
      message: expect.stringContaining(
        `collects from the organization o-another123, but your credentials are of o-simulated1.`,
      ),
    });
    expect(simulation.state.aggregators.size).toBe(1);
  });
});

test('an organization without brokers has a report without brokers', async () => {
  await withReportWorld({}, async (world) => {
    const { brokers, problems, places } = await world.read();
    expect({ brokers, problems }).toEqual({ brokers: [], problems: [] });
    expect(places.some(({ visibility }) => visibility === 'seen')).toBe(true);
  });
});

test('an aggregator of accounts shows those, and names the others', async () => {
  await withReportWorld({}, async (world) => {
    for (const place of [HERE, THERE]) await world.evaluate(place, [{}]);
    add(world.simulation.state, 'some', ONE_BY_ONE);
    const { brokers, places, notices, source } = await world.read({ aggregator: 'some' });
    expect(source).toMatchObject({ aggregator: { name: 'some', regions: 'all' } });
    expect(brokers.map(({ accountId }) => accountId)).toEqual([PAYMENTS]);
    expect(notices).toContainEqual(expect.stringContaining('some collects accounts one by one.'));
    expect(places.find((place) => place.accountId === ORDERS && place.region === THERE.region)).toEqual({
      ...THERE,
      visibility: 'not-seen',
      reason: expect.stringContaining('The aggregator some is not told to collect from here. Add the account to it.'),
    });
  });
});
