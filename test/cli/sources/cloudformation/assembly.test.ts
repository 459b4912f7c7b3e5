import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { App, CfnParameter, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { CfnBroker } from 'aws-cdk-lib/aws-amazonmq';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { isCloudAssembly, readCloudAssembly } from '../../../../cli/sources/cloudformation/cloud-assembly.ts';
import { noticesIn } from '../../support.ts';
import {
  folder,
  INNER,
  manifestOf,
  NESTED,
  optionsWith,
  read,
  stackOf,
  withNested,
  write,
} from './assembly-support.ts';
import type { Json } from './support.ts';
import { GOOD, PASS, resultsOf, templateOf } from './support.ts';

function addBroker(scope: Construct, id: string, deploymentMode = 'CLUSTER_MULTI_AZ'): void {
  new CfnBroker(scope, id, {
    brokerName: id,
    deploymentMode,
    engineType: 'RABBITMQ',
    hostInstanceType: 'mq.m5.large',
    publiclyAccessible: false,
    users: [],
    logs: { general: true },
  });
}

/** A stack with a broker, and nested stacks that get the mode of theirs as a parameter, one by a name of the CDK. */
function addStack(scope: Construct): void {
  const stack = new Stack(scope, 'Orders');
  const mode = new CfnParameter(stack, 'Mode', { default: 'SINGLE_INSTANCE' });
  addBroker(stack, 'Top');
  new Queue(stack, 'Queue');
  const inner = new NestedStack(stack, 'Inner', { parameters: { InnerMode: 'CLUSTER_MULTI_AZ' } });
  addBroker(inner, 'Middle', new CfnParameter(inner, 'InnerMode').valueAsString);
  addBroker(new NestedStack(inner, 'Innermost'), 'Bottom', mode.valueAsString);
}

function synthesize(context: Json = {}): void {
  const app = new App({ outdir: folder, analyticsReporting: false, treeMetadata: false, context });
  addStack(app);
  addStack(new Stage(app, 'Live', { env: { account: '111122223333', region: 'eu-west-1' } }));
  app.synth();
}

describe.each<[name: string, context: Json]>([
  ['without metadata of assets', {}],
  ['with metadata of assets, as the command cdk writes it', { 'aws:cdk:enable-asset-metadata': true }],
])('a synthesized app %s', (_, context) => {
  it('is read with its stages and nested stacks', async () => {
    synthesize(context);
    const found = await read();
    const single = ['fail', 'pass', 'pass'];
    const brokers = found.flatMap(({ readings }) => readings.map(({ broker, address }) => [broker.name, address]));
    const inner = expect.stringMatching(/^Inner\w+\/Middle$/);
    const innermost = expect.stringMatching(/^Inner\w+\/Innermost\w+\/Bottom$/);
    const stack = [
      ['Top', 'Top'],
      ['Middle', inner],
      ['Bottom', innermost],
    ];
    expect(brokers).toEqual([...stack, ...stack]);
    expect(found.map(({ verdicts }) => verdicts)).toEqual([PASS, PASS, single, PASS, PASS, single]);
    expect(found.flatMap(({ problems }) => problems)).toEqual([]);
    expect(found.flatMap(noticesIn)).toEqual([
      'skipped 1 resource other than brokers.',
      'skipped 1 resource other than brokers.',
    ]);
  });

  it('has the line of each broker in the template that it is in', async () => {
    synthesize(context);
    for (const { source, readings } of await read()) {
      const lines = readFileSync(join(folder, source), 'utf8').split('\n');
      for (const { broker, line = 0 } of readings) expect(lines[line - 1]).toContain(`"${broker.name}": {`);
    }
  });
});

it('account and region of a stage are known', async () => {
  synthesize();
  const environments = (await read()).map(({ source, readings }) => [
    source.startsWith('assembly-Live'),
    readings[0]?.broker.accountId,
    readings[0]?.broker.region,
  ]);
  const inStage = [true, '111122223333', 'eu-west-1'];
  const outside = [false, undefined, undefined];
  expect(environments).toEqual([inStage, inStage, inStage, outside, outside, outside]);
});

it('account and region of what a stack set deploys are not those of its stack', async () => {
  const set = { Type: 'AWS::CloudFormation::StackSet', Properties: { TemplateBody: JSON.stringify(INNER) } };
  write({
    'manifest.json': manifestOf({ A: { ...stackOf('a.json'), environment: 'aws://111122223333/eu-west-1' } }),
    'a.json': { Resources: { Set: set, Broker: { Type: 'AWS::AmazonMQ::Broker' } } },
  });
  const places = (await read()).flatMap(({ readings }) =>
    readings.map(({ broker, address }) => [address, broker.accountId]),
  );
  expect(places).toEqual([
    ['Broker', '111122223333'],
    ['Set/Broker', undefined],
  ]);
});

it('parameters that are given reach nested stacks, and those that stacks declare are told', async () => {
  synthesize();
  expect((await read({ Mode: 'CLUSTER_MULTI_AZ' })).map(({ verdicts }) => verdicts)).toEqual(Array(6).fill(PASS));
  const names = new Set<string>();
  expect(await Array.fromAsync(readCloudAssembly(folder, optionsWith({}, names)))).toHaveLength(6);
  expect([...names].sort()).toEqual(['BootstrapVersion', 'Mode']);
});

it.each<[name: string, nested: Json, detail: string]>([
  [
    'given, but not known',
    NESTED,
    'DeploymentMode is not known: it is !Ref Mode, and the parameter Mode is set to !GetAtt X.Y, ' +
      'and attributes of resources are known only when the stack is deployed.',
  ],
  [
    'not given',
    { ...NESTED, Properties: {} },
    'DeploymentMode is not known: it is !Ref Mode, and the nested stack Inner has no value for the parameter Mode.',
  ],
])('a parameter of a nested stack that is %s', async (_, nested, detail) => {
  write({ 'manifest.json': manifestOf({ A: stackOf('a.json') }), 'a.json': withNested(nested), 'inner.json': INNER });
  const [outer, inner] = await Array.fromAsync(readCloudAssembly(folder, optionsWith({ Mode: 'CLUSTER_MULTI_AZ' })));
  expect(outer?.readings).toEqual([]);
  expect(inner && resultsOf(inner).map((result) => result.detail)).toContain(detail);
});

it.each<[name: string, value: unknown, given: Readonly<Record<string, string>>, verdict: string]>([
  ['is used', 'CLUSTER_MULTI_AZ', {}, 'pass'],
  ['gives way to what is given', 'CLUSTER_MULTI_AZ', { Mode: 'SINGLE_INSTANCE' }, 'fail'],
  ['that is no text is not known', ['CLUSTER_MULTI_AZ'], {}, 'unknown'],
])('a parameter in the manifest %s', async (_, Mode, given, verdict) => {
  const { type, properties } = stackOf('inner.json');
  write({
    'manifest.json': manifestOf({ A: { type, properties: { ...Object(properties), parameters: { Mode } } } }),
    'inner.json': INNER,
  });
  expect((await read(given)).map(({ verdicts }) => verdicts[0])).toEqual([verdict]);
});

it.each<[name: string, TemplateURL: unknown, path: string]>([
  ['a text', 'https://s3.amazonaws.com/x/asset.json', 'stale.json'],
  ['Fn::Sub', { 'Fn::Sub': 'https://s3.amazonaws.com/x/asset.json' }, 'stale.json'],
  ['Fn::Join', { 'Fn::Join': ['', ['https://', { Ref: 'X' }, '/asset.json']] }, 'stale.json'],
  ['Fn::Join of which the last part is not known', { 'Fn::Join': ['', ['https://', { Ref: 'X' }]] }, 'inner.json'],
  ['Fn::Sub with variables', { 'Fn::Sub': ['asset.json', {}] }, 'inner.json'],
  ['another function', { 'Fn::ImportValue': 'asset.json' }, 'inner.json'],
])('a nested template is found by its address, else by its metadata: %s', async (_, TemplateURL, path) => {
  const files = { h: { source: { path: 'inner.json' }, destinations: { d: { objectKey: 'asset.json' } } } };
  write({
    'manifest.json': manifestOf({
      A: stackOf('a.json'),
      assets: { type: 'cdk:asset-manifest', properties: { file: 'a.assets.json' } },
    }),
    'a.assets.json': { files },
    'a.json': withNested({ ...NESTED, Properties: { TemplateURL }, Metadata: { 'aws:asset:path': path } }),
    'inner.json': templateOf(GOOD),
  });
  expect(await read()).toMatchObject([{ problems: [] }, { source: 'inner.json', verdicts: PASS }]);
});

it('a parameter in the manifest that is no text is named', async () => {
  const { type, properties } = stackOf('inner.json');
  write({
    'manifest.json': manifestOf({ A: { type, properties: { ...Object(properties), parameters: { Mode: null } } } }),
    'inner.json': INNER,
  });
  const [found] = await Array.fromAsync(readCloudAssembly(folder, optionsWith({})));
  expect(found && resultsOf(found)[0]?.detail).toContain('the value of the parameter Mode is not a string');
});

it.each([
  ['aws://111122223333/eu-west-1', '111122223333', 'eu-west-1'],
  ['aws://unknown-account/unknown-region', undefined, undefined],
  ['xaws://111122223333/eu-west-1', undefined, undefined],
  ['aws://111122223333/eu-west-1/x', undefined, undefined],
  [undefined, undefined, undefined],
])('account and region of the environment %s', async (environment, accountId, region) => {
  write({ 'manifest.json': manifestOf({ A: { ...stackOf('inner.json'), environment } }), 'inner.json': INNER });
  expect((await read())[0]?.readings[0]?.broker).toMatchObject({ accountId, region });
});

it.each<[name: string, artifacts: Json, others: Json]>([
  ['without artifacts', {}, {}],
  ['with context that is complete', {}, { missing: [] }],
  ['with an artifact that is null', { A: null }, {}],
  ['with a file of another artifact', { A: { type: 'cdk:tree', properties: { file: 'nope.json' } } }, {}],
  ['with assets that have no file', { A: { type: 'cdk:asset-manifest', properties: {} } }, {}],
])('nothing is wrong with an assembly %s', async (_, artifacts, others) => {
  write({ 'manifest.json': manifestOf(artifacts, others) });
  expect(await read()).toEqual([]);
});

it('a nested stack whose condition is false is skipped', async () => {
  const sections = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
  write({
    'manifest.json': manifestOf({ A: stackOf('a.json') }),
    'a.json': withNested({ ...NESTED, Condition: 'Never' }, sections),
    'inner.json': INNER,
  });
  expect(await read()).toMatchObject([
    { source: 'a.json', readings: [], notices: ['skipped Inner, because its condition Never is false.'] },
  ]);
});

it.each<[name: string, manifest: unknown, expected: boolean]>([
  ['one with a stack', manifestOf({ A: stackOf('a.json') }), true],
  ['one with a stage', manifestOf({ A: { type: 'cdk:cloud-assembly' } }), true],
  ['one of nothing that the CDK knows', manifestOf({ A: { type: 'tar' }, B: null }), false],
  ['one without artifacts', manifestOf({}), false],
  ['one of a version only', { version: '1.2.3' }, false],
  ['one without a version', { artifacts: { A: stackOf('a.json') } }, false],
  ['an extension of a browser', { version: '1.0', manifest_version: 3, name: 'x' }, false],
  ['a list', [], false],
  ['not JSON', '{', false],
])('whether a folder is a cloud assembly: %s', (_, manifest, expected) => {
  write({ 'manifest.json': manifest });
  expect(isCloudAssembly(folder)).toBe(expected);
});

it('an empty assembly is known by the file that the CDK writes beside it', () => {
  write({ 'manifest.json': { version: '48.0.0' }, 'cdk.out': '{"version":"48.0.0"}' });
  expect(isCloudAssembly(folder)).toBe(true);
});

it('a project with an empty folder of that name and a manifest of something else is no cloud assembly', () => {
  write({ 'manifest.json': { version: '1.2.3' } });
  mkdirSync(join(folder, 'cdk.out'));
  expect(isCloudAssembly(folder)).toBe(false);
});

it('a folder without a manifest, and what is no folder, is no cloud assembly', () => {
  expect(isCloudAssembly(folder)).toBe(false);
  expect(isCloudAssembly(join(folder, 'nope'))).toBe(false);
  mkdirSync(join(folder, 'manifest.json'));
  expect(isCloudAssembly(folder)).toBe(false);
  expect(readdirSync(folder).map((name) => basename(name))).toEqual(['manifest.json']);
});
