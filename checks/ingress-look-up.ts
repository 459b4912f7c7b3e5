import type { IngressAnswers } from './ingress.ts';
import { fromSecurityGroup, prefixListsOf } from './ingress.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** The reads of Amazon EC2 in an account and region. */
export interface IngressReads<Signal = void> {
  /** A security group as `DescribeSecurityGroups` returns it. */
  securityGroup(id: string, signal: Signal): Promise<JsonObject>;
  /** The entries of a prefix list as `GetManagedPrefixListEntries` returns them, of all pages. */
  prefixListEntries(id: string, signal: Signal): Promise<readonly JsonObject[]>;
}

/**
 * Makes what looks up security groups, and the prefix lists in their rules. Each is read once, however many brokers have
 * it, also if that fails: AWS was asked often enough then.
 * @param codeOf the code of an error that is an answer too; throws the others
 */
export function createIngressLookUp<Signal = void>(
  reads: IngressReads<Signal>,
  codeOf: (error: unknown, id: string) => string,
): (ids: readonly string[], signal: Signal) => Promise<IngressAnswers> {
  const answers = new Map<string, Promise<JsonObject>>();
  const once = (id: string, name: string, read: () => Promise<JsonObject>): Promise<JsonObject> => {
    const answer = answers.get(id) ?? read().catch((error) => ({ [name]: id, Error: codeOf(error, id) }));
    answers.set(id, answer);
    return answer;
  };
  return async (ids, signal) => {
    // One after the other: other brokers are read at the same time.
    const SecurityGroups: JsonObject[] = [];
    for (const id of ids) SecurityGroups.push(await once(id, 'GroupId', () => reads.securityGroup(id, signal)));
    const PrefixLists: JsonObject[] = [];
    for (const PrefixListId of prefixListsOf(SecurityGroups.flatMap((group) => fromSecurityGroup(group) ?? []))) {
      const read = async () => ({ PrefixListId, Entries: await reads.prefixListEntries(PrefixListId, signal) });
      PrefixLists.push(await once(PrefixListId, 'PrefixListId', read));
    }
    return { SecurityGroups, PrefixLists };
  };
}
