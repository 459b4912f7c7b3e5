import fc from 'fast-check';
import { findDuplicateName } from '../../../../cli/sources/input/duplicate-name.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import type { Json, Resource } from './support.ts';
import {
  badRabbit,
  broker,
  change,
  module,
  outcomeOf,
  plan,
  rabbit,
  reduced,
  resource,
  state,
  stateFile,
} from './support.ts';

const BULK = 'x'.repeat(1000);

describe('of a resource that nobody reads, hardly anything is kept', () => {
  const bucket = resource('aws_s3_bucket.logs', { policy: BULK }, { sensitive_values: { policy: BULK } });
  const expressions = { policy: { references: ['var.policy'] }, rule: [{ text: { constant_value: BULK } }] };
  it.each<[string, Json]>([
    ['planned', plan([bucket])],
    ['planned in a module', plan([], { planned_values: { root_module: { child_modules: [module('m', [bucket])] } } })],
    ['in the prior state of a plan', plan([], { prior_state: state([bucket]) })],
    ['in the drift of a plan', plan([], { resource_drift: [change(bucket, ['update'])] })],
    [
      'in the configuration',
      plan([], {
        configuration: { root_module: { resources: [{ type: 'aws_s3_bucket', name: 'logs', expressions }] } },
      }),
    ],
    ['in a state', state([bucket])],
    ['in a state file', stateFile([{ type: 'aws_s3_bucket', name: 'x', instances: [{ attributes: bucket.values }] }])],
    [
      'the change of what may add rules',
      plan([], { resource_changes: [change(resource('k_x.y', { BULK }), ['read'])] }),
    ],
  ])('%s', (_, value) => {
    const text = JSON.stringify(value);
    expect(text).toContain(BULK);
    expect(reduced(text)).not.toContain(BULK);
    expect(outcomeOf(JSON.parse(reduced(text)))).toEqual(outcomeOf(value));
  });
});

it.each([1, 2, 3, 7, 1000])('what is kept has the same text, in chunks of %d bytes', (size) => {
  const orders = JSON.stringify(broker(rabbit({ broker_name: 'é"\\' })));
  const [logs, data] = ['managed', 'data'].map((mode) => `{"address":"a","mode":"${mode}","type":"aws_x","values":{}}`);
  const written = (resources: string) =>
    `{"format_version":"1.0", "values":{"root_module":{"resources":[${resources}\n],"child_modules":[]}},"x":[1,-2.5e3,{}]}`;
  expect(reduced(written(`${logs}, ${orders} ,${data}, 7,null`), size)).toBe(
    written(`{"mode":"managed","type":"aws_x"}, ${orders} ,{"mode":"data","type":"aws_x"}, 7,null`),
  );
  const changes = (list: string) => `{"format_version":"1.0","resource_changes":[${list}],"planned_values":{}}`;
  expect(reduced(changes(`${logs},1,${logs},${logs},[2],${data}`), size)).toBe(changes('1,[2]'));
  expect(reduced(changes(`${orders},${logs},${orders}`), size)).toBe(changes(`${orders},${orders}`));
});

