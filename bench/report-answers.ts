import { brokersQuery } from '../cli/organization-report/aggregator/queries.ts';
import type { Call } from '../simulator/aws/call.ts';
import { paginate } from '../simulator/aws/pages.ts';

const BROKERS_QUERY = brokersQuery([]);
const CHECKS = ['rabbitmq-cluster-deployment', 'rabbitmq-no-public-access', 'rabbitmq-general-logging'];
const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-northeast-1'];
const UNITS = 10;

export const ADMINISTRATOR = '100000000000';
export const AGGREGATOR = 'rabbitmq-conformance';
export const BROKERS_PER_PLACE = 2;
export const PLACES_PER_ACCOUNT = REGIONS.length;

/** Every call of a report of an organization of that many accounts, of which no page has to be read twice. */
export function fewestCalls(accounts: number): number {
  const places = accounts * REGIONS.length;
  const pages = (items: number) => Math.max(1, Math.ceil(items / 100));
  // The caller, the organization, the aggregators, and the newest changes of compliance, of which there are none.
  const once = 4;
  const tree = 2 + UNITS + Math.ceil(accounts / UNITS / 20) * UNITS + 1;
  const surveys = pages(places * BROKERS_PER_PLACE) + pages(places) + pages(places);
  return once + tree + surveys + accounts + places * CHECKS.length;
}

/** The longest chain of calls that must wait for each other, if so many accounts and rules are read at once. */
export function callsInARow(accounts: number, concurrency: number): number {
  const places = accounts * REGIONS.length;
  const pages = Math.ceil((places * BROKERS_PER_PLACE) / 100);
  return 2 + pages + Math.ceil(accounts / concurrency) + Math.ceil((places * CHECKS.length) / concurrency);
}

/**
 * Answers the calls of a report: each account has brokers in each region, and all of them conform.
 * @throws Error for a call that such a report does not need
 */
export function answerFor(accounts: number): (call: Call) => unknown {
  const ids = Array.from({ length: accounts }, (_, index) => String(Number(ADMINISTRATOR) + index));
  const places = ids.flatMap((accountId) => REGIONS.map((region) => ({ accountId, region })));
  const numbers = places.flatMap((place) =>
    Array.from({ length: BROKERS_PER_PLACE }, (_, number) => ({ ...place, number })),
  );
  return ({ operation, input }) => {
    switch (operation) {
      case 'GetCallerIdentity':
        return { Account: ADMINISTRATOR, Arn: `arn:aws:iam::${ADMINISTRATOR}:user/bench`, UserId: 'AIDABENCH' };
      case 'DescribeOrganization':
        return { Organization: { Id: 'o-benchmark1', FeatureSet: 'ALL' } };
      case 'ListRoots':
        return { Roots: [{ Id: 'r-root', Name: 'Root' }] };
      case 'ListOrganizationalUnitsForParent':
        return { OrganizationalUnits: input.ParentId === 'r-root' ? Array.from({ length: UNITS }, toUnit) : [] };
      case 'ListAccountsForParent': {
        const unit = /^ou-root-unit(\d)/.exec(String(input.ParentId))?.[1];
        const own = ids.filter((_, index) => String(index % UNITS) === unit);
        const { page, token } = paginate(own, input.NextToken, 20, 20);
        return { Accounts: page.map((Id) => ({ Id, Name: `account-${Id}`, State: 'ACTIVE' })), NextToken: token };
      }
      case 'DescribeConfigurationAggregators':
        return {
          ConfigurationAggregators: [
            { ConfigurationAggregatorName: AGGREGATOR, OrganizationAggregationSource: { AllAwsRegions: true } },
          ],
        };
      case 'DescribeConfigurationAggregatorSourcesStatus': {
        const { page, token } = paginate(places, input.NextToken, 100, 100);
        return { AggregatedSourceStatusList: page.map(toSource), NextToken: token };
      }
      case 'SelectAggregateResourceConfig': {
        const expression = String(input.Expression);
        const items: readonly unknown[] =
          expression === BROKERS_QUERY
            ? numbers
            : expression.includes('AWS::Config::ConfigurationRecorder')
              ? places
              : [];
        const toItem = expression === BROKERS_QUERY ? toBroker : toRecorder;
        const { page, token } = paginate(items, input.NextToken, 100, 100);
        return {
          Results: page.map((item) => JSON.stringify(toItem(item as Numbered))),
          QueryInfo: {},
          NextToken: token,
        };
      }
      case 'DescribeAggregateComplianceByConfigRules': {
        const { AccountId } = input.Filters as { readonly AccountId: string };
        const rules = REGIONS.flatMap((AwsRegion) =>
          CHECKS.map((check) => ({ ConfigRuleName: `${check}-conformance-pack-benchmark`, AccountId, AwsRegion })),
        );
        return { AggregateComplianceByConfigRules: rules };
      }
      case 'GetAggregateComplianceDetailsByConfigRule':
        return {
          AggregateEvaluationResults: Array.from({ length: BROKERS_PER_PLACE }, (_, number) => toResult(input, number)),
        };
      default:
        throw new Error(`A report does not need ${operation}.`);
    }
  };
}

interface Numbered {
  readonly accountId: string;
  readonly region: string;
  readonly number: number;
}

function toUnit(_: unknown, number: number) {
  return { Id: `ou-root-unit${number}000`, Name: `Unit ${number}` };
}

function toSource({ accountId, region }: Pick<Numbered, 'accountId' | 'region'>) {
  return { SourceId: accountId, SourceType: 'ACCOUNT', AwsRegion: region, LastUpdateStatus: 'SUCCEEDED' };
}

function toRecorder({ accountId, region }: Numbered) {
  const RecordingGroup = { AllSupported: true };
  return { accountId, awsRegion: region, configuration: { Name: 'default', Recording: true, RecordingGroup } };
}

function brokerId({ accountId, number }: Pick<Numbered, 'accountId' | 'number'>, region: string): string {
  const place = String(REGIONS.indexOf(region));
  return `b-0000000${number}-${place.padStart(4, '0')}-4111-8111-${accountId}`;
}

function toBroker(item: Numbered) {
  const { accountId, region, number } = item;
  const Id = brokerId(item, region);
  const BrokerName = `broker-${number}`;
  return {
    ...{ accountId, awsRegion: region, resourceId: Id, resourceName: BrokerName },
    arn: `arn:aws:mq:${region}:${accountId}:broker:${BrokerName}:${Id}`,
    resourceCreationTime: '2026-01-31T12:00:00.000Z',
    tags: ['team', 'environment', 'cost-centre'].map((key) => ({ key, value: accountId, tag: `${key}=${accountId}` })),
    configuration: {
      ...{ Id, BrokerName, EngineType: 'RABBITMQ', EngineVersion: '3.13.7', HostInstanceType: 'mq.m7g.large' },
      ...{ DeploymentMode: 'CLUSTER_MULTI_AZ', PubliclyAccessible: false, Logs: { General: true } },
    },
  };
}

function toResult(input: Call['input'], number: number) {
  const { AccountId, AwsRegion, ConfigRuleName } = input as Readonly<Record<string, string>>;
  const ResourceId = brokerId({ accountId: AccountId ?? '', number }, AwsRegion ?? '');
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: { ConfigRuleName, ResourceType: 'AWS::AmazonMQ::Broker', ResourceId },
    },
    ...{ ComplianceType: 'COMPLIANT', Annotation: 'The deployment mode is CLUSTER_MULTI_AZ.' },
    ResultRecordedTime: Date.now() / 1_000,
  };
}
