import fc from 'fast-check';
import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import type { Broker } from '../../checks/broker.ts';
import { evaluateBroker, lacksFacts } from '../../checks/evaluation.ts';
import { valuesOf } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import { THREE_CHECKS } from '../support/checks.ts';

const ID = 'b-11111111-1111-4111-8111-111111111111';
const ARN = `arn:aws:mq:eu-west-1:111122223333:broker:orders:${ID}`;

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const IDENTITY = { id: ID, name: 'orders', arn: ARN, accountId: '111122223333', region: 'eu-west-1' };

/** As the API has it on the wire. */
const ANSWER = {
  brokerArn: ARN,
  brokerId: ID,
  brokerName: 'orders',
  brokerState: 'RUNNING',
  deploymentMode: 'CLUSTER_MULTI_AZ',
  engineType: 'RABBITMQ',
  publiclyAccessible: false,
  logs: { general: true, generalLogGroup: `/aws/amazonmq/broker/${ID}/general` },
  engineVersion: '3.13.7',
  pendingEngineVersion: '4.2',
  hostInstanceType: 'mq.m5.large',
  pendingHostInstanceType: 'mq.m7g.large',
  subnetIds: ['subnet-a', 'subnet-b'],
  securityGroups: ['sg-a'],
  pendingSecurityGroups: ['sg-b'],
  encryptionOptions: { useAwsOwnedKey: false, kmsKeyId: KEY },
  tags: { team: 'orders' },
};

/** As the SDK and the AWS CLI have it. */
const SDK_ANSWER = {
  BrokerArn: ARN,
  BrokerId: ID,
  BrokerName: 'orders',
  BrokerState: 'RUNNING',
  DeploymentMode: 'CLUSTER_MULTI_AZ',
  EngineType: 'RabbitMQ',
  PubliclyAccessible: false,
  Logs: { General: true, GeneralLogGroup: `/aws/amazonmq/broker/${ID}/general` },
  EngineVersion: '3.13.7',
  PendingEngineVersion: '4.2',
  HostInstanceType: 'mq.m5.large',
  PendingHostInstanceType: 'mq.m7g.large',
  SubnetIds: ['subnet-a', 'subnet-b'],
  SecurityGroups: ['sg-a'],
  PendingSecurityGroups: ['sg-b'],
  EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: KEY },
  Tags: { team: 'orders' },
};

const SUMMARY = {
  BrokerArn: ARN,
  BrokerId: ID,
  BrokerName: 'orders',
  BrokerState: 'RUNNING',
  Created: '2026-01-12T10:00:00.000Z',
  DeploymentMode: 'CLUSTER_MULTI_AZ',
  EngineType: 'RabbitMQ',
  HostInstanceType: 'mq.m5.large',
};

