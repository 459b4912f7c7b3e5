// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import type { Broker } from '../../../../checks/broker.ts';
import type { Fact } from '../../../../checks/facts.ts';
import { FACT_IDS } from '../../../../checks/facts.ts';
import { evaluate } from '../../../../cli/report/results.ts';
import { readSources } from '../../../../cli/sources/sources.ts';
import { CONFIGURED_CHECKS } from '../../../support/checks.ts';
import { changeOf, changeSet, context } from './change-set-support.ts';
import { BEST, readTemplate, stackOf, toYaml } from './support.ts';
import { either, judgeBest, NO_VALUE, ref, table } from './verdict-table.ts';

it.each(CONFIGURED_CHECKS.map(({ id }) => id))('a good template passes %s', (id) => {
  expect(judgeBest(id, {})).toMatchObject({ verdict: 'pass' });
});

describe('reads no facts but those that are wanted', () => {
  const text = toYaml(stackOf(BEST));
  const ofChange = JSON.stringify(changeSet([changeOf({ Action: 'Add', AfterContext: context(BEST) })]));
  it.each([
    ['a template', text],
    ['a change set', ofChange],
  ])('of %s', async (_sentence, content) => {
    const wanted = new Set<Fact>(['engineType', 'tags']);
    const [broker = {}, ...others] = await brokersIn(content, wanted);
    expect(others).toEqual([]);
    expect(broker).toMatchObject({
      engineType: 'RABBITMQ',
      tags: new Map([
        ['team', 'orders'],
        ['stage', 'test'],
      ]),
    });
    expect(FACT_IDS.filter((fact) => broker[fact] !== undefined)).toEqual([...wanted]);
    expect(Object.keys(broker.whyUnknown ?? {})).toEqual(['tags']);
  });
});

describe('rabbitmq-cluster-subnets', () => {
  const subnets = (...SubnetIds: readonly unknown[]) => ({ SubnetIds });
  table('rabbitmq-cluster-subnets', [
    ['three IDs pass', subnets('subnet-1', 'subnet-2', 'subnet-3'), 'pass', /has 3 subnets/],
    ['one ID three times fails', subnets('subnet-1', 'subnet-1', 'subnet-1'), 'fail', /has 1 subnet, fewer than 3/],
    ['two IDs fail', subnets('subnet-1', 'subnet-2'), 'fail', /has 2 subnets, fewer than 3/],
    ['three parameters pass', subnets(ref('One'), ref('Two'), ref('Three')), 'pass', /has 3 subnets/],
    [
      'one parameter three times fails',
      subnets(ref('One'), ref('One'), { 'Fn::Sub': '${One}' }),
      'fail',
      /has 1 subnet,/,
    ],
    [
      'three subnets of the template pass',
      subnets(ref('SubnetA'), { 'Fn::GetAtt': ['SubnetB', 'SubnetId'] }, { 'Fn::GetAtt': 'SubnetC.SubnetId' }),
      'pass',
      /has 3 subnets/,
    ],
    [
      'three exports pass',
      subnets(
        { 'Fn::ImportValue': 'Network:ExportsOutputRefVpcPrivateSubnet1SubnetD2B0FA4B3F5B9D9E8BCA10E0' },
        { 'Fn::ImportValue': { 'Fn::Sub': '${One}-b' } },
        { 'Fn::ImportValue': 'network-c' },
      ),
      'pass',
      /has 3 subnets/,
    ],
    [
      'elements of a list that is not known pass',
      subnets(...[0, 1, 2].map((at) => ({ 'Fn::Select': [at, ref('List')] }))),
      'pass',
      /3/,
    ],
    [
      'dynamic references pass',
      subnets('{{resolve:ssm:a}}', '{{resolve:ssm:b}}', '{{resolve:ssm:c}}'),
      'pass',
      /has 3/,
    ],
    ['what is not there does not count', subnets('subnet-1', NO_VALUE, 'subnet-2'), 'fail', /has 2 subnets,/],
    [
      'what may not be there is unknown',
      subnets('subnet-1', 'subnet-2', either('subnet-3', NO_VALUE)),
      'unknown',
      /Unknown is not known/,
    ],
    ['one of two others counts', subnets('subnet-1', 'subnet-2', either('subnet-3', 'subnet-4')), 'pass', /has 3/],
    [
      'one that may be the same is unknown',
      subnets('subnet-1', 'subnet-2', either('subnet-3', 'subnet-1')),
      'unknown',
      /may be the same/,
    ],
    ['lists of the same length pass', { SubnetIds: either(['a', 'b', 'c'], ['d', 'e', 'f']) }, 'pass', /has 3 subnets/],
    [
      'lists of different lengths are unknown',
      { SubnetIds: either(['a', 'b', 'c'], ['d', 'e']) },
      'unknown',
      /^SubnetIds is not known: it is !If/,
    ],
    ['a list without a value is unknown', { SubnetIds: ref('List') }, 'unknown', /the parameter List has no value/],
    ['a list with a value counts', { SubnetIds: ref('Set') }, 'pass', /has 3 subnets/],
    ['a list that is split counts', { SubnetIds: { 'Fn::Split': [',', 'a,b'] } }, 'fail', /has 2 subnets,/],
    [
      'a split text that is not known is unknown',
      { SubnetIds: { 'Fn::Split': [',', ref('One')] } },
      'unknown',
      /has no value/,
    ],
    ['a list in the list is unknown', subnets('subnet-1', 'subnet-2', ref('List')), 'unknown', /List has no value/],
    [
      'a reference to nothing is unknown',
      subnets('subnet-1', 'subnet-2', ref('Nothing')),
      'unknown',
      /there is no parameter/,
    ],
    ['a macro in the list is unknown', subnets('a', 'b', { 'Fn::Transform': { Name: 'x' } }), 'unknown', /macro/],
    ['a number is unknown', subnets('a', 'b', 3), 'unknown', /no string/],
    ['null is unknown', subnets('a', 'b', null), 'unknown', /CloudFormation rejects null/],
    ['a text is unknown', { SubnetIds: 'a,b,c' }, 'unknown', /a list is required there/],
    ['an empty list is unknown', subnets(), 'unknown', /^SubnetIds is not known: it is \[\], and it is empty\.$/],
    ['absence is unknown', { SubnetIds: undefined }, 'unknown', /^SubnetIds is missing from the template\.$/],
    [
      'values that are known only later are unknown',
      subnets(...['1', '2', '3'].map(() => '{{changeSet:KNOWN_AFTER_APPLY}}')),
      'unknown',
      /when it executes the change set/,
    ],
  ]);

  it('subnets that a loop makes count', () => {
    const loop = ['Zone', ['A', 'B', 'C'], { 'Made${Zone}': { Type: 'AWS::EC2::Subnet' } }];
    const around = { Transform: 'AWS::LanguageExtensions', Resources: { 'Fn::ForEach::Subnets': loop } };
    const SubnetIds = ['MadeA', 'MadeB', 'MadeC'].map(ref);
    expect(judgeBest('rabbitmq-cluster-subnets', { SubnetIds }, around)).toMatchObject({ verdict: 'pass' });
  });
});

