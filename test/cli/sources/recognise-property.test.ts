import fc from 'fast-check';
import type { CheckId } from '../../../checks/registry.ts';
import { renderJson } from '../../../cli/report/formats/json.ts';
import { renderTable } from '../../../cli/report/formats/table.ts';
import { evaluate } from '../../../cli/report/results.ts';
import { createRecogniser } from '../../../cli/sources/recognise.ts';
import { casesOf, isProven } from '../../support/cases.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { has, isText } from '../../support/proofs.ts';
import type { BrokerFacts } from '../forms.ts';
import { broker, FORMS } from '../forms.ts';
import { evaluate as evaluateInput, run } from '../support.ts';

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
const facts = {
  EngineType: mostly('RABBITMQ', 'RabbitMQ', 'RABBITMQ', 'ACTIVEMQ'),
  DeploymentMode: mostly('CLUSTER_MULTI_AZ', 'cluster_multi_az', 'SINGLE_INSTANCE'),
  PubliclyAccessible: boolean,
  Logs: logs,
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
    configuration: fc.oneof(
      configuration,
      configuration.map((value) => JSON.stringify(value)),
      json,
    ),
  },
  { requiredKeys: ['resourceType', 'resourceId', 'configurationItemCaptureTime'] },
);
const described = fc
  .tuple(inEitherCase({ ...facts, EngineVersion: json, BrokerName: json, BrokerState: json }), json)
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

it('no input is too odd to recognise, and none passes without the fact that proves it', () => {
  let passes = 0;
  fc.assert(
    fc.property(input, (value) => {
      const rabbits = objectsIn(value).filter((object) => has(object, 'EngineType', isText('RABBITMQ')));
      const recogniser = createRecogniser();
      recogniser.add(value);
      const results = recogniser.findings().readings.flatMap((reading) => evaluate('-', reading, THREE_CHECKS));
      for (const { check, verdict } of results) {
        if (verdict !== 'pass') continue;
        passes += 1;
        expect(rabbits.some((object) => isProven(check as CheckId, object))).toBe(true);
      }
      expect(JSON.parse(renderJson({ results, advice: [], problems: [] })).results).toHaveLength(results.length);
      expect(renderTable({ results, advice: [], problems: [] }, { useColour: false })).toContain(
        ` ${results.length} result`,
      );
    }),
    { numRuns: 2000 },
  );
  // The inputs are odd, but not so odd that nothing was put to the test.
  expect(passes).toBeGreaterThan(100);
});

describe('a fact that proves nothing', () => {
  const names: Readonly<Record<string, keyof BrokerFacts>> = {
    DeploymentMode: 'deploymentMode',
    PubliclyAccessible: 'publiclyAccessible',
    'Logs.General': 'general',
  };
  const all = ['--checks', THREE_CHECKS.map(({ id }) => id).join(',')];
  const form = fc.constantFrom(...FORMS);
  const anything = fc.oneof(fc.constant(undefined), json, fc.constantFrom('true', 'false', 'TRUE ', 0, 1, ''));

  it.each(THREE_CHECKS)('never passes $id, whatever the form', async ({ id }) => {
    const { proof } = casesOf(id);
    const [fact = ''] = Object.keys(proof);
    const unproven = anything.filter((value) => !proof[fact]?.(value));
    await fc.assert(
      fc.asyncProperty(form, unproven, async ([, write], value) => {
        const { verdicts } = await evaluateInput(write(broker({ [String(names[fact])]: value })), ...all);
        const expected = THREE_CHECKS.map((check) => {
          // The checks of other facts still pass: it is this fact that was spoilt.
          const isProof = casesOf(check.id).proof[fact];
          if (isProof === undefined) return 'pass';
          // What spoils the fact for one check may be good for another.
          return isProof(value) ? expect.any(String) : expect.stringMatching(/fail|unk/);
        });
        expect(verdicts).toEqual(expected);
      }),
    );
  });

  it('never passes any check if it is the engine, whatever the form', async () => {
    const unproven = anything.filter((value) => !isText('RABBITMQ')(value));
    await fc.assert(
      fc.asyncProperty(form, unproven, async ([, write], engineType) => {
        const { verdicts } = await evaluateInput(write(broker({ engineType })), ...all);
        expect(verdicts).toHaveLength(THREE_CHECKS.length);
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
