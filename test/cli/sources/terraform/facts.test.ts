import { CHECKS } from '../../../../checks/registry.ts';
import type { Json } from './support.ts';
import { broker, change, finding, plan, planOf, rabbit, resource, state, stateFile, without } from './support.ts';

const SUBNETS = { subnet_ids: ['subnet-1', 'subnet-2', 'subnet-3'] };
const OWN_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';
const key = (options: Json | undefined) => rabbit({ encryption_options: options ? [options] : [] });

/** The same attributes as a plan, a state and a state file have them. */
const FORMS: readonly (readonly [string, (values: Json) => Json])[] = [
  ['a plan', (values) => planOf(values, { subnet_ids: [false, false, false], security_groups: [], tags_all: {} })],
  ['a state', (values) => state([broker(values)])],
  [
    'a state file',
    (values) => stateFile([{ type: 'aws_mq_broker', name: 'orders', instances: [{ attributes: values }] }]),
  ],
];

describe.each(FORMS)('in %s', (_, write) => {
  it.each([
    ['three subnets pass', 'rabbitmq-cluster-subnets', rabbit(SUBNETS), 'pass: The private cluster has 3 subnets.'],
    [
      'one subnet fails',
      'rabbitmq-cluster-subnets',
      rabbit({ subnet_ids: ['subnet-1'] }),
      'fail: The private cluster has 1 subnet, fewer than 3.',
    ],
    [
      'no subnets are not known',
      'rabbitmq-cluster-subnets',
      rabbit(),
      /^unknown: SubnetIds is missing from the (plan|state)\.$/,
    ],
    [
      'a new version passes',
      'rabbitmq-engine-version',
      rabbit({ engine_version: '4.2' }),
      'pass: The engine version is 4.2.',
    ],
    ['an old version fails', 'rabbitmq-engine-version', rabbit({ engine_version: '3.8.6' }), /^fail: /],
    ['no version is not known', 'rabbitmq-engine-version', without(rabbit(), 'engine_version'), /^unknown: /],
    ['a size for production passes', 'rabbitmq-instance-type', rabbit(), /^pass: /],
    ['a size for tests fails', 'rabbitmq-instance-type', rabbit({ host_instance_type: 'mq.t3.micro' }), /^fail: /],
    ['no size is not known', 'rabbitmq-instance-type', without(rabbit(), 'host_instance_type'), /^unknown: /],
    [
      'without options of encryption, Amazon MQ chooses',
      'rabbitmq-customer-key',
      key(undefined),
      'unknown: encryption_options is not set, so Amazon MQ chooses the key.',
    ],
    ['empty options are a key of AWS', 'rabbitmq-customer-key', key({}), /^fail: .* AWS owns\.$/],
    [
      'a key that AWS owns fails',
      'rabbitmq-customer-key',
      key({ use_aws_owned_key: true, kms_key_id: '' }),
      /^fail: .* AWS owns\.$/,
    ],
    [
      'a key that AWS manages fails',
      'rabbitmq-customer-key',
      key({ use_aws_owned_key: false }),
      /^fail: .* AWS manages\.$/,
    ],
    [
      'an empty ID too',
      'rabbitmq-customer-key',
      key({ use_aws_owned_key: false, kms_key_id: '' }),
      /^fail: .* AWS manages\.$/,
    ],
    [
      'a key of the customer passes',
      'rabbitmq-customer-key',
      key({ use_aws_owned_key: false, kms_key_id: OWN_KEY }),
      /^pass: /,
    ],
    [
      'two blocks are not known',
      'rabbitmq-customer-key',
      rabbit({ encryption_options: [{}, {}] }),
      /^unknown: encryption_options is a list/,
    ],
    ['all tags are known', 'rabbitmq-tags', rabbit({ tags: {}, tags_all: { team: 'a', stage: 'test' } }), /^pass: /],
    ['a tag is missing', 'rabbitmq-tags', rabbit({ tags_all: { team: 'a' } }), 'fail: The tag "stage" is missing.'],
    [
      'a tag may come from the provider',
      'rabbitmq-tags',
      rabbit({ tags: { team: 'a' } }),
      /^unknown: The tag "stage" is not known\. tags lacks it, /,
    ],
    [
      'a tag has a wrong value',
      'rabbitmq-tags',
      rabbit({ tags: { team: 'a', stage: 'x' } }),
      /^fail: The tag "stage" is "x"/,
    ],
    ['the own tags are enough', 'rabbitmq-tags', rabbit({ tags: { team: 'a', stage: 'test' } }), /^pass: /],
    ['tags that cannot be read are not known', 'rabbitmq-tags', rabbit({ tags_all: ['team'] }), /^unknown: /],
  ] as const)('%s', (_name, id, values, expected) => {
    expect(finding(write(values), id)).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });
});

it('a state has no password of which it says where it is from', () => {
  expect(finding(state([broker(rabbit())]), 'rabbitmq-literal-password')).toMatch(/^skip: /);
});

