import type { Rule } from '../../../simulator/aws/aws-state.ts';
import type { Place } from '../../../simulator/aws/place.ts';
import type { Broker, Simulation } from '../../../simulator/aws/simulation.ts';
import { putBroker } from '../../../simulator/config/recorder.ts';
import { schedule } from '../../../simulator/config/rule-events.ts';
import { answer } from '../../../simulator/services.ts';
import type { Execution } from '../../../simulator/systems-manager/automation.ts';
import { remediate } from '../../../simulator/systems-manager/automation.ts';
import type { Shape, World, WorldOptions } from '../support.ts';
import {
  ADMINISTRATOR,
  keyOf,
  MANAGEMENT,
  makeBroker,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  problemsOf,
  ROOT,
  SETTINGS,
  verdictsOf,
  withWorld,
} from '../support.ts';

const REGION = 'eu-west-1';
const HERE = { accountId: PAYMENTS, region: REGION };

/** The settings of a shape with the remediation by hand. */
function withRemediation(shape: Shape, logRemediation = 'manual') {
  return { ...SETTINGS[shape], logRemediation };
}

function loggingRule({ state }: Simulation, { accountId, region }: Place): Rule {
  const rule = [...state.rules.values()].find(
    (one) => one.accountId === accountId && one.region === region && one.name.startsWith('rabbitmq-general-logging'),
  );
  if (!rule) throw new Error(`${accountId} has no rule for logs in ${region}.`);
  return rule;
}

/** Runs the remediation of a rule, whose calls the services answer. */
function runRemediation(simulation: Simulation, rule: Rule, brokerId: string): Execution {
  return remediate(simulation, rule, brokerId, answer);
}

/** Runs the remediation for a broker, after which AWS Config sees what became of it. */
async function fixLogging({ simulation, deliver }: World, place: Place, broker: Broker): Promise<Execution> {
  await deliver(putBroker(simulation, place, broker));
  const execution = runRemediation(simulation, loggingRule(simulation, place), broker.brokerId);
  const changed = simulation.brokers.get(`${place.accountId}/${place.region}`)?.get(broker.brokerId);
  if (changed) await deliver(putBroker(simulation, place, changed));
  return execution;
}

const SHAPES: readonly { shape: Shape; places: readonly Place[] }[] = [
  { shape: 'organization', places: [HERE, { accountId: ADMINISTRATOR, region: 'eu-central-1' }] },
  { shape: 'stack-set', places: [HERE, { accountId: ORDERS, region: 'eu-central-1' }] },
  { shape: 'account', places: [HERE] },
];

describe.each(SHAPES)('Deployed as $shape with logRemediation', ({ shape, places }) => {
  const options: WorldOptions = { settings: withRemediation(shape) };

  test('a broker without a log has one after the remediation, and is COMPLIANT', async () => {
    await withWorld(shape, options, async (world) => {
      expect(problemsOf(world.stacks)).toEqual({});
      for (const place of places) {
        const broker = makeBroker(place, 1, { logs: {} });
        const { status, steps, outputs } = await fixLogging(world, place, broker);
        expect({ status, steps: steps.map(({ name }) => name), outputs }).toEqual({
          status: 'Success',
          steps: ['RefuseOtherEngines', 'SwitchOn', 'WaitUntilOn', 'ConfirmOn', 'ShowLogs'],
          outputs: { 'ShowLogs.BrokerArn': broker.brokerArn, 'ShowLogs.Logs': { General: true } },
        });
        expect(verdictsOf(world.simulation)[keyOf(place, 1)]).toBe('pass pass pass');
      }
    });
  });

  test('where the change waits for a reboot, the remediation ends well and the broker is NON_COMPLIANT still', async () => {
    await withWorld(shape, options, async (world) => {
      world.simulation.logChanges = 'pending';
      for (const place of places) {
        const broker = makeBroker(place, 1, { logs: { general: false } });
        const { status, steps, outputs } = await fixLogging(world, place, broker);
        expect({ status, last: steps.slice(-2), logs: outputs['ShowLogs.Logs'] }).toEqual({
          status: 'Success',
          last: [{ name: 'ConfirmPending' }, { name: 'ShowLogs' }],
          logs: { General: false, Pending: { General: true } },
        });
        expect(verdictsOf(world.simulation)[keyOf(place, 1)]).toBe('pass pass fail');
      }
    });
  });
});

