import type { Place } from '../../simulator/aws/place.ts';
import type { Broker, Simulation } from '../../simulator/aws/simulation.ts';
import { deleteBroker, putBroker } from '../../simulator/config/recorder.ts';
import type { Shape, World } from './support.ts';
import {
  ADMINISTRATOR,
  brokerIdOf,
  MANAGEMENT,
  makeBroker,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  problemsOf,
  REGIONS,
  SETTINGS,
  withWorld,
} from './support.ts';

const HOME = { accountId: PAYMENTS, region: 'eu-west-1' };
const GUIDE = 'https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md';

/** The settings of a shape that has notifications. */
function notified(shape: Shape, notifications = 'all') {
  return { ...SETTINGS[shape], notifications, ...(shape === 'account' ? {} : { organizationId: ORGANIZATION }) };
}

/** The texts of the messages until now, without their quotes, which are then forgotten. */
function takeMessages({ state }: Simulation): readonly string[] {
  return state.messaging.messages.splice(0).map(({ text }) => JSON.parse(text));
}

async function change(world: World, place: Place, differences: Partial<Broker>): Promise<readonly string[]> {
  await world.deliver(putBroker(world.simulation, place, makeBroker(place, 1, differences)));
  return takeMessages(world.simulation);
}

function subject({ accountId, region }: Place): string {
  return `Amazon MQ broker ${brokerIdOf(1)} in account ${accountId}, ${region},`;
}

function madePublic(place: Place): string {
  return (
    `${subject(place)} is NON_COMPLIANT with rabbitmq-no-public-access (RabbitMQ broker is not publicly accessible). ` +
    'The broker is publicly accessible. Public access cannot be changed: create a new private broker and move the ' +
    `clients to it. ${GUIDE}#rabbitmq-no-public-access`
  );
}

interface Step {
  readonly what: string;
  readonly broker: Partial<Broker>;
  /** With `noncompliant` these only, with `all` the others too. */
  readonly problems: readonly string[];
  readonly ends?: readonly string[];
}

const CLUSTER = 'rabbitmq-cluster-deployment (RabbitMQ broker is a cluster)';
const PRIVATE = 'rabbitmq-no-public-access (RabbitMQ broker is not publicly accessible)';
const LOGGED = 'rabbitmq-general-logging (RabbitMQ broker publishes general logs)';
const OF_HOME = subject(HOME);

// What happens to a broker, one after the other.
const STEPS: readonly Step[] = [
  { what: 'one that is good from the beginning', broker: {}, problems: [] },
  {
    what: 'one that becomes bad in every respect',
    broker: { deploymentMode: 'SINGLE_INSTANCE', publiclyAccessible: true, logs: { general: false } },
    problems: [
      `${OF_HOME} is NON_COMPLIANT with ${CLUSTER}. The deployment mode is SINGLE_INSTANCE, not CLUSTER_MULTI_AZ. The ` +
        `mode cannot be changed: create a new cluster and move clients to it. ${GUIDE}#rabbitmq-cluster-deployment`,
      madePublic(HOME),
      `${OF_HOME} is NON_COMPLIANT with ${LOGGED}. General logging is off. Turn it on with UpdateBroker: set ` +
        `Logs.General=true and nothing else in Logs. No new broker is needed. ${GUIDE}#rabbitmq-general-logging`,
    ],
  },
  {
    what: 'one with the same results again',
    broker: { deploymentMode: 'SINGLE_INSTANCE', publiclyAccessible: true, logs: { general: false } },
    problems: [],
  },
  {
    what: 'one that cannot be evaluated any more',
    broker: { engineType: 'LAVINMQ' },
    problems: [CLUSTER, PRIVATE, LOGGED].map(
      (check) =>
        `${OF_HOME} has no result for ${check}. This broker could not be evaluated: 'LAVINMQ' is an unknown engine type.`,
    ),
  },
  {
    what: 'one that is bad after it could not be evaluated, but good in two respects',
    broker: { publiclyAccessible: true },
    problems: [madePublic(HOME)],
    ends: [
      `${OF_HOME} is now COMPLIANT with ${CLUSTER}. The deployment mode is CLUSTER_MULTI_AZ.`,
      `${OF_HOME} is now COMPLIANT with ${LOGGED}. General logging is on.`,
    ],
  },
  {
    what: 'one that becomes good',
    broker: {},
    problems: [],
    ends: [`${OF_HOME} is now COMPLIANT with ${PRIVATE}. The broker is not publicly accessible.`],
  },
];

describe.each(['noncompliant', 'all'])('with notifications=%s, a message says what happened to', (notifications) => {
  test('a broker, each time that a result changes', async () => {
    await withWorld('account', { settings: notified('account', notifications) }, async (world) => {
      for (const { what, broker, problems, ends = [] } of STEPS) {
        const expected = notifications === 'all' ? [...problems, ...ends] : problems;
        expect([what, ...(await change(world, HOME, broker)).toSorted()]).toEqual([what, ...expected.toSorted()]);
      }
      expect(world.simulation.state.messaging.failures).toEqual([]);
    });
  });

  test('a broker that is deleted while it is bad in one respect, but not that it was good in others', async () => {
    await withWorld('account', { settings: notified('account', notifications) }, async (world) => {
      await change(world, HOME, { publiclyAccessible: true });
      await world.deliver(deleteBroker(world.simulation, HOME, brokerIdOf(1)));
      expect(takeMessages(world.simulation)).toEqual(
        notifications === 'all' ? [`${OF_HOME} is now NOT_APPLICABLE for ${PRIVATE}. The broker was deleted.`] : [],
      );
    });
  });
});

