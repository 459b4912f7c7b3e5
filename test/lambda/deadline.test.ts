import { getEventListeners } from 'node:events';
import { divideTime, unlessAborted } from '../../lambda/deadline.ts';

test.each<readonly [remainingMs: number, readMs: number, sendMs: number]>([
  [900_000, 875_000, 899_000],
  [125_000, 100_000, 124_000],
  [20_000, 16_000, 19_000],
  [1_001, 800, 950],
  [-5, 0, 0],
])('of %i ms, an invocation reads for %i and sends for %i', (remainingMs, readMs, sendMs) => {
  expect(divideTime(remainingMs)).toEqual({ readMs, sendMs });
});

test('a call leaves no listener on the signal', async () => {
  const { signal } = new AbortController();
  await unlessAborted(signal, async () => {});
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