test('a change that is pending is asked for again without effect, as AWS Config may, until it has taken effect', async () => {
  await withWorld('account', { settings: withRemediation('account', 'automatic') }, async (world) => {
    const { simulation, deliver } = world;
    simulation.logChanges = 'pending';
    const brokers = () => simulation.brokers.get(`${PAYMENTS}/${REGION}`);
    const first = await fixLogging(world, HERE, makeBroker(HERE, 1, { logs: {} }));
    const pending = makeBroker(HERE, 1, { logs: { pending: { general: true } } });
    expect(brokers()?.get(pending.brokerId)).toEqual(pending);
    for (let attempt = 2; attempt <= 5; attempt += 1) {
      expect(runRemediation(simulation, loggingRule(simulation, HERE), pending.brokerId)).toEqual(first);
      expect(brokers()?.get(pending.brokerId)).toEqual(pending);
    }
    const rebooted = makeBroker(HERE, 1, { logs: { general: true } });
    await deliver(putBroker(simulation, HERE, rebooted));
    expect(verdictsOf(simulation)[keyOf(HERE, 1)]).toBe('pass pass pass');
    expect(runRemediation(simulation, loggingRule(simulation, HERE), rebooted.brokerId).steps.at(-2)?.name).toBe(
      'ConfirmOn',
    );
  });
});

test.each<{ what: string; differences: Partial<Broker> | undefined; problem: string }>([
  { what: 'a broker of ActiveMQ', differences: { engineType: 'ACTIVEMQ' }, problem: '$.EngineType is ACTIVEMQ.' },
  { what: 'a broker that is gone', differences: undefined, problem: 'NotFoundException: ' },
])('$what is left alone', async ({ differences, problem }) => {
  await withWorld('account', { settings: withRemediation('account') }, async (world) => {
    const { simulation } = world;
    const broker = makeBroker(HERE, 1, { ...differences, logs: {} });
    if (differences) putBroker(simulation, HERE, broker);
    const execution = runRemediation(simulation, loggingRule(simulation, HERE), broker.brokerId);
    expect(execution).toEqual({
      status: 'Failed',
      steps: [{ name: 'RefuseOtherEngines', problem: expect.stringContaining(problem) }],
      outputs: {},
    });
    expect(simulation.brokers.get(`${PAYMENTS}/${REGION}`)?.get(broker.brokerId)).toEqual(
      differences ? broker : undefined,
    );
  });
});

test('what is no id of a broker is refused before anything is called', async () => {
  await withWorld('account', { settings: withRemediation('account') }, ({ simulation }) => {
    const rule = loggingRule(simulation, HERE);
    expect(() => runRemediation(simulation, rule, 'orders')).toThrow('InvalidAutomationExecutionParameters: BrokerId');
  });
});

test.each([
  ['manual', false],
  ['automatic', true],
] as const)(
  'logRemediation %s makes Automatic %s, and only for the rule for logs',
  async (logRemediation, isAutomatic) => {
    await withWorld('organization', { settings: withRemediation('organization', logRemediation) }, ({ simulation }) => {
      for (const rule of simulation.state.rules.values()) {
        const isLogging = rule.name.startsWith('rabbitmq-general-logging');
        expect(rule.remediation?.isAutomatic).toBe(isLogging ? isAutomatic : undefined);
      }
    });
  },
);

test('without logRemediation there is no runbook, no role for it and no remediation', async () => {
  await withWorld('organization', {}, ({ simulation }) => {
    const { documents, roles, rules } = simulation.state;
    expect(documents.size).toBe(0);
    expect([...roles.keys()].filter((arn) => arn.includes('log-remediation'))).toEqual([]);
    expect([...rules.values()].filter(({ remediation }) => remediation)).toEqual([]);
  });
});

test('a management account that is the administrator has the remediation, which no StackSet brings', async () => {
  const settings = {
    deployment: 'organization',
    regions: [REGION],
    organizationalUnits: [ROOT],
    organizationId: ORGANIZATION,
    logRemediation: 'manual',
  };
  await withWorld('organization', { settings, deployer: MANAGEMENT }, async (world) => {
    expect(problemsOf(world.stacks)).toEqual({});
    for (const accountId of [MANAGEMENT, PAYMENTS]) {
      const place = { accountId, region: REGION };
      expect((await fixLogging(world, place, makeBroker(place, 1, { logs: {} }))).status).toBe('Success');
      expect(verdictsOf(world.simulation)[keyOf(place, 1)]).toBe('pass pass pass');
    }
  });
});

type Patch = NonNullable<WorldOptions['patch']>;

