import fc from 'fast-check';
import { evaluate } from '../../../../cli/report/results.ts';
import { CONFIGURED_CHECKS } from '../../../support/checks.ts';
import { hasTag, isBoolean } from '../../../support/proofs.ts';
import type { Json } from './support.ts';
import { BEST, readTemplate, stackOf, toJson, toYaml } from './support.ts';

const json = fc.jsonValue({ maxDepth: 2 });
const name = fc.constantFrom('One', 'Unknown', 'AWS::Region', 'AWS::NoValue', 'Nope', 'Group', 'Key');

/** A function of which this test knows nothing but that it is no proof, or something that is neither. */
const odd = fc.oneof(
  json,
  fc.record({ Ref: name }),
  fc.record({ 'Fn::Sub': json }),
  fc.record({ 'Fn::Transform': json }),
  fc.record({ 'Fn::If': fc.tuple(name, json, json) }),
  fc.record({ 'Fn::Join': fc.array(json) }),
  fc.constantFrom('{{changeSet:KNOWN_AFTER_APPLY}}', '{{resolve:', null, 0, ''),
);

function mostly(...values: readonly unknown[]): fc.Arbitrary<unknown> {
  const value = fc.constantFrom(...values);
  const either = fc.record({ 'Fn::If': fc.tuple(name, value, value) });
  return fc.oneof({ weight: 6, arbitrary: value }, { weight: 1, arbitrary: either }, { weight: 1, arbitrary: odd });
}

function listOf(element: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fc.array(element, { maxLength: 4 }) }, { weight: 1, arbitrary: odd });
}

function objectOf(members: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 6, arbitrary: fc.record(members, { requiredKeys: [] }) }, { weight: 1, arbitrary: odd });
}

const properties = fc.record(
  {
    SubnetIds: listOf(mostly('subnet-1', 'subnet-2', 'subnet-3', { Ref: 'SubnetA' })),
    EngineVersion: mostly('4.2', '3.13.7', '3.9', 4.2),
    HostInstanceType: mostly('mq.m7g.large', 'mq.t3.micro'),
    SecurityGroups: listOf(mostly({ Ref: 'Group' })),
    EncryptionOptions: objectOf({
      UseAwsOwnedKey: mostly(false, 'False', true),
      KmsKeyId: mostly('alias/mq', { Ref: 'Key' }),
    }),
    Tags: listOf(objectOf({ Key: mostly('team', 'stage'), Value: mostly('test', 'orders') })),
    Users: listOf(objectOf({ Password: mostly('secret-secret', { Ref: 'Password' }, '{{resolve:ssm:x}}') })),
  },
  { requiredKeys: [] },
);
const rules = listOf(
  objectOf({
    IpProtocol: mostly('tcp', 'udp', -1),
    FromPort: mostly(0, 5671),
    ToPort: mostly(5671, 65535),
    CidrIp: mostly('10.0.0.0/8', '0.0.0.0/0'),
  }),
);

type Proof = (broker: Json, group: unknown) => boolean;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !isList(value);

/**
 * All that a value may be when it is deployed: either branch of each condition, which this test never knows, and without
 * what is `AWS::NoValue`.
 */
function possible(node: unknown): readonly unknown[] {
  if (isList(node)) return combine(node.map(possible)).map((items) => items.filter((item) => item !== undefined));
  if (!isObject(node)) return [node];
  if (node.Ref === 'AWS::NoValue') return [undefined];
  const branches = node['Fn::If'];
  if (isList(branches) && branches.length === 3) return branches.slice(1).flatMap(possible);
  const names = Object.keys(node);
  return combine(Object.values(node).map(possible)).map((values) =>
    Object.fromEntries(names.map((key, at) => [key, values[at]] as const).filter(([, value]) => value !== undefined)),
  );
}

/** All ways to choose one of each. */
function combine(choices: readonly (readonly unknown[])[]): readonly (readonly unknown[])[] {
  return choices.reduce<readonly (readonly unknown[])[]>(
    (chosen, next) => chosen.flatMap((start) => next.map((each) => [...start, each])),
    [[]],
  );
}

