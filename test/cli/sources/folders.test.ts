import { chmodSync, symlinkSync } from 'node:fs';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { badBroker, broker, deliveredFile, eventItem } from '../forms.ts';
import { evaluateFolder, folderOf, GOOD, PLAN, PROCESSED, TEMPLATE, temporary } from './folders-support.ts';

describe('in a folder is evaluated', () => {
  it('what is recognised, in the order of the names, whatever they are', async () => {
    const folder = folderOf({
      'z.json': GOOD,
      'a/b/c.yaml': TEMPLATE,
      'a/plan.json': PLAN,
      'config.json.gz': gzipSync(JSON.stringify(deliveredFile([eventItem(badBroker())]))),
      'B.NDJSON': `${JSON.stringify(GOOD)}\n`,
      'stack.template': TEMPLATE,
    });
    const { status, sources, stderr } = await evaluateFolder(folder);
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(sources).toEqual(['B.NDJSON', 'a/b/c.yaml', 'a/plan.json', 'config.json.gz', 'stack.template', 'z.json']);
  });

  it('what is in the folder that a link leads to, if it is the link that is named', async () => {
    const folder = folderOf({ 'a.json': GOOD });
    symlinkSync(folder, `${folder}-link`);
    expect(await evaluateFolder(`${folder}-link`)).toEqual({ status: 0, sources: ['a.json'], stderr: '' });
  });

  it('a cloud assembly, by its manifest, wherever it is', async () => {
    const artifacts = {
      Orders: { type: 'aws:cloudformation:stack', properties: { templateFile: 'orders.template.json' } },
    };
    const folder = folderOf({
      'app/cdk.out/manifest.json': { version: '48.0.0', artifacts },
      'app/cdk.out/orders.template.json': TEMPLATE,
    });
    const expected = { status: 1, stderr: '' };
    expect(await evaluateFolder(folder)).toEqual({ ...expected, sources: ['app/cdk.out/orders.template.json'] });
    expect(await evaluateFolder(`${folder}/app/cdk.out`)).toEqual({ ...expected, sources: ['orders.template.json'] });
  });
});

describe('in a folder is evaluated, whatever its name,', () => {
  it.each<[string, string, unknown]>([
    ['a template without an ending', 'template', TEMPLATE],
    ['a template in a text', 'template.yml.txt', TEMPLATE],
    ['a template with an ending of its own', 'stack.cfn', TEMPLATE],
    ['a template as GetTemplate has it', 't.json', PROCESSED],
    ['a template as GetTemplate has it, as it was given', 't.json', { TemplateBody: TEMPLATE }],
  ])('%s', async (_, name, content) => {
    const { status, sources } = await evaluateFolder(folderOf({ [name]: content }));
    expect({ status: status === 0, sources }).toEqual({ status: false, sources: [name] });
  });
});

