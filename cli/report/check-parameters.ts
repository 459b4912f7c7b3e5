import type { AnyCheck } from './results.ts';

/**
 * The values of the parameters of a check by their names, as the texts that AWS Config and `--set` take. `undefined` if it
 * has none.
 */
export function parametersOf(check: AnyCheck): Readonly<Record<string, string>> | undefined {
  if (!('values' in check) || check.values === undefined) return undefined;
  return Object.fromEntries(Object.entries(check.values).map(([name, value]) => [name, String(value)]));
}
