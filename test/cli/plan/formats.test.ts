import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readHcl } from '../../docs/hcl.ts';
import { complaints } from '../../docs/terraform-schema.ts';
import { judge, PASS } from '../sources/cloudformation/support.ts';
import { planOf, read } from '../sources/terraform/support.ts';
import type { Expected } from './brokers.ts';
import { BROKERS } from './brokers.ts';
import type { Json } from './described.ts';
import type { Block, Value } from './hcl-reader.ts';
import { readResource, readTags } from './hcl-reader.ts';
import { callsOf, GIVEN, valuesOf } from './script-reader.ts';
import { PASSWORD, plan } from './support.ts';

const KINDS = ['SecurityGroupId', 'PrefixListId', 'Cidr'];
const ASKED = ['SubnetId1', 'SubnetId2', 'SubnetId3'];

interface Schema {
  readonly attributes: Readonly<Record<string, string>>;
  readonly required: readonly string[];
  readonly blocks?: Readonly<Record<string, Schema>>;
}

const SCHEMA: Schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/plan/aws_mq_broker.json'), 'utf8'),
);

describe.each(BROKERS)('%s', (_, input, options, expected) => {
  test('as Terraform', async () => {
    const { status, stdout } = await plan(input, ...options, '--format', 'terraform');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(PASSWORD);
    for (const resource of readHcl(stdout.slice(stdout.indexOf('\nresource '))))
      expect(complaints(resource)).toEqual([]);
    const { attributes, blocks: all } = readResource(stdout, 'aws_mq_broker');
    // Every resource can have a lifecycle.
    const { lifecycle, ...blocks } = all;
    const block = { attributes, blocks };
    checkSchema(block, SCHEMA);
    expect(lifecycle).toHaveLength(1);
    expect(stdout).toContain(
      expected.subnetIds ? `>= max(${expected.subnetIds.length}, ` : '>= max(var.minimum_zones, ',
    );
    const { subnet_ids, security_groups, authentication_strategy } = attributes;
    const tags = readTags(stdout);
    const isTagged = Object.keys(tags).length > 0;
    expect(stdout.match(/^ {2}tags +=/gm) ?? []).toHaveLength(isTagged ? (expected.securityGroups ? 3 : 4) : 0);
    expect(attributes).toMatchObject({
      broker_name: expected.name,
      engine_type: 'RabbitMQ',
      engine_version: expected.engineVersion,
      host_instance_type: expected.hostInstanceType,
      auto_minor_version_upgrade: true,
    });
    expect(subnet_ids).toEqual(expected.subnetIds ?? { reference: 'var.subnet_ids' });
    expect(security_groups).toEqual(expected.securityGroups ?? [{ reference: 'aws_security_group.replacement.id' }]);
    expect(authentication_strategy).toBeUndefined();
    expect(attributesOf(blocks.logs)).toEqual([{ general: true }]);
    expect(attributesOf(blocks.user)).toEqual([
      { username: `${expected.name}-admin`, password: { reference: 'random_password.replacement.result' } },
    ]);
    expectSettings(expected, {
      tags,
      configuration: renamed(attributesOf(blocks.configuration)[0], { id: 'Id', revision: 'Revision' }),
      window: renamed(attributesOf(blocks.maintenance_window_start_time)[0], {
        day_of_week: 'DayOfWeek',
        time_of_day: 'TimeOfDay',
        time_zone: 'TimeZone',
      }),
      encryption: renamed(attributesOf(blocks.encryption_options)[0], {
        use_aws_owned_key: 'UseAwsOwnedKey',
        kms_key_id: 'KmsKeyId',
      }),
    });

    const { results, advice } = judgePlan(planOf(plannedValues(block), { subnet_ids: true, user: true }));
    expect(results).toEqual(PASS);
    expect(advice).toEqual([]);
    // Every variable that is used is declared, and every declared one is used.
    const used = new Set([...stdout.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name));
    const declared = new Set([...stdout.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name));
    expect(declared).toEqual(used);
  });

  test('as CloudFormation', async () => {
    const { status, stdout } = await plan(input, ...options, '--format', 'cloudformation');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(PASSWORD);
    const { verdicts, advice, problems } = {
      ...judge(stdout),
      advice: judge(stdout).readings.flatMap((r) => r.advice ?? []),
    };
    expect({ verdicts, advice, problems }).toEqual({ verdicts: PASS, advice: [], problems: [] });
    const template = parse(stdout);
    for (const [name, resource] of Object.entries<Json>(template.Resources)) {
      const { Tags: tags } = resource.Properties as Json;
      expect(tags).toEqual(template.Resources.Broker.Properties.Tags);
      const isKept = name !== 'SecurityGroup';
      expect(resource.UpdateReplacePolicy).toBe(isKept ? 'Retain' : undefined);
    }
    const { GenerateSecretString: secret } = template.Resources.Administrator.Properties;
    expect(secret).toEqual({
      SecretStringTemplate: `{"username":"${expected.name}-admin"}`,
      GenerateStringKey: 'password',
      PasswordLength: 32,
      ExcludePunctuation: true,
    });
    const { Properties: properties } = template.Resources.Broker;
    expect(properties).toMatchObject({
      BrokerName: expected.name,
      EngineType: 'RABBITMQ',
      EngineVersion: expected.engineVersion,
      HostInstanceType: expected.hostInstanceType,
      AutoMinorVersionUpgrade: true,
      Logs: { General: true },
    });
    expect(Object.keys(properties.Logs)).toEqual(['General']);
    expect(properties.SubnetIds).toEqual(expected.subnetIds ?? ASKED.map((Ref) => ({ Ref })));
    expect(properties.SecurityGroups).toEqual(
      expected.securityGroups ?? [{ 'Fn::GetAtt': ['SecurityGroup', 'GroupId'] }],
    );
    expect(properties.AuthenticationStrategy).toBeUndefined();
    expect(properties.Users).toHaveLength(1);
    expectSettings(expected, {
      tags: Object.fromEntries((properties.Tags ?? []).map(({ Key, Value }: Json) => [Key, Value])),
      configuration: properties.Configuration,
      window: properties.MaintenanceWindowStartTime,
      encryption: properties.EncryptionOptions,
    });
    expect(Object.keys(template.Parameters ?? {})).toEqual([
      ...(expected.subnetIds ? [] : ASKED),
      ...(expected.securityGroups
        ? []
        : ['VpcId', ...['Client', 'Administrator'].flatMap((role) => KINDS.map((kind) => `${role}${kind}`))]),
    ]);
  });

  test('as a script', async () => {
    const { status, stdout } = await plan(input, ...options, '--format', 'cli');
    expect(status).toBe(0);
    expect(stdout).not.toMatch(PASSWORD);
    const calls = callsOf(stdout);
    const create = calls.find(([service, operation]) => service === 'mq' && operation === 'create-broker') ?? [];
    const option = (name: string) => valuesOf(create, name);
    const json = (name: string) => option(name).map((text) => JSON.parse(text))[0];
    expect(option('--broker-name')).toEqual([expected.name]);
    expect(option('--engine-type')).toEqual(['RABBITMQ']);
    expect(option('--engine-version')).toEqual([expected.engineVersion]);
    expect(option('--host-instance-type')).toEqual([expected.hostInstanceType]);
    expect(option('--deployment-mode')).toEqual(['CLUSTER_MULTI_AZ']);
    expect(create).toContain('--no-publicly-accessible');
    expect(create).toContain('--auto-minor-version-upgrade');
    expect(json('--logs')).toEqual({ General: true });
    expect(option('--subnet-ids')).toEqual(expected.subnetIds ?? GIVEN.SUBNET_IDS.split(','));
    expect(option('--security-groups')).toEqual(expected.securityGroups ?? ['output of create-security-group']);
    expect(create).not.toContain('--authentication-strategy');
    expectSettings(expected, {
      tags: json('--tags') ?? {},
      configuration: json('--configuration'),
      window: json('--maintenance-window-start-time'),
      encryption: json('--encryption-options'),
    });
    const generate = calls.find(([, operation]) => operation === 'get-random-password');
    expect(generate).toContain('--exclude-punctuation');
    const list = Object.entries(json('--tags') ?? {}).map(([Key, Value]) => ({ Key, Value }));
    const secret = calls.find(([, operation]) => operation === 'create-secret') ?? [];
    expect(JSON.parse(valuesOf(secret, '--tags')[0] ?? '[]')).toEqual(list);
    const group = calls.find(([, operation]) => operation === 'create-security-group');
    if (group) expect(JSON.parse(valuesOf(group, '--tag-specifications')[0] ?? '[{"Tags":[]}]')[0].Tags).toEqual(list);
    // A password is nowhere in the list of processes.
    expect(calls.flat().join(' ')).not.toContain('output of get-random-password');
    const ingress = calls.filter(([, operation]) => operation === 'authorize-security-group-ingress');
    const rule = (port: number, source: Json) => [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...source }];
    const ipv6 = { Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] };
    expect(ingress.map((call) => JSON.parse(valuesOf(call, '--ip-permissions').join('')))).toEqual(
      expected.securityGroups
        ? []
        : [
            rule(5671, { UserIdGroupPairs: [{ GroupId: 'sg-0eeeeeeeeeeeeeee1' }] }),
            rule(5671, { PrefixListIds: [{ PrefixListId: 'pl-0fffffffffffffff1' }] }),
            rule(5671, { IpRanges: [{ CidrIp: '10.1.0.0/16' }] }),
            rule(443, ipv6),
            rule(15671, ipv6),
          ],
    );
    expect(valuesOf(group ?? [], '--vpc-id')).toEqual(group ? ['vpc-0ddddddddddddddd1'] : []);
  });

  test('says what it must', async () => {
    const { stderr, stdout } = await plan(input, ...options, '--format', 'terraform');
    for (const notice of expected.notices ?? []) {
      expect(stderr).toMatch(notice);
      // In comments they are wrapped.
      expect(stdout.replaceAll(/\n# {3}/g, ' ')).toMatch(notice);
    }
  });
});

