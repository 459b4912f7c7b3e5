type Tasks = Readonly<Record<string, (() => Promise<unknown>) | undefined>>;
type Results<T extends Tasks> = { readonly [Name in keyof T]: readonly Awaited<ReturnType<NonNullable<T[Name]>>>[] };

/**
 * Runs each task once a round, one after the other, so that other load on the machine affects all tasks alike.
 * An extra first round, which does not count, fills the file cache.
 * @returns the results of each task; none for a task that is `undefined`
 */
export async function interleave<T extends Tasks>(rounds: number, tasks: T): Promise<Results<T>> {
  const results: Record<string, unknown[]> = {};
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, task] of Object.entries(tasks)) {
      results[name] ??= [];
      const result = await task?.();
      if (task && round > 0) results[name].push(result);
    }
  }
  return results as Results<T>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)];
  const high = sorted[Math.ceil(middle)];
  if (low === undefined || high === undefined) throw new TypeError('An empty list has no median.');
  return (low + high) / 2;
}
