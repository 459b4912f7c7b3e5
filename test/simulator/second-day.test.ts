import type { Account, AwsState } from '../../simulator/aws/aws-state.ts';
import { RECORDS_ALL } from '../../simulator/aws/aws-state.ts';
import { accountOf, joinOrganization, leaveOrganization } from '../../simulator/aws/organization.ts';
import type { Stack } from '../../simulator/aws/stack-record.ts';
import type { StackSet } from '../../simulator/aws/stack-set-record.ts';
import { RESOURCE_TYPES } from '../../simulator/cloudformation/resources.ts';
import { runOperation } from '../../simulator/cloudformation/stack-set-operations.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { deleteStack } from '../../simulator/stacks/delete.ts';
import { findStack, placeOf } from '../../simulator/stacks/stacks.ts';
import { continueRollBack } from './deploy-template.ts';
import type { Shape, World } from './support.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  JOINING,
  ORDERS,
  PAYMENTS,
  problemsOf,
  REGIONS,
  SETTINGS,
  withWorld,
} from './support.ts';

const REGION = 'eu-west-1';
const HOME = { accountId: ADMINISTRATOR, region: REGION };
const NAME = 'rabbitmq-conformance';

/** Deploys a shape again with some settings changed. @returns its problems */
function redeploy({ deploy }: World, shape: Shape, changes: object = {}): Readonly<Record<string, string>> {
  return problemsOf(deploy({ ...SETTINGS[shape], ...changes }, ADMINISTRATOR));
}

function stackOf({ simulation: { state } }: World, name: string): Stack {
  const stack = findStack(state, HOME, `${NAME}-${name}`);
  if (!stack) throw new Error(`There is no stack ${name}.`);
  return stack;
}

function setOf({ simulation: { state } }: World): StackSet {
  const [set] = state.stackSets.values();
  if (!set) throw new Error('There is no StackSet.');
  return set;
}

function recordersOf({ simulation: { state } }: World, id: string): Account['recorders'] {
  return accountOf(state, id).recorders;
}

/** The instances of the StackSet that are not as they should be. */
function outdated(world: World): readonly string[] {
  return [...setOf(world).instances.values()]
    .filter(({ status }) => status !== 'CURRENT')
    .map(({ accountId, region, detailedStatus }) => `${accountId} ${region} ${detailedStatus}`);
}

/** The accounts and regions that have rules. */
function places({ simulation: { state } }: World): readonly string[] {
  return [...new Set([...state.rules.values()].map(({ accountId, region }) => `${accountId}/${region}`))].toSorted();
}

/** What exists in all accounts. */
function inventory({ roles, functions, rules, aggregators, stackSets, organizationPacks, packs, others }: AwsState) {
  const isOfTests = (arn: string) => !arn.endsWith(':role/all');
  return {
    roles: [...roles.keys()].filter(isOfTests),
    functions: [...functions.keys()],
    ...{ rules: rules.size, aggregators: aggregators.size, stackSets: stackSets.size },
    ...{ organizationPacks: organizationPacks.size, packs: packs.size },
    others: [...others.keys()].map((arn) => arn.split(':').slice(2, 6).join(':')),
  };
}

const WITHOUT_RECORDER = ACCOUNTS.map((account) =>
  account.id === ORDERS ? { ...account, recorders: ['eu-central-1'] } : account,
);
/** One of three accounts may fail. */
const TOLERANT = { failureTolerancePercentage: 34 };

