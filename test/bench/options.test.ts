import type { Group } from '../../bench/measures.ts';
import { chooseGroups, parseOptions, renderHelp } from '../../bench/options.ts';

const run = async () => [];
const GROUPS: readonly Group[] = [
  { name: 'The function', measures: ['loading', 'schedule'].map((name) => ({ name, run })) },
  { name: 'The command line', measures: ['start', 'scan'].map((name) => ({ name, run })) },
];

function namesFor(text: string | undefined) {
  return chooseGroups(GROUPS, text).map(({ name, measures }) => [name, ...measures.map((measure) => measure.name)]);
}

describe('--only chooses', () => {
  it.each<[string, string | undefined, readonly (readonly string[])[]]>([
    [
      'everything without it',
      undefined,
      [
        ['The function', 'loading', 'schedule'],
        ['The command line', 'start', 'scan'],
      ],
    ],
    ['a whole group by its name, whatever the case', 'FUNCTION', [['The function', 'loading', 'schedule']]],
    [
      'measures of several groups',
      's',
      [
        ['The function', 'schedule'],
        ['The command line', 'start', 'scan'],
      ],
    ],
  ])('%s', (_, text, names) => {
    expect(namesFor(text)).toEqual(names);
  });
});

it('--only with a name that is not there says which are', () => {
  expect(() => namesFor('lambda')).toThrow(
    '--only lambda: nothing is called that. There are:\n  The function: loading, schedule\n  The command line: start, scan',
  );
});

it('the help lists the names for --only', () => {
  expect(renderHelp(GROUPS)).toMatch(/\n {2}The function: loading, schedule\n {2}The command line: start, scan$/);
});

it.each([['-h'], ['--help']])('%s asks for the help', (option) => {
  expect(parseOptions([option])).toMatchObject({ help: true });
});

it.each([['--fast'], ['--before'], ['--only'], ['main']])('%s alone is refused', (option) => {
  expect(() => parseOptions([option])).toThrow(option);
});
