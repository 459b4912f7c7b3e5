import fc from 'fast-check';
import type { Broker } from '../../checks/broker.ts';
import { fromConfigurationItem, MalformedItemError, parseConfigurationItem } from '../../checks/configuration-item.ts';
import { evaluateBroker } from '../../checks/evaluation.ts';
import { parseInvokingEvent } from '../../checks/invoking-event.ts';
import { THREE_CHECKS } from '../support/checks.ts';
import { loadEvent } from '../support/events.ts';

const ID = 'b-11111111-1111-4111-8111-111111111111';
const ARN = `arn:aws:mq:eu-west-1:111122223333:broker:orders:${ID}`;

const CONFIGURATION = {
  Id: ID,
  Arn: ARN,
  BrokerName: 'orders',
  EngineType: 'RABBITMQ',
  DeploymentMode: 'CLUSTER_MULTI_AZ',
  PubliclyAccessible: false,
  Logs: { General: true },
  EngineVersion: '3.13',
  EngineVersionCurrent: '3.13.7',
  HostInstanceType: 'mq.m5.large',
  SubnetIds: ['subnet-a', 'subnet-b'],
  SecurityGroups: ['sg-a'],
  EncryptionOptions: { UseAwsOwnedKey: 'false', KmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
};

/** As events and delivered files have it. */
const ITEM = {
  configuration: CONFIGURATION,
  configurationItemCaptureTime: '2026-01-31T12:00:00.123Z',
  awsAccountId: '111122223333',
  configurationItemStatus: 'OK',
  resourceType: 'AWS::AmazonMQ::Broker',
  resourceId: ID,
  resourceName: 'orders',
  ARN,
  awsRegion: 'eu-west-1',
  tags: { team: 'orders' },
};

/** As `GetResourceConfigHistory` has it. */
const { awsAccountId, ARN: _, ...SHARED } = ITEM;
const API_ITEM = {
  ...SHARED,
  accountId: awsAccountId,
  arn: ARN,
  configuration: JSON.stringify(CONFIGURATION),
};

const FACTS = {
  engineType: 'RABBITMQ',
  deploymentMode: 'CLUSTER_MULTI_AZ',
  publiclyAccessible: false,
  generalLogging: true,
  engineVersion: '3.13.7',
  hostInstanceType: 'mq.m5.large',
  subnetIds: ['subnet-a', 'subnet-b'],
  securityGroups: ['sg-a'],
  useAwsOwnedKey: false,
  kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
  tags: new Map([['team', 'orders']]),
};

/** What no item has. */
const NOWHERE = { ingressRules: 'The rules of its security groups are not in the configuration item.' };

function read(item: unknown) {
  return fromConfigurationItem(parseConfigurationItem(item));
}

/** The item with some members of its configuration as given. */
function configured(members: Record<string, unknown>) {
  return { ...ITEM, configuration: { ...CONFIGURATION, ...members } };
}

function verdicts(item: unknown) {
  return evaluateBroker(read(item), THREE_CHECKS).map(({ verdict }) => verdict);
}

describe('parseConfigurationItem', () => {
  test.each<readonly [string, object, unknown]>([
    ['of an event', ITEM, '2026-01-31T12:00:00.123Z'],
    ['of the SDK', API_ITEM, new Date('2026-01-31T12:00:00.123Z')],
    ['of the AWS CLI', API_ITEM, '2026-01-31T13:00:00.123+01:00'],
    ['of the API on the wire, with the time in seconds', API_ITEM, 1769860800.123],
  ])('reads the form %s', (_sentence, item, configurationItemCaptureTime) => {
    expect(parseConfigurationItem({ ...item, configurationItemCaptureTime })).toEqual({
      resourceType: 'AWS::AmazonMQ::Broker',
      resourceId: ID,
      resourceName: 'orders',
      arn: ARN,
      accountId: '111122223333',
      region: 'eu-west-1',
      status: 'OK',
      captureTime: new Date('2026-01-31T12:00:00.123Z'),
      configuration: CONFIGURATION,
      tags: { team: 'orders' },
    });
  });

  test.each<readonly [string, Record<string, unknown>]>([
    ['resourceType', { resourceType: undefined }],
    ['resourceType', { resourceType: 7 }],
    ['resourceId', { resourceId: null }],
    ['resourceId', { resourceId: ' ' }],
    ['configurationItemCaptureTime', { configurationItemCaptureTime: undefined }],
    ['configurationItemCaptureTime', { configurationItemCaptureTime: 'yesterday' }],
    ['configurationItemCaptureTime', { configurationItemCaptureTime: null }],
    ['configurationItemCaptureTime', { configurationItemCaptureTime: new Date(Number.NaN) }],
    ['configurationItemCaptureTime', { configurationItemCaptureTime: 1e300 }],
  ])('names %s where the item has %j', (member, change) => {
    expect(() => parseConfigurationItem({ ...ITEM, ...change })).toThrow(MalformedItemError);
    expect(() => parseConfigurationItem({ ...ITEM, ...change })).toThrow(member);
  });

  test.each([[null], [undefined], ['{}'], [[ITEM]], [1]])('refuses %j, which is no object', (value) => {
    expect(() => parseConfigurationItem(value)).toThrow(
      expect.objectContaining({
        name: 'MalformedItemError',
        message: expect.stringMatching(/^A configuration item must be a JSON object, not /),
      }),
    );
  });

  test('takes an item without a configuration, as of a deleted broker', () => {
    const { configuration, ...rest } = ITEM;

    expect(parseConfigurationItem(rest).configuration).toBeUndefined();
    expect(parseConfigurationItem({ ...rest, configuration: null }).configuration).toBeNull();
  });
});

describe('fromConfigurationItem', () => {
  test('reads identity and facts', () => {
    expect(read(ITEM)).toEqual({
      id: ID,
      name: 'orders',
      arn: ARN,
      accountId: '111122223333',
      region: 'eu-west-1',
      ...FACTS,
      pendingGeneralLogging: undefined,
      ingressRules: undefined,
      password: 'hidden',
      whyUnknown: NOWHERE,
    });
  });

  const camelCase = {
    engineType: 'RabbitMQ',
    deploymentMode: 'cluster_multi_az',
    publiclyAccessible: 'false',
    logs: { general: 'TRUE' },
    engineVersion: '3.13.7',
    hostInstanceType: 'mq.m5.large',
    subnetIds: ['subnet-a', 'subnet-b'],
    securityGroups: ['sg-a'],
    encryptionOptions: { useAwsOwnedKey: 'FALSE', kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab' },
  };
  test.each<readonly [string, unknown]>([
    ['of the API, with a configuration as text', API_ITEM],
    ['with the member names of the Amazon MQ API', { ...ITEM, configuration: camelCase }],
    ['that was just discovered', { ...ITEM, configurationItemStatus: 'ResourceDiscovered' }],
    ['with an audit log that is off', configured({ Logs: { Audit: false, General: true } })],
  ])('reads the same facts of an item %s', (_sentence, item) => {
    expect(read(item)).toMatchObject(FACTS);
  });

  test('reads the facts of a broker that was just created, with all its other members', () => {
    const { configurationItem } = parseInvokingEvent(loadEvent('change-discovered').invokingEvent);

    expect(read(configurationItem)).toMatchObject({
      engineType: 'RABBITMQ',
      deploymentMode: 'SINGLE_INSTANCE',
      publiclyAccessible: true,
      generalLogging: false,
    });
  });

  test.each(['EngineType', 'DeploymentMode', 'PubliclyAccessible'])(
    'does not take an absent %s for anything',
    (name) => {
      for (const absent of [undefined, null]) {
        const broker = read(configured({ [name]: absent }));

        expect(broker).toMatchObject({ [name.charAt(0).toLowerCase() + name.slice(1)]: undefined });
        expect(Object.values(broker.whyUnknown ?? {})).toEqual([
          `${name} is missing from the configuration item.`,
          NOWHERE.ingressRules,
        ]);
      }
    },
  );

  test.each<readonly [string, unknown, unknown, Readonly<Record<string, string>> | undefined]>([
    ['an object, as in events', { team: 'orders' }, undefined, { team: 'orders' }],
    ['an empty object, as AWS Config may not record tags', {}, undefined, undefined],
    ['empty in both places', {}, [], undefined],
    ['the same in both', { team: 'orders' }, [{ Key: 'team', Value: 'orders' }], { team: 'orders' }],
    ['contradictory', { team: 'orders' }, [{ Key: 'team', Value: 'payments' }], undefined],
    ['contradictory in a list', undefined, ['a', 'b'].map((Value) => ({ Key: 'team', Value })), undefined],
    ['a list, as in queries', [{ tag: 'team=orders', key: 'team', value: 'orders' }], undefined, { team: 'orders' }],
    ['in the configuration only', undefined, [{ Key: 'team', Value: 'orders' }], { team: 'orders' }],
    ['in the configuration only, beside null', null, { team: 'orders' }, { team: 'orders' }],
    ['in the configuration, beside none', {}, [{ Key: 'team', Value: 'orders' }], { team: 'orders' }],
    ['in both', [{ key: 'a', value: '1' }], [{ Key: 'b', Value: '2' }], { a: '1', b: '2' }],
    ['nowhere', undefined, undefined, undefined],
    ['null in both', null, null, undefined],
    ['no text', { team: 1 }, undefined, undefined],
    ['a list with something else', [{ key: 'team', value: 'orders' }, 'stage'], undefined, undefined],
    ['a text', 'team=orders', undefined, undefined],
    ['a text in the configuration', {}, 'team=orders', undefined],
    ['a list without values', [{ key: 'team' }], undefined, undefined],
  ])('reads tags that are %s', (_sentence, tags, Tags, expected) => {
    expect(read({ ...configured({ Tags }), tags }).tags).toEqual(expected && new Map(Object.entries(expected)));
  });

  test.each<readonly [string, Record<string, unknown>, Partial<Broker>]>([
    ['the version that was asked for, if no other is there', { EngineVersionCurrent: null }, { engineVersion: '3.13' }],
    ['no number as a version', { EngineVersionCurrent: 3.13 }, { engineVersion: undefined }],
    ['no subnets of a text', { SubnetIds: 'subnet-a' }, { subnetIds: undefined }],
    ['no key that is not there', { EncryptionOptions: { UseAwsOwnedKey: false } }, { kmsKeyId: undefined }],
    ['no owner of a key that is not said', { EncryptionOptions: {} }, { useAwsOwnedKey: undefined }],
    ['no rules of security groups', { SecurityGroupIngress: [] }, { ingressRules: undefined }],
    ['no password', { Users: { Password: 'reference' } }, { password: 'hidden' }],
  ])('reads %s', (_sentence, members, facts) => {
    expect(read(configured(members))).toMatchObject(facts);
  });

  test('reads the pending change of the general log', () => {
    const broker = read(configured({ Logs: { General: false, Pending: { General: true } } }));

    expect(broker).toMatchObject({ generalLogging: false, pendingGeneralLogging: true });
  });

  test.each<readonly [string, unknown]>([
    ['Logs are absent', undefined],
    ['Logs are null', null],
    ['Logs are empty', {}],
    ['Logs.General is null', { General: null }],
    ['only the audit log is told', { Audit: true }],
    ['only a pending change is told', { Pending: { General: true } }],
    ['Logs are a boolean', true],
    ['Logs are a list', [{ General: true }]],
  ])('does not know general logging where %s', (_sentence, Logs) => {
    expect(read(configured({ Logs }))).toMatchObject({
      generalLogging: undefined,
      whyUnknown: { generalLogging: expect.stringMatching(/^Logs\.General .* the configuration item\.$/) },
    });
  });

  test.each<readonly [string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['no JSON', '{"EngineType":'],
    ['JSON of a list', '[]'],
    ['JSON of JSON', JSON.stringify(JSON.stringify(CONFIGURATION))],
    ['a list', [CONFIGURATION]],
  ])('knows nothing of a configuration that is %s', (_sentence, configuration) => {
    expect(verdicts({ ...ITEM, configuration })).toEqual(['unknown', 'unknown', 'unknown']);
  });

  test.each<readonly [status: string, detail: string]>([
    ['ResourceDeleted', 'The broker was deleted.'],
    ['ResourceDeletedNotRecorded', 'The broker was deleted.'],
    ['ResourceNotRecorded', 'AWS Config does not record this broker.'],
  ])('%s is out of scope, with or without a configuration', (configurationItemStatus, outOfScope) => {
    for (const configuration of [CONFIGURATION, null, undefined]) {
      const item = { ...ITEM, configurationItemStatus, configuration };

      expect(read(item)).toMatchObject({ id: ID, name: 'orders', outOfScope });
      expect(verdicts(item)).toEqual(['skip', 'skip', 'skip']);
    }
  });

  test.each<readonly [unknown]>([['ok'], ['Archived'], [undefined], [null], ['constructor'], ['__proto__']])(
    'a status of %j is unknown, good as the configuration may be',
    (configurationItemStatus) => {
      const item = { ...ITEM, configurationItemStatus };

      expect(verdicts(item)).toEqual(['unknown', 'unknown', 'unknown']);
      expect(read(item).whyUnknown?.engineType).toBe(
        `The configuration item has the unknown status ${JSON.stringify(configurationItemStatus ?? null)}.`,
      );
    },
  );

  test('a resource of another type is out of scope and named', () => {
    expect(read({ ...ITEM, resourceType: 'AWS::S3::Bucket' }).outOfScope).toBe(
      'The resource is AWS::S3::Bucket, not AWS::AmazonMQ::Broker.',
    );
  });

  const nameless = { resourceName: null, awsAccountId: null, awsRegion: null };
  const named = { Id: ID, BrokerName: 'orders' };
  const names = { id: ID, name: 'orders', arn: undefined };
  const inArn = { id: ID, name: 'orders', arn: ARN, accountId: '111122223333', region: 'eu-west-1' };
  test.each<readonly [string, Record<string, unknown>, Record<string, unknown>]>([
    ['in members of the configuration', { ARN: null, resourceId: 'x', resourceName: 'x', configuration: named }, names],
    ['in the configuration alone', { ...nameless, ARN: null, resourceId: 'x' }, inArn],
    ['in the ARN alone', { ...nameless, configuration: null, resourceId: 'x' }, inArn],
    ['in a resource id that is the ARN', { ...nameless, configuration: null, ARN: null, resourceId: ARN }, inArn],
    ['in resource id and name alone', { configuration: null, ARN: null }, names],
    ['in the resource id alone', { configuration: null, ARN: null, resourceName: null }, { id: ID, name: undefined }],
  ])('finds who the broker is %s', (_sentence, change, identity) => {
    expect(read({ ...ITEM, ...change })).toMatchObject(identity);
  });
});

test('no value crashes the reading of an item but by MalformedItemError', () => {
  const value = fc.oneof(fc.jsonValue(), fc.constantFrom(undefined, '__proto__', 'constructor', 1e300, '{', '[]'));
  const item = fc.record(
    {
      ...{ resourceType: value, resourceId: value, resourceName: value, ARN: value, configurationItemStatus: value },
      configurationItemCaptureTime: fc.oneof(value, fc.constant(ITEM.configurationItemCaptureTime)),
      configuration: fc.oneof(value, fc.record({ Logs: value, Id: value, Arn: value }, { requiredKeys: [] })),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        value,
        item,
        item.map((each) => ({ ...ITEM, ...each })),
      ),
      (candidate) => {
        try {
          const broker = read(candidate);
          expect(['string', 'undefined']).toContain(typeof broker.outOfScope);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedItemError);
        }
      },
    ),
    { numRuns: 1000 },
  );
});
