import fc from 'fast-check';
import { fromBrokerSummary, fromDescribeBroker } from '../../checks/amazon-mq.ts';
import type { Broker } from '../../checks/broker.ts';
import type { Check, Verdict } from '../../checks/check.ts';
import { fromConfigurationItem, parseConfigurationItem } from '../../checks/configuration-item.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker, foldResults, lacksFacts } from '../../checks/evaluation.ts';
import type { CheckId } from '../../checks/registry.ts';
import { GOOD as ALL_GOOD, isProven as hasProof } from '../support/cases.ts';
import { CONFIGURED_CHECKS, THREE_CHECKS } from '../support/checks.ts';
import { has, isText, valueAt } from '../support/proofs.ts';

const [CLUSTER, ACCESS, LOGGING] = THREE_CHECKS;
const GOOD: Broker = { deploymentMode: 'CLUSTER_MULTI_AZ', publiclyAccessible: false, generalLogging: true };
const BAD: Broker = { deploymentMode: 'SINGLE_INSTANCE', publiclyAccessible: true, generalLogging: false };

function result(check: Check, verdict: Verdict): CheckResult {
  return { check, verdict, detail: `${check.id}: ${verdict}.` };
}

describe('before any check looks at its own fact', () => {
  test.each<readonly [sentence: string, broker: Broker, verdict: Verdict, detail: RegExp]>([
    ['a good RabbitMQ broker passes', { ...GOOD, engineType: 'RABBITMQ' }, 'pass', /./],
    ['a bad RabbitMQ broker fails', { ...BAD, engineType: 'RABBITMQ' }, 'fail', /./],
    [
      'a bad ActiveMQ broker is skipped',
      { ...BAD, engineType: 'ACTIVEMQ' },
      'skip',
      /^The engine is ACTIVEMQ, not Rab/,
    ],
    ['an ActiveMQ broker without facts is skipped', { engineType: 'ACTIVEMQ' }, 'skip', /^The engine is ACTIVEMQ/],
    [
      'a good broker of an engine that nobody knows is unknown',
      { ...GOOD, engineType: 'RABITMQ' },
      'unknown',
      /^"RABITMQ" is an unknown engine type\.$/,
    ],
    [
      'a bad broker of an engine that nobody knows is unknown',
      { ...BAD, engineType: 'KAFKA' },
      'unknown',
      /^"KAFKA" is/,
    ],
    ['a good broker without an engine is unknown', GOOD, 'unknown', /^EngineType is not known\.$/],
    ['a bad broker without an engine is unknown', BAD, 'unknown', /^EngineType is not known\.$/],
    ['a reason is given', { whyUnknown: { engineType: 'It is hidden.' } }, 'unknown', /^It is hidden\.$/],
    [
      'a bad broker out of scope is skipped',
      { ...BAD, engineType: 'RABBITMQ', outOfScope: 'Gone.' },
      'skip',
      /^Gone\.$/,
    ],
    [
      'a good broker out of scope is skipped',
      { ...GOOD, engineType: 'RABBITMQ', outOfScope: 'Gone.' },
      'skip',
      /^Gone/,
    ],
    ['a broker out of scope of which nothing is known is skipped', { outOfScope: 'Gone.' }, 'skip', /^Gone\.$/],
  ])('%s', (_sentence, broker, verdict, detail) => {
    // What is good and bad here is so for these; the scope and the engine are so for all.
    const checks: readonly Check[] = verdict === 'pass' || verdict === 'fail' ? THREE_CHECKS : CONFIGURED_CHECKS;
    const results = evaluateBroker(broker, checks);

    expect(results.map(({ check }) => check.id)).toEqual(checks.map(({ id }) => id));
    for (const each of results) expect(each).toMatchObject({ verdict, detail: expect.stringMatching(detail) });
  });

  test('only the checks that are asked for are evaluated', () => {
    const results = evaluateBroker({ ...BAD, engineType: 'RABBITMQ' }, [LOGGING, CLUSTER]);

    expect(results.map(({ check }) => check.id)).toEqual([LOGGING.id, CLUSTER.id]);
  });
});

describe('lacksFacts', () => {
  test.each<readonly [sentence: string, broker: Broker, expected: boolean]>([
    ['a look-up may tell the engine', GOOD, true],
    ['a look-up may tell one fact of three', { ...GOOD, engineType: 'RABBITMQ', generalLogging: undefined }, true],
    ['a complete broker needs none', { ...BAD, engineType: 'RABBITMQ' }, false],
    ['no look-up explains a mode that is not known', { ...GOOD, engineType: 'RABBITMQ', deploymentMode: 'X' }, false],
    ['another engine needs none', { engineType: 'ACTIVEMQ' }, false],
    ['no look-up explains an engine that is not known', { engineType: 'RABITMQ' }, false],
    ['a deleted broker needs none', { outOfScope: 'The broker was deleted.' }, false],
  ])('%s', (_sentence, broker, expected) => {
    expect(lacksFacts(evaluateBroker(broker, THREE_CHECKS))).toBe(expected);
  });
});

