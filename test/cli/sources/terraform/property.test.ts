import fc from 'fast-check';
import { CHANGE_CHECKS } from '../../../../checks/change-checks.ts';
import { evaluate } from '../../../../cli/report/results.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { isTerraform, readTerraform } from '../../../../cli/sources/terraform/terraform.ts';
import { CONFIGURED_CHECKS } from '../../../support/checks.ts';
import { hasDifferentTexts, hasTag, isBoolean, isText, matches } from '../../../support/proofs.ts';
import type { Json } from './support.ts';
import {
  active,
  badRabbit,
  broker,
  change,
  module,
  plan,
  planOf,
  rabbit,
  resource,
  state,
  stateFile,
} from './support.ts';

type Path = readonly (string | number)[];

const inModule = broker(rabbit(), 'module.m[0].aws_mq_broker.orders');
/** The attributes of a broker that passes all that there are for states. */
const best = rabbit({
  engine_version: '4.2',
  host_instance_type: 'mq.m7g.large',
  subnet_ids: ['subnet-1', 'subnet-2', 'subnet-3'],
  security_groups: ['sg-1'],
  encryption_options: [
    {
      use_aws_owned_key: false,
      kms_key_id: 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    },
  ],
  tags_all: { team: 'a', stage: 'test' },
});
const rule = { protocol: 'tcp', from_port: 5671, to_port: 5671, cidr_blocks: ['10.0.0.0/16'] };
const group = resource('aws_security_group.mq', { id: 'sg-1', ingress: [rule] });
const configuration = {
  root_module: {
    resources: [
      {
        type: 'aws_mq_broker',
        name: 'orders',
        expressions: { user: [{ password: { references: ['random_password.mq.result', 'random_password.mq'] } }] },
      },
    ],
  },
};
const BASES: readonly Json[] = [
  plan([broker(best), group, resource('random_password.mq', { result: 'hidden-from-you' })], { configuration }),
  state([broker(best), group]),
  stateFile([
    { type: 'aws_mq_broker', name: 'orders', instances: [{ attributes: best }] },
    { type: 'aws_security_group', name: 'mq', instances: [{ attributes: group.values }] },
  ]),
  planOf(rabbit(), { arn: true, id: true, logs: [{}] }),
  planOf(
    { engine_type: 'RabbitMQ', logs: [{}] },
    { deployment_mode: true, publicly_accessible: true, logs: [{ general: true }] },
  ),
  plan([broker(rabbit(), 'aws_mq_broker.orders[0]'), broker(badRabbit(), 'aws_mq_broker.orders[1]')]),
  plan([], {
    planned_values: { root_module: { child_modules: [module('module.m[0]', [inModule])] } },
    resource_changes: [change(inModule, ['delete', 'create'], { publicly_accessible: true })],
    prior_state: state([inModule]),
    configuration: {
      root_module: { resources: [{ type: 'aws_mq_broker', name: 'orders', expressions: { user: [{}] } }] },
    },
  }),
  state([broker(rabbit()), broker(active(), 'aws_mq_broker.other')], [module('module.m[0]', [inModule])]),
  stateFile([
    { mode: 'managed', type: 'aws_mq_broker', name: 'orders', instances: [{ index_key: 0, attributes: rabbit() }] },
  ]),
];

/** The paths of all members and elements. */
function pathsIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const entries: readonly [string | number, unknown][] = Array.isArray(value)
    ? value.map((element, index) => [index, element])
    : Object.entries(value);
  return entries.flatMap(([key, part]) => [[...path, key], ...pathsIn(part, [...path, key])]);
}

/** The value with what is at a path replaced, or taken out if the replacement is `undefined`. */
function replaceAt(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  if (Array.isArray(value)) {
    return value.flatMap((part, index) => {
      if (index !== key) return [part];
      const replaced = replaceAt(part, rest, replacement);
      return replaced === undefined ? [] : [replaced];
    });
  }
  const object = value as Json;
  return { ...object, [key]: replaceAt(object[key], rest, replacement) };
}

