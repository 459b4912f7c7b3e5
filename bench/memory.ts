import type { Run } from './processes.ts';
import type { Row } from './table.ts';

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const SMALLEST_FUNCTION_MIB = 128;

/** The highest memory peak of several processes, in MiB. */
export function peakOf(runs: readonly Pick<Run, 'peakKiB'>[]): number {
  return Math.max(...runs.map(({ peakKiB }) => peakKiB)) / 1024;
}

/** The memory peak of several processes, compared with the memory of the smallest function. */
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
