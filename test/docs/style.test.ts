import { readFileSync } from 'node:fs';
import { DOCUMENTS } from './documents.ts';
import { readMarkdown } from './markdown.ts';

const MOST_WORDS = { sentence: 30, cell: 25, readme: 1_300, beforeDeployment: 250 } as const;
const LONGEST_LINE = 160;

/** What a native reader would stop at, each with what to write. */
const BANNED: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bpass(?:ed|es|ing)? over\b/i, 'skip'],
  [/\bmend(?:s|ed|ing)?\b/i, 'fix'],
  [/\bbeside (?:it|them|each other)\b/i, 'with, next to'],
  [/\btakes? no more\b/i, 'no longer accepts'],
  [/\bno more\b(?! than)/i, 'no longer'],
  [/\bgeneral logs? (?:on|off)\b|\bswitch(?:es|ed|ing)? (?:it )?on\b/i, 'turn on general logging'],
  [/\bbetter stand\b/i, 'put … in'],
  [/\bThere lists\b/, 'say where'],
  [/\bwhat is needed only once\b/i, 'name it'],
  [/\bsees whether\b/i, 'checks whether'],
  [/\bfit for use\b/i, 'valid'],
  [/\btaken? back\b/i, 'roll back, delete'],
  [/\bcannot be had\b/i, 'is not available'],
  [/\bthe other way round\b/i, 'say what happens'],
  [/\bwhat became of\b/i, 'the result of'],
  [/\bcomes? down to\b/i, 'is'],
  [/\bmakes? up for\b/i, 'corrects'],
  [/\b(?:is|are) to be (?:done|had|seen|said)\b/i, 'use the active voice'],
  [/\bin the place of\b/i, 'instead of'],
  [/\bas good as\b|\bas the case may be\b/i, 'say which'],
  [/\bformer (?:JSON )?report\b/i, 'baseline'],
  [/\bwhereat\b|\bthereof\b|\bwherein\b|\btherein\b|\bthereby\b/i, 'plain words'],
];

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** The words of a file as `wc -w` counts them. */
function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

function sentencesOf(text: string): readonly string[] {
  return [...sentences.segment(text)].map(({ segment }) => segment.trim());
}

describe.each(DOCUMENTS)('%s', (path) => {
  const text = readFileSync(path, 'utf8');
  const { prose, cells } = readMarkdown(text);

  it(`has no line of more than ${LONGEST_LINE} characters`, () => {
    expect(text.split('\n').filter(({ length }) => length > LONGEST_LINE)).toEqual([]);
  });

  // Words are counted between spaces, which Japanese does not have.
  if (path.endsWith('.ja.md')) return;

  it(`has no sentence of more than ${MOST_WORDS.sentence} words`, () => {
    const long = prose.flatMap(sentencesOf).filter((sentence) => wordsOf(sentence).length > MOST_WORDS.sentence);
    expect(long).toEqual([]);
  });

  it(`has no table cell of more than ${MOST_WORDS.cell} words`, () => {
    expect(cells.filter((cell) => wordsOf(cell).length > MOST_WORDS.cell)).toEqual([]);
  });

  it('has no phrase at which a reader stops', () => {
    const found = [...prose, ...cells].flatMap((each) =>
      BANNED.filter(([pattern]) => pattern.test(each)).map(([, instead]) => ({ text: each, instead })),
    );
    expect(found).toEqual([]);
  });
});

describe('README.md', () => {
  const text = readFileSync('README.md', 'utf8');

  it(`has at most ${MOST_WORDS.readme} words`, () => {
    expect(countWords(text)).toBeLessThanOrEqual(MOST_WORDS.readme);
  });

  it(`has the command that deploys within its first ${MOST_WORDS.beforeDeployment} words`, () => {
    const start = text.indexOf('\nnpx cdk deploy');
    expect(start).toBeGreaterThan(0);
    expect(countWords(text.slice(0, start))).toBeLessThan(MOST_WORDS.beforeDeployment);
  });
});