const replacement = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    'true',
    'RabbitMQ',
    'CLUSTER_MULTI_AZ',
    'data',
    '0.0.0.0/0',
    'sg-1',
    [],
    {},
    [{}],
    [null],
    [true],
  ),
  fc.constantFrom<unknown>(
    { general: true },
    [{ general: true }],
    { publicly_accessible: true },
    ['delete'],
    ['forget'],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

const mutated = fc
  .tuple(fc.constantFrom(...BASES), fc.array(fc.tuple(fc.nat(), replacement), { maxLength: 4 }))
  .map(([base, mutations]) => {
    let value: unknown = base;
    for (const [number, part] of mutations) {
      const paths = pathsIn(value);
      const path = paths[number % paths.length];
      if (path !== undefined) value = replaceAt(value, path, part);
    }
    return JSON.parse(JSON.stringify(value)) as Json;
  });

function objectsIn(value: unknown): readonly Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value as Json]), ...Object.values(value).flatMap(objectsIn)];
}

/** Whether the entries of `resource_changes` say of some broker that what is not set is not just unknown. */
function mayHaveDefaults(value: Json): boolean {
  if (!('planned_values' in value)) return true;
  return objectsIn(value.resource_changes).some(({ after_unknown: unknown }) => {
    const isObject = typeof unknown === 'object' && unknown !== null && !Array.isArray(unknown);
    return isObject && [undefined, null, false].includes((unknown as Json).publicly_accessible as never);
  });
}

/** What proves a pass, told apart from the reader that is under test. */
const PROOFS: Readonly<Record<string, (attributes: Json, value: Json) => boolean>> = {
  'rabbitmq-cluster-deployment': ({ deployment_mode: mode }) => isText('CLUSTER_MULTI_AZ')(mode),
  'rabbitmq-no-public-access': ({ publicly_accessible: access }, value) =>
    isBoolean(false)(access) || ((access === undefined || access === null) && mayHaveDefaults(value)),
  'rabbitmq-general-logging': ({ logs }) =>
    Array.isArray(logs) && logs.length === 1 && isBoolean(true)((logs[0] as Json | null)?.general),
  'rabbitmq-cluster-subnets': ({ subnet_ids: subnets }) => hasDifferentTexts(3)(subnets),
  'rabbitmq-engine-version': ({ engine_version: version }) => matches(/^\s*(3\.13|4\.\d+)(\.\d+)*\s*$/)(version),
  'rabbitmq-instance-type': ({ host_instance_type: type }) => matches(/^\s*mq\.(m5|m7g)\.\w*large\s*$/)(type),
  'rabbitmq-security-group-sources': ({ security_groups: groups }, value) =>
    hasDifferentTexts(1)(groups) &&
    (groups as readonly string[]).every((each) =>
      objectsIn(value).some(({ id, ingress }) => id === each && (isAbsent(ingress) || isNarrow(ingress))),
    ),
  'rabbitmq-customer-key': ({ encryption_options: options }) => {
    const [first, ...others] = Array.isArray(options) ? (options as readonly (Json | null)[]) : [];
    return others.length === 0 && isBoolean(false)(first?.use_aws_owned_key) && matches(/\S/)(first?.kms_key_id);
  },
  'rabbitmq-tags': ({ tags, tags_all: all }) =>
    [tags, all].some((each) => hasTag('team')(each) && hasTag('stage', 'test', 'production')(each)),
  'rabbitmq-literal-password': ({ user }, value) =>
    'planned_values' in value &&
    'configuration' in value &&
    (isAbsent(user) || (Array.isArray(user) && user.length === 0) || hasRandomPassword(value)),
};

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function isNarrow(rules: unknown): boolean {
  return Array.isArray(rules) && !JSON.stringify(rules).includes('/0"');
}

function hasRandomPassword(value: Json): boolean {
  return objectsIn(value.configuration).some(
    ({ references }) =>
      Array.isArray(references) && references.some((each) => String(each).startsWith('random_password.')),
  );
}

it('no plan or state is too odd to read, and none passes without what proves it', () => {
  const seen = { pass: 0, other: 0, refused: 0 };
  const passed = new Set<string>();
  fc.assert(
    fc.property(mutated, (value) => {
      if (!isTerraform(value)) return;
      try {
        for (const reading of readTerraform(value).readings) {
          for (const { check, verdict } of evaluate('-', reading, CONFIGURED_CHECKS)) {
            seen[verdict === 'pass' ? 'pass' : 'other'] += 1;
            if (verdict !== 'pass') continue;
            const rabbits = objectsIn(value).filter(({ engine_type: engine }) => isText('RABBITMQ')(engine));
            expect([check, rabbits.some((attributes) => PROOFS[check]?.(attributes, value))]).toEqual([check, true]);
            passed.add(check);
          }
        }
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        seen.refused += 1;
      }
    }),
    { numRuns: 5000 },
  );
  // The inputs are odd, but not so odd that nothing was put to the test.
  expect(seen.pass).toBeGreaterThan(1000);
  expect(seen.other).toBeGreaterThan(1000);
  expect(seen.refused).toBeGreaterThan(50);
  expect([...passed].sort()).toEqual(CONFIGURED_CHECKS.map(({ id }) => id).sort());
});

