import { putBroker } from '../../simulator/config/recorder.ts';
import { dueEvents, schedule } from '../../simulator/config/rule-events.ts';
import { createLambdaProcesses } from '../../simulator/lambda/processes.ts';
import { createRuntime } from '../../simulator/lambda/runtime.ts';
import {
  ADMINISTRATOR,
  keyOf,
  MANAGEMENT,
  makeBroker,
  ORGANIZATION,
  PAYMENTS,
  REGIONS,
  ROOT,
  verdictsOf,
} from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import { readCommands, useOperator } from './operator.ts';

const [region = ''] = REGIONS;
const HERE = { accountId: PAYMENTS, region };
const page = readCommands('docs/monitoring.md');

/** Version 1 of the AWS CLI has an endpoint of its own for Amazon SQS, which comes before that of the environment. */
const block = (...args: Parameters<typeof page.block>) =>
  page.block(...args).replace(/^aws sqs /, 'aws --endpoint-url "$AWS_ENDPOINT_URL" sqs ');

test('every section of docs/monitoring.md with commands is run, or has a reason why not', () => {
  const notRun = { Errors: 'CloudWatch is not simulated' };
  expect(['Failed events', ...Object.keys(notRun)].toSorted()).toEqual(page.headings.toSorted());
});

describeWith(findWitness('aws'))('docs/monitoring.md', () => {
  const { world, set, succeed } = useOperator(REGIONS.map((one) => ({ accountId: ADMINISTRATOR, region: one })));

  test('Failed events', async () => {
    const { simulation, endpoints, deliver } = world();
    const { state } = simulation;
    set({
      ...{ deployment: 'organization', homeRegion: region, regions: [region] },
      ...{ organizationalUnits: [ROOT], organizationId: ORGANIZATION },
      ...{ administrator: 'delegated', managementAccount: MANAGEMENT },
    });
    await succeed('npx cdk deploy --all', ADMINISTRATOR);
    state.dueRules.clear();
    putBroker(simulation, HERE, makeBroker(HERE, 1));
    const stack = [...state.stacks.values()].find(({ name }) => name === `rabbitmq-conformance-evaluator-${region}`);
    const values = { region, FailedEvents: stack?.outputs.find(({ key }) => key === 'FailedEvents')?.value ?? '' };

    // The role is gone: the events of all rules of the account fail.
    const arn = `arn:aws:iam::${PAYMENTS}:role/rabbitmq-conformance-evaluation`;
    const role = state.roles.get(arn);
    if (!role) throw new Error('There is no evaluation role.');
    state.roles.delete(arn);
    const processes = createLambdaProcesses();
    const runtime = createRuntime(simulation, endpoints.url, processes);
    const events = schedule(simulation, HERE);
    for (const event of events) expect(await runtime.deliver(event)).toHaveLength(3);
    runtime.stop();
    await processes.stop();

    const listed = await succeed(block('Failed events', 0, values), ADMINISTRATOR);
    const rows = listed
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    const names = events.map(({ rule }) => rule.name);
    expect(rows).toEqual(
      names.map((name) => [
        expect.stringMatching(/Z$/),
        PAYMENTS,
        name,
        expect.stringContaining(`${arn} cannot be assumed`),
      ]),
    );
    for (const { event } of events) expect(listed).not.toContain(event.resultToken);
    // Hidden for a minute.
    expect(await succeed(block('Failed events', 0, values), ADMINISTRATOR)).toBe('');

    state.roles.set(arn, role);
    for (const rule of names) await succeed(block('Failed events', 1, { region, rule }), PAYMENTS);
    await deliver(dueEvents(simulation), new AbortController().signal);
    expect(verdictsOf(simulation)[keyOf(HERE, 1)]).toBe('pass pass pass');
    await succeed(block('Failed events', 2, values), ADMINISTRATOR);
    expect([...state.queues.values()].map(({ messages }) => messages)).toEqual([[]]);
  });
});
