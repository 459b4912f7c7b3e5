import type { Place } from '../../simulator/aws/place.ts';
import { brokersIn } from '../../simulator/aws/simulation.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import type { Shape } from './support.ts';
import { makeBroker, ORDERS, PAYMENTS, problemsOf, SETTINGS, withWorld } from './support.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-01T06:00:00Z');
const BROKERS = 4;
const PLACES: Readonly<Record<Shape, readonly Place[]>> = {
  organization: [
    { accountId: PAYMENTS, region: 'eu-west-1' },
    { accountId: ORDERS, region: 'eu-central-1' },
  ],
  'stack-set': [
    { accountId: PAYMENTS, region: 'eu-west-1' },
    { accountId: ORDERS, region: 'eu-central-1' },
  ],
  account: [{ accountId: PAYMENTS, region: 'eu-west-1' }],
};

/** How late the schedule of each day is: AWS Config does not keep it to the minute. */
const LATENESS = [0, HOUR, -HOUR, 2 * HOUR, -2 * HOUR, 0, HOUR, -2 * HOUR, 0, 0, 0];

/**
 * Runs the schedules of eleven days. On the third, one broker is no cluster any more, and AWS Config does not notice.
 * @returns for each day how many evaluations AWS Config was sent, for each rule of each place
 */
async function evaluationsByDay(shape: Shape, settings: Readonly<Record<string, unknown>>): Promise<readonly number[]> {
  let now = START;
  const given = { ...SETTINGS[shape], ...settings };
  return await withWorld(shape, { settings: given, now: () => now }, async ({ simulation, stacks, calls, deliver }) => {
    expect(problemsOf(stacks)).toEqual({});
    const places = PLACES[shape];
    for (const place of places) {
      // The events of the changes are lost.
      for (let number = 0; number < BROKERS; number += 1) putBroker(simulation, place, makeBroker(place, number));
    }
    const counts: number[] = [];
    for (const [day, lateness] of LATENESS.entries()) {
      now = START + day * DAY + lateness;
      if (day === 3) {
        for (const place of places) {
          const single = makeBroker(place, 1, { deploymentMode: 'SINGLE_INSTANCE' });
          brokersIn(simulation, place).set(single.brokerId, single);
        }
      }
      const before = calls.length;
      const events = places.flatMap((place) => schedule(simulation, place));
      expect(await deliver(events)).toEqual(events.map(() => ({})));
      const puts = calls.slice(before).filter(({ operation }) => operation === 'PutEvaluations');
      // Also an empty one, with which AWS Config knows that the rule was evaluated.
      expect(puts).toHaveLength(events.length);
      counts.push(puts.reduce((sum, { input }) => sum + (input.Evaluations as readonly unknown[]).length, 0));
    }
    const verdicts = [...simulation.results.values()].flatMap((ofRule) => [...ofRule.values()]);
    expect(verdicts.filter(({ compliance }) => compliance === 'NON_COMPLIANT')).toHaveLength(places.length);
    return counts.map((count) => count / places.length);
  });
}

describe.each(['organization', 'stack-set', 'account'] as const)('in the shape %s', (shape) => {
  test('each schedule sends all results by default', async () => {
    expect(await evaluationsByDay(shape, {})).toEqual(Array(LATENESS.length).fill(3 * BROKERS));
  });

  test.each([
    // Of the changed broker, the two other rules say what they said.
    ['separate', 3, 3 * BROKERS - 1],
    ['combined', 1, BROKERS - 1],
  ])(
    'with refresh=7 and rules=%s, all are sent on the seventh day, and before only the one that changes',
    async (rules, ofBroker, onSeventh) => {
      const all = ofBroker * BROKERS;
      expect(await evaluationsByDay(shape, { rules, refresh: 7 })).toEqual([all, 0, 0, 1, 0, 0, 0, onSeventh, 0, 0, 1]);
    },
  );
});