describe('foldResults', () => {
  test.each<readonly [Verdict, Verdict, Verdict, Verdict]>([
    ['fail', 'unknown', 'pass', 'fail'],
    ['pass', 'fail', 'pass', 'fail'],
    ['unknown', 'pass', 'skip', 'unknown'],
    ['pass', 'pass', 'unknown', 'unknown'],
    ['skip', 'pass', 'skip', 'pass'],
    ['skip', 'skip', 'skip', 'skip'],
    ['exempt', 'pass', 'skip', 'exempt'],
    ['exempt', 'unknown', 'pass', 'unknown'],
    ['pass', 'exempt', 'fail', 'fail'],
  ])('makes %s, %s and %s into %s', (cluster, access, logging, verdict) => {
    const results = [result(CLUSTER, cluster), result(ACCESS, access), result(LOGGING, logging)];

    const having = (one: Verdict) => results.filter((each) => each.verdict === one);
    expect(foldResults(results)).toEqual({ verdict, results: having(verdict), exempted: having('exempt') });
  });

  test('refuses to say anything where nothing was checked', () => {
    expect(() => foldResults([])).toThrow(new TypeError('No check was evaluated, so there is no outcome to report.'));
  });

  test('takes the worst verdict and its results in the order that they come in', () => {
    const verdicts = fc.constantFrom<Verdict>('pass', 'fail', 'skip', 'unknown', 'exempt');
    const worst = ['fail', 'unknown', 'exempt', 'pass', 'skip'];
    fc.assert(
      fc.property(
        fc.tuple(verdicts, verdicts, verdicts),
        fc.shuffledSubarray([0, 1, 2], { minLength: 1 }),
        (found, order) => {
          const results = THREE_CHECKS.map((check, index) => result(check, found[index] ?? 'skip'));
          const shuffled = order.flatMap((index) => results[index] ?? []);
          const { verdict, results: folded } = foldResults(shuffled);

          expect(shuffled.map((each) => worst.indexOf(each.verdict)).sort()[0]).toBe(worst.indexOf(verdict));
          expect(folded).toEqual(shuffled.filter((each) => each.verdict === verdict));
        },
      ),
    );
  });

  test('leaves what it was given as it was', () => {
    const results = [result(LOGGING, 'pass'), result(CLUSTER, 'pass')];
    foldResults(results);

    expect(results.map(({ check }) => check.id)).toEqual([LOGGING.id, CLUSTER.id]);
  });
});

