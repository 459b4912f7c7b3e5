import fc from 'fast-check';
import type { CheckId } from '../../../checks/registry.ts';
import { CHECKS } from '../../../checks/registry.ts';
import { renderJson } from '../../../cli/report/formats/json.ts';
import { renderTable } from '../../../cli/report/formats/table.ts';
import { evaluate } from '../../../cli/report/results.ts';
import { createRecogniser } from '../../../cli/sources/recognise.ts';
import { casesOf, isProven } from '../../support/cases.ts';
import { CONFIGURED_CHECKS } from '../../support/checks.ts';
import { has, isText, valueAt } from '../../support/proofs.ts';
import type { BrokerFacts } from '../forms.ts';
import { FORMS, wholeBroker } from '../forms.ts';
import { run } from '../support.ts';
import { verdictsOf } from './verdicts.ts';

/** Those that what AWS returns of a broker can prove: not where a password is from, nor the rules of security groups. */
const PROVABLE = CONFIGURED_CHECKS.filter(
  ({ id }) => id !== 'rabbitmq-literal-password' && id !== 'rabbitmq-security-group-sources',
);

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decapitalise(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** All objects in a JSON value, those in JSON texts in it too. */
function objectsIn(value: unknown): readonly Json[] {
  if (typeof value === 'string') return value.startsWith('{') ? objectsIn(tryParse(value)) : [];
  if (typeof value !== 'object' || value === null) return [];
  return [...(isObject(value) ? [value] : []), ...Object.values(value).flatMap(objectsIn)];
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const json = fc.jsonValue({ maxDepth: 2 });

/** One of the values that mean something, or anything. */
function mostly(...values: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: json });
}

