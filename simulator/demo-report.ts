import type { NamedAccount } from './demo-organization.ts';
import type { Simulation } from './simulation.ts';

/** What AWS Config shows, of all accounts and regions. */
export interface DemoReport {
  readonly rules: readonly { readonly rule: string; readonly compliant: number; readonly nonCompliant: number }[];
  readonly nonCompliant: readonly {
    readonly account: string;
    readonly region: string;
    readonly broker: string;
    readonly rule: string;
    readonly annotation: string;
  }[];
  readonly accounts: readonly { readonly account: string; readonly compliant: number; readonly nonCompliant: number }[];
}

/** Reads the results as an aggregator has them: COMPLIANT and NON_COMPLIANT only. */
export function reportOf(simulation: Simulation, accounts: readonly NamedAccount[]): DemoReport {
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const results = [...simulation.state.rules.values()].flatMap((rule) =>
    [...(simulation.results.get(rule.arn)?.values() ?? [])].map((result) => ({ ...rule, ...result })),
  );
  const brokers = [...simulation.items.values()].flatMap((items) =>
    [...items].map(([id, [item]]) => [id, item?.resourceName ?? id] as const),
  );
  const brokerNames = new Map(brokers);
  // Conformance packs append to the names of their rules.
  const ruleOf = ({ name }: { name: string }) => name.replace(/-conformance-pack-\w+$/, '');
  return {
    rules: countBy(results, ruleOf).map(([rule, counts]) => ({ rule, ...counts })),
    nonCompliant: results
      .filter(({ compliance }) => compliance === 'NON_COMPLIANT')
      .map((result) => ({
        account: names.get(result.accountId) ?? result.accountId,
        region: result.region,
        broker: brokerNames.get(result.resourceId) ?? result.resourceId,
        rule: ruleOf(result),
        annotation: result.annotation ?? '',
      })),
    accounts: countBy(results, ({ accountId }) => names.get(accountId) ?? accountId).map(([account, counts]) => ({
      account,
      ...counts,
    })),
  };
}

function countBy<T extends { readonly compliance: string }>(results: readonly T[], keyOf: (result: T) => string) {
  const count = (group: readonly T[], value: string) => group.filter(({ compliance }) => compliance === value).length;
  return [...Map.groupBy(results, keyOf)].map(
    ([key, group]) =>
      [key, { compliant: count(group, 'COMPLIANT'), nonCompliant: count(group, 'NON_COMPLIANT') }] as const,
  );
}

const MOST_ROWS = 12;

/** The report for people, much as the console has it. */
export function renderReport({ rules, nonCompliant, accounts }: DemoReport): string {
  const sorted = nonCompliant.toSorted(
    (a, b) => a.account.localeCompare(b.account) || a.broker.localeCompare(b.broker),
  );
  const rows = sorted.slice(0, MOST_ROWS);
  const others = sorted.length > rows.length ? [`… and ${sorted.length - rows.length} more`] : [];
  const counts = ({ compliant, nonCompliant: bad }: { compliant: number; nonCompliant: number }) => [
    String(compliant),
    String(bad),
  ];
  return [
    'Conformance pack rabbitmq-conformance, all accounts and regions',
    ...table(
      ['rule', 'compliant', 'noncompliant'],
      rules.map((row) => [row.rule, ...counts(row)]),
    ),
    '',
    'Noncompliant brokers',
    ...table(
      ['account', 'region', 'broker', 'rule'],
      rows.map((row) => [row.account, row.region, row.broker, row.rule]),
    ).flatMap((line, index) => (index === 0 ? [line] : [line, `    ${rows[index - 1]?.annotation}`])),
    ...others,
    '',
    'Aggregator, results by account',
    ...table(
      ['account', 'compliant', 'noncompliant'],
      accounts.map((row) => [row.account, ...counts(row)]),
    ),
    '',
  ].join('\n');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