describe.each(['organization', 'stack-set'] as const)('Deployed as %s', (shape) => {
  test('a new setting reaches every rule, and the rules keep their names', async () => {
    await withWorld(shape, {}, (world) => {
      const { rules } = world.simulation.state;
      const names = [...rules.values()].map(({ name }) => name);
      expect(redeploy(world, shape, { checks: ['rabbitmq-no-public-access'] })).toEqual({});
      expect([...rules.values()].map(({ name }) => name)).toEqual(
        names.filter((name) => name.startsWith('rabbitmq-no-public-access-')),
      );
      expect(redeploy(world, shape)).toEqual({});
      expect(rules.size).toBe(names.length);
    });
  });

  test('a region that is added gets rules, and one that is removed loses them', async () => {
    await withWorld(shape, {}, (world) => {
      const all = places(world);
      expect(redeploy(world, shape, { regions: [REGION] })).toEqual({});
      // `cdk deploy` leaves the stacks of a region that is no longer in the app.
      const left = shape === 'organization' ? all : all.filter((place) => place.endsWith(`/${REGION}`));
      expect(places(world)).toEqual(left);
      expect(redeploy(world, shape)).toEqual({});
      expect(places(world)).toEqual(all);
    });
  });

  test('an account that leaves loses all that was deployed there', async () => {
    await withWorld(shape, {}, (world) => {
      const { state } = world.simulation;
      leaveOrganization(state, ORDERS);
      const { roles, functions } = inventory(state);
      expect([...roles, ...functions].filter((arn) => arn.includes(ORDERS))).toEqual([]);
      expect(places(world).filter((place) => place.startsWith(ORDERS))).toEqual([]);
      expect(redeploy(world, shape, { checks: ['rabbitmq-no-public-access'] })).toEqual({});
    });
  });

  test('all is removed but the logs', async () => {
    await withWorld(shape, {}, (world) => {
      const { state } = world.simulation;
      const stacks = [...state.stacks.values()].filter(
        ({ accountId, name }) => accountId === ADMINISTRATOR && !/^(StackSet-|awsconfigconforms-)/.test(name),
      );
      for (const stack of stacks.toReversed()) {
        deleteStack(placeOf(state, stack, RESOURCE_TYPES), stack);
        expect(stack.status).toBe('DELETE_COMPLETE');
      }
      const { others, ...rest } = inventory(state);
      expect(rest).toEqual({
        roles: [],
        functions: [],
        rules: 0,
        aggregators: 0,
        stackSets: 0,
        organizationPacks: 0,
        packs: 0,
      });
      expect(new Set(others.map((arn) => arn.split(':')[0]))).toEqual(new Set(['logs']));
      expect([...state.stacks.values()].filter(({ status }) => status !== 'DELETE_COMPLETE')).toEqual([]);
    });
  });
});

test('an account that failed in a StackSet is not tried again by a deployment without changes, but by an operation', async () => {
  const options = { accounts: WITHOUT_RECORDER, settings: { ...SETTINGS['stack-set'], ...TOLERANT } };
  await withWorld('stack-set', options, (world) => {
    const failed = `${ORDERS} ${REGION} FAILED`;
    expect(outdated(world)).toEqual([failed]);
    recordersOf(world, ORDERS).set(REGION, RECORDS_ALL);
    expect(redeploy(world, 'stack-set', TOLERANT)).toEqual({});
    expect(outdated(world)).toEqual([failed]);
    const { state } = world.simulation;
    const targets = [{ accountId: ORDERS, region: REGION }];
    runOperation(state, RESOURCE_TYPES, setOf(world), { action: 'UPDATE', targets });
    expect(outdated(world)).toEqual([]);
    expect(schedule(world.simulation, { accountId: ORDERS, region: REGION })).toHaveLength(3);
  });
});

test('more failures than are tolerated stop a StackSet in the region, and the update is rolled back', async () => {
  const settings = { ...SETTINGS['stack-set'], failureTolerancePercentage: 0 };
  await withWorld('stack-set', { settings }, (world) => {
    const before = [...world.simulation.state.rules.values()].map(({ parameters }) => parameters);
    recordersOf(world, PAYMENTS).delete(REGION);
    const problems = redeploy(world, 'stack-set', {
      failureTolerancePercentage: 0,
      frequency: 'Six_Hours',
    });
    expect(problems).toEqual({
      [`${NAME}-stack-set`]: expect.stringMatching(
        `failed in 1 of 3 accounts in ${REGION}: .*${PAYMENTS} has no recorder`,
      ),
      [`${NAME}-views`]: `Not deployed because ${NAME}-stack-set failed.`,
    });
    expect(stackOf(world, 'stack-set').status).toBe('UPDATE_ROLLBACK_FAILED');
    expect([...world.simulation.state.rules.values()].map(({ parameters }) => parameters).toSorted()).toEqual(
      before.toSorted(),
    );
  });
});

test('an excluded account that joins gets the stacks all the same, and the StackSet cannot be deleted before they are', async () => {
  const settings = { ...SETTINGS['stack-set'], excludedAccounts: [JOINING.id] };
  await withWorld('stack-set', { settings }, (world) => {
    const { state } = world.simulation;
    expect(joinOrganization(state, JOINING)).toEqual([]);
    expect(places(world).filter((place) => place.startsWith(JOINING.id))).toHaveLength(2);
    const stack = stackOf(world, 'stack-set');
    deleteStack(placeOf(state, stack, RESOURCE_TYPES), stack);
    expect([stack.status, [...stack.resources.values()].map(({ statusReason }) => statusReason)]).toEqual([
      'DELETE_FAILED',
      ['StackSetNotEmptyException: StackSet is not empty'],
    ]);
    const targets = [...setOf(world).instances.values()];
    runOperation(state, RESOURCE_TYPES, setOf(world), { action: 'DELETE', targets });
    deleteStack(placeOf(state, stack, RESOURCE_TYPES), stack);
    expect(stack.status).toBe('DELETE_COMPLETE');
  });
});

