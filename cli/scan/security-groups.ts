import { fromSecurityGroup, prefixListsOf } from '../../checks/ingress.ts';
import type { IngressRecord } from '../sources/ingress.ts';
import type { RegionReads } from './ports.ts';

/** What was read of the security groups of a broker. */
export interface IngressFindings {
  readonly ingress: IngressRecord;
  /** Why some of them, or some of their prefix lists, could not be read. */
  readonly failure?: unknown;
}

/**
 * Reads the security groups of brokers in one account and region, and the prefix lists in their rules. Each is read
 * once, however many brokers have it.
 */
export function createIngressReader(reads: RegionReads): (ids: readonly string[]) => Promise<IngressFindings> {
  const readGroup = once(reads.securityGroup);
  const readList = once(reads.prefixListEntries);
  return async (ids) => {
    let failure: unknown;
    const collect = async <T>(call: Promise<T>): Promise<readonly T[]> => {
      try {
        return [await call];
      } catch (error) {
        failure ??= error;
        return [];
      }
    };
    const SecurityGroups: IngressRecord['SecurityGroups'][number][] = [];
    // One after the other: other brokers are read at the same time.
    for (const id of ids) SecurityGroups.push(...(await collect(readGroup(id))));
    const PrefixLists: IngressRecord['PrefixLists'][number][] = [];
    for (const PrefixListId of prefixListsOf(SecurityGroups.flatMap((group) => fromSecurityGroup(group) ?? []))) {
      for (const Entries of await collect(readList(PrefixListId))) PrefixLists.push({ PrefixListId, Entries });
    }
    return { ingress: { SecurityGroups, PrefixLists }, failure };
  };
}

/** The function, which is called once for each ID. */
function once<T>(read: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const calls = new Map<string, Promise<T>>();
  return (id) => {
    const call = calls.get(id) ?? read(id);
    calls.set(id, call);
    return call;
  };
}
