import type { Broker, ResultOrder } from '../../simulator/aws/simulation.ts';
import { asLeftScope, asOversized } from '../../simulator/config/event-forms.ts';
import { deleteBroker, putBroker } from '../../simulator/config/recorder.ts';
import type { RuleEvent } from '../../simulator/config/rule-events.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { ORDERINGS } from './result-order.ts';
import type { Shape } from './support.ts';
import {
  ADMINISTRATOR,
  keyOf,
  MANAGEMENT,
  makeBroker,
  ORDERS,
  OUTSIDER,
  PAYMENTS,
  problemsOf,
  verdictsOf,
  withWorld,
} from './support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };

const SHAPES = ['organization', 'stack-set', 'account'] as const;

/** What is unlike a good broker, and what the rules for clusters, public access and logs say of it. */
const BROKERS: readonly (readonly [differences: Partial<Broker>, verdict: string])[] = [
  [{}, 'pass pass pass'],
  [{ publiclyAccessible: true }, 'pass fail pass'],
  [{ deploymentMode: 'SINGLE_INSTANCE' }, 'fail pass pass'],
  [{ logs: { general: false } }, 'pass pass fail'],
  [{ logs: {} }, 'pass pass fail'],
  [{ logs: { general: false, pending: { general: true } } }, 'pass pass fail'],
  [{ logs: { general: true, pending: { general: false } } }, 'pass pass pass'],
  [{ engineType: 'RabbitMQ', publiclyAccessible: true }, 'pass fail pass'],
  [{ engineType: 'ACTIVEMQ', deploymentMode: 'SINGLE_INSTANCE' }, 'skip skip skip'],
  [{ deploymentMode: 'SINGLE_INSTANCE', publiclyAccessible: true, logs: {} }, 'fail fail fail'],
];

/** Where else there is a public broker. */
const ELSEWHERE = [
  { accountId: ADMINISTRATOR, region: 'eu-west-1' },
  { accountId: ORDERS, region: 'eu-central-1' },
  { accountId: MANAGEMENT, region: 'eu-west-1' },
  { accountId: OUTSIDER, region: 'eu-west-1' },
];

const COVERED: Readonly<Record<Shape, readonly string[]>> = {
  organization: [ADMINISTRATOR, ORDERS],
  'stack-set': [ADMINISTRATOR, ORDERS],
  account: [],
};