test('a StackSet passes over a suspended account', async () => {
  await withWorld('stack-set', {}, (world) => {
    accountOf(world.simulation.state, ORDERS).status = 'SUSPENDED';
    expect(redeploy(world, 'stack-set', { checks: ['rabbitmq-no-public-access'] })).toEqual({});
    const skipped = [...setOf(world).instances.values()].filter(({ detailedStatus }) => detailedStatus !== 'SUCCEEDED');
    expect(new Set(skipped.map(({ accountId, detailedStatus }) => `${accountId} ${detailedStatus}`))).toEqual(
      new Set([`${ORDERS} SKIPPED_SUSPENDED_ACCOUNT`]),
    );
  });
});

describe.each([
  {
    what: 'has no recorder any more',
    spoil: (world: World) => void recordersOf(world, ORDERS).delete(REGION),
  },
  {
    what: 'is suspended',
    spoil: ({ simulation: { state } }: World) => void Object.assign(accountOf(state, ORDERS), { status: 'SUSPENDED' }),
  },
])('An organization with an account that $what', ({ spoil }) => {
  const changes = { frequency: 'Six_Hours' };

  test('fails an update of the pack and its rollback, and gets out by skipping the pack and excluding the account', async () => {
    await withWorld('organization', {}, (world) => {
      const { state } = world.simulation;
      spoil(world);
      expect(redeploy(world, 'organization', changes)[`${NAME}-pack-${REGION}`]).toContain('failed in 1 of 3 accounts');
      const pack = stackOf(world, `pack-${REGION}`);
      expect(pack.status).toBe('UPDATE_ROLLBACK_FAILED');
      const [organizationPack] = [...state.organizationPacks.values()].filter(({ region }) => region === REGION);
      expect(organizationPack?.status).toBe('UPDATE_FAILED');
      expect([...(organizationPack?.members ?? [])].filter(([, { status }]) => status === 'UPDATE_FAILED')).toEqual([
        [ORDERS, expect.anything()],
      ]);

      for (const region of REGIONS) {
        const stack = findStack(state, { ...HOME, region }, `${NAME}-pack-${region}`);
        if (stack?.status !== 'UPDATE_ROLLBACK_FAILED') continue;
        continueRollBack(state, stack, ['Pack']);
      }
      expect(pack.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect(redeploy(world, 'organization', { ...changes, excludedAccounts: [ORDERS] })).toEqual({});
      expect(pack.status).toBe('UPDATE_COMPLETE');
    });
  });
});

test('a pack whose own rollback failed in an account is not updated there, until the account was excluded', async () => {
  await withWorld('organization', {}, (world) => {
    const { state } = world.simulation;
    const pack = stackOf(world, `pack-${REGION}`);
    recordersOf(world, ORDERS).delete(REGION);
    redeploy(world, 'organization', { frequency: 'Six_Hours' });
    recordersOf(world, ORDERS).set(REGION, RECORDS_ALL);
    continueRollBack(state, pack);
    expect(pack.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(pack.resources.get('Pack')?.statusReason).toContain(
      'is in UPDATE_ROLLBACK_FAILED state and can not be updated.',
    );

    continueRollBack(state, pack, ['Pack']);
    const all = places(world);
    expect(redeploy(world, 'organization', { excludedAccounts: [ORDERS] })).toEqual({});
    expect(places(world)).toEqual(all.filter((place) => !place.startsWith(ORDERS)));
    expect(redeploy(world, 'organization')).toEqual({});
    expect(places(world)).toEqual(all);
  });
});

test('a pack that cannot be created has no stack, and is created when that is mended', async () => {
  await withWorld('organization', {}, (world) => {
    const { state } = world.simulation;
    const { packs, stacks } = state;
    const problems = joinOrganization(state, { ...JOINING, recorders: ['eu-central-1'] });
    const failed = [...packs.values()].filter(({ status }) => status === 'CREATE_FAILED');
    expect(failed.map(({ reason }) => reason)).toEqual([expect.stringContaining('NoAvailableConfigurationRecorder')]);
    expect(failed.map(({ stackId }) => stacks.get(stackId)?.status)).toEqual(['DELETE_COMPLETE']);
    recordersOf(world, JOINING.id).set(REGION, RECORDS_ALL);
    expect(problems.flatMap(({ retry }) => retry?.() ?? [])).toEqual([]);
    expect([...packs.values()].filter(({ status }) => status === 'CREATE_FAILED')).toEqual([]);
    expect(places(world)).toContain(`${JOINING.id}/${REGION}`);
  });
});
