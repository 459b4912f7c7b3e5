import { RULE_CHECKS } from '../../checks/registry.ts';
import { createHandler, IncompleteEvaluationError } from '../../lambda/handler.ts';
import type { AwsAccount, Connect, RecordedResult } from '../../lambda/ports.ts';
import { EvaluationRoleError, RefusedError } from '../../lambda/ports.ts';
import { TimeRanOutError } from '../../lambda/sweep.ts';
import { brokerId, describeAnswer } from '../support/brokers.ts';
import { loadEvent, RESULT_TOKEN } from '../support/events.ts';
import type { FakeState } from '../support/fake-account.ts';
import { createFakeAccount, failingPages } from '../support/fake-account.ts';
import { createFakeTelemetry } from '../support/fake-telemetry.ts';

const CONTEXT = {
  invokedFunctionArn: 'arn:aws-us-gov:lambda:us-gov-west-1:999999999999:function:evaluator',
  getRemainingTimeInMillis: () => 60_000,
};

/** Invokes the handler. @returns what it did, and the error if it threw one */
async function invoke(event: unknown, state: FakeState = {}, overrides: Partial<AwsAccount> = {}, connect?: Connect) {
  const account = createFakeAccount(state, overrides);
  const telemetry = createFakeTelemetry();
  const connections: unknown[] = [];
  const handler = createHandler({
    checks: RULE_CHECKS,
    connect: async (accountId, self) => {
      connections.push([accountId, self]);
      return connect ? await connect(accountId, self) : account;
    },
    telemetry,
  });
  const error: unknown = await handler(event, CONTEXT).then(
    () => undefined,
    (thrown) => thrown,
  );
  return { ...account, error, connections, evaluations: account.batches.flat(), telemetry };
}

describe('a change event', () => {
  test('costs one call, and reports the item under its own type, id and time', async () => {
    const { calls, evaluations, error } = await invoke(loadEvent('change-ok'));
    expect(error).toBeUndefined();
    expect(calls).toEqual(['PutEvaluations']);
    const { configurationItem: item } = JSON.parse(String(loadEvent('change-ok').invokingEvent));
    expect(evaluations).toEqual([
      {
        resourceType: item.resourceType,
        resourceId: item.resourceId,
        compliance: 'COMPLIANT',
        annotation: expect.stringMatching(/\.$/),
        orderingTimestamp: new Date(item.configurationItemCaptureTime),
      },
    ]);
  });

  test.each([
    ['change-discovered', 'NON_COMPLIANT'],
    ['change-conformance-pack', 'COMPLIANT'],
    ['change-deleted', 'NOT_APPLICABLE'],
    ['change-deleted-not-recorded', 'NOT_APPLICABLE'],
    ['change-not-recorded', 'NOT_APPLICABLE'],
    ['change-left-scope', 'NOT_APPLICABLE'],
    ['change-left-scope-without-configuration', 'NOT_APPLICABLE'],
    ['change-other-type', 'NOT_APPLICABLE'],
  ])('%s is reported as %s with one call', async (name, compliance) => {
    const { calls, evaluations, error } = await invoke(loadEvent(name));
    expect(error).toBeUndefined();
    expect(calls).toEqual(['PutEvaluations']);
    expect(evaluations.map((evaluation) => evaluation.compliance)).toEqual([compliance]);
  });

  test('of another resource type is reported under that type', async () => {
    const { evaluations } = await invoke(loadEvent('change-other-type'));
    const { configurationItem: item } = JSON.parse(String(loadEvent('change-other-type').invokingEvent));
    expect(evaluations[0]).toMatchObject({ resourceType: item.resourceType, resourceId: item.resourceId });
  });

  test('of an unknown broker withdraws what stood, logs an error with the reason and counts it', async () => {
    const event = loadEvent('change-ok', {
      invokingEvent: { configurationItem: { configuration: { DeploymentMode: 'MOON' } } },
    });
    const { evaluations, telemetry, error } = await invoke(event);
    expect(error).toBeUndefined();
    expect(evaluations[0]?.compliance).toBe('NOT_APPLICABLE');
    expect(evaluations[0]?.annotation).toMatch(
      /^This broker could not be evaluated: 'MOON' is an unknown deployment mode/,
    );
    expect(telemetry.counts).toMatchObject({ Brokers: 1, UnknownBrokers: 1 });
    expect(telemetry.lines).toContainEqual({
      level: 'error',
      message: 'A broker could not be evaluated',
      fields: expect.objectContaining({
        resourceId: evaluations[0]?.resourceId,
        reasons: ['rabbitmq-cluster-deployment: "MOON" is an unknown deployment mode.'],
      }),
    });
  });

  test('evaluates only the checks of the rule parameters', async () => {
    const event = loadEvent('change-ok', {
      ruleParameters: { checks: 'rabbitmq-no-public-access' },
      invokingEvent: { configurationItem: { configuration: { DeploymentMode: 'SINGLE_INSTANCE' } } },
    });
    expect((await invoke(event)).evaluations[0]?.compliance).toBe('COMPLIANT');
  });
});

