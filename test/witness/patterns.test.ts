import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { judgePattern, toMatcher } from '../../cli/definitions/pattern.ts';
import { temporaryFolder } from '../cli/support.ts';
import { describeWith, skipWithout } from '../support/missing.ts';

const hasErlang = spawnSync('erl', ['-version']).error === undefined;
const erlang = hasErlang || skipWithout('Erlang is not there: apt-get install rabbitmq-server');

const RUNS = 20_000;

/** Parts of patterns, right ones and wrong ones. */
const PARTS = [
  ...['a', 'b', 'ä', '.', '\\.', '-', ',', ':', ']', '}', '{', '#', ' ', '^', '$', '|', '\\'],
  ...['(', ')', '(?:', '(?=', '(?!', '(?<=', '(?<!', '(?i)', '(?i:', '(?>', '(?<n>', '(?'],
  ...['*', '+', '?', '{2}', '{1,}', '{0,2}', '{2,1}', '{,2}', '{99999}', '*?', '*+'],
  ...[
    '[ab]',
    '[^a]',
    '[a-c]',
    '[c-a]',
    '[ä-é]',
    '[é-ä]',
    '[',
    '[^',
    '[]',
    '[[:alpha:]]',
    '[[:foo:]]',
    '[a-\\d]',
    '[\\w-]',
  ],
  ...[
    '\\d',
    '\\w',
    '\\s',
    '\\b',
    '\\B',
    '\\x41',
    '\\x{zz}',
    '\\x',
    '\\p{Foo}',
    '\\pL',
    '\\cé',
    '\\1',
    '\\v',
    '\\Q',
    '\\E',
    '\\z',
  ],
];
const NAMES = ['', 'a', 'b', 'ab', 'aab', 'A', 'ä', 'aä', 'a.b', 'a-b', '-', 'a:b', '1', 'a b', '\n', 'a\n', 'a]', 'é'];

const CASES = fc.tuple(
  fc.array(fc.constantFrom(...PARTS), { maxLength: 6 }).map((parts) => parts.join('')),
  fc.constantFrom(...NAMES),
);

/** Reads patterns and names from a file, and writes `x` for a pattern that is not valid, or whether it matches. */
const PROGRAM = `
{ok, Cases} = file:consult(os:getenv("CASES")),
Judge = fun({Pattern, Name}) ->
  case re:compile(Pattern) of
    {error, _} -> "x";
    {ok, _} -> case re:run(Name, Pattern, [{capture, none}]) of match -> "1"; _ -> "0" end
  end
end,
io:put_chars([Judge(Case) || Case <- Cases]),
halt().
`;

const toBinary = (text: string) => `<<${[...Buffer.from(text)].join()}>>`;

describeWith(erlang)('regular expressions', () => {
  const folder = temporaryFolder();

  it('are judged, and matched, as Erlang does', () => {
    const cases = fc.sample(CASES, RUNS);
    const path = folder.write(
      'cases',
      cases.map(([pattern, name]) => `{${toBinary(pattern)},${toBinary(name)}}.`).join('\n'),
    );
    const found = execFileSync('erl', ['-noshell', '-eval', PROGRAM], {
      env: { ...process.env, CASES: path },
    }).toString();
    expect(found).toHaveLength(RUNS);
    const wrong = cases.filter(([pattern, name], index) => {
      const judgement = judgePattern(pattern);
      const isValid = found[index] !== 'x';
      if (judgement !== 'unknown' && (judgement === 'valid') !== isValid) return true;
      const matches = toMatcher(pattern)(name);
      return matches !== undefined && matches !== (found[index] === '1');
    });
    expect(wrong).toEqual([]);
    const judged = cases.filter(([pattern]) => judgePattern(pattern) === 'valid');
    expect(judged.length).toBeGreaterThan(RUNS / 20);
  });
});
