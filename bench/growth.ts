import type { Both } from './interleave.ts';
import { median } from './interleave.ts';
import { peakOf } from './memory.ts';
import type { Row } from './table.ts';

type Runs = readonly { readonly cpuMs: number; readonly peakKiB: number }[];

/** What was measured with an input of some size. */
interface Sized {
  /** As in "a snapshot of 100 items". */
  readonly name: string;
  readonly runs: Both<Runs[number]>;
}

/**
 * How processor time and memory grow with an input. The second one is larger by `times`. Each build is compared with itself.
 * Not the time on a clock: a file of a gigabyte comes from the disk, and a small one from memory.
 */
export function growthRows(few: Sized, many: Sized, times: number): readonly Row[] {
  const isCompared = few.runs.before.length > 0 && many.runs.before.length > 0;
  const compare = (figure: (runs: Runs) => number, scale: number) => ({
    measured: figure(many.runs.now),
    against: scale * figure(few.runs.now),
    ...(isCompared && { before: figure(many.runs.before), againstBefore: scale * figure(few.runs.before) }),
  });
  return [
    {
      what: `Processor time, ${many.name}`,
      ...compare((runs) => median(runs.map(({ cpuMs }) => cpuMs)), times),
      reference: `${times} times ${few.name}`,
      unit: 'ms',
      aim: 1.1,
    },
    {
      what: `Peak memory, ${many.name}`,
      ...compare(peakOf, 1),
      reference: few.name,
      unit: 'MiB',
      aim: times,
    },
  ];
}
