import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createConnect } from '../../lambda/aws/connect.ts';
import type { AwsAccount } from '../../lambda/ports.ts';
import { EvaluationRoleError, RefusedError } from '../../lambda/ports.ts';
import type { Call } from '../../simulator/aws/call.ts';
import { AwsError, ConnectionDrop } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
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

  test('does not hold up the function if a call never ends', async () => {
    const script = `import { ConfigServiceClient } from '@aws-sdk/client-config-service';
      ConfigServiceClient.prototype.send = () => new Promise(() => process.stdout.write('waits '));
      const { handler } = await import('./lambda/index.ts');
      process.stdout.write(typeof handler);`;
    const env = { ...process.env };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
    expect(stdout).toBe('waits function');
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

  test.each<[string, (account: AwsAccount, signal: AbortSignal) => Promise<unknown>]>([
    ['putEvaluations', (account, signal) => account.putEvaluations('token', [], signal)],
    ['itemAt', (account, signal) => account.itemAt(brokerId(1), new Date(0), signal)],
    ['describeBroker', (account, signal) => account.describeBroker(brokerId(1), signal)],
    ['recordedResults', (account, signal) => collect(account.recordedResults('rule', signal))],
    ['discoveredBrokers', (account, signal) => collect(account.discoveredBrokers(signal))],
    ['listBrokers', (account, signal) => collect(account.listBrokers(signal))],
  ])('of %s end when the signal fires', async (operation, call) => {
    const deadline = new AbortController();
    answer = () => {
      deadline.abort();
      return new Promise(() => {});
    };
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    // Of the errors of PutEvaluations, only the code is kept.
    const expected = operation === 'putEvaluations' ? 'Error: PutEvaluations failed: AbortError' : /^AbortError: /;
    expect(String(await call(account, deadline.signal).catch((thrown: unknown) => thrown))).toMatch(expected);
    expect(endpoints.calls).toHaveLength(1);
  });
});