describe('a pass is proven', () => {
  const texts = [
    'RABBITMQ',
    'RabbitMQ',
    'RABBITMQ2',
    'ACTIVEMQ',
    'CLUSTER_MULTI_AZ',
    'Cluster_Multi_Az',
    'SINGLE_INSTANCE',
  ];
  const booleans = [true, false, 'true', 'FALSE', 'False', ' TRUE ', 'truee', 'yes', 'no', 'on', 'off', 1, 0, '1', '0'];
  const nests = [[true], [false], [[]], {}, { General: true }, { general: 'true' }, ['RABBITMQ'], null, undefined, ''];
  const nearMiss = fc.oneof(fc.constantFrom<unknown>(...texts, ...booleans, ...nests), fc.jsonValue());

  /** A member that is mostly as it should be, or something near it, under a name that is mostly right. */
  function member(name: string, ...good: unknown[]) {
    const camelCase = name.charAt(0).toLowerCase() + name.slice(1);
    const names = fc.constantFrom(name, name, camelCase, name.toUpperCase(), ` ${name}`, '__proto__', 'constructor');
    return fc.tuple(names, fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...good) }, nearMiss));
  }

  const logs = fc
    .array(
      fc.oneof(member('General', true, 'true', false), member('Audit', true), member('Pending', { General: true })),
    )
    .map((members) => Object.fromEntries(members));
  const encryption = fc
    .array(
      fc.oneof(member('UseAwsOwnedKey', false, 'false', true), member('KmsKeyId', ALL_GOOD.kmsKeyId, 'alias/aws/mq')),
    )
    .map((members) => Object.fromEntries(members));
  const TAGS = [
    ALL_GOOD.tags,
    { team: 'x' },
    [
      { Key: 'team', Value: 'x' },
      { Key: 'stage', Value: 'test' },
    ],
    {},
    [],
  ];
  const configuration = fc
    .tuple(
      member('EngineType', 'RABBITMQ', 'RabbitMQ'),
      member('DeploymentMode', 'CLUSTER_MULTI_AZ'),
      member('PubliclyAccessible', false, 'false'),
      fc.tuple(
        fc.constantFrom('Logs', 'logs', 'LOGS', '__proto__'),
        fc.oneof({ weight: 3, arbitrary: logs }, nearMiss),
      ),
      member('SubnetIds', ['a', 'b', 'c'], ['a', 'b'], ['a', 'a', 'b'], ['a', 'b', 1]),
      member('EngineVersion', '4.2', '3.13.7', '3.9', '4'),
      member('EngineVersionCurrent', '4.2', '3.9'),
      member('HostInstanceType', 'mq.m7g.large', 'mq.t3.micro', 'mq.m9g.large'),
      fc.tuple(fc.constantFrom('EncryptionOptions', 'encryptionOptions', 'ENCRYPTIONOPTIONS'), encryption),
      member('SecurityGroups', ['sg-1'], []),
      member('SecurityGroupIngress', ALL_GOOD.ingressRules, []),
      member('Tags', ...TAGS),
      member('Users', [{ Username: 'admin' }], { Password: 'reference' }, []),
      member('EngineType', 'RABBITMQ'),
    )
    .map((members): Readonly<Record<string, unknown>> => Object.fromEntries(members));
  const item = fc.record({
    resourceType: fc.constantFrom('AWS::AmazonMQ::Broker', 'AWS::AmazonMQ::Broker', 'AWS::AmazonMQ::Configuration'),
    configurationItemStatus: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<unknown>('OK', 'ResourceDiscovered') },
      fc.constantFrom<unknown>('ResourceDeleted', 'ResourceNotRecorded', 'ok', '', null, undefined, 'constructor', 1),
    ),
    isText: fc.boolean(),
    configuration,
    tags: fc.option(fc.constantFrom<unknown>(...TAGS, undefined)),
  });

  /** Looks for the facts in the JSON itself, without the readers that are under test. */
  function isProven(id: CheckId, json: Readonly<Record<string, unknown>>): boolean {
    const current = valueAt(json, 'EngineVersionCurrent');
    // What the broker has, before what was asked for.
    const facts = current === undefined || current === null ? json : { ...json, EngineVersion: current };
    return hasProof(id, facts) && has(json, 'EngineType', isText('RABBITMQ'));
  }

  function listOf(tags: unknown): readonly unknown[] {
    if (Array.isArray(tags)) return tags;
    return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  }

  function passes(broker: Broker): readonly CheckId[] {
    return CONFIGURED_CHECKS.filter((check) => evaluateBroker(broker, [check])[0]?.verdict === 'pass').map(
      ({ id }) => id,
    );
  }

  test('by the configuration item', () => {
    let count = 0;
    fc.assert(
      fc.property(item, ({ isText, configuration: json, ...rest }) => {
        const parsed = parseConfigurationItem({
          ...rest,
          resourceId: 'b-1',
          configurationItemCaptureTime: '2026-01-31T12:00:00.123Z',
          configuration: isText ? JSON.stringify(json) : json,
        });
        for (const id of passes(fromConfigurationItem(parsed))) {
          count += 1;
          // The tags of an item are outside of its configuration as well.
          const Tags = [rest.tags, valueAt(json, 'Tags')].flatMap(listOf);
          expect(isProven(id, { ...json, Tags })).toBe(true);
          expect(rest.resourceType).toBe('AWS::AmazonMQ::Broker');
          expect(['OK', 'ResourceDiscovered']).toContain(rest.configurationItemStatus);
        }
      }),
      { numRuns: 2000 },
    );
    expect(count).toBeGreaterThan(100);
  });

  test.each([
    [
      'DescribeBroker',
      fromDescribeBroker,
      CONFIGURED_CHECKS.map(({ id }) => id).filter((id) => !/security-group-sources|literal-password/.test(id)),
    ],
    ['ListBrokers', fromBrokerSummary, ['rabbitmq-cluster-deployment', 'rabbitmq-instance-type']],
  ] as const)('by the answer of %s', (_operation, from, provable) => {
    const passed = new Set<string>();
    fc.assert(
      fc.property(configuration, (json) => {
        for (const id of passes(from(json))) {
          passed.add(id);
          expect(isProven(id, json)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
    expect([...passed].sort()).toEqual([...provable].sort());
  });
});
