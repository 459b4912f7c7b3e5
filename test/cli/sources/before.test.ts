import { mkdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { CHANGE_CHECKS } from '../../../checks/change-checks.ts';
import { compareWith, readBefore } from '../../../cli/sources/before.ts';
import type { SourceOptions } from '../../../cli/sources/sources.ts';
import { readSources } from '../../../cli/sources/sources.ts';
import type { Output } from '../support.ts';
import { run, temporaryFolder } from '../support.ts';

type Json = Readonly<Record<string, unknown>>;

const folder = temporaryFolder();
const REPLACEMENT = 'rabbitmq-no-replacement';
const DELETION = 'rabbitmq-no-deletion';
const LOST = 'Its messages, queues, users and endpoint are lost.';

const PROPERTIES: Json = {
  BrokerName: 'orders',
  EngineType: 'RABBITMQ',
  DeploymentMode: 'SINGLE_INSTANCE',
  HostInstanceType: 'mq.m5.large',
  PubliclyAccessible: false,
  SubnetIds: ['subnet-1', 'subnet-2'],
  Logs: { General: true },
};

function broker(properties: Json = {}, attributes: Json = {}): Json {
  return { Type: 'AWS::AmazonMQ::Broker', ...attributes, Properties: { ...PROPERTIES, ...properties } };
}

function template(resources: Json, sections: Json = {}): string {
  return JSON.stringify({ ...sections, Resources: resources });
}

/** Compares two files or folders with the checks of changes. */
async function comparePaths(before: string, after: string, ...options: readonly string[]) {
  const checks = CHANGE_CHECKS.map(({ id }) => id).join();
  const args = ['evaluate', after, '--before', before, '--format', 'json', '--checks', checks, ...options];
  const { status, stdout, stderr } = await run(args);
  if (stdout === '') return { status, stderr, changes: [], notices: [], problems: [] };
  const { results, notices, problems }: Output = JSON.parse(stdout);
  return {
    status,
    stderr,
    changes: results.map(({ address, check, verdict, detail }) => [address, check, verdict, detail]),
    notices: (notices ?? []).map(({ message }) => message),
    problems: problems.map(({ message }) => message),
  };
}

function compare(before: string, after: string, ...options: readonly string[]) {
  return comparePaths(folder.write('before.json', before), folder.write('after.json', after), ...options);
}

const compareBrokers = (before: Json, after: Json) =>
  compare(template({ Orders: before }), template({ Orders: after }));

function write(name: string, files: Readonly<Record<string, string>>): string {
  for (const path of Object.keys(files)) mkdirSync(folder.path(`${name}/${path}/..`), { recursive: true });
  for (const [path, text] of Object.entries(files)) folder.write(`${name}/${path}`, text);
  return folder.path(name);
}

describe('a replacement', () => {
  const replaced = (names: string) =>
    `The change replaces the broker, because ${names} cannot be changed in place. ` +
    `It creates the new broker, then deletes this one. ${LOST}`;

  it.each<[string, Json]>([
    ['DeploymentMode', { DeploymentMode: 'CLUSTER_MULTI_AZ' }],
    ['BrokerName', { BrokerName: 'Orders' }],
    ['EngineType', { EngineType: 'ACTIVEMQ' }],
    ['PubliclyAccessible', { PubliclyAccessible: 'true' }],
    ['SubnetIds', { SubnetIds: ['subnet-1', 'subnet-3'] }],
    ['SubnetIds', { SubnetIds: { Ref: 'AWS::NoValue' } }],
    ['StorageType', { StorageType: 'EBS' }],
    ['AuthenticationStrategy', { AuthenticationStrategy: 'LDAP' }],
    ['EncryptionOptions', { EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: 'k' } }],
    ['BrokerName and PubliclyAccessible', { BrokerName: 'billing', PubliclyAccessible: true }],
  ])('is found where %s differs', async (names, properties) => {
    const { changes, status } = await compareBrokers(broker(), broker(properties));
    expect({ changes, status }).toEqual({ changes: [['Orders', REPLACEMENT, 'fail', replaced(names)]], status: 1 });
  });

  it('says that UpdateReplacePolicy keeps the old broker', async () => {
    const after = broker({ DeploymentMode: 'CLUSTER_MULTI_AZ' }, { UpdateReplacePolicy: 'Retain' });
    const text =
      'The change replaces the broker, because DeploymentMode cannot be changed in place. ' +
      'The old broker stays in AWS, but the new one is empty and has another endpoint.';
    expect(await compareBrokers(broker(), after)).toMatchObject({ changes: [['Orders', REPLACEMENT, 'fail', text]] });
  });

  it('may be where a parameter gets another default, unless its value is given', async () => {
    const withDefault = (Default: string) =>
      template(
        { Orders: broker({ BrokerName: { Ref: 'Name' } }) },
        { Parameters: { Name: { Type: 'String', Default } } },
      );
    const [before, after] = [withDefault('a'), withDefault('b')];
    // An update keeps the earlier value.
    expect((await compare(before, after)).changes).toEqual([
      ['Orders', REPLACEMENT, 'unknown', expect.stringContaining('a change of BrokerName cannot be ruled out')],
    ]);
    expect((await compare(before, before)).changes).toEqual([]);
    expect((await compare(before, after, '--parameters', 'Name=c')).changes).toEqual([]);
  });
});

