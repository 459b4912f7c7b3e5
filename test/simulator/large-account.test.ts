import type { Broker } from '../../simulator/aws/simulation.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { keyOf, makeBroker, PAYMENTS, verdictsOf, withWorld } from './support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const COUNT = 10_000;

/** What is unlike a good broker, and what the rules say: of every seven brokers one of each kind. */
const KINDS: readonly (readonly [differences: Partial<Broker>, verdict: string | undefined])[] = [
  [{}, 'pass pass pass'],
  [{}, 'pass pass pass'],
  [{ publiclyAccessible: true }, 'pass fail pass'],
  [{ deploymentMode: 'SINGLE_INSTANCE' }, 'fail pass pass'],
  [{ logs: {} }, 'pass pass fail'],
  [{ engineType: 'RabbitMQ' }, 'pass pass pass'],
  [{ engineType: 'ACTIVEMQ' }, undefined],
];

// Without quotas: at the 15 calls a second that Amazon MQ allows, three rules come to some 2,050 of them in one run.
test('10,000 brokers in one account are all evaluated', async () => {
  await withWorld('account', {}, async ({ simulation, deliver }) => {
    const expected: [string, string][] = [];
    for (let number = 0; number < COUNT; number += 1) {
      const [differences, verdict] = KINDS[number % KINDS.length] ?? [{}];
      putBroker(simulation, HERE, makeBroker(HERE, number, differences));
      if (verdict !== undefined) expected.push([keyOf(HERE, number), verdict]);
    }
    expect(await deliver(schedule(simulation, HERE))).toEqual([{}, {}, {}]);
    expect(verdictsOf(simulation)).toEqual(Object.fromEntries(expected));
  });
});