describe('an invocation', () => {
  test('connects to the account of the rule, told who the function is', async () => {
    const { connections } = await invoke(loadEvent('change-ok', { accountId: '444455556666' }));
    expect(connections).toEqual([
      ['444455556666', { partition: 'aws-us-gov', region: 'us-gov-west-1', accountId: '999999999999' }],
    ]);
  });

  test('logs one line, and counts and flushes the metrics once', async () => {
    const started = Date.now();
    const { telemetry } = await invoke(loadEvent('change-ok'));
    const mostMs = Date.now() - started;
    expect(telemetry.lines).toEqual([
      {
        level: 'info',
        message: 'Evaluated',
        fields: {
          rule: loadEvent('change-ok').configRuleName,
          accountId: loadEvent('change-ok').accountId,
          region: 'us-gov-west-1',
          trigger: 'ConfigurationItemChangeNotification',
          verdicts: { pass: 1, fail: 0, skip: 0, unknown: 0, exempt: 0 },
          durationMs: expect.any(Number),
        },
      },
    ]);
    expect(telemetry.lines[0]?.fields.durationMs).toBeLessThanOrEqual(mostMs);
    const { Duration, ...counts } = telemetry.counts;
    expect(counts).toEqual({ Brokers: 1, Pass: 1, Fail: 0, Skip: 0, UnknownBrokers: 0 });
    expect(Duration).toBeGreaterThanOrEqual(Number(telemetry.lines[0]?.fields.durationMs));
    expect(telemetry.flushes).toBe(1);
  });

  test.each<[string, unknown, RegExp]>([
    ['an event that is no object', 'text', /The event is not a JSON object/],
    ['a message type that is not handled', loadEvent('snapshot-delivered'), /ConfigurationSnapshotDeliveryCompleted/],
    ['a proactive evaluation', loadEvent('proactive'), /evaluationMode "PROACTIVE"/],
    [
      'an unknown rule parameter',
      loadEvent('change-ok', { ruleParameters: { cheks: 'x' } }),
      /Unknown rule parameter "cheks"/,
    ],
    ['an unknown check', loadEvent('change-ok', { ruleParameters: { checks: 'x' } }), /Unknown check "x"/],
  ])('of %s throws before anything is sent, and logs what was wrong', async (_, event, message) => {
    const { calls, error, telemetry } = await invoke(event);
    expect(calls).toEqual([]);
    expect(error).toHaveProperty('message', expect.stringMatching(message));
    expect(telemetry.lines).toEqual([
      {
        level: 'error',
        message: 'Evaluation failed',
        fields: expect.objectContaining({ problem: expect.stringMatching(message) }),
      },
    ]);
    expect(telemetry.flushes).toBe(1);
  });

  test('counts a schedule as a complete run only if nothing is left to be evaluated', async () => {
    const { telemetry } = await invoke(loadEvent('scheduled'));
    expect(telemetry.counts.CompleteRuns).toBe(1);
    expect(telemetry.counts).not.toHaveProperty('Failures');

    const describeBroker = () => Promise.reject(new Error('socket hang up'));
    const brokers = [describeAnswer(1)];
    const { telemetry: incomplete } = await invoke(loadEvent('scheduled'), { brokers }, { describeBroker });
    expect(incomplete.counts.Failures).toBe(1);
    expect(incomplete.counts).not.toHaveProperty('CompleteRuns');
  });

  test('counts an evaluation role that cannot be assumed', async () => {
    const connect = () => Promise.reject(new EvaluationRoleError('the role cannot be assumed'));
    const { error, telemetry } = await invoke(loadEvent('change-ok'), {}, {}, connect);
    expect(error).toBeInstanceOf(EvaluationRoleError);
    expect(telemetry.counts).toMatchObject({ RoleMissing: 1, Failures: 1 });
    expect(telemetry.lines[0]?.fields.problem).toBe('EvaluationRoleError: the role cannot be assumed');
  });

  test.each([
    'evaluator',
    'arn::lambda:eu-west-1:111122223333',
    'arn:aws:lambda::111122223333',
    'arn:aws:lambda:eu-west-1',
  ])('of a function that is called %s fails', async (invokedFunctionArn) => {
    const connect = () => Promise.reject(new Error('must not connect'));
    const handler = createHandler({ checks: RULE_CHECKS, connect, telemetry: createFakeTelemetry() });
    await expect(handler(loadEvent('change-ok'), { ...CONTEXT, invokedFunctionArn })).rejects.toThrow(
      new TypeError(`"${invokedFunctionArn}" is not the ARN of a Lambda function.`),
    );
  });

  test('fails where AWS Config did not take an evaluation, naming the broker', async () => {
    const putEvaluations = async () => [brokerId(1)];
    const { error, telemetry } = await invoke(loadEvent('change-ok'), {}, { putEvaluations });
    expect(error).toMatchObject({
      name: 'IncompleteEvaluationError',
      message: `AWS Config rejected the evaluations of ${brokerId(1)}.`,
    });
    expect(telemetry.lines.at(-1)?.level).toBe('error');
    expect(telemetry.counts).not.toHaveProperty('RoleMissing');
  });

  test.each([
    ['is refused for good', new RefusedError('PutEvaluations', 'InvalidResultTokenException'), 'RefusedError'],
    ['fails in passing', new Error('socket hang up'), 'IncompleteEvaluationError'],
  ])('fails where PutEvaluations %s', async (_, failure, name) => {
    const putEvaluations = () => Promise.reject(failure);
    const { error } = await invoke(loadEvent('change-ok'), {}, { putEvaluations });
    expect(error).toHaveProperty('name', name);
  });

  test('sends nothing for a broker whose look-up fails in passing, and fails', async () => {
    const event = loadEvent('change-ok', { invokingEvent: { configurationItem: { configuration: null } } });
    const describeBroker = () => Promise.reject(new Error('socket hang up'));
    const { batches, error } = await invoke(event, {}, { describeBroker });
    expect(batches.flat()).toEqual([]);
    expect(error).toHaveProperty('message', 'socket hang up');
  });

  test.each(['change-ok', 'scheduled', 'snapshot-delivered'])('%s logs no result token', async (name) => {
    const { telemetry } = await invoke(loadEvent(name), { brokers: [describeAnswer(1)] });
    expect(telemetry.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(telemetry.lines)).not.toContain(RESULT_TOKEN);
  });
});

