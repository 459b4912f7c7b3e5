import type { Place } from '../../simulator/aws/place.ts';
import type { Broker, Simulation } from '../../simulator/aws/simulation.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { dueEvents, schedule } from '../../simulator/config/rule-events.ts';
import { brokerIdOf, DEPLOYERS, makeBroker, ORDERS, PAYMENTS, problemsOf, SETTINGS, withWorld } from './support.ts';

const REGION = 'eu-west-1';
const PLACES: readonly Place[] = [PAYMENTS, ORDERS].map((accountId) => ({ accountId, region: REGION }));

/** Every combination of what can be wrong with a broker, and brokers of which something else is to be said. */
const BROKERS: readonly Partial<Broker>[] = [
  ...(['CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'] as const).flatMap((deploymentMode) =>
    [false, true].flatMap((publiclyAccessible) =>
      [true, false].map((general) => ({ deploymentMode, publiclyAccessible, logs: { general } })),
    ),
  ),
  { engineType: 'ACTIVEMQ', publiclyAccessible: true },
  { deploymentMode: 'CLUSTER_OF_NEXT_YEAR' },
  { deploymentMode: 'CLUSTER_OF_NEXT_YEAR', publiclyAccessible: true },
];

/** Puts all brokers into each place. @returns the events of that, and of the schedules */
function events(simulation: Simulation) {
  return PLACES.flatMap((place) => [
    ...BROKERS.flatMap((differences, index) => putBroker(simulation, place, makeBroker(place, index, differences))),
    ...schedule(simulation, place),
  ]);
}

/** The results of a broker in a place, of each rule. */
function resultsOf({ state, results }: Simulation, { accountId, region }: Place, number: number) {
  const rules = [...state.rules.values()].filter((rule) => rule.accountId === accountId && rule.region === region);
  return rules.map(({ arn }) => results.get(arn)?.get(brokerIdOf(number)));
}

const WORST = ['NON_COMPLIANT', 'NOT_APPLICABLE', 'COMPLIANT'];

test.each(['organization', 'stack-set'] as const)(
  'one rule says of each broker the worst that the three rules say (%s)',
  async (shape) => {
    const compliances = (simulation: Simulation) =>
      PLACES.map((place) =>
        BROKERS.map((_, number) => {
          const found = resultsOf(simulation, place, number).map((result) => result?.compliance);
          return WORST.find((compliance) => found.some((one) => one === compliance));
        }),
      );
    const separate = await withWorld(shape, {}, async ({ simulation, deliver }) => {
      await deliver(events(simulation));
      return compliances(simulation);
    });
    const settings = { ...SETTINGS[shape], rules: 'combined' };
    await withWorld(shape, { settings }, async ({ simulation, stacks, deliver }) => {
      expect(problemsOf(stacks)).toEqual({});
      const delivered = await deliver(events(simulation));
      expect(delivered).toEqual(Array.from({ length: PLACES.length * (BROKERS.length + 1) }, () => ({})));
      expect(compliances(simulation)).toEqual(separate);
      expect(new Set(separate.flat())).toEqual(new Set(WORST));
      expect(resultsOf(simulation, { accountId: ORDERS, region: REGION }, 7)).toEqual([
        expect.objectContaining({
          annotation: expect.stringMatching(
            /^The deployment mode is SINGLE_INSTANCE.* publicly .* logging is off\. Only/,
          ),
        }),
      ]);
    });
  },
);

test.each(['organization', 'stack-set', 'account'] as const)(
  'a deployment goes over to one rule, and back, with new results (%s)',
  async (shape) => {
    await withWorld(shape, {}, async ({ simulation, deliver, deploy }) => {
      const place = { accountId: PAYMENTS, region: REGION };
      await deliver(putBroker(simulation, place, makeBroker(place, 7, BROKERS[7])));
      const rulesNow = () =>
        new Set([...simulation.state.rules.values()].map(({ name }) => name.replace(/-conformance-pack-\w+$/, '')));
      const before = rulesNow();
      expect(resultsOf(simulation, place, 7)).toHaveLength(3);
      const change = async (rules: string) => {
        expect(problemsOf(deploy({ ...SETTINGS[shape], rules }, DEPLOYERS[shape]))).toEqual({});
        expect(resultsOf(simulation, place, 7)).toEqual(rules === 'combined' ? [undefined] : Array(3).fill(undefined));
        await deliver(dueEvents(simulation));
        const compliances = resultsOf(simulation, place, 7).map((result) => result?.compliance);
        expect(new Set(compliances)).toEqual(new Set(['NON_COMPLIANT']));
      };
      await change('combined');
      expect(rulesNow()).toEqual(new Set(['rabbitmq-conformance']));
      await change('separate');
      expect(rulesNow()).toEqual(before);
    });
  },
);
