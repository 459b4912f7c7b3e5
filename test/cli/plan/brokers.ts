import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventItem, broker as factsOf } from '../forms.ts';

import type { Json } from './described.ts';
import {
  CONFIGURATION,
  camelCase,
  described,
  GROUPS,
  ID,
  item,
  KEY,
  publicBroker,
  SUBNETS,
  WINDOW,
} from './described.ts';

/** What the new broker must have. A missing member is not checked. */
export interface Expected {
  readonly name: string;
  readonly engineVersion: string;
  readonly hostInstanceType: string;
  readonly subnetIds?: readonly string[];
  readonly securityGroups?: readonly string[];
  readonly configuration?: { readonly Id: string; readonly Revision: number } | undefined;
  readonly window?: Json;
  readonly tags?: Readonly<Record<string, string>>;
  readonly kmsKey?: string;
  readonly managedKey?: boolean;
  /** Parts of its notices. */
  readonly notices?: readonly (string | RegExp)[];
}

/** The tag of a new broker that replaces the one with `ID`. */
export const REPLACES = { 'rabbitmq-conformance:replaces': ID } as const;
const KEPT = {
  configuration: CONFIGURATION,
  window: WINDOW,
  tags: { team: 'payments', ...REPLACES },
} as const;
const PRIVATE = { ...KEPT, securityGroups: GROUPS } as const;
const ORDERS = { name: 'orders-cluster', engineVersion: '3.13', hostInstanceType: 'mq.m5.large' } as const;

const FIFTY_TAGS = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, 'x']));

const RECORDED: Json = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../examples/cloud-control-rabbitmq.json'), 'utf8'),
);

