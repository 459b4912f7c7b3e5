import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { CHANGE_CHECKS } from '../../checks/change-checks.ts';
import { CHECKS, DEFAULT_CHECKS } from '../../checks/registry.ts';
import { renderJapaneseChecksTable } from '../../scripts/render-docs.ts';
import { DOCUMENTS } from './documents.ts';
import type { Markdown } from './markdown.ts';
import { readMarkdown } from './markdown.ts';

const PAIRS = DOCUMENTS.filter((path) => path.endsWith('.ja.md')).map((path) => {
  const english = path.replace('.ja.md', '.md');
  return { path, english, ...read(path), original: read(english) };
});

function read(path: string): { readonly text: string; readonly page: Markdown } {
  const text = readFileSync(path, 'utf8');
  return { text, page: readMarkdown(text) };
}

/** Where a link of an English page leads in the Japanese one: to a Japanese page, where there is one. */
function inJapanese(target: string, from: string): string {
  const [file = '', anchor] = target.split('#');
  const pair = PAIRS.find(({ english }) => english === (file === '' ? from : join(dirname(from), file)));
  if (pair === undefined) return target;
  const index = pair.original.page.headings.findIndex((heading) => heading.anchor === anchor);
  const section = anchor === undefined ? '' : `#${pair.page.headings[index]?.anchor}`;
  return file === '' ? section : `${relative(dirname(from), pair.path)}${section}`;
}

const targetsOf = ({ links }: Markdown) => links.slice(1).map(({ target }) => target);
const codeOfTables = ({ tables }: Markdown) =>
  tables.map((rows) => rows.map((cells) => cells.map((cell) => readMarkdown(cell).code)));

it('the README and the guide are in Japanese too', () => {
  expect(PAIRS.map(({ path }) => path)).toEqual(['README.ja.md', 'docs/remediation.ja.md']);
});

describe.each(PAIRS)('$path', ({ path, english, text, page, original }) => {
  it('begins with a link to the English page, which begins with a link to it', () => {
    expect(page.links[0]).toEqual({ text: 'English', target: basename(english) });
    expect(original.page.links[0]).toEqual({ text: '日本語', target: basename(path) });
  });

  it('has the headings of the English page', () => {
    // A heading is named by the English one at its place, which says where one is missing.
    const outlineOf = ({ headings }: Markdown) =>
      headings.map(({ level }, index) => `${'#'.repeat(level)} ${original.page.headings[index]?.text}`);
    expect(outlineOf(page)).toEqual(outlineOf(original.page));
  });

  it('has the code of the English page, byte for byte', () => {
    const codeOf = ({ blocks }: Markdown) => blocks.map(({ language, text: code }) => ({ language, code }));
    expect(codeOf(page)).toEqual(codeOf(original.page));
    expect(new Set(page.code)).toEqual(new Set(original.page.code));
  });

  it('has the tables of the English page, with the same code in each cell', () => {
    expect(codeOfTables(page)).toEqual(codeOfTables(original.page));
  });

  it('has the links of the English page', () => {
    const wanted = targetsOf(original.page).map((target) => inJapanese(target, english));
    expect(targetsOf(page).toSorted()).toEqual(wanted.toSorted());
  });

  // Text is not bold if it ends with a full stop and no space follows.
  it('shows no asterisk', () => {
    expect([...page.prose, ...page.cells].filter((each) => each.includes('*'))).toEqual([]);
  });

  // Browsers show a space there.
  it('breaks no line between two Japanese words', () => {
    const word = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー]';
    expect(text.match(new RegExp(`${word}\\n *\\[?${word}.*`, 'gu'))).toBe(null);
  });
});

describe('each check', () => {
  it('has a row in README.ja.md, which npm run generate writes', () => {
    const { text } = read('README.ja.md');
    const rows = renderJapaneseChecksTable(DEFAULT_CHECKS).split('\n');
    expect(rows.filter((row) => !text.includes(`${row}\n`))).toEqual([]);
  });

  it.each([...CHECKS, ...CHANGE_CHECKS])('heads a section of docs/remediation.ja.md: ## $id', ({ id }) => {
    expect(read('docs/remediation.ja.md').page.headings).toContainEqual({ level: 2, text: id, anchor: id });
  });
});
