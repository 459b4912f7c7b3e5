import { AccountClient, paginateListRegions } from '@aws-sdk/client-account';
import { DescribeBrokerCommand, MqClient, paginateListBrokers } from '@aws-sdk/client-mq';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { IngressReads } from '../../checks/ingress-look-up.ts';
import { BROKERS_AT_ONCE, REGIONS_AT_ONCE } from './concurrency.ts';
import { listAll, listPages } from './pages.ts';
import type { Aws, RegionReads, Role, Session } from './ports.ts';

const PAGE_SIZE = 100;
// https://docs.aws.amazon.com/accounts/latest/reference/API_ListRegions.html
const REGIONS_PAGE_SIZE = 50;

const SESSION_NAME = 'rabbitmq-conformance';

const maxSockets = REGIONS_AT_ONCE * BROKERS_AT_ONCE;

const CONNECTIONS = {
  // By default, the SDK waits forever: a lost connection would hang the scan.
  ...{ connectionTimeout: 5_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  // With fewer, calls would wait for a connection, and the SDK warns of that.
  ...{ httpAgent: { maxSockets }, httpsAgent: { maxSockets } },
};

/** What the clients of all sessions have in common. */
type Common = Pick<STSClient['config'], 'requestHandler'> & { readonly maxAttempts?: number };

type Credentials = STSClient['config']['credentials'];

/** The connection, and the configuration of clients of other services with the user's own credentials. */
export interface Connection extends Aws {
  readonly own: Common & { readonly credentials: Credentials; readonly region: string };
}

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
}): Promise<Connection | undefined> {
  const attempts = environment.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: 8 };
  const named = { ...attempts, ...(profile === undefined ? {} : { profile }) };
  // The AWS CLI reads a second variable, which the SDK ignores.
  const given = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const first = new STSClient({ ...named, requestHandler: CONNECTIONS, ...(given ? { region: given } : {}) });
  const region = (await first.config.region().catch(() => undefined)) ?? regions[0];
  if (region === undefined) return undefined;

  const { requestHandler, credentials } = first.config;
  // One handler, so that all accounts share the connections to a region.
  const common = { ...attempts, requestHandler };
  // One client assumes all roles, so that it slows down for all if STS throttles one. It calls STS in its region.
  const sts = new STSClient({ ...named, ...common, credentials, region, retryMode: 'adaptive' });
  return {
    homeRegion: region,
    own: { ...common, credentials, region },
    session: (role) => {
      const own = role ? new STSClient({ ...common, region, credentials: assume(role, sts) }) : sts;
      return createSession(own, region, common);
    },
  };
}

function assume({ arn: RoleArn, externalId: ExternalId }: Role, sts: STSClient) {
  return async () => {
    const { Credentials: given } = await sts.send(
      new AssumeRoleCommand({ RoleArn, ExternalId, RoleSessionName: SESSION_NAME }),
    );
    if (!given?.AccessKeyId || !given.SecretAccessKey) throw new Error('the AssumeRole response has no credentials');
    return {
      accessKeyId: given.AccessKeyId,
      secretAccessKey: given.SecretAccessKey,
      ...(given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
      ...(given.Expiration === undefined ? {} : { expiration: given.Expiration }),
    };
  };
}

function createSession(sts: STSClient, homeRegion: string, common: Common): Session {
  // The client keeps them until shortly before they expire, so that a role is assumed once for all regions.
  const { credentials } = sts.config;
  return {
    async signIn() {
      await credentials();
    },

    async identity() {
      const { Account, Arn } = await sts.send(new GetCallerIdentityCommand());
      const [, partition] = Arn?.split(':') ?? [];
      if (!Account || !partition) throw new Error('the GetCallerIdentity response has no account');
      return { accountId: Account, partition };
    },

    async enabledRegions() {
      const client = new AccountClient({ ...common, credentials, region: homeRegion });
      return await listAll(
        paginateListRegions(
          { client, pageSize: REGIONS_PAGE_SIZE },
          { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
        ),
        ({ Regions }) => Regions?.flatMap(({ RegionName }) => RegionName ?? []),
      );
    },

    region: (name) => createRegionReads(credentials, name, common),
  };
}

function createRegionReads(credentials: Credentials, region: string, common: Common): RegionReads {
  // Amazon MQ allows an account a burst of 100 calls and then 15 a second. `adaptive` slows down to that rate.
  // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/amazon-mq-limits.html#api-throttling-limits
  const configuration = { ...common, retryMode: 'adaptive', credentials, region };
  const client = new MqClient(configuration);
  // Few checks need it, and its client is large.
  let loading: Promise<IngressReads> | undefined;
  const ec2 = () => {
    loading ??= import('./ec2.ts').then(({ createEc2Reads }) => createEc2Reads(configuration));
    return loading;
  };
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

    securityGroup: async (id) => (await ec2()).securityGroup(id),
    prefixListEntries: async (id) => (await ec2()).prefixListEntries(id),
  };
}
