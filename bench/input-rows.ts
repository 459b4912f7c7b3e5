import type { Both } from './interleave.ts';
import { median, medians, wallOf } from './interleave.ts';
import { peakOf, peaks } from './memory.ts';
import type { Timed } from './processes.ts';
import type { Row } from './table.ts';

type Measured = Timed & { readonly peakKiB: number };

/**
 * Time and memory of `evaluate` for an input, compared with another way to read the same.
 * @param name of the input, as in "a snapshot of 100 items"
 * @param aim for the time
 */
export function inputRows(
  name: string,
  runs: Both<Measured>,
  { other, reference }: { readonly other: readonly Measured[]; readonly reference: string },
  aim?: number,
): readonly Row[] {
  return [
    {
      what: `Evaluate ${name}`,
      ...medians(runs, wallOf),
      against: median(other.map(wallOf)),
      reference,
      unit: 'ms',
      aim,
    },
    { what: `Peak memory, ${name}`, ...peaks(runs), against: peakOf(other), reference, unit: 'MiB' },
  ];
}
