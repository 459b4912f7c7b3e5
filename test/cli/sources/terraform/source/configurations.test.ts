// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of Terraform have them.
import { symlinkSync } from 'node:fs';
import { folderOf } from '../../folders-support.ts';
import { badRabbit, broker, change, plan, rabbit as planned, planOf, verdicts, without } from '../support.ts';
import type { Options } from './support.ts';
import { rabbit, readPaths } from './support.ts';

const GOOD = 'pass pass pass';
const BAD_MODE = 'fail pass pass';
const UNKNOWN_MODE = 'unknown pass pass';

function read(files: Readonly<Record<string, unknown>>, options?: Options) {
  const folder = folderOf(files);
  return readPaths([folder], folder, options);
}

describe('a broker has the verdicts that it has in a plan', () => {
  const noLogs = { more: '  # no logs\n' };
  it.each<[string, string, Parameters<typeof verdicts>[0]]>([
    ['that is good', rabbit(), planOf(planned())],
    ['with names in another case', rabbit({ engine_type: '"RABBITMQ"' }), planOf(planned({ engine_type: 'RABBITMQ' }))],
    ['of ActiveMQ', rabbit({ engine_type: '"ActiveMQ"' }), planOf(planned({ engine_type: 'ActiveMQ' }))],
    [
      'of one instance',
      rabbit({ deployment_mode: '"SINGLE_INSTANCE"' }),
      planOf(badRabbit({ publicly_accessible: false, logs: [{ general: true }] })),
    ],
    ['with an unset mode', rabbit({ deployment_mode: 'null' }), planOf(planned({ deployment_mode: null }))],
    ['with a mode that does not exist', rabbit({ deployment_mode: '"X"' }), planOf(planned({ deployment_mode: 'X' }))],
    ['that is public', rabbit({ publicly_accessible: '"true"' }), planOf(planned({ publicly_accessible: true }))],
    ['with unset access', rabbit({ publicly_accessible: 'null' }), planOf(planned({ publicly_accessible: null }))],
    ['without logs', rabbit({}, noLogs), planOf(planned({ logs: [] }))],
    [
      'with an empty block of logs',
      rabbit({}, { more: '  logs {}\n' }),
      planOf(planned({ logs: [{ general: null }] })),
    ],
    [
      'with two blocks of logs',
      rabbit({}, { more: '  logs { general = true }\n  logs { general = true }\n' }),
      planOf(planned({ logs: [{ general: true }, { general: true }] })),
    ],
    [
      'with a mode that is known later',
      rabbit({ deployment_mode: 'data.x.y.z' }),
      planOf(without(planned(), 'deployment_mode'), { deployment_mode: true }),
    ],
    [
      'with access that is known later',
      rabbit({ publicly_accessible: 'data.x.y.z' }),
      planOf(without(planned(), 'publicly_accessible'), { publicly_accessible: true }),
    ],
    [
      'with logs that are known later',
      rabbit({}, { more: '  logs { general = data.x.y.z }\n' }),
      planOf(planned({ logs: [{}] }), { logs: [{ general: true }] }),
    ],
    [
      'of an engine that is known later',
      rabbit({ engine_type: 'data.x.y.z' }),
      planOf(without(planned(), 'engine_type'), { engine_type: true }),
    ],
  ])('%s', async (_, hcl, json) => {
    expect(Object.values((await read({ 'main.tf': hcl })).verdicts)).toEqual(verdicts(json));
  });

  it('in the JSON syntax', async () => {
    const resource = { orders: { ...planned({ deployment_mode: '${local.mode}' }), count: 2 } };
    const { verdicts: found } = await read({
      'main.tf.json': { locals: { mode: 'CLUSTER_${"MULTI"}_AZ' }, resource: { aws_mq_broker: resource } },
    });
    expect(found).toEqual({ 'aws_mq_broker.orders[0]': GOOD, 'aws_mq_broker.orders[1]': GOOD });
  });
});

