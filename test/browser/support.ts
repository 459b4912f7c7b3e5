import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { CHECKS } from '../../checks/registry.ts';
import type { OrganizationReport } from '../../cli/organization-report/report.ts';
import { renderPage } from '../../cli/report-page/render.ts';
import type { LanguageName } from '../../cli/report-page/words/words.ts';
import { brokerOf, reportOf } from '../cli/organization-report/support.ts';
import type { OpenedPage } from '../support/browser.ts';
import { findChromium, openPage, startChromium } from '../support/browser.ts';
import { describeWith } from '../support/missing.ts';

const chromium = findChromium();

/** `describe` for tests in a browser. */
export const describeInBrowser = describeWith(chromium);

interface OpenOptions extends BrowserContextOptions {
  readonly language?: LanguageName;
  /** What comes after `#` in the URL. */
  readonly hash?: string;
}

/** Opens the page of a report. */
export type Open = (report: OrganizationReport, options?: OpenOptions) => Promise<OpenedPage>;

/**
 * Has one browser for the tests of a file.
 * @returns what opens a page in a context of its own, which is closed after its test
 */
export function useBrowser(): Open {
  const folder = mkdtempSync(join(tmpdir(), 'report-page-'));
  let browser: Browser;
  let written = 0;
  const files = new Map<string, string>();
  beforeAll(async () => {
    browser = await startChromium(chromium ?? '');
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });
  return async (report, { language = 'en', hash = '', ...options } = {}) => {
    const text = await renderPage(report, { language });
    const path = files.get(text) ?? join(folder, `${written}.html`);
    if (!files.has(text)) {
      written += 1;
      files.set(text, path);
      writeFileSync(path, text);
    }
    return openPage(browser, `${pathToFileURL(path)}${hash === '' ? '' : `#${hash}`}`, options);
  };
}

/** A report in which a broker has a result of every check, whatever that is. */
export function reportOfAllChecks(): OrganizationReport {
  const verdicts = ['fail', 'unknown', 'exempt', 'pass', 'skip'] as const;
  const results = CHECKS.map(({ id }, place) => {
    const verdict = verdicts[place % verdicts.length] ?? 'pass';
    return { check: id, verdict, detail: `It is ${verdict}.` };
  });
  return reportOf([brokerOf('orders', [], { results }), brokerOf('payments', [], { results })], {}, CHECKS);
}

/** The table of brokers, whatever its language. */
export function tableOf(page: Page): Locator {
  return page.getByRole('table', { name: /^RabbitMQ / });
}

/** The names of the brokers that the table shows, from the top. */
export function brokersIn(page: Page): Promise<readonly string[]> {
  return tableOf(page).getByRole('rowheader').allInnerTexts();
}

/** The text of a part of the page as it is seen, without what is hidden. */
export async function textOf(part: Locator): Promise<string> {
  return (await part.allInnerTexts()).join('\n');
}
