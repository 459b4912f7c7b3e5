import type { Verdict } from '../../checks/check.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { foldResults } from '../../checks/evaluation.ts';
import { refreshAge } from '../../checks/refresh.ts';
import { RULE_CHECKS } from '../../checks/registry.ts';
import { createHandler } from '../../lambda/handler.ts';
import type { AwsAccount, RecordedResult } from '../../lambda/ports.ts';
import { startReport, toEvaluation } from '../../lambda/report.ts';
import { sweep } from '../../lambda/sweep.ts';
import type { BrokerAnswer } from '../support/brokers.ts';
import { brokerId, describeAnswer } from '../support/brokers.ts';
import { THREE_CHECKS } from '../support/checks.ts';
import { loadEvent } from '../support/events.ts';
import { createFakeAccount, failingPages } from '../support/fake-account.ts';
import { createFakeTelemetry } from '../support/fake-telemetry.ts';

const NOW = new Date('2026-01-31T12:00:00.000Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ID = brokerId(1);

const [CLUSTER, ACCESS] = THREE_CHECKS;
const found = (check: CheckResult['check'], verdict: Verdict): CheckResult => ({
  check,
  verdict,
  detail: `${verdict}.`,
});

/** What a sweep may find for a broker. */
const FINDINGS: Readonly<Record<string, readonly CheckResult[]>> = {
  pass: [found(CLUSTER, 'pass'), found(ACCESS, 'pass')],
  fail: [found(CLUSTER, 'fail'), found(ACCESS, 'pass')],
  skip: [found(CLUSTER, 'skip'), found(ACCESS, 'skip')],
  unknown: [found(CLUSTER, 'unknown'), found(ACCESS, 'pass')],
  exempt: [found(CLUSTER, 'exempt'), found(ACCESS, 'pass')],
  'fail beside exempt': [found(CLUSTER, 'fail'), found(ACCESS, 'exempt')],
};

function resultOf(finding: string) {
  const resource = { resourceType: 'AWS::AmazonMQ::Broker', resourceId: ID, orderingTimestamp: NOW };
  const { compliance, annotation } = toEvaluation(resource, foldResults(FINDINGS[finding] ?? []));
  return { compliance, annotation };
}

type Recorded = Pick<RecordedResult, 'compliance' | 'annotation'>;

/** What AWS Config may have of the broker, which now is found to be like `result`. */
const RECORDED: Readonly<Record<string, (result: Recorded) => Recorded | undefined>> = {
  nothing: () => undefined,
  'the same': (result) => result,
  'another annotation': (result) => ({ ...result, annotation: 'Another.' }),
  'no annotation': (result) => ({ ...result, annotation: undefined }),
  'another compliance': (result) => ({
    ...result,
    compliance: result.compliance === 'COMPLIANT' ? 'NON_COMPLIANT' : 'COMPLIANT',
  }),
  'no compliance': (result) => ({ ...result, compliance: undefined }),
};

const AGES = [1, HOUR, DAY, 6 * DAY, 6.5 * DAY - 1, 6.5 * DAY, 7 * DAY, 400 * DAY, Number.NaN, undefined] as const;

interface Situation {
  readonly finding: string;
  readonly what: string;
  /** Of what AWS Config has, in milliseconds. */
  readonly age: number | undefined;
  /** The setting. */
  readonly days: number;
  /** Whether all results could be read. */
  readonly isComplete: boolean;
  /** Whether the broker is also listed with an older result, and where. */
  readonly older: 'nowhere' | 'before' | 'after';
}

const READS = [
  { isComplete: true, older: 'nowhere' },
  { isComplete: true, older: 'before' },
  { isComplete: true, older: 'after' },
  { isComplete: false, older: 'nowhere' },
] as const;

const SITUATIONS: readonly Situation[] = Object.keys(FINDINGS).flatMap((finding) =>
  Object.keys(RECORDED).flatMap((what) =>
    AGES.flatMap((age) => [1, 7].flatMap((days) => READS.map((read) => ({ finding, what, age, days, ...read })))),
  ),
);

/** Sweeps an account with one broker. @returns whether something was sent of it */
async function isSent({ finding, what, age, days, isComplete, older }: Situation): Promise<boolean> {
  const result = RECORDED[what]?.(resultOf(finding));
  const orderingTimestamp = age === undefined ? undefined : new Date(NOW.getTime() - age);
  const recorded: RecordedResult[] = result === undefined ? [] : [{ resourceId: ID, ...result, orderingTimestamp }];
  const old = { resourceId: ID, ...resultOf(finding), orderingTimestamp: new Date(NOW.getTime() - DAY) };
  if (older === 'before') recorded.unshift(old);
  if (older === 'after') recorded.push(old);
  async function* recordedResults() {
    yield recorded;
    if (!isComplete) throw new Error('503');
  }
  const account = createFakeAccount({ brokers: [describeAnswer(1)] }, { recordedResults });
  const { signal } = new AbortController();
  const report = startReport(account, 'token', () => {}, signal);
  const observer = { onOutcome: () => {}, onProblem: () => {}, onNotice: () => {} };
  const event = {
    messageType: 'ScheduledNotification',
    rule: { name: 'rule', accountId: '111122223333', resultToken: 'token' },
    notificationTime: NOW,
  } as const;
  await sweep(event, () => FINDINGS[finding] ?? [], account, report, observer, signal, {
    ageMs: refreshAge(days),
    now: NOW,
  });
  await report.finish();
  return account.batches.flat().length > 0;
}

test('a proven result is left out only if the same is there, and young', async () => {
  const wrong: Situation[] = [];
  for (const situation of SITUATIONS) {
    const { finding, days, isComplete, older } = situation;
    // One result beside none is all there is.
    const [what, age] =
      situation.what === 'nothing' && older !== 'nowhere' ? ['the same', DAY] : [situation.what, situation.age];
    const isKnown = isComplete && (older === 'nowhere' || situation.what === 'nothing');
    const isPlain = finding === 'pass' || finding === 'fail';
    const isThere = what === 'the same' && age !== undefined && age < 6.5 * DAY && isKnown;
    const isOther = what === 'another annotation' || what === 'no annotation';
    const isProven = isPlain || finding.includes('exempt');
    const expected = isProven ? !(isPlain && days === 7 && isThere) : isOther || !isKnown;
    if ((await isSent(situation)) !== expected) wrong.push(situation);
  }
  expect(wrong).toEqual([]);
  expect(SITUATIONS).toHaveLength(2_880);
});

describe('a schedule of a rule with the parameter refresh', () => {
  const MINUTE = 60_000;
  const recordedAt = (number: number, age: number, differences: Partial<RecordedResult> = {}) => ({
    ...{ resourceId: brokerId(number), compliance: 'COMPLIANT', orderingTimestamp: new Date(NOW.getTime() - age) },
    annotation: 'The deployment mode is CLUSTER_MULTI_AZ.',
    ...differences,
  });

  /** Invokes the function on a schedule. @param lateMs how long after the event */
  async function invoke(
    brokers: readonly BrokerAnswer[],
    recorded: readonly RecordedResult[],
    {
      refresh = '7',
      lateMs = 0,
      overrides,
    }: { refresh?: string; lateMs?: number; overrides?: Partial<AwsAccount> } = {},
  ) {
    const account = createFakeAccount({ brokers, recorded }, overrides);
    const telemetry = createFakeTelemetry();
    const now = () => new Date(NOW.getTime() + lateMs);
    const handler = createHandler({ checks: RULE_CHECKS, connect: async () => account, telemetry, now });
    const event = loadEvent('scheduled', {
      ruleParameters: { checks: 'rabbitmq-cluster-deployment', refresh },
      invokingEvent: { notificationCreationTime: NOW.toISOString() },
    });
    const error: unknown = await handler(event, {
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:999999999999:function:evaluator',
      getRemainingTimeInMillis: () => MINUTE,
    }).catch((thrown: unknown) => thrown);
    const sent = account.batches.flat().map(({ resourceId, compliance }) => `${resourceId}: ${compliance}`);
    return { error, sent, telemetry, evaluations: account.batches.flat(), batches: account.batches };
  }

  const THREE = [1, 2, 3].map((number) => describeAnswer(number));
  const SINGLE = describeAnswer(2, { deploymentMode: 'SINGLE_INSTANCE' });

  test('sends what has changed, is old or is new, and logs how many are unchanged', async () => {
    const brokers = [...THREE.filter((broker) => broker.brokerId !== SINGLE.brokerId), SINGLE, describeAnswer(4)];
    const recorded = [recordedAt(1, 6 * DAY), recordedAt(2, 6 * DAY), recordedAt(3, 7 * DAY - HOUR)];
    const { error, sent, telemetry } = await invoke(brokers, recorded);
    expect(error).toBeUndefined();
    expect(sent.toSorted()).toEqual(
      [`${brokerId(2)}: NON_COMPLIANT`, `${brokerId(3)}: COMPLIANT`, `${brokerId(4)}: COMPLIANT`].toSorted(),
    );
    expect(telemetry.lines.at(-1)).toMatchObject({
      message: 'Evaluated',
      fields: { verdicts: { pass: 3, fail: 1, skip: 0, unknown: 0, exempt: 0 }, unchanged: 1 },
    });
    expect(telemetry.counts).toMatchObject({ Brokers: 4, Pass: 3, Fail: 1, CompleteRuns: 1 });
  });

  test('makes one empty call where nothing is left to send, so that the rule counts as evaluated', async () => {
    const { error, batches, telemetry } = await invoke(
      THREE,
      [1, 2, 3].map((number) => recordedAt(number, DAY)),
    );
    expect(error).toBeUndefined();
    expect(batches).toEqual([[]]);
    expect(telemetry.lines.at(-1)?.fields).toMatchObject({ verdicts: { pass: 3 }, unchanged: 3 });
  });

  test('sends each result, and logs none as unchanged, with refresh=1', async () => {
    const recorded = [1, 2, 3].map((number) => recordedAt(number, DAY));
    const { sent, telemetry } = await invoke(THREE, recorded, { refresh: '1' });
    expect(sent).toHaveLength(3);
    expect(telemetry.lines.at(-1)?.fields.unchanged).toBeUndefined();
  });

  test.each([
    ['is repeated', MINUTE],
    ['has waited in a queue', 6 * HOUR],
  ])('sends what has changed, and nothing else, where the event %s', async (_, lateMs) => {
    const recorded = [1, 2, 3].map((number) => recordedAt(number, DAY));
    const { sent, telemetry } = await invoke(
      [...THREE.filter(({ brokerId }) => brokerId !== SINGLE.brokerId), SINGLE],
      recorded,
      {
        lateMs,
      },
    );
    expect(sent).toEqual([`${brokerId(2)}: NON_COMPLIANT`]);
    expect(telemetry.lines.at(-1)?.fields.unchanged).toBe(2);
  });

  test('does not count as unchanged what is not proven', async () => {
    const activeMq = describeAnswer(1, { engineType: 'ACTIVEMQ' });
    const annotation = 'The engine is ACTIVEMQ, not RabbitMQ.';
    const recorded = [recordedAt(1, DAY, { compliance: 'NOT_APPLICABLE', annotation })];
    const { sent, telemetry } = await invoke([activeMq], recorded);
    expect(sent).toEqual([]);
    expect(telemetry.lines.at(-1)?.fields.unchanged).toBeUndefined();
  });

  test('sends each result where the recorded ones cannot be read to their end', async () => {
    const recorded = [1, 2, 3].map((number) => recordedAt(number, DAY));
    const recordedResults = () => failingPages<RecordedResult>([recorded], new Error('503'));
    const { error, sent } = await invoke(THREE, [], { overrides: { recordedResults } });
    expect(error).toHaveProperty('name', 'IncompleteEvaluationError');
    expect(sent).toHaveLength(3);
  });

  test('comes to all brokers with its repetitions, where one invocation cannot read all of them', async () => {
    const numbers = [1, 2, 3, 4, 5, 6];
    const recorded = numbers.map((number) => recordedAt(number, DAY));
    const judged: string[] = [];
    // Each reads for four minutes and a half. Lambda waits one minute, and then two.
    for (const lateMs of [0, 5.5 * MINUTE, 12 * MINUTE]) {
      // Amazon MQ answers half of them.
      const ids: string[] = [];
      const describeBroker: AwsAccount['describeBroker'] = async (id) => {
        if (ids.length === numbers.length / 2) throw new Error('throttled');
        ids.push(id);
        return { id, engineType: 'RABBITMQ', deploymentMode: 'CLUSTER_MULTI_AZ' };
      };
      const listBrokers = async function* () {
        yield numbers.map((number) => ({ id: brokerId(number), engineType: 'RABBITMQ' }));
      };
      const { error, sent } = await invoke([], recorded, { lateMs, overrides: { describeBroker, listBrokers } });
      expect(error).toHaveProperty('name', 'IncompleteEvaluationError');
      expect(sent).toEqual([]);
      judged.push(...ids);
    }
    expect([...new Set(judged)].toSorted()).toEqual(numbers.map(brokerId));
  });

  test('fails if it cannot be read, on time and late', async () => {
    for (const lateMs of [0, MINUTE]) {
      const { error, batches } = await invoke(THREE, [], { refresh: 'weekly', lateMs });
      expect(error).toHaveProperty('message', expect.stringMatching(/^Rule parameter "refresh" is "weekly"\./));
      expect(batches).toEqual([]);
    }
  });
});

test.each([
  [1, 0],
  [2, 1.5 * DAY],
  [30, 29.5 * DAY],
])('with refresh=%i, an unchanged result is sent again at an age of %i milliseconds', (days, age) => {
  expect(refreshAge(days)).toBe(age);
});
