import { Buffer } from 'node:buffer';
import { parse } from 'yaml';
import { readHcl } from '../../docs/hcl.ts';
import { complaints } from '../../docs/terraform-schema.ts';
import { temporaryFolder } from '../support.ts';
import { described, ID } from './described.ts';
import { readResource } from './hcl-reader.ts';
import { callsOf, valuesOf } from './script-reader.ts';
import { plan, runbookIn } from './support.ts';

const folder = temporaryFolder();

const UPGRADE = ['--engine-version', '4.2', '--host-instance-type', 'mq.m7g.large'];
const LIMITS = ['--limit', 'max_message_size=1048576', '--limit', 'cluster_queue_limit=1240'];
const LINES = 'cluster_queue_limit = 1240\nmax_message_size = 1048576\n';
const V4 = described({ EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large' });

function exportOf(queues: number, others: object = {}): string {
  const list = Array.from({ length: queues }, (_, index) => ({ name: `q${index}`, vhost: '/' }));
  return folder.write('export.json', { rabbitmq_version: '3.13.7', vhosts: [{ name: '/' }], queues: list, ...others });
}

describe('a configuration with limits', () => {
  test('in Terraform', async () => {
    const { status, stdout } = await plan(described(), ...UPGRADE, ...LIMITS, '--format', 'terraform');
    expect(status).toBe(0);
    for (const resource of readHcl(stdout.slice(stdout.indexOf('\nresource '))))
      expect(complaints(resource)).toEqual([]);
    const { attributes } = readResource(stdout, 'aws_mq_configuration');
    expect(attributes).toMatchObject({
      name: 'orders-cluster',
      engine_type: 'RabbitMQ',
      engine_version: '4.2',
      data: LINES,
      tags: { reference: 'local.tags' },
    });
    expect(readResource(stdout, 'aws_mq_broker').blocks.configuration?.map((block) => block.attributes)).toEqual([
      {
        id: { reference: 'aws_mq_configuration.replacement.id' },
        revision: { reference: 'aws_mq_configuration.replacement.latest_revision' },
      },
    ]);
  });

  test('in CloudFormation', async () => {
    const { stdout } = await plan(described(), ...UPGRADE, ...LIMITS, '--format', 'cloudformation');
    const { Configuration, Broker } = parse(stdout).Resources;
    expect(Configuration).toMatchObject({
      Type: 'AWS::AmazonMQ::Configuration',
      Properties: {
        Name: 'orders-cluster',
        EngineType: 'RABBITMQ',
        EngineVersion: '4.2',
        Data: { 'Fn::Base64': LINES },
        Tags: Broker.Properties.Tags,
      },
    });
    expect(Broker.Properties.Configuration).toEqual({
      Id: { Ref: 'Configuration' },
      Revision: { 'Fn::GetAtt': ['Configuration', 'Revision'] },
    });
  });

  test('with the AWS CLI', async () => {
    const { stdout } = await plan(described(), ...UPGRADE, ...LIMITS);
    const calls = callsOf(stdout);
    const of = (name: string) => calls.find((call) => call[1] === name) ?? [];
    expect(valuesOf(of('create-configuration'), '--name')).toEqual(['orders-cluster']);
    expect(valuesOf(of('create-configuration'), '--engine-version')).toEqual(['4.2']);
    expect(valuesOf(of('update-configuration'), '--configuration-id')).toEqual(['output of create-configuration']);
    const [data = ''] = valuesOf(of('update-configuration'), '--data');
    expect(Buffer.from(data, 'base64').toString()).toBe(LINES);
    expect(valuesOf(of('create-broker'), '--configuration')).toEqual([
      'Id=output of create-configuration,Revision=output of update-configuration',
    ]);
    expect(stdout).toContain('aws mq delete-configuration --configuration-id $configuration_id');
  });

  test('is said', async () => {
    const { stderr } = await plan(described(), ...UPGRADE, ...LIMITS);
    expect(stderr).toContain(
      'The plan creates a configuration with cluster_queue_limit = 1240 and max_message_size = 1048576.',
    );
    expect(stderr).toContain('With it, the new mq.m7g.large cluster of RabbitMQ 4.2 takes 500 connections');
    expect(stderr).toContain('1,240 queues, ');
    expect(stderr).toContain('messages of 1,048,576 bytes. Compare that with what the old broker has.');
    expect(stderr).toContain('the runbook (--runbook) copies them into one for 4.2, with the limits of the plan.');
    expect(stderr).not.toMatch(/By default|create one for/);
  });

  test('gets its limits again where the runbook copies the old configuration', async () => {
    const runbook = await runbookIn(folder.write('runbook.md', ''), described(), ...UPGRADE, ...LIMITS);
    expect(runbook).toContain(
      "printf '\\n%s' 'cluster_queue_limit = 1240' 'max_message_size = 1048576' >>rabbitmq.conf",
    );
    expect(runbook).toContain('--name orders-cluster-settings');
    expect(await runbookIn(folder.write('runbook.md', ''), described(), ...UPGRADE)).not.toContain('>>rabbitmq.conf');
  });

  test('is what the runbook measures the old broker against', async () => {
    const of = async (...options: readonly string[]) => {
      const runbook = await runbookIn(folder.write('runbook.md', ''), ...([described(), ...options] as const));
      const [, json = ''] = /--argjson limits '(.*?)'/.exec(runbook) ?? [];
      return JSON.parse(json);
    };
    expect(await of(...UPGRADE, ...LIMITS)).toMatchObject({
      cluster_queue_limit: [1240, 10_000],
      vhost_max: [50, 1500],
      max_message_size: [1_048_576, 134_217_728],
    });
    expect(await of()).toMatchObject({ cluster_queue_limit: [10_000, 10_000] });
  });

  test('is not made without limits', async () => {
    const { stdout, stderr } = await plan(described(), ...UPGRADE);
    expect(stdout).not.toContain('create-configuration');
    expect(stderr).toContain(
      'a new mq.m7g.large cluster of RabbitMQ 4.2 takes 500 connections and 1,500 channels a node, 10 consumers a channel, ' +
        '1,000 queues, 1,000 exchanges, 50 virtual hosts, 30 shovels, and messages of 524,288 bytes.',
    );
  });
});

describe('limits that a new broker cannot have', () => {
  test.each([
    [
      'are over the maximum',
      described(),
      [...UPGRADE, '--limit', 'vhost_max=1501'],
      'vhost_max=1501: the maximum of mq.m7g.large is 1500',
    ],
    ['are of RabbitMQ 3', described(), ['--limit', 'vhost_max=60'], 'Amazon MQ cannot change the limits of RabbitMQ 3'],
    [
      'are beside a configuration that is kept',
      V4,
      ['--limit', 'vhost_max=60'],
      'the new broker keeps configuration c-1234a5b6-78cd-901e-2fgh-3i45j6k178l9, and can have only one. Add vhost_max = 60 to it',
    ],
    [
      'are of an unknown type',
      described({ HostInstanceType: 'mq.m9g.large' }),
      ['--engine-version', '4.2', '--limit', 'vhost_max=60'],
      'the maximum values of mq.m9g.large are not known',
    ],
  ])('%s', async (_, input, options, message) => {
    const { status, stdout, stderr } = await plan(input, ...options);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('what a definitions export needs', () => {
  test.each([
    ['nothing that a new broker lacks', 700, [], undefined],
    ['a quarter more than it has', 900, [], 'cluster_queue_limit = 1130'],
    ['no more than the maximum', 9900, [], 'cluster_queue_limit = 10000'],
    ['what is wished', 900, ['--limit', 'cluster_queue_limit=950'], 'cluster_queue_limit = 950'],
  ])('%s', async (_, queues, options, line) => {
    const { status, stdout, stderr } = await plan(
      ...([described(), ...UPGRADE, '--definitions', exportOf(queues), ...options] as const),
    );
    expect(status).toBe(0);
    expect(stderr).toContain('It has room for the definitions. Compare connections, channels, consumers');
    const lines = [...stdout.matchAll(/'(\w+ = \d+)'/g)].map(([, found]) => found);
    expect(lines).toEqual(line === undefined ? [] : [line]);
  });

  test('counts virtual hosts, their exchanges, and shovels too', async () => {
    const vhosts = Array.from({ length: 149 }, (_, index) => ({ name: `v${index}` }));
    const parameters = Array.from({ length: 40 }, (_, index) => ({
      component: 'shovel',
      name: `s${index}`,
      vhost: '/',
    }));
    const { stdout } = await plan(described(), ...UPGRADE, '--definitions', exportOf(0, { vhosts, parameters }));
    expect([...stdout.matchAll(/'([\w.]+ = \d+)'/g)].map(([, found]) => found)).toEqual([
      'vhost_max = 190',
      'runtime_parameters.limits.shovel = 50',
      'cluster_exchange_limit = 1320',
    ]);
  });

  test.each([
    ['is too much for the type', 10_001, [], 'Set --host-instance-type mq.m7g.xlarge.'],
    ['is more than what is wished', 900, ['--limit', 'cluster_queue_limit=800'], 'is too low for the definitions'],
  ])('%s', async (_, queues, options, message) => {
    const { status, stderr } = await plan(described(), ...UPGRADE, '--definitions', exportOf(queues), ...options);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });

  test('is said of a configuration that is kept', async () => {
    const { status, stdout, stderr } = await plan(V4, '--definitions', exportOf(1000));
    expect(status).toBe(0);
    expect(stdout).not.toContain('create-configuration');
    expect(stderr).toContain('make sure that it allows what the export needs: cluster_queue_limit = 1250.');
  });

  test('cannot be read', async () => {
    const path = folder.write('other.json', { no: 'export' });
    const { status, stderr } = await plan(described(), '--definitions', path);
    expect(status).toBe(2);
    expect(stderr).toContain(`${path}: has none of users`);
  });
});

describe('the cost', () => {
  const inVirginia = described({
    BrokerArn: `arn:aws:mq:us-east-1:111122223333:broker:orders:${ID}`,
    HostInstanceType: 'mq.m5.large',
  });

  test('is said in the plan and the runbook', async () => {
    const sentence = 'The instances cost about 210 USD a month now and about 631 USD after the move';
    const { stderr } = await plan(inVirginia);
    expect(stderr).toContain(sentence);
    expect(await runbookIn(folder.write('runbook.md', ''), inVirginia)).toContain(sentence);
  });

  test('is not known in every region', async () => {
    const { stderr } = await plan(described());
    expect(stderr).toContain('What the instances cost in this region is not known here');
  });

  test('comes from a file', async () => {
    const product = (deploymentOption: string, USD: string) =>
      JSON.stringify({
        product: {
          attributes: {
            brokerEngine: 'RabbitMQ',
            deploymentOption,
            instanceType: 'mq.m5.large',
            regionCode: 'us-east-1',
          },
        },
        terms: { OnDemand: { a: { priceDimensions: { b: { unit: 'Hrs', pricePerUnit: { USD } } } } } },
      });
    const prices = folder.write('prices.json', { PriceList: [product('Single-AZ', '1'), product('Multi-AZ', '3')] });
    const { stderr } = await plan(inVirginia, '--prices', prices);
    expect(stderr).toContain('about 730 USD a month now and about 2,190 USD after the move (prices of prices.json)');
  });
});
