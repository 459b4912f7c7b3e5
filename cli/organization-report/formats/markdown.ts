import { SEVERITIES } from '../../../checks/check.ts';
import { escaped, MAX_FINDINGS, MAX_LIST, section } from '../../report/formats/markdown.ts';
import { exemptionOf, FIX } from '../../report/formats/wording.ts';
import { count } from '../../text/count.ts';
import { describeParameters } from '../describe-parameters.ts';
import type { Finding } from '../findings.ts';
import { dayOf, findingsOf, foundOf, nameOf, whereOf } from '../findings.ts';
import { oldReadingsOf } from '../readings.ts';
import type { FormerBroker, OrganizationReport, ReportChanges, ReportedAccount, ReportedPlace } from '../report.ts';
import { describeBrokers, describeChecks, describePlaces, describeRegions } from '../summary-lines.ts';

/** For a mail, the summary of a job or a wiki: numbers, changes, what fails and how to fix it, and what was not seen. */
export function renderMarkdown(report: OrganizationReport): string {
  const { summary, changes, problems, places, createdAt } = report;
  const findings = findingsOf(report);
  const having = (verdict: Finding['result']['verdict']) =>
    findings.filter(({ result }) => result.verdict === verdict).sort(byGravity);
  // So that the numbers of a check add up.
  const hasSkips = Object.values(summary.checks).some(({ skip }) => skip > 0);
  const unseen = places.filter(({ visibility }) => visibility !== 'seen');
  return [
    '## RabbitMQ brokers',
    '',
    `${describeChecks(report)} ${describeBrokers(summary)} ${describePlaces(summary)}`.trim(),
    '',
    [`${escaped(sourceOf(report))}, at ${createdAt}.`, ...describeReadings(report)].join(' '),
    ...describeRegions(report).flatMap((line) => ['', escaped(line)]),
    ...section(
      '',
      checksHead(hasSkips),
      report.checks.map((check) => checkRow(report, check, hasSkips)),
      'check',
      MAX_LIST,
    ),
    ...(changes
      ? section(
          `### Since ${dayOf(changes.since)}`,
          [],
          changeLines(changes, findings, report.accounts),
          'change',
          MAX_LIST,
        )
      : []),
    ...section('### Failing', FINDINGS_HEAD, having('fail').map(toRow), 'failure', MAX_FINDINGS),
    ...section('### How to fix it', [], remediations(having('fail')), 'fix', MAX_LIST),
    ...section('### Unknown', FINDINGS_HEAD, having('unknown').map(toRow), 'result', MAX_LIST),
    ...section('### Exempt', [], exemptions(having('exempt')), 'exemption', MAX_LIST),
    ...section('### Not seen', [], unseenLines(unseen, report.accounts), 'reason', MAX_LIST),
    ...section(
      '### Problems',
      [],
      problems.map(({ source, message }) => `- ${escaped(`${source}: ${message}`)}`),
      'problem',
      MAX_LIST,
    ),
    '',
  ].join('\n');
}

function checksHead(hasSkips: boolean): readonly string[] {
  return [
    `| check | severity | pass | fail | unknown | exempt |${hasSkips ? ' not applicable |' : ''}`,
    `| --- | --- | ---: | ---: | ---: | ---: |${hasSkips ? ' ---: |' : ''}`,
  ];
}

const FINDINGS_HEAD = ['| severity | check | broker | where | since | why |', '| --- | --- | --- | --- | --- | --- |'];

function sourceOf({ source }: OrganizationReport): string {
  if (source.kind === 'files') return `From ${source.paths.join(', ')}`;
  const { name, accountId, region } = source.aggregator;
  const organization = source.organizationId === undefined ? '' : ` of the organization ${source.organizationId}`;
  return `From the aggregator ${name} in ${accountId}/${region}${organization}`;
}

function describeReadings(report: OrganizationReport): readonly string[] {
  const { oldest, newest } = oldReadingsOf(report) ?? {};
  if (oldest === undefined) return [];
  return [oldest === newest ? `Read at ${oldest}.` : `Read between ${oldest} and ${newest}.`];
}

function checkRow(
  { summary }: OrganizationReport,
  { id, severity, guide, parameters }: OrganizationReport['checks'][number],
  hasSkips: boolean,
): string {
  const values = describeParameters(parameters);
  const { pass = 0, fail = 0, unknown = 0, exempt = 0, skip = 0 } = summary.checks[id] ?? {};
  const check = `[\`${id}\`](${guide})${values === undefined ? '' : ` (${escaped(values)})`}`;
  return `| ${check} | ${severity} | ${pass} | ${fail} | ${unknown} | ${exempt} |${hasSkips ? ` ${skip} |` : ''}`;
}

