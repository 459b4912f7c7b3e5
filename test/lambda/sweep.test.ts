import type { Broker } from '../../checks/broker.ts';
import type { Check } from '../../checks/check.ts';
import type { Judge } from '../../checks/evaluation.ts';
import { evaluateBroker, exemptFailures } from '../../checks/evaluation.ts';
import type { Exemption } from '../../checks/exemption.ts';
import type { ScheduledEvent } from '../../lambda/event.ts';
import type { AwsAccount, RecordedResult } from '../../lambda/ports.ts';
import { RefusedError } from '../../lambda/ports.ts';
import { startReport } from '../../lambda/report.ts';
import { CONCURRENCY, sweep } from '../../lambda/sweep.ts';
import type { BrokerAnswer } from '../support/brokers.ts';
import { brokerArn, brokerId, describeAnswer } from '../support/brokers.ts';
import { THREE_CHECKS } from '../support/checks.ts';
import type { FakeState } from '../support/fake-account.ts';
import { createFakeAccount, failingPages } from '../support/fake-account.ts';

const NOTIFICATION = new Date('2026-01-31T12:00:00.000Z');
const EARLIER = new Date('2026-01-30T12:00:00.000Z');
const LATER = new Date('2026-01-31T12:00:01.000Z');
const DENIED = new RefusedError('DescribeBroker', 'AccessDeniedException');
const CLUSTER_CHECK = THREE_CHECKS.filter(({ id }) => id === 'rabbitmq-cluster-deployment');

const EVENT: ScheduledEvent = {
  messageType: 'ScheduledNotification',
  rule: { name: 'rule', accountId: '111122223333', resultToken: 'token' },
  notificationTime: NOTIFICATION,
};

/** A page of `ListBrokers`. */
const LISTED: readonly Broker[] = [{ id: brokerId(1), engineType: 'RABBITMQ', deploymentMode: 'CLUSTER_MULTI_AZ' }];

interface Options {
  readonly checks?: readonly Check[];
  readonly exemptions?: readonly Exemption[];
  readonly overrides?: Partial<AwsAccount>;
  readonly signal?: AbortSignal;
}

/** Sweeps an account. @returns what was sent, as `id: COMPLIANCE`, and what was told */
async function run(state: FakeState, { checks = THREE_CHECKS, exemptions = [], overrides, signal }: Options = {}) {
  const account = createFakeAccount(state, overrides);
  const problems: string[] = [];
  const notices: string[] = [];
  const outcomes: string[] = [];
  const onProblem = (problem: Error) => problems.push(problem.message);
  const report = startReport(account, EVENT.rule.resultToken, onProblem, new AbortController().signal);
  const observer = {
    onOutcome: (id: string, { verdict }: { verdict: string }) => outcomes.push(`${id}: ${verdict}`),
    onProblem,
    onNotice: (notice: string) => notices.push(notice),
  };
  const judge: Judge = (broker) => exemptFailures(evaluateBroker(broker, checks), broker, exemptions, NOTIFICATION);
  const refresh = { ageMs: 0, now: NOTIFICATION };
  await sweep(EVENT, judge, account, report, observer, signal ?? new AbortController().signal, refresh);
  await report.finish();
  const evaluations = account.batches.flat();
  const sent = evaluations.map(({ resourceId, compliance }) => `${resourceId}: ${compliance}`);
  return { calls: account.calls, evaluations, sent, problems, notices, outcomes };
}

function recordedAt(resourceId: string, orderingTimestamp?: Date) {
  return { resourceId, orderingTimestamp };
}

function active(number: number): BrokerAnswer {
  return describeAnswer(number, { engineType: 'ActiveMQ', deploymentMode: 'SINGLE_INSTANCE' });
}