/** Brokers that need a new one: what is known about each, options, and what the new one must be. */
export const BROKERS: readonly (readonly [
  name: string,
  input: unknown,
  options: readonly string[],
  expected: Expected,
])[] = [
  [
    'the public single instance that was recorded in an account',
    RECORDED,
    [],
    {
      name: 'cdkrd-0810-rabbit-cluster',
      engineVersion: '3.13',
      hostInstanceType: 'mq.m5.large',
      configuration: { Id: 'c-5789d12a-8b4a-4233-9e2d-6105e35763fc', Revision: 1 },
      window: { DayOfWeek: 'MONDAY', TimeOfDay: '17:00', TimeZone: 'UTC' },
      tags: {
        'cdkrd:ephemeral': '1',
        'rabbitmq-conformance:replaces': 'b-a15bd5d4-f4bf-42bc-96ef-8ba5abb140b2',
      },
      notices: ['The plan does not reuse those of a public broker', 'The plan creates a security group'],
    },
  ],
  [
    'a public single instance',
    publicBroker(),
    [],
    {
      ...ORDERS,
      ...KEPT,
      notices: ['Provide private subnets in three Availability Zones', 'RabbitMQ 4 will be a second move'],
    },
  ],
  [
    'a public one with subnets, which the plan does not reuse',
    publicBroker({ SubnetIds: SUBNETS }),
    [],
    { ...ORDERS, ...KEPT, notices: ['The plan does not reuse those of a public broker'] },
  ],
  [
    'a public one, and a network that is given',
    publicBroker(),
    ['--subnet-ids', SUBNETS.join(','), '--security-groups', GROUPS.join(',')],
    { ...ORDERS, ...KEPT, subnetIds: SUBNETS, securityGroups: GROUPS },
  ],
  [
    'a private single instance, whose one subnet is not reused',
    described(),
    [],
    {
      ...ORDERS,
      ...PRIVATE,
      notices: [
        /Provide private subnets in three Availability Zones.*The old broker has only one, and the plan does not reuse it/,
      ],
    },
  ],
  [
    'a private one with two subnets, which are not reused',
    described({ SubnetIds: SUBNETS.slice(1) }),
    [],
    { ...ORDERS, ...PRIVATE, notices: ['The old broker has only two, and the plan does not reuse them'] },
  ],
  [
    'a private one with three subnets',
    described({ SubnetIds: SUBNETS }),
    [],
    { ...ORDERS, ...PRIVATE, subnetIds: SUBNETS },
  ],
  [
    'two subnets that are given',
    described({ SubnetIds: SUBNETS }),
    ['--subnet-ids', SUBNETS.slice(1).join(',')],
    { ...ORDERS, ...PRIVATE, subnetIds: SUBNETS.slice(1), notices: ['You chose two subnets. If'] },
  ],
  [
    'a broker that replaced another one itself',
    described({ Tags: { team: 'payments', ...REPLACES, 'rabbitmq-conformance:replaced-by': 'b-x' } }),
    [],
    { ...ORDERS, ...PRIVATE },
  ],
  [
    'as many tags as a broker can have',
    described({ Tags: FIFTY_TAGS }),
    [],
    { ...ORDERS, ...PRIVATE, tags: FIFTY_TAGS },
  ],
  ['an answer of the API', camelCase(described()), [], { ...ORDERS, ...PRIVATE }],
  ['a configuration item', item(described()), [], { ...ORDERS, ...PRIVATE }],
  [
    'a history, of which the newest item counts',
    {
      configurationItems: [
        item(described({ HostInstanceType: 'mq.m5.xlarge' })),
        item(described(), { configurationItemCaptureTime: '2025-03-02T09:15:27.412Z' }),
      ],
    },
    [],
    { ...ORDERS, ...PRIVATE, hostInstanceType: 'mq.m5.xlarge' },
  ],
  [
    'a public cluster with its log',
    publicBroker({ DeploymentMode: 'CLUSTER_MULTI_AZ', Logs: { General: true } }),
    [],
    { ...ORDERS, ...KEPT },
  ],
  [
    'mq.t3.micro, which cannot be in a cluster',
    described({ HostInstanceType: 'mq.t3.micro' }),
    [],
    {
      ...ORDERS,
      ...PRIVATE,
      hostInstanceType: 'mq.m7g.large',
      notices: ['The instance type is mq.m7g.large: Amazon MQ does not support mq.t3.micro for clusters'],
    },
  ],
  ...['3.8.6', '3.10.20', '3.11.28', '3.12.13'].map(
    (version) =>
      [
        `RabbitMQ ${version}, which is no longer offered`,
        described({ EngineVersion: version }),
        [],
        {
          ...ORDERS,
          securityGroups: GROUPS,
          window: WINDOW,
          tags: KEPT.tags,
          notices: [
            /RabbitMQ 3\.13 instead of 3\.\d+: Amazon MQ accepts only 3\.13, 4\.2, 4\.3/,
            'Configuration c-1234a5b6-78cd-901e-2fgh-3i45j6k178l9 (revision 4) is not kept',
          ],
        },
      ] as const,
  ),
  [
    'RabbitMQ 4.2',
    described({ EngineVersion: '4.2', HostInstanceType: 'mq.m7g.xlarge' }),
    [],
    { ...ORDERS, ...PRIVATE, engineVersion: '4.2', hostInstanceType: 'mq.m7g.xlarge', notices: ['The limits in'] },
  ],
  [
    'RabbitMQ 4.9, which is newer than what is known',
    described({ EngineVersion: '4.9.1', HostInstanceType: 'mq.m7g.xlarge' }),
    [],
    {
      ...ORDERS,
      ...PRIVATE,
      engineVersion: '4.9',
      hostInstanceType: 'mq.m7g.xlarge',
      notices: ['This program does not know RabbitMQ 4.9'],
    },
  ],
  [
    'an upgrade to 4.2, which mq.m5 does not have',
    described({ HostInstanceType: 'mq.m5.2xlarge' }),
    ['--engine-version', '4.2'],
    {
      ...ORDERS,
      securityGroups: GROUPS,
      engineVersion: '4.2',
      hostInstanceType: 'mq.m7g.2xlarge',
      notices: [
        'RabbitMQ 4.2 instead of 3.13',
        'amqplib must be 0.10.7',
        'CloudWatch has no metrics of single queues',
        'Amazon MQ does not support mq.m5.2xlarge for clusters of RabbitMQ 4.2',
      ],
    },
  ],
  [
    'an instance type that is not known here',
    described({ HostInstanceType: 'mq.m9g.large' }),
    [],
    { ...ORDERS, ...PRIVATE, hostInstanceType: 'mq.m9g.large', notices: ['This program does not know mq.m9g.large'] },
  ],
  [
    'a KMS key',
    described({ EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY } }),
    [],
    { ...ORDERS, ...PRIVATE, kmsKey: KEY, notices: ['The KMS key is kept'] },
  ],
  [
    'the key that AWS manages',
    described({ EncryptionOptions: { UseAwsOwnedKey: false } }),
    [],
    { ...ORDERS, ...PRIVATE, managedKey: true },
  ],
  [
    'a KMS key that is given, as that of the broker is an alias',
    described({ EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: 'alias/orders' } }),
    ['--kms-key-id', KEY],
    { ...ORDERS, ...PRIVATE, kmsKey: KEY, notices: ['The KMS key is the one that you chose'] },
  ],
  [
    'a KMS key that is given, where AWS owned it',
    described(),
    ['--kms-key-id', KEY],
    { ...ORDERS, ...PRIVATE, kmsKey: KEY },
  ],
  [
    'tags that Terraform could take for the beginning of something',
    described({ Tags: { for: 'x', true: 'y', null: 'z', 'a b': '' } }),
    [],
    { ...ORDERS, ...PRIVATE, tags: { for: 'x', true: 'y', null: 'z', 'a b': '', ...REPLACES } },
  ],
  [
    'a name of 50 characters',
    described({ BrokerName: 'n'.repeat(50) }),
    [],
    { ...ORDERS, ...PRIVATE, name: `${'n'.repeat(42)}-cluster` },
  ],
  [
    'a name that the plan itself would choose',
    described({ BrokerName: 'orders-cluster' }),
    [],
    { ...ORDERS, ...PRIVATE, name: 'orders-cluster-2' },
  ],
  ['a name that is given', described(), ['--name', 'orders_v2'], { ...ORDERS, ...PRIVATE, name: 'orders_v2' }],
  [
    'a name with characters that no broker has',
    described({ BrokerName: `or"; rm -rf /\n\${x}` }),
    [],
    { ...ORDERS, ...PRIVATE, name: 'or-rm--rf-x--cluster', notices: ['The old name has characters'] },
  ],
  ['a name that begins with a dash', described({ BrokerName: '-orders' }), [], { ...ORDERS, ...PRIVATE }],
  [
    'users that the configuration authenticates',
    described({ EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large', AuthenticationStrategy: 'config_managed' }),
    [],
    {
      ...ORDERS,
      ...PRIVATE,
      engineVersion: '4.2',
      hostInstanceType: 'mq.m7g.large',
      configuration: undefined,
      notices: ['The new one is created with a password', 'first set up private networking'],
    },
  ],
  [
    'LDAP, which RabbitMQ has from its configuration',
    described({ AuthenticationStrategy: 'LDAP', LdapServerMetadata: { Hosts: ['ldap.example.com'] } }),
    [],
    { ...ORDERS, ...PRIVATE, notices: ['AuthenticationStrategy LDAP is not kept'] },
  ],
  [
    'upgrades that are off, and changes that are pending',
    described({
      AutoMinorVersionUpgrade: false,
      BrokerState: 'REBOOT_IN_PROGRESS',
      PendingEngineVersion: '4.2',
      PendingHostInstanceType: 'mq.m7g.large',
      StorageSize: 300,
    }),
    [],
    {
      ...ORDERS,
      ...PRIVATE,
      notices: [
        'AutoMinorVersionUpgrade was off',
        'state REBOOT_IN_PROGRESS',
        'An engine upgrade is pending. The plan ignores it',
        'A change of the instance type is pending. The plan ignores it',
        'The storage size of 300 GB',
      ],
    },
  ],
  [
    'a configuration item with little in it, and options for the rest',
    eventItem(factsOf({ name: 'orders', publiclyAccessible: true })),
    ['--engine-version', '4.3', '--host-instance-type', 'mq.m7g.large'],
    { name: 'orders-cluster', engineVersion: '4.3', hostInstanceType: 'mq.m7g.large' },
  ],
];
