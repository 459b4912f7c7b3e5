import { Buffer } from 'node:buffer';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { ContentOptions } from '../../../../cli/sources/input/content.ts';
import { createContent } from '../../../../cli/sources/input/content.ts';
import { lookalikeWithBrokers } from '../../../../cli/sources/input/lookalikes.ts';
import { createSniffer, declaresBrokers } from '../../../../cli/sources/input/sniff.ts';
import { temporaryFolder } from '../../support.ts';

const temporary = temporaryFolder();

function sniffed(content: string | Buffer) {
  return createSniffer()(temporary.write('file', content));
}

async function isKnown(text: string, options?: ContentOptions): Promise<boolean> {
  const content = createContent(async () => ({ readings: [], problems: [], notices: [] }), options);
  content.take(Buffer.from(text));
  return (await content.end()).isKnown;
}

describe('what a reader knows is never taken for something else', () => {
  // What the readers look for, and what says more of it.
  const names = [
    ...['configurationItem', 'configurationItems', 'baseConfigurationItems', 'ConfigurationItem', 'invokingEvent'],
    ...['configurationItemStatus', 'configurationItemCaptureTime', 'messageType', 'BrokerSummaries', 'brokerSummaries'],
    ...['BrokerId', 'brokerId', 'EngineType', 'Results', 'QueryInfo', 'TypeName', 'ResourceDescriptions', 'BrokerArn'],
    ...['AWSTemplateFormatVersion', 'Resources', 'Transform', 'TemplateBody', 'ChangeSetId', 'StackId', 'Changes'],
    ...['format_version', 'planned_values', 'terraform_version', 'serial', 'values', 'encrypted_data'],
    ...['encryption_version', '@module', 'name', 'version'],
  ];
  const value = fc.constantFrom<unknown>({}, [], [{}], '1.0', 'terraform.ui', 'tofu.ui', 'ScheduledNotification', '{}');
  const object = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4, noNullPrototype: true });

  it('in an object, a list or lines of them, whole or broken', async () => {
    const text = fc.oneof(
      object.map((one) => JSON.stringify(one)),
      object.map((one) => JSON.stringify([one])),
      object.map((one) => JSON.stringify(one).slice(0, -1)),
      fc.array(object, { minLength: 2 }).map((all) => all.map((one) => JSON.stringify(one)).join('\n')),
    );
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        expect((await isKnown(content)) && !sniffed(content).mayBeInput).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    { configurationItem: {}, messageType: 'ConfigurationItemChangeNotification' },
    { invokingEvent: '{}' },
    { messageType: 'ScheduledNotification' },
    { configurationItems: [] },
    { baseConfigurationItems: [] },
    { ConfigurationItem: {} },
    { configurationItemStatus: 'OK' },
    { configurationItemCaptureTime: '2026-03-02T09:15:27.412Z' },
    { BrokerSummaries: [] },
    { brokerSummaries: [] },
    { BrokerId: 'b', EngineType: 'RABBITMQ' },
    { Results: [], QueryInfo: {} },
    { TypeName: 'AWS::S3::Bucket' },
    { AWSTemplateFormatVersion: '2010-09-09' },
    { Resources: {} },
    { Transform: 'AWS::Serverless-2016-10-31' },
    { TemplateBody: 'Resources: {}' },
    { ChangeSetId: 'a', StackId: 'b', Changes: [] },
    { format_version: '1.0' },
    { planned_values: {} },
    { terraform_version: '1.9.0', serial: 1 },
    { encrypted_data: '', encryption_version: 'v0' },
    { '@module': 'terraform.ui' },
    { '@module': 'tofu.ui' },
  ])('as small as %j', async (value) => {
    const text = JSON.stringify(value);
    expect([await isKnown(text), sniffed(text).mayBeInput]).toEqual([true, true]);
    // No reader of another type works before it has its word, so that none can be forgotten.
    await expect(isKnown(text, { hasWord: () => false })).rejects.toThrow('INPUT in sniff.ts');
  });

  it.each([
    ['in UTF-16', Buffer.from('\u{feff}{"BrokerId":"b"}', 'utf16le')],
    ['gzipped', gzipSync('{"BrokerId":"b"}')],
    ['with an escape in the name of a member', '{"\\u0042rokerId":"b"}'],
    ['behind two megabytes of something else', `{"a":"${'x'.repeat(2 ** 22)}","BrokerId":"b"}`],
    ['where its name ends in the next two megabytes', `${'x'.repeat(2 ** 21 - 20)}AWSTemplateFormatVersion`],
    ['where only the end of its name is in the first two megabytes', `${'x'.repeat(2 ** 21 - 1)}TemplateBody`],
  ])('%s', (_, content) => {
    expect(sniffed(content).mayBeInput).toBe(true);
  });

  it('if it is not there, because only reading it says why', () => {
    expect(createSniffer()('/nowhere/a.json')).toEqual({ text: '', mayBeInput: true, mayHaveBrokers: false });
  });
});

describe('what is none is not parsed', () => {
  it.each([
    ['the data of something else', '{"name":"x","list":[1,2,3]}'],
    ['more than two megabytes of it', `["${'x'.repeat(2 ** 22)}"]`],
    ['exactly two megabytes of it', 'x'.repeat(2 ** 21)],
  ])('%s', (_, content) => {
    expect(sniffed(content)).toEqual({ text: content.slice(0, 2 ** 21), mayBeInput: false, mayHaveBrokers: false });
  });
});

describe('what has brokers in another form is never overlooked', () => {
  const colour = '\u{1b}[1m';
  it.each([
    ['a template', 'Type: AWS::AmazonMQ::Broker'],
    ['Terraform configuration', 'resource "aws_mq_broker" "a" {}'],
    ['a schema', '"awscc_amazonmq_broker": {}'],
    ['a binary plan', `PK\u{3}\u{4}${'x'.repeat(26)}tfplan`],
    ['a plan as text', 'Terraform used the selected providers to generate'],
    ['a plan as text, of an older version', 'OpenTofu will perform the following actions:'],
    ['a plan as text in colours', `Terraform used ${colour}the selected providers`],
    ['a broker in a plan as text', '  # module.a.aws_mq_broker.orders will be created'],
    ['a change set in YAML', 'ChangeSetId: a\nStackId: b\n'],
    ['a manifest of ACK', 'apiVersion: mq.services.k8s.aws/v1alpha1'],
    ['a manifest of Upbound', 'apiVersion: mq.aws.upbound.io/v1beta1'],
    ['a manifest of Crossplane', 'apiVersion: mq.aws.m.crossplane.io/v1beta1'],
    ['a Pulumi program', 'new aws.mq.Broker("a")'],
    ['Pulumi in YAML', 'type: aws-native:amazonmq:Broker'],
    ['a CDK program', 'new CfnBroker(this, "a")'],
  ])('%s', (_, content) => {
    expect(lookalikeWithBrokers(content, 'file', declaresBrokers(content) !== undefined)).toBeDefined();
    expect(sniffed(content).mayHaveBrokers).toBe(true);
  });
});

it('all files are read into the same memory, and each has its own text', () => {
  const files = ['a long text', 'short', 'x'.repeat(2 ** 22)].map((text, index) => temporary.write(`${index}`, text));
  const allocate = jest.spyOn(Buffer, 'allocUnsafe');
  const texts = files.map(createSniffer()).map(({ text }) => text);
  expect(allocate).toHaveBeenCalledTimes(1);
  allocate.mockRestore();
  expect(texts).toEqual(['a long text', 'short', 'x'.repeat(2 ** 21)]);
});
