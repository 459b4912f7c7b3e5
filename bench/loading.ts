import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import { loadEvent } from '../test/support/events.ts';
import { answerFor } from '../test/support/loopback-account.ts';
import type { Builds } from './builds.ts';
import { interleave, median, medians, withBoth } from './interleave.ts';
import type { Run } from './processes.ts';
import { runHandler, runNode } from './processes.ts';
import type { Row } from './table.ts';

const ROUNDS = 15;

/** Another account than that of the function. */
const MEMBER_ACCOUNT = '222233334444';

/** Measures the processor time of loading the bundles, compared with Node.js alone. */
export async function measureLoading(builds: Builds): Promise<readonly Row[]> {
  const runs = await interleave(ROUNDS, {
    bare: () => runNode('0'),
    // What every function loads that signs its calls and makes them over HTTPS.
    https: () => runNode('require("node:https"); require("node:crypto")'),
    ...withBoth(builds, ({ main }) => load(main)),
    inline: () => load(builds.now.inline),
  });
  const cpu = (name: keyof typeof runs) => median(runs[name].map(({ cpuMs }) => cpuMs));
  const bundle = { what: 'Load the bundle', ...medians(runs, ({ cpuMs }) => cpuMs), unit: 'ms' } as const;
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
export async function measureFirstEvent(builds: Builds): Promise<readonly Row[]> {
  const endpoints = await startAwsEndpoints(answerFor({ brokers: [], evaluations: [] }));
  const environment = awsEnvironment(endpoints.url);
  const own = { event: loadEvent('change-ok'), invocations: 1 };
  const member = { ...own, event: loadEvent('change-ok', { accountId: MEMBER_ACCOUNT }) };
  const withRole = { ...environment, EVALUATION_ROLE_NAME: 'evaluation' };
  try {
    const module = builds.now.main;
    const ofOwn = await interleave(ROUNDS, {
      ...withBoth(builds, ({ main }) => runHandler({ ...own, module: main }, environment)),
      unprimed: () => runHandler({ ...own, module, unprimed: true }, environment),
    });
    const ofMember = await interleave(ROUNDS, {
      ...withBoth(builds, ({ main }) => runHandler({ ...member, module: main }, withRole)),
      unprimed: () => runHandler({ ...member, module, unprimed: true }, withRole),
    });
    const cpu = ({ firstCpuMs }: Run) => firstCpuMs;
    const common = { reference: 'without calls while it loads', unit: 'ms', aim: 0.4 } as const;
    return [
      { ...common, what: 'First event, processor', ...medians(ofOwn, cpu), against: median(ofOwn.unprimed.map(cpu)) },
      {
        ...common,
        what: 'The same with a role',
        ...medians(ofMember, cpu),
        against: median(ofMember.unprimed.map(cpu)),
      },
    ];
  } finally {
    await endpoints.close();
  }
}
