import { RULE_CHECKS } from '../../checks/registry.ts';
import { createHandler } from '../../lambda/handler.ts';
import type { AwsAccount, RecordedResult } from '../../lambda/ports.ts';
import { RefusedError } from '../../lambda/ports.ts';
import type { BrokerAnswer } from '../support/brokers.ts';
import { brokerId, configurationItem, describeAnswer } from '../support/brokers.ts';
import { loadEvent } from '../support/events.ts';
import { createFakeAccount } from '../support/fake-account.ts';
import { createFakeTelemetry } from '../support/fake-telemetry.ts';

const CHANGED = new Date('2026-01-31T12:00:00.000Z');
const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const ID = brokerId(1);
const GOOD = describeAnswer(1);
const BAD = describeAnswer(1, { deploymentMode: 'SINGLE_INSTANCE' });
const DESCRIBED = `DescribeBroker ${ID}`;

interface Situation {
  /** The broker when it was changed, as in the item of the event. */
  readonly inItem?: BrokerAnswer;
  /** The broker as it is, or `undefined` if it is gone. */
  readonly current?: BrokerAnswer | undefined;
  readonly refresh?: number;
  readonly lateSeconds?: number;
  readonly recorded?: readonly RecordedResult[];
  readonly overrides?: Partial<AwsAccount>;
  /** Members of the event. */
  readonly event?: Readonly<Record<string, unknown>>;
  readonly messageType?: 'ConfigurationItem' | 'OversizedConfigurationItem';
}

/** Invokes the function with a change of a broker. By default, the event is an hour late. */
async function change({
  inItem = GOOD,
  current,
  refresh = 7,
  lateSeconds = 3_600,
  recorded = [],
  overrides = {},
  event = {},
  messageType = 'ConfigurationItem',
}: Situation) {
  const account = createFakeAccount({ brokers: current ? [current] : [], recorded }, overrides);
  const handler = createHandler({
    checks: RULE_CHECKS,
    connect: async () => account,
    telemetry: createFakeTelemetry(),
    now: () => new Date(CHANGED.getTime() + lateSeconds * SECOND),
  });
  const { configuration, ...summary } = configurationItem(inItem, {
    configurationItemCaptureTime: CHANGED.toISOString(),
  });
  const loaded = loadEvent('change-ok', {
    ruleParameters: { checks: 'rabbitmq-cluster-deployment', refresh: String(refresh) },
    invokingEvent: {
      messageType: `${messageType}ChangeNotification`,
      notificationCreationTime: CHANGED.toISOString(),
      configurationItem: { ...summary, configuration },
      configurationItemSummary: summary,
    },
    ...event,
  });
  const error: unknown = await handler(loaded, {
    invokedFunctionArn: 'arn:aws:lambda:eu-west-1:999999999999:function:evaluator',
    getRemainingTimeInMillis: () => 60_000,
  }).catch((thrown: unknown) => thrown);
  return { error, calls: account.calls, evaluations: account.batches.flat() };
}

describe('with refresh, a change that comes late', () => {
  test.each<[string, Situation, string]>([
    ['fails if the broker fails by now', { inItem: GOOD, current: BAD }, 'NON_COMPLIANT'],
    ['passes if the broker passes by now', { inItem: BAD, current: GOOD }, 'COMPLIANT'],
    ['does not apply if the broker is gone by now', { inItem: GOOD, current: undefined }, 'NOT_APPLICABLE'],
    ['is judged so after 45 seconds', { inItem: GOOD, current: BAD, lateSeconds: 45 }, 'NON_COMPLIANT'],
    ['is judged so with refresh=2', { inItem: GOOD, current: BAD, refresh: 2 }, 'NON_COMPLIANT'],
    ['is judged so if it is oversized', { current: BAD, messageType: 'OversizedConfigurationItem' }, 'NON_COMPLIANT'],
  ])('%s', async (_, situation, compliance) => {
    const { error, calls, evaluations } = await change(situation);
    expect(error).toBeUndefined();
    expect(calls).toEqual(['GetComplianceDetailsByConfigRule', DESCRIBED, 'PutEvaluations']);
    expect(evaluations).toEqual([expect.objectContaining({ resourceId: ID, compliance, orderingTimestamp: CHANGED })]);
  });

  // Its broker passed for a moment. A schedule has found since that it fails, and did not send that again.
  test('does not take the place of what a schedule has left out', async () => {
    const annotation = 'The deployment mode is SINGLE_INSTANCE.';
    const orderingTimestamp = new Date(CHANGED.getTime() - 3 * DAY);
    const recorded = [{ resourceId: ID, compliance: 'NON_COMPLIANT', annotation, orderingTimestamp }];
    const { evaluations } = await change({ inItem: GOOD, current: BAD, recorded });
    expect(evaluations.map(({ compliance }) => compliance)).toEqual(['NON_COMPLIANT']);
  });

  test('is unknown where DescribeBroker is refused', async () => {
    const describeBroker = () => Promise.reject(new RefusedError('DescribeBroker', 'AccessDeniedException'));
    const { evaluations } = await change({ overrides: { describeBroker } });
    expect(evaluations).toEqual([expect.objectContaining({ compliance: 'NOT_APPLICABLE' })]);
    expect(evaluations[0]?.annotation).toMatch(
      /^This broker could not be evaluated: .*not known\. DescribeBroker failed \(AccessDeniedException\)/,
    );
  });

  test('sends nothing while DescribeBroker fails in passing, and fails', async () => {
    const describeBroker = () => Promise.reject(new Error('socket hang up'));
    const { error, evaluations } = await change({ overrides: { describeBroker } });
    expect(error).toHaveProperty('message', 'socket hang up');
    expect(evaluations).toEqual([]);
  });

  test.each([
    ['was deleted', deleted()],
    ['left the scope', { eventLeftScope: true }],
  ])('of a broker that %s needs no look-up', async (_, event) => {
    const { calls, evaluations } = await change({ current: GOOD, event });
    expect(calls).not.toContain(DESCRIBED);
    expect(evaluations).toEqual([expect.objectContaining({ compliance: 'NOT_APPLICABLE' })]);
  });
});

test.each<[string, Situation]>([
  ['on time, with refresh', { lateSeconds: 44 }],
  ['late, without', { refresh: 1 }],
])('a change is judged by its item %s', async (_, situation) => {
  const { calls, evaluations } = await change({ inItem: BAD, current: GOOD, ...situation });
  expect(calls).not.toContain(DESCRIBED);
  expect(evaluations).toEqual([expect.objectContaining({ compliance: 'NON_COMPLIANT' })]);
});

function deleted() {
  const { invokingEvent } = loadEvent('change-deleted', {
    invokingEvent: { notificationCreationTime: CHANGED.toISOString() },
  });
  return { invokingEvent };
}
