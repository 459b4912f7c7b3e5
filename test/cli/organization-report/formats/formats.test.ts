import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { marked } from 'marked';
import { guideUrl } from '../../../../checks/guide.ts';
import { CHECKS } from '../../../../checks/registry.ts';
import { compareReports } from '../../../../cli/organization-report/compare.ts';
import { renderCsv } from '../../../../cli/organization-report/formats/csv.ts';
import { renderMarkdown } from '../../../../cli/organization-report/formats/markdown.ts';
import { renderOcsf } from '../../../../cli/organization-report/formats/ocsf.ts';
import type { OrganizationReport } from '../../../../cli/organization-report/report.ts';
import { reportOfNothingSeen, reportOfSize, reportWithoutBrokers } from '../../../support/organization-report.ts';
import { HOSTILE } from '../../support.ts';
import { brokerOf, EARLIER, placeOf, reportOf } from '../support.ts';

const SCHEMA = join(import.meta.dirname, '../../../fixtures/ocsf-compliance-finding-1.5.0.json');
const isFinding = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));

// biome-ignore lint/suspicious/noExplicitAny: what the schema describes.
type Finding = Record<string, any>;

function findingsOf(report: OrganizationReport): readonly Finding[] {
  const findings: readonly Finding[] = JSON.parse(renderOcsf(report));
  for (const finding of findings) {
    expect({ valid: isFinding(finding), errors: isFinding.errors }).toEqual({ valid: true, errors: null });
  }
  return findings;
}

/** A report in which each name and text is hostile. */
function hostile(text: string): OrganizationReport {
  const [first, ...others] = brokerOf('a', ['fail', 'exempt', 'unknown']).results;
  const exemption = { reason: text, until: '2027-01-31', daysLeft: 62, ticket: text };
  const results = [first, ...others].flatMap((result) =>
    result ? [{ ...result, detail: text, ...(result.verdict === 'exempt' ? { exemption } : {}) }] : [],
  );
  const broker = brokerOf('a', [], { name: text, engineVersion: text, tags: { [text]: text }, key: text, results });
  const current = reportOf([broker], {
    source: { kind: 'files', paths: [text] },
    accounts: [{ id: '111122223333', name: text, unit: text }],
    places: [placeOf({ visibility: 'partly', reason: text })],
    problems: [{ source: text, message: text }],
  });
  const before = reportOf([{ ...brokerOf('b'), name: text }], { createdAt: EARLIER });
  const checks = current.checks.map((check) => ({
    ...check,
    ...{ title: text, rationale: text, remediation: text, controls: [{ framework: text, ids: [text], source: text }] },
    parameters: { [text]: text },
  }));
  return { ...current, checks, changes: compareReports(before, current) };
}

const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const MARKUP = '<script>alert(1)</script> [x](https://example.com) @team #1 | `a` **b** ![i](j)';

