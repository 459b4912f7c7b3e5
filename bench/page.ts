import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import type { OrganizationReport, ReportedBroker } from '../cli/organization-report/report.ts';
import { standingOf } from '../cli/organization-report/summary.ts';
import { renderPage } from '../cli/report-page/render.ts';
import { startChromium } from '../test/support/browser.ts';
import { reportOfSize } from '../test/support/organization-report.ts';
import { interleave, median } from './interleave.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROUNDS = 5;
const SIZE = { brokers: 10_000, accounts: 1_000, regions: 5 };

/**
 * Measures the page of a report of 10,000 brokers in a browser, compared with a table of the same rows that has nothing
 * but a filter of ten lines.
 * @param executablePath of a Chromium, if there is one
 * @throws Error if a page does not filter
 */
export async function measurePage(executablePath: string | undefined): Promise<readonly Row[]> {
  if (executablePath === undefined) return [];
  const report = reportOfSize(SIZE);
  return inTemporaryFolder(async (folder) => {
    const browser = await startChromium(executablePath);
    try {
      const write = (name: string, text: string) => {
        const path = join(folder, name);
        writeFileSync(path, text);
        return pathToFileURL(path).href;
      };
      const files = {
        page: write('page.html', await renderPage(report, { language: 'en' })),
        table: write('table.html', renderBareTable(report)),
      };
      const runs = await interleave(ROUNDS, {
        page: () => measure(browser, files.page),
        table: () => measure(browser, files.table),
      });
      const row = (what: string, timeOf: (times: Times) => number): Row => ({
        what: `Report page, ${SIZE.brokers} brokers, ${what}`,
        measured: median(runs.page.map(timeOf)),
        against: median(runs.table.map(timeOf)),
        reference: 'bare table of the same rows',
        unit: 'ms',
        aim: 1,
      });
      return [
        row('first paint', ({ paintMs }) => paintMs),
        row('until it can be used', ({ usableMs }) => usableMs),
        row('filter', ({ filterMs }) => filterMs),
      ];
    } finally {
      await browser.close();
    }
  });
}

interface Times {
  readonly paintMs: number;
  readonly usableMs: number;
  readonly filterMs: number;
}

/** All times are those of the browser. They end when the frame with the change has been painted. */
async function measure(browser: Browser, url: string): Promise<Times> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  try {
    await page.goto(url);
    const usableMs = await page.evaluate<number>(`(async () => {
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      return performance.now();
    })()`);
    const paintMs = await page.evaluate<number>(
      `performance.getEntriesByName('first-contentful-paint').at(0).startTime`,
    );
    const filterMs = await page.evaluate<number>(FILTER);
    return { paintMs, usableMs, filterMs };
  } finally {
    await context.close();
  }
}

const FILTER = `(async () => {
  const select = document.getElementById('filter-verdict');
  const started = performance.now();
  const changed = new Promise((resolve) => {
    new MutationObserver(resolve).observe(document, { attributes: true, childList: true, characterData: true, subtree: true });
  });
  select.value = 'unknown';
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await changed;
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - started;
})()`;

/** The same rows in the plainest table that can be filtered. */
function renderBareTable({ brokers, accounts, checks }: OrganizationReport): string {
  const names = new Map(accounts.map(({ id, name, unit }) => [id, { name, unit }]));
  const cells = (broker: ReportedBroker) => {
    const { name, unit } = names.get(broker.accountId ?? '') ?? {};
    const verdicts = broker.results.map(({ verdict }) => verdict);
    const { region, engineVersion, hostInstanceType } = broker;
    return [broker.name, name, unit, region, engineVersion, hostInstanceType, standingOf(broker), ...verdicts];
  };
  const rows = brokers.map(
    (broker) =>
      `<tr>${cells(broker)
        .map((cell) => `<td>${cell}`)
        .join('')}\n`,
  );
  const headings = ['name', 'account', 'unit', 'region', 'version', 'size', 'verdict', ...checks.map(({ id }) => id)];
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Brokers</title>
<label>Verdict <select id="filter-verdict"><option value="">all<option>fail<option>unknown<option>exempt<option>pass</select></label>
<table><thead><tr>${headings.map((heading) => `<th>${heading}`).join('')}</thead><tbody>
${rows.join('')}</tbody></table>
<script>
const select = document.querySelector('select');
select.addEventListener('change', () => {
  for (const row of document.querySelectorAll('tbody tr'))
    row.hidden = select.value !== '' && row.cells[6].textContent.trim() !== select.value;
});
</script></html>`;
}
