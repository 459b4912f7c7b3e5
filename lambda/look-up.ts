import type { Broker } from '../checks/broker.ts';
import { explainUnknown, fillFacts } from '../checks/broker.ts';
import type { CheckResult, Judge, Outcome } from '../checks/evaluation.ts';
import { foldResults } from '../checks/evaluation.ts';
import type { AccountReads } from './deadline.ts';
import { RefusedError } from './ports.ts';

type LookUps = Pick<AccountReads, 'describeBroker' | 'ingressRules'>;

/**
 * Evaluates a broker. Looks it up in Amazon MQ, and its security groups in Amazon EC2, only if a check needs a fact from
 * there that the broker lacks.
 * @throws any transient failure of the lookup
 */
export async function evaluateWithLookUp(known: Broker, judge: Judge, account: LookUps): Promise<Outcome> {
  let broker = known;
  let results = judge(broker);
  if (results.some(({ lacks }) => lacks !== undefined && lacks !== 'ingressRules')) {
    broker = await describe(broker, account);
    results = judge(broker);
  }
  if (results.some(lacksIngressRules) && broker.securityGroups) {
    results = judge({ ...broker, ingressRules: await account.ingressRules(broker.securityGroups) });
  }
  return foldResults(results);
}

function lacksIngressRules({ lacks }: CheckResult): boolean {
  return lacks === 'ingressRules';
}

/** The broker with its missing facts from `DescribeBroker`. If that call fails for good, the reasons say so. */
async function describe(broker: Broker, account: LookUps): Promise<Broker> {
  if (broker.id === undefined) return broker;
  try {
    const reading = await account.describeBroker(broker.id);
    return reading ? fillFacts(broker, reading) : { ...broker, outOfScope: 'The broker no longer exists.' };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return explainUnknown(broker, `DescribeBroker failed (${error.code}).`);
  }
}