describe('what is known only after apply is not known', () => {
  it.each([
    ['subnets', 'rabbitmq-cluster-subnets', { subnet_ids: true }, 'subnet_ids is known only after apply.'],
    [
      'one of the subnets',
      'rabbitmq-cluster-subnets',
      { subnet_ids: [false, true] },
      'subnet_ids is known only after apply.',
    ],
    ['a version', 'rabbitmq-engine-version', { engine_version: true }, 'engine_version is known only after apply.'],
    ['a size', 'rabbitmq-instance-type', { host_instance_type: true }, 'host_instance_type is known only after apply.'],
    [
      'groups',
      'rabbitmq-security-group-sources',
      { security_groups: true },
      'security_groups is known only after apply.',
    ],
    [
      'the options of encryption',
      'rabbitmq-customer-key',
      { encryption_options: true },
      'encryption_options is known only after apply.',
    ],
    [
      'whose key it is',
      'rabbitmq-customer-key',
      { encryption_options: [{ use_aws_owned_key: true }] },
      'encryption_options.use_aws_owned_key is known only after apply.',
    ],
    ['tags', 'rabbitmq-tags', { tags_all: true, tags: true }, 'tags is known only after apply.'],
    [
      'one of the tags',
      'rabbitmq-tags',
      { tags_all: true, tags: { stage: true } },
      'The tag "stage" is not known. tags_all is known only after apply.',
    ],
  ] as const)('%s', (_, id, unknown, why) => {
    const values = rabbit({ ...SUBNETS, tags: { team: 'a' }, encryption_options: [{ use_aws_owned_key: false }] });
    expect(finding(planOf(values, unknown), id)).toBe(`unknown: ${why}`);
  });

  it('but tags that are known count', () => {
    const value = planOf(rabbit({ tags: { team: 'a', stage: 'x' } }), { tags_all: true, tags: {} });
    expect(finding(value, 'rabbitmq-tags')).toMatch(/^fail: The tag "stage" is "x"/);
  });
});

describe('the key of a broker that a plan creates', () => {
  const configuration = (kms_key_id: unknown) => ({
    root_module: {
      resources: [
        {
          mode: 'managed',
          type: 'aws_mq_broker',
          name: 'orders',
          expressions: { encryption_options: [{ use_aws_owned_key: { constant_value: false }, kms_key_id }] },
        },
      ],
      module_calls: {
        kms: {
          module: { outputs: { arn: { expression: { references: ['aws_kms_key.this.arn', 'aws_kms_key.this'] } } } },
        },
      },
    },
  });
  const planned = (kms_key_id: unknown, actions = ['create']) => {
    const values = key({ use_aws_owned_key: false });
    return plan([broker(values)], {
      resource_changes: [change(broker(values), actions, { encryption_options: [{ kms_key_id: true }] })],
      configuration: configuration(kms_key_id),
    });
  };
  it.each([
    ['is one of the same plan', { references: ['aws_kms_key.mq.arn', 'aws_kms_key.mq'] }, 'pass'],
    ['is one of a module', { references: ['module.kms.arn', 'module.kms'] }, 'pass'],
    ['is one of several', { references: ['aws_kms_key.mq', 'each.key'] }, 'pass'],
    ['is not chosen', undefined, 'fail'],
    ['is read by a data source', { references: ['data.aws_kms_key.mq.arn', 'data.aws_kms_key.mq'] }, 'unknown'],
    ['is an alias', { references: ['aws_kms_alias.mq.arn', 'aws_kms_alias.mq'] }, 'unknown'],
    ['is no key', { references: ['aws_kms_key.mq.policy', 'aws_kms_key.mq'] }, 'unknown'],
    ['is one or another', { references: ['aws_kms_key.a.arn', 'aws_kms_key.a', 'var.key'] }, 'unknown'],
    ['is a local, which a plan has not', { references: ['local.key'] }, 'unknown'],
  ])('%s', (_, expression, verdict) => {
    expect(finding(planned(expression), 'rabbitmq-customer-key')).toMatch(new RegExp(`^${verdict}: `));
  });

  it('is not known if the broker is there and has one already', () => {
    expect(finding(planned(undefined, ['update']), 'rabbitmq-customer-key')).toMatch(/^unknown: /);
  });
});

it('a value that was removed because it is sensitive is not known', () => {
  const sensitive = (marks: Json) => state([resource('aws_mq_broker.orders', rabbit(), { sensitive_values: marks })]);
  expect(finding(sensitive({ subnet_ids: true }), 'rabbitmq-cluster-subnets')).toBe(
    'unknown: subnet_ids is sensitive, and its value was removed.',
  );
  expect(finding(sensitive({ tags_all: true, tags: { team: true } }), 'rabbitmq-tags')).toMatch(/^unknown: /);
});

describe('a broker whose facts are all there', () => {
  const best = broker(
    rabbit({
      ...SUBNETS,
      security_groups: ['sg-1'],
      encryption_options: [{ use_aws_owned_key: false, kms_key_id: OWN_KEY }],
      tags_all: { team: 'a', stage: 'test' },
    }),
  );
  const group = resource('aws_security_group.mq', { id: 'sg-1', ingress: [] });
  const password = resource('random_password.mq', { result: 'hidden-from-you' });
  const expressions = { user: [{ password: { references: ['random_password.mq.result', 'random_password.mq'] } }] };
  const configuration = { root_module: { resources: [{ type: 'aws_mq_broker', name: 'orders', expressions }] } };
  const resource_changes = [best, group].map((each) => change(each, ['no-op']));
  const attributes = ({ type, name, values }: Json) => ({ type, name, instances: [{ attributes: values }] });
  it.each([
    ['a plan', plan([best, group, password], { configuration, resource_changes }), 'pass'],
    ['a state', state([best, group]), 'skip'],
    ['a state file', stateFile([best, group].map(attributes)), 'skip'],
  ])('passes all checks in %s, but a state has no password', (_, value, ofPassword) => {
    const verdicts = CHECKS.map(({ id }) => [id, finding(value, id).split(':')[0]]);
    expect(verdicts).toEqual(CHECKS.map(({ id }) => [id, id === 'rabbitmq-literal-password' ? ofPassword : 'pass']));
  });
});
