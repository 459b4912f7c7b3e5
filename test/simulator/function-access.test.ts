import type { Rule } from '../../simulator/aws/aws-state.ts';
import { leaveOrganization } from '../../simulator/aws/organization.ts';
import type { Place } from '../../simulator/aws/place.ts';
import type { Simulation } from '../../simulator/aws/simulation.ts';
import { putPack } from '../../simulator/config/packs.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { answer } from '../../simulator/services.ts';
import { COMMITTED_PACK } from '../support/cdk.ts';
import type { Shape, World } from './support.ts';
import {
  ADMINISTRATOR,
  makeBroker,
  ORDERS,
  OUTSIDER,
  PAYMENTS,
  problemsOf,
  SETTINGS,
  startAdministratorSession,
  withWorld,
} from './support.ts';

const REGION = 'eu-west-1';
const HERE = { accountId: ORDERS, region: REGION };
const OUTSIDE = { accountId: OUTSIDER, region: REGION };
const ONE = { ...SETTINGS.organization, regions: [REGION] };
const OPEN = { ...ONE, functionAccess: 'any-account' };
const EVALUATOR = `rabbitmq-conformance-evaluator-${REGION}`;

const DENIED = {
  error: { name: 'EvaluationRoleError', message: expect.stringContaining('cannot be assumed (AccessDenied') },
};

/** The function of an account. */
function functionOf({ state }: Simulation, owner: string) {
  const lambda = [...state.functions.values()].find(
    ({ accountId, region }) => accountId === owner && region === REGION,
  );
  if (!lambda) throw new Error(`There is no function in ${owner}.`);
  return lambda;
}

/** Somebody deploys the pack with the function of somebody else. */
function deployForeign({ state }: Simulation, place: Place, EvaluatorFunctionArn: string): void {
  putPack(state, place, 'foreign', {
    templateBody: COMMITTED_PACK,
    inputs: { EvaluatorFunctionArn, Frequency: 'TwentyFour_Hours' },
  });
}

/** A rule of an outsider which AWS Config would not create, at the function of a rule that it did. */
function foreignRule({ state }: Simulation): Rule {
  const [rule] = state.rules.values();
  if (!rule) throw new Error('There is no rule.');
  const arn = `arn:aws:config:${REGION}:${OUTSIDER}:config-rule/config-rule-foreign`;
  const foreign = { ...rule, arn, name: 'foreign', accountId: OUTSIDER };
  state.rules.set(arn, foreign);
  return foreign;
}

/** How the schedules of an account end. */
async function scheduled({ simulation, runtime }: World, place: typeof HERE) {
  const endings = [];
  for (const event of schedule(simulation, place)) endings.push(await runtime.deliver(event));
  return endings;
}

describe.each<[shape: Shape, owner: string]>([
  ['organization', ADMINISTRATOR],
  ['stack-set', PAYMENTS],
  ['account', PAYMENTS],
])('The function of the shape %s', (shape, owner) => {
  test("lets no outsider's rule be created", async () => {
    await withWorld(shape, {}, ({ simulation }) => {
      const { arn } = functionOf(simulation, owner);
      expect(() => deployForeign(simulation, OUTSIDE, arn)).toThrow(
        `InsufficientPermissionsException: ${arn} cannot be invoked for ${OUTSIDER}.`,
      );
      expect(schedule(simulation, OUTSIDE)).toEqual([]);
    });
  });

  test("is not invoked for an outsider's rule", async () => {
    await withWorld(shape, {}, async (world) => {
      foreignRule(world.simulation);
      expect(await scheduled(world, OUTSIDE)).toEqual([[]]);
      expect(world.calls).toEqual([]);
    });
  });
});

test('a function that answers any account is denied the role of an outsider, even one that trusts everybody here', async () => {
  await withWorld('organization', { settings: OPEN }, async (world) => {
    const { simulation, calls, stacks } = world;
    expect(problemsOf(stacks)).toEqual({});
    const arn = `arn:aws:iam::${OUTSIDER}:role/rabbitmq-conformance-evaluation`;
    const Principal = { AWS: ADMINISTRATOR, Service: [] };
    const allow = { Effect: 'Allow', Resource: '*' } as const;
    simulation.state.roles.set(arn, {
      arn,
      accountId: OUTSIDER,
      trust: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }],
      },
      policies: [{ Version: '2012-10-17', Statement: [{ ...allow, Action: '*' }] }],
    });
    putBroker(simulation, OUTSIDE, makeBroker(OUTSIDE, 1));
    deployForeign(simulation, OUTSIDE, functionOf(simulation, ADMINISTRATOR).arn);
    expect(await scheduled(world, OUTSIDE)).toEqual(Array.from({ length: 3 }, () => [DENIED, DENIED, DENIED]));
    expect(new Set(calls.map(({ operation }) => operation))).toEqual(new Set(['AssumeRole']));
    expect(calls.map(({ input }) => input.RoleArn)).toEqual(calls.map(() => arn));
    expect(simulation.results.size).toBe(0);
  });
});

test('an account that left the organization is not answered any more, although it knows the function', async () => {
  await withWorld('organization', {}, ({ simulation }) => {
    const { arn } = functionOf(simulation, ADMINISTRATOR);
    leaveOrganization(simulation.state, ORDERS);
    expect(() => deployForeign(simulation, HERE, arn)).toThrow(`cannot be invoked for ${ORDERS}`);
  });
});

describe('A function that answered any account', () => {
  const answered = [[{}], [{}], [{}]];

  test('is limited to the organization by an update, once its policy is deleted', async () => {
    await withWorld('organization', { settings: OPEN }, async (world) => {
      const { simulation, deploy } = world;
      const { arn } = functionOf(simulation, ADMINISTRATOR);
      expect(problemsOf(deploy(ONE, ADMINISTRATOR))[EVALUATOR]).toContain(
        `Resource of type 'AWS::Lambda::ResourcePolicy' with identifier '${arn}' already exists.`,
      );
      expect(await scheduled(world, HERE)).toEqual(answered);

      answer(simulation, {
        ...{ service: 'lambda', operation: 'DeleteResourcePolicy', input: { ResourceArn: arn }, region: REGION },
        accessKeyId: startAdministratorSession(simulation, ADMINISTRATOR),
      });
      expect(await scheduled(world, HERE)).toEqual([[], [], []]);
      expect(problemsOf(deploy(ONE, ADMINISTRATOR))).toEqual({});
      expect(await scheduled(world, HERE)).toEqual(answered);
      expect(() => deployForeign(simulation, OUTSIDE, arn)).toThrow('cannot be invoked');
    });
  });

  test('answers any account again by an update, and the organization all the time', async () => {
    await withWorld('organization', { settings: ONE }, async (world) => {
      const { simulation, deploy } = world;
      expect(problemsOf(deploy(OPEN, ADMINISTRATOR))).toEqual({});
      expect(await scheduled(world, HERE)).toEqual(answered);
      deployForeign(simulation, OUTSIDE, functionOf(simulation, ADMINISTRATOR).arn);
      expect(schedule(simulation, OUTSIDE)).toHaveLength(3);
    });
  });
});