it('no plan that deletes a RabbitMQ broker in any way is without a finding for it', () => {
  const action = fc.constantFrom<unknown>('delete', 'delete', 'create', 'forget', 'update', 'no-op', 'read', 'x', null);
  const entry = fc.record({
    address: fc.constantFrom('aws_mq_broker.a', 'aws_mq_broker.b', 'module.m.aws_mq_broker.c[0]', undefined),
    actions: fc.array(action, { maxLength: 3 }),
    before: fc.constantFrom<unknown>(rabbit(), rabbit(), badRabbit({ engine_type: 'RABBITMQ' }), active(), {}, null),
    deposed: fc.option(fc.constantFrom('00000001', '00000002'), { nil: undefined }),
    isPlanned: fc.boolean(),
  });
  const seen = { fail: 0, unknown: 0, none: 0 };
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 4 }), (entries) => {
      const value = plan(
        entries.filter(({ isPlanned }) => isPlanned).map(({ address = '' }) => broker(rabbit(), address)),
        {
          resource_changes: entries.map(({ address, actions, before, deposed }) => {
            const { change: base, ...rest } = change(broker(rabbit()), []);
            return { ...rest, address, deposed, change: { ...base, actions, before } };
          }),
        },
      );
      const { readings } = readTerraform(JSON.parse(JSON.stringify(value)));
      for (const { address, actions, before, deposed } of entries) {
        const { engine_type: engine } = (before ?? {}) as Json;
        if (!actions.includes('delete') || !isText('RABBITMQ')(engine)) continue;
        const name = deposed === undefined ? address : `${address ?? 'aws_mq_broker'} (deposed ${deposed})`;
        const verdicts = readings
          .filter((reading) => reading.address === name)
          .flatMap((reading) => evaluate('-', reading, CHANGE_CHECKS).map(({ verdict }) => verdict));
        expect(verdicts.filter((verdict) => verdict === 'fail' || verdict === 'unknown')).not.toEqual([]);
        seen[verdicts.includes('fail') ? 'fail' : 'unknown'] += 1;
      }
      if (readings.every((reading) => evaluate('-', reading, CHANGE_CHECKS).length === 0)) seen.none += 1;
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

describe('a broker whose fact is spoilt never passes its check', () => {
  const json = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom<unknown>('', 0, 1, [true], [false]));
  const write = fc.constantFrom(
    (values: Json) => planOf(values),
    (values: Json) => state([broker(values)]),
    (values: Json) => stateFile([{ type: 'aws_mq_broker', name: 'x', instances: [{ attributes: values }] }]),
  );
  const attributes: Readonly<Record<string, string>> = {
    'rabbitmq-cluster-deployment': 'deployment_mode',
    'rabbitmq-no-public-access': 'publicly_accessible',
    'rabbitmq-general-logging': 'logs',
    'rabbitmq-cluster-subnets': 'subnet_ids',
    'rabbitmq-engine-version': 'engine_version',
    'rabbitmq-instance-type': 'host_instance_type',
    'rabbitmq-security-group-sources': 'security_groups',
    'rabbitmq-customer-key': 'encryption_options',
    'rabbitmq-tags': 'tags_all',
  };
  it.each(CONFIGURED_CHECKS.filter(({ id }) => attributes[id] !== undefined))('$id', ({ id }) => {
    const name = attributes[id] ?? '';
    fc.assert(
      fc.property(write, json, (make, value) => {
        const values = { ...best, [name]: value };
        const input: Json = JSON.parse(JSON.stringify(make(values)));
        fc.pre(!PROOFS[id]?.(values, input));
        const results = readTerraform(input).readings.flatMap((reading) => evaluate('-', reading, CONFIGURED_CHECKS));
        expect(results.find(({ check }) => check === id)?.verdict).toMatch(/fail|unknown/);
      }),
      { numRuns: 500 },
    );
  });
});