describe('fromDescribeBroker', () => {
  test.each([
    ['on the wire', ANSWER],
    ['of the SDK', SDK_ANSWER],
  ])('reads identity and facts of the answer %s', (_sentence, answer) => {
    expect(fromDescribeBroker(answer)).toEqual({
      ...IDENTITY,
      engineType: 'RABBITMQ',
      deploymentMode: 'CLUSTER_MULTI_AZ',
      publiclyAccessible: false,
      generalLogging: true,
      pendingGeneralLogging: undefined,
      engineVersion: '3.13.7',
      hostInstanceType: 'mq.m5.large',
      subnetIds: ['subnet-a', 'subnet-b'],
      securityGroups: ['sg-a'],
      ingressRules: undefined,
      useAwsOwnedKey: false,
      kmsKeyId: KEY,
      tags: new Map([['team', 'orders']]),
      password: 'hidden',
      whyUnknown: { ingressRules: 'The rules of its security groups are not in the DescribeBroker response.' },
    });
  });

  test.each<readonly [string, object, Partial<Broker>]>([
    ['no tags are none', { tags: undefined }, { tags: new Map() }],
    ['null in place of tags is none', { tags: null }, { tags: new Map() }],
    ['a tag that is no text makes all unknown', { tags: { team: 1 } }, { tags: undefined }],
    ['no options of encryption are unknown', { encryptionOptions: undefined }, { useAwsOwnedKey: undefined }],
    ['a key of AWS has no ID', { encryptionOptions: { useAwsOwnedKey: true } }, { kmsKeyId: undefined }],
    [
      'no key where AWS does not own it is one that AWS manages',
      { encryptionOptions: { useAwsOwnedKey: false } },
      { useAwsOwnedKey: false, kmsKeyId: 'alias/aws/mq' },
    ],
    [
      'an invalid key is unknown',
      { encryptionOptions: { useAwsOwnedKey: false, kmsKeyId: [KEY] } },
      { kmsKeyId: undefined },
    ],
    [
      'no key is unknown where it is not said whose it is',
      { encryptionOptions: { kmsKeyId: null } },
      { useAwsOwnedKey: undefined, kmsKeyId: undefined },
    ],
    ['an invalid subnet makes all unknown', { subnetIds: ['subnet-a', 7] }, { subnetIds: undefined }],
    ['no subnets are unknown', { subnetIds: undefined }, { subnetIds: undefined }],
    ['a single group in place of a list is unknown', { securityGroups: 'sg-a' }, { securityGroups: undefined }],
    ['a pending version does not count', { engineVersion: undefined }, { engineVersion: undefined }],
    ['a pending instance type does not count', { hostInstanceType: undefined }, { hostInstanceType: undefined }],
    ['rules of security groups are not taken from it', { SecurityGroupIngress: [] }, { ingressRules: undefined }],
    ['where a password is from is not taken from it', { users: { password: 'reference' } }, { password: 'hidden' }],
  ])('%s', (_sentence, change, facts) => {
    expect(fromDescribeBroker({ ...ANSWER, ...change })).toMatchObject(facts);
  });

  test.each<readonly [string, unknown]>([
    ['there are no logs', undefined],
    ['logs are null', null],
    ['logs are empty', {}],
    ['general is null', { general: null }],
    ['only the audit log is on, as ActiveMQ has it', { audit: true }],
    ['general is false', { general: false }],
  ])('general logging is off where %s', (_sentence, logs) => {
    expect(fromDescribeBroker({ ...ANSWER, logs }).generalLogging).toBe(false);
  });

  test.each<readonly [string, unknown]>([
    ['logs are true', true],
    ['logs are the text "true"', 'true'],
    ['logs are a list', [{ general: true }]],
    ['general is a number', { general: 1 }],
  ])('general logging is not known where %s', (_sentence, logs) => {
    const broker = fromDescribeBroker({ ...ANSWER, logs });

    expect(broker.generalLogging).toBeUndefined();
    expect(broker.whyUnknown?.generalLogging).toMatch(/^Logs\.General .* the DescribeBroker response\.$/);
  });

  test.each([
    ['on the wire', { ...ANSWER, logs: { general: false, pending: { general: true } } }],
    ['of the SDK', { ...SDK_ANSWER, Logs: { General: false, Pending: { General: true } } }],
  ])('reads the pending change of the general log %s', (_sentence, answer) => {
    expect(fromDescribeBroker(answer)).toMatchObject({ generalLogging: false, pendingGeneralLogging: true });
  });

  test.each<readonly [string, string]>([
    ['engineType', 'EngineType is missing from the DescribeBroker response.'],
    ['deploymentMode', 'DeploymentMode is missing from the DescribeBroker response.'],
    ['publiclyAccessible', 'PubliclyAccessible is missing from the DescribeBroker response.'],
  ])('does not take an absent %s for anything', (fact, reason) => {
    for (const absent of [undefined, null]) {
      const broker = fromDescribeBroker({ ...ANSWER, [fact]: absent });

      expect(broker).toMatchObject({ [fact]: undefined, whyUnknown: { [fact]: reason } });
    }
  });

  test('takes id, name, account and region from the ARN where they are not told', () => {
    expect(fromDescribeBroker({ brokerArn: ARN })).toMatchObject(IDENTITY);
  });

  test('prefers the id and name that are told', () => {
    expect(fromDescribeBroker({ brokerArn: ARN, brokerId: 'b-2', brokerName: 'new' })).toMatchObject({
      id: 'b-2',
      name: 'new',
    });
  });
});

