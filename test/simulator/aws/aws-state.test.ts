import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { createAdministratorKey, createSimulation, startSession } from '../../../simulator/aws/simulation.ts';

test('names that AWS makes up are unique, and the same in every run', () => {
  const [one, other] = [createAwsState([]), createAwsState([])];
  const names = Array.from({ length: 5_000 }, () => one.unique(8));
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => name.length === 8)).toBe(true);
  expect(names.slice(0, 3)).toEqual([other.unique(8), other.unique(8), other.unique(8)]);
});

test('access keys are other ones in every run, so that nobody can guess them', () => {
  const accountId = '111122223333';
  const keys = Array.from({ length: 3 }, () => {
    const simulation = createSimulation(createAwsState([]), { order: 'by-arrival' });
    const session = { principalArn: `arn:aws:iam::${accountId}:role/reader`, accountId };
    return [createAdministratorKey(simulation, accountId), startSession(simulation, session)];
  });
  expect(new Set(keys.flat()).size).toBe(6);
});