describe('what a sweep costs', () => {
  test('describes only RabbitMQ brokers, and only where the list has too little', async () => {
    const { calls, sent, problems } = await run({ brokers: [describeAnswer(1), active(2), describeAnswer(3)] });
    expect(calls).toEqual([
      'GetComplianceDetailsByConfigRule',
      'ListDiscoveredResources',
      'ListBrokers',
      `DescribeBroker ${brokerId(1)}`,
      `DescribeBroker ${brokerId(3)}`,
      'PutEvaluations',
    ]);
    expect(sent).toEqual([`${brokerId(1)}: COMPLIANT`, `${brokerId(3)}: COMPLIANT`]);
    expect(problems).toEqual([]);
  });

  test('describes nothing for the cluster check, as the list has the deployment mode', async () => {
    const { calls, sent } = await run({ brokers: [describeAnswer(1)] }, { checks: CLUSTER_CHECK });
    expect(calls.filter((call) => call.startsWith('DescribeBroker'))).toEqual([]);
    expect(sent).toEqual([`${brokerId(1)}: COMPLIANT`]);
  });

  test('sends full batches of 100', async () => {
    const brokers = Array.from({ length: 250 }, (_, index) => describeAnswer(index));
    const account = await run({ brokers }, { checks: CLUSTER_CHECK });
    expect(account.calls.filter((call) => call === 'PutEvaluations')).toHaveLength(3);
    expect(new Set(account.sent).size).toBe(250);
  });

  test('makes one empty call where there is nothing to say', async () => {
    const { calls, sent } = await run({ brokers: [active(1)] });
    expect(calls.at(-1)).toBe('PutEvaluations');
    expect(sent).toEqual([]);
  });

  test('has no more reads under way than the limit', async () => {
    let underWay = 0;
    let most = 0;
    const brokers = Array.from({ length: 40 }, (_, index) => describeAnswer(index));
    const describeBroker = async (id: string): Promise<Broker> => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return { id, engineType: 'RABBITMQ', publiclyAccessible: false, generalLogging: true };
    };
    await run({ brokers }, { overrides: { describeBroker } });
    expect(most).toBe(CONCURRENCY);
  });
});

