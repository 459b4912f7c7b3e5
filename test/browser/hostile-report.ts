import type { OrganizationReport, ReportedBroker } from '../../cli/organization-report/report.ts';
import { reportOfSize } from '../support/organization-report.ts';

/** What somebody may write into names to harm who reads the report. */
export const HOSTILE_TEXTS: readonly (readonly [what: string, text: string])[] = [
  ['a script', '<script>window.harmed=1</script>'],
  ['the end of the data', '</script><script>window.harmed=1</script>'],
  ['a comment', '<!--<script>window.harmed=1'],
  ['an image', '<img src=https://example.com/x onerror="window.harmed=1">'],
  ['the end of an attribute', '"\'><svg onload=window.harmed=1>'],
  ['the end of a style', '</style><style>*{display:none}</style>'],
  ['an entity', '&lt;b&gt;&#x3c;b'],
  ['a right-to-left override', 'prod-\u202egpj.exe\u202c'],
  ['an invisible character', 'pay\u200bments\u2066'],
  ['the end of a line of JavaScript', 'a\u2028b\u2029c'],
  ['control characters', 'a\u0000b\u001b[31mc\r\nd'],
  ['a lone surrogate', 'a\ud800b'],
  ['a URL that is a script', 'javascript:window.harmed=1'],
  ['a template', '{{window.harmed=1}}#{harmed=1}'],
  ['the syntax of a URL', 'a&open=b=c#d%ZZ+%20'],
  ['a command of the shell', "'; rm -rf ~ #$(reboot)`reboot`"],
  ['the prototype of all objects', '__proto__'],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['10,000 characters beyond the basic plane', '🐇'.repeat(5_000)],
];

/** A report in which all that comes from outside is hostile: a broker, an account and a place for each text. */
export function hostileReport(): OrganizationReport {
  const report = reportOfSize({ brokers: HOSTILE_TEXTS.length, accounts: HOSTILE_TEXTS.length, regions: 1 });
  const textAt = (index: number) => HOSTILE_TEXTS[index % HOSTILE_TEXTS.length]?.[1] ?? '';
  const brokers = report.brokers.map((broker, index) => makeHostile(broker, textAt(index)));
  return {
    ...report,
    source: {
      kind: 'aggregator',
      organizationId: textAt(0),
      aggregator: {
        name: textAt(3),
        accountId: textAt(1),
        region: textAt(2),
        regions: HOSTILE_TEXTS.map(([, text]) => text),
      },
      roleName: textAt(4),
    },
    tool: { ...report.tool, version: textAt(1) },
    accounts: report.accounts.map(({ id }, index) => ({ id, name: textAt(index), unit: `Root/${textAt(index)}` })),
    places: report.places.map((place, index) => ({ ...place, visibility: 'not-seen', reason: textAt(index) })),
    brokers,
    problems: HOSTILE_TEXTS.map(([, text]) => ({ source: text, message: text })),
    ...(report.changes
      ? {
          changes: {
            ...report.changes,
            newFailures: brokers.map(({ key, results }) => ({ broker: key, check: results[0]?.check ?? '' })),
            newBrokers: brokers.map(({ key }) => key),
            goneBrokers: HOSTILE_TEXTS.map(([, text]) => ({ key: text, name: text, accountId: text, region: text })),
          },
        }
      : {}),
  };
}

function makeHostile(broker: ReportedBroker, text: string): ReportedBroker {
  return {
    ...broker,
    ...{ key: text, arn: text, id: text, name: text, region: text, engineVersion: text, hostInstanceType: text },
    ...{ deploymentMode: text, createdAt: text },
    tags: Object.fromEntries([
      ['link', text],
      [text, 'javascript:window.harmed=1'],
    ]),
    results: broker.results.map((result) => ({
      ...result,
      verdict: 'exempt',
      detail: text,
      ...{ evaluatedAt: text, since: text },
      exemption: { reason: text, until: text, daysLeft: 3, ticket: text },
    })),
  };
}
