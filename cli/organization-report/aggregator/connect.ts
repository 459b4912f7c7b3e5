import {
  paginateDescribeAggregateComplianceByConformancePacks,
  paginateSelectAggregateResourceConfig,
} from '@aws-sdk/client-config-service';
import { connectAws } from '../../organization/aws.ts';
import type { ClientConfigs, Follow } from '../../organization/clients.ts';
import { configClients } from '../../organization/clients.ts';
import { complianceCalls } from '../../organization/compliance-calls.ts';
import type { Place } from '../../organization/port.ts';
import { listAll } from '../../scan/pages.ts';
import type { RecordAnswer } from '../raw-answer.ts';
import type { ReportCalls } from './port.ts';
import { brokersQuery, COMPLIANCE_QUERY, toBroker, toChange } from './queries.ts';
import { recordAnswers } from './record-answers.ts';

/**
 * The calls over the AWS SDK. A client slows down when AWS throttles it.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 * @param record receives each answer, but none of AWS STS that has credentials
 */
export function connectReport(configs: ClientConfigs, record?: RecordAnswer): ReportCalls {
  const patient = {
    ...configs,
    own: { ...configs.own, retryMode: 'adaptive' },
    at: (place: Place) => ({ ...configs.at(place), retryMode: 'adaptive' }),
  };
  const follow: Follow = (client, place) => {
    if (record) recordAnswers(client, record, place);
  };
  const config = configClients(patient, follow);
  const select = <T>(aggregator: string, region: string, Expression: string, read: (json: string) => readonly T[]) =>
    listAll(
      paginateSelectAggregateResourceConfig(
        { client: config({ region }) },
        { ConfigurationAggregatorName: aggregator, Expression, Limit: 100 },
      ),
      ({ Results }) => Results?.flatMap(read),
    );

  return {
    ...connectAws(patient, follow),
    ...complianceCalls(config),

    aggregatedBrokers: (aggregator, region, checks) => select(aggregator, region, brokersQuery(checks), toBroker),

    complianceChanges: (aggregator, region) => select(aggregator, region, COMPLIANCE_QUERY, toChange),

    aggregatedPacks: (ConfigurationAggregatorName, region, accountId) =>
      listAll(
        paginateDescribeAggregateComplianceByConformancePacks(
          { client: config({ region }), pageSize: 100 },
          { ConfigurationAggregatorName, Filters: { AccountId: accountId } },
        ),
        ({ AggregateComplianceByConformancePacks }) =>
          AggregateComplianceByConformancePacks?.map(({ ConformancePackName = '', AwsRegion = '' }) => ({
            ...{ name: ConformancePackName, accountId, region: AwsRegion },
          })),
      ),
  };
}
