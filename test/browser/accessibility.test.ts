import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { reportOfNothingSeen, reportOfSize, reportWithoutBrokers } from '../support/organization-report.ts';
import { hostileReport } from './hostile-report.ts';
import { describeInBrowser, reportOfAllChecks, useBrowser } from './support.ts';

const REPORT = reportOfSize({ brokers: 24, accounts: 8, regions: 2 });
const FIRST = REPORT.brokers.find(({ results }) => results.some(({ verdict }) => verdict === 'fail'))?.key ?? '';
const OPEN = { hash: `open=${encodeURIComponent(FIRST)}` };
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** What axe-core finds against WCAG 2.2 AA, and what its authors think good besides. */
async function findViolations(page: Page): Promise<readonly string[]> {
  // A row that the head of the table covers by half is no target by half.
  await page.evaluate('scrollTo(0, 0)');
  // Evaluated by the browser itself, to which the policy of the page does not apply.
  await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(document, { resultTypes: ['violations'], runOnly: { type: 'tag', values: ${JSON.stringify(tags)} } })`,
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => html.slice(0, 300)).join('\n')}`,
  );
}

describeInBrowser('axe-core finds nothing to complain about', () => {
  const open = useBrowser();

  test.each([
    ['in light', REPORT, { colorScheme: 'light' }],
    ['in dark', REPORT, { colorScheme: 'dark' }],
    ['in an open row, in light', REPORT, { ...OPEN, colorScheme: 'light' }],
    ['in an open row, in dark', REPORT, { ...OPEN, colorScheme: 'dark' }],
    ['on a phone', REPORT, { ...PHONE, ...OPEN }],
    ['on a phone, in dark', REPORT, { ...PHONE, ...OPEN, colorScheme: 'dark' }],
    ['in Japanese', REPORT, { ...OPEN, language: 'ja' }],
    ['in forced colors', REPORT, { ...OPEN, forcedColors: 'active' }],
    ['with all checks', reportOfAllChecks(), {}],
    ['with all checks, on a phone', reportOfAllChecks(), PHONE],
    ['without brokers', reportWithoutBrokers(), {}],
    ['where nothing was seen', reportOfNothingSeen(), {}],
    ['with hostile names', hostileReport(), {}],
    ['with 400 accounts', reportOfSize({ brokers: 120, accounts: 400, regions: 5 }), {}],
  ] as const)('%s', async (_, report, options) => {
    const { page } = await open(report, options);
    expect(await findViolations(page)).toEqual([]);
  });
});
