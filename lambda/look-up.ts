import type { Broker } from './broker.ts';
import { explainUnknown, fillFacts } from './broker.ts';
import { RefusedError } from './ports.ts';

/**
 * The broker with the facts that it lacks as `DescribeBroker` has them. If that is refused, the reasons say so.
 * @throws whatever passing failure the look-up met
 */
export async function lookUp(
  broker: Broker,
  account: { describeBroker(brokerId: string): Promise<Broker | undefined> },
): Promise<Broker> {
  if (broker.id === undefined) return broker;
  try {
    const reading = await account.describeBroker(broker.id);
    return reading ? fillFacts(broker, reading) : { ...broker, outOfScope: 'The broker no longer exists.' };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return explainUnknown(broker, `DescribeBroker was refused (${error.code}).`);
  }
}