describe('an event that Lambda repeats', () => {
  const { configurationItem: item } = JSON.parse(String(loadEvent('change-ok').invokingEvent));
  const captured = Date.parse(item.configurationItemCaptureTime);

  test.each<[string, number, number, boolean]>([
    ['is silent where a later one was answered', 60_000, +1, false],
    ['answers where an earlier one was answered', 60_000, -1, true],
    ['answers where it was answered itself', 60_000, 0, true],
    ['does not look where it is on time', 1_000, +1, true],
  ])('%s', async (_, ageMs, newerMs, answers) => {
    const invokingEvent = { notificationCreationTime: new Date(Date.now() - ageMs).toISOString() };
    const recorded = [
      { resourceId: brokerId(9), orderingTimestamp: new Date(captured + 1) },
      { resourceId: item.resourceId, orderingTimestamp: new Date(captured + newerMs) },
    ];
    const { evaluations, batches, calls, error, telemetry } = await invoke(loadEvent('change-ok', { invokingEvent }), {
      recorded,
    });
    expect(error).toBeUndefined();
    const warnings = telemetry.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toEqual(
      answers
        ? []
        : [
            {
              level: 'warn',
              message: `${item.resourceId} already has a newer result. This late event is ignored.`,
              fields: expect.objectContaining({ rule: loadEvent('change-ok').configRuleName }),
            },
          ],
    );
    expect(batches).toHaveLength(1);
    expect(evaluations).toHaveLength(answers ? 1 : 0);
    expect(calls.includes('GetComplianceDetailsByConfigRule')).toBe(ageMs === 60_000);
  });

  test('answers where the results may not be read', async () => {
    const invokingEvent = { notificationCreationTime: '2026-01-01T00:00:00Z' };
    const recordedResults = () =>
      failingPages<RecordedResult>([], new RefusedError('GetCompliance', 'AccessDeniedException'));
    const { evaluations } = await invoke(loadEvent('change-ok', { invokingEvent }), {}, { recordedResults });
    expect(evaluations).toHaveLength(1);
  });
});

