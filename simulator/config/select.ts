import type { Aggregator } from '../aws/aggregator-record.ts';
import type { Account } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { accountOf } from '../aws/organization.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { BROKER_RESOURCE_TYPE, itemsIn } from '../aws/simulation.ts';
import { hasCollected, sourcesOf } from './aggregator-sources.ts';
import { decisiveResults, foldCompliance } from './compliance.ts';
import { applyQuery, parseQuery } from './query.ts';
import { recordsType } from './recorder.ts';
import { recorderItem } from './recorder-reads.ts';
import { rulesIn } from './rules.ts';

const COMPLIANCE = 'AWS::Config::ResourceCompliance';

/** https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html */
export function selectOwn(simulation: Simulation, input: Call['input'], { accountId, region }: Place): unknown {
  return select(itemsOf(simulation, accountOf(simulation.state, accountId), region), input);
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_SelectAggregateResourceConfig.html */
export function selectAggregated(simulation: Simulation, input: Call['input'], aggregator: Aggregator): unknown {
  const items = sourcesOf(simulation.state, aggregator).flatMap((account) =>
    [...account.recorders.keys()]
      .filter((region) => hasCollected(simulation.state, aggregator, account.id, region))
      .flatMap((region) => itemsOf(simulation, account, region)),
  );
  return select(items, input);
}

function select(items: readonly unknown[], input: Call['input']): unknown {
  const query = parseQuery(String(input.Expression));
  const found = items.flatMap((item) => applyQuery(query, item) ?? []);
  const { page, token } = paginate(found, input.NextToken, Number(input.Limit || 100), 100);
  return {
    Results: page.map((result) => JSON.stringify(result)),
    QueryInfo: { SelectFields: query.properties.map((Name) => ({ Name })) },
    NextToken: token,
  };
}

/** What AWS Config has recorded in an account and region. */
function itemsOf(simulation: Simulation, account: Account, region: string): readonly unknown[] {
  const recorder = account.recorders.get(region);
  if (!recorder) return [];
  const place = { accountId: account.id, region };
  return [
    ...brokerItems(simulation, place),
    // AWS Config records its recorders, whatever they record themselves.
    recorderItem(simulation.state, place, recorder),
    ...(recordsType(recorder, COMPLIANCE) ? complianceItems(simulation, place) : []),
  ];
}

function brokerItems(simulation: Simulation, { accountId, region }: Place): readonly unknown[] {
  const newest = [...itemsIn(simulation, { accountId, region }).values()].flatMap((items) => items.at(-1) ?? []);
  const present = newest.filter(({ status }) => status !== 'ResourceDeleted');
  return present.map(({ arn, resourceId, resourceName, captureTime, creationTime, tags, configuration }) => ({
    ...{ accountId, awsRegion: region, arn, resourceId, resourceName, resourceType: BROKER_RESOURCE_TYPE },
    configurationItemCaptureTime: new Date(captureTime).toISOString(),
    resourceCreationTime: creationTime,
    // https://github.com/awslabs/aws-config-resource-schema, AWS::AmazonMQ::Broker
    tags: Object.entries(tags ?? {}).map(([key, value]) => ({ key, value, tag: `${key}=${value}` })),
    configuration,
  }));
}

// https://github.com/awslabs/aws-config-resource-schema, AWS::Config::ResourceCompliance
function complianceItems(simulation: Simulation, { accountId, region }: Place): readonly unknown[] {
  const results = rulesIn(simulation.state, { accountId, region }).flatMap((rule) =>
    decisiveResults(simulation, rule).map((result) => ({ rule, ...result })),
  );
  return [...Map.groupBy(results, ({ resourceId }) => resourceId)].map(([resourceId, ofResource]) => {
    const targetResourceType = ofResource[0]?.resourceType;
    return {
      ...{ accountId, awsRegion: region, resourceId: `${targetResourceType}/${resourceId}`, resourceType: COMPLIANCE },
      // AWS Config records one when the compliance changes.
      configurationItemCaptureTime: new Date(Math.max(...ofResource.map((one) => one.changedTime))).toISOString(),
      configuration: {
        targetResourceId: resourceId,
        targetResourceType,
        complianceType: foldCompliance(ofResource.map(({ compliance }) => compliance)),
        configRuleList: ofResource.map(({ rule, compliance }) => ({
          configRuleArn: rule.arn,
          configRuleId: rule.arn.split('/').at(-1),
          configRuleName: rule.name,
          complianceType: compliance,
        })),
      },
    };
  });
}
