import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IpPermission } from '../../simulator/aws/network.ts';
import type { Broker } from '../../simulator/aws/simulation.ts';
import { networkIn } from '../../simulator/aws/simulation.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { networkOf } from '../support/network.ts';
import type { Shape, World } from './support.ts';
import { brokerIdOf, DEPLOYERS, makeBroker, PAYMENTS, problemsOf, SETTINGS, withWorld } from './support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const AMQPS = { ipProtocol: 'tcp', fromPort: 5671, toPort: 5671 };
const NARROW: readonly IpPermission[] = [{ ...AMQPS, prefixListIds: [{ prefixListId: 'pl-1' }] }];
const WIDE: readonly IpPermission[] = [{ ...AMQPS, ipRanges: [{ cidrIp: '0.0.0.0/0' }] }];
const SHAPES: readonly Shape[] = ['organization', 'stack-set', 'account'];

const SOURCES = 'rabbitmq-security-group-sources';
const VERSION = 'rabbitmq-engine-version';
const RULES = [
  ...['rabbitmq-cluster-deployment', 'rabbitmq-no-public-access', 'rabbitmq-general-logging'],
  ...['rabbitmq-cluster-subnets', VERSION, 'rabbitmq-instance-type', SOURCES, 'rabbitmq-customer-key', 'rabbitmq-tags'],
];

const ALL = {
  checks: 'all',
  checkParameters: {
    [VERSION]: { minimumVersion: '4.1' },
    'rabbitmq-tags': { requiredTags: 'team=payments|orders' },
    'rabbitmq-customer-key': { allowedKmsKeys: '1' },
  },
};

function allOf(shape: Shape) {
  return { ...SETTINGS[shape], ...ALL };
}

function good(number: number, differences: Partial<Broker> = {}): Broker {
  return makeBroker(HERE, number, {
    ...{ engineVersion: '4.2', hostInstanceType: 'mq.m7g.large', tags: { team: 'payments' } },
    ...{ subnetIds: ['subnet-1', 'subnet-2', 'subnet-3'], securityGroups: ['sg-narrow'] },
    encryptionOptions: { useAwsOwnedKey: false, kmsKeyId: 'arn:aws:kms:eu-west-1:222222222222:key/1' },
    ...differences,
  });
}

/** A broker that differs from a good one, and the rule that says so, with its compliance and annotation. */
const ROWS: readonly (readonly [differences: Partial<Broker>, rule: string, result: RegExp])[] = [
  [{ subnetIds: ['subnet-1', 'subnet-2'] }, 'rabbitmq-cluster-subnets', /^NON_COMPLIANT .*2 subnets, fewer than 3/],
  [{ engineVersion: '3.13' }, VERSION, /^NON_COMPLIANT .*3\.13/],
  [{ hostInstanceType: 'mq.t3.micro' }, 'rabbitmq-instance-type', /^NON_COMPLIANT .*mq\.t3\.micro/],
  [{ hostInstanceType: 'mq.x9.large' }, 'rabbitmq-instance-type', /^NOT_APPLICABLE .*mq\.x9\.large/],
  [{ securityGroups: ['sg-narrow', 'sg-wide'] }, SOURCES, /^NON_COMPLIANT .*sg-wide.* lets in 0\.0\.0\.0\/0/],
  [{ securityGroups: ['sg-gone'] }, SOURCES, /^NOT_APPLICABLE .*DescribeSecurityGroups failed for sg-gone/],
  [{ encryptionOptions: { useAwsOwnedKey: true } }, 'rabbitmq-customer-key', /^NON_COMPLIANT .*AWS owns/],
  [{ encryptionOptions: { useAwsOwnedKey: false } }, 'rabbitmq-customer-key', /^NON_COMPLIANT .*AWS manages/],
  [{ tags: { team: 'nobody' } }, 'rabbitmq-tags', /^NON_COMPLIANT .*'nobody'/],
  [{ tags: {} }, 'rabbitmq-tags', /^NON_COMPLIANT .*missing/],
];

/** What the rules of the place say of a broker, by the name of the check or of the combined rule. */
function resultsOf({ simulation: { state, results } }: World, number: number): Readonly<Record<string, string>> {
  const rules = [...state.rules.values()].filter(
    ({ accountId, region }) => accountId === HERE.accountId && region === HERE.region,
  );
  const found = rules.map(({ arn, name }) => {
    const { compliance = 'none', annotation } = results.get(arn)?.get(brokerIdOf(number)) ?? {};
    return [name.replace(/-conformance-pack-\w+$/, ''), `${compliance} ${annotation}`];
  });
  return Object.fromEntries(found);
}

function addNetwork({ simulation }: World): void {
  const groups = { 'sg-narrow': NARROW, 'sg-wide': WIDE };
  Object.assign(networkIn(simulation, HERE), networkOf(groups, { 'pl-1': ['10.0.0.0/24'] }));
}

/** Replaces the rules of a group, which AWS Config does not tell the rules of brokers. */
function setGroup({ simulation }: World, ipPermissions: readonly IpPermission[]): void {
  networkIn(simulation, HERE).securityGroups.set('sg-narrow', { groupId: 'sg-narrow', ipPermissions });
}

async function put(world: World, ...brokers: readonly Broker[]): Promise<void> {
  for (const broker of brokers) {
    expect(await world.deliver(putBroker(world.simulation, HERE, broker))).not.toContainEqual({
      error: expect.anything(),
    });
  }
}

const EACH_COMPLIANT = Object.fromEntries(RULES.map((name) => [name, expect.stringMatching(/^COMPLIANT /)]));

