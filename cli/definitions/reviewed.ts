import type { Json } from './definitions.ts';
import { makeDuplicateFinder } from './duplicates.ts';
import type { Finding, Review, Row, Verdict } from './rows.ts';
import { VERDICTS } from './rows.ts';

/** What an object is called in a report. */
export interface Names {
  readonly kind: string;
  readonly name: string;
  readonly vhost?: string | undefined;
  /** What else tells objects of this name apart: the component of a parameter, the exchange of a topic permission. */
  readonly part?: unknown;
  /** Whether there can be one of this name only. */
  readonly isUnique?: boolean;
}

/** An object of an export, with its review. */
export interface Reviewed<T> {
  readonly item: T;
  readonly names: Names;
  readonly review: Review<T>;
}

export type Counts = Readonly<Record<Verdict, number>>;

/** Reviews each object of a list. A second one of the same name is left out. */
export function reviewEach<T extends Json>(
  list: readonly T[] | undefined,
  review: (item: T) => Review<T>,
  namesOf: (item: T) => Names,
): readonly Reviewed<T>[] | undefined {
  const findDuplicate = makeDuplicateFinder<T>();
  return list?.map((item) => {
    const names = namesOf(item);
    const { kind, name, vhost, part, isUnique = true } = names;
    const key = JSON.stringify([kind, name, vhost ?? null, part ?? null]);
    return { item, names, review: (isUnique ? findDuplicate(item, key) : undefined) ?? review(item) };
  });
}

/** Adds findings to the objects that are imported. */
export function withFindings<T>(
  all: readonly Reviewed<T>[] | undefined,
  find: (kept: T, item: T) => readonly Finding[],
): readonly Reviewed<T>[] | undefined {
  return all?.map((one) => {
    const { kept, findings } = one.review;
    if (kept === undefined) return one;
    return { ...one, review: { ...one.review, findings: [...findings, ...find(kept, one.item)] } };
  });
}

/** What is imported of a list. */
export function keptOf<T>(all: readonly Reviewed<T>[] | undefined): readonly T[] | undefined {
  return all?.flatMap(({ review: { kept, added = [] } }) => (kept === undefined ? added : [kept, ...added]));
}

/** What was found. */
export function rowsOf(all: readonly Reviewed<unknown>[]): readonly Row[] {
  return all.flatMap(({ item, names: { kind, name, vhost }, review: { kept, findings } }) => {
    const imported = kept === undefined ? 'left-out' : kept === item ? 'as-is' : 'changed';
    return findings.map((finding) => ({ kind, name, ...(vhost !== undefined && { vhost }), ...finding, imported }));
  });
}

/** How many objects of each kind there are, by the most severe finding of each. */
export function countVerdicts(all: readonly Reviewed<unknown>[]): ReadonlyMap<string, Counts> {
  const counts = new Map<string, Record<Verdict, number>>();
  for (const { names, review } of all) {
    const ofKind = counts.get(names.kind) ?? { lost: 0, change: 0, remark: 0, ok: 0 };
    ofKind[VERDICTS.find((verdict) => review.findings.some((finding) => finding.verdict === verdict)) ?? 'ok'] += 1;
    counts.set(names.kind, ofKind);
  }
  return counts;
}