describe('nothing is found', () => {
  it.each<[string, Json, Json]>([
    ['where nothing changes', broker(), broker()],
    [
      'where the broker is updated in place',
      broker(),
      broker({ HostInstanceType: 'mq.m5.xlarge', EngineVersion: '4.2', Logs: {}, SecurityGroups: ['sg-1'], Tags: [] }),
    ],
    [
      'where a value is written in another way',
      broker(),
      broker({ PubliclyAccessible: 'false', BrokerName: { 'Fn::Sub': 'orders' } }),
    ],
    [
      'where an expression stays',
      broker({ EncryptionOptions: { KmsKeyId: { Ref: 'Key' }, UseAwsOwnedKey: false } }),
      broker({ EncryptionOptions: { UseAwsOwnedKey: false, KmsKeyId: { Ref: 'Key' } } }),
    ],
    [
      'where a condition that is not known stays',
      broker(
        { DeploymentMode: { 'Fn::If': ['IsCluster', 'CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'] } },
        { Condition: 'IsHere' },
      ),
      broker(
        { DeploymentMode: { 'Fn::If': ['IsCluster', 'CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'] } },
        { Condition: 'IsHere' },
      ),
    ],
    [
      'where the engine is ActiveMQ',
      broker({ EngineType: 'ActiveMQ' }),
      broker({ EngineType: 'ActiveMQ', BrokerName: 'b' }),
    ],
  ])('%s', async (_, before, after) => {
    expect(await compareBrokers(before, after)).toMatchObject({ changes: [], status: 0 });
  });

  it('of a broker that is new', async () => {
    const found = await compare(template({ A: broker() }), template({ A: broker(), B: broker({ BrokerName: 'b' }) }));
    expect(found).toMatchObject({ changes: [], status: 0 });
  });
});