describe('a scheduled event', () => {
  test('reads the results of its own rule, and counts the brokers', async () => {
    const rules: string[] = [];
    const recordedResults = async function* (ruleName: string) {
      rules.push(ruleName);
      yield [];
    };
    const state = {
      brokers: [describeAnswer(1), describeAnswer(2, { logs: {} }), describeAnswer(3, { engineType: 'ACTIVEMQ' })],
    };
    const { error, telemetry, evaluations } = await invoke(loadEvent('scheduled'), state, { recordedResults });
    expect(error).toBeUndefined();
    expect(rules).toEqual([loadEvent('scheduled').configRuleName]);
    expect(evaluations.map(({ compliance }) => compliance)).toEqual(['COMPLIANT', 'NON_COMPLIANT']);
    expect(telemetry.counts).toMatchObject({ Brokers: 3, Pass: 1, Fail: 1, Skip: 1 });
  });

  test('with several problems fails with all of them', async () => {
    const describeBroker = () => Promise.reject(new Error('socket hang up'));
    const state = { brokers: [describeAnswer(1), describeAnswer(2)] };
    const { error } = await invoke(loadEvent('scheduled'), state, { describeBroker });
    expect(error).toMatchObject({
      name: 'IncompleteEvaluationError',
      message:
        `Could not read ${brokerId(1)}: Error: socket hang up ` +
        `Could not read ${brokerId(2)}: Error: socket hang up`,
    });
  });
});

test('an error names ten problems, first how many brokers were left, and counts the others', () => {
  const timeRanOut = new TimeRanOutError('Time ran out.');
  const problems = Array.from({ length: 11 }, (_, index) => new Error(`Problem ${index + 1}.`));
  const error = new IncompleteEvaluationError([...problems.slice(0, 5), timeRanOut, ...problems.slice(5)]);
  const named = problems.slice(0, 9).map(({ message }) => message);
  expect(error.message).toBe(['Time ran out.', ...named, 'And 2 more problems.'].join(' '));
  expect(error.cause).toBe(timeRanOut);
  expect(String(error.cause)).toBe('TimeRanOutError: Time ran out.');
});
