import { CreateBrokerCommand, DeleteBrokerCommand, MqClient } from '@aws-sdk/client-mq';
import type { Broker } from '../../checks/broker.ts';
import { createConnect } from '../../lambda/aws/connect.ts';
import type { Call } from '../../simulator/aws/call.ts';
import { AwsError } from '../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { paginate } from '../../simulator/aws/pages.ts';
import { loadEvent } from '../support/events.ts';
import { FUNCTION_ACCOUNT, startLambda } from '../support/lambda-process.ts';
import type { WireEvaluation } from '../support/loopback-account.ts';
import { answerFor } from '../support/loopback-account.ts';
import { describeWith } from '../support/missing.ts';
import type { Moto } from '../support/moto.ts';
import { startMoto } from '../support/moto.ts';
import { findWitness } from '../support/python.ts';

const program = findWitness('moto_server');

const COUNT = 300;
const NO_SIGNAL = new AbortController().signal;

describeWith(program)('Amazon MQ as moto imitates it, with 300 brokers', () => {
  const environment = { ...process.env };
  const ids: string[] = [];
  const evaluations: WireEvaluation[] = [];
  let moto: Moto;
  let endpoints: AwsEndpoints;
  let mq: MqClient;

  beforeAll(async () => {
    moto = await startMoto(program ?? '');
    const answerAsConfig = answerFor({ brokers: [], evaluations });
    endpoints = await startAwsEndpoints((call) => (call.service === 'mq' ? askMoto(call) : answerAsConfig(call)));
    Object.assign(process.env, awsEnvironment(endpoints.url));
    mq = new MqClient({ endpoint: moto.url });
    for (let number = 0; number < COUNT; number += 1) ids.push(await createBroker(number));
  });

  afterAll(async () => {
    mq.destroy();
    process.env = environment;
    await endpoints.close();
    await moto.stop();
  });

  /** Passes a call on to moto, and cuts its list, which has no pages, into the pages that the caller asks for. */
  async function askMoto({ operation, input }: Call): Promise<unknown> {
    const path = operation === 'ListBrokers' ? '' : `/${input.brokerId}`;
    const authorization = 'AWS4-HMAC-SHA256 Credential=OWN/20260131/eu-west-1/mq/aws4_request';
    const response = await fetch(`${moto.url}/v1/brokers${path}`, { headers: { authorization } });
    const body = (await response.json()) as { message?: string; brokerSummaries: readonly unknown[] };
    if (!response.ok) throw new AwsError(response.status, response.headers.get('x-amzn-errortype') ?? '', body.message);
    if (operation !== 'ListBrokers') return body;
    const { page, token } = paginate(body.brokerSummaries, input.nextToken, Number(input.maxResults), 100);
    return { brokerSummaries: page, nextToken: token };
  }

  /** Every third broker is an ActiveMQ one; of the others some are public, some single instances, some without logs. */
  async function createBroker(number: number): Promise<string> {
    const isRabbit = number % 3 !== 0;
    const command = new CreateBrokerCommand({
      BrokerName: `broker-${number}`,
      EngineType: isRabbit ? 'RABBITMQ' : 'ACTIVEMQ',
      EngineVersion: isRabbit ? '3.13' : '5.18',
      DeploymentMode: !isRabbit || number % 5 === 0 ? 'SINGLE_INSTANCE' : 'CLUSTER_MULTI_AZ',
      HostInstanceType: 'mq.m5.large',
      PubliclyAccessible: number % 7 === 0,
      AutoMinorVersionUpgrade: true,
      Logs: { General: number % 11 !== 0 },
      Users: [],
    });
    const { BrokerId } = await mq.send(command);
    if (BrokerId === undefined) throw new Error('moto created a broker without an id.');
    return BrokerId;
  }

  test('all pages of the list are read, with engine and deployment mode', async () => {
    const account = await createConnect(undefined)(FUNCTION_ACCOUNT, { partition: 'aws', accountId: FUNCTION_ACCOUNT });
    const pages: (readonly Broker[])[] = [];
    for await (const page of account.listBrokers(NO_SIGNAL)) pages.push(page);
    expect(pages).toHaveLength(3);
    const brokers = pages.flat();
    expect(new Set(brokers.map(({ id }) => id))).toEqual(new Set(ids));
    expect(brokers.filter(({ engineType }) => engineType === 'RABBITMQ')).toHaveLength(200);
    expect(brokers.filter(({ deploymentMode }) => deploymentMode === 'CLUSTER_MULTI_AZ')).toHaveLength(160);
  });

  test('a broker is described with all its facts, and one that was deleted is not found', async () => {
    const account = await createConnect(undefined)(FUNCTION_ACCOUNT, { partition: 'aws', accountId: FUNCTION_ACCOUNT });
    await expect(account.describeBroker(ids[7] ?? '', NO_SIGNAL)).resolves.toMatchObject({
      id: ids[7],
      name: 'broker-7',
      engineType: 'RABBITMQ',
      deploymentMode: 'CLUSTER_MULTI_AZ',
      publiclyAccessible: true,
      generalLogging: true,
    });
    const gone = await createBroker(COUNT);
    await mq.send(new DeleteBrokerCommand({ BrokerId: gone }));
    await expect(account.describeBroker(gone, NO_SIGNAL)).resolves.toBeUndefined();
  });

  test('the built function sweeps them all', async () => {
    const lambda = await startLambda('dist/lambda/index.mjs', awsEnvironment(endpoints.url));
    const ending = await lambda.invoke(loadEvent('scheduled', { accountId: FUNCTION_ACCOUNT }));
    const output = await lambda.stop();
    expect({ ending, output }).toEqual({ ending: {}, output: expect.stringContaining('"message":"Evaluated"') });

    const expected = ids.flatMap((id, number) => {
      if (number % 3 === 0) return [];
      const isGood = number % 5 !== 0 && number % 7 !== 0 && number % 11 !== 0;
      return [[id, isGood ? 'COMPLIANT' : 'NON_COMPLIANT'] as const];
    });
    const sent = evaluations.map(({ ComplianceResourceId: id, ComplianceType: type }) => [id, type] as const);
    expect(sent).toHaveLength(200);
    expect(new Map(sent)).toEqual(new Map(expected));
  });
});
