import { CONFIGURED_FACTS } from '../../../checks/broker.ts';
import type { Check } from '../../../checks/check.ts';
import { BROKER_RESOURCE_TYPE, fromConfigurationItem } from '../../../checks/configuration-item.ts';
import { factsOf } from '../../../checks/evaluation.ts';
import { FACTS } from '../../../checks/facts.ts';
import { isObject, readableTags, readMember, readObject, readText } from '../../../checks/json.ts';
import type { ComplianceChange, RecordedBroker } from './port.ts';

/** What the report shows, with the facts of the default checks. */
const PROPERTIES: readonly string[] = [
  ...['Id', 'BrokerName', 'EngineType', 'EngineVersion', 'HostInstanceType', 'DeploymentMode', 'PubliclyAccessible'],
  ...['Logs.General', 'Logs.Pending.General'],
];

/**
 * The query for all brokers, with the facts that the checks need. A query may only name properties of the schema, which has no `EngineVersionCurrent`.
 * https://github.com/awslabs/aws-config-resource-schema/blob/master/config/properties/resource-types/AWS::AmazonMQ::Broker.properties.json
 * https://docs.aws.amazon.com/config/latest/developerguide/query-components.html
 */
export function brokersQuery(checks: readonly Check[]): string {
  const facts = factsOf(checks);
  // Tags are beside the configuration.
  const needed = CONFIGURED_FACTS.filter((fact) => facts.has(fact) && fact !== 'tags').map((fact) => FACTS[fact].name);
  const properties = new Set([...PROPERTIES, ...needed]);
  const columns = [
    ...['accountId', 'awsRegion', 'arn', 'resourceId', 'resourceName', 'resourceCreationTime', 'tags'],
    ...Array.from(properties, (property) => `configuration.${property}`),
  ];
  return `SELECT ${columns.join(', ')} WHERE resourceType = '${BROKER_RESOURCE_TYPE}'`;
}

/**
 * The query for what does not comply. AWS Config records a configuration item when the compliance of a resource changes,
 * so the newest one says since when it is as it is.
 * https://docs.aws.amazon.com/config/latest/developerguide/view-manage-resource-console.html
 * https://github.com/awslabs/aws-config-resource-schema/blob/master/config/properties/resource-types/AWS::Config::ResourceCompliance.properties.json
 */
export const COMPLIANCE_QUERY =
  'SELECT accountId, awsRegion, configurationItemCaptureTime, configuration.targetResourceId, ' +
  "configuration.configRuleList WHERE resourceType = 'AWS::Config::ResourceCompliance' " +
  `AND configuration.targetResourceType = '${BROKER_RESOURCE_TYPE}' AND configuration.complianceType = 'NON_COMPLIANT'`;

/** A broker from a JSON result of {@link brokersQuery}. @throws Error if the result does not say which it is */
export function toBroker(json: string): readonly RecordedBroker[] {
  const item = readObject(JSON.parse(json));
  const accountId = readText(item.accountId);
  const region = readText(item.awsRegion);
  const resourceId = readText(item.resourceId);
  if (accountId === undefined || region === undefined || resourceId === undefined) {
    throw new Error('the response from AWS has a broker without an account, a region or an ID');
  }
  const { configuration } = item;
  // The schema has a list, configuration items have an object.
  const tags = readableTags(item.tags);
  const read = (name: string) => readText(readMember(readObject(configuration), name));
  const broker = fromConfigurationItem({
    ...{ resourceType: BROKER_RESOURCE_TYPE, resourceId, resourceName: readText(item.resourceName) },
    ...{ arn: readText(item.arn), accountId, region, configuration },
    // A query finds what is there now. When that was recorded does not matter.
    ...{ status: 'OK', captureTime: new Date(0), tags: item.tags },
  });
  return [
    {
      ...{ accountId, region, resourceId, broker },
      engineVersion: read('EngineVersion') ?? read('EngineVersionCurrent'),
      hostInstanceType: read('HostInstanceType'),
      createdAt: readTime(item.resourceCreationTime),
      tags: tags && tags.size > 0 ? Object.fromEntries(tags) : undefined,
    },
  ];
}

/** A change from a JSON result of {@link COMPLIANCE_QUERY}; none if the result is incomplete. */
export function toChange(json: string): readonly ComplianceChange[] {
  const item = readObject(JSON.parse(json));
  const { targetResourceId, configRuleList } = readObject(item.configuration);
  const accountId = readText(item.accountId);
  const region = readText(item.awsRegion);
  const resourceId = readText(targetResourceId);
  const time = readTime(item.configurationItemCaptureTime);
  if (accountId === undefined || region === undefined || resourceId === undefined || time === undefined) return [];
  const rules = Array.isArray(configRuleList) ? configRuleList.filter(isObject) : [];
  const failing = rules.filter(({ complianceType }) => complianceType === 'NON_COMPLIANT');
  const failingRules = failing.flatMap(({ configRuleName }) => readText(configRuleName) ?? []);
  return [{ accountId, region, resourceId, time, failingRules }];
}

function readTime(value: unknown): string | undefined {
  const time = new Date(typeof value === 'string' || typeof value === 'number' ? value : Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
