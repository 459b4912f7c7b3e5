/**
 * Returns a run of the command line, if it evaluated the given number of brokers and all of them passed.
 * @throws Error with the end of its output otherwise
 */
export function checkPassed<T extends { readonly output: string }>(run: T, brokers: number): T {
  if (run.output.includes(`${3 * brokers} results: 0 fail, 0 unknown, ${3 * brokers} pass`)) return run;
  throw new Error(`Not evaluated as expected:\n${run.output.slice(-1000)}`);
}
