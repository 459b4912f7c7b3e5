import type { Locator, Page } from 'playwright-core';
import { reportOfNothingSeen, reportOfSize, reportWithoutBrokers } from '../support/organization-report.ts';
import { brokersIn, describeInBrowser, tableOf, textOf, useBrowser } from './support.ts';

const REPORT = reportOfSize({ brokers: 150, accounts: 12, regions: 3 });
const { summary, checks } = REPORT;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

/** Whether a part is on the screen that one sees first. */
async function isAboveFold(part: Locator, page: Page): Promise<boolean> {
  const box = await part.boundingBox();
  return box !== null && box.y + box.height <= (page.viewportSize()?.height ?? 0);
}

const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describeInBrowser('the page of a report', () => {
  const open = useBrowser();

  test('asks for nothing, has a policy first that lets nothing in, and blocks a script that got in all the same', async () => {
    const { page, complaints } = await open(REPORT);
    const policy = page.locator('head > meta').first();
    expect(await policy.getAttribute('http-equiv')).toBe('Content-Security-Policy');
    expect(await policy.getAttribute('content')).toMatch(/^default-src 'none';/);
    expect(await policy.getAttribute('content')).not.toMatch(/unsafe|https?:|\*/);
    expect(complaints).toEqual([]);
    const blocked = page.waitForEvent('requestfailed');
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.harmed = 1';
      document.head.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="https://example.com/x" onerror="window.harmed = 1">');
    }`);
    expect((await blocked).failure()?.errorText).toBe('csp');
    expect(await page.evaluate('window.harmed')).toBeUndefined();
    expect(complaints).toContainEqual(expect.stringMatching(/inline script.*Content Security Policy/s));
  });

  test('leads nowhere but to the guide and to parts of itself', async () => {
    const { page } = await open(REPORT, { hash: 'verdict=fail' });
    await tableOf(page).getByRole('rowheader').first().getByRole('button').click();
    const targets = await page.evaluate<readonly string[]>(
      `[...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))`,
    );
    const others = targets.filter((target) => !target.startsWith('#'));
    expect(others.length).toBeGreaterThan(0);
    for (const target of others) {
      expect(target).toMatch(/^https:\/\/github\.com\/rabbitmq-conformance\/rabbitmq-conformance\/blob\/main\/docs\//);
    }
  });

  test.each([
    ['a desktop', {}],
    ['a phone', PHONE],
  ])('says where the organization stands on the first screen of %s', async (_, options) => {
    const { page } = await open(REPORT, options);
    expect(await isAboveFold(page.getByRole('heading', { level: 1 }), page)).toBe(true);
    const { failing, total, conforming } = summary.brokers;
    for (const text of [`${failing} of ${total} RabbitMQ brokers fail`, `${conforming} fully conform`]) {
      expect([text, await isAboveFold(page.getByText(text).first(), page)]).toEqual([text, true]);
    }
    const { partly, notSeen, total: places } = summary.places;
    const unseen = page.getByText(`${partly + notSeen} of ${places} accounts × regions not fully seen`);
    expect(await isAboveFold(unseen.first(), page)).toBe(true);
    for (const { id } of checks) {
      const link = page.locator(`a[href="#check=${id}&verdict=fail"]`).first();
      expect(await textOf(link)).toContain(String(summary.checks[id]?.fail));
      expect(await isAboveFold(link, page)).toBe(true);
    }
    expect(await isAboveFold(page.getByText('new failures').first(), page)).toBe(true);
  });

  test('has numbers that lead to the brokers that they count', async () => {
    const { page } = await open(REPORT);
    for (const { id } of checks) {
      await page.locator(`a[href="#check=${id}&verdict=fail"]`).first().click();
      await page
        .getByRole('status')
        .filter({ hasText: `of ${summary.checks[id]?.fail} matching brokers` })
        .waitFor();
    }
  });

  test('has a map of accounts and regions, whose cells lead to their brokers', async () => {
    const { page } = await open(REPORT);
    const [broker] = REPORT.brokers;
    const name = REPORT.accounts.find(({ id }) => id === broker?.accountId)?.name ?? '';
    const here = REPORT.brokers.filter(
      ({ accountId, region }) => accountId === broker?.accountId && region === broker?.region,
    );
    const map = page.getByRole('region', { name: 'Accounts and regions' });
    await map.locator(`a[href*="account=${broker?.accountId}"][href*="region=${broker?.region}"]`).first().click();
    await page
      .getByRole('status')
      .filter({ hasText: `of ${here.length} matching brokers` })
      .waitFor();
    expect((await brokersIn(page)).toSorted()).toEqual(here.map((one) => one.name ?? '').toSorted());
    expect(await textOf(map)).toContain(name);
  });

  test('lists what was not seen with the reasons, exemptions, problems, changes, the trend and itself', async () => {
    const { page } = await open(REPORT);
    const part = (name: string) => textOf(page.getByRole('region', { name, exact: true }));
    for (const { reason } of REPORT.places) if (reason !== undefined) expect(await part('Not seen')).toContain(reason);
    expect(await part('Problems')).toContain(REPORT.problems[0]?.message);
    expect(await part('New and gone brokers')).toContain('legacy-0');
    expect(await part('Exemptions')).toContain('OPS-');
    expect(await part('About this report')).toContain('0.1.0');
    const trend = page.getByRole('region', { name: 'Trend', exact: true });
    expect(await trend.getByRole('img').count()).toBe(1);
    await trend.getByText('Numbers as a table').click();
    expect(await trend.getByRole('row').count()).toBe(1 + (REPORT.history?.length ?? 0));
  });

  test('is read without JavaScript: numbers, the first brokers, the map', async () => {
    const { page } = await open(REPORT, { javaScriptEnabled: false });
    expect(await brokersIn(page)).toHaveLength(100);
    const text = await textOf(page.locator('body'));
    for (const words of [`${summary.brokers.failing} of 150 RabbitMQ brokers fail`, 'Without JavaScript', 'legacy-0']) {
      expect(text).toContain(words);
    }
  });

  test('is in Japanese too, with the guide in Japanese', async () => {
    const { page, complaints } = await open(REPORT, { language: 'ja', hash: 'verdict=fail' });
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    await tableOf(page).getByRole('rowheader').first().getByRole('button').click();
    const guides = page.locator('a.guide');
    expect(await guides.count()).toBeGreaterThan(0);
    for (const guide of await guides.all())
      expect(await guide.getAttribute('href')).toContain('/docs/remediation.ja.md');
    expect(await textOf(page.getByRole('heading', { level: 1 }))).toMatch(/[ぁ-んァ-ン一-龠]/);
    expect(complaints).toEqual([]);
  });

  test.each([
    [
      'without brokers',
      reportWithoutBrokers(),
      'There are no RabbitMQ brokers in the 36 accounts × regions of this report.',
    ],
    ['of nothing that was seen', reportOfNothingSeen(), 'Nothing was seen, so this report proves nothing.'],
  ])('of an organization %s does not look perfect', async (_, report, sentence) => {
    const { page, complaints } = await open(report);
    expect(await isAboveFold(page.getByText(sentence), page)).toBe(true);
    expect(await textOf(page.locator('body'))).not.toMatch(/100\s?%|All 0|conform\b/);
    expect(complaints).toEqual([]);
  });

  test.each([
    ['a table', ''],
    [
      'an open row',
      `verdict=fail&open=${encodeURIComponent(REPORT.brokers.find(({ results }) => results[1]?.verdict === 'fail')?.key ?? '')}`,
    ],
  ])('has the width of a phone, with %s', async (_, hash) => {
    const { page, complaints } = await open(REPORT, { ...PHONE, hash });
    expect(await overflow(page)).toBe(0);
    expect(await brokersIn(page)).not.toEqual([]);
    expect(complaints).toEqual([]);
  });

  test.each(['en', 'ja'] as const)('never scrolls sideways, however wide the window is: %s', async (language) => {
    const { page } = await open(REPORT, { language });
    for (const width of [320, 390, 600, 800, 1000, 1150, 1160, 1200, 1280, 1920]) {
      await page.setViewportSize({ width, height: 800 });
      expect([width, await overflow(page)]).toEqual([width, 0]);
    }
  });

  test('is dark for who likes it dark', async () => {
    const light = await backgroundOf((await open(REPORT, { colorScheme: 'light' })).page);
    const dark = await backgroundOf((await open(REPORT, { colorScheme: 'dark' })).page);
    expect(luminance(light)).toBeGreaterThan(0.8);
    expect(luminance(dark)).toBeLessThan(0.2);
  });
});

function backgroundOf(page: Page): Promise<string> {
  return page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
}

/** From 0 to 1, roughly. */
function luminance(color: string): number {
  const channels = (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
  return channels.reduce((sum, channel) => sum + channel, 0) / (3 * 255);
}

describeInBrowser('the page on paper', () => {
  const open = useBrowser();

  test('has all brokers that match, the findings of each that does not pass, and no controls', async () => {
    const { page, complaints } = await open(REPORT);
    await page.emulateMedia({ media: 'print' });
    const opened = summary.brokers.total - summary.brokers.conforming;
    await page
      .locator('tr.details')
      .nth(opened - 1)
      .waitFor();
    expect(await page.locator('tr.details').count()).toBe(opened);
    expect(await brokersIn(page)).toHaveLength(150);
    expect(await page.getByRole('search').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Next' }).count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('button', { name: 'Next' }).waitFor();
    expect(await brokersIn(page)).toHaveLength(100);
    expect(complaints).toEqual([]);
  });

  test('has the columns of all regions on a sheet', async () => {
    const regions = Array.from({ length: 17 }, (_, number) => `ap-southeast-${number + 1}`);
    const places = REPORT.accounts.flatMap(({ id: accountId }) =>
      regions.map((region) => ({ accountId, region, visibility: 'seen' as const })),
    );
    // A4 without its margins, in CSS pixels.
    const { page } = await open({ ...REPORT, places }, { viewport: { width: 718, height: 1000 } });
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.matrix').first().getByRole('columnheader').count()).toBeGreaterThan(17);
    expect(await overflow(page)).toBe(0);
  });

  test('is longer with more brokers, and has only those that the filters let through', async () => {
    const pagesOf = async (hash: string) => {
      const { page } = await open(REPORT, { hash });
      const pdf = await page.pdf({ format: 'A4' });
      return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    };
    const [all, some] = [await pagesOf(''), await pagesOf('region=us-east-1&verdict=fail')];
    expect(all).toBeGreaterThan(some + 10);
  });
});

describeInBrowser('the page with a keyboard', () => {
  const open = useBrowser();
  const focused = (page: Page) =>
    page.evaluate<string>(
      'document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? ""',
    );
  const pressUntil = async (page: Page, key: string, isThere: () => Promise<boolean>) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press(key);
      if (await isThere()) return;
    }
    throw new Error(`${key} does not lead there; it led to ${await focused(page)}`);
  };

  test('skips to the brokers, filters, sorts and opens a row', async () => {
    const { page } = await open(REPORT);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the brokers');
    await page.keyboard.press('Enter');
    const is = (selector: string) => () =>
      page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`);
    await pressUntil(page, 'Tab', is('input[type=search]'));
    await page.keyboard.type('orders-1');
    await page.getByRole('status').filter({ hasText: 'matching brokers' }).waitFor();
    await pressUntil(page, 'Tab', is('th[role=columnheader] button'));
    await page.keyboard.press('Enter');
    expect(await tableOf(page).getByRole('columnheader').first().getAttribute('aria-sort')).toBe('ascending');
    await pressUntil(page, 'Tab', is('th[role=rowheader] button'));
    const outline = await page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).not.toBe('none');
    await page.keyboard.press('Space');
    expect(await page.locator('tr.details').count()).toBe(1);
    // The focus stays where it was, and the findings come next.
    expect(await is('th[role=rowheader] button')()).toBe(true);
    await page.keyboard.press('Tab');
    expect(await is('tr.details *')()).toBe(true);
  });
});
