import type { Json } from '../plan/described.ts';
import { described, KEY, SUBNETS } from '../plan/described.ts';

/** An account and region of an inventory. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly brokers: readonly Json[];
  readonly problems?: readonly string[];
}

/** The ID of the broker with a number. */
export function idOf(number: number): string {
  return `b-${String(number).padStart(8, '0')}-1111-4111-8111-0123456789ab`;
}

/** A `DescribeBroker` answer of a private single instance, in an account and region. */
export function brokerIn(account: string, region: string, number: number, differences: Json = {}): Json {
  const { BrokerName = `broker-${number}` } = differences;
  return described({
    BrokerId: idOf(number),
    BrokerArn: `arn:aws:mq:${region}:${account}:broker:${BrokerName}:${idOf(number)}`,
    BrokerName,
    Logs: { General: true },
    Tags: { environment: 'dev' },
    ...differences,
  });
}

/** A cluster of which every check passes. */
export const GOOD: Json = {
  DeploymentMode: 'CLUSTER_MULTI_AZ',
  SubnetIds: SUBNETS,
};

/** What `scan --output-inventory` writes. */
export function inventoryOf(places: readonly Place[]): string {
  return places
    .map(({ account, region, brokers, problems = [] }) =>
      JSON.stringify({
        Source: `${account}/${region}`,
        BrokerSummaries: brokers,
        ...(problems.length > 0 ? { NextToken: 'not read', Problems: problems } : {}),
      }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

const ACCOUNTS = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'];
const REGIONS = ['eu-west-1', 'us-east-1'];

/** Every shape that a broker has here, each with what is to be done about it. */
const SHAPES: readonly (readonly [kind: 'new broker' | 'in place' | 'nothing', differences: Json])[] = [
  ['new broker', {}],
  ['new broker', { PubliclyAccessible: true, SecurityGroups: [], SubnetIds: SUBNETS.slice(0, 2) }],
  ['new broker', { PubliclyAccessible: true, ...GOOD, SecurityGroups: [] }],
  ['new broker', { Logs: { General: false }, SubnetIds: SUBNETS.slice(0, 2) }],
  ['new broker', { SubnetIds: [...SUBNETS, 'subnet-0aaaaaaaaaaaaaaa4'] }],
  ['new broker', { EngineVersion: '3.8.11', HostInstanceType: 'mq.t3.micro', Configurations: {} }],
  ['new broker', { EngineVersion: '3.11.28', AutoMinorVersionUpgrade: false }],
  ['new broker', { EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large' }],
  ['new broker', { EngineVersion: '4.3', HostInstanceType: 'mq.m7g.xlarge', SubnetIds: SUBNETS }],
  ['new broker', { EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY }, SubnetIds: SUBNETS }],
  ['new broker', { EncryptionOptions: { UseAwsOwnedKey: false } }],
  ['new broker', { EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large', AuthenticationStrategy: 'CONFIG_MANAGED' }],
  ['new broker', { Tags: { environment: 'prod', 'a key ${x}': '"; rm -rf / #', for: '{{resolve:ssm:/x}}' } }],
  ['new broker', { Tags: {}, MaintenanceWindowStartTime: undefined }],
  ['in place', { ...GOOD, Logs: { General: false } }],
  ['in place', { ...GOOD, Logs: { General: false, Pending: { General: true } } }],
  ['nothing', { ...GOOD }],
  ['nothing', { ...GOOD, EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large' }],
  ['nothing', { EngineType: 'ACTIVEMQ', DeploymentMode: 'ACTIVE_STANDBY_MULTI_AZ' }],
  ['nothing', { BrokerState: 'DELETION_IN_PROGRESS' }],
];

/** 200 brokers of every shape, in five accounts with two regions each. Two of each place are in the waves test and prod. */
export function fleetOf200(): { readonly places: readonly Place[]; readonly kinds: ReadonlyMap<string, string> } {
  const kinds = new Map<string, string>();
  const places = ACCOUNTS.flatMap((account, a) =>
    REGIONS.map((region, r) => {
      const first = (a * REGIONS.length + r) * SHAPES.length;
      const brokers = SHAPES.map(([kind, differences], index) => {
        kinds.set(idOf(first + index), kind);
        const environment = ['dev', 'test', 'prod'][(first + index) % 3];
        const Tags = { environment, ...(differences.Tags as Json | undefined) };
        return brokerIn(account, region, first + index, { ...differences, ...(index === 13 ? {} : { Tags }) });
      });
      return { account, region, brokers };
    }),
  );
  return { places, kinds };
}