describe('rabbitmq-engine-version', () => {
  table('rabbitmq-engine-version', [
    ['a version passes', { EngineVersion: '4.2' }, 'pass', /is 4\.2/],
    ['an old version fails', { EngineVersion: '3.9.27' }, 'fail', /is 3\.9\.27/],
    ['a parameter with a default passes', { EngineVersion: ref('Version') }, 'pass', /is 3\.13/],
    ['a parameter without a value is unknown', { EngineVersion: ref('One') }, 'unknown', /One has no value/],
    ['a number that is read in one way passes', { EngineVersion: 4.2 }, 'pass', /is 4\.2/],
    [
      'absence is unknown',
      { EngineVersion: undefined },
      'unknown',
      /^EngineVersion is missing from the template\. Amazon MQ takes the newest/,
    ],
  ]);

  it.each([
    ['3.13', 'pass'],
    ['3.9', 'fail'],
    ['3.10', 'unknown'],
    ['4.20', 'unknown'],
    ['04.2', 'unknown'],
    ['4_2.1', 'unknown'],
    ['4e1', 'unknown'],
  ])('%s without quotes: %s', (version, verdict) => {
    const text = toYaml(stackOf(BEST)).replace('EngineVersion: "4.2"', `EngineVersion: ${version}`);
    const { readings } = readTemplate(text, { parameters: {} });
    const checks = CONFIGURED_CHECKS.filter(({ id }) => id === 'rabbitmq-engine-version');
    expect(readings.flatMap((reading) => evaluate('-', reading, checks))).toMatchObject([{ verdict }]);
  });
});

describe('rabbitmq-instance-type', () => {
  table('rabbitmq-instance-type', [
    ['a small type fails', { HostInstanceType: 'mq.t3.micro' }, 'fail', /mq\.t3\.micro/],
    ['a parameter without a value is unknown', { HostInstanceType: ref('One') }, 'unknown', /One has no value/],
    [
      'absence is unknown',
      { HostInstanceType: undefined },
      'unknown',
      /^HostInstanceType is missing from the template, but Cloud/,
    ],
  ]);
});

