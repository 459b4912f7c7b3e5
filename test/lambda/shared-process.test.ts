import { join } from 'node:path';
import process from 'node:process';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { startLambdaProcess } from '../../simulator/lambda/lambda-process.ts';
import { describeAnswer } from '../support/brokers.ts';
import { loadEvent } from '../support/events.ts';
import { accountWith } from '../support/faults.ts';
import { BUNDLES, FUNCTION_ACCOUNT } from '../support/lambda-process.ts';
import type { WireEvaluation } from '../support/loopback-account.ts';
import { answerFor } from '../support/loopback-account.ts';

const BROKER = describeAnswer(1);
const GONE = describeAnswer(3);
const KNOWN = [
  { broker: BROKER, truth: 'COMPLIANT' },
  { broker: describeAnswer(2, { publiclyAccessible: true }), truth: 'NON_COMPLIANT' },
];

const EVENTS = [
  loadEvent('change-ok', { accountId: FUNCTION_ACCOUNT }),
  loadEvent('scheduled', { accountId: FUNCTION_ACCOUNT }),
  loadEvent('oversized', {
    accountId: FUNCTION_ACCOUNT,
    invokingEvent: { configurationItemSummary: { resourceId: BROKER.brokerId } },
  }),
  loadEvent('snapshot-delivered', { accountId: FUNCTION_ACCOUNT }),
  loadEvent('change-ok', { accountId: '444455556666' }),
];

/** What is not the same in two runs. */
const OF_THE_RUN = /(?<="(durationMs|Duration|Timestamp|timestamp)":)("[^"]*"|\d+)|(\\n|\n) {4}at [^\\\n"]*/g;

/** Sends the events to a function. @param shares whether it is one that may share its process with others */
async function send(bundle: string, shares: boolean) {
  const evaluations: WireEvaluation[] = [];
  const endpoints = await startAwsEndpoints(answerFor({ ...accountWith(KNOWN, GONE, BROKER), evaluations }));
  const variables = awsEnvironment(endpoints.url);
  let log = '';
  const environment = {
    codePath: join(process.cwd(), bundle),
    functionArn: `arn:aws:lambda:eu-west-1:${FUNCTION_ACCOUNT}:function:evaluator`,
    log: (text: string) => {
      log += text;
    },
    ...(shares ? { variables } : {}),
  };
  const host = startLambdaProcess(shares ? {} : variables);
  const endings = [];
  for (const event of EVENTS) endings.push(await host.invoke(environment, event, 60_000));
  await host.stop();
  await endpoints.close();
  const calls = endpoints.calls.map(({ service, operation, accessKeyId }) => `${service} ${operation} ${accessKeyId}`);
  const said = evaluations.map(({ OrderingTimestamp, ...evaluation }) => evaluation);
  return { endings, calls: calls.toSorted(), said, log: log.replaceAll(OF_THE_RUN, '') };
}

// What the simulator does for functions that are no ES modules, and what Lambda does for all.
test.each(BUNDLES.filter((bundle) => bundle.endsWith('.js')))(
  '%s does the same in a process that it shares as in one of its own',
  async (bundle) => {
    const [shared, own] = [await send(bundle, true), await send(bundle, false)];
    expect(shared).toEqual(own);
    expect(own.endings.map(({ error }) => error === undefined)).toEqual([true, true, true, false, false]);
    expect(own.said.length).toBeGreaterThan(KNOWN.length);
  },
);
