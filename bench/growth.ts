import type { Both } from './interleave.ts';
import { median, wallOf } from './interleave.ts';
import { peakOf } from './memory.ts';
import type { Run } from './processes.ts';
import type { Row } from './table.ts';

type Runs = readonly Pick<Run, 'wallMs' | 'peakKiB'>[];

/** What was measured with an input of some size. */
interface Sized {
  /** As in "a snapshot of 100 items". */
  readonly name: string;
  readonly runs: Both<Runs[number]>;
}

/** How time and memory grow with an input. The second one is larger by `times`. Each build is compared with itself. */
export function growthRows(few: Sized, many: Sized, times: number): readonly Row[] {
  const isCompared = few.runs.before.length > 0 && many.runs.before.length > 0;
  const compare = (figure: (runs: Runs) => number, scale: number) => ({
    measured: figure(many.runs.now),
    against: scale * figure(few.runs.now),
    ...(isCompared && { before: figure(many.runs.before), againstBefore: scale * figure(few.runs.before) }),
  });
  return [
    {
      what: `Evaluate ${many.name}`,
      ...compare((runs) => median(runs.map(wallOf)), times),
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
