import { brokerIdOf, makeBroker, ORDERS } from '../simulator/support.ts';
import type { AwsCliServer } from '../support/aws-cli-server.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';
import { BROKER_TYPE, COMMANDS, evaluation } from './aws-cli.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import {
  ELSEWHERE,
  HERE,
  MEMBER_ROLE,
  NOW,
  NUMBERS,
  OTHER_NUMBER,
  openAccount,
  RULE_NAME,
} from './simulated-account.ts';

const found = findWitness('aws');

const { list, describe: describeBroker, put, details, history, discovered, assume } = COMMANDS;

interface Reading {
  readonly what: string;
  readonly args: readonly string[];
  readonly expected: unknown;
  /** The size of each page that the AWS CLI asked for. */
  readonly pages: readonly unknown[];
}

const READINGS: readonly Reading[] = [
  {
    what: 'all brokers, in two pages',
    args: list('--page-size', '5'),
    expected: { BrokerSummaries: NUMBERS.map((number) => summary(number)) },
    pages: ['5', '5'],
  },
  {
    what: 'the first brokers, and where to go on',
    args: list('--page-size', '5', '--max-items', '2'),
    expected: { BrokerSummaries: [summary(1), summary(2)], NextToken: expect.any(String) },
    pages: ['5'],
  },
  {
    what: 'a broker',
    args: describeBroker(brokerIdOf(1)),
    expected: expect.objectContaining({
      ...summaryOf(1, HERE),
      EngineVersion: '3.13',
      PubliclyAccessible: false,
      Logs: expect.objectContaining({ General: true }),
    }),
    pages: [undefined],
  },
  {
    what: 'the results of a rule, in pages of one',
    args: details(RULE_NAME, '--compliance-types', 'NON_COMPLIANT', '--page-size', '1'),
    expected: { EvaluationResults: [result(2), result(3)] },
    pages: [1, 1],
  },
  {
    what: 'the history of a broker',
    args: history(brokerIdOf(1)),
    expected: {
      configurationItems: [
        expect.objectContaining({
          version: '1.3',
          accountId: HERE.accountId,
          configurationItemCaptureTime: NOW / 1_000,
          configurationItemStatus: 'ResourceDiscovered',
          arn: makeBroker(HERE, 1).brokerArn,
          resourceType: BROKER_TYPE,
          resourceId: brokerIdOf(1),
          resourceName: 'broker-1',
          awsRegion: HERE.region,
          configuration: expect.stringContaining('CLUSTER_MULTI_AZ'),
        }),
      ],
    },
    pages: [undefined],
  },
  {
    what: 'no history of the time before a broker was there',
    args: history(brokerIdOf(1), '--later-time', '2026-01-31T11:59:59Z'),
    expected: { configurationItems: [] },
    pages: [undefined],
  },
  {
    what: 'the brokers that AWS Config knows, in two pages',
    args: discovered('--page-size', '4'),
    expected: {
      resourceIdentifiers: NUMBERS.map((number) => ({
        resourceType: BROKER_TYPE,
        resourceId: brokerIdOf(number),
        resourceName: `broker-${number}`,
      })),
    },
    pages: [4, 4],
  },
];

describeWith(found)('The AWS CLI', () => {
  let aws: AwsCliServer;
  let account: SimulatedAccount;

  beforeAll(async () => {
    aws = await startAwsCliServer();
    account = await openAccount(() => {});
    const evaluations = [evaluation(1, 'COMPLIANT'), evaluation(2, 'NON_COMPLIANT'), evaluation(3, 'NON_COMPLIANT')];
    expect(await read(put(account.resultToken, evaluations))).toEqual({ FailedEvaluations: [] });
  });

  afterAll(async () => {
    await account.endpoints.close();
    await aws.stop();
  });

  /** @returns what the AWS CLI printed, if it understood the answer */
  async function read(args: readonly string[], environment = account.as.all): Promise<unknown> {
    const { status, output, errors } = await runWitness(aws.program, ['--output', 'json', ...args], { environment });
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    return JSON.parse(output);
  }

  test.each(READINGS)('reads $what', async ({ args, expected, pages }) => {
    const { calls } = account.endpoints;
    const before = calls.length;
    expect(await read(args)).toEqual(expected);
    const sizes = calls.slice(before).map(({ input }) => input.maxResults ?? input.limit ?? input.Limit);
    expect(sizes).toEqual(pages);
  });

  test.each([
    ['an answer', list('--output', 'json'), 0],
    ['a refusal', describeBroker(brokerIdOf(9)), 255],
    ['a command that there is not', ['mq', 'nothing'], 2],
  ])('says the same in a process of its own as loaded once for all: %s', async (_, args, status) => {
    const environment = account.as.all;
    const own = await runWitness(found ?? '', args, { environment });
    expect(own.status).toBe(status);
    expect(await runWitness(aws.program, args, { environment })).toEqual(own);
  });

  test('goes on in a list where it had stopped', async () => {
    const four = list('--page-size', '5', '--max-items', '4');
    const { NextToken } = (await read(four)) as { NextToken: string };
    const rest = await read([...four, '--starting-token', NextToken]);
    expect(rest).toEqual({ BrokerSummaries: [summary(5), summary(6), summary(7)] });
  });

  test('assumes a role of another account, and acts there with the credentials that it was given', async () => {
    const { Credentials, ...others } = (await read(assume(MEMBER_ROLE))) as Record<string, Record<string, string>>;
    const Arn = `arn:aws:sts::${ORDERS}:assumed-role/member/witness`;
    expect(others).toEqual({ AssumedRoleUser: { AssumedRoleId: 'AROA:witness', Arn } });
    expect(Date.parse(String(Credentials?.Expiration))).toBe(NOW + 3_600_000);
    const environment = {
      ...account.as.all,
      AWS_ACCESS_KEY_ID: String(Credentials?.AccessKeyId),
      AWS_SECRET_ACCESS_KEY: String(Credentials?.SecretAccessKey),
      AWS_SESSION_TOKEN: String(Credentials?.SessionToken),
    };
    expect(await read(list(), environment)).toEqual({ BrokerSummaries: [summary(OTHER_NUMBER, ELSEWHERE)] });
  });
});

function result(number: number) {
  return {
    EvaluationResultIdentifier: {
      EvaluationResultQualifier: expect.objectContaining({
        ConfigRuleName: RULE_NAME,
        ResourceType: BROKER_TYPE,
        ResourceId: brokerIdOf(number),
      }),
      OrderingTimestamp: Date.UTC(2026, 0, 31, 11) / 1_000,
    },
    ComplianceType: 'NON_COMPLIANT',
    ResultRecordedTime: NOW / 1_000,
    Annotation: `about ${number}`,
  };
}

function summary(number: number, place = HERE) {
  return expect.objectContaining(summaryOf(number, place));
}

function summaryOf(number: number, place: typeof HERE) {
  return {
    BrokerArn: makeBroker(place, number).brokerArn,
    BrokerId: brokerIdOf(number),
    BrokerName: `broker-${number}`,
    BrokerState: 'RUNNING',
    DeploymentMode: 'CLUSTER_MULTI_AZ',
    EngineType: 'RABBITMQ',
    HostInstanceType: 'mq.m5.large',
  };
}
