import type { Delegation } from '../../../simulator/aws/aws-state.ts';
import { DELEGATIONS } from '../../../simulator/aws/aws-state.ts';
import type { Shape, WorldOptions } from '../support.ts';
import {
  ACCOUNTS,
  ADMINISTRATOR,
  MANAGEMENT,
  OUTSIDER,
  PAYMENTS,
  problemsOf,
  REGIONS,
  ROOT,
  SETTINGS,
  withWorld,
} from '../support.ts';

const NO_DELEGATE = 'Account used is not a delegated administrator';
const NO_MANAGEMENT = 'You must be the management account or delegated admin account of an organization';
const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';

/** The accounts, the administrator registered for some services only. */
function registeredFor(...delegations: readonly Delegation[]): WorldOptions {
  return {
    accounts: ACCOUNTS.map((account) => (account.id === ADMINISTRATOR ? { ...account, delegations } : account)),
  };
}

const NO_ORGANIZATION: WorldOptions = {
  deployer: MANAGEMENT,
  accounts: [{ id: MANAGEMENT, units: [ROOT], isManagement: true, delegations: DELEGATIONS, recorders: REGIONS }],
};

test.each<{
  what: string;
  shape: Shape;
  administrator?: 'management' | 'delegated';
  options: WorldOptions;
  problem: string;
}>([
  { what: 'a plain member', shape: 'organization', options: { deployer: PAYMENTS }, problem: NO_DELEGATE },
  { what: 'a plain member', shape: 'stack-set', options: { deployer: PAYMENTS }, problem: NO_DELEGATE },
  { what: 'an account outside', shape: 'organization', options: { deployer: OUTSIDER }, problem: NO_DELEGATE },
  { what: 'an account outside', shape: 'stack-set', options: { deployer: OUTSIDER }, problem: NO_DELEGATE },
  {
    what: 'an administrator for AWS Config only',
    shape: 'stack-set',
    options: registeredFor('config.amazonaws.com', 'config-multiaccountsetup.amazonaws.com'),
    problem: NO_DELEGATE,
  },
  {
    what: 'an administrator for StackSets and aggregators only',
    shape: 'organization',
    options: registeredFor(STACK_SETS, 'config.amazonaws.com'),
    problem: `OrganizationAccessDeniedException: ${ADMINISTRATOR} is not an administrator for config-multiaccountsetup`,
  },
  {
    what: 'a delegated administrator that calls as the management account',
    shape: 'stack-set',
    administrator: 'management',
    options: {},
    problem: NO_MANAGEMENT,
  },
  {
    what: 'a plain member that calls as the management account',
    shape: 'stack-set',
    administrator: 'management',
    options: { deployer: PAYMENTS },
    problem: NO_MANAGEMENT,
  },
  {
    what: 'the management account that calls as a delegated administrator',
    shape: 'stack-set',
    options: { deployer: MANAGEMENT },
    problem: NO_DELEGATE,
  },
  {
    what: 'an account without an organization',
    shape: 'stack-set',
    administrator: 'management',
    options: NO_ORGANIZATION,
    problem: NO_MANAGEMENT,
  },
])('$what cannot deploy the shape $shape', async ({ shape, administrator = 'delegated', options, problem }) => {
  const settings = { ...SETTINGS[shape], administrator };
  await withWorld(shape, { ...options, settings }, ({ simulation, stacks }) => {
    expect(Object.values(problemsOf(stacks))[0]).toContain(problem);
    expect(simulation.state.rules.size).toBe(0);
  });
});

test.each(['organization', 'stack-set'] as const)(
  'an aggregator that is refused takes nothing else of the shape %s along',
  async (shape) => {
    const options = registeredFor(STACK_SETS, 'config-multiaccountsetup.amazonaws.com');
    const complete = await withWorld(shape, {}, ({ simulation: { state } }) => state.rules.size);
    await withWorld(shape, options, ({ simulation: { state }, stacks }) => {
      expect(problemsOf(stacks)).toEqual({
        'rabbitmq-conformance-views': expect.stringContaining(
          `OrganizationAccessDeniedException: ${ADMINISTRATOR} is not an administrator for config.amazonaws.com.`,
        ),
      });
      expect(state.aggregators.size).toBe(0);
      expect(state.rules.size).toBe(complete);
    });
  },
);
