import pMap from 'p-map';
import type { Call } from '../../simulator/aws/call.ts';
import { BrokenAnswer } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, SECRETS, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { assumedRole } from '../../simulator/aws/sts.ts';
import { brokerId, describeAnswer } from '../support/brokers.ts';
import { loadEvent, RESULT_TOKEN } from '../support/events.ts';
import type { EventName } from '../support/faults.ts';
import {
  accountWith,
  FAULTS,
  OPERATIONS,
  stall,
  truthOf,
  UNFOUNDED_ERRORS,
  untruths,
  WITH_GROUPS,
} from '../support/faults.ts';
import { FULL_BUNDLES, startLambda } from '../support/lambda-process.ts';
import type { WireEvaluation } from '../support/loopback-account.ts';
import { answerFor } from '../support/loopback-account.ts';

const GOOD = describeAnswer(1, { securityGroups: ['sg-narrow'] });
const PUBLIC = describeAnswer(2, { publiclyAccessible: true });
const GONE = describeAnswer(3);
const WIDE = describeAnswer(4, { securityGroups: ['sg-narrow', 'sg-wide'] });
const WIDE_LIST = describeAnswer(5, { securityGroups: ['sg-wide-list'] });

const KNOWN = [
  { broker: GOOD, truth: 'COMPLIANT' },
  { broker: PUBLIC, truth: 'NON_COMPLIANT' },
  { broker: WIDE, truth: 'COMPLIANT' },
  { broker: WIDE_LIST, truth: 'COMPLIANT' },
];
const TRUTH = truthOf(KNOWN, GONE);
const TRUTHS: Readonly<Record<EventName, ReadonlyMap<string, string>>> = {
  scheduled: TRUTH,
  oversized: TRUTH,
  groups: new Map([...TRUTH, [WIDE.brokerId, 'NON_COMPLIANT'], [WIDE_LIST.brokerId, 'NON_COMPLIANT']]),
};

const EVENT_NAMES = Object.keys(OPERATIONS) as readonly EventName[];

interface Run {
  readonly event: EventName;
  readonly instead: (call: Call) => Error | undefined;
  readonly timeoutMs: number;
  /** What has to be called before the time is up. */
  readonly operation?: string;
}

const lasting = (event: EventName, operation: string, fault: () => Error): Run => ({
  event,
  instead: (call) => (call.operation === operation ? fault() : undefined),
  // It comes last to what it asks Amazon EC2.
  timeoutMs: event === 'groups' ? 4_000 : 2_000,
  operation,
});

function once(event: EventName, operation: string, fault: () => Error): Run {
  let left = 1;
  const instead = (call: Call) => {
    if (call.operation !== operation || left === 0) return undefined;
    left -= 1;
    return fault();
  };
  return { event, instead, timeoutMs: 60_000 };
}

/** Each operation of each event, those of all schedules once. */
const eachOperation = <T>(make: (event: EventName, operation: string) => T): readonly T[] =>
  EVENT_NAMES.flatMap((event) => {
    const others: readonly string[] = event === 'groups' ? OPERATIONS.scheduled : [];
    return OPERATIONS[event].filter((operation) => !others.includes(operation)).map((one) => make(event, one));
  });

type Row = readonly [event: EventName, operation: string, fault: string, run: Run];

const LASTING: readonly Row[] = eachOperation((event, operation) => [event, operation] as const).flatMap(
  ([event, operation]) =>
    FAULTS.map(([name, fault]) => [event, operation, name, lasting(event, operation, fault)] as const),
);
const STALLS: readonly Row[] = eachOperation((event, operation) => [
  event,
  operation,
  '',
  once(event, operation, stall),
]);
const WITHOUT_FAULT = { instead: () => undefined, timeoutMs: 60_000 };
const WITHOUT: readonly Row[] = EVENT_NAMES.map((event) => [event, '', '', { event, ...WITHOUT_FAULT }]);
const OTHER_BROKER = lasting(
  'scheduled',
  'DescribeBroker',
  () => new BrokenAnswer(JSON.stringify({ ...GOOD, brokerId: brokerId(7) })),
);
const ENDLESS: Run = {
  ...lasting('scheduled', 'ListDiscoveredResources', () => new BrokenAnswer(endlessPage())),
  timeoutMs: 60_000,
};

let page = 0;

function endlessPage(): string {
  page += 1;
  return JSON.stringify({ resourceIdentifiers: [], nextToken: `${page}` });
}

interface Ended {
  readonly error: { readonly name: string; readonly message: string } | undefined;
  readonly said: readonly WireEvaluation[];
  readonly called: ReadonlySet<string>;
}

// So many processes, each of which waits most of the time.
const PROCESSES = 16;
/** One for each process, which loads all that it may need. */
const WARM_UP: readonly Run[] = Array.from({ length: PROCESSES }, () => ({ ...WITHOUT_FAULT, event: 'groups' }));

