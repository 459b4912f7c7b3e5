/** Far more than any list of AWS has. */
const MAX_PAGES = 10_000;

interface Page {
  readonly NextToken?: string | undefined;
}

/**
 * What is in the pages of a list, page by page.
 * @param pages of a paginator of the SDK, which asks on for as long as there is a token for it
 * @param items of a page; `undefined` if the answer lacks the list, which does not say that nothing is in it
 * @throws Error where that is so, where a token comes back, which would lead round in circles, and where the pages do
 *   not end
 */
export async function* listPages<P extends Page, T>(
  pages: AsyncIterable<P>,
  items: (page: P) => readonly T[] | undefined,
): AsyncGenerator<readonly T[]> {
  const tokens = new Set<string>();
  for await (const page of pages) {
    const found = items(page);
    if (found === undefined) throw new Error('the answer of AWS has no list');
    yield found;
    const { NextToken: token } = page;
    if (!token) continue;
    if (tokens.has(token)) throw new Error('the list gave the same page token twice');
    tokens.add(token);
    if (tokens.size >= MAX_PAGES) throw new Error(`the list has more than ${MAX_PAGES} pages`);
  }
}

/** What is in all pages. It takes and throws what {@link listPages} does. */
export async function listAll<P extends Page, T>(
  pages: AsyncIterable<P>,
  items: (page: P) => readonly T[] | undefined,
): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of listPages(pages, items)) all.push(...page);
  return all;
}
