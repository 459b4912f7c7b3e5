import type { Broker } from '../../checks/broker.ts';
import { fillFacts } from '../../checks/broker.ts';
import { FACTS } from '../../checks/facts.ts';
import { expand, fromPrefixListEntries, fromSecurityGroup, rulesOfGroups } from '../../checks/ingress.ts';
import { isObject, readObject, readText } from '../../checks/json.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The responses of EC2 for the security groups of a broker, with the member names of the SDK and the AWS CLI. */
export interface IngressRecord {
  /** From `DescribeSecurityGroups`. */
  readonly SecurityGroups: readonly JsonObject[];
  /** The entries of the prefix lists in their rules, from `GetManagedPrefixListEntries`. */
  readonly PrefixLists: readonly { readonly PrefixListId: string; readonly Entries: readonly JsonObject[] }[];
}

/** The member that `scan` adds to the `DescribeBroker` response of a broker if it read its security groups. */
const MEMBER = FACTS.ingressRules.name;

/** A `DescribeBroker` response with the rules of the security groups of the broker. */
export function addIngress(record: JsonObject, ingress: IngressRecord): JsonObject {
  return { ...record, [MEMBER]: ingress };
}

/** The broker of a response, with the rules of its security groups if {@link addIngress} added all of them. */
export function readIngress(broker: Broker, record: JsonObject): Broker {
  const { SecurityGroups, PrefixLists = [] } = readObject(record[MEMBER]);
  const { securityGroups } = broker;
  if (!Array.isArray(SecurityGroups) || !Array.isArray(PrefixLists) || securityGroups === undefined) return broker;
  const rules = rulesOfGroups(securityGroups, byId(SecurityGroups, 'GroupId', fromSecurityGroup));
  if (rules === undefined) return broker;
  const cidrs = byId(PrefixLists, 'PrefixListId', ({ Entries }) => fromPrefixListEntries(Entries));
  return fillFacts(broker, { ingressRules: expand(rules, cidrs) });
}

function byId<T>(
  records: readonly unknown[],
  name: string,
  read: (record: JsonObject) => T | undefined,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const record of records.filter(isObject)) {
    const id = readText(record[name]);
    const value = read(record);
    if (id !== undefined && value !== undefined) found.set(id, value);
  }
  return found;
}