describe('the instances of a broker', () => {
  it.each<[string, string, readonly string[]]>([
    ['are as many as count says', 'count = 2', ['[0]', '[1]']],
    ['are none', 'count = 1 == 2 ? 1 : 0', []],
    ['are those of a set', 'for_each = toset(["b", "a"])', ['["a"]', '["b"]']],
    ['are those of a map', 'for_each = { "x\\"y" = 1 }', [String.raw`["x\"y"]`]],
    ['count once if their number is not known', 'count = data.x.y.z', ['']],
    ['count once if their keys are not known', 'for_each = data.x.y.z', ['']],
    ['count once if there are very many', 'count = 1000000000', ['']],
    ['are none if it is not enabled', 'lifecycle {\n    enabled = false\n  }', []],
  ])('%s', async (_, argument, keys) => {
    const { verdicts: found } = await read({ 'main.tf': rabbit({}, { more: `  ${argument}\n` }).replace('# no', '') });
    expect(found).toEqual(Object.fromEntries(keys.map((key) => [`aws_mq_broker.orders${key}`, GOOD])));
  });

  it('are none, which is said', async () => {
    const { notices } = await read({ 'main.tf': rabbit({}, { more: '  for_each = {}\n' }) });
    expect(notices).toEqual([
      'main.tf: skipped 1 broker without an instance, by count or for_each: aws_mq_broker.orders.',
    ]);
  });

  it('have their own values', async () => {
    const more = '  for_each = { a = "CLUSTER_MULTI_AZ", b = "SINGLE_INSTANCE" }\n';
    const { verdicts: found } = await read({ 'main.tf': rabbit({ deployment_mode: 'each.value' }, { more }) });
    expect(Object.values(found)).toEqual([GOOD, BAD_MODE]);
  });

  it('name the expression that is not known', async () => {
    const more = '  for_each = var.brokers\n';
    const { unknown } = await read({
      'main.tf': `variable "brokers" {}\n${rabbit({ deployment_mode: 'each.value.mode' }, { more })}`,
    });
    expect(unknown).toEqual(['deployment_mode is each.value.mode, and var.brokers has no default.']);
  });
});

it('names a resource that is a broker of another provider, or may create some', async () => {
  const { verdicts: found, notices } = await read({
    'main.tf': `resource "awscc_amazonmq_broker" "a" {}
resource "aws_cloudformation_stack" "known" {
  template_body = jsonencode({})
}
resource "aws_cloudformation_stack" "harmless" {
  template_body = "Resources: {}"
}
`,
  });
  expect(Object.keys(found)).toEqual(['awscc_amazonmq_broker.a']);
  expect(notices).toEqual([
    'main.tf: skipped 1 resource that may create brokers: aws_cloudformation_stack.known. Evaluate a plan to include them.',
  ]);
});

describe('dynamic logs', () => {
  const dynamic = (forEach: string) =>
    rabbit(
      {},
      {
        more: `  dynamic "logs" {\n    for_each = ${forEach}\n    content {\n      general = logs.value\n    }\n  }\n`,
      },
    );
  it.each([
    ['[true]', GOOD],
    ['[false]', 'pass pass fail'],
    ['[]', 'pass pass fail'],
    ['data.x.y.z', 'pass pass unknown'],
    ['[true, true]', 'pass pass unknown'],
  ])('over %s', async (forEach, expected) => {
    expect(Object.values((await read({ 'main.tf': dynamic(forEach) })).verdicts)).toEqual([expected]);
  });
});

it.each(['deployment_mode', 'deployment_mode[0]', '"deployment_mode"'])(
  'does not know an attribute whose changes are ignored, %s',
  async (ignored) => {
    const more = `  lifecycle {\n    ignore_changes = [tags, ${ignored}]\n  }\n`;
    const { verdicts: found, unknown } = await read({ 'main.tf': rabbit({}, { more }) });
    expect(Object.values(found)).toEqual([UNKNOWN_MODE]);
    expect(unknown).toEqual(['deployment_mode is in ignore_changes, so an existing broker may have another value.']);
  },
);

