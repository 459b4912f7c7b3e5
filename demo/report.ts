import { wrapAnsi } from 'fast-wrap-ansi';
import type { WrittenReport } from './organization-report.ts';
import type { ResultsReport } from './results.ts';
import type { StatusRun } from './status.ts';
import { sumUpFine } from './status.ts';

interface BrokerName {
  readonly broker: string;
  readonly account: string;
  readonly region: string;
}

/** What the demonstration was, did and saw. */
export interface DemoReport {
  readonly deployment: string;
  /** The command of the CDK CLI, and what it said of each stack. */
  readonly deploy: { readonly command: string; readonly outcome: readonly string[] };
  /** Whether the management account deployed, whose own brokers are evaluated then. */
  readonly isManagement: boolean;
  readonly accounts: number;
  readonly regions: number;
  readonly brokers: number;
  readonly rabbitMqBrokers: number;
  readonly functions: number;
  readonly rules: number;
  readonly events: number;
  readonly calls: number;
  readonly before: ResultsReport;
  /** What was done to brokers then. */
  readonly changes: {
    readonly replaced: readonly (BrokerName & { readonly replacement: string })[];
    readonly logged: readonly BrokerName[];
  };
  readonly after: ResultsReport;
  /** What the topic sent. */
  readonly notifications: {
    /** How many messages there were when the brokers had been evaluated for the first time. */
    readonly first: number;
    /** The public broker that was created in the end, and the messages about it. */
    readonly broker: BrokerName;
    readonly messages: readonly string[];
  };
  /** What `status` said of the deployment then. */
  readonly status: StatusRun;
  /** The report of the organization, if one was asked for. */
  readonly written?: WrittenReport | undefined;
}

const WIDTH = 98;
const NO_BREAK = '\u00a0';
// In a large organization nobody reads all.
const MOST_BROKERS = 6;
const MOST_ACCOUNTS = 12;

const PACK_WORDS: Readonly<Record<string, string>> = { INSUFFICIENT_DATA: 'INSUFFICIENT_DATA: nothing to evaluate' };