describe('what a sweep reports', () => {
  test('evaluates once a broker that is listed twice, as where a page ends moves while it is read', async () => {
    const { listBrokers } = createFakeAccount({ brokers: [describeAnswer(1), describeAnswer(2)] });
    const overrides: Partial<AwsAccount> = {
      async *listBrokers(signal) {
        for await (const page of listBrokers(signal)) yield* [page, page];
      },
    };
    const { sent, problems } = await run({ brokers: [describeAnswer(1), describeAnswer(2)] }, { overrides });
    expect(sent).toEqual([`${brokerId(1)}: COMPLIANT`, `${brokerId(2)}: COMPLIANT`]);
    expect(problems).toEqual([]);
  });

  test('reads the lists of both services at the same time', async () => {
    const started = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const waiting = (own: 0 | 1) =>
      async function* () {
        started[own].resolve();
        await started[1 - own]?.promise;
        yield [];
      };
    const { problems } = await run({}, { overrides: { discoveredBrokers: waiting(0), listBrokers: waiting(1) } });
    expect(problems).toEqual([]);
  });

  test('orders by the time of the notification, never by the time of the answer', async () => {
    const { evaluations } = await run({ brokers: [describeAnswer(1)], recorded: [recordedAt(brokerId(9), EARLIER)] });
    expect(evaluations.map(({ orderingTimestamp }) => orderingTimestamp)).toEqual([NOTIFICATION, NOTIFICATION]);
  });

  test('withdraws an older COMPLIANT where one broker is refused, and evaluates the others', async () => {
    const describeBroker = async (id: string): Promise<Broker> => {
      if (id === brokerId(1)) throw DENIED;
      return { id, engineType: 'RABBITMQ', publiclyAccessible: false, generalLogging: true };
    };
    const { sent, evaluations, outcomes } = await run(
      { brokers: [describeAnswer(1), describeAnswer(2)], recorded: [recordedAt(brokerId(1), EARLIER)] },
      { overrides: { describeBroker } },
    );
    expect(new Set(sent)).toEqual(new Set([`${brokerId(1)}: NOT_APPLICABLE`, `${brokerId(2)}: COMPLIANT`]));
    const annotation = evaluations.find(({ resourceId }) => resourceId === brokerId(1))?.annotation;
    expect(annotation).toMatch(/^This broker could not be evaluated: .*AccessDeniedException/);
    expect(outcomes).toContain(`${brokerId(1)}: unknown`);
  });

  test('says nothing of an unknown broker of which there is no result, but tells the observer', async () => {
    const overrides = { describeBroker: () => Promise.reject(DENIED) };
    const { sent, outcomes } = await run({ brokers: [describeAnswer(1)] }, { overrides });
    expect(sent).toEqual([]);
    expect(outcomes).toEqual([`${brokerId(1)}: unknown`]);
  });

  test('fails a broker on a fact of the list even where it cannot be described', async () => {
    const single = describeAnswer(1, { deploymentMode: 'SINGLE_INSTANCE' });
    const overrides = { describeBroker: () => Promise.reject(DENIED) };
    expect((await run({ brokers: [single] }, { overrides })).sent).toEqual([`${brokerId(1)}: NON_COMPLIANT`]);
  });

  test('leaves a broker out whose read fails in passing, sends the rest and names the problem', async () => {
    const describeBroker = async (id: string): Promise<Broker> => {
      if (id === brokerId(1)) throw new Error('socket hang up');
      return { id, engineType: 'RABBITMQ', publiclyAccessible: false, generalLogging: true };
    };
    const { sent, problems } = await run(
      { brokers: [describeAnswer(1), describeAnswer(2)], recorded: [recordedAt(brokerId(1), EARLIER)] },
      { overrides: { describeBroker } },
    );
    expect(sent).toEqual([`${brokerId(2)}: COMPLIANT`]);
    expect(problems).toEqual([`Could not read ${brokerId(1)}: Error: socket hang up`]);
  });

  test('does not overtake a change event that was answered after the sweep was due', async () => {
    const { sent, calls } = await run({
      brokers: [describeAnswer(1, { publiclyAccessible: true }), describeAnswer(2)],
      recorded: [{ ...recordedAt(brokerId(1), LATER), compliance: 'NON_COMPLIANT' }, recordedAt(brokerId(2), EARLIER)],
    });
    expect(sent).toEqual([`${brokerId(2)}: COMPLIANT`]);
    expect(calls).not.toContain(`DescribeBroker ${brokerId(1)}`);
  });

  test('evaluates those first whose results are oldest', async () => {
    const { sent } = await run(
      {
        brokers: [1, 2, 3, 4, 5].map((number) => describeAnswer(number)),
        recorded: [
          recordedAt(brokerId(1), EARLIER),
          recordedAt(brokerId(3), new Date(EARLIER.getTime() - 1)),
          { ...recordedAt(brokerId(5), new Date(EARLIER.getTime() - 2)), compliance: 'NOT_APPLICABLE' },
          recordedAt(brokerId(4)),
        ],
      },
      { checks: CLUSTER_CHECK },
    );
    expect(sent.map((line) => line.slice(0, 10))).toEqual(
      [2, 4, 5, 3, 1].map((number) => brokerId(number).slice(0, 10)),
    );
  });

  test.each([
    ['its ARN', brokerArn(1), undefined],
    ['its name', 'broker-1', undefined],
    ['an id of its own, known by its name', 'AWS::AmazonMQ::Broker/7', 'broker-1'],
  ])('reports a broker under the id that AWS Config has: %s', async (_, resourceId, resourceName) => {
    const { sent } = await run({ brokers: [describeAnswer(1)], discovered: [{ resourceId, resourceName }] });
    expect(sent).toEqual([`${resourceId}: COMPLIANT`]);
  });

  test('keeps the results of a broker apart from those of a broker that has its id for a name', async () => {
    const brokers = [
      describeAnswer(1, { publiclyAccessible: true }),
      describeAnswer(2, { brokerName: brokerId(1), brokerArn: brokerArn(2).replace('broker-2', brokerId(1)) }),
    ];
    const expected = [`${brokerId(1)}: NON_COMPLIANT`, `${brokerId(2)}: COMPLIANT`];
    for (const state of [
      { discovered: [{ resourceId: brokerId(1) }] },
      { discovered: [{ resourceId: brokerId(1) }, { resourceId: brokerId(2), resourceName: brokerId(1) }] },
      { recorded: [recordedAt(brokerId(1), EARLIER)] },
    ]) {
      const { sent } = await run({ brokers, ...state });
      expect(sent.toSorted()).toEqual(expected);
    }
  });

  test('reports none of two brokers that may both be what AWS Config means', async () => {
    const brokers = [describeAnswer(1), describeAnswer(2, { brokerName: 'broker-1' })];
    const { sent, problems } = await run({ brokers, discovered: [{ resourceId: 'broker-1' }] });
    expect(sent).toEqual([]);
    expect(problems).toEqual([
      `The AWS Config resource "broker-1" could be any of these brokers: "${brokerId(1)}", "${brokerId(2)}".`,
    ]);
  });

  test('withdraws what may stand of an unknown broker where the results could not be read', async () => {
    const overrides = {
      describeBroker: () => Promise.reject(DENIED),
      recordedResults: () => failingPages<RecordedResult>([], new Error('503')),
    };
    const { sent } = await run({ brokers: [describeAnswer(1)] }, { overrides });
    expect(sent).toEqual([`${brokerId(1)}: NOT_APPLICABLE`]);
  });

  test('withdraws what may stand of an unknown broker where its result is listed twice', async () => {
    const overrides = { describeBroker: () => Promise.reject(DENIED) };
    const twice = [
      recordedAt(brokerId(1), EARLIER),
      { ...recordedAt(brokerId(1), LATER), compliance: 'NOT_APPLICABLE' },
    ];
    for (const recorded of [twice, twice.toReversed()]) {
      const { sent } = await run({ brokers: [describeAnswer(1)], recorded }, { overrides });
      expect(sent).toEqual([`${brokerId(1)}: NOT_APPLICABLE`]);
    }
  });

  test('does not repeat what an earlier attempt of the same run has sent', async () => {
    const { sent } = await run({ brokers: [describeAnswer(1)], recorded: [recordedAt(brokerId(1), NOTIFICATION)] });
    expect(sent).toEqual([]);
  });

  test.each<[string, readonly Broker[]]>([
    ['"orders"', [{ name: 'orders' }]],
    ['"orders", "payments", null', [{ name: 'orders' }, { name: 'payments' }, {}]],
  ])('says of listed brokers without an id that they could not be reported: %s', async (names, brokers) => {
    const { problems } = await run({}, { overrides: { listBrokers: () => pagesOf(brokers) } });
    expect(problems).toEqual([`ListBrokers returned brokers without an ID: ${names}.`]);
  });

  test('stops where AWS Config accepts no results any more', async () => {
    const brokers = Array.from({ length: 250 }, (_, index) => describeAnswer(index));
    let described = 0;
    const overrides: Partial<AwsAccount> = {
      putEvaluations: () => Promise.reject(new RefusedError('PutEvaluations', 'NoSuchConfigRuleException')),
      describeBroker: async (id) => {
        described += 1;
        return { id, publiclyAccessible: false, generalLogging: true };
      },
    };
    await expect(run({ brokers }, { overrides })).rejects.toThrow('NoSuchConfigRuleException');
    expect(described).toBeLessThan(200);
  });
});

