import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import { loadEvent } from '../test/support/events.ts';
import { answerFor } from '../test/support/loopback-account.ts';
import { interleave, median } from './interleave.ts';
import { BUNDLES, runHandler, runNode } from './processes.ts';
import type { Row } from './table.ts';

const ROUNDS = 15;

/** Another account than that of the function. */
const MEMBER_ACCOUNT = '222233334444';

/** Measures the processor time of loading the bundles, compared with Node.js alone. */
export async function measureLoading(): Promise<readonly Row[]> {
  const runs = await interleave(ROUNDS, {
    bare: () => runNode('0'),
    // What every function loads that signs its calls and makes them over HTTPS.
    https: () => runNode('require("node:https"); require("node:crypto")'),
    main: () => load(BUNDLES.main),
    inline: () => load(BUNDLES.inline),
  });
  const cpu = (name: keyof typeof runs) => median(runs[name].map(({ cpuMs }) => cpuMs));
  const bundle = { what: 'Load the bundle', measured: cpu('main'), unit: 'ms' } as const;
  return [
    { ...bundle, against: cpu('bare'), reference: 'bare Node.js start' },
    { ...bundle, against: cpu('https'), reference: 'Node.js with https and crypto', aim: 1.4 },
    { ...bundle, against: cpu('inline'), reference: 'inline bundle, with the SDK in node_modules' },
  ];
}

// No call leaves the process: while it loads, all answers are made up.
function load(file: string) {
  return runNode(`import(${JSON.stringify(file)})`, awsEnvironment('http://127.0.0.1:9'));
}

/** Measures the processor time of the first change event, compared with a function that makes no calls while it loads. */
export async function measureFirstEvent(): Promise<readonly Row[]> {
  const endpoints = await startAwsEndpoints(answerFor({ brokers: [], evaluations: [] }));
  const environment = awsEnvironment(endpoints.url);
  const own = { module: BUNDLES.main, event: loadEvent('change-ok'), invocations: 1 };
  const member = { ...own, event: loadEvent('change-ok', { accountId: MEMBER_ACCOUNT }) };
  const withRole = { ...environment, EVALUATION_ROLE_NAME: 'evaluation' };
  try {
    const runs = await interleave(ROUNDS, {
      own: () => runHandler(own, environment),
      ownUnprimed: () => runHandler({ ...own, unprimed: true }, environment),
      member: () => runHandler(member, withRole),
      memberUnprimed: () => runHandler({ ...member, unprimed: true }, withRole),
    });
    const cpu = (name: keyof typeof runs) => median(runs[name].map(({ firstCpuMs }) => firstCpuMs));
    const common = { reference: 'without calls while it loads', unit: 'ms', aim: 0.4 } as const;
    return [
      { ...common, what: 'First event, processor', measured: cpu('own'), against: cpu('ownUnprimed') },
      { ...common, what: 'The same with a role', measured: cpu('member'), against: cpu('memberUnprimed') },
    ];
  } finally {
    await endpoints.close();
  }
}