function changeLines(
  changes: ReportChanges,
  findings: readonly Finding[],
  accounts: readonly ReportedAccount[],
): readonly string[] {
  const { newFailures, fixed, newlyExempt, newlyUnknown, newBrokers, goneBrokers, outOfSight } = changes;
  const names = new Map(findings.map(({ broker }) => [broker.key, nameOf(broker)]));
  const ofKeys = (keys: readonly string[]) => [...new Set(keys)].map((key) => names.get(key) ?? key);
  const ofResults = (results: ReportChanges['fixed']) => ofKeys(results.map(({ broker }) => broker));
  const ofFormer = (brokers: readonly FormerBroker[]) => brokers.map(nameOf);
  const { notCompared = [] } = changes;
  const lines = [
    line(count(newFailures.length, 'new failure'), ofResults(newFailures)),
    line(`${count(fixed.length, 'failure')} fixed`, ofResults(fixed)),
    line(count(newlyExempt.length, 'new exemption'), ofResults(newlyExempt)),
    line(`${count(newlyUnknown.length, 'result')} newly unknown`, ofResults(newlyUnknown)),
    line(count(newBrokers.length, 'new broker'), ofKeys(newBrokers)),
    line(`${count(goneBrokers.length, 'broker')} gone`, ofFormer(goneBrokers)),
    line(`${count(outOfSight.brokers.length, 'broker')} no longer seen`, ofFormer(outOfSight.brokers)),
    line(
      `${count(outOfSight.places.length, 'account and region', 'accounts and regions')} no longer seen`,
      byAccount(outOfSight.places, accounts),
    ),
    line(
      `${count(notCompared.length, 'account and region', 'accounts and regions')} not compared, as the previous report has newer readings`,
      byAccount(notCompared, accounts),
    ),
  ].filter((text) => text !== undefined);
  return lines.length > 0 ? lines : ['- Nothing changed.'];
}

// More names than that are not read.
const MAX_NAMES = 10;

function line(what: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const more = names.length - MAX_NAMES;
  const shown = names.slice(0, MAX_NAMES).map(escaped).join(', ');
  return `- ${what}: ${shown}${more > 0 ? ` and ${more} more` : ''}.`;
}

function toRow({ broker, check, result, account, change }: Finding): string {
  const { since } = result;
  const cells = [
    check.severity,
    `\`${check.id}\`${change === 'new' ? ' **new**' : ''}`,
    escaped(nameOf(broker)),
    escaped(whereOf(broker, account)),
    since === undefined ? '' : dayOf(since),
    escaped(foundOf(result, check.remediation)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function remediations(failures: readonly Finding[]): readonly string[] {
  const lines = failures.map(
    ({ check: { id, guide, fix, remediation } }) => `- [\`${id}\`](${guide}) (${FIX[fix]}): ${escaped(remediation)}`,
  );
  return [...new Set(lines)];
}

/** First what ends first. */
function exemptions(findings: readonly Finding[]): readonly string[] {
  const daysOf = ({ result }: Finding) => result.exemption?.daysLeft ?? 0;
  return findings
    .toSorted((a, b) => daysOf(a) - daysOf(b))
    .map(({ broker, check, result, account }) => {
      const { detail, exemption } = result;
      const why = exemption ? exemptionOf({ exemption }) : detail;
      return `- ${escaped(nameOf(broker))}, ${escaped(whereOf(broker, account))}, \`${check.id}\`: ${escaped(why)}`;
    });
}

/** Each account with its regions, by its name if it has one. */
function byAccount(places: readonly ReportedPlace[], accounts: readonly ReportedAccount[]): readonly string[] {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return [...Map.groupBy(places, ({ accountId }) => accountId)].map(([id, some]) => {
    const place = `${id}/${some.map(({ region }) => region).join('+')}`;
    const name = names.get(id);
    return name === undefined ? place : `${name} (${place})`;
  });
}

/** One line a reason: a thousand accounts can have the same. */
function unseenLines(places: readonly ReportedPlace[], accounts: readonly ReportedAccount[]): readonly string[] {
  const byReason = Map.groupBy(places, ({ visibility, reason = 'The reason is not known.' }) =>
    visibility === 'partly' ? `Only in part. ${reason}` : reason,
  );
  return [...byReason].map(([reason, some]) => {
    const names = byAccount(some, accounts);
    const more = names.length - MAX_NAMES;
    const shown = names.slice(0, MAX_NAMES).join(', ');
    return `- ${escaped(shown)}${more > 0 ? ` and ${count(more, 'more account')}` : ''}: ${escaped(reason)}`;
  });
}

/** New failures first, then the gravest. */
function byGravity(a: Finding, b: Finding): number {
  const byChange = Number(b.change === 'new') - Number(a.change === 'new');
  return byChange || SEVERITIES.indexOf(a.check.severity) - SEVERITIES.indexOf(b.check.severity);
}