describe.each(SHAPES)('Deployed as %s', (shape) => {
  test('every broker has the right verdict in its account and nowhere else, by changes and by a schedule', async () => {
    await withWorld(shape, {}, async ({ simulation, stacks, deliver }) => {
      expect(problemsOf(stacks)).toEqual({});
      const expected = Object.fromEntries([
        ...BROKERS.map(([, verdict], number) => [keyOf(HERE, number), verdict]),
        ...ELSEWHERE.filter(({ accountId }) => COVERED[shape].includes(accountId)).map((place) => [
          keyOf(place, 77),
          'pass fail pass',
        ]),
      ]);
      const events = [
        ...BROKERS.map(([differences], number) => ({ place: HERE, broker: makeBroker(HERE, number, differences) })),
        ...ELSEWHERE.map((place) => ({ place, broker: makeBroker(place, 77, { publiclyAccessible: true }) })),
      ].flatMap(({ place, broker }) => putBroker(simulation, place, broker));
      const endings = await deliver(events);
      expect(endings).toEqual(events.map(() => ({})));
      expect(verdictsOf(simulation)).toEqual(expected);

      simulation.results.clear();
      const scheduled = [HERE, ...ELSEWHERE].flatMap((place) => schedule(simulation, place));
      expect(await deliver(scheduled)).toEqual(scheduled.map(() => ({})));
      // Nobody asked for a result of ActiveMQ, and there is none to retire.
      const { [keyOf(HERE, 8)]: _, ...others } = expected;
      expect(verdictsOf(simulation)).toEqual(others);
    });
  });

  test('a broker that is changed, deleted and created anew under its name has the verdict of its latest state', async () => {
    await withWorld(shape, {}, async ({ simulation, deliver }) => {
      const verdicts: unknown[] = [];
      const step = async (events: Parameters<typeof deliver>[0]) => {
        expect(await deliver(events)).toEqual([{}, {}, {}]);
        verdicts.push(verdictsOf(simulation));
      };
      const name = { brokerName: 'orders' };
      await step(putBroker(simulation, HERE, makeBroker(HERE, 1, { ...name, publiclyAccessible: true })));
      await step(putBroker(simulation, HERE, makeBroker(HERE, 1, { ...name, logs: {} })));
      await step(deleteBroker(simulation, HERE, makeBroker(HERE, 1).brokerId));
      await step(putBroker(simulation, HERE, makeBroker(HERE, 2, name)));
      await step(schedule(simulation, HERE));
      expect(verdicts).toEqual([
        { [keyOf(HERE, 1)]: 'pass fail pass' },
        { [keyOf(HERE, 1)]: 'pass pass fail' },
        { [keyOf(HERE, 1)]: 'skip skip skip' },
        { [keyOf(HERE, 1)]: 'skip skip skip', [keyOf(HERE, 2)]: 'pass pass pass' },
        { [keyOf(HERE, 1)]: 'skip skip skip', [keyOf(HERE, 2)]: 'pass pass pass' },
      ]);
    });
  });

  test('a broker whose items are too large for messages has the same verdicts, also when it is deleted', async () => {
    await withWorld(shape, {}, async ({ simulation, deliver }) => {
      const verdicts: unknown[] = [];
      const step = async (events: readonly RuleEvent[]) => {
        expect(await deliver(asOversized(events))).toEqual([{}, {}, {}]);
        verdicts.push(verdictsOf(simulation)[keyOf(HERE, 1)]);
      };
      await step(putBroker(simulation, HERE, makeBroker(HERE, 1, { publiclyAccessible: true })));
      await step(putBroker(simulation, HERE, makeBroker(HERE, 1, { logs: {} })));
      await step(deleteBroker(simulation, HERE, makeBroker(HERE, 1).brokerId));
      expect(verdicts).toEqual(['pass fail pass', 'pass pass fail', 'skip skip skip']);
    });
  });

  test.each(['whole', 'without-configuration', 'ResourceNotRecorded', 'ResourceDeletedNotRecorded'] as const)(
    'a broker that leaves the scope of the rules is not applicable any more (%s)',
    async (form) => {
      await withWorld(shape, {}, async ({ simulation, deliver }) => {
        await deliver(putBroker(simulation, HERE, makeBroker(HERE, 1, { publiclyAccessible: true })));
        const events = asLeftScope(putBroker(simulation, HERE, makeBroker(HERE, 1)), form);
        expect(await deliver(events)).toEqual([{}, {}, {}]);
        expect(verdictsOf(simulation)).toEqual({ [keyOf(HERE, 1)]: 'skip skip skip' });
      });
    },
  );

  test('without a recorder a schedule evaluates what changes do not, and retires what is gone', async () => {
    await withWorld(shape, {}, async ({ simulation, deliver }) => {
      simulation.state.accounts.get(PAYMENTS)?.recorders.clear();
      const broker = makeBroker(HERE, 1, { publiclyAccessible: true });
      expect(putBroker(simulation, HERE, broker)).toEqual([]);
      expect(await deliver(schedule(simulation, HERE))).toEqual([{}, {}, {}]);
      expect(verdictsOf(simulation)).toEqual({ [keyOf(HERE, 1)]: 'pass fail pass' });
      deleteBroker(simulation, HERE, broker.brokerId);
      // Results carry the time of their schedule, to the millisecond.
      const later = { ...simulation, now: () => Date.now() + 1_000 };
      expect(await deliver(schedule(later, HERE))).toEqual([{}, {}, {}]);
      expect(verdictsOf(simulation)).toEqual({ [keyOf(HERE, 1)]: 'skip skip skip' });
    });
  });

  test.each(ORDERINGS)(
    'an old event that is repeated after a newer one leaves the newer result, kept %s',
    async (order) => {
      let age = 120_000;
      await withWorld(shape, { order, now: () => Date.now() - age }, async ({ simulation, deliver }) => {
        const older = putBroker(simulation, HERE, makeBroker(HERE, 1, { publiclyAccessible: true, logs: {} }));
        age = 60_000;
        const newer = putBroker(simulation, HERE, makeBroker(HERE, 1));
        expect(await deliver(newer)).toEqual([{}, {}, {}]);
        expect(verdictsOf(simulation)).toEqual({ [keyOf(HERE, 1)]: 'pass pass pass' });
        expect(await deliver(older)).toEqual([{}, {}, {}]);
        expect(verdictsOf(simulation)).toEqual({ [keyOf(HERE, 1)]: 'pass pass pass' });
      });
    },
  );

  test('a rule that is deleted while it is evaluated ends in an error and records nothing, unlike the others', async () => {
    await withWorld(shape, {}, async ({ simulation, runtime }) => {
      const [deleted, ...others] = putBroker(simulation, HERE, makeBroker(HERE, 1));
      if (!deleted) throw new Error('There is no rule.');
      simulation.state.rules.delete(deleted.rule.arn);
      const failure = { error: expect.objectContaining({ message: expect.stringContaining('NoSuchConfigRule') }) };
      expect(await runtime.deliver(deleted)).toEqual([failure, failure, failure]);
      for (const event of others) expect(await runtime.deliver(event)).toEqual([{}]);
      expect([...simulation.results.keys()]).toEqual(others.map(({ rule }) => rule.arn));
    });
  });
});

test('what depends on the order of results cannot be tested in one of them only', async () => {
  let now = Date.now();
  const repeat = (order?: ResultOrder) =>
    withWorld('account', { now: () => now, ...(order && { order }) }, async ({ simulation, deliver }) => {
      const older = putBroker(simulation, HERE, makeBroker(HERE, 1));
      now += 1_000;
      await deliver([...putBroker(simulation, HERE, makeBroker(HERE, 1)), ...older]);
    });
  await expect(repeat()).rejects.toThrow('ORDERINGS');
  await expect(repeat('by-arrival')).resolves.toBeUndefined();
});
