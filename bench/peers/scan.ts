import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import type { BrokerAnswer } from '../../test/support/brokers.ts';
import { describeAnswer, listEntry } from '../../test/support/brokers.ts';
import { answerFor } from '../../test/support/loopback-account.ts';
import type { Builds } from '../builds.ts';
import { runTimed } from '../processes.ts';
import type { Skip } from '../programs.ts';
import type { Row } from '../table.ts';
import { inTemporaryFolder } from '../temporary-folder.ts';
import { compareWithPeers } from './compare.ts';
import { CUSTODIAN, findPeers, PROWLER } from './find.ts';

const BROKERS = 300;
/** The others are of ActiveMQ. */
const RABBITMQ = 180;
const FAILING = 18;
const ACCOUNT = '111122223333';
const CALLER = { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/bench`, UserId: 'AIDABENCH' };
const ACTIVEMQ_LOGS = { general: true, audit: true };
const ACTIVEMQ = {
  engineType: 'ACTIVEMQ',
  engineVersion: '5.18',
  deploymentMode: 'ACTIVE_STANDBY_MULTI_AZ',
  logs: ACTIVEMQ_LOGS,
};

function brokerWith(number: number): BrokerAnswer {
  if (number >= RABBITMQ) return describeAnswer(number, ACTIVEMQ);
  return describeAnswer(number, number < FAILING ? { deploymentMode: 'SINGLE_INSTANCE' } : {});
}

/**
 * Measures `scan` of an account, beside programs that check the same brokers. Prowler reads only the first page of a list,
 * so its first page has all brokers.
 */
export async function measureScanWithPeers(builds: Builds, skip: Skip): Promise<readonly Row[]> {
  const peers = await findPeers([CUSTODIAN, PROWLER], skip);
  const brokers = Array.from({ length: BROKERS }, (_, number) => brokerWith(number));
  const answer = answerFor({ brokers, evaluations: [] });
  let hasOnePage = false;
  const endpoints = await startAwsEndpoints((call) => {
    if (call.operation === 'GetCallerIdentity') return CALLER;
    if (hasOnePage && call.operation === 'ListBrokers') return { brokerSummaries: brokers.map(listEntry) };
    return answer(call);
  });
  const environment = awsEnvironment(endpoints.url);
  const scan = (
    program: string,
    args: readonly string[],
    check: (output: string, folder: string) => void,
    onePage = false,
  ) =>
    inTemporaryFolder(async (folder) => {
      hasOnePage = onePage;
      const before = endpoints.calls.length;
      const own = { ...environment, HOME: folder };
      const run = await runTimed(
        program,
        args.map((arg) => arg.replace('FOLDER', folder)),
        own,
      );
      check(run.output, folder);
      return { ...run, calls: endpoints.calls.length - before };
    });
  const work = {
    what: `Scan of ${BROKERS} brokers`,
    run: ({ cli }: Builds['now']) => scan(process.execPath, [cli, 'scan', '--format', 'json'], checkOwn),
    peers: {
      [CUSTODIAN]: { run: (program: string) => scan(program, CUSTODIAN_ARGS, checkCustodian) },
      [PROWLER]: { run: (program: string) => scan(program, PROWLER_ARGS, checkProwler, true), isSlow: true },
    },
  };
  try {
    return await compareWithPeers(builds, peers, work);
  } finally {
    await endpoints.close();
  }
}

function checkOwn(output: string): void {
  const { pass, fail, unknown } = JSON.parse(output).summary;
  if (fail === FAILING && pass === 3 * RABBITMQ - FAILING && unknown === 0) return;
  throw new Error(`The scan has ${fail} fail, ${pass} pass, ${unknown} unknown.`);
}

const CUSTODIAN_ARGS = [
  ...['run', '--output-dir', 'FOLDER', '--region', 'eu-west-1', '--cache-period', '0'],
  join(import.meta.dirname, 'custodian.yaml'),
];

function checkCustodian(_: string, folder: string): void {
  const found = JSON.parse(readFileSync(join(folder, 'rabbitmq-not-conforming', 'resources.json'), 'utf8')).length;
  if (found !== FAILING) throw new Error(`Cloud Custodian found ${found} brokers.`);
}

const PROWLER_ARGS = [
  ...['aws', '--region', 'eu-west-1', '--no-banner', '--ignore-exit-code-3', '--output-formats', 'csv'],
  ...['--output-directory', 'FOLDER', '--output-filename', 'findings', '--checks', 'mq_broker_cluster_deployment_mode'],
  ...['mq_broker_not_publicly_accessible', 'mq_broker_logging_enabled'],
];

function checkProwler(_: string, folder: string): void {
  const found = readFileSync(join(folder, 'findings.csv'), 'utf8').match(/;FAIL;/g)?.length;
  if (found !== FAILING) throw new Error(`Prowler found ${found} brokers.`);
}
