import type { AwsState } from '../../simulator/aws/aws-state.ts';
import { RECORDS_ALL } from '../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization } from '../../simulator/aws/organization.ts';
import type { Broker, Simulation } from '../../simulator/aws/simulation.ts';
import { RESOURCE_TYPES } from '../../simulator/cloudformation/resources.ts';
import { runOperation } from '../../simulator/cloudformation/stack-set-operations.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { dueEvents, schedule } from '../../simulator/config/rule-events.ts';
import { deleteStack } from '../../simulator/stacks/delete.ts';
import { placeOf } from '../../simulator/stacks/stacks.ts';
import type { World } from './support.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  JOINING,
  keyOf,
  MANAGEMENT,
  makeBroker,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  problemsOf,
  REGIONS,
  ROOT,
  SETTINGS,
  verdictsOf,
  withWorld,
} from './support.ts';

const [REGION = ''] = REGIONS;
const DELEGATED = { ...SETTINGS.organization, packs: 'stack-set' };
const MANAGED = {
  ...{ deployment: 'organization', packs: 'stack-set', organizationalUnits: [ROOT] },
  ...{ regions: REGIONS, homeRegion: REGION, organizationId: ORGANIZATION },
};
const MEMBERS = [ADMINISTRATOR, PAYMENTS, ORDERS];

/** The accounts, one of them with a recorder in one region only. */
const WITHOUT_RECORDER = ACCOUNTS.map((account) =>
  account.id === ORDERS ? { ...account, recorders: ['eu-central-1'] } : account,
);

/** The accounts and regions that have rules, and how many each has. */
function rulesIn({ state }: Simulation): Readonly<Record<string, number>> {
  const places = Map.groupBy(state.rules.values(), ({ accountId, region }) => `${accountId}/${region}`);
  return Object.fromEntries([...places].map(([place, rules]) => [place, rules.length]));
}

/** Three rules in each region of accounts. */
function threeIn(...accounts: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(accounts.flatMap((id) => REGIONS.map((region) => [`${id}/${region}`, 3])));
}

function kindsOfPacks({ state }: Simulation) {
  return { organization: state.organizationPacks.size, stackSets: state.stackSets.size };
}

/** What `cdk destroy` does before the packs become one of the organization again. */
function deleteManagementPacks(state: AwsState): void {
  for (const stack of state.stacks.values()) {
    if (stack.name.includes('-management-pack-')) deleteStack(placeOf(state, stack, RESOURCE_TYPES), stack);
  }
}

const FLAWS: readonly Partial<Broker>[] = [
  {},
  { publiclyAccessible: true },
  { logs: { general: false }, deploymentMode: 'SINGLE_INSTANCE' },
  { deploymentMode: 'CLUSTER_OF_NEXT_YEAR' },
  { engineType: 'ACTIVEMQ' },
];

/** Lets AWS Config evaluate brokers in a region of accounts, on a change and on the schedule. @returns all verdicts */
async function evaluate({ simulation, deliver }: World, accounts: readonly string[]) {
  const events = accounts.flatMap((accountId) => {
    const place = { accountId, region: REGION };
    const changes = FLAWS.flatMap((flaw, index) => putBroker(simulation, place, makeBroker(place, index, flaw)));
    return [...changes, ...schedule(simulation, place)];
  });
  expect(new Set((await deliver(events)).map((ending) => JSON.stringify(ending)))).toEqual(new Set(['{}']));
  return verdictsOf(simulation);
}

test.each([
  ['a delegated administrator', DELEGATED, SETTINGS.organization, ADMINISTRATOR, MEMBERS],
  ['the management account', MANAGED, { ...MANAGED, packs: 'organization' }, MANAGEMENT, [MANAGEMENT, ...MEMBERS]],
])('the packs of accounts give the results of a pack of the organization (%s)', async (...row) => {
  const [, ofAccounts, ofOrganization, deployer, accounts] = row;
  const results: unknown[] = [];
  for (const settings of [ofOrganization, ofAccounts]) {
    await withWorld('organization', { settings, deployer }, async (world) => {
      expect(problemsOf(world.stacks)).toEqual({});
      expect(rulesIn(world.simulation)).toEqual(threeIn(...accounts));
      results.push(await evaluate(world, accounts));
    });
  }
  expect(results[1]).toEqual(results[0]);
  expect(Object.keys(results[0] as object)).toHaveLength(accounts.length * FLAWS.length);
});

test('an account without a recorder fails alone, until it has one and the operation is repeated for it', async () => {
  await withWorld('organization', { settings: DELEGATED, accounts: WITHOUT_RECORDER }, async (world) => {
    const { simulation, stacks } = world;
    expect(problemsOf(stacks)).toEqual({});
    expect(rulesIn(simulation)).toEqual({ ...threeIn(ADMINISTRATOR, PAYMENTS), [`${ORDERS}/eu-central-1`]: 3 });
    expect(Object.keys(await evaluate(world, [ADMINISTRATOR, PAYMENTS]))).toHaveLength(2 * FLAWS.length);
    const { state } = simulation;
    const set = [...state.stackSets.values()].find(({ name, region }) => name.endsWith('-pack') && region === REGION);
    if (!set) throw new Error('There is no StackSet.');
    const failed = [...set.instances.values()].filter(({ status }) => status !== 'CURRENT');
    expect(failed.map(({ accountId, reason }) => [accountId, reason])).toEqual([
      [ORDERS, expect.stringContaining('NoAvailableConfigurationRecorder')],
    ]);
    accountOf(state, ORDERS).recorders.set(REGION, RECORDS_ALL);
    runOperation(state, RESOURCE_TYPES, set, { action: 'UPDATE', targets: failed });
    expect(rulesIn(simulation)).toEqual(threeIn(...MEMBERS));
  });
});

