import { textsOf } from '../../checks/parameters.ts';
import type { AnyCheck } from './results.ts';

/**
 * The values of the parameters of a check by their names, as the texts that AWS Config and `--set` take. `undefined` if it
 * has none.
 */
export function parametersOf(check: AnyCheck): Readonly<Record<string, string>> | undefined {
  return 'values' in check && check.values !== undefined ? textsOf(check.values) : undefined;
}
