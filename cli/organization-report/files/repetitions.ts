import { count } from '../../text/count.ts';
import type { Part } from './part.ts';

type What = 'broker' | 'account and region';

export type Repetitions = ReturnType<typeof createRepetitions>;

/** Counts what two files have, so that thousands are one sentence. */
export function createRepetitions() {
  const numbers = new Map<string, { paths: [string, string]; what: What; isOrdered: boolean; number: number }>();
  function add(what: What, paths: [string, string], isOrdered: boolean): void {
    const key = JSON.stringify([what, paths, isOrdered]);
    const entry = numbers.get(key) ?? { paths, what, isOrdered, number: 0 };
    entry.number += 1;
    numbers.set(key, entry);
  }
  return {
    /** Of two readings, the other one counts. */
    addLeftOut: (what: What, loser: Part, winner: Part) => add(what, [loser.path, winner.path], true),
    /** Of two readings, neither is known to be newer. */
    addUnordered: (part: Part, other: Part) => add('broker', [part.path, other.path], false),
    notices: (): readonly string[] =>
      [...numbers.values()].map(({ paths: [path, other], what, isOrdered, number }) => {
        const things = count(number, what, what === 'broker' ? 'brokers' : 'accounts and regions');
        const isOne = path === other;
        const both = isOne ? `${path}: has ${things} twice` : `${path}: has ${things} that ${other} has too`;
        if (!isOrdered) return `${both}. No reading is known to be newer, so the gravest result of each check counts.`;
        return isOne
          ? `${both}, which count once.`
          : `${both}, and ${number === 1 ? 'that one counts' : 'those count'}.`;
      }),
  };
}
