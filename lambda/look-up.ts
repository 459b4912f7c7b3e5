import type { Broker } from '../checks/broker.ts';
import { explainUnknown, fillFacts } from '../checks/broker.ts';
import type { Judge, Outcome } from '../checks/evaluation.ts';
import { foldResults, lacksFacts } from '../checks/evaluation.ts';
import type { AccountReads } from './deadline.ts';
import { RefusedError } from './ports.ts';

/**
 * Evaluates a broker. Looks it up only if a check needs a fact that the broker lacks.
 * @throws any transient failure of the lookup
 */
export async function evaluateWithLookUp(
  broker: Broker,
  judge: Judge,
  account: Pick<AccountReads, 'describeBroker'>,
): Promise<Outcome> {
  const results = judge(broker);
  if (!lacksFacts(results)) return foldResults(results);
  return foldResults(judge(await lookUp(broker, account)));
}

/** The broker with its missing facts from `DescribeBroker`. If that call fails for good, the reasons say so. */
async function lookUp(broker: Broker, account: Pick<AccountReads, 'describeBroker'>): Promise<Broker> {
  if (broker.id === undefined) return broker;
  try {
    const reading = await account.describeBroker(broker.id);
    return reading ? fillFacts(broker, reading) : { ...broker, outOfScope: 'The broker no longer exists.' };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return explainUnknown(broker, `DescribeBroker failed (${error.code}).`);
  }
}
