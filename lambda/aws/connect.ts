import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { MqClient } from '@aws-sdk/client-mq';
import { SERVICE_NAME } from '../../checks/metrics.ts';
import type { Connect } from '../ports.ts';
import { EvaluationRoleError } from '../ports.ts';
import type { Clients } from './account.ts';
import { createAccount } from './account.ts';
import { codeOf, explanationOf, isPassing } from './call.ts';
import type { Ec2 } from './ec2.ts';
import { wholeAnswers } from './whole-answers.ts';

/**
 * Without a connection or headers by then, a call has lost its connection: AWS responds within a second. By default, the
 * SDK waits forever, and one hanging read would hold up a whole sweep until the deadline.
 */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };

/**
 * One for all accounts and services: each account's own would take connections of its own, which cost a TLS handshake
 * and stay open. What it has open is not bound to credentials, as each request is signed by itself.
 */
const requestHandler = wholeAnswers(new ConfigServiceClient({ requestHandler: TIMEOUTS }).config.requestHandler);

/**
 * A change event is evaluated within seconds or retried by Lambda after a minute, so a few attempts are enough.
 */
const CONFIG_CLIENT = { requestHandler, maxAttempts: 4 };

/**
 * A sweep of an account with many brokers uses up its 100 Amazon MQ calls and is then throttled to 15 a second.
 * `adaptive` slows down to that rate after the first throttled calls, where `standard` would run out of retries.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html#api-throttling-limits
 *
 * Amazon EC2 throttles in the same way.
 * https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html
 */
const SWEEP_CLIENT = { requestHandler, maxAttempts: 8, retryMode: 'adaptive' } as const;

/** Each warm account uses memory. */
const MAX_WARM_ACCOUNTS = 50;

/**
 * Connects to an account: with the function's own credentials in its own account, with those of the evaluation role in
 * any other account. A warm function keeps clients and temporary credentials for its next invocations.
 * @param roleName the name of the evaluation role, with its path if it has one; without it, the function serves only
 *   its own account
 * @param loadEc2 loads what reads Amazon EC2, when a check needs it
 */
export function createConnect(roleName: string | undefined, loadEc2: LoadEc2 = noEc2): Connect {
  const warm = new Map<string, Clients>();
  // Created while Lambda initializes the function, not in its first invocation.
  const own: Clients = {
    config: new ConfigServiceClient(CONFIG_CLIENT),
    mq: new MqClient(SWEEP_CLIENT),
    ec2: ec2With(SWEEP_CLIENT, loadEc2),
  };
  return async (accountId, self) => {
    if (accountId === self.accountId) return createAccount(own, () => {});
    if (!roleName) {
      throw new EvaluationRoleError(`The rule is in account ${accountId}, but no evaluation role is configured.`);
    }
    const roleArn = `arn:${self.partition}:iam::${accountId}:role/${roleName}`;
    const clients = warm.get(accountId) ?? (await createClients(roleArn, loadEc2));
    await assume(roleArn, clients);
    // Added last, so that the first is the one that was used longest ago.
    warm.delete(accountId);
    warm.set(accountId, clients);
    const [oldest = accountId] = warm.keys();
    if (warm.size > MAX_WARM_ACCOUNTS) warm.delete(oldest);
    return createAccount(clients, () => warm.delete(accountId));
  };
}

/**
 * Makes the clients of an account whose calls have the credentials of a role. The first call assumes it.
 * @param handler brings the answers of all calls
 */
export async function createClients(
  roleArn: string,
  loadEc2: LoadEc2 = noEc2,
  handler = requestHandler,
): Promise<Clients> {
  // Loaded only if a role is assumed: it takes a good part of the startup time.
  const { fromTemporaryCredentials } = await import('@aws-sdk/credential-providers');
  const credentials = fromTemporaryCredentials({
    params: { RoleArn: roleArn, RoleSessionName: SERVICE_NAME },
    clientConfig: { ...CONFIG_CLIENT, requestHandler: handler },
  });
  const config = new ConfigServiceClient({ ...CONFIG_CLIENT, requestHandler: handler, credentials });
  const sweepClient = { ...SWEEP_CLIENT, requestHandler: handler, credentials: config.config.credentials };
  return { config, mq: new MqClient(sweepClient), ec2: ec2With(sweepClient, loadEc2) };
}

/** Most deployments never load it, and it would slow their start down. */
type LoadEc2 = () => Promise<{ readonly createEc2: (config: EC2ClientConfig) => Ec2 }>;

async function noEc2(): Promise<never> {
  throw new TypeError('This function has no check that reads Amazon EC2.');
}

function ec2With(config: EC2ClientConfig, load: LoadEc2): Clients['ec2'] {
  let made: Promise<Ec2> | undefined;
  return () => {
    made ??= load().then(({ createEc2 }) => createEc2(config));
    return made;
  };
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
        'Check that the evaluation role is deployed in that account, and that AWS STS is active there in this region.',
      { cause: error },
    );
  }
}
