import { createRecogniser } from '../../../cli/sources/recognise.ts';

const BROKER = { BrokerId: 'b-1', EngineType: 'RABBITMQ' };

it.each<[name: string, value: unknown, isKnown: boolean, problem?: string]>([
  ['a broker', BROKER, true],
  ['a list without items', { configurationItems: [] }, true],
  ['an empty list', [], false],
  ['a text', 'secret', false, 'line 2: is a string, not a JSON object.'],
  ['a number', 1, false, 'line 2: is a number, not a JSON object.'],
  ['null', null, false, 'line 2: is null, not a JSON object.'],
  ['a number in a list in a list', [[], [1]], false, 'line 2: element 2.1: is a number, not a JSON object.'],
  ['another object', { a: 1, b: 2 }, false, 'line 2: is an object of an unknown type (members: "a", "b").'],
  ['a broken item', { configurationItemStatus: 'OK' }, true, 'line 2: '],
])('whether a value is known, and whether it can be used: %s', (...[_, value, isKnown, problem]) => {
  const recogniser = createRecogniser();
  recogniser.add(value, () => 'line 2');
  expect(recogniser.isKnown()).toBe(isKnown);
  expect(recogniser.isSpoilt()).toBe(problem !== undefined);
  const { problems } = recogniser.findings();
  expect(problems).toEqual(problem === undefined ? [] : [expect.stringContaining(problem)]);
});

it('a skipped item is known', () => {
  const recogniser = createRecogniser();
  recogniser.skip();
  expect(recogniser.isKnown()).toBe(true);
  expect(recogniser.findings().otherResources).toBe(1);
});
