import type { Reading } from './reading.ts';

/** What one value of an input says about a broker. */
export interface BrokerReading extends Pick<Reading, 'broker' | 'describe'> {
  /** For a configuration item: its resource, and its capture time in milliseconds. */
  readonly version?: { readonly key: string; readonly time: number } | undefined;
}

interface Version {
  readonly time: number;
  /** The readings by the JSON of their brokers, so that duplicates count once. */
  readonly readings: Map<string, Entry>;
}

interface Entry {
  readonly order: number;
  readonly reading: Reading;
}

/**
 * Keeps the newest configuration item of each resource. A duplicate, such as in the events of several rules, counts
 * once. If two items of the same time differ, both stay.
 */
export function createNewestOnly() {
  const versions = new Map<string, Version>();
  const others: Entry[] = [];
  let added = 0;
  let kept = 0;

  function add({ version, ...reading }: BrokerReading): void {
    const entry = { order: added, reading };
    added += 1;
    if (!version) {
      others.push(entry);
      kept += 1;
      return;
    }
    const known = versions.get(version.key);
    if (known && known.time > version.time) return;
    const text = JSON.stringify(reading.broker);
    if (!known || known.time < version.time) {
      kept += 1 - (known?.readings.size ?? 0);
      versions.set(version.key, { time: version.time, readings: new Map([[text, entry]]) });
    } else if (!known.readings.has(text)) {
      known.readings.set(text, entry);
      kept += 1;
    }
  }

  /** The readings that are kept, in the order in which they were added. */
  function readings(): readonly Reading[] {
    const entries = [...others, ...[...versions.values()].flatMap((version) => [...version.readings.values()])];
    return entries.sort((a, b) => a.order - b.order).map(({ reading }) => reading);
  }

  return { add, readings, added: () => added, kept: () => kept };
}
