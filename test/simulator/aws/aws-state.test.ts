import { createAwsState } from '../../../simulator/aws/aws-state.ts';

test('names that AWS makes up are unique, and the same in every run', () => {
  const [one, other] = [createAwsState([]), createAwsState([])];
  const names = Array.from({ length: 5_000 }, () => one.unique(8));
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => name.length === 8)).toBe(true);
  expect(names.slice(0, 3)).toEqual([other.unique(8), other.unique(8), other.unique(8)]);
});