test.each(SHAPES)('with all checks, each is reported of each broker, by change and by schedule (%s)', async (shape) => {
  await withWorld(shape, { settings: allOf(shape) }, async (world) => {
    expect(problemsOf(world.stacks)).toEqual({});
    addNetwork(world);
    await put(world, good(0), ...ROWS.map(([differences], index) => good(index + 1, differences)));
    await put(world, good(20, { engineType: 'ACTIVEMQ' }), good(21, { publiclyAccessible: true, securityGroups: [] }));
    const expectAll = () => {
      expect(resultsOf(world, 0)).toEqual(EACH_COMPLIANT);
      for (const [index, [, rule, result]] of ROWS.entries()) {
        expect(resultsOf(world, index + 1)).toEqual({ ...EACH_COMPLIANT, [rule]: expect.stringMatching(result) });
      }
      expect(Object.values(resultsOf(world, 20)).every((one) => one.startsWith('NOT_APPLICABLE'))).toBe(true);
      expect(resultsOf(world, 21)).toMatchObject({
        'rabbitmq-no-public-access': expect.stringMatching(/^NON_COMPLIANT/),
        [SOURCES]: expect.stringMatching(/^NOT_APPLICABLE .*public/),
        'rabbitmq-cluster-subnets': expect.stringMatching(/^NOT_APPLICABLE .*public/),
      });
    };
    expectAll();
    expect(await world.deliver(schedule(world.simulation, HERE))).toEqual(RULES.map(() => ({})));
    expectAll();
  });
});

test('a rule of a group that changes is found by the next schedule, as it is no change of the broker', async () => {
  await withWorld('account', { settings: allOf('account') }, async (world) => {
    addNetwork(world);
    await put(world, good(0));
    setGroup(world, WIDE);
    expect(resultsOf(world, 0)).toEqual(EACH_COMPLIANT);
    await world.deliver(schedule(world.simulation, HERE));
    expect(resultsOf(world, 0)).toEqual({ ...EACH_COMPLIANT, [SOURCES]: expect.stringMatching(/^NON_COMPLIANT/) });
    setGroup(world, NARROW);
    await world.deliver(schedule(world.simulation, HERE));
    expect(resultsOf(world, 0)).toEqual(EACH_COMPLIANT);
  });
});

test.each(SHAPES)(
  'a role that may not read groups yet leaves nothing standing that is not proven (%s)',
  async (shape) => {
    await withWorld(shape, { settings: allOf(shape) }, async (world) => {
      addNetwork(world);
      await put(world, good(0));
      const { roles } = world.simulation.state;
      for (const [arn, role] of roles) {
        const withoutEc2 = role.policies.map(({ Statement, ...policy }) => ({
          ...policy,
          Statement: Statement.filter(({ Action }) => !JSON.stringify(Action).includes('ec2:')),
        }));
        roles.set(arn, { ...role, policies: withoutEc2 });
      }
      await world.deliver(schedule(world.simulation, HERE));
      const why = /^NOT_APPLICABLE .*DescribeSecurityGroups failed for sg-narrow \(UnauthorizedOperation\)/;
      expect(resultsOf(world, 0)).toEqual({ ...EACH_COMPLIANT, [SOURCES]: expect.stringMatching(why) });
    });
  },
);

test.each(SHAPES)('one rule for all checks has the parameters of each, and says what is worst (%s)', async (shape) => {
  await withWorld(shape, { settings: { ...allOf(shape), rules: 'combined' } }, async (world) => {
    expect(problemsOf(world.stacks)).toEqual({});
    addNetwork(world);
    await put(world, good(0), ...ROWS.map(([differences], index) => good(index + 1, differences)));
    const here = [...world.simulation.state.rules.values()].filter(({ accountId }) => accountId === HERE.accountId);
    expect(JSON.parse(here[0]?.parameters ?? '')).toMatchObject({
      minimumVersion: '4.1',
      requiredTags: 'team=payments|orders',
    });
    expect(resultsOf(world, 0)).toEqual({ 'rabbitmq-conformance': expect.stringMatching(/^COMPLIANT /) });
    for (const [index, [, , result]] of ROWS.entries()) {
      expect(resultsOf(world, index + 1)).toEqual({ 'rabbitmq-conformance': expect.stringMatching(result) });
    }
  });
});

describe('exemptions', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-opt-in-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a failure of an opt-in check is exempt, and no other failure', async () => {
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    const exemptions = join(folder, 'exemptions.json');
    const entry = { broker: 'broker-*', accounts: [PAYMENTS], checks: [VERSION], reason: 'Moves in May.', until };
    writeFileSync(exemptions, JSON.stringify([entry]));
    await withWorld('account', { settings: allOf('account') }, async (world) => {
      addNetwork(world);
      const old = good(0, { engineVersion: '3.13', hostInstanceType: 'mq.t3.micro' });
      await put(world, old);
      const failing = { [VERSION]: expect.stringMatching(/^NON_COMPLIANT/) };
      const small = { 'rabbitmq-instance-type': expect.stringMatching(/^NON_COMPLIANT/) };
      expect(resultsOf(world, 0)).toEqual({ ...EACH_COMPLIANT, ...small, ...failing });
      expect(problemsOf(world.deploy({ ...allOf('account'), exemptions }, DEPLOYERS.account))).toEqual({});
      await world.deliver(schedule(world.simulation, HERE));
      const exempt = { [VERSION]: expect.stringMatching(/^NOT_APPLICABLE Exempt until .*Moves in May\./) };
      expect(resultsOf(world, 0)).toEqual({ ...EACH_COMPLIANT, ...small, ...exempt });
    });
  });
});
