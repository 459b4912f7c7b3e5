import pMap from 'p-map';
import type { AwsEndpoints, Call } from '../../simulator/aws/endpoints.ts';
import {
  AwsError,
  awsEnvironment,
  BrokenAnswer,
  ConnectionDrop,
  SECRETS,
  startAwsEndpoints,
} from '../../simulator/aws/endpoints.ts';
import { brokerId, configurationItem, describeAnswer } from '../support/brokers.ts';
import { loadEvent, RESULT_TOKEN } from '../support/events.ts';
import { BUNDLES, startLambda } from '../support/lambda-process.ts';
import type { WireEvaluation } from '../support/loopback-account.ts';
import { answerFor } from '../support/loopback-account.ts';

const GOOD = describeAnswer(1);
const PUBLIC = describeAnswer(2, { publiclyAccessible: true });
const GONE = describeAnswer(3);

/** All that may be said: of each broker the one result that is true. */
const TRUTH = new Map([
  [GOOD.brokerId, 'COMPLIANT'],
  [PUBLIC.brokerId, 'NON_COMPLIANT'],
  [GONE.brokerId, 'NOT_APPLICABLE'],
]);

/** The operations that an event needs. */
const OPERATIONS = {
  scheduled: [
    'AssumeRole',
    'GetComplianceDetailsByConfigRule',
    'ListDiscoveredResources',
    'ListBrokers',
    'DescribeBroker',
    'PutEvaluations',
  ],
  oversized: ['AssumeRole', 'GetResourceConfigHistory', 'PutEvaluations'],
} as const;

type EventName = keyof typeof OPERATIONS;

const EVENT_NAMES = Object.keys(OPERATIONS) as readonly EventName[];

const NULLS = {
  FailedEvaluations: null,
  EvaluationResults: null,
  resourceIdentifiers: null,
  configurationItems: null,
  brokerSummaries: null,
  brokerId: null,
};

const stall = () => new BrokenAnswer('{', { stalls: true });

/** What comes instead of an answer. */
const FAULTS: readonly (readonly [name: string, fault: () => Error])[] = [
  ['an empty body', () => new BrokenAnswer('')],
  ['no content', () => new BrokenAnswer('', { status: 204 })],
  ['an empty object', () => new BrokenAnswer('{}')],
  ['a list', () => new BrokenAnswer('[]')],
  ['text', () => new BrokenAnswer('"ok"')],
  ['null', () => new BrokenAnswer('null')],
  ['a page of HTML', () => new BrokenAnswer('<html><body>Service Unavailable</body></html>')],
  ['an error with the status of a success', () => new BrokenAnswer('{"__type":"InternalFailure","message":"no"}')],
  ['half of an object', () => new BrokenAnswer('{"BrokerSummaries":[')],
  ['members that are null', () => new BrokenAnswer(JSON.stringify(NULLS))],
  ['more than fits the memory', () => new BrokenAnswer(`{"a":"${'x'.repeat(9 * 2 ** 20)}"}`)],
  ['a body that stalls', stall],
  ['a page of HTML that refuses', () => new BrokenAnswer('<html><body>Forbidden</body></html>', { status: 403 })],
  ['a page of HTML that finds nothing', () => new BrokenAnswer('<html></html>', { status: 404 })],
  ['a timeout of a proxy', () => new BrokenAnswer('', { status: 408 })],
  ['JSON that refuses without a code', () => new BrokenAnswer('{"message":"Forbidden"}', { status: 403 })],
  ['a server error', () => new AwsError(500, 'InternalFailure')],
  ['throttling', () => new AwsError(400, 'ThrottlingException')],
  ['a dropped connection', () => new ConnectionDrop()],
];

interface Run {
  readonly event: EventName;
  readonly instead: (call: Call) => Error | undefined;
  readonly timeoutMs: number;
}

