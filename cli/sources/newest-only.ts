import type { Broker } from '../../checks/broker.ts';

/** What one value of an input says about a broker. */
export interface BrokerReading {
  readonly broker: Broker;
  /** For a configuration item: its resource, and its capture time in milliseconds. */
  readonly version?: { readonly key: string; readonly time: number } | undefined;
}

interface Version {
  readonly time: number;
  /** The brokers by their JSON, so that duplicates count once. */
  readonly brokers: Map<string, { readonly order: number; readonly broker: Broker }>;
}

/**
 * Keeps the newest configuration item of each resource. A duplicate, such as in the events of several rules, counts
 * once. If two items of the same time differ, both stay.
 */
export function createNewestOnly() {
  const versions = new Map<string, Version>();
  const others: { readonly order: number; readonly broker: Broker }[] = [];
  let added = 0;
  let kept = 0;

  function add({ broker, version }: BrokerReading): void {
    const entry = { order: added, broker };
    added += 1;
    if (!version) {
      others.push(entry);
      kept += 1;
      return;
    }
    const known = versions.get(version.key);
    if (known && known.time > version.time) return;
    const text = JSON.stringify(broker);
    if (!known || known.time < version.time) {
      kept += 1 - (known?.brokers.size ?? 0);
      versions.set(version.key, { time: version.time, brokers: new Map([[text, entry]]) });
    } else if (!known.brokers.has(text)) {
      known.brokers.set(text, entry);
      kept += 1;
    }
  }

  /** The brokers that are kept, in the order in which they were added. */
  function brokers(): readonly Broker[] {
    const entries = [...others, ...[...versions.values()].flatMap((version) => [...version.brokers.values()])];
    return entries.sort((a, b) => a.order - b.order).map(({ broker }) => broker);
  }

  return { add, brokers, added: () => added, kept: () => kept };
}