describe('what cannot be compared is unknown, and named', () => {
  it.each<[string, Json, Json, string]>([
    ['another expression', { SubnetIds: [{ Ref: 'A' }] }, { SubnetIds: [{ Ref: 'B' }] }, 'SubnetIds'],
    ['an expression for a value', {}, { DeploymentMode: { 'Fn::ImportValue': 'Mode' } }, 'DeploymentMode'],
    ['a value for an expression', { BrokerName: { 'Fn::GetAtt': ['X', 'Name'] } }, {}, 'BrokerName'],
    ['other letter case', {}, { EngineType: 'RabbitMQ' }, 'EngineType'],
    ['another order', {}, { SubnetIds: ['subnet-2', 'subnet-1'] }, 'SubnetIds'],
  ])('%s', async (_, before, after, name) => {
    const { changes, status } = await compareBrokers(broker(before), broker(after));
    const text = `The change may replace the broker, because a change of ${name} cannot be ruled out.`;
    expect({ changes, status }).toEqual({ changes: [['Orders', REPLACEMENT, 'unknown', text]], status: 3 });
  });

  it('a value that YAML may read in several ways', async () => {
    const named = (name: string) =>
      `Resources: {Orders: {Type: AWS::AmazonMQ::Broker, Properties: {EngineType: RABBITMQ, BrokerName: ${name}}}}`;
    const compareYaml = (before: string, after: string) =>
      comparePaths(folder.write('old.yaml', named(before)), folder.write('new.yaml', named(after)));
    expect((await compareYaml('0o10', '0o11')).changes).toMatchObject([
      ['Orders', REPLACEMENT, 'unknown', expect.any(String)],
    ]);
    expect((await compareYaml('0o10', '0o10')).changes).toEqual([]);
  });

  it('all properties, where a function makes them', async () => {
    const made = (name: string) => ({ ...broker(), Properties: { 'Fn::Transform': { Name: name } } });
    expect((await compareBrokers(made('A'), made('A'))).changes).toEqual([]);
    const { changes } = await compareBrokers(made('A'), made('B'));
    expect(changes).toEqual([['Orders', REPLACEMENT, 'unknown', expect.stringContaining('whose engine is not known')]]);
  });

  describe('an expression that stays, where what it refers to changes', () => {
    const P = { Type: 'String' };
    const subnet = (CidrBlock: unknown): Json => ({
      Sub: { Type: 'AWS::EC2::Subnet', Properties: { CidrBlock, VpcId: { Ref: 'Vpc' } } },
    });
    const isProduction = (stage: string): Json => ({
      Conditions: { C: { 'Fn::Not': [{ Condition: 'D' }] }, D: { 'Fn::Equals': [{ Ref: 'P' }, stage] } },
      Parameters: { P },
    });
    const ssm = (Default: string): Json => ({
      Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default } },
    });
    const names = (name: string): Json => ({ Mappings: { Names: { 'eu-west-1': { Name: name } } } });
    const loop = (CidrBlock: string): Json => ({
      'Fn::ForEach::Subnets': [
        'Name',
        ['A'],
        { 'Sub\u0024{Name}': { Type: 'AWS::EC2::Subnet', Properties: { CidrBlock } } },
      ],
    });

    it.each<[string, Json, (version: string) => { readonly sections?: Json; readonly resources?: Json }]>([
      [
        'a mapping',
        { BrokerName: { 'Fn::FindInMap': ['Names', { Ref: 'AWS::Region' }, 'Name'] } },
        (version) => ({ sections: names(version) }),
      ],
      [
        'a condition of a condition',
        { BrokerName: { 'Fn::If': ['C', 'a', 'b'] } },
        (version) => ({ sections: isProduction(version) }),
      ],
      ['an SSM parameter', { BrokerName: { Ref: 'P' } }, (version) => ({ sections: ssm(version) })],
      [
        'a default in a text',
        { BrokerName: { 'Fn::Sub': '\u0024{P}-\u0024{AWS::Region}' } },
        (version) => ({ sections: { Parameters: { P: { ...P, Default: version } } } }),
      ],
      ['a resource', { SubnetIds: [{ Ref: 'Sub' }] }, (version) => ({ resources: subnet(version) })],
      ['an attribute', { BrokerName: { 'Fn::GetAtt': 'Sub.Arn' } }, (version) => ({ resources: subnet(version) })],
      [
        'what a resource refers to',
        { SubnetIds: [{ 'Fn::GetAtt': ['Sub', 'SubnetId'] }] },
        (version) => ({
          resources: { ...subnet('10.0.0.0/24'), Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: version } } },
        }),
      ],
      [
        'a resource of a loop',
        { SubnetIds: [{ Ref: 'SubA' }] },
        (version) => ({ resources: loop(version), sections: { Transform: 'AWS::LanguageExtensions' } }),
      ],
      [
        'a nested stack',
        { SubnetIds: { 'Fn::GetAtt': ['Net', 'Outputs.Subnets'] } },
        (version) => ({
          resources: {
            Net: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: `net-${version}.json` } },
          },
        }),
      ],
    ])('%s', async (_, properties, made) => {
      for (const name of ['net-1.json', 'net-2.json']) folder.write(name, template({ Q: { Type: 'AWS::SQS::Queue' } }));
      const write = (version: string, HostInstanceType: string) => {
        const { sections, resources } = made(version);
        return template({ Orders: broker({ ...properties, HostInstanceType }), ...resources }, sections);
      };
      const [name = ''] = Object.keys(properties);
      expect((await compare(write('1', 'mq.m5.large'), write('2', 'mq.m5.large'))).changes).toEqual([
        ['Orders', REPLACEMENT, 'unknown', expect.stringContaining(`a change of ${name} cannot be ruled out`)],
      ]);
      expect((await compare(write('1', 'mq.m5.large'), write('1', 'mq.m5.xlarge'))).changes).toEqual([]);
    });
  });

  it('an engine', async () => {
    const before = broker({ EngineType: { Ref: 'Engine' } });
    const { changes } = await compareBrokers(before, broker({ EngineType: { Ref: 'Engine' }, BrokerName: 'b' }));
    expect(changes).toEqual([['Orders', REPLACEMENT, 'unknown', expect.stringContaining('whose engine is not known')]]);
  });

  it('a new condition', async () => {
    const { changes } = await compareBrokers(broker(), broker({}, { Condition: 'IsHere' }));
    const text = 'The change may delete the broker, because its condition IsHere is not known.';
    expect(changes).toEqual([['Orders', DELETION, 'unknown', text]]);
  });

  it('another condition of the same name', async () => {
    const when = (value: string) =>
      template(
        { Orders: broker({}, { Condition: 'C' }) },
        { Parameters: { P: { Type: 'String' } }, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, value] } } },
      );
    const text = 'The change may delete the broker, because its condition C is not known.';
    expect((await compare(when('x'), when('y'))).changes).toEqual([['Orders', DELETION, 'unknown', text]]);
  });

  it('all properties, where a function makes the resource', async () => {
    const made = { Type: 'AWS::AmazonMQ::Broker', 'Fn::Transform': { Name: 'A' } };
    const { changes } = await compareBrokers(made, made);
    expect(changes).toEqual([['Orders', REPLACEMENT, 'unknown', expect.stringContaining('whose engine is not known')]]);
  });

  it('a value that leads to itself', async () => {
    const sections = { Mappings: { Loop: { a: { b: [{ 'Fn::FindInMap': ['Loop', 'a', 'b'] }] } } } };
    const endless = template({ Orders: broker({ SubnetIds: { 'Fn::FindInMap': ['Loop', 'a', 'b'] } }) }, sections);
    const { changes } = await compare(endless, endless);
    expect(changes).toEqual([['Orders', REPLACEMENT, 'unknown', expect.stringContaining('SubnetIds')]]);
  });

  it('a value that aliases make larger than anybody can read', async () => {
    const levels = Array.from({ length: 30 }, (_, level) => `  l${level + 1}: &l${level + 1} [*l${level}, *l${level}]`);
    const bomb = ['Metadata:', '  l0: &l0 [x, x]', ...levels].join('\n');
    const text = `${bomb}\nResources: {Orders: {Type: AWS::AmazonMQ::Broker, Properties: {EngineType: RABBITMQ, EncryptionOptions: *l30}}}`;
    const { changes } = await comparePaths(folder.write('old.yaml', text), folder.write('new.yaml', text));
    expect(changes).toEqual([['Orders', REPLACEMENT, 'unknown', expect.stringContaining('EncryptionOptions')]]);
  });
});

