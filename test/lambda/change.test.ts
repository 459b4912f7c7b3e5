import { evaluateBroker } from '../../checks/evaluation.ts';
import { evaluateChange, isOvertaken } from '../../lambda/change.ts';
import { readsUntil } from '../../lambda/deadline.ts';
import type { ChangeEvent, OversizedChangeEvent } from '../../lambda/event.ts';
import { parseEvent } from '../../lambda/event.ts';
import { RefusedError } from '../../lambda/ports.ts';
import { brokerArn, brokerId, configurationItem, describeAnswer } from '../support/brokers.ts';
import { THREE_CHECKS } from '../support/checks.ts';
import type { FakeState } from '../support/fake-account.ts';
import { createFakeAccount, failingPages } from '../support/fake-account.ts';

const LEFT_SCOPE = 'The broker is no longer in scope of the rule.';
const DENIED = new RefusedError('DescribeBroker', 'AccessDeniedException');

function changeEvent(item: unknown, overrides: object = {}, messageType = 'ConfigurationItemChangeNotification') {
  const member = messageType.startsWith('Oversized') ? 'configurationItemSummary' : 'configurationItem';
  return parseEvent({
    invokingEvent: JSON.stringify({ messageType, [member]: item }),
    configRuleName: 'rule',
    accountId: '111122223333',
    resultToken: 'token',
    eventLeftScope: false,
    ...overrides,
  }) as ChangeEvent | OversizedChangeEvent;
}

function oversizedEvent(differences: object = {}) {
  const { configuration, ...summary } = configurationItem(describeAnswer(1));
  return changeEvent({ ...summary, ...differences }, {}, 'OversizedConfigurationItemChangeNotification');
}

/** The item of a broker as the API has it. */
function historyItem(differences: object = {}) {
  const { ARN, awsAccountId, configuration, ...item } = configurationItem(describeAnswer(1));
  return { ...item, arn: ARN, accountId: awsAccountId, configuration: JSON.stringify(configuration), ...differences };
}

async function evaluate(event: ChangeEvent | OversizedChangeEvent, state: FakeState = {}, overrides: object = {}) {
  const account = createFakeAccount(state, overrides);
  const { verdict, results } = await evaluateChange(
    event,
    (broker) => evaluateBroker(broker, THREE_CHECKS),
    readsUntil(new AbortController().signal, account),
  );
  return { verdict, details: results.map(({ detail }) => detail), calls: account.calls };
}

describe('a change event', () => {
  test('with a complete item is evaluated without a call to AWS', async () => {
    expect(await evaluate(changeEvent(configurationItem(describeAnswer(1))))).toMatchObject({
      verdict: 'pass',
      calls: [],
    });
  });

  test('with a fact missing is completed with DescribeBroker', async () => {
    const item = configurationItem(describeAnswer(1, { logs: undefined as never }));
    expect(await evaluate(changeEvent(item), { brokers: [describeAnswer(1)] })).toEqual({
      verdict: 'pass',
      details: expect.any(Array),
      calls: [`DescribeBroker ${brokerId(1)}`],
    });
  });

  test('takes what the item has over what DescribeBroker has: the item is what the event is about', async () => {
    const item = configurationItem(describeAnswer(1, { logs: undefined as never, publiclyAccessible: true }));
    expect(await evaluate(changeEvent(item), { brokers: [describeAnswer(1)] })).toMatchObject({
      verdict: 'fail',
      details: ['The broker is publicly accessible.'],
    });
  });

  test('whose id is an ARN describes the broker by its own id', async () => {
    const item = configurationItem(describeAnswer(1), { resourceId: brokerArn(1), configuration: {} });
    expect(await evaluate(changeEvent(item), { brokers: [describeAnswer(1)] })).toMatchObject({
      verdict: 'pass',
      calls: [`DescribeBroker ${brokerId(1)}`],
    });
  });

  test('with a fact missing is unknown where DescribeBroker is refused, and says so', async () => {
    const item = configurationItem(describeAnswer(1, { logs: undefined as never }));
    const describeBroker = () => Promise.reject(DENIED);
    expect(await evaluate(changeEvent(item), {}, { describeBroker })).toMatchObject({
      verdict: 'unknown',
      details: ['Logs.General is missing from the configuration item. DescribeBroker failed (AccessDeniedException).'],
    });
  });

  test('with a fact missing does not apply where the broker is gone by now', async () => {
    const item = configurationItem(describeAnswer(1, { logs: undefined as never }));
    expect(await evaluate(changeEvent(item))).toMatchObject({
      verdict: 'skip',
      details: expect.arrayContaining(['The broker no longer exists.']),
    });
  });

  test('is no verdict while the look-up fails in passing', async () => {
    const item = configurationItem(describeAnswer(1, { logs: undefined as never }));
    const describeBroker = () => Promise.reject(new Error('socket hang up'));
    await expect(evaluate(changeEvent(item), {}, { describeBroker })).rejects.toThrow('socket hang up');
  });

  test.each([
    [
      'is of another type',
      { resourceType: 'AWS::S3::Bucket' },
      {},
      'The resource is AWS::S3::Bucket, not AWS::AmazonMQ::Broker.',
    ],
    [
      'was deleted, its configuration null',
      { configurationItemStatus: 'ResourceDeleted', configuration: null },
      {},
      'The broker was deleted.',
    ],
    ['left the scope, its configuration absent', { configuration: undefined }, { eventLeftScope: true }, LEFT_SCOPE],
    ['left the scope with its configuration', {}, { eventLeftScope: true }, LEFT_SCOPE],
  ])('of a resource that %s does not apply, and takes no call', async (_, differences, overrides, detail) => {
    const event = changeEvent(configurationItem(describeAnswer(1), differences), overrides);
    expect(await evaluate(event)).toEqual({ verdict: 'skip', details: THREE_CHECKS.map(() => detail), calls: [] });
  });

  test('whose resource id has not the form of an id is unknown where the item has no other', async () => {
    const item = configurationItem(describeAnswer(1), { resourceId: 'broker-1', ARN: undefined, configuration: {} });
    expect(await evaluate(changeEvent(item), { brokers: [describeAnswer(1)] })).toMatchObject({
      verdict: 'unknown',
      calls: [],
    });
  });

  test('that is oversized and of another type takes no call', async () => {
    expect(await evaluate(oversizedEvent({ resourceType: 'AWS::S3::Bucket' }))).toMatchObject({
      verdict: 'skip',
      calls: [],
    });
  });

  test('with a status that nobody knows is unknown', async () => {
    const item = configurationItem(describeAnswer(1), { configurationItemStatus: 'ResourceFrozen' });
    const describeBroker = () => Promise.reject(DENIED);
    expect(await evaluate(changeEvent(item), {}, { describeBroker })).toMatchObject({ verdict: 'unknown' });
  });
});

