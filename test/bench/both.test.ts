import type { Bundles } from '../../bench/builds.ts';
import { interleave, medians, withBoth } from '../../bench/interleave.ts';
import type { Row } from '../../bench/table.ts';
import { renderTable } from '../../bench/table.ts';

const bundles = (cli: string): Bundles => ({ main: '', inline: '', cli });
const BUILDS = { now: bundles('now'), before: bundles('before') };
const ROW: Row = { what: 'Start', measured: 90, against: 45, reference: 'bare start', unit: 'ms', aim: 2 };

it('a task runs with both builds in turn, once more than counts', async () => {
  const order: string[] = [];
  const runs = await interleave(
    2,
    withBoth(BUILDS, async ({ cli }) => {
      order.push(cli);
      return order.length;
    }),
  );
  expect(order).toEqual(['now', 'before', 'now', 'before', 'now', 'before']);
  expect(runs).toEqual({ now: [3, 5], before: [4, 6] });
});

it('a build of before that cannot do a task says so once, and has no figure', async () => {
  const said = jest.spyOn(console, 'error').mockImplementation(() => {});
  const runs = await interleave(
    2,
    withBoth(BUILDS, async ({ cli }) => {
      if (cli === 'before') throw new Error('larger than 64 MiB');
      return 7;
    }),
  );
  expect(said.mock.calls).toEqual([['Before: Error: larger than 64 MiB']]);
  said.mockRestore();
  expect(medians(runs, (run) => run)).toEqual({ measured: 7 });
});

it('a task that fails with this checkout is an error', async () => {
  const failing = withBoth({ now: BUILDS.now }, () => Promise.reject(new Error('not evaluated')));
  await expect(interleave(1, failing)).rejects.toThrow('not evaluated');
});

describe('the table has', () => {
  it.each([
    [
      'no column without a revision before',
      [ROW],
      false,
      '| Start |    90 ms | 45 ms bare start | 2.00 × | ≤ 2.00 × met |',
    ],
    ['what it came to', [{ ...ROW, before: 180 }], true, '2.00 × | 180 ms, 4.00 × |'],
    ['what it came to beside what only it had', [{ ...ROW, before: 180, againstBefore: 60 }], true, '180 ms, 3.00 × |'],
    ['a dash if it could not be measured', [ROW], true, '2.00 × |      — |'],
    ['what misses its aim', [{ ...ROW, measured: 91 }], false, '2.02 × | ≤ 2.00 × MISSED |'],
  ])('%s', (_, rows, isCompared, text) => {
    expect(renderTable(rows, isCompared)).toContain(text);
  });
});
