import { realpathSync } from 'node:fs';
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
 * @param isDeployedAlone whether a template has a reason to stay, by its path
 */
export function withoutNested(
  all: readonly SourceFindings[],
  isDeployedAlone: (path: string) => boolean,
): readonly SourceFindings[] {
  const included = new Map<string, Set<string>>();
  for (const { source, outer } of all) {
    if (outer === undefined) continue;
    const inner = realPathOf(source);
    const of = realPathOf(outer);
    if (inner !== of) included.set(of, (included.get(of) ?? new Set()).add(inner));
  }
  if (included.size === 0) return all;

  // A cloud assembly deploys it by itself.
  const inAssembly = all.filter(({ source, outer = source, template }) => outer !== source && source === template);
  const assembled = new Set(inAssembly.map(({ source }) => realPathOf(source)));
  const named = all.map(({ source, outer = source }) => outer).filter(isDeployedAlone);
  const alone = new Set(named.map(realPathOf).filter((path) => !assembled.has(path)));
  const nested = new Set([...included.values()].flatMap((inner) => [...inner]).filter((inner) => !alone.has(inner)));
  const unitOf = ({ source, outer }: SourceFindings) => realPathOf(outer ?? source);
  const units = new Set(all.map(unitOf));
  const kept = new Set([...units].filter((unit) => !nested.has(unit)));
  const covered = new Set([...kept].flatMap((unit) => [...(included.get(unit) ?? [])]));
  for (const unit of units) {
    if (kept.has(unit) || covered.has(unit)) continue;
    kept.add(unit);
    for (const inner of included.get(unit) ?? []) covered.add(inner);
  }
  const left = all.filter((findings) => kept.has(unitOf(findings)));
  const skipped = new Set([...units].filter((unit) => !kept.has(unit) && !assembled.has(unit)));
  // One use of each is enough.
  const uses = left.filter(({ source }) => skipped.delete(realPathOf(source)));
  const notices = uses.map(({ source, outer = source, template }) => ({
    source: outer,
    template,
    readings: [],
    problems: [],
    notices: [`evaluated ${source}${NESTED_ONLY}`],
  }));
  return [...left, ...notices];
}

const NESTED_ONLY = ' only as a nested stack. To evaluate it by itself too, name it.';

/** Whether a notice says that a template was evaluated as a nested stack, and not by itself. */
export function isNestedOnly(notice: string): boolean {
  return notice.endsWith(NESTED_ONLY);
}

/** The path without links, or the path itself for what has none, such as standard input. */
function realPathOf(path: string): string {
  try {
    // Much faster than the other one, which asks for each folder on the way. It needs /proc with some C libraries.
    return realpathSync.native(path);
  } catch {
    return realPath(path) ?? path;
  }
}
