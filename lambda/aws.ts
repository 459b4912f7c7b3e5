import {
  ConfigServiceClient,
  GetResourceConfigHistoryCommand,
  PutEvaluationsCommand,
  paginateGetComplianceDetailsByConfigRule,
  paginateListDiscoveredResources,
} from '@aws-sdk/client-config-service';
import { DescribeBrokerCommand, MqClient, paginateListBrokers } from '@aws-sdk/client-mq';
import { fromBrokerSummary, fromDescribeBroker } from '../checks/amazon-mq.ts';
import { BROKER_RESOURCE_TYPE } from '../checks/configuration-item.ts';
import { SERVICE_NAME } from '../checks/metrics.ts';
import type { AwsAccount, Connect } from './ports.ts';
import { EvaluationRoleError, RefusedError } from './ports.ts';

const PAGE_SIZE = 100;

/**
 * A call that takes longer than this has lost its connection: AWS responds within a second. By default, the SDK waits
 * forever, and one hanging read would hold up a whole sweep until the deadline.
 */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/**
 * A change event is evaluated within seconds or retried by Lambda after a minute, so a few attempts are enough.
 */
const CONFIG_CLIENT = { requestHandler: TIMEOUTS, maxAttempts: 4 };

/**
 * A sweep of an account with many brokers uses up its 100 Amazon MQ calls and is then throttled to 15 a second.
 * `adaptive` slows down to that rate after the first throttled calls, where `standard` would run out of retries.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html#api-throttling-limits
 */
const MQ_CLIENT = { requestHandler: TIMEOUTS, maxAttempts: 8, retryMode: 'adaptive' } as const;

/** Each warm account keeps connections open and uses memory. */
const MAX_WARM_ACCOUNTS = 50;

/**
 * Connects to an account: with the function's own credentials in its own account, with those of the evaluation role in
 * any other account. A warm function keeps clients and temporary credentials for its next invocations.
 * @param roleName the name of the evaluation role, with its path if it has one; without it, the function serves only
 *   its own account
 */
export function createConnect(roleName: string | undefined): Connect {
  const warm = new Map<string, Clients>();
  return async (accountId, self) => {
    const isOwn = accountId === self.accountId;
    if (!isOwn && !roleName) {
      throw new EvaluationRoleError(`The rule is in account ${accountId}, but no evaluation role is configured.`);
    }
    const roleArn = isOwn ? undefined : `arn:${self.partition}:iam::${accountId}:role/${roleName}`;
    const clients = warm.get(accountId) ?? (await createClients(roleArn));
    if (roleArn !== undefined) await assume(roleArn, clients);
    for (const [oldest, { config, mq }] of warm) {
      if (warm.size < MAX_WARM_ACCOUNTS || warm.has(accountId)) break;
      warm.delete(oldest);
      config.destroy();
      mq.destroy();
    }
    warm.set(accountId, clients);
    return createAccount(clients);
  };
}

interface Clients {
  readonly config: ConfigServiceClient;
  readonly mq: MqClient;
}

async function createClients(roleArn: string | undefined): Promise<Clients> {
  if (roleArn === undefined) return { config: new ConfigServiceClient(CONFIG_CLIENT), mq: new MqClient(MQ_CLIENT) };
  // Loaded only if a role is assumed: it takes a good part of the startup time.
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const credentials = fromTemporaryCredentials({
    params: { RoleArn: roleArn, RoleSessionName: SERVICE_NAME },
    clientConfig: CONFIG_CLIENT,
  });
  const config = new ConfigServiceClient({ ...CONFIG_CLIENT, credentials });
  return { config, mq: new MqClient({ ...MQ_CLIENT, credentials: config.config.credentials }) };
}

/**
 * Assumes the role, if there are no valid credentials yet, before the first call needs them,
 * so that a missing role can be told from a denied call.
 * @throws EvaluationRoleError if the role cannot be assumed
 */
async function assume(roleArn: string, { config }: Clients): Promise<void> {
  try {
    await config.config.credentials();
  } catch (error) {
    if (isPassing(error)) throw error;
    throw new EvaluationRoleError(
      `${roleArn} cannot be assumed (${codeOf(error)}: ${explanationOf(error)}). ` +
        'Check that the evaluation role is deployed in that account.',
      { cause: error },
    );
  }
}