function changeText(from: string, to: string): Patch {
  return (template) => {
    for (const [id, resource] of Object.entries(template.Resources)) {
      template.Resources[id] = JSON.parse(JSON.stringify(resource).replaceAll(from, to));
    }
  };
}

test.each<{ what: string; patch: Patch; problem: string }>([
  {
    what: 'a role without mq:UpdateBroker',
    patch: changeText('"mq:UpdateBroker"', '"mq:Nothing"'),
    problem: 'AccessDeniedException',
  },
  {
    what: 'a role without mq:DescribeBroker',
    patch: changeText('"mq:DescribeBroker","mq:UpdateBroker"', '"mq:UpdateBroker"'),
    problem: 'AccessDeniedException',
  },
  {
    what: 'a runbook that sends Audit',
    patch: changeText('"Logs":{"General":true}', '"Logs":{"General":true,"Audit":false}'),
    problem: 'Audit logs are not supported',
  },
])('$what fails, and the broker keeps what it has', async ({ patch, problem }) => {
  await withWorld('account', { settings: withRemediation('account'), patch }, async ({ simulation }) => {
    putBroker(simulation, HERE, makeBroker(HERE, 1, { logs: {} }));
    const { status, steps } = runRemediation(simulation, loggingRule(simulation, HERE), makeBroker(HERE, 1).brokerId);
    expect({ status, problem: steps.at(-1)?.problem }).toEqual({
      status: 'Failed',
      problem: expect.stringContaining(problem),
    });
    expect(simulation.brokers.get(`${PAYMENTS}/${REGION}`)?.get(makeBroker(HERE, 1).brokerId)?.logs).toEqual({});
  });
});

test.each<{ what: string; patch: Patch }>([
  { what: 'the log is neither on nor pending', patch: changeText('{"General":true}', '{"General":false}') },
  { what: 'booleans are compared in small letters', patch: changeText('"True",', '') },
])('a runbook fails where $what', async ({ patch }) => {
  await withWorld('account', { settings: withRemediation('account'), patch }, async (world) => {
    const { status, steps } = await fixLogging(world, HERE, makeBroker(HERE, 1, { logs: {} }));
    expect({ status, last: steps.at(-1) }).toEqual({
      status: 'Failed',
      last: { name: 'ConfirmPending', problem: '$.Logs.Pending.General is undefined.' },
    });
  });
});

test('a step that ends the run ends it where it fails too, and well where it is not critical', async () => {
  const patch = changeText('"nextStep":"ConfirmOn"', '"isEnd":true');
  await withWorld('account', { settings: withRemediation('account'), patch }, async (world) => {
    world.simulation.logChanges = 'pending';
    const { status, steps } = await fixLogging(world, HERE, makeBroker(HERE, 1, { logs: {} }));
    expect({ status, last: steps.at(-1)?.name }).toEqual({ status: 'Success', last: 'WaitUntilOn' });
  });
});

test('outputs that cannot be read leave a run that succeeded a success', async () => {
  const patch = changeText('$.BrokerArn', '$.BrokerAlias');
  await withWorld('account', { settings: withRemediation('account'), patch }, async (world) => {
    const execution = await fixLogging(world, HERE, makeBroker(HERE, 1, { logs: {} }));
    expect({ ...execution, steps: execution.steps.at(-1) }).toEqual({
      status: 'Success',
      steps: { name: 'ShowLogs', problem: '$.BrokerAlias is not in the response.' },
      outputs: {},
    });
  });
});

test('a role that trusts another service cannot be used', async () => {
  const patch = changeText('"ssm.amazonaws.com"', '"ec2.amazonaws.com"');
  await withWorld('account', { settings: withRemediation('account'), patch }, ({ simulation }) => {
    expect(() => runRemediation(simulation, loggingRule(simulation, HERE), 'b-1')).toThrow(
      'Systems Manager cannot run',
    );
  });
});

test('the pack fails in an account that has no runbook', async () => {
  const patch: Patch = ({ Resources }) => {
    for (const [id, { Type }] of Object.entries(Resources)) if (Type === 'AWS::SSM::Document') delete Resources[id];
    for (const resource of Object.values(Resources)) {
      if (resource.Type === 'AWS::Config::ConformancePack') delete resource.DependsOn;
    }
  };
  await withWorld('stack-set', { settings: withRemediation('stack-set'), patch }, ({ simulation }) => {
    expect(schedule(simulation, HERE)).toEqual([]);
  });
});