test.each(['organization', 'stack-set'] as const)(
  'in the shape %s, messages come from every account and region',
  async (shape) => {
    await withWorld(shape, { settings: notified(shape) }, async (world) => {
      expect(problemsOf(world.stacks)).toEqual({});
      for (const accountId of [ADMINISTRATOR, PAYMENTS, ORDERS]) {
        for (const region of REGIONS) {
          const place = { accountId, region };
          expect(await change(world, place, { publiclyAccessible: true })).toEqual([madePublic(place)]);
        }
      }
      expect(world.simulation.state.messaging.failures).toEqual([]);
      const topics = [...world.simulation.state.messaging.topics.values()];
      expect(topics.map(({ accountId, region }) => [accountId, region])).toEqual([[ADMINISTRATOR, 'eu-west-1']]);
    });
  },
);

test('a management account that is the administrator is covered too', async () => {
  const { administrator, managementAccount, ...settings } = notified('organization') as Record<string, unknown>;
  await withWorld('organization', { settings, deployer: MANAGEMENT }, async (world) => {
    expect(problemsOf(world.stacks)).toEqual({});
    for (const accountId of [MANAGEMENT, PAYMENTS]) {
      const place = { accountId, region: 'eu-central-1' };
      expect(await change(world, place, { publiclyAccessible: true })).toEqual([madePublic(place)]);
    }
  });
});

test('a management account that is not the administrator is covered by the stacks of its own command', async () => {
  const settings = { ...notified('organization'), managementAccountCovered: true };
  const own = {
    deployment: 'management-account',
    administratorAccount: ADMINISTRATOR,
    regions: REGIONS,
    homeRegion: 'eu-west-1',
    notifications: 'all',
  };
  await withWorld('organization', { settings, before: (deploy) => deploy(own, MANAGEMENT) }, async (world) => {
    const place = { accountId: MANAGEMENT, region: 'eu-central-1' };
    expect(await change(world, place, { publiclyAccessible: true })).toEqual([madePublic(place)]);
  });
});

describe('the bus refuses', () => {
  /** Makes a broker public, once something is different. @returns the messages, and why events did not arrive */
  async function publishDespite(tamper: (simulation: Simulation) => void) {
    return await withWorld('stack-set', { settings: notified('stack-set') }, async (world) => {
      tamper(world.simulation);
      const place = { accountId: PAYMENTS, region: 'eu-central-1' };
      const messages = await change(world, place, { publiclyAccessible: true });
      return { messages, reasons: world.simulation.state.messaging.failures.map(({ reason }) => reason) };
    });
  }

  const ROLE = `arn:aws:iam::${PAYMENTS}:role/rabbitmq-conformance-notifications-eu-central-1`;
  const BUS = `arn:aws:events:eu-west-1:${ADMINISTRATOR}:event-bus/rabbitmq-conformance`;
  const denied = (role: string) =>
    Array.from({ length: 3 }, () => `${role} is not authorized to perform: events:PutEvents on resource: ${BUS}`);

  test('an account of another organization', async () => {
    const refused = await publishDespite(({ state }) => {
      const account = state.accounts.get(PAYMENTS);
      if (account) account.organizationId = 'o-another000';
    });
    expect(refused).toEqual({ messages: [], reasons: denied(ROLE) });
  });

  test('a role of another name, whatever its own policies allow', async () => {
    const other = `arn:aws:iam::${PAYMENTS}:role/other`;
    const refused = await publishDespite(({ state }) => {
      const role = state.roles.get(ROLE);
      if (role) state.roles.set(other, { ...role, arn: other });
      for (const [arn, rule] of state.messaging.rules) {
        if (rule.accountId !== PAYMENTS) continue;
        state.messaging.rules.set(arn, { ...rule, targets: rule.targets.map((one) => ({ ...one, RoleArn: other })) });
      }
    });
    expect(refused).toEqual({ messages: [], reasons: denied(other) });
  });
});

describe('a message does not arrive, and only a metric of EventBridge shows that,', () => {
  test.each([
    ['with the AWS managed key', 'alias/aws/sns', 'KMSAccessDenied'],
    ['where the topic does not let EventBridge publish', undefined, 'AuthorizationError'],
  ])('%s', async (_, keyArn, reason) => {
    await withWorld('account', { settings: notified('account') }, async (world) => {
      const { topics, failures } = world.simulation.state.messaging;
      for (const [arn, topic] of topics) {
        topics.set(arn, keyArn === undefined ? { ...topic, policy: undefined } : { ...topic, keyArn });
      }
      expect(await change(world, HOME, { publiclyAccessible: true })).toEqual([]);
      expect(failures).toEqual([expect.objectContaining({ reason: expect.stringContaining(reason) })]);
    });
  });
});
