import { HOSTILE_TEXTS, hostileReport } from './hostile-report.ts';
import { brokersIn, describeInBrowser, tableOf, textOf, useBrowser } from './support.ts';

const REPORT = hostileReport();
const ALL_OPEN = REPORT.brokers.map(({ key }) => `open=${encodeURIComponent(key.toWellFormed())}`).join('&');
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** What could reorder or hide what is read. */
const DECEPTIVE = /\p{Cf}|(?![\n\t])\p{Cc}/u;

/** Names of attributes that run nothing and change no style. */
const HARMLESS_ATTRIBUTE = /^(?!on|style$|srcdoc$|formaction$)/;

describeInBrowser('names that are meant to harm', () => {
  const open = useBrowser();

  test('are shown as text, and none is read in another order than it is written', async () => {
    const { page, complaints } = await open(REPORT, { hash: ALL_OPEN });
    const shown = await brokersIn(page);
    expect(shown).toHaveLength(HOSTILE_TEXTS.length);
    const readable = ['<script>window.harmed=1</script>', '__proto__', 'prod-\ufffdgpj.exe\ufffd', 'a\ufffdb\ufffdc'];
    expect(shown).toEqual(expect.arrayContaining(readable));
    expect(await textOf(page.locator('body'))).not.toMatch(DECEPTIVE);
    const titles = await page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('[title]')].map((element) => element.title)`,
    );
    expect(titles.filter((title) => DECEPTIVE.test(title))).toEqual([]);
    // Long names are cut, but whoever points at one sees all of it.
    expect(Math.max(...shown.map(({ length }) => length))).toBeLessThan(200);
    expect(titles.some(({ length }) => length >= 10_000)).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('bring no element, no attribute and no link of their own, and run nothing', async () => {
    const { page, complaints } = await open(REPORT, { hash: ALL_OPEN });
    expect(await page.locator('tr.details').count()).toBeGreaterThan(HOSTILE_TEXTS.length - 2);
    const names = await page.evaluate<readonly string[]>(
      `[...new Set([...document.querySelectorAll('*')].map(({ localName }) => localName))]`,
    );
    const others = ['img', 'iframe', 'object', 'embed', 'base', 'link', 'foreignObject', 'animate', 'set', 'math'];
    expect(names.filter((name) => others.includes(name))).toEqual([]);
    expect(await page.locator('script').count()).toBe(2);
    const attributes = await page.evaluate<readonly string[]>(
      `[...new Set([...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames()))]`,
    );
    expect(attributes.filter((name) => !HARMLESS_ATTRIBUTE.test(name))).toEqual([]);
    const protocols = await page.evaluate<readonly string[]>(
      `[...new Set([...document.links].map(({ protocol }) => protocol))]`,
    );
    expect(protocols.toSorted()).toEqual(['file:', 'https:']);
    expect(await page.evaluate('window.harmed ?? ({}).harmed')).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  test.each([
    ['on a desktop', {}],
    ['with all rows open', { hash: ALL_OPEN }],
    ['on a phone', PHONE],
    ['on a phone with all rows open', { ...PHONE, hash: ALL_OPEN }],
    ['in Japanese', { ...PHONE, language: 'ja' }],
  ] as const)('do not widen the page %s', async (_, options) => {
    const { page } = await open(REPORT, options);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
  });

  test('are found by the search, and survive in the URL', async () => {
    const { page, complaints } = await open(REPORT);
    for (const [what, text] of HOSTILE_TEXTS) {
      // An input of one line holds no ends of lines, and nobody types half a character.
      const typed = text.slice(0, 50).replaceAll(/[\r\n\ud800]/g, '');
      await page.getByRole('searchbox').fill(typed);
      await page.waitForURL((url) => new URLSearchParams(url.hash.slice(1)).get('search') === typed);
      await page.reload();
      expect([what, await page.getByRole('searchbox').inputValue()]).toEqual([what, typed]);
    }
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    expect(complaints).toEqual([]);
  });

  test('are opened by a click, whatever they do to a URL', async () => {
    const { page, complaints } = await open(REPORT);
    for (const [index] of HOSTILE_TEXTS.entries()) {
      await tableOf(page).getByRole('rowheader').nth(index).getByRole('button').click();
    }
    expect(await page.locator('tr.details').count()).toBe(HOSTILE_TEXTS.length);
    expect(complaints).toEqual([]);
  });
});
