import { findStack } from '../../../simulator/stacks/stacks.ts';
import type { World } from '../support.ts';
import { ADMINISTRATOR, ORDERS, problemsOf, SETTINGS, withWorld } from '../support.ts';

const NAME = 'rabbitmq-conformance';
const ROLE = `arn:aws:iam::${ORDERS}:role/${NAME}-log-remediation`;
const REMEDIATED = { ...SETTINGS.organization, logRemediation: 'manual' };

/** Somebody else has a role of the name in an account, so that the StackSet fails there. */
function occupy({ roles }: World['simulation']['state']): void {
  roles.set(ROLE, { arn: ROLE, accountId: ORDERS, trust: { Version: '2012-10-17', Statement: [] }, policies: [] });
}

function deploy(world: World, settings: object = {}): Readonly<Record<string, string>> {
  return problemsOf(world.deploy({ ...REMEDIATED, ...settings }, ADMINISTRATOR));
}

function homeOf({ simulation: { state } }: World) {
  return findStack(state, { accountId: ADMINISTRATOR, region: 'eu-west-1' }, `${NAME}-home`);
}

/** Without what new versions of a rule change. */
const namesOf = ({ simulation: { state } }: World) => [...state.rules.values()].map(({ name }) => name).toSorted();

const HOME_FAILED = expect.stringMatching(`failed in 1 of 3 accounts in eu-west-1: .*${ROLE}.* already exists`);

describe('In an organization with an account where the role of the remediation cannot be created,', () => {
  test('a remediation that is turned on fails before the packs, and leaves everything as it was', async () => {
    await withWorld('organization', {}, (world) => {
      const { state } = world.simulation;
      const rules = namesOf(world);
      const roles = [...state.roles.keys()];
      occupy(state);
      const { [`${NAME}-home`]: home, ...others } = deploy(world);
      expect(home).toEqual(HOME_FAILED);
      expect(Object.values(others).every((problem) => problem.startsWith('Not deployed because'))).toBe(true);
      expect(Object.keys(others)).toHaveLength(5);
      expect(homeOf(world)?.status).toBe('UPDATE_ROLLBACK_COMPLETE');
      expect([...state.roles.keys()].toSorted()).toEqual([...roles, ROLE].toSorted());
      expect([state.documents.size, namesOf(world)]).toEqual([0, rules]);

      state.roles.delete(ROLE);
      expect(deploy(world)).toEqual({});
      expect([...state.rules.values()].filter(({ remediation }) => remediation)).not.toEqual([]);
    });
  });

  test('a first deployment fails before the packs, and leaves nothing', async () => {
    const before = (_: unknown, state: World['simulation']['state']) => occupy(state);
    await withWorld('organization', { settings: REMEDIATED, before }, (world) => {
      const { state } = world.simulation;
      expect(problemsOf(world.stacks)[`${NAME}-home`]).toEqual(HOME_FAILED);
      expect([state.rules.size, state.documents.size, [...state.roles.keys()]]).toEqual([0, 0, [ROLE]]);
    });
  });

  test('a tolerance that is asked for lets the StackSet pass, and the packs fail as a whole', async () => {
    await withWorld('organization', {}, (world) => {
      const { state } = world.simulation;
      // Not a name that is taken: that would pass for the role of the remediation.
      const [roles] = state.stackSets.values();
      const instance = [...(roles?.instances.values() ?? [])].find(({ accountId }) => accountId === ORDERS);
      Object.assign(state.stacks.get(instance?.stackId ?? '') ?? {}, { status: 'UPDATE_ROLLBACK_FAILED' });
      const problems = deploy(world, { failureTolerancePercentage: 100 });
      expect(Object.keys(problems)).toEqual([`${NAME}-pack-eu-west-1`, `${NAME}-pack-eu-central-1`]);
      expect(Object.values(problems)[0]).toContain(`there is no ${ROLE}`);
      expect(homeOf(world)?.status).toBe('UPDATE_COMPLETE');
    });
  });
});