it('what has many levels is kept', () => {
  const deep = `{"format_version":"1.0","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(reduced(deep, 2 ** 16) === deep).toBe(true);
});

describe('a name that is there twice is found where it decides what is kept', () => {
  const rest = '"mode":"managed","type":"aws_s3_bucket","values":{}';
  const inState = (text: string) => `{"format_version":"1.0","values":{"root_module":{"resources":[{${text}}]}}}`;
  const inChanges = (text: string) => `{"format_version":"1.0","resource_changes":[{${text}}],"planned_values":{}}`;
  it.each([
    ['a type after another', inState(`${rest},"type":"aws_mq_broker"`)],
    ['a type before another', inState(`"type":"aws_mq_broker",${rest}`)],
    ['a type with an escape', inState(`${rest},"typ\\u0065":"aws_mq_broker"`)],
    ['a type of a change', inChanges(`${rest},"type":"aws_mq_broker"`)],
    ['a type of a change with an escape', inChanges(`${rest},"\\u0074ype":"aws_mq_broker"`)],
    ['a mode', inState(`${rest},"mode":"data"`)],
    ['a list of resources', '{"format_version":"1.0","values":{"root_module":{"resources":[],"resources":[]}}}'],
    ['values', '{"format_version":"1.0","values":{},"values":{}}'],
  ])('%s', (_, text) => {
    const find = () => {
      const name = findDuplicateName(reduced(text));
      if (name !== undefined) throw new InputError(`has "${name}" twice`);
    };
    expect(find).toThrow(/has "(type|mode|resources|values)" twice/);
  });
});

describe('what is not JSON is refused', () => {
  const inBucket = (text: string) =>
    `{"format_version":"1.0","values":{"root_module":{"resources":[{"type":"aws_s3_bucket",${text}}]}}}`;
  it.each([
    ['no comma', inBucket('"values":{} "x":1'), 'found a quote, but expected "," or "}"'],
    ['two commas', inBucket('"values":{},,"x":1'), 'found ",", but expected a name'],
    ['a comma at the end', inBucket('"values":{},'), 'found "}", but expected a name'],
    ['no colon', inBucket('"values"{}'), 'found "{", but expected ":"'],
    ['no value', inBucket('"values":'), 'found "}", but expected a value'],
    ['no name', inBucket('1'), 'found "1", but expected a name'],
    ['another bracket', inBucket('"values":{"a":[}'), 'found "}", but expected "]"'],
    ['a line break in a text', inBucket('"values":{"a":"\n"}'), 'found 0xa, but expected a character of a string'],
    ['an unknown word', inBucket('"x":word'), 'found "w", but expected a value'],
    ['something after it', '{"format_version":"1.0"}x', 'found "x", but expected a line break or the end'],
    ['the end', inBucket('"values":{').slice(0, -7), 'it ends too early, at byte'],
    ['many levels', `{"format_version":${'['.repeat(2_000_000)}`, 'is nested too deeply at byte'],
  ])('%s', (_, text, message) => expect(() => reduced(text)).toThrow(message));
});

const TYPES = [
  ...['aws_mq_broker', 'aws_mq_broker', 'aws_security_group', 'aws_security_group_rule', 'random_password'],
  ...['aws_ssm_parameter', 'aws_secretsmanager_secret_version', 'aws_cloudformation_stack', 'awscc_amazonmq_broker'],
  ...[
    'aws_s3_bucket',
    'aws_db_instance',
    'aws_vpc',
    'null_resource',
    'kubernetes_manifest',
    'aws_cloudcontrolapi_resource',
  ],
];
const attributes = fc.oneof(
  fc.constantFrom<Json>(
    rabbit({ security_groups: ['sg-1'] }),
    badRabbit(),
    { id: 'sg-1', ingress: [], name: 'mq' },
    {
      type: 'ingress',
      security_group_id: 'sg-1',
      protocol: 'tcp',
      from_port: 1,
      to_port: 9,
      cidr_blocks: ['10.0.0.0/8'],
    },
    { result: 'hidden-from-you', password: 'hidden-from-you', value: 'hidden-from-you', text: ['sg-1'] },
    { template_body: '{}' },
    { template_body: 'AWS::AmazonMQ::Broker' },
  ),
  fc.dictionary(fc.constantFrom('id', 'type', 'values', 'resources'), fc.jsonValue({ maxDepth: 1 })),
);
const expression = fc.constantFrom<Json>(
  { references: ['aws_db_instance.a.password', 'aws_db_instance.a'] },
  { references: ['random_password.a.result', 'random_password.a'] },
  { references: ['aws_ssm_parameter.a.value', 'aws_ssm_parameter.a'] },
  { references: ['var.password'] },
  { references: ['aws_security_group.a.id', 'aws_security_group.a'] },
  { constant_value: 'secret' },
  {},
);
const one = fc.record({
  type: fc.constantFrom(...TYPES),
  name: fc.constantFrom('a', 'b'),
  mode: fc.constantFrom('managed', 'managed', 'data'),
  values: attributes,
  isPlanned: fc.boolean(),
  isNested: fc.boolean(),
  isPrior: fc.boolean(),
  actions: fc.constantFrom(['create'], ['update'], ['delete'], ['no-op'], ['forget'], ['delete', 'create']),
  unknown: fc.constantFrom<unknown>({}, { security_groups: true }, { user: [{ password: true }] }, undefined),
  arguments: fc.dictionary(
    fc.constantFrom('password', 'value', 'secret_string', 'security_groups', 'ingress'),
    expression,
  ),
  password: expression,
});
const source = fc
  .tuple(fc.constantFrom('plan', 'state', 'state file'), fc.array(one, { minLength: 1, maxLength: 8 }))
  .map(([kind, all]): Json => {
    const found = all.map((each) => ({
      ...each,
      resource: resource(`${each.isNested ? 'module.m.' : ''}${each.type}.${each.name}`, each.values, {
        mode: each.mode,
      }),
    }));
    const those = (isRight: (each: (typeof found)[number]) => boolean): readonly Resource[] =>
      found.filter(isRight).map((each) => each.resource);
    const nested = [
      module(
        'module.m',
        those(({ isNested, isPlanned }) => isNested && isPlanned),
      ),
    ];
    const resources = those(({ isNested, isPlanned }) => !isNested && isPlanned);
    if (kind === 'state') return state(resources, nested);
    if (kind === 'state file') {
      return stateFile(
        all.map(({ mode, type, name, values }) => ({
          mode,
          type,
          name,
          instances: [{ attributes: values, private: 'x' }, {}],
        })),
      );
    }
    return plan(resources, {
      planned_values: { outputs: {}, root_module: { resources, child_modules: nested } },
      prior_state: state(those(({ isPrior }) => isPrior)),
      resource_changes: found.map((each) => change(each.resource, each.actions, each.unknown)),
      resource_drift: found.map((each) => change(each.resource, each.actions)),
      variables: { password: { value: 'hidden-from-you' } },
      configuration: {
        root_module: {
          variables: { password: { sensitive: true } },
          resources: all.map(({ mode, type, name, password, ...each }) => ({
            ...{ mode, type, name },
            expressions: { ...each.arguments, user: [{ password }] },
          })),
        },
      },
    });
  });

/** Writes JSON as other programs might: in another order, with escapes and spaces, and with something else in places. */
function write(value: unknown, next: () => number): string {
  if (next() % 100 === 0) return ['null', '"aws_mq_broker"', '[]', '{}', '[{}]', '7', 'true'][next() % 7] ?? '';
  const space = next() % 9 === 0 ? ' \n' : '';
  if (Array.isArray(value)) return `[${value.map((each) => write(each, next)).join(`${space},`)}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const ordered = next() % 4 === 0 ? entries.toReversed() : entries;
  const members = ordered.map(([name, member]) => {
    const hex = (name.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
    const written =
      next() % 9 === 0 && name !== '' ? `"\\u${hex}${JSON.stringify(name.slice(1)).slice(1)}` : JSON.stringify(name);
    return `${space}${written}${space}:${space}${write(member, next)}`;
  });
  return `{${members.join(',')}${space}}`;
}

it('what is left out makes no difference, however it is written', () => {
  const seen = { read: 0, refused: 0, smaller: 0 };
  fc.assert(
    fc.property(source, fc.infiniteStream(fc.nat(10_000)), fc.integer({ min: 1, max: 300 }), (value, numbers, size) => {
      const next = () => Number(numbers.next().value);
      const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${write(member, next)}`);
      const text = `{${members.join(',')}}`;
      const kept = reduced(text, size);
      const outcome = outcomeOf(JSON.parse(text));
      expect(outcomeOf(JSON.parse(kept))).toEqual(outcome);
      seen[typeof outcome === 'string' ? 'refused' : 'read'] += 1;
      if (kept.length < text.length) seen.smaller += 1;
    }),
    { numRuns: 2000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});