describe('Markdown', () => {
  it('has the numbers, what changed, what fails and how to fix it, what is exempt, and what was not seen', () => {
    const text = renderMarkdown(reportOfSize());
    expect(text.match(/^##.*$/gm)).toEqual([
      '## RabbitMQ brokers',
      '### Since 2026-01-30',
      '### Failing',
      '### How to fix it',
      '### Unknown',
      '### Exempt',
      '### Not seen',
      '### Problems',
    ]);
    expect(text).toMatch(
      /^60 RabbitMQ brokers: \d+ conform, \d+ fail, .*\. Of 36 accounts × regions, 3 could not be seen/m,
    );
    expect(text).toContain(
      'From the aggregator rabbitmq-conformance in 111100000001/eu-west-1 of the organization o-a1b2c3d4e5',
    );
    expect(text).toMatch(/^- 3 new failures: .*\.$/m);
    expect(text).toMatch(
      /^- .*Exempt until \d{4}-\d\d-\d\d \(\d+ days? left\): Moves with the new data center \(OPS-\d+\)$/m,
    );
  });

  it('has new failures first, then the gravest', () => {
    const current = reportOf([brokerOf('a', ['pass', 'fail']), brokerOf('b', ['fail', 'fail'])]);
    const before = reportOf([brokerOf('a', ['pass', 'fail']), brokerOf('b', ['pass', 'fail'])], { createdAt: EARLIER });
    const rows = renderMarkdown({ ...current, changes: compareReports(before, current) }).match(
      /^\| (high|medium) .*$/gm,
    );
    expect(
      rows?.map((row) =>
        row
          .split('|')
          .slice(1, 4)
          .map((cell) => cell.trim().split(' (')[0]),
      ),
    ).toEqual([
      ['medium', '`rabbitmq-cluster-deployment` **new**', 'b'],
      ['high', '`rabbitmq-no-public-access`', 'a'],
      ['high', '`rabbitmq-no-public-access`', 'b'],
    ]);
  });

  it('says once how to fix what an aggregator found, and names the accounts that were not seen', () => {
    const [check] = CHECKS;
    const result = { check: check.id, verdict: 'fail' as const, detail: '' };
    const detail = `It has one node. ${check.remediation} ${guideUrl(check)}`;
    const broker = brokerOf('a', [], { results: [{ ...result, detail }] });
    const places = ['eu-west-1', 'us-east-1'].map((region) =>
      placeOf({ region, visibility: 'not-seen', reason: 'It is off.' }),
    );
    const accounts = [{ id: '111122223333', name: 'Shop' }];
    const text = renderMarkdown(reportOf([broker], { accounts, places }, [check]));
    expect(text).toMatch(/\| It has one node\. \|$/m);
    expect(text.split(check.remediation)).toHaveLength(2);
    expect(text).toContain('- Shop (111122223333/eu-west-1+us-east-1): It is off.');
  });

  it('says if not all checks count', () => {
    const report = reportOfSize();
    expect(renderMarkdown(report)).not.toContain('checks count');
    const text = renderMarkdown({ ...report, checks: report.checks.slice(0, 1) });
    expect(text).toMatch(/^Only 1 of 3 checks counts here\. 60 RabbitMQ brokers: /m);
  });

  it.each([
    [
      'there are no brokers',
      reportWithoutBrokers(),
      'No RabbitMQ broker was found. All 36 accounts × regions were seen.',
    ],
    [
      'nothing was seen',
      reportOfNothingSeen(),
      'No RabbitMQ broker was found. Of 36 accounts × regions, 36 could not be seen.',
    ],
    [
      'nothing changed',
      { ...reportOf([]), changes: compareReports(reportOf([], { createdAt: EARLIER }), reportOf([])) },
      '- Nothing changed.',
    ],
  ])('says so if %s', (_, report, text) => {
    expect(renderMarkdown(report)).toContain(text);
  });

  it.each<[string, readonly (string | undefined)[], string]>([
    ['of the time of the report', [undefined], 'at 2026-11-30T12:00:00.000Z.\n'],
    ['of the day before', ['2026-11-29T12:00:00.000Z'], 'at 2026-11-30T12:00:00.000Z.\n'],
    ['that is older', ['2026-11-29T11:00:00.000Z'], ':00.000Z. Read at 2026-11-29T11:00:00.000Z.\n'],
    [
      'that is older, beside newer ones',
      ['2026-11-30T11:00:00.000Z', '2023-01-01T00:00:00.000Z', undefined],
      ':00.000Z. Read between 2023-01-01T00:00:00.000Z and 2026-11-30T12:00:00.000Z.\n',
    ],
  ])('tells of a reading %s, if it is more than a day older', (_, times, text) => {
    const places = times.map((readAt, index) => placeOf({ region: `eu-west-${index + 1}`, readAt }));
    expect(renderMarkdown(reportOf([], { places }))).toContain(text);
  });

  it('says what was not compared', () => {
    const current = reportOf([], { places: [placeOf({ readAt: EARLIER })] });
    expect(renderMarkdown({ ...current, changes: compareReports(reportOf([]), current) })).toContain(
      '- 1 account and region not compared, as the previous report has newer readings: 111122223333/eu-west-1.',
    );
  });

  it('is short enough for a comment, and says that there is more', () => {
    const text = renderMarkdown(reportOfSize({ brokers: 5000, accounts: 1000, regions: 5 }));
    // https://github.com/orgs/community/discussions/27190
    expect(text.length).toBeLessThan(65_536);
    expect(text).toMatch(/^… and \d+ more failures: too many for this report\.$/m);
  });

  it('renders no markup of a name', async () => {
    const html = await marked(renderMarkdown(hostile(MARKUP)));
    expect(html).not.toMatch(/<script|<img|<strong>b|href="https:\/\/example/);
  });

  it('has nothing that a terminal would obey', () => {
    expect(renderMarkdown(hostile(HOSTILE)).replaceAll('\n', '')).not.toMatch(CONTROL);
  });
});

describe('CSV', () => {
  it('has a row for each broker and check, with what is known of the broker and its account', () => {
    const report = reportOfSize({ brokers: 3 });
    const [names = '', first = '', ...others] = renderCsv(report).trimEnd().split('\r\n');
    expect(others).toHaveLength(8);
    expect(names).toBe(
      'verdict,severity,check,account,accountName,unit,region,name,id,arn,engineVersion,hostInstanceType,deploymentMode,' +
        'createdAt,tags,since,evaluatedAt,change,detail,fix,remediation,reason,until,daysLeft,ticket,guide,key',
    );
    expect(first).toMatch(
      /^\w+,medium,rabbitmq-cluster-deployment,1111\d{8},payments-prod,Root\/Workloads\/Production,/,
    );
  });

  it('says which failures are new or fixed', () => {
    const current = reportOf([brokerOf('a', ['fail', 'pass'])]);
    const before = reportOf([brokerOf('a', ['pass', 'fail'])], { createdAt: EARLIER });
    const rows = renderCsv({ ...current, changes: compareReports(before, current) })
      .trimEnd()
      .split('\r\n');
    expect(rows.slice(1).map((row) => /,(new|fixed|),It is/.exec(row)?.[1])).toEqual(['new', 'fixed', '']);
  });

  it.each([['=1+1'], ['+1'], ['-1'], ['@SUM(A1)'], ['\t=1']])('has no cell that is a formula: %j', (text) => {
    const cells = renderCsv(hostile(text)).split(/[,\r\n]+/);
    expect(cells.filter((cell) => /^"?\s*[=+@-]/.test(cell))).toEqual([]);
  });

  it('has nothing that a terminal would obey', () => {
    expect(renderCsv(hostile(HOSTILE)).replaceAll('\r\n', '')).not.toMatch(CONTROL);
  });
});

describe('OCSF', () => {
  it('has a finding for each broker and check, with the account, the organization and the version', () => {
    const report = reportOfSize();
    const findings = findingsOf(report).filter(({ metadata }) => metadata.event_code !== 'unusable-input');
    expect(findings).toHaveLength(180);
    const [broker] = report.brokers;
    expect(findings[0]).toMatchObject({
      time: Date.parse(report.createdAt),
      cloud: {
        account: { uid: broker?.accountId, name: report.accounts[0]?.name },
        org: { uid: 'o-a1b2c3d4e5', ou_name: report.accounts[0]?.unit },
        region: broker?.region,
      },
      resources: [{ uid: broker?.arn, version: broker?.engineVersion }],
    });
    const failing = findings.find(({ compliance }) => compliance.status_code === 'fail');
    expect(failing?.finding_info.first_seen_time).toEqual(expect.any(Number));
    expect(findings.filter(({ status }) => status === 'Suppressed')).not.toHaveLength(0);
  });

  it('has a finding for each account and region that was not seen as a whole, and for each problem', () => {
    const report = reportOfSize();
    const unseen = findingsOf(report).filter(({ metadata }) => metadata.event_code === 'unusable-input');
    const { places } = report.summary;
    expect(unseen).toHaveLength(places.notSeen + places.partly + report.problems.length);
    expect(new Set(unseen.map(({ finding_info }) => finding_info.uid)).size).toBe(unseen.length);
  });

  it('is valid whatever names there are, and has nothing that a terminal would obey', () => {
    expect(findingsOf(hostile(HOSTILE))).toHaveLength(5);
    expect(renderOcsf(hostile(HOSTILE)).replaceAll('\n', '')).not.toMatch(CONTROL);
  });
});

test('the numbers of a check in Markdown are those of all brokers, also of those to which it does not apply', () => {
  const [first, ...others] = brokerOf('a').results;
  const skipping = brokerOf('b', [], {
    results: [...(first ? [{ ...first, verdict: 'skip' as const }] : []), ...others],
  });
  const rows = (report: OrganizationReport) =>
    renderMarkdown(report)
      .split('\n')
      .filter((line) => line.startsWith('| ['));
  expect(renderMarkdown(reportOf([brokerOf('a')]))).not.toContain('not applicable');
  const report = reportOf([brokerOf('a'), skipping]);
  expect(renderMarkdown(report)).toContain('| exempt | not applicable |');
  expect(rows(report)).toHaveLength(report.checks.length);
  for (const row of rows(report)) {
    const numbers = row.split('|').slice(3, -1).map(Number);
    expect([row, numbers.reduce((sum, number) => sum + number, 0)]).toEqual([row, 2]);
  }
});
