import type { CreateBrokerRequest } from '@aws-sdk/client-mq';
import { CreateBrokerCommand, MqClient } from '@aws-sdk/client-mq';
import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { Call } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import type { Broker } from '../../simulator/aws/simulation.ts';
import { createSimulation } from '../../simulator/aws/simulation.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { answer } from '../../simulator/services.ts';
import { makeBroker, startAdministratorSession } from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import type { Moto } from '../support/moto.ts';
import { MOTO_ACCOUNT, startMoto } from '../support/moto.ts';
import { findWitness } from '../support/python.ts';
import { send } from './send.ts';

const program = findWitness('moto_server');

const HERE = { accountId: MOTO_ACCOUNT, region: 'eu-west-1' };

/** The same brokers, as moto is asked to make them and as the simulator has them. */
const BROKERS: Readonly<Record<string, { wish: Partial<CreateBrokerRequest>; here: Partial<Broker> }>> = {
  'RabbitMQ cluster': {
    wish: { EngineType: 'RABBITMQ', DeploymentMode: 'CLUSTER_MULTI_AZ', Logs: { General: true } },
    here: {},
  },
  'RabbitMQ single public unlogged': {
    wish: { EngineType: 'RABBITMQ', DeploymentMode: 'SINGLE_INSTANCE', PubliclyAccessible: true },
    here: { deploymentMode: 'SINGLE_INSTANCE', publiclyAccessible: true, logs: { general: false } },
  },
  'ActiveMQ pair': {
    wish: { EngineType: 'ACTIVEMQ', EngineVersion: '5.18', DeploymentMode: 'ACTIVE_STANDBY_MULTI_AZ' },
    here: {
      ...{ engineType: 'ACTIVEMQ', engineVersion: '5.18', deploymentMode: 'ACTIVE_STANDBY_MULTI_AZ' },
      logs: { general: false },
    },
  },
};

const ALL = Object.keys(BROKERS);

interface Difference {
  readonly operation: 'ListBrokers' | 'DescribeBroker';
  readonly field: string;
  readonly how: 'only in moto' | 'only here' | 'another value';
  readonly brokers: readonly string[];
  /** Which of the two is right, and why the other may be wrong. */
  readonly reason: string;
}

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/broker.html
const NAMELESS = 'The simulator is right. Moto leaves the name of the broker out.';

/** Members that AWS sends and the simulator does not. */
function unread(operation: Difference['operation'], fields: readonly string[], brokers = ALL): readonly Difference[] {
  const reason = 'Moto is right. No check reads it, and no answer is refused for want of it.';
  return fields.map((field) => ({ operation, field, how: 'only in moto', brokers, reason }));
}

// https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers-broker-id.html
const KNOWN: readonly Difference[] = [
  { operation: 'ListBrokers', field: 'brokerArn', how: 'another value', brokers: ALL, reason: NAMELESS },
  { operation: 'DescribeBroker', field: 'brokerArn', how: 'another value', brokers: ALL, reason: NAMELESS },
  ...unread('ListBrokers', ['created']),
  ...unread('DescribeBroker', [
    'autoMinorVersionUpgrade',
    'brokerInstances',
    'configurations.current.id',
    'configurations.current.revision',
    'configurations.history',
    'created',
    'encryptionOptions.useAwsOwnedKey',
    'maintenanceWindowStartTime.dayOfWeek',
    'maintenanceWindowStartTime.timeOfDay',
    'maintenanceWindowStartTime.timeZone',
    'subnetIds',
    'tags',
    'users',
  ]),
  // RabbitMQ has no audit log.
  ...unread('DescribeBroker', ['logs.audit'], ['ActiveMQ pair']),
];

describeWith(program)('Amazon MQ as moto and the simulator imitate it', () => {
  let moto: Moto;
  let endpoints: AwsEndpoints;
  let accessKeyId: string;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    const simulation = createSimulation(createAwsState([{ id: HERE.accountId, recorders: [] }]), {
      order: 'by-arrival',
    });
    accessKeyId = startAdministratorSession(simulation, HERE.accountId);
    endpoints = await startAwsEndpoints((call) => answer(simulation, call));
    moto = await startMoto(program ?? '');
    const credentials = { accessKeyId, secretAccessKey: 'secret' };
    const mq = new MqClient({ endpoint: moto.url, region: HERE.region, credentials });
    for (const [index, [name, { wish, here }]] of Object.entries(BROKERS).entries()) {
      const brokerName = `broker-${index}`;
      const { BrokerId = '' } = await mq.send(
        new CreateBrokerCommand({ ...REQUEST, ...wish, BrokerName: brokerName } as CreateBrokerRequest),
      );
      ids.set(name, BrokerId);
      const brokerArn = `arn:aws:mq:${HERE.region}:${HERE.accountId}:broker:${brokerName}:${BrokerId}`;
      putBroker(simulation, HERE, makeBroker(HERE, index, { ...here, brokerName, brokerArn, brokerId: BrokerId }));
    }
    mq.destroy();
  });

  afterAll(async () => {
    await endpoints.close();
    await moto.stop();
  });

  async function read(url: string, operation: Difference['operation'], brokerId: string): Promise<Json> {
    const call = { service: 'mq', operation, accessKeyId, region: HERE.region } satisfies Partial<Call>;
    if (operation === 'DescribeBroker') return JSON.parse((await send(url, { ...call, input: { brokerId } })).text);
    const { brokerSummaries } = JSON.parse((await send(url, { ...call, input: {} })).text);
    return (brokerSummaries as readonly Json[]).find((summary) => summary.brokerId === brokerId) ?? {};
  }

  test.each(['ListBrokers', 'DescribeBroker'] as const)('%s: every difference is known', async (operation) => {
    const found = new Map<string, string[]>();
    for (const [name, id] of ids) {
      const [theirs, ours] = await Promise.all([moto.url, endpoints.url].map((url) => read(url, operation, id)));
      for (const difference of compare(fieldsOf(theirs ?? {}), fieldsOf(ours ?? {}))) {
        found.set(difference, [...(found.get(difference) ?? []), name]);
      }
    }
    const known = KNOWN.filter((difference) => difference.operation === operation);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(known.map(({ field, how, brokers }) => [`${field}: ${how}`, brokers])),
    );
  });
});

type Json = Readonly<Record<string, unknown>>;

const REQUEST = {
  EngineVersion: '3.13',
  HostInstanceType: 'mq.m5.large',
  PubliclyAccessible: false,
  AutoMinorVersionUpgrade: true,
  Users: [],
};

/** All members at any depth, by their paths. Lists are members as they are. */
function fieldsOf(answer: Json, path = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(answer).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
        ? [...fieldsOf(value as Json, `${path}${name}.`)]
        : [[`${path}${name}`, JSON.stringify(value)] as const],
    ),
  );
}

function compare(theirs: ReadonlyMap<string, string>, ours: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((field) => {
    if (!ours.has(field)) return [`${field}: only in moto`];
    if (!theirs.has(field)) return [`${field}: only here`];
    return theirs.get(field) === ours.get(field) ? [] : [`${field}: another value`];
  });
}