describe('a deletion', () => {
  const gone = `The change deletes the broker, because it is no longer in the template. ${LOST}`;

  it('is found', async () => {
    const { changes, status } = await compare(template({ A: broker(), B: broker() }), template({ B: broker() }));
    expect({ changes, status }).toEqual({ changes: [['A', DELETION, 'fail', gone]], status: 1 });
  });

  it('is found where a logical ID changes', async () => {
    expect((await compare(template({ A: broker() }), template({ B: broker() }))).changes).toEqual([
      ['A', DELETION, 'fail', gone],
    ]);
  });

  it('is found where a condition becomes false', async () => {
    const conditional = (value: string) =>
      template({ A: broker({}, { Condition: 'C' }) }, { Conditions: { C: { 'Fn::Equals': ['x', value] } } });
    expect((await compare(conditional('x'), conditional('y'))).changes).toEqual([['A', DELETION, 'fail', gone]]);
  });

  it('may be where a condition depends on a default', async () => {
    const conditional = (Default: string) =>
      template(
        { A: broker({}, { Condition: 'C' }) },
        {
          Parameters: { P: { Type: 'String', Default } },
          Conditions: { C: { 'Fn::Equals': ['x', { Ref: 'P' }] } },
        },
      );
    const text = 'The change may delete the broker, because it is no longer in the template.';
    expect((await compare(conditional('x'), conditional('y'))).changes).toEqual([['A', DELETION, 'unknown', text]]);
  });

  it.each(['Retain', 'RetainExceptOnCreate'])('is a notice with the policy %s', async (DeletionPolicy) => {
    const after = template({ Q: { Type: 'AWS::SQS::Queue' } });
    const found = await compare(template({ A: broker({}, { DeletionPolicy }) }), after);
    expect(found).toMatchObject({ status: 0, changes: [] });
    expect(found.notices).toContain('removes A from the stack only. The broker stays in AWS.');
  });

  it('is not found for ActiveMQ', async () => {
    const after = template({ Q: { Type: 'AWS::SQS::Queue' } });
    expect(await compare(template({ A: broker({ EngineType: 'ACTIVEMQ' }) }), after)).toMatchObject({ changes: [] });
  });
});

