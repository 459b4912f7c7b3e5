import type { Run } from './processes.ts';
import type { Row } from './table.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const SMALLEST_FUNCTION_MIB = 128;

/** The most memory that any of some processes held, in MiB. */
export function peakOf(runs: readonly Pick<Run, 'peakKiB'>[]): number {
  return Math.max(...runs.map(({ peakKiB }) => peakKiB)) / 1024;
}

/** The peak of some processes against all the memory that the smallest function has. */
export function peakRow(what: string, runs: readonly Run[]): Row {
  return {
    what: `Peak memory, ${what}`,
    measured: peakOf(runs),
    against: SMALLEST_FUNCTION_MIB,
    reference: 'smallest function',
    unit: 'MiB',
    aim: 1,
  };
}