describe('a variable', () => {
  const main = (attributes = '') => `variable "mode" {\n${attributes}}\n${rabbit({ deployment_mode: 'var.mode' })}`;
  const SINGLE = '  default = "SINGLE_INSTANCE"\n';
  const set = (mode: string) => `mode = "${mode}"\n`;
  const CLUSTER = set('CLUSTER_MULTI_AZ');
  it.each<[string, Readonly<Record<string, unknown>>, string, Options]>([
    ['has its default', { 'main.tf': main(SINGLE) }, BAD_MODE, {}],
    ['is unknown without a default', { 'main.tf': main() }, UNKNOWN_MODE, {}],
    ['is set by terraform.tfvars', { 'main.tf': main(SINGLE), 'terraform.tfvars': CLUSTER }, GOOD, {}],
    [
      'is set by JSON before that',
      { 'main.tf': main(), 'terraform.tfvars': set('X'), 'terraform.tfvars.json': { mode: 'CLUSTER_MULTI_AZ' } },
      GOOD,
      {},
    ],
    [
      'is set by an automatic file before that',
      { 'main.tf': main(), 'terraform.tfvars.json': { mode: 'X' }, 'a.auto.tfvars': CLUSTER },
      GOOD,
      {},
    ],
    [
      'is set by the last automatic file',
      { 'main.tf': main(), 'b.auto.tfvars.json': { mode: 'CLUSTER_MULTI_AZ' }, 'a.auto.tfvars': set('X') },
      GOOD,
      {},
    ],
    [
      'is given',
      { 'main.tf': main(SINGLE), 'a.auto.tfvars': set('X'), 'env/b.tfvars': set('X') },
      GOOD,
      { parameters: { mode: 'CLUSTER_MULTI_AZ' } },
    ],
    [
      'has its default if other files agree with it',
      { 'main.tf': main('  default = "CLUSTER_MULTI_AZ"\n'), 'env/a.tfvars': CLUSTER, 'b.tfvars': CLUSTER },
      GOOD,
      {},
    ],
    [
      'is unknown if only files set it that Terraform does not load by itself',
      { 'main.tf': main(), 'env/a.tfvars': CLUSTER, 'b.tfvars': CLUSTER },
      UNKNOWN_MODE,
      {},
    ],
    ['is unknown if another file differs', { 'main.tf': main(SINGLE), 'env/prod/a.tfvars': CLUSTER }, UNKNOWN_MODE, {}],
    [
      'is unknown if other files differ',
      { 'main.tf': main(), 'a.tfvars': CLUSTER, 'b.tfvars': set('SINGLE_INSTANCE') },
      UNKNOWN_MODE,
      {},
    ],
    [
      'ignores the files of another module',
      { 'main.tf': main(SINGLE), 'env/main.tf': 'variable "mode" {}\n', 'env/prod/a.tfvars': CLUSTER },
      BAD_MODE,
      {},
    ],
    [
      'is unknown if a file beside its folder differs',
      { 'root/main.tf': main(SINGLE), 'env/prod.tfvars': CLUSTER },
      UNKNOWN_MODE,
      {},
    ],
    [
      'is unknown if a file differs in a folder with configuration that does not declare it',
      { 'main.tf': main(SINGLE), 'env/prod/backend.tf': 'terraform {}\n', 'env/prod/prod.tfvars': CLUSTER },
      UNKNOWN_MODE,
      {},
    ],
    [
      'is unknown beside a configuration of Terragrunt',
      { 'main.tf': main(SINGLE), 'terragrunt.hcl': 'inputs = {}\n' },
      UNKNOWN_MODE,
      {},
    ],
    [
      'is what is given beside a configuration of Terragrunt',
      { 'main.tf': main(SINGLE), 'terragrunt.hcl': 'inputs = {}\n' },
      GOOD,
      { parameters: { mode: 'CLUSTER_MULTI_AZ' } },
    ],
  ])('%s', async (_, files, expected, options) => {
    const { verdicts: found, problems } = await read(files, options);
    expect({ found, problems }).toEqual({ found: { 'aws_mq_broker.orders': expected }, problems: [] });
  });

  it('follows a link to a file inside the folder', async () => {
    const folder = folderOf({ 'main.tf': main(SINGLE), 'env/prod': CLUSTER });
    symlinkSync('env/prod', `${folder}/terraform.tfvars`);
    expect((await readPaths([folder], folder)).verdicts).toEqual({ 'aws_mq_broker.orders': GOOD });
  });

  it('says which files differ, and what to do', async () => {
    const files = { 'main.tf': main(SINGLE), 'env/prod.tfvars': CLUSTER };
    expect((await read(files)).unknown).toEqual([
      'deployment_mode is var.mode, which has another value in env/prod.tfvars (set it with --parameters mode=<value>).',
    ]);
  });

  it('says which files only set it, and what to do', async () => {
    expect((await read({ 'main.tf': main(), 'env/prod.tfvars': CLUSTER })).unknown).toEqual([
      'deployment_mode is var.mode, which has a value only in env/prod.tfvars. Terraform loads no such file by itself: name one in parameterFiles, or use --parameters mode=<value>.',
    ]);
  });

  it('is a problem if nothing declares it', async () => {
    const { problems } = await read({ 'main.tf': main(SINGLE) }, { parameters: { mod: 'x' } });
    expect(problems).toEqual(['--parameters: no template or Terraform configuration has the parameter "mod".']);
  });
});