describe('folders', () => {
  const nested = (url: string) => ({ Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: url } });

  /** Writes files into a folder. */

  it('are compared file by file', async () => {
    const before = write('f1', {
      'a/orders.json': template({ B: broker() }),
      'b/orders.json': template({ B: broker() }),
    });
    const after = write('f2', {
      'a/orders.json': template({ B: broker() }),
      'b/orders.json': template({ B: broker({ BrokerName: 'b' }) }),
    });
    expect((await comparePaths(before, after)).changes).toMatchObject([['B', REPLACEMENT, 'fail', expect.any(String)]]);
  });

  it('have nested stacks, whatever the files of their templates are named', async () => {
    const before = write('n1', {
      'stack.json': template({ N: nested('inner-1.json') }),
      'inner-1.json': template({ B: broker(), Gone: broker() }),
    });
    const after = write('n2', {
      'stack.json': template({ N: nested('inner-2.json') }),
      'inner-2.json': template({ B: broker({ DeploymentMode: 'CLUSTER_MULTI_AZ' }) }),
    });
    const { changes } = await comparePaths(`${before}/stack.json`, `${after}/stack.json`);
    expect(changes.map(([address, check, verdict]) => [address, check, verdict])).toEqual([
      ['N/B', REPLACEMENT, 'fail'],
      ['N/Gone', DELETION, 'fail'],
    ]);
  });

  it('may lack a template, whose stack may stay', async () => {
    const before = write('g1', { 'a.json': template({ A: broker() }), 'b.json': template({ B: broker() }) });
    const after = write('g2', { 'a.json': template({ A: broker() }) });
    const text = 'The change may delete the broker, because its template is no longer there.';
    expect((await comparePaths(before, after)).changes).toEqual([['B', DELETION, 'unknown', text]]);
  });

  it('never call a broker deleted whose template cannot be read', async () => {
    const before = write('u1', { 'a.json': template({ N: nested('b.json') }), 'b.json': template({ B: broker() }) });
    const after = write('u2', { 'a.json': template({ N: nested('b.json') }), 'b.json': '{"Resources": ' });
    const { changes, problems, status } = await comparePaths(`${before}/a.json`, `${after}/a.json`);
    const text = 'The change may delete the broker, because its template could not be read completely.';
    expect(changes).toEqual([['N/B', DELETION, 'unknown', text]]);
    expect({ problems, status }).toEqual({ problems: [expect.any(String)], status: 2 });
  });

  it('never call a broker deleted whose template is elsewhere', async () => {
    const before = write('e1', { 'a.json': template({ N: nested('b.json') }), 'b.json': template({ B: broker() }) });
    const after = write('e2', { 'a.json': template({ N: nested('https://example.com/b.json') }) });
    const { changes } = await comparePaths(`${before}/a.json`, `${after}/a.json`);
    const text = 'The change may delete the broker, because its template could not be read completely.';
    expect(changes).toEqual([['N/B', DELETION, 'unknown', text]]);
  });

  describe('with a nested stack', () => {
    const stack = (attributes: Json = {}, properties: Json = {}): Json => ({
      ...nested('b.json'),
      ...attributes,
      Properties: { TemplateURL: 'b.json', ...properties },
    });
    const Q = { Type: 'AWS::SQS::Queue' };
    const named = template(
      { B: broker({ BrokerName: { Ref: 'Name' } }) },
      { Parameters: { Name: { Type: 'String' } } },
    );
    const sections = { Parameters: { P: { Type: 'String', Default: 'x' } } };
    const when = (value: string) => ({ ...sections, Conditions: { C: { 'Fn::Equals': [{ Ref: 'P' }, value] } } });
    const gone = 'deletes the broker, because it is no longer in the template';

    it.each<[string, string, string, string, string | undefined]>([
      [
        'with a condition that stays',
        template({ N: stack({ Condition: 'C' }) }, when('x')),
        template({ N: stack({ Condition: 'C' }) }, when('x')),
        template({ B: broker() }),
        undefined,
      ],
      [
        'with another condition of the same name',
        template({ N: stack({ Condition: 'C' }) }, when('x')),
        template(
          { N: stack({ Condition: 'C' }) },
          { ...sections, Conditions: { C: { 'Fn::Or': [when('x').Conditions.C, when('y').Conditions.C] } } },
        ),
        template({ B: broker() }),
        'may delete the broker, because its condition C is not known',
      ],
      [
        'with another expression for a parameter',
        template({ N: stack({}, { Parameters: { Name: { 'Fn::Sub': '\u0024{AWS::Region}-a' } } }) }),
        template({ N: stack({}, { Parameters: { Name: { 'Fn::Sub': '\u0024{AWS::Region}-b' } } }) }),
        named,
        'may replace the broker, because a change of BrokerName cannot be ruled out',
      ],
      [
        'with another parameter beside it',
        template({ N: stack({}, { Parameters: { Name: { Ref: 'P' }, Other: 'a' } }) }, sections),
        template({ N: stack({}, { Parameters: { Name: { Ref: 'P' }, Other: 'b' } }) }, sections),
        named,
        undefined,
      ],
      [
        'with another default in its parent',
        template({ N: stack({}, { Parameters: { Name: { Ref: 'P' } } }) }, sections),
        template(
          { N: stack({}, { Parameters: { Name: { Ref: 'P' } } }) },
          { Parameters: { P: { Type: 'String', Default: 'y' } } },
        ),
        named,
        'may replace the broker, because a change of BrokerName cannot be ruled out',
      ],
      ['that is gone', template({ N: stack(), Q }), template({ Q }), template({ B: broker() }), gone],
      [
        'that is gone and stays in AWS',
        template({ N: stack({ DeletionPolicy: 'Retain' }), Q }),
        template({ Q }),
        template({ B: broker() }),
        undefined,
      ],
    ])('%s', async (name, before, after, inner, expected) => {
      const paths = [before, after].map((outer, index) =>
        write(`${name}-${index}`, { 'a.json': outer, 'b.json': inner }),
      );
      const { changes } = await comparePaths(`${paths[0]}/a.json`, `${paths[1]}/a.json`);
      expect(changes.map(([, , , detail]) => detail)).toEqual(
        expected === undefined ? [] : [expect.stringContaining(expected)],
      );
    });

    it('that stays in AWS, and of which a broker is removed', async () => {
      const outer = template({ N: stack({ DeletionPolicy: 'Retain' }) });
      const before = write('kept-1', { 'a.json': outer, 'b.json': template({ B: broker(), Q }) });
      const after = write('kept-2', { 'a.json': outer, 'b.json': template({ Q }) });
      expect((await comparePaths(`${before}/a.json`, `${after}/a.json`)).changes).toMatchObject([
        ['N/B', DELETION, 'fail', expect.any(String)],
      ]);
    });

    it('whose outputs a broker refers to', async () => {
      const outer = template({
        N: stack(),
        B: broker({ SubnetIds: { 'Fn::GetAtt': ['N', 'Outputs.Subnets'] } }),
      });
      const before = write('out-1', { 'a.json': outer, 'b.json': template({ Q }) });
      const after = write('out-2', { 'a.json': outer, 'b.json': template({ Q, R: Q }) });
      expect((await comparePaths(`${before}/a.json`, `${after}/a.json`)).changes).toMatchObject([
        ['B', REPLACEMENT, 'unknown', expect.any(String)],
      ]);
      expect((await comparePaths(`${before}/a.json`, `${before}/a.json`)).changes).toEqual([]);
    });
  });

  describe('with a nested stack whose template cannot be read', () => {
    const application = (version: string): Json => ({
      Type: 'AWS::Serverless::Application',
      Properties: { Location: { ApplicationId: 'orders', SemanticVersion: version }, Tags: { Commit: version } },
    });
    const whole = 'a broker whose engine is not known, because';
    const Q = { Type: 'AWS::SQS::Queue' };
    const away = nested('https://example.com/b.json');

    it.each<[string, Json, Json, readonly (string | RegExp)[]]>([
      ['which stays', { N: away }, { N: away }, []],
      ['which is gone', { N: away }, { Q }, [`The change may delete ${whole} it is no longer in the template.`]],
      [
        'which is at another URL',
        { N: away },
        { N: nested('https://example.com/c.json') },
        [
          `The change may delete or replace ${whole} its template cannot be read, and a change of TemplateURL cannot be ruled out.`,
        ],
      ],
      ['which is an application that is gone', { N: application('1') }, { Q }, [/may delete/]],
      ['which is another version of an application', { N: application('1') }, { N: application('2') }, [/ Location /]],
      ['which can be read after it', { N: away }, { N: nested('b.json') }, [/before the change cannot be read/]],
    ])('%s', async (name, before, after, expected) => {
      const inner = template({ Q });
      const paths = [before, after].map((resources, index) =>
        write(`${name}-${index}`, { 'a.json': template(resources), 'b.json': inner }),
      );
      const { changes } = await comparePaths(`${paths[0]}/a.json`, `${paths[1]}/a.json`);
      const found = new Set(changes.map(([, , , detail]) => detail));
      expect([...found]).toEqual(expected.map((text) => expect.stringMatching(text)));
    });
  });

  it('are compared without what is excluded', async () => {
    const before = write('x1', { 'a.json': template({ A: broker() }), 'old/b.json': template({ B: broker() }) });
    const after = write('x2', { 'a.json': template({ A: broker() }), 'old/b.json': template({ C: broker() }) });
    expect((await comparePaths(before, after)).changes).toHaveLength(1);
    const options: SourceOptions = {
      stdin: Readable.from([]),
      parameters: [],
      exclude: { globs: ['/old'], folder: after, from: '--exclude', isWhole: true },
    };
    const found = compareWith(await readBefore({ before, after }, options), readSources([after], options));
    const changes: unknown[] = [];
    for await (const { readings } of found)
      changes.push(...readings.map(({ address, change }) => [address, change?.effect]));
    expect(changes).toEqual([['A', 'none']]);
  });
});

