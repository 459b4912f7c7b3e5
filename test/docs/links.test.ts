import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DOCUMENTS } from './documents.ts';
import { readMarkdown } from './markdown.ts';

const anchorsOf = (path: string) => readMarkdown(readFileSync(path, 'utf8')).headings.map(({ anchor }) => anchor);

describe.each(DOCUMENTS)('%s', (path) => {
  const { links, headings } = readMarkdown(readFileSync(path, 'utf8'));

  it('leads to files and sections that exist', () => {
    const local = links.map(({ target }) => target).filter((target) => !/^(https?|mailto):/.test(target));
    const broken = local.filter((target) => {
      const [file = '', anchor] = target.split('#');
      const other = file === '' ? path : join(dirname(path), file);
      return !existsSync(other) || (anchor !== undefined && !anchorsOf(other).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('has a section of each name once, so that links to it are certain', () => {
    const anchors = headings.map(({ anchor }) => anchor);
    expect(anchors).toEqual([...new Set(anchors)]);
  });
});

test('the table of contents has every page once', () => {
  const { links } = readMarkdown(readFileSync('docs/README.md', 'utf8'));
  const pages = DOCUMENTS.filter((path) => path.startsWith('docs/') && !/README|\.ja\.md$/.test(path));
  const listed = links.map(({ target }) => join('docs', target)).filter((target) => pages.includes(target));
  expect(listed.toSorted()).toEqual(pages.toSorted());
});