/** The report for people. */
export function renderDemo(report: DemoReport): string {
  const { before, changes, after, deploy, notifications, status, written, ...facts } = report;
  const lines = [
    `A simulated AWS organization: ${count(facts.accounts, 'account')}, ${count(facts.regions, 'region')}, ${facts.brokers} Amazon MQ brokers, ${facts.rabbitMqBrokers} of them RabbitMQ.`,
    '',
    ...commandLines(deploy.command),
    ...deploy.outcome.map((line) => `  ${line}`),
    '',
    `Deployed: ${count(facts.functions, 'function')}, ${facts.rules} AWS Config rules. ${scopeSentence(facts)}`,
    `Delivered ${facts.events} events to the built function. None of ${facts.calls} calls left this machine.`,
    ...heading(`Results in ${before.source}`),
    ...resultLines(before),
    ...heading('What the broker owners fix'),
    ...changeLines(changes),
    ...heading('Results after the fixes'),
    ...resultLines(after, before),
    ...heading('What the notifications say'),
    ...notificationLines(notifications),
    ...heading('The status of the deployment'),
    ...commandLines(status.command),
    ...sumUpFine(status.lines, WIDTH - 2).map((line) => (line === '' ? '' : `  ${line}`)),
    ...(written ? writtenLines(written) : []),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function scopeSentence({ deployment, isManagement }: Pick<DemoReport, 'deployment' | 'isManagement'>): string {
  if (deployment === 'account') return 'The other accounts are not evaluated.';
  if (isManagement && deployment === 'organization') return 'All accounts are evaluated.';
  return 'The management account is not evaluated.';
}

/** The command as one can type it, on several lines. An option stays next to its value. */
function commandLines(command: string): readonly string[] {
  const parts = command.split(/ (?=-)/).map((part) => part.replaceAll(' ', NO_BREAK));
  const lines = wrapAnsi(parts.join(' '), WIDTH - 6)
    .replaceAll(NO_BREAK, ' ')
    .split('\n');
  return lines.map(
    (line, index) =>
      `${index === 0 ? '$' : ' '} ${index === 0 ? '' : '  '}${line}${index < lines.length - 1 ? ' \\' : ''}`,
  );
}

/**
 * What AWS Config shows, much as the console has it.
 * @param before an earlier report: only what has changed since is shown, with the counts of both
 */
function resultLines(report: ResultsReport, before?: ResultsReport): readonly string[] {
  const accounts = report.accounts
    .map((now, index) => ({ now, was: before?.accounts[index] }))
    .filter(({ now, was }) => now.compliant !== was?.compliant || now.nonCompliant !== was.nonCompliant)
    .toSorted((a, b) => b.now.nonCompliant - a.now.nonCompliant);
  const statuses = Object.keys({ ...before?.packs, ...report.packs })
    .filter((status) => report.packs[status] !== before?.packs[status])
    .toSorted();
  const rules = report.rules
    .map((now) => ({ now, was: before?.rules.find(({ rule }) => rule === now.rule) }))
    .filter(({ now, was }) => now.compliant !== was?.compliant || now.nonCompliant !== was.nonCompliant);
  const results = ['compliant results', 'noncompliant results'];
  return [
    ...table([
      [before ? 'Conformance packs that changed' : 'Conformance packs, one per account and region', 'packs'],
      ...statuses.map((status) => [
        PACK_WORDS[status] ?? status,
        change(report.packs[status] ?? 0, before && (before.packs[status] ?? 0)),
      ]),
    ]),
    '',
    ...table([
      [before ? 'Rules that changed' : 'Rules', ...results],
      ...rules.map(({ now, was }) => [
        now.rule,
        change(now.compliant, was?.compliant),
        change(now.nonCompliant, was?.nonCompliant),
      ]),
    ]),
    '',
    ...(before ? [] : ['Noncompliant resources', ...nonCompliantLines(report), '']),
    ...table([
      [before ? 'Accounts that changed' : 'Accounts', 'packs', 'RabbitMQ brokers', ...results],
      ...accounts
        .slice(0, MOST_ACCOUNTS)
        .map(({ now, was }) => [
          now.account,
          String(now.packs),
          String(now.brokers),
          change(now.compliant, was?.compliant),
          change(now.nonCompliant, was?.nonCompliant),
        ]),
    ]),
    ...rest(accounts, MOST_ACCOUNTS, '  '),
  ];
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function change(now: number, was: number | undefined): string {
  return was === undefined || was === now ? String(now) : `${was} → ${now}`;
}

/** Brokers with the same finding are listed together. */
function nonCompliantLines({ nonCompliant }: ResultsReport): readonly string[] {
  if (nonCompliant.length === 0) return ['  none'];
  const groups = Map.groupBy(nonCompliant, ({ rule, annotation }) => `${rule}\n${annotation}`);
  return [...groups.values()].flatMap((found) => [
    `  ${found[0]?.rule}: ${found.length}`,
    wrapAnsi(found[0]?.annotation ?? '', WIDTH - 4).replaceAll(/^/gm, '    '),
    ...brokerLines(found),
  ]);
}

function changeLines({ replaced, logged }: DemoReport['changes']): readonly string[] {
  return [
    ...replaced.flatMap(({ replacement, ...broker }) => [
      `  A public broker is replaced by a private cluster, ${replacement}:`,
      ...brokerLines([broker]),
    ]),
    ...(logged.length > 0 ? ['  General logging is turned on:', ...brokerLines(logged)] : []),
  ];
}

function notificationLines({ first, broker, messages }: DemoReport['notifications']): readonly string[] {
  return [
    `  There was a message for each result that was bad from the beginning, ${first} in all.`,
    '  Then somebody creates a public broker:',
    ...brokerLines([broker]),
    ...messages.map((message) => wrapAnsi(message, WIDTH - 4).replaceAll(/^/gm, '    ')),
  ];
}

function writtenLines({ command, path }: WrittenReport): readonly string[] {
  return [
    ...heading('The report of the organization'),
    ...commandLines(command),
    '  It compares the organization now with what it was before the fixes:',
    `      ${path}`,
  ];
}

function brokerLines(brokers: readonly BrokerName[]): readonly string[] {
  const shown = brokers.slice(0, MOST_BROKERS);
  const [broker = 0, account = 0] = widthsOf(shown.map((row) => [row.broker, row.account]));
  return [
    ...shown.map((row) => `      ${row.broker.padEnd(broker)}  ${row.account.padEnd(account)}  ${row.region}`),
    ...rest(brokers, MOST_BROKERS, '      '),
  ];
}

function rest(items: readonly unknown[], shown: number, indent: string): readonly string[] {
  return items.length > shown ? [`${indent}… and ${items.length - shown} more`] : [];
}

function heading(text: string): readonly string[] {
  return ['', `── ${text} ${'─'.repeat(WIDTH - text.length - 4)}`, ''];
}

/** The first row is the header, and the first column is text; the others are numbers. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const indented = rows.map(([first = '', ...cells], index) => [index === 0 ? first : `  ${first}`, ...cells]);
  const widths = widthsOf(indented);
  return indented.map((cells) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
}

function widthsOf(rows: readonly (readonly string[])[]): readonly number[] {
  return (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
}