// The other one is the second without some checks.
describe.each(FULL_BUNDLES)('%s', (bundle) => {
  const ended = new Map<Run, Ended>();
  let endpoints: AwsEndpoints;
  let log = '';

  // All at once, each run with an account of its own, whose id its calls are signed with.
  beforeAll(async () => {
    const answers = new Map<string, (call: Call) => unknown>();
    endpoints = await startAwsEndpoints((call) => {
      const accountId =
        call.operation === 'AssumeRole' ? (String(call.input.RoleArn).split(':')[4] ?? '') : call.accessKeyId;
      return answers.get(accountId)?.(call);
    });
    const environment = { ...awsEnvironment(endpoints.url), EVALUATION_ROLE_NAME: 'evaluation' };
    const start = () => startLambda(bundle, environment);
    const idle = await Promise.all(Array.from({ length: PROCESSES }, start));
    // Those with much time come first: a process that has just started needs more of it.
    const runs = [...WARM_UP, ENDLESS, ...[...WITHOUT, ...STALLS, ...LASTING].map(([, , , run]) => run), OTHER_BROKER];
    await pMap(
      runs,
      async (run, index) => {
        const accountId = String(200_000_000_000 + index);
        const evaluations: WireEvaluation[] = [];
        const called = new Set<string>();
        const next = answerFor({ ...ACCOUNT, evaluations });
        answers.set(accountId, (call) => {
          called.add(call.operation);
          const fault = run.instead(call);
          if (fault) throw fault;
          return call.operation === 'AssumeRole' ? assumedRole(call.input, accountId) : next(call);
        });
        const lambda = idle.pop() ?? (await start());
        const isReached = () => run.operation === undefined || called.has(run.operation);
        const { error } = await lambda.invokeBriefly(eventOf(run.event, accountId), run.timeoutMs, isReached);
        idle.push(lambda);
        ended.set(run, { error, said: evaluations, called });
      },
      { concurrency: PROCESSES },
    );
    log = (await Promise.all(idle.map((lambda) => lambda.stop()))).join('');
  });

  afterAll(() => endpoints.close());

  function endOf(run: Run): Ended {
    const end = ended.get(run);
    if (!end) throw new Error('It did not run.');
    return end;
  }

  test.each(WITHOUT)('%s without a fault says all that is true', (event, _operation, _fault, run) => {
    const { error, said, called } = endOf(run);
    expect(error).toBeUndefined();
    expect(results(said)).toEqual(event === 'oversized' ? new Map([[GOOD.brokerId, 'COMPLIANT']]) : TRUTHS[event]);
    expect([...called].sort()).toEqual([...OPERATIONS[event]].sort());
  });

  test.each(LASTING)(
    '%s with %s answered by %s fails, and says nothing that is not true',
    (event, operation, __, run) => {
      const { error, said, called } = endOf(run);
      expect(called).toContain(operation);
      expect(error).toBeDefined();
      expect(error?.name).not.toMatch(UNFOUNDED_ERRORS);
      expect(untruths(said, TRUTHS[event])).toEqual([]);
    },
  );

  test.each(STALLS)('%s recovers from an answer to %s that stalls once', (_event, _operation, _fault, run) => {
    const { error, said } = endOf(run);
    expect(error).toBeUndefined();
    expect(results(said).get(GOOD.brokerId)).toBe('COMPLIANT');
  });

  test('takes no broker for another one', () => {
    const { error, said } = endOf(OTHER_BROKER);
    expect(error?.message).toContain('DescribeBroker was answered without what it asked for');
    expect(said).toEqual([]);
  });

  test('reads no list without an end', () => {
    const { error, said } = endOf(ENDLESS);
    expect(error?.message).toContain('ListDiscoveredResources has more than 500 pages.');
    expect([...results(said).keys()]).not.toContain(GONE.brokerId);
  });

  test('writes no secret to the log', () => {
    expect(log).toContain('Evaluation failed');
    for (const secret of [RESULT_TOKEN, ...Object.values(SECRETS)]) expect(log).not.toContain(secret);
  });
});

const ACCOUNT = accountWith(KNOWN, GONE, GOOD);

function results(said: readonly WireEvaluation[]): ReadonlyMap<string, string> {
  return new Map(said.map(({ ComplianceResourceId: id, ComplianceType }) => [id, ComplianceType]));
}

function eventOf(name: EventName, accountId: string) {
  const invokingEvent = { configurationItemSummary: { resourceId: GOOD.brokerId } };
  if (name === 'groups') return loadEvent('scheduled', { accountId, ruleParameters: WITH_GROUPS });
  return loadEvent(name, { accountId, ...(name === 'oversized' ? { invokingEvent } : {}) });
}