describe('what a sweep retires', () => {
  const GONE = brokerId(9);

  test('retires a result whose broker no list has and DescribeBroker does not find', async () => {
    const { sent, evaluations, calls } = await run({ recorded: [recordedAt(GONE, EARLIER)] });
    expect(sent).toEqual([`${GONE}: NOT_APPLICABLE`]);
    expect(evaluations[0]?.annotation).toBe('The broker no longer exists.');
    expect(calls).toContain(`DescribeBroker ${GONE}`);
  });

  test('retires a result under an ARN whose broker is gone', async () => {
    const { sent, calls } = await run({ recorded: [recordedAt(brokerArn(9), EARLIER)] });
    expect(sent).toEqual([`${brokerArn(9)}: NOT_APPLICABLE`]);
    expect(calls).toContain(`DescribeBroker ${GONE}`);
  });

  test.each(['orders', 'b-1', `${GONE}-2`])(
    'keeps a result under %s, which is not the ID of a broker, so that "not found" says nothing',
    async (name) => {
      const { sent, calls, notices } = await run({ recorded: [recordedAt(name, EARLIER)] });
      expect(sent).toEqual([]);
      expect(calls.filter((call) => call.startsWith('DescribeBroker'))).toEqual([]);
      expect(notices).toEqual([
        `${name} has a result, but no list has it, and it is not the ID of a broker. The result is kept.`,
      ]);
    },
  );

  test('retires a broker that was deleted between list and describe', async () => {
    const overrides = { describeBroker: () => Promise.resolve(undefined) };
    const state = { brokers: [describeAnswer(1)], recorded: [recordedAt(brokerId(1), EARLIER)] };
    const checks = THREE_CHECKS.filter(({ id }) => id === 'rabbitmq-general-logging');
    expect((await run(state, { checks, overrides })).sent).toEqual([`${brokerId(1)}: NOT_APPLICABLE`]);
  });

  test('retires a result of a broker that is an ActiveMQ one, or being deleted', async () => {
    const deleting = describeAnswer(2, { brokerState: 'DELETION_IN_PROGRESS' });
    const recorded = [recordedAt(brokerId(1), EARLIER), recordedAt(brokerId(2), EARLIER)];
    const { sent } = await run({ brokers: [active(1), deleting], recorded });
    expect(sent).toEqual([`${brokerId(1)}: NOT_APPLICABLE`, `${brokerId(2)}: NOT_APPLICABLE`]);
  });

  test('retires the result under another id of a broker that is reported under the one that AWS Config has', async () => {
    const { sent, evaluations } = await run({
      brokers: [describeAnswer(1)],
      discovered: [{ resourceId: brokerArn(1) }],
      recorded: [recordedAt(brokerId(1), EARLIER)],
    });
    expect(sent).toEqual([`${brokerArn(1)}: COMPLIANT`, `${brokerId(1)}: NOT_APPLICABLE`]);
    expect(evaluations[1]?.annotation).toBe(`This broker is now reported as ${brokerArn(1)}.`);
  });

  const KEPT = `${GONE} has a result, but neither AWS Config nor Amazon MQ lists it.`;

  test.each<[string, FakeState, Partial<AwsAccount>, ...notices: string[]]>([
    ['AWS Config still has the broker', { discovered: [{ resourceId: GONE }] }, {}],
    ['the result is as new as the notification', { recorded: [recordedAt(GONE, NOTIFICATION)] }, {}],
    ['nobody knows how old the result is', { recorded: [recordedAt(GONE)] }, {}],
    [
      'DescribeBroker is refused',
      {},
      { describeBroker: () => Promise.reject(DENIED) },
      `${KEPT} DescribeBroker was rejected: AccessDeniedException. The result is kept.`,
    ],
    [
      'DescribeBroker is refused with an explanation',
      {},
      { describeBroker: () => Promise.reject(new RefusedError('DescribeBroker', 'ForbiddenException', 'no')) },
      `${KEPT} DescribeBroker was rejected: ForbiddenException (no). The result is kept.`,
    ],
    [
      'the broker can still be described',
      {},
      { describeBroker: async (id) => ({ id }) },
      `${GONE} has a result and exists, but neither AWS Config nor Amazon MQ lists it. The result is kept.`,
    ],
    ['a page of the brokers failed', {}, { listBrokers: () => failingPages([[]], new Error('503')) }],
    ['a page of the discovered brokers failed', {}, { discoveredBrokers: () => failingPages([[]], new Error('503')) }],
    [
      'a page of the results failed',
      {},
      { recordedResults: () => failingPages([[recordedAt(GONE, EARLIER)]], new Error('503')) },
    ],
  ])('retires nothing where %s', async (_, state, overrides, ...expected) => {
    const { sent, notices } = await run({ recorded: [recordedAt(GONE, EARLIER)], ...state }, { overrides });
    expect(sent).toEqual([]);
    expect(notices).toEqual(expected);
  });

  test('retires a NON_COMPLIANT result too, but no NOT_APPLICABLE one, which says the same', async () => {
    const result = recordedAt(GONE, EARLIER);
    for (const [compliance, sent] of [
      ['NON_COMPLIANT', [`${GONE}: NOT_APPLICABLE`]],
      ['NOT_APPLICABLE', []],
    ] as const) {
      expect((await run({ recorded: [{ ...result, compliance }] })).sent).toEqual(sent);
    }
  });

  test('is not done where DescribeBroker fails in passing', async () => {
    const overrides = { describeBroker: () => Promise.reject(new Error('socket hang up')) };
    const { sent, problems } = await run({ recorded: [recordedAt(GONE, EARLIER)] }, { overrides });
    expect(sent).toEqual([]);
    expect(problems).toEqual([`Could not read ${GONE}: Error: socket hang up`]);
  });

  test.each<[string, Partial<AwsAccount>]>([
    ['The recorded results', { recordedResults: () => failingPages([[]], new Error('503')) }],
    ["AWS Config's list of brokers", { discoveredBrokers: () => failingPages([[]], new Error('503')) }],
    ["Amazon MQ's list of brokers", { listBrokers: () => failingPages([LISTED], new Error('503')) }],
  ])('evaluates what it could read, and fails, where a page failed of: %s', async (what, overrides) => {
    const { sent, problems } = await run({ brokers: [describeAnswer(1)] }, { checks: CLUSTER_CHECK, overrides });
    expect(sent).toEqual([`${brokerId(1)}: COMPLIANT`]);
    expect(problems).toEqual([`${what} could not be read completely: Error: 503`]);
  });
});

