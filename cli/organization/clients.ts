import { ConfigServiceClient } from '@aws-sdk/client-config-service';
import type { OrganizationsClient } from '@aws-sdk/client-organizations';
import { STSClient } from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Place } from './port.ts';

/** By default, the SDK waits forever. */
const TIMEOUTS = { connectionTimeout: 5_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

// The region for global services, if no region is configured.
const FALLBACK_REGION = 'us-east-1';

export interface ConnectOptions {
  readonly profile?: string | undefined;
  /**
   * What the trust policies of roles in other accounts ask for.
   * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   */
  readonly externalId?: string | undefined;
  /** `AWS_MAX_ATTEMPTS` limits the attempts of a call. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The configurations of the clients of the AWS SDK. */
export type ClientConfigs = Awaited<ReturnType<typeof configureClients>>;

/** Configures the clients with the default credential chain. */
export async function configureClients({ profile, externalId, environment }: ConnectOptions) {
  const attempts = environment.AWS_MAX_ATTEMPTS ? {} : { maxAttempts: 6 };
  const named = { ...attempts, ...(profile === undefined ? {} : { profile }) };
  // The AWS CLI reads a second variable, which the SDK ignores.
  const given = environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const first = new STSClient({ ...named, ...(given ? { region: given } : {}), requestHandler: TIMEOUTS });
  const region = await first.config.region().catch(() => undefined);
  const { credentials, requestHandler } = first.config;
  // One handler, so that all clients share its connections.
  const common = { ...named, requestHandler, region: region ?? FALLBACK_REGION };
  const own = { ...common, credentials };
  const roles = new Map<string, typeof credentials>();

  const assume = (roleArn: string): typeof credentials => {
    const known = roles.get(roleArn);
    if (known) return known;
    const { credentials: assumed } = new STSClient({
      ...common,
      credentials: fromTemporaryCredentials({
        masterCredentials: credentials,
        params: { RoleArn: roleArn, RoleSessionName: 'rabbitmq-conformance', ExternalId: externalId },
        clientConfig: common,
      }),
    }).config;
    roles.set(roleArn, assumed);
    return assumed;
  };
  const at = ({ region, roleArn }: Place) => ({
    ...own,
    region,
    ...(roleArn === undefined ? {} : { credentials: assume(roleArn) }),
  });

  return {
    /** With your credentials. */
    own,
    /** The region of the profile or the environment. */
    region,
    /** With the region of a place, and the credentials of its role. */
    at,
  };
}

/** Is shown a client before it makes calls. @param place whose credentials it has, if they are those of a role */
export type Follow = (client: ConfigServiceClient | OrganizationsClient | STSClient, place?: Place) => void;

/** Returns the client of AWS Config for a place. */
export type ConfigClients = (place: Place) => ConfigServiceClient;

/** Makes the clients of AWS Config. There is one for each region, but none is kept for a role: there can be thousands. */
export function configClients({ at }: Pick<ClientConfigs, 'at'>, follow: Follow = () => {}): ConfigClients {
  const known = new Map<string, ConfigServiceClient>();
  return (place) => {
    const existing = place.roleArn === undefined ? known.get(place.region) : undefined;
    if (existing) return existing;
    const client = new ConfigServiceClient(at(place));
    follow(client, place);
    if (place.roleArn === undefined) known.set(place.region, client);
    return client;
  };
}
