import { readFileSync } from 'node:fs';
import { renderStatusJson } from '../../../cli/status/render.ts';
import { STATUS_CHECKS } from '../../../cli/status/run.ts';
import { readMarkdown } from '../../docs/markdown.ts';
import { statusOf } from './support.ts';

const text = readFileSync('docs/status.md', 'utf8');

test('the document has all checks, in their order', () => {
  const rows = [...text.matchAll(/^\| `([a-z-]+)` +\| [^|]*\|.*\|$/gm)].map(([, id]) => id);
  expect(rows).toEqual(['deployment', ...Object.keys(STATUS_CHECKS)]);
});

test('the example of the JSON contract has the members of the output', async () => {
  const [example = ''] = readMarkdown(text).blocks.flatMap((block) => (block.language === 'json' ? [block.text] : []));
  const documented = JSON.parse(example);
  const output = JSON.parse(renderStatusJson(await statusOf({ aws: { aggregators: async () => [] } })));
  const membersOf = (value: object) => Object.keys(value).toSorted();
  expect(membersOf(documented)).toEqual(membersOf(output));
  expect(membersOf(documented.places[0])).toEqual(membersOf(output.places[0]));
  expect(membersOf(documented.summary)).toEqual(membersOf(output.summary));
  const toDo = output.rows.find(({ status }: { readonly status: string }) => status === 'to-do');
  expect(membersOf(documented.rows[0])).toEqual(expect.arrayContaining(membersOf(toDo)));
});
