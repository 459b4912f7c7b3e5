import type { Call } from '../../../simulator/aws/call.ts';
import type { Fault } from '../../../simulator/aws/faults.ts';
import { putBroker } from '../../../simulator/config/recorder.ts';
import { schedule } from '../../../simulator/config/rule-events.ts';
import type { Shape } from '../support.ts';
import { keyOf, makeBroker, PAYMENTS, verdictsOf, withWorld } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };

const EXPECTED = {
  [keyOf(HERE, 1)]: 'pass pass pass',
  [keyOf(HERE, 2)]: 'pass fail pass',
  [keyOf(HERE, 3)]: 'fail pass fail',
};

const BROKERS = [
  makeBroker(HERE, 1),
  makeBroker(HERE, 2, { publiclyAccessible: true }),
  makeBroker(HERE, 3, { deploymentMode: 'SINGLE_INSTANCE', logs: {} }),
];

/** Calls of operations. */
function of(...operations: readonly string[]) {
  return ({ operation }: Call) => operations.includes(operation);
}

const OPERATIONS = ['AssumeRole', 'ListBrokers', 'DescribeBroker', 'ListDiscoveredResources', 'PutEvaluations'];

interface Passing {
  readonly what: string;
  readonly kind: Fault['kind'];
  /** Made anew for each test. */
  readonly when: () => NonNullable<Fault['when']>;
  readonly times: number;
}

/** What passes within the attempts of the AWS SDK or of Lambda. */
const PASSING: readonly Passing[] = [
  ...(['server-error', 'dropped-connection'] as const).flatMap((kind) =>
    OPERATIONS.map((operation) => ({ what: `a ${kind} of ${operation}`, kind, when: () => of(operation), times: 1 })),
  ),
  // A throttled call to Amazon MQ slows its client down for seconds, so there is one only.
  ...['AssumeRole', 'DescribeBroker', 'PutEvaluations'].map((operation) => {
    return { what: `throttling of ${operation}`, kind: 'throttling' as const, when: () => of(operation), times: 1 };
  }),
  { what: 'a partial failure', kind: 'partial-failure', when: () => of('PutEvaluations'), times: 1 },
  { what: 'a storm that throttles every other call to AWS Config', kind: 'throttling', when: everyOther, times: 9 },
];

function everyOther() {
  let count = 0;
  return ({ service }: Call) => {
    if (service === 'config') count += 1;
    return service === 'config' && count % 2 === 1;
  };
}

test.each(PASSING)('$what passes, and every broker has its verdict', async ({ kind, when, times }) => {
  await withWorld('organization', {}, async ({ simulation, deliver, dial }) => {
    for (const broker of BROKERS) putBroker(simulation, HERE, broker);
    const fault = { kind, when: when(), times };
    dial.faults = [fault];
    const endings = await deliver(schedule(simulation, HERE));
    expect(fault.times).toBe(0);
    expect(endings.at(-1)).toEqual({});
    expect(verdictsOf(simulation)).toEqual(EXPECTED);
  });
});

const LASTING: readonly { shape: Shape; fault: Fault }[] = [
  { shape: 'organization', fault: { kind: 'throttling', when: of('AssumeRole') } },
  { shape: 'organization', fault: { kind: 'server-error', when: of('PutEvaluations') } },
  { shape: 'organization', fault: { kind: 'expired-credentials', when: of('DescribeBroker') } },
  { shape: 'account', fault: { kind: 'dropped-connection', when: of('PutEvaluations') } },
  { shape: 'account', fault: { kind: 'expired-credentials', when: of('ListBrokers') } },
];

test.each(LASTING)(
  'a $fault.kind that lasts makes every attempt fail, and nothing is COMPLIANT that was not proven ($shape)',
  async ({ shape, fault }) => {
    await withWorld(shape, {}, async ({ simulation, runtime, dial }) => {
      for (const broker of BROKERS) putBroker(simulation, HERE, broker);
      const events = schedule(simulation, HERE);
      const [event] = events.filter(({ rule }) => rule.name.startsWith('rabbitmq-general-logging'));
      if (!event) throw new Error('There is no rule.');
      dial.faults = [{ ...fault }];
      const endings = await runtime.deliver(event);
      expect(endings).toHaveLength(3);
      expect(endings.every(({ error }) => error !== undefined)).toBe(true);
      expect(verdictsOf(simulation)).toEqual({});

      dial.faults = [];
      expect(await runtime.deliver(event)).toEqual([{}]);
      expect(verdictsOf(simulation)).toEqual({
        [keyOf(HERE, 1)]: 'none none pass',
        [keyOf(HERE, 2)]: 'none none pass',
        [keyOf(HERE, 3)]: 'none none fail',
      });
    });
  },
);

test('answers that take their time are waited for', async () => {
  await withWorld('account', {}, async ({ simulation, deliver, dial }) => {
    dial.latencyMs = 50;
    const events = putBroker(simulation, HERE, makeBroker(HERE, 1));
    expect(await deliver(events)).toEqual([{}, {}, {}]);
    expect(verdictsOf(simulation)).toEqual({ [keyOf(HERE, 1)]: 'pass pass pass' });
  });
});
