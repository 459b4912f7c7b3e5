import {
  ConfigServiceClient,
  paginateDescribeAggregateComplianceByConfigRules,
  paginateGetAggregateComplianceDetailsByConfigRule,
} from '@aws-sdk/client-config-service';
import { DEFAULT_CHECKS } from '../../../../checks/registry.ts';
import { makeReport } from '../../../../cli/organization-report/make-report.ts';
import { ADMINISTRATOR, MANAGEMENT, ORDERS, PAYMENTS, REGIONS, SETTINGS } from '../../../simulator/support.ts';
import { run } from '../../support.ts';
import type { ReportWorld } from './support.ts';
import { ACCESS_ROLE, AGGREGATOR, ALL_KINDS, HERE, THERE, withReportWorld } from './support.ts';

const NOW = new Date();

/** What `scan` finds in the accounts, by broker and check. */
async function scan(): Promise<Readonly<Record<string, string>>> {
  const roles = [PAYMENTS, ORDERS].flatMap((id) => ['--role-arn', `arn:aws:iam::${id}:role/${ACCESS_ROLE}`]);
  const { stdout } = await run(['scan', '--format', 'json', '--regions', REGIONS.join(','), ...roles]);
  const results: readonly { resource: { arn: string }; check: string; verdict: string }[] = JSON.parse(stdout).results;
  return Object.fromEntries(
    results
      .filter(({ verdict }) => verdict !== 'skip')
      .map(({ resource, check, verdict }) => [`${resource.arn} ${check}`, verdict]),
  );
}

async function report(world: ReportWorld, roleName?: string) {
  const facts = await world.read({ roleName });
  return makeReport(facts, { now: NOW, version: '1.2.3' });
}

function verdictsOf({
  brokers,
}: Pick<Awaited<ReturnType<typeof report>>, 'brokers'>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    brokers.flatMap(({ arn, results }) => results.map(({ check, verdict }) => [`${arn} ${check}`, verdict])),
  );
}

describe.each([
  ['separate rules', SETTINGS.organization],
  ['a rule for all checks', { ...SETTINGS.organization, rules: 'combined' }],
] as const)('an organization with %s', (_, settings) => {
  test('the report with a role says of each broker and check what scan says', async () => {
    await withReportWorld({ settings }, async (world) => {
      for (const place of [HERE, THERE]) await world.evaluate(place, ALL_KINDS);
      const found = await report(world, ACCESS_ROLE);
      expect(found.problems).toEqual([]);
      expect(verdictsOf(found)).toEqual(await scan());
      expect(found.brokers).toHaveLength(2 * (ALL_KINDS.length - 1));
    });
  });

  test('the report without a role says the same, or that it does not know', async () => {
    await withReportWorld({ settings }, async (world) => {
      for (const place of [HERE, THERE]) await world.evaluate(place, ALL_KINDS);
      const found = verdictsOf(await report(world));
      const scanned = await scan();
      expect(Object.keys(found).toSorted()).toEqual(Object.keys(scanned).toSorted());
      const differing = Object.entries(found).filter(([key, verdict]) => verdict !== scanned[key]);
      expect(differing.filter(([, verdict]) => verdict !== 'unknown')).toEqual([]);
    });
  });
});

/** What the aggregator answers, as lines: account, region, broker, check, compliance, annotation, time. */
async function askAggregator(world: ReportWorld): Promise<readonly string[]> {
  const client = new ConfigServiceClient({ ...world.clientConfig(ADMINISTRATOR), region: HERE.region });
  const of = { ConfigurationAggregatorName: AGGREGATOR };
  const lines: string[] = [];
  for await (const { AggregateComplianceByConfigRules = [] } of paginateDescribeAggregateComplianceByConfigRules(
    { client },
    of,
  )) {
    for (const { ConfigRuleName = '', AccountId, AwsRegion } of AggregateComplianceByConfigRules) {
      const check = DEFAULT_CHECKS.find(({ id }) => ConfigRuleName.startsWith(id))?.id;
      for await (const { AggregateEvaluationResults = [] } of paginateGetAggregateComplianceDetailsByConfigRule(
        { client },
        { ...of, ConfigRuleName, AccountId, AwsRegion },
      )) {
        for (const result of AggregateEvaluationResults) {
          const id = result.EvaluationResultIdentifier?.EvaluationResultQualifier?.ResourceId;
          const time = result.ResultRecordedTime?.toISOString();
          lines.push([AccountId, AwsRegion, id, check, result.ComplianceType, result.Annotation, time].join(' | '));
        }
      }
    }
  }
  return lines.toSorted();
}

test('each result is that of the aggregator, with its annotation and its time', async () => {
  await withReportWorld({}, async (world) => {
    for (const place of [HERE, THERE]) await world.evaluate(place, ALL_KINDS);
    const { brokers } = await report(world);
    const compliances: Readonly<Record<string, string>> = { pass: 'COMPLIANT', fail: 'NON_COMPLIANT' };
    const lines = brokers.flatMap(({ accountId, region, id, results }) =>
      results.flatMap(({ check, verdict, detail, evaluatedAt }) => {
        const compliance = compliances[verdict];
        return compliance ? [[accountId, region, id, check, compliance, detail, evaluatedAt].join(' | ')] : [];
      }),
    );
    const answers = await askAggregator(world);
    expect(lines.toSorted()).toEqual(answers);
    expect(answers.length).toBeGreaterThan(40);
  });
});

test('the numbers are those of the aggregator, rule by rule', async () => {
  await withReportWorld({}, async (world) => {
    for (const place of [HERE, THERE]) await world.evaluate(place, ALL_KINDS);
    const { summary, places } = await report(world);
    const counts = DEFAULT_CHECKS.map(({ id }) => {
      const results = [...world.simulation.state.rules.values()]
        .filter(({ name }) => name.startsWith(id))
        .flatMap(({ arn }) => [...(world.simulation.results.get(arn)?.values() ?? [])]);
      const number = (compliance: string) => results.filter((result) => result.compliance === compliance).length;
      return [id, number('COMPLIANT'), number('NON_COMPLIANT')];
    });
    expect(DEFAULT_CHECKS.map(({ id }) => [id, summary.checks[id]?.pass, summary.checks[id]?.fail])).toEqual(counts);
    expect(summary.brokers).toEqual({
      total: 20,
      conforming: 2,
      failing: 14,
      unknown: 4,
      exempt: 0,
    });
    expect(new Set(places.map(({ accountId }) => accountId))).toEqual(
      new Set([MANAGEMENT, ADMINISTRATOR, PAYMENTS, ORDERS]),
    );
    expect(places.filter(({ visibility }) => visibility === 'seen')).toHaveLength(4 * REGIONS.length);
  });
});
