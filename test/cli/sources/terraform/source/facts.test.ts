// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import { finding, rabbit } from './support.ts';

const expectation = (expected: string | RegExp) =>
  typeof expected === 'string' ? expected : expect.stringMatching(expected);

describe('the subnets of a cluster', () => {
  it.each<[string, string, string | RegExp]>([
    ['["subnet-1", "subnet-2", "subnet-3"]', '', /^pass: .* 3 subnets/],
    ['["subnet-1", "subnet-1", "subnet-3"]', '', /^fail: .* 2 subnets, fewer than 3/],
    ['[aws_subnet.a.id, aws_subnet.b.id, aws_subnet.c.id]', '', /^pass: /],
    ['[aws_subnet.a.id, aws_subnet.a . id, "subnet-1"]', '', /^fail: .* 2 subnets, fewer than 3/],
    [
      'local.subnets',
      'locals {\n  subnets = toset([aws_subnet.a.id, aws_subnet.b.id])\n}\n',
      /^fail: .* 2 subnets, fewer than 3/,
    ],
    [
      'concat([aws_subnet.a.id], local.others)',
      'locals {\n  others = [var.b, var.c]\n}\nvariable "b" {}\nvariable "c" {}\n',
      /^pass: /,
    ],
    ['[data.aws_subnets.x.ids[0], data.aws_subnets.x.ids["1"], data.aws_subnets.x.ids[2]]', '', /^pass: /],
    ['[aws_subnet.a["x"].id, aws_subnet.a["y"].id, aws_subnet.a["z"].id]', '', /^pass: /],
    ['[element(data.aws_subnets.x.ids, 0), element(data.aws_subnets.x.ids, 1)]', '', /^unknown: /],
    ['[element(var.s, 0), element(var.s, 1), element(var.s, 2)]', 'variable "s" {}\n', /^unknown: /],
    ['[var.s[0], var.s[1], "${var.s[1]}"]', 'variable "s" {}\n', /^fail: .* 2 subnets, fewer than 3/],
    ['[var.s[0], var.s[1], var.s[length(var.s) - 1]]', 'variable "s" {}\n', /^unknown: /],
    ['[var.s[0], var.s[1], var.one ? var.s[1] : var.s[2]]', 'variable "s" {}\nvariable "one" {}\n', /^unknown: /],
    [
      '[local.a, local.b, local.c]',
      'locals {\n  a = var.s\n  b = var.s\n  c = "${var.s}"\n}\nvariable "s" {}\n',
      /^fail: .* 1 subnet, fewer than 3/,
    ],
    [
      'aws_subnet.private[*].id',
      '',
      /^unknown: subnet_ids is aws_subnet\.private\[\*\]\.id, and aws_subnet\.private is an attribute/,
    ],
    ['[for subnet in aws_subnet.private : subnet.id]', '', /^unknown: /],
    ['[aws_subnet.private[*].id]', '', /^unknown: /],
    ['[aws_subnet.a.id, null]', '', /^unknown: /],
    ['var.subnets', 'variable "subnets" {}\n', /^unknown: subnet_ids is var\.subnets, which has no default\.$/],
    ['var.subnets', 'variable "subnets" {\n  default = ["subnet-1"]\n}\n', /^fail: /],
    ['module.vpc.private_subnets', 'module "vpc" {\n  source = "terraform-aws-modules/vpc/aws"\n}\n', /^unknown: /],
    ['null', '', 'unknown: SubnetIds is missing from the Terraform configuration.'],
  ])('%s', async (subnet_ids, more, expected) => {
    const found = await finding({ 'main.tf': more + rabbit({ subnet_ids }) }, 'rabbitmq-cluster-subnets');
    expect(found).toEqual(expectation(expected));
  });

  it('of a module are those of its call', async () => {
    const files = {
      'main.tf': 'module "mq" {\n  source = "./mq"\n  subnets = [aws_subnet.a.id, aws_subnet.b.id]\n}\n',
      'mq/main.tf': `variable "subnets" {}\n${rabbit({ subnet_ids: 'var.subnets' })}`,
    };
    expect(await finding(files, 'rabbitmq-cluster-subnets')).toMatch(/^fail: .* 2 subnets, fewer than 3/);
  });
});

it.each<[string, string, Parameters<typeof finding>[1], string | RegExp]>([
  ['a version', rabbit({ engine_version: '"4.2"' }), 'rabbitmq-engine-version', /^pass: /],
  [
    'an old version',
    `${rabbit({ engine_version: 'local.x' })}locals {\n  x = "3.8"\n}\n`,
    'rabbitmq-engine-version',
    /^fail: /,
  ],
  [
    'a version that is open',
    rabbit({ engine_version: 'data.x.y.z' }),
    'rabbitmq-engine-version',
    /^unknown: engine_version is data\.x\.y\.z/,
  ],
  [
    'a version that is ignored',
    rabbit({ engine_version: '"4.2"' }, { more: 'lifecycle {\n ignore_changes = [engine_version]\n}\n' }),
    'rabbitmq-engine-version',
    /^unknown: engine_version is in ignore_changes/,
  ],
  ['a size', rabbit(), 'rabbitmq-instance-type', /^pass: /],
  ['a small size', rabbit({ host_instance_type: '"mq.t3.micro"' }), 'rabbitmq-instance-type', /^fail: /],
  [
    'no key',
    rabbit(),
    'rabbitmq-customer-key',
    'unknown: encryption_options is not set, so Amazon MQ chooses the key.',
  ],
  [
    'subnets that are ignored',
    rabbit({ subnet_ids: '[aws_subnet.a.id]' }, { more: 'lifecycle {\n ignore_changes = all\n}\n' }),
    'rabbitmq-cluster-subnets',
    /^unknown: /,
  ],
])('%s', async (_, hcl, id, expected) => {
  expect(await finding({ 'main.tf': hcl }, id)).toEqual(expectation(expected));
});

