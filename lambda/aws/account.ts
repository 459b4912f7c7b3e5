import type { ConfigServiceClient } from '@aws-sdk/client-config-service';
import {
  GetResourceConfigHistoryCommand,
  PutEvaluationsCommand,
  paginateGetComplianceDetailsByConfigRule,
  paginateListDiscoveredResources,
} from '@aws-sdk/client-config-service';
import type { MqClient } from '@aws-sdk/client-mq';
import { DescribeBrokerCommand, paginateListBrokers } from '@aws-sdk/client-mq';
import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import { BROKER_RESOURCE_TYPE } from '../../checks/configuration-item.ts';
import type { AwsAccount } from '../ports.ts';
import { RefusedError } from '../ports.ts';
import { createCall, pages } from './call.ts';
import type { Ec2 } from './ec2.ts';

const PAGE_SIZE = 100;

/** The clients of one account. */
export interface Clients {
  readonly config: ConfigServiceClient;
  readonly mq: MqClient;
  /** Made when it is needed: only one check does, and its code is loaded for that. */
  readonly ec2: () => Promise<Ec2>;
}

/**
 * Makes the calls of the function in an account.
 * @param forget drops the clients: a service has turned their credentials down
 */
export function createAccount({ config, mq, ec2 }: Clients, forget: () => void): AwsAccount {
  const call = createCall(forget);
  let ingressRules: Promise<AwsAccount['ingressRules']> | undefined;
  return {
    async putEvaluations(resultToken, evaluations, signal) {
      const command = new PutEvaluationsCommand({
        ResultToken: resultToken,
        Evaluations: evaluations.map((evaluation) => ({
          ComplianceResourceType: evaluation.resourceType,
          ComplianceResourceId: evaluation.resourceId,
          ComplianceType: evaluation.compliance,
          OrderingTimestamp: evaluation.orderingTimestamp,
          // AWS Config rejects an empty annotation.
          ...(evaluation.annotation === '' ? {} : { Annotation: evaluation.annotation }),
        })),
      });
      const failed = await call(
        'PutEvaluations',
        () => config.send(command, { abortSignal: signal }),
        ({ FailedEvaluations }) => FailedEvaluations,
      );
      return failed.map(({ ComplianceResourceId }) => ComplianceResourceId ?? 'an unnamed resource');
    },

    async itemAt(resourceId, time, signal) {
      const command = new GetResourceConfigHistoryCommand({
        resourceType: BROKER_RESOURCE_TYPE,
        resourceId,
        laterTime: time,
        limit: 1,
      });
      const [item] = await call(
        'GetResourceConfigHistory',
        () => config.send(command, { abortSignal: signal }),
        ({ configurationItems }) => configurationItems,
      );
      return item;
    },

    async describeBroker(brokerId, signal) {
      const command = new DescribeBrokerCommand({ BrokerId: brokerId });
      try {
        return await call(
          'DescribeBroker',
          () => mq.send(command, { abortSignal: signal }),
          (answer) => (answer.BrokerId === brokerId ? fromDescribeBroker(answer) : undefined),
        );
      } catch (error) {
        if (error instanceof RefusedError && error.code === 'NotFoundException') return undefined;
        throw error;
      }
    },

    async ingressRules(groupIds, signal) {
      ingressRules ??= ec2().then((create) => create(call));
      return await (await ingressRules)(groupIds, signal);
    },

    recordedResults: (ruleName, signal) =>
      pages(
        call,
        'GetComplianceDetailsByConfigRule',
        paginateGetComplianceDetailsByConfigRule(
          { client: config, pageSize: PAGE_SIZE },
          { ConfigRuleName: ruleName, ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'] },
          { abortSignal: signal },
        ),
        ({ EvaluationResults }) =>
          EvaluationResults?.flatMap(({ ComplianceType, Annotation, EvaluationResultIdentifier: identifier }) => {
            const resourceId = identifier?.EvaluationResultQualifier?.ResourceId;
            const orderingTimestamp = identifier?.OrderingTimestamp;
            if (resourceId === undefined) return [];
            return [{ resourceId, compliance: ComplianceType, annotation: Annotation, orderingTimestamp }];
          }),
      ),

    discoveredBrokers: (signal) =>
      noneWithoutRecorder(
        pages(
          call,
          'ListDiscoveredResources',
          paginateListDiscoveredResources(
            { client: config, pageSize: PAGE_SIZE },
            { resourceType: BROKER_RESOURCE_TYPE },
            { abortSignal: signal },
          ),
          ({ resourceIdentifiers }) =>
            resourceIdentifiers?.flatMap(({ resourceId, resourceName }) =>
              resourceId === undefined ? [] : [{ resourceId, resourceName }],
            ),
        ),
      ),

    listBrokers: (signal) =>
      pages(
        call,
        'ListBrokers',
        paginateListBrokers({ client: mq, pageSize: PAGE_SIZE }, {}, { abortSignal: signal }),
        ({ BrokerSummaries }) => BrokerSummaries?.map(fromBrokerSummary),
      ),
  };
}

/**
 * Without a recorder, AWS Config knows of no brokers. It then returns an error, but still invokes rules on schedule.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_ListDiscoveredResources.html
 */
async function* noneWithoutRecorder<T>(found: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* found;
  } catch (error) {
    if (!(error instanceof RefusedError && error.code === 'NoAvailableConfigurationRecorderException')) throw error;
  }
}
