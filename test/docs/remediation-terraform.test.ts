import { spawnSync } from 'node:child_process';
import { readTerraform } from '../../cli/sources/terraform/terraform.ts';
import type { Json } from '../cli/sources/terraform/support.ts';
import { broker, change, plan } from '../cli/sources/terraform/support.ts';
import { describeWith } from '../support/missing.ts';
import type { HclBlock } from './hcl.ts';
import { constant, readHcl } from './hcl.ts';
import { GUIDE, judge, keyOf, RIGHT, sampleOf, spoil } from './support.ts';
import { complaints, SCHEMAS } from './terraform-schema.ts';

const SAMPLE = sampleOf('hcl').text;
const BLOCKS = readHcl(SAMPLE);
const RESOURCES = BLOCKS.filter(({ type }) => type === 'resource');

/** The plan that Terraform would make of the broker in a configuration. */
function planOfSample(text: string): Json {
  const found = readHcl(text).find(({ labels }) => labels[0] === 'aws_mq_broker');
  if (found === undefined) throw new Error('There is no aws_mq_broker.');
  const { values, unknown } = planned(found);
  const inner = Object.groupBy(found.blocks, ({ type }) => type);
  const ofBlocks = Object.fromEntries(
    Object.entries(inner).map(([type, blocks = []]) => [type, blocks.map((block) => planned(block).values)]),
  );
  const resource = broker({ ...values, ...ofBlocks });
  const user = (inner.user ?? []).map(({ attributes }) =>
    Object.fromEntries(
      [...attributes].map(([name, value]) => {
        const known = constant(value);
        return [name, known === undefined ? { references: [value] } : { constant_value: known }];
      }),
    ),
  );
  const configured = {
    address: resource.address,
    mode: 'managed',
    type: 'aws_mq_broker',
    name: 'orders',
    expressions: { user },
  };
  return plan([resource], {
    resource_changes: [change(resource, ['create'], unknown)],
    configuration: { root_module: { resources: [configured] } },
  });
}

/** What is known of the attributes of a block when it is planned, and which are not. */
function planned({ attributes }: HclBlock): { readonly values: Json; readonly unknown: Json } {
  const all = [...attributes].map(([name, value]) => [name, constant(value)] as const);
  return {
    values: Object.fromEntries(all.filter(([, value]) => value !== undefined)),
    unknown: Object.fromEntries(all.filter(([, value]) => value === undefined).map(([name]) => [name, true])),
  };
}

const judgeSample = (text: string) => judge(readTerraform(planOfSample(text)));

it('passes all checks', () => expect(judgeSample(SAMPLE)).toEqual(RIGHT));

it.each([
  ['one node', 'deployment_mode            = "CLUSTER_MULTI_AZ"', 'deployment_mode = "SINGLE_INSTANCE"'],
  ['public access', 'publicly_accessible        = false', 'publicly_accessible = true'],
  ['no general log', 'general = true', 'general = false'],
])('would not with %s', (_, right, wrong) => {
  expect(judgeSample(spoil(SAMPLE, right, wrong)).verdicts.flat()).toContain('fail');
});

it.each([
  ['an audit log', 'general = true', 'audit = true'],
  ['a password as text', '    password = random_password.administrator.result', 'password = "not-a-secret-1"'],
])('would be advised against %s', (_, right, wrong) => {
  expect(judgeSample(spoil(SAMPLE, right, wrong)).advice).not.toEqual([]);
});

describe('by the schemas of the providers', () => {
  it.each(RESOURCES.map((block) => [block.labels.join('.'), block] as const))('%s is valid', (_, block) => {
    expect(complaints(block)).toEqual([]);
  });

  it('the sample takes a key of your own', () => {
    const withKey = spoil(SAMPLE, '  logs {\n', `${keyOf('hcl').replaceAll(/^/gm, '  ')}\n\n  logs {\n`);
    expect(readHcl(withKey).flatMap(complaints)).toEqual([]);
    const wrong = spoil(withKey, 'use_aws_owned_key', 'use_own_key');
    expect(readHcl(wrong).flatMap(complaints)).not.toEqual([]);
  });

  it('what is wrong is found', () => {
    const wrong = spoil(SAMPLE, 'engine_version             = "4.2"', 'engine_versions = "4.2"');
    expect(readHcl(wrong).flatMap(complaints)).toEqual([
      'aws_mq_broker.cluster lacks engine_version.',
      'aws_mq_broker.cluster has engine_versions.',
    ]);
  });

  it('all references are to what there is', () => {
    const declared = BLOCKS.map(({ type, labels }) => (type === 'variable' ? `var.${labels[0]}` : labels.join('.')));
    const references = SAMPLE.match(/\b(?:var|(?:aws|random)_\w+)\.\w+/g) ?? [];
    expect(references.length).toBeGreaterThan(5);
    for (const reference of references) expect(declared).toContain(reference);
  });

  it('the table of what replaces a broker is right', () => {
    const snake = (name: string) => name.replaceAll(/(?<=[a-z])[A-Z]/g, '_$&').toLowerCase();
    const { required = [], optional = [], blocks = {}, replaces = [] } = SCHEMAS.aws_mq_broker ?? {};
    const rows = GUIDE.tables.at(-1) ?? [];
    for (const [cell = '', , effect] of rows) {
      const name = snake(cell.replaceAll('`', ''));
      expect([...required, ...optional, ...Object.keys(blocks)]).toContain(name);
      expect([name, effect === 'replaces']).toEqual([name, replaces.includes(name)]);
    }
  });
});

// Without the variable Terraform would ask its makers for a newer version.
const terraform = (args: readonly string[], input = '') =>
  spawnSync('terraform', args, { input, encoding: 'utf8', env: { ...process.env, CHECKPOINT_DISABLE: '1' } });

describeWith(terraform(['version']).status === 0 ? 'terraform' : undefined)('terraform fmt', () => {
  const format = (text: string) => terraform(['fmt', '-check', '-'], text).status;

  it.each(GUIDE.blocks.filter(({ language }) => language === 'hcl'))('leaves line $line as it is', ({ text }) => {
    expect(format(text)).toBe(0);
  });

  it('would not leave something else', () => {
    expect(format(spoil(SAMPLE, 'length  =', 'length ='))).not.toBe(0);
    expect(format(spoil(SAMPLE, 'logs {', 'logs'))).not.toBe(0);
  });
});
