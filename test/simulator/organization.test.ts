import { RECORDS_ALL } from '../../simulator/aws/aws-state.ts';
import { joinOrganization } from '../../simulator/aws/organization.ts';
import type { Simulation } from '../../simulator/aws/simulation.ts';
import { putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import type { WorldOptions } from './support.ts';
import {
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

const REGION = 'eu-west-1';
const WHOLE = { deployment: 'organization', organizationalUnits: [ROOT], organizationId: ORGANIZATION };
const ROLE_NAME = 'rabbitmq-conformance-evaluation';
const PLACES = [MANAGEMENT, ADMINISTRATOR, PAYMENTS, ORDERS].map((accountId) => ({ accountId, region: REGION }));

const DENIED = {
  error: { name: 'EvaluationRoleError', message: expect.stringContaining('cannot be assumed (AccessDenied') },
};

/** The events of a public broker in each place, and of the schedules there. */
function eventsOf(simulation: Simulation, places: typeof PLACES) {
  return places.flatMap((place) => [
    ...putBroker(simulation, place, makeBroker(place, 1, { publiclyAccessible: true })),
    ...schedule(simulation, place),
  ]);
}

test('the account of a delegated administrator is evaluated as the others are, the management account is not', async () => {
  await withWorld('organization', {}, async ({ simulation, deliver, calls }) => {
    expect(await deliver(eventsOf(simulation, PLACES))).toEqual(Array.from({ length: 18 }, () => ({})));
    expect(verdictsOf(simulation)).toEqual(
      Object.fromEntries(PLACES.slice(1).map((place) => [keyOf(place, 1), 'pass fail pass'])),
    );
    const assumed = calls.filter(({ operation }) => operation === 'AssumeRole').map(({ input }) => input.RoleArn);
    expect(assumed).toEqual([PAYMENTS, ORDERS].map((id) => `arn:aws:iam::${id}:role/${ROLE_NAME}`));
  });
});

test('a management account that is the administrator is evaluated, too', async () => {
  const settings = { ...WHOLE, regions: [REGION] };
  await withWorld('organization', { settings, deployer: MANAGEMENT }, async ({ simulation, stacks, deliver }) => {
    expect(problemsOf(stacks)).toEqual({});
    expect(await deliver(eventsOf(simulation, PLACES))).toEqual(Array.from({ length: 24 }, () => ({})));
    expect(verdictsOf(simulation)).toEqual(
      Object.fromEntries(PLACES.map((place) => [keyOf(place, 1), 'pass fail pass'])),
    );
  });
});

test('a management account that has its role, and is not left out, is evaluated by a delegated administrator', async () => {
  const roleOnly = { deployment: 'management-account', administratorAccount: ADMINISTRATOR, regions: [REGION] };
  const settings = {
    ...{ ...WHOLE, regions: [REGION], administrator: 'delegated' },
    ...{ managementAccount: MANAGEMENT, managementAccountCovered: true },
  };
  const options: WorldOptions = {
    settings,
    before: (deploy) => expect(problemsOf(deploy(roleOnly, MANAGEMENT))).toEqual({}),
  };
  await withWorld('organization', options, async ({ simulation, stacks, deliver }) => {
    expect(problemsOf(stacks)).toEqual({});
    expect(await deliver(eventsOf(simulation, PLACES))).toEqual(Array.from({ length: 24 }, () => ({})));
    expect(verdictsOf(simulation)).toEqual(
      Object.fromEntries(PLACES.map((place) => [keyOf(place, 1), 'pass fail pass'])),
    );
  });
});

test.each(['organization', 'stack-set'] as const)(
  'an account that joins is evaluated as the others are (%s)',
  async (shape) => {
    await withWorld(shape, {}, async ({ simulation, deliver }) => {
      const place = { accountId: JOINING.id, region: REGION };
      expect(joinOrganization(simulation.state, JOINING)).toEqual([]);
      expect(await deliver(eventsOf(simulation, [place]))).toEqual(Array.from({ length: 6 }, () => ({})));
      expect(verdictsOf(simulation)).toEqual({ [keyOf(place, 1)]: 'pass fail pass' });
    });
  },
);

test('an account that joins without a recorder gets its rules when it has one and AWS Config tries again', async () => {
  await withWorld('organization', {}, async ({ simulation, deliver }) => {
    const place = { accountId: JOINING.id, region: REGION };
    const problems = joinOrganization(simulation.state, { ...JOINING, recorders: [] });
    expect(problems.map(({ message }) => message)).toEqual(
      REGIONS.map((region) => expect.stringContaining(`${JOINING.id} has no recorder in ${region}`)),
    );
    expect(schedule(simulation, place)).toEqual([]);
    for (const region of REGIONS) simulation.state.accounts.get(JOINING.id)?.recorders.set(region, RECORDS_ALL);
    for (const { retry } of problems) retry?.();
    expect(await deliver(eventsOf(simulation, [place]))).toEqual(Array.from({ length: 6 }, () => ({})));
    expect(verdictsOf(simulation)).toEqual({ [keyOf(place, 1)]: 'pass fail pass' });
  });
});

test('a StackSet that fails in an account that joins stays where it did not fail, and is not tried again', async () => {
  await withWorld('stack-set', {}, ({ simulation }) => {
    const problems = joinOrganization(simulation.state, { ...JOINING, recorders: [REGION] });
    expect(problems.map(({ message, retry }) => [message, retry])).toEqual([
      [expect.stringContaining(`${JOINING.id} has no recorder in eu-central-1`), undefined],
    ]);
    const places = [...simulation.state.rules.values()].filter(({ accountId }) => accountId === JOINING.id);
    expect(new Set(places.map(({ region }) => region))).toEqual(new Set([REGION]));
  });
});

test('a pack that fails half-way in an account that joins is taken back from there', async () => {
  const settings = { ...SETTINGS.organization, logRemediation: 'manual' };
  // The runbook, which the last of the rules needs, does not come by itself.
  const patch: WorldOptions['patch'] = ({ Resources }) => {
    for (const { Type, Properties } of Object.values(Resources))
      if (Type === 'AWS::CloudFormation::StackSet') Object.assign(Properties, { AutoDeployment: { Enabled: false } });
  };
  await withWorld('organization', { settings, patch }, ({ simulation, stacks }) => {
    expect(problemsOf(stacks)).toEqual({});
    const before = [...simulation.state.rules.keys()];
    const problems = joinOrganization(simulation.state, JOINING);
    expect(problems.map(({ message }) => message)).toEqual(
      REGIONS.map((region) => expect.stringContaining(`there is no arn:aws:ssm:${region}:${JOINING.id}:document/`)),
    );
    for (const { retry } of problems) {
      expect(String(retry?.())).toContain('there is no arn:aws:ssm:');
    }
    expect([...simulation.state.rules.keys()]).toEqual(before);
  });
});

test('an account that joins a unit which is no target of the StackSet gets nothing', async () => {
  await withWorld('stack-set', {}, ({ simulation }) => {
    const elsewhere = { ...JOINING, units: ['ou-ab12-87654321', ROOT] };
    expect(joinOrganization(simulation.state, elsewhere)).toEqual([]);
    expect(schedule(simulation, { accountId: JOINING.id, region: REGION })).toEqual([]);
  });
});

test('an account without the evaluation role fails, and only that', async () => {
  await withWorld('organization', {}, async ({ simulation, runtime }) => {
    simulation.state.roles.delete(`arn:aws:iam::${PAYMENTS}:role/${ROLE_NAME}`);
    for (const event of eventsOf(simulation, PLACES)) {
      const isMissing = event.rule.accountId === PAYMENTS;
      expect(await runtime.deliver(event)).toEqual(isMissing ? [DENIED, DENIED, DENIED] : [{}]);
    }
    expect(Object.keys(verdictsOf(simulation)).toSorted()).toEqual(
      [ADMINISTRATOR, ORDERS].map((accountId) => keyOf({ accountId, region: REGION }, 1)).toSorted(),
    );
  });
});