describe('in another account', () => {
  const MEMBER = '444455556666';

  /** The accounts whose roles were assumed. */
  function assumed(): readonly string[] {
    const roles = endpoints.calls.filter(({ operation }) => operation === 'AssumeRole');
    return roles.map(({ input }) => String(input.RoleArn).split(':')[4] ?? '');
  }

  test('the function acts with the credentials of the evaluation role, assumed once while warm', async () => {
    const connect = createConnect('path/role');
    for (const _ of [1, 2]) {
      const account = await connect(MEMBER, { ...SELF, partition: 'aws-cn' });
      await account.describeBroker(brokerId(1), NO_SIGNAL);
      await account.putEvaluations('token', [], NO_SIGNAL);
    }
    expect(assumed()).toEqual([MEMBER]);
    expect(endpoints.calls[0]?.input).toMatchObject({
      RoleArn: `arn:aws-cn:iam::${MEMBER}:role/path/role`,
      RoleSessionName: 'rabbitmq-conformance',
    });
    expect(endpoints.calls.slice(1).map(({ accessKeyId }) => accessKeyId)).toEqual(Array(4).fill('ASSUMED'));
  });

  test('it needs an evaluation role', async () => {
    const error = await createConnect(undefined)(MEMBER, SELF).catch((thrown: unknown) => thrown);
    expect(error).toEqual(
      new EvaluationRoleError(`The rule is in account ${MEMBER}, but no evaluation role is configured.`),
    );
  });

  test('a role that cannot be assumed is told from one that cannot be assumed now', async () => {
    first(1, 'AssumeRole', refuse(403, 'AccessDenied', 'no'));
    const connect = createConnect('role');
    const error = await connect(MEMBER, SELF).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EvaluationRoleError);
    expect(error).toMatchObject({
      message:
        `arn:aws:iam::${MEMBER}:role/role cannot be assumed (AccessDenied: no). ` +
        'Check that the evaluation role is deployed in that account, and that AWS STS is active there in this region.',
      cause: { name: 'AccessDenied' },
    });
    first(4, 'AssumeRole', drop);
    const passing = await connect(MEMBER, SELF).catch((thrown: unknown) => thrown);
    expect(passing).toBeInstanceOf(Error);
    expect(passing).not.toBeInstanceOf(EvaluationRoleError);
    expect(assumed()).toHaveLength(5);
  });

  test('credentials that a service turns down are not used again', async () => {
    const connect = createConnect('role');
    first(4, 'PutEvaluations', refuse(403, 'UnrecognizedClientException'));
    const account = await connect(MEMBER, SELF);
    await expect(account.putEvaluations('token', [], NO_SIGNAL)).rejects.toThrow('UnrecognizedClientException');
    await connect(MEMBER, SELF);
    expect(assumed()).toEqual([MEMBER, MEMBER]);
  });

  test('of more than 50, those used longest ago are let go', async () => {
    const connect = createConnect('role');
    const accounts = Array.from({ length: 51 }, (_, index) => String(444400000000 + index));
    const [one = '', two = '', three = ''] = accounts;
    for (const accountId of accounts.slice(0, 50)) await connect(accountId, SELF);
    for (const accountId of [one, ...accounts.slice(50), one, three, two]) await connect(accountId, SELF);
    expect(assumed()).toEqual([...accounts, two]);
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
    const recorded = await collect(account.recordedResults('rule', NO_SIGNAL));
    expect(recorded.map(({ resourceId }) => resourceId)).toEqual(ids);
    expect(recorded[0]?.orderingTimestamp).toEqual(new Date('2026-01-01T00:00:00Z'));
    expect(operations()).toHaveLength(9);
    const discovery = endpoints.calls.find(({ operation }) => operation === 'ListDiscoveredResources');
    expect(discovery?.input).toMatchObject({ resourceType: 'AWS::AmazonMQ::Broker' });
    expect(endpoints.calls.at(-1)?.input).toMatchObject({
      ConfigRuleName: 'rule',
      ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE'],
    });
  });

  test('entries of lists that name no resource are left out', async () => {
    const account = await createConnect(undefined)(SELF.accountId, SELF);
    const identified = { EvaluationResultIdentifier: { EvaluationResultQualifier: { ResourceId: 'b-1' } } };
    const qualified = { ...identified, ComplianceType: 'NOT_APPLICABLE', Annotation: 'It is gone.' };
    answer = () => ({ EvaluationResults: [{}, { EvaluationResultIdentifier: {} }, qualified] });
    expect(await collect(account.recordedResults('rule', NO_SIGNAL))).toEqual([
      { resourceId: 'b-1', compliance: 'NOT_APPLICABLE', annotation: 'It is gone.', orderingTimestamp: undefined },
    ]);
    answer = () => ({ resourceIdentifiers: [{}, { resourceId: 'b-1' }] });
    expect(await collect(account.discoveredBrokers(NO_SIGNAL))).toEqual([
      { resourceId: 'b-1', resourceName: undefined },
    ]);
  });

  test.each<[string, (account: AwsAccount) => Promise<unknown>]>([
    ['GetResourceConfigHistory', (account) => account.itemAt(brokerId(1), new Date(0), NO_SIGNAL)],
    ['DescribeBroker', (account) => account.describeBroker(brokerId(1), NO_SIGNAL)],
    ['GetComplianceDetailsByConfigRule', (account) => collect(account.recordedResults('rule', NO_SIGNAL))],
    ['ListDiscoveredResources', (account) => collect(account.discoveredBrokers(NO_SIGNAL))],
    ['ListBrokers', (account) => collect(account.listBrokers(NO_SIGNAL))],
  ])('an answer of %s without what it is for is none', async (operation, call) => {
    answer = () => ({});
    await expect(createConnect(undefined)(SELF.accountId, SELF).then(call)).rejects.toThrow(
      `${operation} was answered without what it asked for.`,
    );
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
