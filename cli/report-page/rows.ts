import type { Verdict } from '../../checks/check.ts';
import { SEVERITIES } from '../../checks/check.ts';
import type {
  OrganizationReport,
  ReportChanges,
  ReportedBroker,
  ReportedExemption,
  ReportedResult,
} from '../organization-report/report.ts';
import { standingOf } from '../organization-report/summary.ts';
import { printable } from '../text/printable.ts';

/** What the table of brokers needs of a report: what the page embeds as data. */
export type BrokersReport = Pick<OrganizationReport, 'createdAt' | 'checks' | 'accounts' | 'brokers' | 'changes'>;

/** What can have changed of a broker since the previous report. */
export const CHANGES = ['new-failure', 'fixed', 'newly-exempt', 'newly-unknown', 'new-broker'] as const;
export type Change = (typeof CHANGES)[number];

/** How a broker stands: its gravest verdict. One to which no check applies is not known to be a RabbitMQ broker. */
export type Standing = Exclude<Verdict, 'skip'>;

/** A broker as the table shows, filters and sorts it. */
export interface Row {
  readonly broker: ReportedBroker;
  readonly name: string;
  readonly accountName?: string | undefined;
  readonly unit?: string | undefined;
  readonly standing: Standing;
  /** For each check of the report, in their order. */
  readonly results: readonly (ReportedResult | undefined)[];
  /** The place in `SEVERITIES` of the gravest failure; after all of them without a failure. */
  readonly gravity: number;
  /** Since when its gravest results are so, from the oldest of them. */
  readonly since?: string | undefined;
  /** The one that ends first. */
  readonly exemption?: ReportedExemption | undefined;
  /** `key=value` */
  readonly tags: readonly string[];
  readonly changes: readonly Change[];
  /** What the search looks in, in lower case. */
  readonly text: string;
}

/** The rows of the table, in the order of the report. */
export function makeRows({ brokers, accounts, checks, changes }: BrokersReport): readonly Row[] {
  const accountsById = new Map(accounts.map((account) => [account.id, account]));
  const changesByBroker = indexChanges(changes);
  return brokers.map((broker): Row => {
    const account = accountsById.get(broker.accountId ?? '');
    const results = checks.map(({ id }) => broker.results.find(({ check }) => check === id));
    const gravest = standingOf(broker);
    const failing = checks.filter((_, place) => results[place]?.verdict === 'fail');
    const row = {
      broker,
      name: nameOf(broker),
      accountName: account?.name,
      unit: account?.unit,
      standing: gravest === 'skip' ? 'unknown' : gravest,
      results,
      gravity: Math.min(SEVERITIES.length, ...failing.map(({ severity }) => SEVERITIES.indexOf(severity))),
      since: smallest(broker.results.flatMap(({ verdict, since }) => (verdict === gravest && since ? [since] : []))),
      exemption: broker.results
        .flatMap(({ exemption }) => exemption ?? [])
        .toSorted((a, b) => a.daysLeft - b.daysLeft)[0],
      tags: Object.entries(broker.tags ?? {}).map(([key, value]) => `${key}=${value}`),
      changes: [...(changesByBroker.get(broker.key) ?? [])],
    } satisfies Omit<Row, 'text'>;
    return { ...row, text: textOf(row) };
  });
}

/** A broker by its name, else by the first thing that is known of it. */
export function nameOf({ name, id, arn, key }: Pick<ReportedBroker, 'name' | 'id' | 'arn' | 'key'>): string {
  return printable(name || id || arn || key);
}

function textOf({ broker, accountName, unit, tags }: Omit<Row, 'text'>): string {
  const { key, name, id, arn, accountId, region, engineVersion, hostInstanceType, deploymentMode } = broker;
  const parts = [name, id, arn ?? key, accountId, accountName, unit, region, engineVersion, hostInstanceType];
  return [...parts, deploymentMode, ...tags]
    .filter((part) => part !== undefined)
    .join('\n')
    .toLowerCase();
}

function indexChanges(changes: ReportChanges | undefined): ReadonlyMap<string, ReadonlySet<Change>> {
  const byBroker = new Map<string, Set<Change>>();
  const add = (broker: string, change: Change) => {
    byBroker.set(broker, (byBroker.get(broker) ?? new Set()).add(change));
  };
  for (const { broker } of changes?.newFailures ?? []) add(broker, 'new-failure');
  for (const { broker } of changes?.fixed ?? []) add(broker, 'fixed');
  for (const { broker } of changes?.newlyExempt ?? []) add(broker, 'newly-exempt');
  for (const { broker } of changes?.newlyUnknown ?? []) add(broker, 'newly-unknown');
  for (const broker of changes?.newBrokers ?? []) add(broker, 'new-broker');
  return byBroker;
}

function smallest(texts: readonly string[]): string | undefined {
  return texts.toSorted()[0];
}
