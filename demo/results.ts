import type { Place } from '../simulator/aws/place.ts';
import { placeKey } from '../simulator/aws/place.ts';
import type { Simulation } from '../simulator/aws/simulation.ts';
import { startSession } from '../simulator/aws/simulation.ts';
import { answer } from '../simulator/services.ts';
import type { NamedAccount } from './organization.ts';
import { isRabbitMq } from './organization.ts';

interface Counts {
  readonly compliant: number;
  readonly nonCompliant: number;
}

/** What AWS Config shows. Counts of rules and accounts are counts of results. */
export interface ResultsReport {
  /** Where that was read: an aggregator, which has the results of all accounts and regions, or an account. */
  readonly source: string;
  /** Conformance packs, one in each account and region, by their compliance. */
  readonly packs: Readonly<Record<string, number>>;
  readonly rules: readonly (Counts & { readonly rule: string })[];
  readonly nonCompliant: readonly {
    readonly accountId: string;
    readonly account: string;
    readonly region: string;
    readonly resourceId: string;
    readonly broker: string;
    readonly rule: string;
    readonly annotation: string;
  }[];
  /** All accounts, those that are not in the aggregator too. */
  readonly accounts: readonly (Counts & {
    readonly accountId: string;
    readonly account: string;
    /** As the aggregator has them. */
    readonly packs: number;
    /** RabbitMQ brokers, as Amazon MQ has them. */
    readonly brokers: number;
  })[];
}

interface Located {
  readonly AccountId: string;
  readonly AwsRegion: string;
}

interface RuleCompliance extends Located {
  readonly ConfigRuleName: string;
}

interface PackCompliance extends Located {
  readonly Compliance: { readonly ComplianceType: string };
}

interface EvaluationResult extends Located {
  readonly EvaluationResultIdentifier: {
    readonly EvaluationResultQualifier: { readonly ConfigRuleName: string; readonly ResourceId: string };
  };
  readonly ComplianceType: string;
  readonly Annotation?: string;
}

type Read = <T>(operation: string, list: string, input: Readonly<Record<string, unknown>>) => readonly T[];

/**
 * Asks the aggregator, as somebody who may only read there.
 * @param place the account and region of the aggregator
 * @throws AwsError if the aggregator does not answer
 */
export function readAggregate(simulation: Simulation, place: Place, accounts: readonly NamedAccount[]): ResultsReport {
  const read = createReader(simulation, place);
  const [found] = read<{ ConfigurationAggregatorName: string }>(
    'DescribeConfigurationAggregators',
    'ConfigurationAggregators',
    {},
  );
  if (!found) throw new Error(`There is no aggregator in ${placeKey(place)}.`);
  const { ConfigurationAggregatorName } = found;
  const of = { ConfigurationAggregatorName };
  const packs = read<PackCompliance>(
    'DescribeAggregateComplianceByConformancePacks',
    'AggregateComplianceByConformancePacks',
    of,
  );
  const results = read<RuleCompliance>(
    'DescribeAggregateComplianceByConfigRules',
    'AggregateComplianceByConfigRules',
    of,
  ).flatMap(({ ConfigRuleName, AccountId, AwsRegion }) =>
    read<EvaluationResult>('GetAggregateComplianceDetailsByConfigRule', 'AggregateEvaluationResults', {
      ...of,
      ConfigRuleName,
      AccountId,
      AwsRegion,
      Limit: 100,
    }),
  );
  const source = `the aggregator "${ConfigurationAggregatorName}"`;
  return reportOf(simulation, { source, accounts, results, packs });
}

/**
 * Asks one account and region, as somebody who may only read there.
 * @throws AwsError if AWS Config does not answer
 */