function createAccount({ config, mq }: Clients): AwsAccount {
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
      const { FailedEvaluations = [] } = await call('PutEvaluations', () =>
        config.send(command, { abortSignal: signal }),
      );
      return FailedEvaluations.map(({ ComplianceResourceId }) => ComplianceResourceId ?? 'an unnamed resource');
    },

    async itemAt(resourceId, time, signal) {
      const command = new GetResourceConfigHistoryCommand({
        resourceType: BROKER_RESOURCE_TYPE,
        resourceId,
        laterTime: time,
        limit: 1,
      });
      const { configurationItems } = await call('GetResourceConfigHistory', () =>
        config.send(command, { abortSignal: signal }),
      );
      return configurationItems?.[0];
    },

    async describeBroker(brokerId, signal) {
      const command = new DescribeBrokerCommand({ BrokerId: brokerId });
      try {
        return fromDescribeBroker(await call('DescribeBroker', () => mq.send(command, { abortSignal: signal })));
      } catch (error) {
        if (error instanceof RefusedError && error.code === 'NotFoundException') return undefined;
        throw error;
      }
    },

    recordedResults: (ruleName, values, signal) =>
      pages(
        'GetComplianceDetailsByConfigRule',
        paginateGetComplianceDetailsByConfigRule(
          { client: config, pageSize: PAGE_SIZE },
          { ConfigRuleName: ruleName, ComplianceTypes: [...values] },
          { abortSignal: signal },
        ),
        ({ EvaluationResults = [] }) =>
          EvaluationResults.flatMap(({ EvaluationResultIdentifier: identifier }) => {
            const resourceId = identifier?.EvaluationResultQualifier?.ResourceId;
            return resourceId === undefined ? [] : [{ resourceId, orderingTimestamp: identifier?.OrderingTimestamp }];
          }),
      ),

    discoveredBrokers: (signal) =>
      noneWithoutRecorder(
        pages(
          'ListDiscoveredResources',
          paginateListDiscoveredResources(
            { client: config, pageSize: PAGE_SIZE },
            { resourceType: BROKER_RESOURCE_TYPE },
            { abortSignal: signal },
          ),
          ({ resourceIdentifiers = [] }) =>
            resourceIdentifiers.flatMap(({ resourceId, resourceName }) =>
              resourceId === undefined ? [] : [{ resourceId, resourceName }],
            ),
        ),
      ),

    listBrokers: (signal) =>
      pages(
        'ListBrokers',
        paginateListBrokers({ client: mq, pageSize: PAGE_SIZE }, {}, { abortSignal: signal }),
        ({ BrokerSummaries = [] }) => BrokerSummaries.map(fromBrokerSummary),
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

async function* pages<Page, T>(
  operation: string,
  paginator: AsyncIterable<Page>,
  items: (page: Page) => readonly T[],
): AsyncGenerator<readonly T[]> {
  const iterator = paginator[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await call(operation, () => iterator.next());
    if (done) return;
    yield items(value);
  }
}

/** @throws RefusedError for an error that a retry would repeat, else the error itself */
async function call<T>(operation: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (cause) {
    if (operation === 'PutEvaluations') throw withoutQuotes(operation, cause);
    if (isPassing(cause)) throw cause;
    throw new RefusedError(operation, codeOf(cause), explanationOf(cause), { cause });
  }
}

/**
 * AWS quotes values of a request in its errors. For `PutEvaluations`, that can be the result token. Errors are logged,
 * so only the code of these errors may be kept.
 */
function withoutQuotes(operation: string, cause: unknown): Error {
  return isPassing(cause)
    ? new Error(`${operation} failed: ${codeOf(cause)}`)
    : new RefusedError(operation, codeOf(cause));
}

/**
 * Codes that AWS returns with a 4xx status although the same call may succeed later. The SDK has such a list too,
 * but importing it would add 15 kB to the bundle, which has to fit into a template.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
const PASSING_CODES = /Throttl|TooManyRequests|LimitExceeded|SlowDown|Timeout|ExpiredToken|RequestExpired|Skewed/;

/** Whether the same call may succeed later. Without an HTTP status, there was no response at all. */
function isPassing(error: unknown): boolean {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === undefined || status < 400 || status === 429 || status >= 500 || PASSING_CODES.test(codeOf(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}

function explanationOf(error: unknown): string | undefined {
  return error instanceof Error ? error.message : undefined;
}
