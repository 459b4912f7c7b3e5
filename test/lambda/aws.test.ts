import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createConnect } from '../../lambda/aws/connect.ts';
import { RefusedError } from '../../lambda/ports.ts';
import type { AwsEndpoints, Call } from '../../simulator/aws/endpoints.ts';
import { AwsError, awsEnvironment, ConnectionDrop, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { brokerArn, brokerId, describeAnswer } from '../support/brokers.ts';
import { answerFor } from '../support/loopback-account.ts';

const SELF = { partition: 'aws', accountId: '111122223333' };
const NO_SIGNAL = new AbortController().signal;
const BROKERS = Array.from({ length: 3 }, (_, index) => describeAnswer(index));

let answer: (call: Call) => unknown;
let endpoints: AwsEndpoints;
const environment = { ...process.env };

beforeEach(async () => {
  answer = answerFor({ brokers: BROKERS, evaluations: [] });
  endpoints = await startAwsEndpoints((call) => answer(call));
  Object.assign(process.env, awsEnvironment(endpoints.url));
});

afterEach(async () => {
  process.env = { ...environment };
  await endpoints.close();
});

/** Answers as told for the first calls of an operation, and then as the account does. */
function first(times: number, operation: string, instead: () => unknown): void {
  const next = answer;
  let left = times;
  answer = (call) => {
    if (call.operation !== operation || left === 0) return next(call);
    left -= 1;
    return instead();
  };
}

function refuse(status: number, code: string, message?: string) {
  return () => {
    throw new AwsError(status, code, message);
  };
}

function drop(): never {
  throw new ConnectionDrop();
}

function operations(): readonly string[] {
  return endpoints.calls.map(({ operation }) => operation);
}

async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

describe('priming', () => {
  // In a process of its own, because Jest lets no CommonJS file import the part of the SDK that assumes roles.
  test.each<[string, string | undefined, Record<string, string | undefined>]>([
    ['understands its made-up answers', undefined, {}],
    ['understands them with a role', 'evaluation', {}],
    ['does not look for credentials that Lambda has not set', 'evaluation', { AWS_ACCESS_KEY_ID: undefined }],
  ])('%s, and calls nobody', async (_name, role, variables) => {
    const script = `import { prime } from './lambda/aws/prime.ts'; await prime(${JSON.stringify(role)});`;
    const env = { ...process.env, ...variables };
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
    expect(operations()).toEqual([]);
  });
});

describe('calls', () => {
  test.each<[string, () => unknown]>([
    ['throttling', refuse(400, 'ThrottlingException', 'Rate exceeded')],
    ['too many requests', refuse(429, 'TooManyRequestsException')],
    ['a server error', refuse(500, 'InternalServerErrorException')],
    ['a dropped connection', drop],
  ])('are repeated after %s', async (_, failure) => {
    first(1, 'DescribeBroker', failure);
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    await expect(account.describeBroker(brokerId(1), NO_SIGNAL)).resolves.toMatchObject({ id: brokerId(1) });
    expect(operations()).toEqual(['DescribeBroker', 'DescribeBroker']);
  });

  test.each([
    ['AccessDeniedException', 403],
    ['ForbiddenException', 403],
    ['BadRequestException', 400],
  ])('are refused at once by %s, with what AWS says', async (code, status) => {
    first(1, 'DescribeBroker', refuse(status, code, 'no'));
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const error = await account.describeBroker(brokerId(1), NO_SIGNAL).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ code, message: `DescribeBroker was rejected: ${code} (no)` });
    expect(operations()).toEqual(['DescribeBroker']);
  });

  test('fail in passing, and are not refused, where the attempts run out', async () => {
    first(4, 'PutEvaluations', drop);
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const error = await account.putEvaluations('token', [], NO_SIGNAL).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(RefusedError);
    expect(operations()).toHaveLength(4);
  });

  test.each([
    [500, 'InternalFailure'],
    [400, 'ThrottlingException'],
  ])('of PutEvaluations that fail in passing with %i keep nothing of what AWS quotes either', async (status, code) => {
    first(4, 'PutEvaluations', refuse(status, code, 'Value the-token at resultToken is not valid'));
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const error = await account.putEvaluations('the-token', [], NO_SIGNAL).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('message', `PutEvaluations failed: ${code}`);
    expect(error).not.toHaveProperty('cause');
  });

  test('are given up and repeated where no answer comes', async () => {
    first(1, 'DescribeBroker', () => new Promise(() => {}));
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    await expect(account.describeBroker(brokerId(1), NO_SIGNAL)).resolves.toMatchObject({ id: brokerId(1) });
    expect(operations()).toEqual(['DescribeBroker', 'DescribeBroker']);
  });

  test('fail in passing where credentials have expired', async () => {
    answer = refuse(400, 'ExpiredTokenException');
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const error = await account.describeBroker(brokerId(1), NO_SIGNAL).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('name', 'ExpiredTokenException');
  });

  test.each(['InvalidResultTokenException', 'NoSuchConfigRuleException', 'InvalidParameterValueException'])(
    'of PutEvaluations that %s refuses are not repeated, and nothing of what AWS quotes is kept',
    async (code) => {
      first(1, 'PutEvaluations', refuse(400, code, 'Value the-token at resultToken is not valid'));
      const account = await createConnect(undefined)(SELF.accountId, SELF);
      const error = await account.putEvaluations('the-token', [], NO_SIGNAL).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RefusedError);
      expect(error).toHaveProperty('message', `PutEvaluations was rejected: ${code}`);
      expect(error).not.toHaveProperty('cause');
      expect(operations()).toEqual(['PutEvaluations']);
    },
  );

  test('end when the signal fires while they are being repeated', async () => {
    answer = refuse(400, 'ThrottlingException');
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const deadline = new AbortController();
    const reading = account.describeBroker(brokerId(1), deadline.signal);
    deadline.abort();
    await expect(reading).rejects.toHaveProperty('name', 'AbortError');
  });
});