describe('in a folder is a problem', () => {
  it.each<[string, string, unknown, string]>([
    [
      'a template that is broken',
      'a.yaml',
      TEMPLATE.replace('Properties', '[Properties'),
      'is neither JSON nor YAML: ',
    ],
    [
      'a template that is broken, of a nested stack only',
      'a.yaml',
      'Resources:\n  N:\n    Type: AWS::CloudFormation::Stack\n    Properties: {TemplateURL: z.json\n',
      'is neither JSON nor YAML: ',
    ],
    [
      'a template that is broken, with quoted names and what seems to be a tag',
      'a.yaml',
      "'Resources':\n  Q:\n    'Type': 'AWS::SQS::Queue'\n    Properties: {QueueName: 'a', [{{ x }}\n",
      'is neither JSON nor YAML: ',
    ],
    [
      'a template with a comment of JSON, which CloudFormation does not accept',
      'a.json',
      `{ // ours\n"Resources": {"A": {"Type": "AWS::AmazonMQ::Broker", "Properties": {"BrokerName": "{{ssm:x}}"}}}}`,
      'is not valid JSON',
    ],
    ['a summary that is cut off', 'a.json', '{"BrokerSummaries": [{"BrokerArn": "arn:', 'is not valid JSON'],
    [
      'a template without resources',
      'a.yaml',
      'AWSTemplateFormatVersion: 2010-09-09\n',
      'is a template without Resources.',
    ],
    [
      'a plan of a format that is not known',
      'a.json',
      { ...PLAN, format_version: '9.0' },
      'has the format_version "9.0"',
    ],
    [
      'JSON of a broker that is cut off',
      'a.json',
      JSON.stringify(GOOD).slice(0, -1),
      'is not valid JSON: it ends too early',
    ],
    [
      'a configuration item that lacks something',
      'a.json',
      eventItem(broker(), { resourceId: '' }),
      'resourceId is missing',
    ],
    [
      'a large plan that breaks before its first broker',
      'plan.json',
      `{"format_version":"1.2","variables":{"a":{"value":"${'x'.repeat(17 * 2 ** 20)}\0"}}`,
      'is not valid JSON at byte ',
    ],
    ['a gzip file that is cut off', 'a.gz', gzipSync('x').subarray(0, -9), 'cannot be unzipped: it ends too early.'],
    ['Terraform that is broken', 'main.tf', 'resource "aws_mq_broker" "a" {', 'is not valid HCL at line 1, column '],
    ['Terraform in JSON that is broken', 'main.tf.json', '{"resource": {', 'is not valid JSON: it ends too early.'],
    [
      'a part of a template that is named like a template',
      'part.template',
      'Broker:\n  Type: AWS::AmazonMQ::Broker\n',
      'is neither JSON nor a CloudFormation template.',
    ],
    [
      'an element of a list that is otherwise known',
      'a.json',
      [GOOD, {}],
      'element 2: is an object of an unknown type',
    ],
  ])('%s', async (_, name, content, message) => {
    const { status, sources, stderr } = await evaluateFolder(folderOf({ [name]: content, 'z.json': GOOD }));
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(`: FOLDER/${name}: ${message}`) });
    expect(sources).toContain('z.json');
  });

  it('that it is empty', async () => {
    const { status, stderr } = await evaluateFolder(folderOf({}));
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^rabbitmq-conformance: FOLDER: contains no files\. Expected a CloudFormation /),
    });
  });

  it.each([
    ['a file that may not be read', 'a.json'],
    ['a folder that may not be read', 'inner'],
  ])('%s', async (_, name) => {
    const folder = folderOf({ 'a.json': GOOD, 'inner/a.json': GOOD, 'z.json': GOOD });
    chmodSync(`${folder}/${name}`, 0);
    const { status, sources, stderr } = await asOrdinaryUser(() => evaluateFolder(folder));
    chmodSync(`${folder}/${name}`, 0o700);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `rabbitmq-conformance: FOLDER/${name}: cannot be read: permission denied. Change its permissions, or leave it out.\n`,
    });
    expect(sources).toContain('z.json');
  });
});

/** Root may read everything. */
async function asOrdinaryUser<T>(action: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return await action();
  chmodSync(temporary.path('.'), 0o755);
  process.seteuid?.(65_534);
  try {
    return await action();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a parameter that is given', () => {
  const folder = () =>
    folderOf({
      'a.yaml': `Parameters: { Mode: { Type: String } }\n${TEMPLATE.replace('SINGLE_INSTANCE', '!Ref Mode')}`,
      'b.yaml': TEMPLATE.replace('SINGLE_INSTANCE', 'CLUSTER_MULTI_AZ'),
    });
  it('is used in each template that has it', async () => {
    const { status, stderr } = await evaluateFolder(folder(), '--parameters', 'Mode=CLUSTER_MULTI_AZ');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is a problem if no template has it', async () => {
    const { status, stderr } = await evaluateFolder(
      folder(),
      '--parameters',
      'Mode=CLUSTER_MULTI_AZ',
      '--parameters',
      'Mod=x',
    );
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'rabbitmq-conformance: --parameters: no template or Terraform configuration has the parameter "Mod".\n',
    });
  });

  it('does not matter if there is no template', async () => {
    const { status, stderr } = await evaluateFolder(folderOf({ 'a.json': GOOD }), '--parameters', 'Mod=x');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