interface Settings {
  readonly tags: unknown;
  readonly configuration: unknown;
  readonly window: unknown;
  readonly encryption: unknown;
}

function expectSettings(expected: Expected, { tags, configuration, window, encryption }: Settings): void {
  if (expected.tags) expect(tags).toEqual(expected.tags);
  expect(Object.keys(tags as Json).filter((key) => key.startsWith('aws:'))).toEqual([]);
  expect(configuration).toEqual(expected.configuration);
  if (expected.window) expect(window).toEqual(expected.window);
  expect(encryption).toEqual(
    expected.kmsKey !== undefined
      ? { UseAwsOwnedKey: false, KmsKeyId: expected.kmsKey }
      : expected.managedKey
        ? { UseAwsOwnedKey: false }
        : undefined,
  );
}

function attributesOf(blocks: readonly Block[] = []): readonly Readonly<Record<string, Value>>[] {
  return blocks.map(({ attributes }) => attributes);
}

function renamed(
  object: Readonly<Record<string, Value>> | undefined,
  names: Readonly<Record<string, string>>,
): Json | undefined {
  return object && Object.fromEntries(Object.entries(object).map(([name, value]) => [names[name] ?? name, value]));
}

function checkSchema({ attributes, blocks }: Block, { attributes: types, required, blocks: inner = {} }: Schema): void {
  for (const [name, value] of Object.entries(attributes))
    expect([name, isOf(types[name], value)]).toEqual([name, true]);
  expect(Object.keys(attributes)).toEqual(expect.arrayContaining([...required]));
  for (const [name, list] of Object.entries(blocks)) {
    const schema = inner[name];
    if (!schema) throw new Error(`aws_mq_broker has no block ${name}.`);
    expect(list).toHaveLength(1);
    for (const block of list) checkSchema(block, schema);
  }
}

function isOf(type: string | undefined, value: Value): boolean {
  if (type === undefined) return false;
  if (typeof value === 'object' && 'reference' in value) return true;
  if (type === 'strings') return Array.isArray(value);
  if (type === 'map')
    return typeof value === 'object' && Object.values(value).every((text) => typeof text === 'string');
  return typeof value === (type === 'bool' ? 'boolean' : type);
}

/** The values that a plan has: of what refers to something nothing, of blocks lists of one object. */
function plannedValues({ attributes, blocks }: Block): Json {
  const known = Object.entries(attributes).filter(([, value]) => !JSON.stringify(value).includes('"reference"'));
  const lists = Object.entries(blocks).map(([name, list]) => [name, list.map(plannedValues)]);
  return Object.fromEntries([...known, ...lists]);
}

function judgePlan(value: Json) {
  const { readings, results } = read(value);
  return { results: results.map(({ verdict }) => verdict), advice: readings.flatMap(({ advice = [] }) => advice) };
}