it.each<[string, string | RegExp]>([
  ['use_aws_owned_key = true', /^fail: .* AWS owns\.$/],
  ['', /^fail: .* AWS owns\.$/],
  ['use_aws_owned_key = false', /^fail: .* AWS manages\.$/],
  ['use_aws_owned_key = false\nkms_key_id = aws_kms_key.mq.arn', /^pass: /],
  ['use_aws_owned_key = false\nkms_key_id = "${aws_kms_key.mq.arn}"', /^pass: /],
  ['use_aws_owned_key = false\nkms_key_id = local.key', /^pass: /],
  [
    'use_aws_owned_key = false\nkms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab"',
    /^pass: /,
  ],
  ['use_aws_owned_key = false\nkms_key_id = "arn:aws:kms:eu-west-1:111122223333:alias/aws/mq"', /^fail: /],
  [
    'use_aws_owned_key = false\nkms_key_id = data.aws_kms_key.mq.arn',
    /^unknown: encryption_options\.kms_key_id is data\.aws_kms_key\.mq\.arn/,
  ],
  ['use_aws_owned_key = false\nkms_key_id = var.open ? aws_kms_key.mq.arn : "x"', /^unknown: /],
  ['use_aws_owned_key = false\nkms_key_id = aws_kms_key.mq.policy', /^unknown: /],
])('encryption_options { %s }', async (options, expected) => {
  const more = `  encryption_options {\n${options}\n  }\n`;
  const hcl = `locals {\n  key = aws_kms_key.mq.arn\n}\nvariable "open" {}\n${rabbit({}, { more })}`;
  expect(await finding({ 'main.tf': hcl }, 'rabbitmq-customer-key')).toEqual(expectation(expected));
});

describe('tags', () => {
  const provider = (alias: string, tags: string) =>
    `provider "aws" {\n${alias}  default_tags {\n    tags = ${tags}\n  }\n}\n`;
  it.each<[string, string, Readonly<Record<string, string>>, string | RegExp]>([
    ['of the broker', '', { tags: '{ team = "a", stage = "test" }' }, /^pass: /],
    ['with a wrong value', '', { tags: '{ team = "a", stage = "x" }' }, /^fail: The tag "stage" is "x"/],
    ['one of which is open', '', { tags: '{ team = "a", stage = data.x.y.z }' }, /^unknown: /],
    [
      'one of which is missing',
      '',
      { tags: '{ team = "a" }' },
      'unknown: The tag "stage" is not known. tags lacks it, but the default tags of the provider, which may come from elsewhere, may have it.',
    ],
    ['that are open', '', { tags: 'data.x.y.z' }, /^unknown: tags is data\.x\.y\.z/],
    ['of the provider', provider('', '{ team = "a", stage = "test" }'), {}, /^pass: /],
    ['of both', provider('', '{ team = "a" }'), { tags: '{ stage = "production" }' }, /^pass: /],
    [
      'of the provider, which the broker overrides',
      provider('', '{ team = "a", stage = "test" }'),
      { tags: '{ stage = "x" }' },
      /^fail: /,
    ],
    ['of another provider', provider('  alias = "eu"\n', '{ team = "a", stage = "test" }'), {}, /^unknown: /],
    [
      'of the provider that the broker names',
      provider('  alias = "eu"\n', '{ team = "a", stage = "test" }'),
      { provider: 'aws.eu' },
      /^pass: /,
    ],
    ['of a provider that are open', provider('', 'data.x.y.z'), { tags: '{ team = "a" }' }, /^unknown: /],
  ])('%s', async (_, more, attributes, expected) => {
    expect(await finding({ 'main.tf': more + rabbit(attributes) }, 'rabbitmq-tags')).toEqual(expectation(expected));
  });
});

it('the JSON syntax has the same facts', async () => {
  const broker = {
    ...{ engine_type: 'RabbitMQ', deployment_mode: 'CLUSTER_MULTI_AZ', logs: { general: true } },
    subnet_ids: ['${aws_subnet.a.id}', '${aws_subnet.b.id}', '${aws_subnet.c.id}'],
    security_groups: ['${aws_security_group.mq.id}'],
    encryption_options: { use_aws_owned_key: false, kms_key_id: '${aws_kms_key.mq.arn}' },
    tags: { team: 'a', stage: 'test' },
    user: { username: 'admin', password: '${random_password.mq.result}' },
  };
  const group = { ingress: { protocol: 'tcp', from_port: 5671, to_port: 5671, cidr_blocks: ['0.0.0.0/0'] } };
  const files = {
    'main.tf.json': { resource: { aws_mq_broker: { orders: broker }, aws_security_group: { mq: group } } },
  };
  const found = await Promise.all(
    (['cluster-subnets', 'security-group-sources', 'customer-key', 'tags', 'literal-password'] as const).map((name) =>
      finding(files, `rabbitmq-${name}`),
    ),
  );
  expect(found.map((each) => each.split(':')[0])).toEqual(['pass', 'fail', 'pass', 'pass', 'pass']);
});

describe('a version that is a number', () => {
  it.each([
    ['3.13', 'pass: The engine version is 3.13.'],
    ['4.1', 'pass: The engine version is 4.1.'],
    ['3.10', /^unknown: EngineVersion has the invalid value 3\.1 /],
    ['4', /^unknown: /],
  ] as const)('%s', async (engine_version, expected) => {
    const found = await finding({ 'main.tf': rabbit({ engine_version }) }, 'rabbitmq-engine-version');
    expect(found).toEqual(expectation(expected));
  });
});
