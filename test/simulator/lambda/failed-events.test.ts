import { schedule } from '../../../simulator/config/rule-events.ts';
import { answer } from '../../../simulator/services.ts';
import type { World } from '../support.ts';
import { ORDERS, PAYMENTS, startAdministratorSession, withWorld } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const DAY_MS = 86_400_000;

function queueOf({ simulation }: World) {
  const [queue] = simulation.state.queues.values();
  if (!queue) throw new Error('There is no queue.');
  return queue;
}

/** Delivers a schedule, with each answer of AWS Config broken. @returns the event */
async function fail({ simulation, runtime, dial }: World) {
  const [event] = schedule(simulation, HERE);
  if (!event) throw new Error('There is no rule.');
  dial.faults = [{ kind: 'expired-credentials', when: ({ service }) => service === 'config' }];
  expect(await runtime.deliver(event)).toHaveLength(3);
  dial.faults = [];
  return event.event;
}

/** Calls Amazon SQS as somebody in an account who may do everything. */
function call({ simulation }: World, operation: string, input: object, accountId = PAYMENTS): unknown {
  const accessKeyId = startAdministratorSession(simulation, accountId);
  const QueueUrl = queueOf({ simulation } as World).url;
  return answer(simulation, {
    ...{ service: 'sqs', operation, accessKeyId, region: HERE.region },
    input: { QueueUrl, ...input },
  });
}

test('an event that failed three times is in the queue, with the reason', async () => {
  await withWorld('account', {}, async (world) => {
    const event = await fail(world);
    expect(queueOf(world).messages.map(({ body }) => JSON.parse(body))).toEqual([
      {
        version: '1.0',
        timestamp: expect.stringMatching(/Z$/),
        requestContext: {
          requestId: expect.any(String),
          functionArn: expect.stringMatching(/:function:[\w-]+:\$LATEST$/),
          condition: 'RetriesExhausted',
          approximateInvokeCount: 3,
        },
        requestPayload: event,
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        responsePayload: { errorType: expect.any(String), errorMessage: expect.stringContaining('ExpiredToken') },
      },
    ]);
  });
});

test('an event that succeeds is not kept, not even after a failure', async () => {
  await withWorld('account', {}, async (world) => {
    const { simulation, deliver, dial } = world;
    dial.faults = [{ kind: 'partial-failure', when: ({ operation }) => operation === 'PutEvaluations', times: 0 }];
    await deliver(schedule(simulation, HERE));
    expect(queueOf(world).messages).toEqual([]);
  });
});

test('an update of the function keeps what keeps its failures', async () => {
  await withWorld('account', {}, async (world) => {
    world.deploy({ deployment: 'account', reservedConcurrency: 5 }, PAYMENTS);
    await fail(world);
    expect(queueOf(world).messages).toHaveLength(1);
  });
});

test('it is lost once the role may not send any more', async () => {
  await withWorld('account', {}, async (world) => {
    const { roles } = world.simulation.state;
    for (const role of [...roles.values()]) {
      const withoutQueue = role.policies.map(({ Version, Statement }) => ({
        Version,
        Statement: Statement.filter(({ Action }) => ![Action].flat().includes('sqs:SendMessage')),
      }));
      roles.set(role.arn, { ...role, policies: withoutQueue });
    }
    await fail(world);
    expect(queueOf(world).messages).toEqual([]);
  });
});

test('what somebody reads is hidden for a while, and there again', async () => {
  let now = Date.now();
  await withWorld('account', { now: () => now }, async (world) => {
    const event = await fail(world);
    const read = () => call(world, 'ReceiveMessage', { MaxNumberOfMessages: 10, VisibilityTimeout: 60 });
    const message = {
      MessageId: expect.any(String),
      ReceiptHandle: expect.any(String),
      MD5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      Body: expect.stringContaining(String(event.resultToken)),
    };
    expect(read()).toEqual({ Messages: [message] });
    expect(read()).toEqual({});
    now += 60_000;
    expect(read()).toEqual({ Messages: [message] });
    expect(call(world, 'PurgeQueue', {})).toEqual({});
    now += 60_000;
    expect(read()).toEqual({});
  });
});

test('it is kept for 14 days', async () => {
  let now = Date.now();
  await withWorld('account', { now: () => now }, async (world) => {
    await fail(world);
    const read = () => call(world, 'ReceiveMessage', { VisibilityTimeout: 0 });
    now += 14 * DAY_MS - 1;
    expect(read()).toHaveProperty('Messages');
    now += 1;
    expect(read()).toEqual({});
  });
});

test.each([
  ['another account', 'ReceiveMessage', {}, ORDERS, 'is not authorized to perform: sqs:ReceiveMessage'],
  ['the wrong queue', 'ReceiveMessage', { QueueUrl: 'https://x' }, PAYMENTS, 'The specified queue does not exist.'],
  ['too many messages', 'ReceiveMessage', { MaxNumberOfMessages: 11 }, PAYMENTS, 'Must be between 1 and 10'],
  ['another operation', 'SendMessage', {}, PAYMENTS, 'The simulator does not support SendMessage.'],
])('Amazon SQS refuses %s', async (_, operation, input, accountId, message) => {
  await withWorld('account', {}, (world) => {
    expect(() => call(world, operation, input, accountId)).toThrow(message);
  });
});