describe('modules', () => {
  const MODULE = `variable "mode" {}\n${rabbit({ deployment_mode: 'var.mode' }, { name: 'this' })}`;
  const call = (mode: string, more = '') => `module "mq" {\n  source = "../modules/mq"\n  mode = ${mode}\n${more}}\n`;

  it('are evaluated with the arguments of their calls, and not alone', async () => {
    const { verdicts: found, sources } = await read({
      'modules/mq/main.tf': MODULE,
      'prod/main.tf': call('"CLUSTER_MULTI_AZ"', '  for_each = toset(["eu"])\n'),
      'dev/main.tf': `# one\n${call('"SINGLE_INSTANCE"')}`,
    });
    expect(found).toEqual({
      'module.mq["eu"].aws_mq_broker.this': GOOD,
      'module.mq.aws_mq_broker.this': BAD_MODE,
    });
    expect(sources).toEqual(['dev/main.tf:2', 'prod/main.tf:1']);
  });

  it('are evaluated alone if nothing calls them', async () => {
    expect((await read({ 'modules/mq/main.tf': MODULE })).verdicts).toEqual({ 'aws_mq_broker.this': UNKNOWN_MODE });
  });

  it('do not create a broker without an instance', async () => {
    const { verdicts: found } = await read({
      'modules/mq/main.tf': MODULE,
      'dev/main.tf': call('"x"', '  count = 0\n'),
    });
    expect(found).toEqual({});
  });

  it('that call each other are a problem, and end', async () => {
    const { problems } = await read({
      'a/main.tf': `module "b" {\n  source = "../b"\n}\n${rabbit()}`,
      'b/main.tf': 'module "a" {\n  source = "../a"\n}\n',
    });
    expect(problems).toEqual(['a: calls itself as module.b.module.a.']);
  });

  it.each([
    ['a backend', { 'backend.tf': 'terraform {\n  backend "s3" {}\n}\n' }],
    ['a backend in JSON', { 'backend.tf.json': { terraform: { backend: { s3: {} } } } }],
    ['a workspace', { 'cloud.tf': 'terraform {\n  cloud {}\n}\n' }],
    ['the configuration of a provider', { 'provider.tf': 'provider "aws" {\n  region = "eu-west-1"\n}\n' }],
    ['values of variables', { 'a.auto.tfvars': 'x = 1\n' }],
  ])('are also evaluated alone if they have %s', async (_, more) => {
    const files = Object.entries(more).map(([name, content]) => [`modules/mq/${name}`, content]);
    const { verdicts: found } = await read({
      'modules/mq/main.tf': MODULE,
      ...Object.fromEntries(files),
      'tests/main.tf': `module "mq" {\n  source = "../modules/mq"\n  mode = "CLUSTER_MULTI_AZ"\n}\n`,
    });
    expect(found).toEqual({ 'module.mq.aws_mq_broker.this': GOOD, 'aws_mq_broker.this': UNKNOWN_MODE });
  });

  it('are read from outside the evaluated folder, but inside the repository', async () => {
    const folder = folderOf({
      '.git/HEAD': '',
      'modules/mq/main.tf': MODULE,
      'envs/prod/main.tf': `module "mq" {\n  source = "../../modules/mq"\n  mode = "SINGLE_INSTANCE"\n}\n`,
    });
    const { verdicts: found, sources } = await readPaths([`${folder}/envs/prod`], folder);
    expect(found).toEqual({ 'module.mq.aws_mq_broker.this': BAD_MODE });
    expect(sources).toEqual(['envs/prod/main.tf:1']);
  });

  it('from elsewhere are named, and not read', async () => {
    const folder = folderOf({
      'modules/network/main.tf': MODULE,
      'dev/main.tf': `module "network" {\n  source = "../modules/network"\n}\nmodule "vpc" {\n  source = "a/b/c"\n}\n`,
      'test/main.tf': `module "network" {\n  source = "./modules/typo"\n}\nmodule "vpc" {\n  source = "a/b/c"\n}\n`,
    });
    const { verdicts: found, notices } = await readPaths([`${folder}/dev`, `${folder}/test`], folder);
    expect(found).toEqual({});
    expect(notices).toEqual([
      'dev/main.tf: skipped 2 modules from elsewhere: module.network, module.vpc. Evaluate a plan to include them.',
      'test/main.tf: skipped 1 module from elsewhere: module.vpc. Evaluate a plan to include it.',
      'test/main.tf: skipped 1 module whose folder does not exist: "./modules/typo" of module.network.',
    ]);
  });

  it.each([
    ['by their names', 'module "events_mq" {\n  source = "a/b/c"\n}\n', '"a/b/c" of module.events_mq is not read'],
    ['by their sources', 'module "a" {\n  source = "x/rabbitmq/aws"\n}\n', '"x/rabbitmq/aws" of module.a is not read'],
    [
      'by their arguments',
      'module "a" {\n  source = "a/b/c"\n  engine_type = "RabbitMQ"\n}\n',
      '"a/b/c" of module.a is not read',
    ],
    ['and do not exist', 'module "mq" {\n  source = "./x"\n}\n', '"./x" of module.mq does not exist'],
  ])('that may create brokers, %s, are one unknown result', async (_, content, message) => {
    const { unknown, sources, notices } = await read({ 'main.tf': content });
    expect(unknown).toEqual([expect.stringContaining(`The module ${message}. Brokers in it are not evaluated.`)]);
    expect({ sources, notices }).toEqual({ sources: ['main.tf:1'], notices: [] });
  });

  it('are not followed through a link out of the folder', async () => {
    const outside = folderOf({ 'main.tf': rabbit() });
    const folder = folderOf({ 'main.tf': 'module "x" {\n  source = "./x"\n}\n' });
    symlinkSync(outside, `${folder}/x`);
    expect((await readPaths([folder], folder)).verdicts).toEqual({});
  });
});