describe('when time runs out', () => {
  test('sends what it has, starts no more and says how many were left', async () => {
    const deadline = new AbortController();
    const brokers = Array.from({ length: 30 }, (_, index) => describeAnswer(index));
    let described = 0;
    const describeBroker = async (id: string): Promise<Broker> => {
      described += 1;
      if (described === 15) deadline.abort();
      deadline.signal.throwIfAborted();
      return { id, engineType: 'RABBITMQ', publiclyAccessible: false, generalLogging: true };
    };
    const { sent, problems } = await run({ brokers }, { overrides: { describeBroker }, signal: deadline.signal });
    expect(sent.length).toBeGreaterThanOrEqual(15 - CONCURRENCY);
    expect(sent.length).toBeLessThan(15);
    expect(described).toBe(15);
    expect(problems).toEqual([`Time ran out: ${30 - sent.length} of 30 brokers were not evaluated.`]);
  });

  test('does not wait for a read that does not heed the signal', async () => {
    const deadline = new AbortController();
    const describeBroker = (id: string): Promise<Broker> => {
      if (id !== brokerId(1)) return Promise.resolve({ id, publiclyAccessible: false, generalLogging: true });
      setImmediate(() => deadline.abort());
      return new Promise(() => {});
    };
    const state = { brokers: [describeAnswer(1), describeAnswer(2)] };
    const { sent, problems } = await run(state, { overrides: { describeBroker }, signal: deadline.signal });
    expect(sent).toEqual([`${brokerId(2)}: COMPLIANT`]);
    expect(problems).toEqual(['Time ran out: 1 of 2 brokers were not evaluated.']);
  });

  test('does not wait for a list that does not heed the signal, and evaluates none of it', async () => {
    const deadline = new AbortController();
    const listBrokers = async function* () {
      yield LISTED;
      setImmediate(() => deadline.abort());
      await new Promise(() => {});
    };
    const options = { checks: CLUSTER_CHECK, overrides: { listBrokers }, signal: deadline.signal };
    const { sent, problems } = await run({}, options);
    expect(sent).toEqual([]);
    expect(problems).toEqual([
      expect.stringContaining("Amazon MQ's list of brokers could not be read completely"),
      'Time ran out: 1 of 1 brokers were not evaluated.',
    ]);
  });
});

async function* pagesOf<T>(page: readonly T[]): AsyncGenerator<readonly T[]> {
  yield page;
}