describe('a template that was broken before the change does not end the evaluation of its repair', () => {
  const BROKEN = '{"Resources": {"Orders": {"Type": "AWS::AmazonMQ::Broker"';
  const WHY = 'whose engine is not known, because its template could not be read as it was before.';
  const UNKNOWN = [
    ['Orders', REPLACEMENT, 'unknown', `The change may replace a broker ${WHY}`],
    [undefined, DELETION, 'unknown', `The change may delete a broker ${WHY}`],
  ];

  it('where it is a file', async () => {
    const { status, changes, notices, problems } = await compare(BROKEN, template({ Orders: broker() }));
    expect({ status, changes, problems }).toEqual({ status: 3, changes: UNKNOWN, problems: [] });
    expect(notices).toEqual([expect.stringMatching(/^could not be read as it was before the change, .* It /)]);
  });

  it('where it is one of several, of which the others are compared', async () => {
    const before = write('r1', { 'a.json': BROKEN, 'b.json': template({ B: broker() }), 'c.tf': 'resource {' });
    const after = write('r2', {
      'a.json': template({ Orders: broker() }),
      'b.json': template({ B: broker({ BrokerName: 'b' }) }),
      'c.tf': 'locals {}',
    });
    const { status, changes } = await comparePaths(before, after);
    expect({ status, changes }).toEqual({
      status: 1,
      changes: [UNKNOWN[0], ['B', REPLACEMENT, 'fail', expect.stringContaining('BrokerName')], UNKNOWN[1]],
    });
  });

  it('where it is of a nested stack', async () => {
    const stack = template({ N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'b.json' } } });
    const before = write('broken-1', { 'a.json': stack, 'b.json': BROKEN });
    const after = write('broken-2', { 'a.json': stack, 'b.json': template({ Orders: broker() }) });
    expect((await comparePaths(before, after)).changes).toEqual([
      ['N/Orders', ...(UNKNOWN[0] ?? []).slice(1)],
      UNKNOWN[1],
    ]);
  });

  it('where it is gone', async () => {
    const before = write('q1', { 'a.json': BROKEN, 'b.json': template({ B: broker() }) });
    const after = write('q2', { 'b.json': template({ B: broker() }) });
    expect((await comparePaths(before, after)).changes).toEqual([UNKNOWN[1]]);
  });

  it('and its brokers are judged as any others', async () => {
    const paths = [
      folder.write('before.json', BROKEN),
      folder.write('after.json', template({ Orders: broker({ PubliclyAccessible: true }) })),
    ];
    const { status, stdout } = await run(['evaluate', paths[1] ?? '', '--before', paths[0] ?? '']);
    expect(status).toBe(1);
    expect(stdout).toContain('FAIL  rabbitmq-no-public-access');
  });
});

