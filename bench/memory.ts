import type { Both } from './interleave.ts';
import type { Run } from './processes.ts';
import type { Row } from './table.ts';

type Measured = Pick<Run, 'peakKiB'>;

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
const SMALLEST_FUNCTION = { mib: 128, name: 'smallest function' };

/** The highest memory peak of several processes, in MiB. */
export function peakOf(runs: readonly Measured[]): number {
  return Math.max(...runs.map(({ peakKiB }) => peakKiB)) / 1024;
}

/** What a row has of both builds: the highest memory peak, in MiB. */
export function peaks({ now, before }: Both<Measured>) {
  return { measured: peakOf(now), ...(before.length > 0 ? { before: peakOf(before) } : {}) };
}

/** The memory peak of several processes, compared with a limit. */
export function peakRow(what: string, runs: Both<Measured>, { mib, name } = SMALLEST_FUNCTION): Row {
  return {
    what: `Peak memory, ${what}`,
    ...peaks(runs),
    against: mib,
    reference: name,
    unit: 'MiB',
    aim: 1,
  };
}
