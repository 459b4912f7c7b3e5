import type { Broker } from '../../checks/broker.ts';
import { fillFacts } from '../../checks/broker.ts';
import { FACTS } from '../../checks/facts.ts';
import type { IngressAnswers } from '../../checks/ingress.ts';
import { rulesOfGroups } from '../../checks/ingress.ts';
import { isObject } from '../../checks/json.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The member that `scan` adds to the `DescribeBroker` response of a broker if it read its security groups. */
const MEMBER = FACTS.ingressRules.name;

/** A `DescribeBroker` response with what EC2 answered about the security groups of the broker. */
export function addIngress(record: JsonObject, answers: IngressAnswers): JsonObject {
  return { ...record, [MEMBER]: answers };
}

/** The broker of a response, with the rules of its security groups if {@link addIngress} added them. */
export function readIngress(broker: Broker, record: JsonObject): Broker {
  const answers = record[MEMBER];
  const { securityGroups } = broker;
  if (!isObject(answers) || securityGroups === undefined) return broker;
  return fillFacts(broker, { ingressRules: rulesOfGroups(securityGroups, answers) });
}