describe('an oversized event', () => {
  test.each([
    ['of its time', {}],
    ['rounded down to the second', { configurationItemCaptureTime: '2026-01-31T11:59:59.000Z' }],
  ])('is completed from the history %s', async (_, differences) => {
    expect(await evaluate(oversizedEvent(), { item: historyItem(differences) })).toMatchObject({
      verdict: 'pass',
      calls: ['GetResourceConfigHistory'],
    });
  });

  test.each([
    ['is empty', undefined],
    ['is behind the event', historyItem({ configurationItemCaptureTime: '2026-01-31T11:59:00.000Z' })],
    ['cannot be read', { resourceType: 'AWS::AmazonMQ::Broker' }],
    ['has a configuration that is not JSON', historyItem({ configuration: '{"EngineType":' })],
  ])('asks DescribeBroker where the history %s', async (_, item) => {
    expect(await evaluate(oversizedEvent(), { item, brokers: [describeAnswer(1)] })).toMatchObject({
      verdict: 'pass',
      calls: ['GetResourceConfigHistory', `DescribeBroker ${brokerId(1)}`],
    });
  });

  test('asks DescribeBroker where the history is refused', async () => {
    const itemAt = () => Promise.reject(new RefusedError('GetResourceConfigHistory', 'AccessDeniedException'));
    expect(await evaluate(oversizedEvent(), { brokers: [describeAnswer(1)] }, { itemAt })).toMatchObject({
      verdict: 'pass',
    });
  });

  test('is no verdict while the history fails in passing', async () => {
    const itemAt = () => Promise.reject(new Error('socket hang up'));
    await expect(evaluate(oversizedEvent(), {}, { itemAt })).rejects.toThrow('socket hang up');
  });

  test('of a deleted broker takes no call', async () => {
    const event = oversizedEvent({ configurationItemStatus: 'ResourceDeleted' });
    expect(await evaluate(event)).toMatchObject({ verdict: 'skip', calls: [] });
  });

  test('whose history says that the broker is deleted does not apply', async () => {
    const item = historyItem({ configurationItemStatus: 'ResourceDeleted', configuration: null });
    expect(await evaluate(oversizedEvent(), { item })).toMatchObject({ verdict: 'skip' });
  });
});

describe('an event is overtaken', () => {
  const LATE = new Date('2026-01-31T12:00:00.000Z');
  const NOW = new Date('2026-01-31T12:00:45.000Z');
  const RESULT = { resourceId: brokerId(1), orderingTimestamp: new Date('2026-01-31T12:00:00.001Z') };

  function isEventOvertaken(state: FakeState, notificationTime: Date | undefined, overrides: object = {}) {
    const event = { ...changeEvent(configurationItem(describeAnswer(1))), notificationTime };
    return isOvertaken(event, readsUntil(new AbortController().signal, createFakeAccount(state, overrides)), NOW);
  }

  test.each<[string, boolean, Date | undefined, NonNullable<FakeState['recorded']>[number]]>([
    ['by a later COMPLIANT', true, LATE, { ...RESULT, compliance: 'COMPLIANT' }],
    ['by a later NON_COMPLIANT', true, LATE, { ...RESULT, compliance: 'NON_COMPLIANT' }],
    ['by a later NOT_APPLICABLE', true, LATE, { ...RESULT, compliance: 'NOT_APPLICABLE' }],
    ['by no result of unknown time', false, LATE, { resourceId: brokerId(1) }],
    ['by no result of another broker', false, LATE, { ...RESULT, resourceId: brokerId(2) }],
    ['by none within 45 seconds', false, new Date(LATE.getTime() + 1), RESULT],
    ['by none if it does not say when it was created', false, undefined, RESULT],
  ])('%s', async (_, expected, notificationTime, result) => {
    expect(await isEventOvertaken({ recorded: [result] }, notificationTime)).toBe(expected);
  });

  test('by the later of two results, where one moves to the next page while they are read', async () => {
    const older = { ...RESULT, orderingTimestamp: new Date('2026-01-30T12:00:00.000Z') };
    for (const recorded of [
      [older, RESULT],
      [RESULT, older],
    ])
      expect(await isEventOvertaken({ recorded }, LATE)).toBe(true);
  });

  test('or not, which nobody knows while the results fail in passing', async () => {
    const recordedResults = () => failingPages([], new Error('socket hang up'));
    await expect(isEventOvertaken({}, LATE, { recordedResults })).rejects.toThrow('socket hang up');
  });
});