it('lets an override file change what it names', async () => {
  const { verdicts: found } = await read({
    'main.tf': rabbit(),
    'main_override.tf': 'resource "aws_mq_broker" "orders" {\n  deployment_mode = "SINGLE_INSTANCE"\n  logs {}\n}\n',
  });
  expect(found).toEqual({ 'aws_mq_broker.orders': 'fail pass fail' });
});

it('lets an override file change an argument of lifecycle', async () => {
  const { verdicts: found } = await read({
    'main.tf': rabbit({}, { more: '  lifecycle {\n    ignore_changes = [deployment_mode]\n  }\n' }),
    'override.tf': 'resource "aws_mq_broker" "orders" {\n  lifecycle {\n    prevent_destroy = true\n  }\n}\n',
  });
  expect(found).toEqual({ 'aws_mq_broker.orders': UNKNOWN_MODE });
});

it('reports only the brokers in a file that is named, with the variables of its folder', async () => {
  const folder = folderOf({
    'a.tf': rabbit({ deployment_mode: 'var.mode' }, { name: 'a' }),
    'b.tf': rabbit({}, { name: 'b' }),
    'c.tf': 'variable "mode" {\n  default = "CLUSTER_MULTI_AZ"\n}\n',
  });
  expect((await readPaths([`${folder}/a.tf`], folder)).verdicts).toEqual({ 'aws_mq_broker.a': GOOD });
});