describe('rabbitmq-customer-key', () => {
  const key = (KmsKeyId: unknown) => ({ EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId } });
  table('rabbitmq-customer-key', [
    [
      'an ARN may be that of a key of AWS',
      key('arn:aws:kms:eu-west-1:111122223333:key/1'),
      'unknown',
      /may be a key that/,
    ],
    ['the name of the key of AWS fails', key('alias/aws/mq'), 'fail', /alias\/aws\/mq/],
    ['a key of the template passes', key(ref('Key')), 'pass', /customer managed key/],
    ['the ARN of a key of the template passes', key({ 'Fn::GetAtt': ['Key', 'Arn'] }), 'pass', /customer managed key/],
    ['the same in a text passes', key({ 'Fn::Sub': '${Key.Arn}' }), 'pass', /customer managed key/],
    ['an alias of the template passes', key(ref('Alias')), 'pass', /customer managed key/],
    ['one of two keys of the template passes', key(either(ref('Key'), ref('Alias'))), 'pass', /customer managed key/],
    [
      'another attribute is unknown',
      key({ 'Fn::GetAtt': 'Key.Nothing' }),
      'unknown',
      /^EncryptionOptions\.KmsKeyId is not known/,
    ],
    ['another resource is unknown', key(ref('Group')), 'unknown', /names of resources are known only/],
    ['an export is unknown', key({ 'Fn::ImportValue': 'key' }), 'unknown', /exports of other stacks/],
    ['a parameter is unknown', key(ref('One')), 'unknown', /One has no value/],
    ['a key or none is unknown', key(either(ref('Key'), NO_VALUE)), 'unknown', /it is !If \[Unknown/],
    ['no key where AWS owns none fails', key(NO_VALUE), 'fail', /alias\/aws\/mq/],
    [
      'no key where it is not known who owns it is unknown',
      { EncryptionOptions: { UseAwsOwnedKey: ref('One') } },
      'unknown',
      /UseAwsOwnedKey is not known/,
    ],
    [
      'a key that AWS owns fails',
      { EncryptionOptions: { UseAwsOwnedKey: 'true', KmsKeyId: ref('Key') } },
      'fail',
      /AWS owns/,
    ],
    [
      'no owner is unknown',
      { EncryptionOptions: { KmsKeyId: ref('Key') } },
      'unknown',
      /^EncryptionOptions\.UseAwsOwnedKey is missing/,
    ],
    [
      'absence is unknown',
      { EncryptionOptions: undefined },
      'unknown',
      /it is not certain which key Amazon MQ then takes\.$/,
    ],
  ]);
});

describe('rabbitmq-tags', () => {
  const tags = (...pairs: readonly (readonly unknown[])[]) => ({ Tags: pairs.map(([Key, Value]) => ({ Key, Value })) });
  table('rabbitmq-tags', [
    ['both pass', tags(['team', 'orders'], ['stage', 'test']), 'pass', /has the required tags/],
    [
      'a value that is not known is one of any',
      tags(['team', ref('One')], ['stage', 'test']),
      'pass',
      /has the required tags/,
    ],
    [
      'a value that is not known may be none of those',
      tags(['team', 'x'], ['stage', ref('One')]),
      'unknown',
      /^The value of the tag "stage" is known only/,
    ],
    [
      'a value of two may be none of those',
      tags(['team', 'x'], ['stage', either('test', 'x')]),
      'unknown',
      /^The value of the tag "stage"/,
    ],
    ['another value fails', tags(['stage', 'x']), 'fail', /^The tag "stage" is "x"/],
    [
      'a missing tag may be one of the stack',
      tags(['team', 'x']),
      'unknown',
      /^The tag "stage" is not known\. CloudFormation may add tags of the stack/,
    ],
    [
      'a tag that may not be there is unknown',
      { Tags: [{ Key: 'team', Value: 'x' }, either({ Key: 'stage', Value: 'test' }, NO_VALUE)] },
      'unknown',
      /"stage" is not known/,
    ],
    [
      'a key that is not known does not count',
      tags(['team', 'x'], [ref('One'), 'test']),
      'unknown',
      /"stage" is not known/,
    ],
    [
      'a value that is absent does not count',
      tags(['stage', 'test'], ['team', NO_VALUE]),
      'unknown',
      /"team" is not known/,
    ],
    [
      'tags that are not known are unknown',
      { Tags: either([], [{ Key: 'team', Value: 'x' }]) },
      'unknown',
      /^Tags is not known: it is !If/,
    ],
    ['an object is unknown', { Tags: { team: 'x', stage: 'test' } }, 'unknown', /^Tags is not known/],
    ['absence is unknown', { Tags: undefined }, 'unknown', /^The tag "team" is not known\. CloudFormation may add/],
  ]);
});

async function brokersIn(content: string, wanted: ReadonlySet<Fact>): Promise<readonly Broker[]> {
  const exclude = { globs: [], folder: '.', from: 'a test', isWhole: false };
  const stdin = (async function* () {
    yield content;
  })();
  const brokers: Broker[] = [];
  for await (const { readings } of readSources(['-'], { stdin, parameters: [], exclude, wanted })) {
    brokers.push(...readings.map(({ broker }) => broker));
  }
  return brokers;
}
