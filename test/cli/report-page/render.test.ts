import { createHash } from 'node:crypto';
import { compareReports } from '../../../cli/organization-report/compare.ts';
import type { OrganizationReport } from '../../../cli/organization-report/report.ts';
import { renderPage } from '../../../cli/report-page/render.ts';
import { reportOfSize } from '../../support/organization-report.ts';
import { placeOf, reportOf } from '../organization-report/support.ts';

const DATA = /<script type="application\/json" id="report-data">(.*?)<\/script>/s;

describe('the file of the page', () => {
  test('is small beside its data', async () => {
    const page = await renderPage(reportOfSize({ brokers: 0, accounts: 1, regions: 1 }), { language: 'ja' });
    expect(Buffer.byteLength(page)).toBeLessThan(110_000);
  });

  test('has a policy first in its head, that allows its own script and style only', async () => {
    const page = await renderPage(reportOfSize({ brokers: 1 }), { language: 'en' });
    const [, policy = ''] = /<head>\s*<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page) ?? [];
    const hashOf = (pattern: RegExp) =>
      `'sha256-${createHash('sha256')
        .update(pattern.exec(page)?.[1] ?? '')
        .digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(/<script>(.*?)<\/script>/s)}`,
      `style-src ${hashOf(/<style>(.*?)<\/style>/s)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    // A policy of hashes forbids it.
    expect(page).not.toMatch(/ style="/);
  });

  test('has data that is never markup, whatever the names are', async () => {
    const report = reportOfSize({ brokers: 1 });
    const name = '</script><script>alert(1)</script><!--\u2028\u202e"><img src=x onerror=alert(1)>';
    const [broker] = report.brokers;
    const page = await renderPage({ ...report, brokers: broker ? [{ ...broker, name }] : [] }, { language: 'en' });
    const [, data = ''] = DATA.exec(page) ?? [];
    expect(JSON.parse(data).report.brokers[0].name).toBe(name);
    expect(data).not.toMatch(/[<\u2028\u2029]/);
    expect(page.replace(DATA, '')).not.toMatch(/<img|<script>alert|\u202e/);
    expect(page.match(/<\/script>/g)).toHaveLength(2);
  });

  test.each([
    ['en', 'Brokers', 'docs/remediation.md#rabbitmq-no-public-access'],
    ['ja', 'ブローカー', 'docs/remediation.ja.md#rabbitmq-no-public-access'],
  ] as const)('is in %s, with the guide in the same language', async (language, heading, guide) => {
    const page = await renderPage(reportOfSize({ brokers: 1 }), { language });
    expect(page).toContain(`<html lang="${language}">`);
    expect(page).toMatch(new RegExp(`<h2 id="brokers"[^>]*>${heading}</h2>`));
    expect(page).toContain(guide);
  });

  describe.each([
    ['en', 'Read on ', 'Read between ', '1 account and region not compared: older readings'],
    ['ja', '読み取り日時: ', ' 〜 ', '前回より読み取りが古く未比較 1 か所 (アカウント × リージョン)'],
  ] as const)('in %s', (language, one, several, notCompared) => {
    const old = '2023-01-01T00:00:00.000Z';
    // The script has all words.
    const markupOf = async (report: OrganizationReport) =>
      (await renderPage(report, { language })).replaceAll(/<script.*?<\/script>/gs, '');

    test('says when it was read if that was more than a day before, and what was not compared for that', async () => {
      const current = reportOf([], { places: [placeOf({ readAt: old })] });
      const markup = await markupOf({ ...current, changes: compareReports(reportOf([]), current) });
      expect(markup).toContain(one);
      expect(markup).toContain(notCompared);
    });

    test('says the oldest and the newest time if they differ', async () => {
      const places = [placeOf({ readAt: old }), placeOf({ region: 'us-east-1' })];
      expect(await markupOf(reportOf([], { places }))).toContain(several);
    });

    test('does not say it otherwise', async () => {
      const markup = await markupOf(reportOf([]));
      for (const text of [one, several, notCompared]) expect(markup).not.toContain(text);
    });
  });
});
