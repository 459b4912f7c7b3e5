import { realPath } from './input/inside.ts';
import type { SourceFindings } from './reading.ts';

/** @returns a function that says whether it was called before with the same file or folder, by any of its paths */
export function createSeen(): (path: string) => boolean {
  const seen = new Set<string>();
  return (path) => {
    const real = realPathOf(path);
    if (seen.has(real)) return true;
    seen.add(real);
    return false;
  };
}

/**
 * Leaves out the templates that were read alone, and also as nested stacks of others: only their parents know the values
 * of their parameters. Of templates that include each other, the first one stays.
 */
export function withoutNested(all: readonly SourceFindings[]): readonly SourceFindings[] {
  const included = new Map<string, Set<string>>();
  for (const { source, outer } of all) {
    if (outer === undefined) continue;
    const inner = realPathOf(source);
    const of = realPathOf(outer);
    if (inner !== of) included.set(of, (included.get(of) ?? new Set()).add(inner));
  }
  if (included.size === 0) return all;

  const nested = new Set([...included.values()].flatMap((inner) => [...inner]));
  const unitOf = ({ source, outer }: SourceFindings) => realPathOf(outer ?? source);
  const units = new Set(all.map(unitOf));
  const kept = new Set([...units].filter((unit) => !nested.has(unit)));
  const covered = new Set([...kept].flatMap((unit) => [...(included.get(unit) ?? [])]));
  for (const unit of units) {
    if (kept.has(unit) || covered.has(unit)) continue;
    kept.add(unit);
    for (const inner of included.get(unit) ?? []) covered.add(inner);
  }
  return all.filter((findings) => kept.has(unitOf(findings)));
}

/** The path without links, or the path itself for what has none, such as standard input. */
function realPathOf(path: string): string {
  return realPath(path) ?? path;
}
