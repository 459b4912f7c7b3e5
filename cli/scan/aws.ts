import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import { DescribeBrokerCommand, MqClient, paginateListBrokers } from '@aws-sdk/client-mq';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { listAll, listPages } from './pages.ts';
import type { Aws, RegionReads, Session } from './ports.ts';

const PAGE_SIZE = 100;
// https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
const REGIONS_PAGE_SIZE = 50;

const SESSION_NAME = 'rabbitmq-conformance';

/** By default, the SDK waits forever: a lost connection would hang the scan. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true };

type Credentials = STSClient['config']['credentials'];

/**
 * Connects to AWS with the default credential chain: environment, profile, SSO, web identity, container, instance.
 * @param options.regions where to start if no region is configured
 * @param options.environment `AWS_MAX_ATTEMPTS` limits the attempts of a call
 * @returns `undefined` if no region is known to start in
 */
export async function connectAws({
  profile,
  regions,
  environment,
}: {
  readonly profile?: string | undefined;
  readonly regions: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<Aws | undefined> {
  const attempts = environment.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: 8 };
  const common = { requestHandler: TIMEOUTS, ...attempts, ...(profile === undefined ? {} : { profile }) };
  // The AWS CLI reads a second variable, which the SDK ignores.
  const region = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const configured = new STSClient({ ...common, ...(region ? { region } : {}) });
  const homeRegion = (await configured.config.region().catch(() => undefined)) ?? regions[0];
  if (homeRegion === undefined) return undefined;

  const own = new STSClient({ ...common, region: homeRegion });
  const open = (sts: STSClient): Session => createSession(sts, homeRegion, attempts);
  return {
    homeRegion,
    session(roleArn) {
      if (roleArn === undefined) return open(own);
      const credentials = fromTemporaryCredentials({
        masterCredentials: own.config.credentials,
        params: { RoleArn: roleArn, RoleSessionName: SESSION_NAME },
        clientConfig: { ...common, region: homeRegion },
      });
      return open(new STSClient({ ...common, region: homeRegion, credentials }));
    },
  };
}

function createSession(sts: STSClient, homeRegion: string, attempts: { readonly maxAttempts?: number }): Session {
  // This client keeps its credentials until they expire, so that a role is assumed once for all regions.
  const { credentials } = sts.config;
  return {
    async signIn() {
      await credentials();
    },

    async accountId() {
      const { Account } = await sts.send(new GetCallerIdentityCommand());
      if (!Account) throw new Error('the GetCallerIdentity response has no account');
      return Account;
    },

    async enabledRegions() {
      const client = new AccountClient({ requestHandler: TIMEOUTS, ...attempts, credentials, region: homeRegion });
      try {
        return await listAll(
          paginateListRegions(
            { client, pageSize: REGIONS_PAGE_SIZE },
            { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
          ),
          ({ Regions }) => Regions?.flatMap(({ RegionName }) => RegionName ?? []),
        );
      } finally {
        client.destroy();
      }
    },

    region: (name) => createRegionReads(credentials, name, attempts),
  };
}

function createRegionReads(
  credentials: Credentials,
  region: string,
  attempts: { readonly maxAttempts?: number },
): RegionReads {
  // Amazon MQ allows an account a burst of 100 calls and then 15 a second. `adaptive` slows down to that rate.
  // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html#api-throttling-limits
  const client = new MqClient({
    requestHandler: TIMEOUTS,
    retryMode: 'adaptive',
    ...attempts,
    credentials,
    region,
  });
  return {
    listBrokers: () =>
      listPages(paginateListBrokers({ client, pageSize: PAGE_SIZE }, {}), ({ BrokerSummaries }) =>
        BrokerSummaries?.map((summary) => ({ ...summary })),
      ),

    async describeBroker(brokerId) {
      try {
        const { $metadata, ...answer } = await client.send(new DescribeBrokerCommand({ BrokerId: brokerId }));
        return answer;
      } catch (error) {
        if (error instanceof Error && error.name === 'NotFoundException') return undefined;
        throw error;
      }
    },

    close: () => client.destroy(),
  };
}