/** What has to be in a template for a check to pass, told apart from the readers that are under test. */
const PROOFS: Readonly<Record<string, Proof>> = {
  'rabbitmq-cluster-subnets': ({ SubnetIds: ids }) =>
    isList(ids) && new Set(ids.map((id) => JSON.stringify(id))).size >= 3,
  'rabbitmq-engine-version': ({ EngineVersion: version }) => /^(3\.13|4\.2)/.test(String(version)),
  'rabbitmq-instance-type': ({ HostInstanceType: type }) => type === 'mq.m7g.large',
  'rabbitmq-security-group-sources': ({ SecurityGroups: groups }, own) =>
    isList(groups) && groups.some((group) => isObject(group) && group.Ref === 'Group') && areNarrow(own),
  'rabbitmq-customer-key': ({ EncryptionOptions: options }) =>
    isObject(options) && isBoolean(false)(options.UseAwsOwnedKey) && Boolean(options.KmsKeyId),
  'rabbitmq-tags': ({ Tags: tags }) => hasTag('stage', 'test')(tags) && isList(tags) && tags.some(isTeam),
  'rabbitmq-literal-password': ({ Users: users }) =>
    users === undefined || !JSON.stringify(users).includes('secret-secret'),
};

function isTeam(tag: unknown): boolean {
  return isObject(tag) && tag.Key === 'team' && Object.hasOwn(tag, 'Value');
}

function areNarrow(own: unknown): boolean {
  return !(isList(own) && own.some((rule) => isObject(rule) && rule.CidrIp === '0.0.0.0/0' && mayReach(rule)));
}

/** Whether a rule is not surely about other protocols or ports. */
function mayReach({ IpProtocol: protocol, FromPort: first, ToPort: last }: Json): boolean {
  if (protocol === 'udp' || /^(?!6$)\d+$/.test(String(protocol).trim())) return false;
  const areKnown = [first, last].every((port) => /^\d+$/.test(String(port)));
  const isOther = areKnown && ![443, 5671, 15671].some((port) => Number(first) <= port && port <= Number(last));
  return protocol === -1 || protocol === '-1' || !isOther;
}

it('no template is too odd to read, and no opt-in check passes without what proves it', () => {
  const passes = new Map<string, number>();
  const checks = CONFIGURED_CHECKS.filter(({ id }) => id in PROOFS);
  expect(Object.keys(PROOFS)).toEqual(CONFIGURED_CHECKS.filter((check) => 'isOptIn' in check).map(({ id }) => id));
  fc.assert(
    fc.property(properties, rules, fc.constantFrom(toJson, toYaml), (broker, SecurityGroupIngress, write) => {
      const Group = { Type: 'AWS::EC2::SecurityGroup', Properties: { SecurityGroupIngress } };
      const { EngineType, DeploymentMode, PubliclyAccessible } = BEST;
      const template = stackOf({ EngineType, DeploymentMode, PubliclyAccessible, ...broker }, { Group });
      for (const reading of readTemplate(write(template), { parameters: {} }).readings) {
        for (const { check, verdict } of evaluate('-', reading, checks)) {
          if (verdict !== 'pass') continue;
          passes.set(check, 1 + (passes.get(check) ?? 0));
          const isProven = possible(broker).every((each) =>
            possible(SecurityGroupIngress).every((own) => isObject(each) && PROOFS[check]?.(each, own)),
          );
          expect([check, isProven]).toEqual([check, true]);
        }
      }
    }),
    {
      numRuns: 1500,
      examples: [
        [{ SecurityGroups: [{ Ref: 'Group' }] }, [{ IpProtocol: 0, CidrIp: '0.0.0.0/0' }], toJson],
        [
          { EncryptionOptions: { UseAwsOwnedKey: { 'Fn::If': ['One', false, false] }, KmsKeyId: 'alias/mq' } },
          [],
          toJson,
        ],
      ],
    },
  );
  expect(
    [...passes]
      .filter(([, count]) => count > 5)
      .map(([id]) => id)
      .toSorted(),
  ).toEqual(Object.keys(PROOFS).toSorted());
});
