import type { Builds, Bundles } from './builds.ts';

type Tasks = Readonly<Record<string, (() => Promise<unknown>) | undefined>>;
type Result<Task extends Tasks[string]> = NonNullable<Awaited<ReturnType<NonNullable<Task>>>>;
type Results<T extends Tasks> = { readonly [Name in keyof T]: readonly Result<T[Name]>[] };

/** What was measured with this checkout and, if they are compared, with an earlier revision. */
export interface Both<T> {
  readonly now: readonly T[];
  readonly before: readonly T[];
}

/**
 * Runs each task once a round, one after the other, so that other load on the machine affects all tasks alike.
 * An extra first round, which does not count, fills the file cache.
 * @returns the results of each task; none for a task that is `undefined`, or whose result is
 */
export function interleave<T extends Tasks>(rounds: number, tasks: T): Promise<Results<T>> {
  return runRounds(0, rounds, tasks);
}

/** Runs each task once, where an extra round would take too long. */
export function once<T extends Tasks>(tasks: T): Promise<Results<T>> {
  return runRounds(1, 1, tasks);
}

async function runRounds<T extends Tasks>(first: number, last: number, tasks: T): Promise<Results<T>> {
  const results: Record<string, unknown[]> = {};
  for (let round = first; round <= last; round += 1) {
    for (const [name, task] of Object.entries(tasks)) {
      results[name] ??= [];
      const result = await task?.();
      if (result !== undefined && round > 0) results[name].push(result);
    }
  }
  return results as Results<T>;
}

/** A task with each build. The build of before may lack what it needs: then it says so, and has no result. */
export function withBoth<T>({ now, before }: Builds, task: (bundles: Bundles) => Promise<T>) {
  let isUnable = false;
  const attempt = async (bundles: Bundles) => {
    if (isUnable) return undefined;
    try {
      return await task(bundles);
    } catch (error) {
      isUnable = true;
      console.error(`Before: ${String(error).slice(0, 500)}`);
      return undefined;
    }
  };
  return { now: () => task(now), before: before && (() => attempt(before)) };
}

/** What a row has of both builds: the median of a figure. */
export function medians<T>({ now, before }: Both<T>, figure: (run: T) => number) {
  return { measured: median(now.map(figure)), ...(before.length > 0 ? { before: median(before.map(figure)) } : {}) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)];
  const high = sorted[Math.ceil(middle)];
  if (low === undefined || high === undefined) throw new TypeError('An empty list has no median.');
  return (low + high) / 2;
}

export function wallOf({ wallMs }: { readonly wallMs: number }): number {
  return wallMs;
}