test('a management account that deploys without a recorder fails alone, until it has one', async () => {
  const accounts = ACCOUNTS.map((account) => (account.id === MANAGEMENT ? { ...account, recorders: [] } : account));
  const context = { settings: MANAGED, deployer: MANAGEMENT, accounts };
  await withWorld('organization', context, ({ simulation, stacks, deploy }) => {
    const failed = REGIONS.map((region) => `rabbitmq-conformance-management-pack-${region}`);
    expect(Object.keys(problemsOf(stacks))).toEqual(failed);
    expect(rulesIn(simulation)).toEqual(threeIn(...MEMBERS));
    for (const region of REGIONS) accountOf(simulation.state, MANAGEMENT).recorders.set(region, RECORDS_ALL);
    expect(problemsOf(deploy(MANAGED, MANAGEMENT))).toEqual({});
    expect(rulesIn(simulation)).toEqual(threeIn(MANAGEMENT, ...MEMBERS));
  });
});

test.each([
  ['a member', PAYMENTS, [MANAGEMENT, ADMINISTRATOR, ORDERS]],
  ['the management account, which deploys,', MANAGEMENT, MEMBERS],
])('%s can be excluded', async (_, excluded, others) => {
  const settings = { ...MANAGED, excludedAccounts: [excluded, '888888888888'] };
  await withWorld('organization', { settings, deployer: MANAGEMENT }, ({ simulation, stacks }) => {
    expect(problemsOf(stacks)).toEqual({});
    expect(rulesIn(simulation)).toEqual(threeIn(...others));
  });
});

test('the management account that does not deploy has a deployment of its own', async () => {
  await withWorld('organization', { settings: DELEGATED }, async (world) => {
    const own = world.deploy({ deployment: 'account', regions: [REGION] }, MANAGEMENT);
    expect(problemsOf(own)).toEqual({});
    const verdicts = await evaluate(world, [MANAGEMENT, PAYMENTS]);
    const of = (accountId: string) => FLAWS.map((_, index) => verdicts[keyOf({ accountId, region: REGION }, index)]);
    expect(of(MANAGEMENT)).toEqual(of(PAYMENTS));
  });
});

test('an account that joins gets its pack, with the runbook that the pack needs and the role of that account', async () => {
  const settings = { ...DELEGATED, logRemediation: 'manual' };
  await withWorld('organization', { settings }, async ({ simulation, stacks }) => {
    expect(problemsOf(stacks)).toEqual({});
    expect(joinOrganization(simulation.state, JOINING)).toEqual([]);
    expect(rulesIn(simulation)).toEqual(threeIn(...MEMBERS, JOINING.id));
    const remediated = [...simulation.state.rules.values()].filter(({ remediation }) => remediation !== undefined);
    expect(remediated).toHaveLength(4 * REGIONS.length);
    for (const { accountId, region, remediation } of remediated) {
      expect(remediation).toMatchObject({
        documentArn: `arn:aws:ssm:${region}:${accountId}:document/rabbitmq-conformance-log-remediation`,
        roleArn: `arn:aws:iam::${accountId}:role/rabbitmq-conformance-log-remediation`,
      });
    }
  });
});

test.each([
  ['a delegated administrator', DELEGATED, ADMINISTRATOR, MEMBERS],
  ['the management account', MANAGED, MANAGEMENT, [MANAGEMENT, ...MEMBERS]],
])('a deployment goes over to packs of accounts, and back, with new results (%s)', async (...row) => {
  const [, ofAccounts, deployer, accounts] = row;
  const ofOrganization = { ...ofAccounts, packs: 'organization' };
  await withWorld('organization', { settings: ofOrganization, deployer }, async (world) => {
    const { simulation, deliver, deploy } = world;
    const before = await evaluate(world, accounts);
    for (const [settings, kinds] of [
      [ofAccounts, { organization: 0, stackSets: 1 + REGIONS.length }],
      [ofOrganization, { organization: REGIONS.length, stackSets: 1 }],
    ] as const) {
      // As the app then no longer knows these stacks.
      if (settings === ofOrganization) deleteManagementPacks(simulation.state);
      expect(problemsOf(deploy(settings, deployer))).toEqual({});
      expect(kindsOfPacks(simulation)).toEqual(kinds);
      expect(rulesIn(simulation)).toEqual(threeIn(...accounts));
      await deliver(dueEvents(simulation));
      const verdicts = Object.entries(verdictsOf(simulation)).filter(([key]) => key in before);
      expect(Object.fromEntries(verdicts)).toEqual(before);
    }
  });
});

test('the packs of accounts stay where the organization cannot have a pack', async () => {
  await withWorld('organization', { settings: DELEGATED, accounts: WITHOUT_RECORDER }, ({ simulation, deploy }) => {
    const before = rulesIn(simulation);
    const problems = problemsOf(deploy(SETTINGS.organization, ADMINISTRATOR));
    expect(Object.keys(problems)).toEqual([`rabbitmq-conformance-pack-${REGION}`]);
    expect(rulesIn(simulation)).toEqual(before);
  });
});

test('the runbooks go from one StackSet to the other if the remediation is off in between', async () => {
  const settings = { ...DELEGATED, logRemediation: 'manual' };
  await withWorld('organization', { settings }, ({ simulation, deploy }) => {
    expect(problemsOf(deploy({ ...settings, logRemediation: 'none' }, ADMINISTRATOR))).toEqual({});
    expect(simulation.state.documents.size).toBe(0);
    expect(problemsOf(deploy({ ...SETTINGS.organization, logRemediation: 'manual' }, ADMINISTRATOR))).toEqual({});
    expect(simulation.state.documents.size).toBe(MEMBERS.length * REGIONS.length);
  });
});