describe.each([
  ['DescribeBroker', fromDescribeBroker, SDK_ANSWER],
  ['ListBrokers', fromBrokerSummary, SUMMARY],
] as const)('the state that %s tells', (_operation, from, answer) => {
  test.each(['DELETION_IN_PROGRESS', 'deletion_in_progress'])('%s puts the broker out of scope', (BrokerState) => {
    const broker = from({ ...answer, BrokerState });

    expect(broker).toEqual({ ...IDENTITY, outOfScope: 'The broker is being deleted.' });
    expect(evaluateBroker(broker, THREE_CHECKS).map(({ verdict }) => verdict)).toEqual(['skip', 'skip', 'skip']);
  });

  test.each([
    'CREATION_IN_PROGRESS',
    'CREATION_FAILED',
    'RUNNING',
    'REBOOT_IN_PROGRESS',
    'CRITICAL_ACTION_REQUIRED',
    'REPLICA',
    undefined,
  ])('%s leaves it in scope', (BrokerState) => {
    expect(from({ ...answer, BrokerState }).outOfScope).toBeUndefined();
  });
});

describe('fromBrokerSummary', () => {
  test('has the engine, the mode and the instance type only', () => {
    const { whyUnknown = {}, ...broker } = fromBrokerSummary({ ...SDK_ANSWER, ...SUMMARY });

    expect(Object.fromEntries(Object.entries(broker).filter(([, value]) => value !== undefined))).toEqual({
      ...IDENTITY,
      engineType: 'RABBITMQ',
      deploymentMode: 'CLUSTER_MULTI_AZ',
      hostInstanceType: 'mq.m5.large',
      password: 'hidden',
    });
    expect(whyUnknown.publiclyAccessible).toBe('PubliclyAccessible is missing from the ListBrokers response.');
  });

  test('is enough for the mode and the instance type, and for nothing else', () => {
    const broker = fromBrokerSummary(SUMMARY);
    const settled = CHECKS.filter((check) => {
      const values = valuesOf(check, { requiredTags: 'team' });
      return !lacksFacts(evaluateBroker(broker, [{ ...check, values }]));
    });

    expect(settled.map(({ id }) => id)).toEqual([
      'rabbitmq-cluster-deployment',
      'rabbitmq-instance-type',
      'rabbitmq-literal-password',
    ]);
  });

  test('reads the names on the wire', () => {
    const summary = { brokerArn: ARN, brokerId: ID, engineType: 'ACTIVEMQ', deploymentMode: 'SINGLE_INSTANCE' };

    expect(fromBrokerSummary(summary)).toMatchObject({
      ...IDENTITY,
      engineType: 'ACTIVEMQ',
      deploymentMode: 'SINGLE_INSTANCE',
    });
  });
});

test.each([
  ['fromDescribeBroker', fromDescribeBroker],
  ['fromBrokerSummary', fromBrokerSummary],
])('%s makes a broker of any JSON value', (_name, from) => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, '__proto__', 'constructor'));
  const names = fc.constantFrom('BrokerId', 'BrokerArn', 'BrokerState', 'EngineType', 'Logs', '__proto__');
  const answer = fc.array(fc.tuple(names, value)).map((members): unknown => Object.fromEntries(members));
  fc.assert(
    fc.property(fc.oneof(value, answer), (candidate) => {
      const verdicts = evaluateBroker(from(candidate), THREE_CHECKS).map(({ verdict }) => verdict);
      // Public access was never told.
      expect(['skip', 'unknown']).toContain(verdicts[1]);
    }),
  );
});
