import { listAll, listPages } from '../../../cli/scan/pages.ts';

interface Page {
  readonly items?: readonly string[];
  readonly NextToken?: string;
}

/** Pages as a paginator of the SDK gives them: on and on, as long as there is a token. It breaks off, not to hang. */
async function* paginator(answer: (call: number) => Page, most = 20): AsyncGenerator<Page> {
  for (let call = 0; ; call += 1) {
    if (call === most) throw new Error('It was asked on and on.');
    const page = answer(call);
    yield page;
    if (!page.NextToken) return;
  }
}

const read = (pages: readonly Page[]) => paginator((call) => pages[call % pages.length] ?? {});
const itemsOf = ({ items }: Page) => items;

test('all pages are read, an empty one among them', async () => {
  const pages = [{ items: ['a'], NextToken: '1' }, { items: [], NextToken: '2' }, { items: ['b', 'c'] }];
  expect(await listAll(read(pages), itemsOf)).toEqual(['a', 'b', 'c']);
});

test.each<[string, readonly Page[], string]>([
  ['the same token again', [{ items: [], NextToken: '1' }], 'the same page token twice'],
  [
    'tokens that turn in a circle',
    [
      { items: [], NextToken: '1' },
      { items: [], NextToken: '2' },
      { items: [], NextToken: '3' },
    ],
    'the same page token twice',
  ],
  ['an answer without the list', [{}], 'the response from AWS has no list'],
  ['a later answer without the list', [{ items: ['a'], NextToken: '1' }, {}], 'the response from AWS has no list'],
])('%s is an error', async (_, pages, message) => {
  await expect(listAll(read(pages), itemsOf)).rejects.toThrow(message);
});

test('pages without end, each with a new token, are an error', async () => {
  const endless = paginator((call) => ({ items: [], NextToken: `${call}` }), 20_000);
  await expect(listAll(endless, itemsOf)).rejects.toThrow('more than 10000 pages');
});

test('what came before an error was given', async () => {
  const given: (readonly string[])[] = [];
  const pages = listPages(read([{ items: ['a'], NextToken: '1' }, {}]), itemsOf);
  const reading = (async () => {
    for await (const page of pages) given.push(page);
  })();
  await expect(reading).rejects.toThrow('has no list');
  expect(given).toEqual([['a']]);
});
