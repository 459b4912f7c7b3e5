import fc from 'fast-check';
import type { Broker } from '../../checks/broker.ts';
import { explainUnknown, fillFacts, isBrokerId, parseBrokerArn, rawFactsOf, readBroker } from '../../checks/broker.ts';
import { FACT_IDS, FACTS } from '../../checks/facts.ts';
import { quote, readMember, readObject, readText } from '../../checks/json.ts';

const ID = 'b-11111111-1111-4111-8111-111111111111';
const ARN = `arn:aws:mq:eu-west-1:111122223333:broker:orders:${ID}`;

const COMPLETE: Broker = {
  engineType: 'RABBITMQ',
  deploymentMode: 'CLUSTER_MULTI_AZ',
  publiclyAccessible: false,
  generalLogging: true,
  subnetIds: ['subnet-a'],
  engineVersion: '3.13.7',
  hostInstanceType: 'mq.m5.large',
  securityGroups: ['sg-a'],
  ingressRules: [],
  useAwsOwnedKey: true,
  kmsKeyId: 'key',
  tags: new Map([['team', 'orders']]),
  password: 'hidden',
};

describe('readBroker', () => {
  const raw = {
    ...COMPLETE,
    useAwsOwnedKey: 'TRUE',
    tags: { team: 'orders' },
    engineType: ' RabbitMQ\n',
    deploymentMode: 'cluster_multi_az',
    publiclyAccessible: ' False ',
    generalLogging: true,
    pendingGeneralLogging: 'true',
  };

  test('brings names to upper case and booleans out of text, without the space around them', () => {
    expect(readBroker({ id: ID }, raw, 'the source')).toEqual({
      ...COMPLETE,
      id: ID,
      pendingGeneralLogging: true,
      whyUnknown: {},
    });
  });

  test('takes no other letters for those of ASCII, whatever their upper or lower case is', () => {
    const known = ['RABBITMQ', 'ACTIVEMQ', 'CLUSTER_MULTI_AZ', 'TRUE', 'FALSE'];
    const folded = fc.string({ unit: 'binary', maxLength: 4 });
    const anywhere = fc
      .tuple(fc.constantFrom(...known, ...known.map((name) => name.toLowerCase())), fc.nat(), fc.nat(3), folded)
      .map(([name, at, cut, text]) => {
        const index = at % name.length;
        return name.slice(0, index) + text + name.slice(index + cut);
      });
    const isAscii = (text: string) => /^[\p{ASCII}\p{White_Space}\ufeff]*$/u.test(text);
    fc.assert(
      fc.property(
        fc.oneof(anywhere, fc.constantFrom('act\u0131vemq', 'CLU\ufb06ER_MULTI_AZ', 'fal\u017fe')),
        (text) => {
          fc.pre(!isAscii(text));
          const broker = readBroker(
            {},
            { ...raw, engineType: text, deploymentMode: text, publiclyAccessible: text, generalLogging: text },
            'the source',
          );
          expect(known).not.toContain(broker.engineType);
          expect(known).not.toContain(broker.deploymentMode);
          expect(broker).toMatchObject({ publiclyAccessible: undefined, generalLogging: undefined });
        },
      ),
      { numRuns: 5000 },
    );
  });

  test('says of each fact that is absent or unreadable why it is not known', () => {
    const broker = readBroker(
      {},
      { ...raw, engineType: null, deploymentMode: {}, publiclyAccessible: undefined, generalLogging: 'yes' },
      'the source',
    );

    expect(broker).toMatchObject({
      engineType: undefined,
      deploymentMode: undefined,
      publiclyAccessible: undefined,
      generalLogging: undefined,
    });
    expect(broker.whyUnknown).toEqual({
      engineType: 'EngineType is missing from the source.',
      deploymentMode: 'DeploymentMode has the invalid value an object in the source.',
      publiclyAccessible: 'PubliclyAccessible is missing from the source.',
      generalLogging: 'Logs.General has the invalid value "yes" in the source.',
    });
  });
});