export function readAccount(simulation: Simulation, place: Place, accounts: readonly NamedAccount[]): ResultsReport {
  const { accountId: AccountId, region: AwsRegion } = place;
  const read = createReader(simulation, place);
  const rules = read<{ ConfigRuleName: string; Compliance: { ComplianceType: string } }>(
    'DescribeComplianceByConfigRule',
    'ComplianceByConfigRules',
    {},
  );
  const results = rules.flatMap(({ ConfigRuleName }) =>
    read<Omit<EvaluationResult, keyof Located>>('GetComplianceDetailsByConfigRule', 'EvaluationResults', {
      ConfigRuleName,
      Limit: 100,
    }).map((result) => ({ ...result, AccountId, AwsRegion })),
  );
  // One pack has all rules.
  const compliances = rules.map(({ Compliance }) => Compliance.ComplianceType);
  const worst = ['NON_COMPLIANT', 'COMPLIANT', 'INSUFFICIENT_DATA'].find((type) => compliances.includes(type));
  const packs = worst === undefined ? [] : [{ AccountId, AwsRegion, Compliance: { ComplianceType: worst } }];
  const source = `${accounts.find(({ id }) => id === AccountId)?.name ?? AccountId}, ${AwsRegion}`;
  return reportOf(simulation, { source, accounts, results, packs });
}

/** Reads lists with all their pages. */
function createReader(simulation: Simulation, { accountId, region }: Place): Read {
  const roleArn = `arn:${simulation.state.partition}:iam::${accountId}:role/reader`;
  const allow = (Action: readonly string[]) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action, Resource: '*' } as const],
  });
  const policies = [allow(['config:Describe*', 'config:Get*'])];
  simulation.state.roles.set(roleArn, { arn: roleArn, accountId, trust: allow(['sts:AssumeRole']), policies });
  const accessKeyId = startSession(simulation, { principalArn: roleArn, accountId });
  return <T>(operation: string, list: string, input: Readonly<Record<string, unknown>>) => {
    const items: T[] = [];
    let NextToken: unknown;
    do {
      const call = { service: 'config', operation, input: { ...input, NextToken }, accessKeyId, region } as const;
      const page = answer(simulation, call) as Readonly<Record<string, unknown>>;
      items.push(...(page[list] as readonly T[]));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return items;
  };
}

interface Readings {
  readonly source: string;
  readonly accounts: readonly NamedAccount[];
  readonly results: readonly EvaluationResult[];
  readonly packs: readonly PackCompliance[];
}

function reportOf(simulation: Simulation, { source, accounts, results, packs }: Readings): ResultsReport {
  const packsOfAccounts = countEach(packs.map(({ AccountId }) => AccountId));
  const brokers = [...simulation.brokers.values()].flatMap((here) => [...here.values()]).filter(isRabbitMq);
  const brokerNames = new Map(brokers.map(({ brokerId, brokerName }) => [brokerId, brokerName]));
  const brokerCounts = countEach(brokers.map(({ brokerArn }) => brokerArn.split(':')[4] ?? ''));
  const accountNames = new Map(accounts.map(({ id, name }) => [id, name]));
  const ofAccounts = Map.groupBy(results, ({ AccountId }) => AccountId);
  return {
    source,
    packs: countEach(packs.map(({ Compliance }) => Compliance.ComplianceType)),
    rules: [...Map.groupBy(results, ruleOf)].map(([rule, ofRule]) => ({ rule, ...countsOf(ofRule) })),
    nonCompliant: results
      .filter(({ ComplianceType }) => ComplianceType === 'NON_COMPLIANT')
      .map((result) => {
        const { ResourceId } = result.EvaluationResultIdentifier.EvaluationResultQualifier;
        return {
          accountId: result.AccountId,
          account: accountNames.get(result.AccountId) ?? result.AccountId,
          region: result.AwsRegion,
          resourceId: ResourceId,
          broker: brokerNames.get(ResourceId) ?? ResourceId,
          rule: ruleOf(result),
          annotation: result.Annotation ?? '',
        };
      }),
    accounts: accounts.map(({ id, name }) => ({
      accountId: id,
      account: name,
      packs: packsOfAccounts[id] ?? 0,
      brokers: brokerCounts[id] ?? 0,
      ...countsOf(ofAccounts.get(id) ?? []),
    })),
  };
}

// Conformance packs append to the names of their rules.
function ruleOf({ EvaluationResultIdentifier }: EvaluationResult): string {
  return EvaluationResultIdentifier.EvaluationResultQualifier.ConfigRuleName.replace(/-conformance-pack-\w+$/, '');
}

function countsOf(results: readonly EvaluationResult[]): Counts {
  const counts = countEach(results.map(({ ComplianceType }) => ComplianceType));
  return { compliant: counts.COMPLIANT ?? 0, nonCompliant: counts.NON_COMPLIANT ?? 0 };
}

function countEach(values: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, { length }]) => [value, length]));
}
