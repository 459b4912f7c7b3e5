import type { AwsState } from './aws-state.ts';

/**
 * Does something to the state, and takes back what it created if it fails, as CloudFormation rolls a stack back. What
 * was there before stays as it is: whatever changes something has created it, too. Maps and lists keep the order in
 * which their members came.
 * @param exports of the stack that is deployed
 */
export function orRollBack<T>(state: AwsState, act: () => T, exports = new Map<string, unknown>()): T {
  const { roles, functions, rules, documents, aggregators, autoDeployments } = state;
  const maps: readonly Map<string, unknown>[] = [roles, functions, rules, documents, exports];
  const sizes = maps.map(({ size }) => size);
  const lengths = [aggregators.length, autoDeployments.length] as const;
  try {
    return act();
  } catch (error) {
    for (const [index, map] of maps.entries()) {
      for (const key of [...map.keys()].slice(sizes[index])) map.delete(key);
    }
    aggregators.length = lengths[0];
    autoDeployments.length = lengths[1];
    throw error;
  }
}
