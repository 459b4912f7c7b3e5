import { runInNewContext } from 'node:vm';

/**
 * Calls a function with an input so large that it would run for longer than anybody waits, if its steps grew faster than
 * the input. With steps that do not, it takes less than a second.
 * @throws Error after a minute
 */
export function endsInTime<T>(call: () => T): T {
  return runInNewContext('call()', { call }, { timeout: 60_000 });
}