describe('a --before that cannot be used ends everything', () => {
  const good = template({ Orders: broker() });

  it.each<[string, string, RegExp]>([
    [
      'what is no template',
      '{"planned_values": {"root_module": {}}, "format_version": "1.2"}',
      /has no CloudFormation template/,
    ],
    ['what is empty', '', /^rabbitmq-conformance: --before: .*before\.json: is empty\./],
  ])('%s', async (_, before, message) => {
    const { status, stderr, changes } = await compare(before, good);
    expect({ status, changes }).toEqual({ status: 2, changes: [] });
    expect(stderr).toMatch(message);
  });

  it.each<[string, readonly string[], RegExp]>([
    ['which is not there', ['after.json', '--before', 'nowhere.json'], /nowhere\.json: cannot be read/],
    [
      'which is not there, beside a folder',
      ['.', '--before', 'nowhere'],
      /nowhere: cannot be read: the file does not exist/,
    ],
    ['which is a folder', ['after.json', '--before', '.'], /two files or two folders: .* is a folder, but .* is not/],
    ['which is a file', ['.', '--before', 'after.json'], /two files or two folders: .* is a folder, but .* is not/],
    ['for several files', ['after.json', 'after.json', '--before', 'after.json'], /name only one/],
    ['without a name', ['after.json', '--before', ''], /--before needs a file or folder/],
    ['which is standard input', ['after.json', '--before', '-'], /--before needs a file or folder/],
  ])('one %s', async (_, words, message) => {
    folder.write('after.json', good);
    const args = words.map((word) => (word === '' || /^-/.test(word) ? word : folder.path(word)));
    const { status, stdout, stderr } = await run(['evaluate', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

it('standard input is compared with a file', async () => {
  const path = folder.write('before.json', template({ Orders: broker() }));
  const stdin = [template({ Orders: broker({ BrokerName: 'b' }) })];
  const { stdout } = await run(['evaluate', '-', '--before', path, '--checks', REPLACEMENT, '--format', 'json'], {
    stdin,
  });
  expect(JSON.parse(stdout).results).toMatchObject([{ verdict: 'fail', source: '-' }]);
});

it('without --before, a template says nothing of changes', async () => {
  const stdin = [template({ Orders: broker() })];
  const { stdout } = await run(['evaluate', '--format', 'json'], { stdin });
  const ids = JSON.parse(stdout).results.map(({ check }: { check: string }) => check);
  expect(ids).not.toEqual(expect.arrayContaining([REPLACEMENT]));
});

it.each<[string, readonly string[], string]>([
  [
    'a template alone',
    [],
    'rabbitmq-conformance: no change is known, so nothing was evaluated: give a plan, a change set, or --before.\n',
  ],
  ['a template that does not change', ['--before', 'before.json'], ''],
])('with the checks of changes only, %s', async (_, options, expected) => {
  const path = folder.write('before.json', template({ Orders: broker() }));
  const args = options.map((option) => option.replace('before.json', path));
  expect(await run(['evaluate', path, '--checks', REPLACEMENT, ...args])).toMatchObject({
    status: 0,
    stderr: expected,
  });
});

it('no difference in what can only be set at creation is without a finding, whatever the values', async () => {
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      'a',
      'b',
      true,
      false,
      ['a'],
      ['a', 'b'],
      { Ref: 'P' },
      { 'Fn::Sub': ['\u0024{P}-x', {}] },
      undefined,
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const property = fc.constantFrom('BrokerName', 'DeploymentMode', 'SubnetIds', 'StorageType', 'EncryptionOptions');
  let found = 0;
  await fc.assert(
    fc.asyncProperty(property, value, value, async (name, one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      const { changes } = await compareBrokers(broker({ [name]: one }), broker({ [name]: other }));
      const isSame = writtenAlike(one) === writtenAlike(other);
      if (!isSame)
        expect(changes).toMatchObject([
          ['Orders', REPLACEMENT, expect.stringMatching(/fail|unknown/), expect.any(String)],
        ]);
      found += changes.length;
    }),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(100);
});

/** CloudFormation makes texts of numbers and booleans, and knows no order of members. */
function writtenAlike(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(writtenAlike).join()}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${writtenAlike(member)}`).join()}}`;
  }
  return value === undefined ? undefined : JSON.stringify(value === null ? null : String(value));
}