describe('a plan in the same run', () => {
  const PLAN = plan([broker(planned())]);
  const main = rabbit({ deployment_mode: 'data.x.y.z' });

  it('takes the place of the configuration', async () => {
    const { verdicts: found, notices } = await read({ 'a/main.tf': main, 'plan.json': PLAN });
    expect(found).toEqual({ 'aws_mq_broker.orders': GOOD });
    expect(notices).toEqual(['a/main.tf: skipped 1 broker that a plan has too (plan.json): aws_mq_broker.orders.']);
  });

  it('leaves other brokers', async () => {
    const { readings } = await read({ 'a/main.tf': `${main}${rabbit({}, { name: 'other' })}`, 'plan.json': PLAN });
    expect(readings.map(({ address }) => address).sort()).toEqual(['aws_mq_broker.orders', 'aws_mq_broker.other']);
  });

  it('is only of the folder that it is in, if several have the address', async () => {
    const { readings } = await read({ 'a/main.tf': main, 'b/main.tf': main, 'a/plan.json': PLAN });
    expect(readings.map(({ line }) => line)).toEqual([undefined, 1]);
  });

  it('does not take its place with a broker that it deletes', async () => {
    const gone = plan([], { resource_changes: [change(broker(planned()), ['delete'])] });
    const { verdicts: found } = await read({ 'main.tf': rabbit(), 'plan.json': gone });
    expect(found).toEqual({ 'aws_mq_broker.orders': GOOD });
  });

  it('is not of a folder beside it', async () => {
    const { readings } = await read({ 'a/main.tf': main, 'b/plan.json': PLAN });
    expect(readings.map(({ line }) => line)).toEqual([undefined, 1]);
  });

  it('is not of a folder that lacks a broker of it', async () => {
    const more = plan([broker(planned()), broker(planned(), 'aws_mq_broker.other')]);
    const { readings } = await read({ 'a/main.tf': main, 'plan.json': more });
    expect(readings.map(({ line }) => line)).toEqual([undefined, undefined, 1]);
  });

  it('has the brokers of a module that is not read', async () => {
    const { unknown } = await read({
      'a/main.tf': 'module "mq" {\n  source = "x/y/z"\n}\n',
      'plan.json': plan([broker(planned(), 'module.mq.aws_mq_broker.this[0]')]),
    });
    expect(unknown).toEqual([]);
  });
});

it('reads a list of objects in the JSON syntax', async () => {
  const { verdicts: found } = await read({
    'main.tf.json': [
      { locals: { mode: 'CLUSTER_MULTI_AZ' } },
      { resource: { aws_mq_broker: { a: planned({ deployment_mode: '${local.mode}' }) } } },
    ],
  });
  expect(found).toEqual({ 'aws_mq_broker.a': GOOD });
});

it('reads a file with a number that has an exponent', async () => {
  const { verdicts: found, problems } = await read({
    'main.tf': `# é 1e3 "\nlocals {\n  é = "1e3"\n  size = [1e3, 2.5E-10]\n}\n${rabbit({ deployment_mode: 'local.é == "1e3" ? "CLUSTER_MULTI_AZ" : "x"' })}`,
  });
  expect({ found, problems }).toEqual({ found: { 'aws_mq_broker.orders': GOOD }, problems: [] });
});

it.each([
  [
    'has a number with an exponent, and is no HCL',
    'locals {\n  a = 1e3\n  b = = 1\n}\n',
    expect.stringMatching(/^main\.tf: is not valid HCL /),
  ],
  [
    'is not closed',
    'resource "aws_mq_broker" "a" {\n',
    'main.tf: is not valid HCL at line 2, column 1. "}" is missing. Fix what "terraform fmt" reports.',
  ],
  [
    'is no HCL',
    'locals {\n  a = = 1\n}\n',
    'main.tf: is not valid HCL at line 2, column 7. Fix what "terraform fmt" reports.',
  ],
  [
    'has an attribute twice',
    'locals {\n  a = 1\n  a = 2\n}\n',
    'main.tf: has a twice in one block, at line 3. Remove one.',
  ],
  [
    'declares something twice',
    `${rabbit()}${rabbit()}`,
    'main.tf: declares resource aws_mq_broker.orders again, which main.tf declares. Remove one.',
  ],
])('a file that %s is a problem', async (_, content, problem) => {
  expect((await read({ 'main.tf': content })).problems).toEqual([problem]);
});