describe('operations', () => {
  test('describeBroker knows a broker that is not there', async () => {
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    await expect(account.describeBroker(brokerId(9), NO_SIGNAL)).resolves.toBeUndefined();
  });

  test('putEvaluations sends what AWS Config takes and names what it did not take', async () => {
    answer = () => ({ FailedEvaluations: [{ ComplianceResourceId: 'b-1' }, {}] });
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const orderingTimestamp = new Date('2026-01-31T12:00:00.500Z');
    const evaluation = { resourceType: 'AWS::AmazonMQ::Broker', resourceId: 'b-1', orderingTimestamp } as const;
    await expect(
      account.putEvaluations(
        'token',
        [
          { ...evaluation, compliance: 'NON_COMPLIANT', annotation: 'Bad.' },
          { ...evaluation, compliance: 'COMPLIANT', annotation: '' },
        ],
        NO_SIGNAL,
      ),
    ).resolves.toEqual(['b-1', 'an unnamed resource']);
    const onWire = {
      ComplianceResourceType: 'AWS::AmazonMQ::Broker',
      ComplianceResourceId: 'b-1',
      OrderingTimestamp: 1769860800.5,
    };
    expect(endpoints.calls[0]?.input).toEqual({
      ResultToken: 'token',
      Evaluations: [
        { ...onWire, ComplianceType: 'NON_COMPLIANT', Annotation: 'Bad.' },
        { ...onWire, ComplianceType: 'COMPLIANT' },
      ],
    });
  });

  test('itemAt asks for the newest item at the time', async () => {
    const item = { resourceId: brokerId(1), configuration: '{}' };
    answer = answerFor({ brokers: [], items: [item], evaluations: [] });
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    await expect(account.itemAt(brokerId(1), new Date(1000), NO_SIGNAL)).resolves.toMatchObject(item);
    expect(endpoints.calls[0]?.input).toEqual({
      resourceType: 'AWS::AmazonMQ::Broker',
      resourceId: brokerId(1),
      laterTime: 1,
      limit: 1,
    });
  });

  test('lists go on to the last page, with pages as long as AWS allows', async () => {
    const brokers = Array.from({ length: 205 }, (_, index) => describeAnswer(index));
    const ids = brokers.map((broker) => broker.brokerId);
    answer = answerFor({ brokers, discovered: ids, recorded: ids, evaluations: [] });
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const listed = await collect(account.listBrokers(NO_SIGNAL));
    expect(listed.map(({ id }) => id)).toEqual(ids);
    expect(listed[7]).toMatchObject({ arn: brokerArn(7), engineType: 'RABBITMQ', publiclyAccessible: undefined });
    const discovered = await collect(account.discoveredBrokers(NO_SIGNAL));
    expect(discovered.map(({ resourceId }) => resourceId)).toEqual(ids);
    const recorded = await collect(account.recordedResults('rule', ['COMPLIANT', 'NON_COMPLIANT'], NO_SIGNAL));
    expect(recorded.map(({ resourceId }) => resourceId)).toEqual(ids);
    expect(recorded[0]?.orderingTimestamp).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect(operations()).toHaveLength(9);
    expect(endpoints.calls.at(-1)?.input).toMatchObject({
      ConfigRuleName: 'rule',
      ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'],
    });
  });

  test('without a recorder AWS Config has discovered no brokers; another refusal is an error', async () => {
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    answer = refuse(400, 'NoAvailableConfigurationRecorderException', 'no recorder');
    await expect(collect(account.discoveredBrokers(NO_SIGNAL))).resolves.toEqual([]);
    answer = refuse(400, 'AccessDeniedException', 'no');
    await expect(collect(account.discoveredBrokers(NO_SIGNAL))).rejects.toThrow('AccessDeniedException');
  });

  test('a list ends in the error of its page', async () => {
    const brokers = Array.from({ length: 150 }, (_, index) => describeAnswer(index));
    const pages = answerFor({ brokers, evaluations: [] });
    answer = (call) => (call.input.nextToken === undefined ? pages(call) : refuse(403, 'ForbiddenException', 'no')());
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    await expect(collect(account.listBrokers(NO_SIGNAL))).rejects.toThrow(
      'ListBrokers was rejected: ForbiddenException (no)',
    );
  });
});