describe('fillFacts', () => {
  const reading: Broker = {
    id: ID,
    name: 'orders',
    arn: ARN,
    engineType: 'ACTIVEMQ',
    deploymentMode: 'SINGLE_INSTANCE',
    publiclyAccessible: true,
    generalLogging: false,
    pendingGeneralLogging: true,
    subnetIds: ['subnet-b'],
    engineVersion: '4.2.1',
    hostInstanceType: 'mq.m7g.large',
    securityGroups: ['sg-b'],
    ingressRules: [{ group: 'sg-b', protocol: '-1', source: { kind: 'group' } }],
    useAwsOwnedKey: false,
    kmsKeyId: 'other',
    tags: new Map(),
    password: 'none',
  };

  test('takes every fact that the broker lacks', () => {
    expect(fillFacts({}, reading)).toMatchObject(reading);
  });

  test('keeps every fact that the broker has, false ones too', () => {
    const broker = { ...COMPLETE, id: 'b-own', name: 'own', arn: 'arn:own', pendingGeneralLogging: false };

    expect(fillFacts(broker, reading)).toMatchObject(broker);
    expect(fillFacts({ ...broker, generalLogging: false }, { ...reading, generalLogging: true })).toMatchObject({
      publiclyAccessible: false,
      generalLogging: false,
    });
  });

  test('takes a pending change only together with the logging that it changes', () => {
    expect(fillFacts({ generalLogging: false }, reading).pendingGeneralLogging).toBeUndefined();
    expect(fillFacts({ pendingGeneralLogging: false }, reading).pendingGeneralLogging).toBe(true);
  });

  test('takes over that the broker is being deleted', () => {
    expect(fillFacts(COMPLETE, { outOfScope: 'The broker is being deleted.' }).outOfScope).toBe(
      'The broker is being deleted.',
    );
  });

  test('gives the reason of the later reading where both lack a fact', () => {
    const broker = { whyUnknown: { engineType: 'first', deploymentMode: 'first' } };

    expect(fillFacts(broker, { whyUnknown: { engineType: 'second' } }).whyUnknown).toEqual({
      engineType: 'second',
      deploymentMode: 'first',
    });
  });
});

test('fillFacts drops the reason why a fact was not known that it fills', () => {
  const broker: Broker = { whyUnknown: { tags: 'first', engineType: 'first' } };

  expect(fillFacts(broker, { tags: new Map() }).whyUnknown).toEqual({ engineType: 'first' });
  expect(fillFacts(broker, { tags: new Map(), whyUnknown: { tags: 'more' } }).whyUnknown).toMatchObject({
    tags: 'more',
  });
  expect(fillFacts(COMPLETE, { whyUnknown: { tags: 'unreadable' } }).whyUnknown).toEqual({});
});

test('explainUnknown adds its reason to the facts that are not known, and to no other', () => {
  const { engineType, ...rest } = COMPLETE;
  const broker = { ...rest, generalLogging: undefined, whyUnknown: { generalLogging: 'It is missing.' } };

  expect(explainUnknown(broker, 'And refused.')).toEqual({
    ...broker,
    whyUnknown: { engineType: 'EngineType is not known. And refused.', generalLogging: 'It is missing. And refused.' },
  });
  expect(explainUnknown(rest, 'And refused.').whyUnknown).toEqual({
    engineType: 'EngineType is not known. And refused.',
  });
  expect(explainUnknown(broker, 'And refused.', ['engineType']).whyUnknown).toEqual({
    engineType: 'EngineType is not known. And refused.',
    generalLogging: 'It is missing.',
  });
});

test('rawFactsOf reads what a template and an answer have, and nothing that only a reader can know', () => {
  const values = FACT_IDS.map((fact) => [fact, Symbol(fact)] as const);
  const object: Record<string, unknown> = { EngineVersionCurrent: null };
  for (const [fact, value] of values) {
    const [outer = '', inner] = FACTS[fact].name.split('.');
    object[outer] = inner === undefined ? value : { ...readObject(object[outer]), [inner]: value };
  }
  const { ingressRules, password, ...others } = Object.fromEntries(values);

  expect(rawFactsOf(object)).toEqual({ ...others, pendingGeneralLogging: undefined });
});