const lasting = (event: EventName, operation: string, fault: () => Error): Run => ({
  event,
  instead: (call) => (call.operation === operation ? fault() : undefined),
  timeoutMs: 2_000,
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

const eachOperation = <T>(make: (event: EventName, operation: string) => T): readonly T[] =>
  EVENT_NAMES.flatMap((event) => OPERATIONS[event].map((operation) => make(event, operation)));

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
const WITHOUT: readonly Row[] = EVENT_NAMES.map((event) => [
  event,
  '',
  '',
  { event, instead: () => undefined, timeoutMs: 60_000 },
]);
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
  readonly said: readonly (readonly [id: string, compliance: string])[];
  readonly called: ReadonlySet<string>;
}

// So many processes, each of which waits most of the time.
const PROCESSES = 16;

describe.each(BUNDLES)('%s', (bundle) => {
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
    const runs = [...[...LASTING, ...STALLS, ...WITHOUT].map(([, , , run]) => run), OTHER_BROKER, ENDLESS];
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
          return call.operation === 'AssumeRole' ? accountId : next(call);
        });
        const lambda = idle.pop() ?? (await start());
        const { error } = await lambda.invoke(eventOf(run.event, accountId), run.timeoutMs);
        idle.push(lambda);
        const said = evaluations.map(({ ComplianceResourceId: id, ComplianceType }) => [id, ComplianceType] as const);
        ended.set(run, { error, said, called });
      },
      { concurrency: PROCESSES },
    );
    log = (await Promise.all(idle.map((lambda) => lambda.stop()))).join('');
  }, 180_000);

  afterAll(() => endpoints.close());

  function endOf(run: Run): Ended {
    const end = ended.get(run);
    if (!end) throw new Error('It did not run.');
    return end;
  }

  test.each(WITHOUT)('%s without a fault says all that is true', (event, _operation, _fault, run) => {
    const { error, said, called } = endOf(run);
    expect(error).toBeUndefined();
    expect(new Map(said)).toEqual(event === 'scheduled' ? TRUTH : new Map([[GOOD.brokerId, 'COMPLIANT']]));
    expect([...called].sort()).toEqual([...OPERATIONS[event]].sort());
  });

  test.each(LASTING)('%s with %s answered by %s fails, and says nothing that is not true', (_, operation, __, run) => {
    const { error, said, called } = endOf(run);
    expect(called).toContain(operation);
    expect(error).toBeDefined();
    expect(error?.name).not.toMatch(/Sandbox|Runtime|EvaluationRoleError/);
    for (const [id, compliance] of said) expect([id, compliance]).toEqual([id, TRUTH.get(id)]);
  });

  test.each(STALLS)('%s recovers from an answer to %s that stalls once', (_event, _operation, _fault, run) => {
    const { error, said } = endOf(run);
    expect(error).toBeUndefined();
    expect(said).toContainEqual([GOOD.brokerId, 'COMPLIANT']);
  });

  test('takes no broker for another one', () => {
    const { error, said } = endOf(OTHER_BROKER);
    expect(error?.message).toContain('DescribeBroker was answered without what it asked for');
    expect(said).toEqual([]);
  });

  test('reads no list without an end', () => {
    const { error, said } = endOf(ENDLESS);
    expect(error?.message).toContain('ListDiscoveredResources has more than 500 pages.');
    expect(said.map(([id]) => id)).not.toContain(GONE.brokerId);
  });

  test('writes no secret to the log', () => {
    expect(log).toContain('Evaluation failed');
    for (const secret of [RESULT_TOKEN, ...Object.values(SECRETS)]) expect(log).not.toContain(secret);
  });
});

const { configuration, ...ITEM } = configurationItem(GOOD);
const { configurationItemSummary: SUMMARY } = JSON.parse(String(loadEvent('oversized').invokingEvent));

const ACCOUNT = {
  brokers: [GOOD, PUBLIC],
  discovered: [GOOD.brokerId, PUBLIC.brokerId],
  recorded: [GOOD.brokerId, GONE.brokerId],
  items: [
    {
      ...ITEM,
      configurationItemCaptureTime: Date.parse(SUMMARY.configurationItemCaptureTime) / 1000,
      configuration: JSON.stringify(configuration),
    },
  ],
};

function eventOf(name: EventName, accountId: string) {
  const invokingEvent = { configurationItemSummary: { resourceId: GOOD.brokerId } };
  return loadEvent(name, { accountId, ...(name === 'oversized' ? { invokingEvent } : {}) });
}
