/** Far more pages than any list of AWS has. */
const MAX_PAGES = 10_000;

interface Page {
  readonly NextToken?: string | undefined;
}

/**
 * The items of a paginated list, page by page.
 * @param pages from a paginator of the SDK, which continues as long as it gets a token
 * @param items returns the items of a page, or `undefined` if the response lacks the list, which is not an empty list
 * @throws Error if a page lacks the list, if a token comes twice, which would be an endless loop, or if there are too
 *   many pages
 */
export async function* listPages<P extends Page, T>(
  pages: AsyncIterable<P>,
  items: (page: P) => readonly T[] | undefined,
): AsyncGenerator<readonly T[]> {
  const tokens = new Set<string>();
  for await (const page of pages) {
    const found = items(page);
    if (found === undefined) throw new Error('the response from AWS has no list');
    yield found;
    const { NextToken: token } = page;
    if (!token) continue;
    if (tokens.has(token)) throw new Error('AWS returned the same page token twice');
    tokens.add(token);
    if (tokens.size >= MAX_PAGES) throw new Error(`the list has more than ${MAX_PAGES} pages`);
  }
}

/** The items of all pages. Takes the same parameters and throws the same errors as {@link listPages}. */
export async function listAll<P extends Page, T>(
  pages: AsyncIterable<P>,
  items: (page: P) => readonly T[] | undefined,
): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const page of listPages(pages, items)) all.push(...page);
  return all;
}