/** Members by the names of AWS Config or by those of the API. */
function inEitherCase(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<Json> {
  return fc.tuple(fc.record(members, { requiredKeys: [] }), fc.boolean()).map(([object, isCapital]) => {
    const entries = Object.entries(object).map(([name, value]) => [isCapital ? name : decapitalise(name), value]);
    return Object.fromEntries(entries);
  });
}

const boolean = mostly(true, false, 'true', 'False', null);
const logs = fc.oneof(
  { weight: 4, arbitrary: inEitherCase({ General: boolean, Pending: inEitherCase({ General: boolean }) }) },
  { weight: 1, arbitrary: fc.oneof(json, fc.constantFrom(true, 'true')) },
);
/** Tags as an object or a list, of the two that are required, or odd. */
const tags = fc.oneof(
  mostly({ team: 'a', stage: 'test' }, { team: 'a' }, { stage: 'production' }, {}, null),
  mostly(
    [{ key: 'team', value: 'a' }],
    [
      { Key: 'stage', Value: 'test' },
      { Key: 'team', Value: 'a' },
    ],
    [{ key: 'team' }],
  ),
);
const facts = {
  EngineType: mostly('RABBITMQ', 'RabbitMQ', 'RABBITMQ', 'ACTIVEMQ'),
  DeploymentMode: mostly('CLUSTER_MULTI_AZ', 'cluster_multi_az', 'SINGLE_INSTANCE'),
  PubliclyAccessible: boolean,
  Logs: logs,
  SubnetIds: mostly(['subnet-1', 'subnet-2', 'subnet-3'], ['subnet-1', 'subnet-2', 'subnet-2'], [], 'subnet-1'),
  EngineVersion: mostly('4.2', '3.13.7', '3.9', 4.2),
  HostInstanceType: mostly('mq.m7g.large', 'mq.t3.micro', 'mq.x9.large'),
  SecurityGroups: mostly(['sg-1'], []),
  SecurityGroupIngress: mostly([], {}, { SecurityGroups: [] }, { SecurityGroups: [{ GroupId: 'sg-1' }] }),
  EncryptionOptions: fc.oneof(
    json,
    inEitherCase({ UseAwsOwnedKey: boolean, KmsKeyId: mostly('alias/mq', 'key', 'alias/aws/mq', null) }),
  ),
  Tags: tags,
  Users: mostly([{ Username: 'admin', Password: 'reference' }], { Password: 'none' }),
};
const configuration = inEitherCase({ ...facts, Id: json, Arn: json, BrokerName: json });
const item = fc.record(
  {
    resourceType: mostly('AWS::AmazonMQ::Broker'),
    resourceId: mostly('b-1', 'b-2'),
    configurationItemStatus: mostly('OK', 'OK', 'OK', 'ResourceDiscovered', 'ResourceDeleted', 'constructor', null),
    configurationItemCaptureTime: mostly('2026-03-02T09:15:27.412Z', '2026-03-01T09:15:27.412Z'),
    awsAccountId: json,
    ARN: json,
    tags,
    configuration: fc.oneof(
      configuration,
      configuration.map((value) => JSON.stringify(value)),
      json,
    ),
  },
  { requiredKeys: ['resourceType', 'resourceId', 'configurationItemCaptureTime'] },
);
const described = fc
  .tuple(inEitherCase({ ...facts, BrokerName: json, BrokerState: json }), json)
  .map(([members, BrokerId]) => ({ ...members, BrokerId }));
const cloudControl = fc
  .tuple(
    mostly('AWS::AmazonMQ::Broker'),
    fc.oneof(
      configuration.map((value) => JSON.stringify(value)),
      json,
    ),
  )
  .map(([TypeName, Properties]) => ({ TypeName, ResourceDescription: { Properties } }));
const event = fc.tuple(item, json, json).map(([configurationItem, messageType, eventLeftScope]) => ({
  invokingEvent: JSON.stringify({ configurationItem, messageType }),
  eventLeftScope,
}));
const one = fc.oneof(item, described, cloudControl, event, json);
const input = fc.oneof(
  one,
  fc.array(one, { maxLength: 4 }),
  fc.array(one, { maxLength: 4 }).map((configurationItems) => ({ configurationItems })),
);

/** The tags beside a configuration, and those in it. */
function withTags(object: Json): Json {
  const configuration =
    typeof object.configuration === 'string' ? tryParse(object.configuration) : object.configuration;
  if (!isObject(configuration) || !('tags' in object)) return object;
  const lists = [object.tags, valueAt(configuration, 'Tags')].map((each) =>
    isObject(each) ? Object.entries(each).map(([Key, Value]) => ({ Key, Value })) : (each ?? []),
  );
  return { ...configuration, Tags: lists.flat() };
}

it('no input is too odd to recognise, and none passes without the fact that proves it', () => {
  const passed = new Set<string>();
  fc.assert(
    fc.property(input, (value) => {
      const rabbits = objectsIn(value)
        .flatMap((object) => [object, withTags(object)])
        .filter((object) => has(object, 'EngineType', isText('RABBITMQ')));
      const recogniser = createRecogniser();
      recogniser.add(value);
      const results = recogniser.findings().readings.flatMap((reading) => evaluate('-', reading, CONFIGURED_CHECKS));
      for (const { check, verdict } of results) {
        if (verdict !== 'pass') continue;
        passed.add(check);
        expect(rabbits.some((object) => isProven(check as CheckId, object))).toBe(true);
      }
      expect(JSON.parse(renderJson({ results, advice: [], problems: [] })).results).toHaveLength(results.length);
      expect(renderTable({ results, advice: [], problems: [] }, { useColour: false })).toContain(
        ` ${results.length} result`,
      );
    }),
    { numRuns: 2000 },
  );
  // The inputs are odd, but not so odd that a check was not put to the test.
  expect([...passed].toSorted()).toEqual(PROVABLE.map(({ id }) => id).toSorted());
});

describe('a fact that proves nothing', () => {
  const names: Readonly<Record<string, keyof BrokerFacts>> = {
    DeploymentMode: 'deploymentMode',
    PubliclyAccessible: 'publiclyAccessible',
    'Logs.General': 'general',
    SubnetIds: 'subnetIds',
    EngineVersion: 'engineVersion',
    HostInstanceType: 'hostInstanceType',
    SecurityGroups: 'securityGroups',
    'EncryptionOptions.UseAwsOwnedKey': 'useAwsOwnedKey',
    'EncryptionOptions.KmsKeyId': 'kmsKeyId',
    Tags: 'tags',
  };
  const form = fc.constantFrom(...FORMS);
  const anything = fc.oneof(
    fc.constant(undefined),
    json,
    fc.constantFrom('true', 'false', 'TRUE ', 0, 1, '', 'sg-1', 'mq.m7g.medium', '3.9', 4.2, 'alias/aws/mq'),
    fc.constantFrom([], {}, [null], ['subnet-1'], ['subnet-1', 'subnet-2', 3], { team: 'a' }, [{ Key: 'team' }]),
  );
  const spoilt = PROVABLE.flatMap((check) =>
    Object.entries(casesOf(check.id).proof).map(([fact, isProof]) => ({ id: check.id, fact, isProof })),
  );

  it.each(spoilt)('never passes $id if it is $fact, whatever the form', async ({ fact, isProof }) => {
    const unproven = anything.filter((value) => !isProof(value));
    await fc.assert(
      fc.asyncProperty(form, unproven, async ([, write], value) => {
        const verdicts = await verdictsOf(write(wholeBroker({ [String(names[fact])]: value })));
        for (const check of PROVABLE) {
          const { proof } = casesOf(check.id);
          // The checks of other facts still pass: it is this fact that was spoilt.
          if (proof[fact] === undefined) expect(verdicts[check.id]).toBe('pass');
          // What spoils the fact for one check may be good for another.
          else if (!proof[fact](value)) expect(verdicts[check.id]).not.toBe('pass');
          // What the check reads only of some brokers may say that it is not one of them.
          if (proof[fact]?.(value) === false && Object.keys(proof).length === 1)
            expect(verdicts[check.id]).toMatch(/fail|unk/);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('never passes any check if it is the engine, whatever the form', async () => {
    const unproven = anything.filter((value) => !isText('RABBITMQ')(value));
    await fc.assert(
      fc.asyncProperty(form, unproven, async ([, write], engineType) => {
        const verdicts = Object.values(await verdictsOf(write(wholeBroker({ engineType }))));
        expect(verdicts).toHaveLength(CHECKS.length);
        expect(verdicts).not.toContain('pass');
      }),
    );
  });
});

it('no bytes are too odd to evaluate, and none are taken for a success', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string().map((text) => new TextEncoder().encode(text)),
    fc.uint8Array({ maxLength: 200 }).map((tail) => Uint8Array.of(0x1f, 0x8b, 8, 0, ...tail)),
    fc.uint8Array({ maxLength: 200 }).map((tail) => Uint8Array.of(0xff, 0xfe, ...tail)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (content) => {
      // An empty list is an input without brokers.
      fc.pre(new TextDecoder().decode(content).trim() !== '[]');
      const { status, stderr } = await run(['evaluate', '-'], { stdin: [content] });
      expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^rabbitmq-conformance: .+\n/) });
    }),
    { numRuns: 500 },
  );
});
