import { growthRows } from '../../bench/growth.ts';

const run = (cpuMs: number, peakMiB: number) => ({ cpuMs, peakKiB: peakMiB * 1024 });
const FEW = { now: [run(10, 100), run(14, 90)], before: [run(30, 50)] };
const MANY = { now: [run(108, 150)], before: [run(660, 400)] };

const rowsOf = (few: typeof FEW, many: typeof MANY) =>
  growthRows({ name: 'a folder of 5 files', runs: few }, { name: 'a folder of 50 files', runs: many }, 10);

it('each build is compared with itself', () => {
  const rows = rowsOf(FEW, MANY);
  expect(rows.map(({ what, reference }) => `${what} / ${reference}`)).toEqual([
    'Processor time, a folder of 50 files / 10 times a folder of 5 files',
    'Peak memory, a folder of 50 files / a folder of 5 files',
  ]);
  expect(rows).toEqual([
    expect.objectContaining({ measured: 108, against: 120, before: 660, againstBefore: 300 }),
    expect.objectContaining({ measured: 150, against: 100, before: 400, againstBefore: 50 }),
  ]);
});

it.each([
  ['few', { ...FEW, before: [] }, MANY],
  ['many', FEW, { ...MANY, before: [] }],
])('a build of before that could not read %s has no growth', (_, few, many) => {
  for (const row of rowsOf(few, many)) expect(row.before).toBeUndefined();
});
