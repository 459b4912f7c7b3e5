import { joinOrganization } from '../../../simulator/aws/organization.ts';
import { placeKey } from '../../../simulator/aws/place.ts';
import type { StackSet } from '../../../simulator/aws/stack-set-record.ts';
import { RESOURCE_TYPES } from '../../../simulator/cloudformation/resources.ts';
import { createStackSet } from '../../../simulator/cloudformation/stack-sets.ts';
import type { World } from '../support.ts';
import { ADMINISTRATOR, JOINING, problemsOf, SETTINGS, UNIT, withWorld } from '../support.ts';

const PLACE = { accountId: ADMINISTRATOR, region: 'eu-west-1' };
const ROLE = `arn:aws:iam::${JOINING.id}:role/landing-zone`;

const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'landing-zone',
        AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] },
      },
    },
  },
};

/** The StackSet of a landing zone, which has deployed nothing yet. */
function addLandingZone({ simulation: { state } }: World, dependsOn: readonly string[] = []): StackSet {
  const plan = {
    ...{ name: 'landing-zone', description: '', callAs: 'DELEGATED_ADMIN', capabilities: ['CAPABILITY_NAMED_IAM'] },
    content: { templateBody: JSON.stringify(TEMPLATE), parameters: {} },
    targets: [{ units: [UNIT], excludedAccounts: [], regions: [PLACE.region] }],
    ...{ autoDeploys: true, retainsOnRemoval: false, dependsOn, preferences: {} },
  };
  return createStackSet(state, PLACE, plan, RESOURCE_TYPES);
}

/** Deploys again, with StackSets that come first. @returns the problems of the stacks */
function dependOn({ deploy }: World, autoDeploymentDependsOn: readonly string[]) {
  return problemsOf(deploy({ ...SETTINGS['stack-set'], autoDeploymentDependsOn }, ADMINISTRATOR));
}

/** What the account that joins has, the first one first, without the ids of its stacks. */
function stacksOf({ simulation: { state } }: World): readonly string[] {
  const stacks = [...state.stacks.values()].filter(({ accountId, name }) => {
    return accountId === JOINING.id && name.startsWith('StackSet-');
  });
  return stacks.map(({ name, region }) => `${name.slice('StackSet-'.length, -'-00000000'.length)} ${region}`);
}

const OURS = ['rabbitmq-conformance eu-west-1', 'rabbitmq-conformance eu-central-1'];

describe('In an account that joins, a StackSet', () => {
  test('comes in the order of creation, which AWS does not promise, if it depends on none', async () => {
    await withWorld('stack-set', {}, (world) => {
      addLandingZone(world);
      joinOrganization(world.simulation.state, JOINING);
      expect(stacksOf(world)).toEqual([...OURS, 'landing-zone eu-west-1']);
    });
  });

  test('comes after those that it depends on', async () => {
    await withWorld('stack-set', {}, (world) => {
      expect(dependOn(world, [addLandingZone(world).arn])).toEqual({});
      expect(joinOrganization(world.simulation.state, JOINING)).toEqual([]);
      expect(stacksOf(world)).toEqual(['landing-zone eu-west-1', ...OURS]);
    });
  });

  test('does not come if one of these failed', async () => {
    await withWorld('stack-set', {}, (world) => {
      const { state } = world.simulation;
      const { arn, instances } = addLandingZone(world);
      dependOn(world, [arn]);
      state.roles.set(ROLE, {
        arn: ROLE,
        accountId: JOINING.id,
        trust: { Version: '2012-10-17', Statement: [] },
        policies: [],
      });
      expect(joinOrganization(state, JOINING).map(({ message }) => message)).toEqual([
        expect.stringContaining(`is not deployed because ${arn} failed`),
        expect.stringContaining('already exists'),
      ]);
      expect(instances.get(placeKey({ ...PLACE, accountId: JOINING.id }))?.detailedStatus).toBe('FAILED');
      expect(stacksOf(world)).toEqual(['landing-zone eu-west-1']);
    });
  });
});

describe('A StackSet does not depend', () => {
  test('on one that does not exist', async () => {
    await withWorld('stack-set', {}, (world) => {
      const arn = 'arn:aws:cloudformation:eu-west-1:111111111111:stackset/none:1';
      expect(dependOn(world, [arn])).toMatchObject({
        'rabbitmq-conformance-stack-set': expect.stringContaining(`StackSet ${arn} not found`),
      });
    });
  });

  test('on one that depends on it', async () => {
    await withWorld('stack-set', {}, (world) => {
      const [ours] = world.simulation.state.stackSets.keys();
      const { arn } = addLandingZone(world, [ours ?? '']);
      expect(dependOn(world, [arn])).toMatchObject({
        'rabbitmq-conformance-stack-set': expect.stringContaining('depends on itself'),
      });
    });
  });
});