describe('parseBrokerArn', () => {
  test.each(['aws', 'aws-cn', 'aws-us-gov'])('reads an ARN of the partition %s', (partition) => {
    const arn = ARN.replace('aws', partition);

    expect(parseBrokerArn(arn)).toEqual({
      arn,
      region: 'eu-west-1',
      accountId: '111122223333',
      name: 'orders',
      id: ID,
    });
  });

  test.each<readonly [string, unknown]>([
    ["a broker's id", ID],
    ['an empty text', ''],
    ['the ARN of a configuration', `arn:aws:mq:eu-west-1:111122223333:configuration:orders:${ID}`],
    ['what is no ARN', ARN.replace('arn', 'urn')],
    ['the ARN of another service', 'arn:aws:sqs:eu-west-1:111122223333:broker:orders:b-1'],
    ['an ARN that ends after the name', 'arn:aws:mq:eu-west-1:111122223333:broker:orders'],
    ['an ARN with an empty id', 'arn:aws:mq:eu-west-1:111122223333:broker:orders:'],
    ['an ARN with an empty name', `arn:aws:mq:eu-west-1:111122223333:broker::${ID}`],
    ['null', null],
    ['a list that holds an ARN', [ARN]],
  ])('finds nothing in %s', (_sentence, value) => {
    expect(parseBrokerArn(value)).toEqual({});
  });
});

test.each([
  [ID, true],
  [`x${ID}`, false],
  [`${ID}0`, false],
])('whether %s has the form of an ID of a broker: %s', (text, expected) => {
  expect(isBrokerId(text)).toBe(expected);
});

describe('quote', () => {
  test.each<readonly [unknown, string]>([
    ['text', '"text"'],
    ['two\nlines', String.raw`"two\nlines"`],
    ['a'.repeat(40), `"${'a'.repeat(40)}"`],
    ['a'.repeat(41), `"${'a'.repeat(39)}…"`],
    [1, '1'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[1], 'a list'],
    [{ secret: 1 }, 'an object'],
  ])('of %p is %s', (value, quoted) => {
    expect(quote(value)).toBe(quoted);
  });

  test('is valid and short whatever it quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const quoted = quote(text);
        expect(quoted.isWellFormed()).toBe(true);
        expect(quoted.length).toBeLessThanOrEqual(6 * 40 + 2);
      }),
    );
  });
});

describe('readMember', () => {
  test.each<readonly [string, Record<string, unknown>, unknown]>([
    ['the name of AWS Config', { EngineType: 1 }, 1],
    ['the name on the wire', { engineType: 2 }, 2],
    ['the first of both', { engineType: 2, EngineType: 1 }, 1],
    ['null where that is the value', { EngineType: null, engineType: 2 }, null],
    ['nothing under other names', { enginetype: 1, ENGINETYPE: 2 }, undefined],
    ['nothing that is inherited', Object.create({ EngineType: 1, engineType: 2 }), undefined],
  ])('reads %s', (_sentence, object, value) => {
    expect(readMember(object, 'EngineType')).toBe(value);
  });
});

test.each<readonly [unknown, string | undefined]>([
  ['text', 'text'],
  [' text ', ' text '],
  ['', undefined],
  [' \n', undefined],
  [1, undefined],
  [['text'], undefined],
])('readText makes %j into %j', (value, text) => {
  expect(readText(value)).toBe(text);
});

test.each<readonly [unknown, unknown]>([
  [{ a: 1 }, { a: 1 }],
  [[1], {}],
  [null, {}],
  ['{"a":1}', {}],
])('readObject makes %j into %j', (value, object) => {
  expect(readObject(value)).toEqual(object);
});
