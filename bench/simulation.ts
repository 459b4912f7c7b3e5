import { join } from 'node:path';
import { awsEnvironment, startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import type { Ending, ExecutionEnvironment } from '../simulator/lambda/lambda-process.ts';
import { startLambdaProcess } from '../simulator/lambda/lambda-process.ts';
import { createLambdaProcesses } from '../simulator/lambda/processes.ts';
import { loadEvent } from '../test/support/events.ts';
import { answerFor } from '../test/support/loopback-account.ts';
import type { Builds } from './builds.ts';
import { once } from './interleave.ts';
import { runTimed } from './processes.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const FUNCTIONS = 50;
/** Enough to know what one takes. */
const ALONE = 5;
const TIMEOUT_MS = 60_000;

/**
 * Measures functions with the same code in the simulation, each invoked once, compared with a process for each.
 * @throws Error if one fails
 */
export async function measureFunctions({ now }: Builds): Promise<readonly Row[]> {
  const endpoints = await startAwsEndpoints(answerFor({ brokers: [], evaluations: [] }));
  const event = loadEvent('change-ok');
  const variables = awsEnvironment(endpoints.url);
  const environmentOf = (number: number): ExecutionEnvironment => ({
    codePath: now.inline,
    functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:evaluator-${number}`,
    variables,
    log: () => {},
  });
  const timeEach = async (functions: number, invoke: (environment: ExecutionEnvironment) => Promise<Ending>) => {
    const started = performance.now();
    for (let number = 0; number < functions; number += 1) {
      const { error } = await invoke(environmentOf(number));
      if (error) throw new Error(`A function failed: ${error.message}`);
    }
    return (performance.now() - started) / functions;
  };
  const shared = createLambdaProcesses();
  try {
    const { together, alone } = await once({
      together: () => timeEach(FUNCTIONS, (environment) => shared.invoke(environment, event, TIMEOUT_MS)),
      alone: () =>
        timeEach(ALONE, async (environment) => {
          const own = startLambdaProcess();
          try {
            return await own.invoke(environment, event, TIMEOUT_MS);
          } finally {
            await own.stop();
          }
        }),
    });
    const measured = Math.max(...together);
    const against = Math.max(...alone);
    return [{ what: `Each of ${FUNCTIONS} functions`, measured, against, reference: 'a process for each', unit: 'ms' }];
  } finally {
    await shared.stop();
    await endpoints.close();
  }
}

/** Measures the CDK app without the CDK's own validation of templates, as in the demonstration, compared with it. */
export function measureSynthesis(): Promise<readonly Row[]> {
  return inTemporaryFolder(async (folder) => {
    const synthesize = (validation: boolean) => {
      const options = ['--quiet', '--no-notices', '--build', '', '--output', join(folder, String(validation))];
      return runTimed(join('node_modules', '.bin', 'cdk'), ['synth', ...options, '-c', 'deployment=account'], {
        CDK_VALIDATION: String(validation),
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        CDK_DISABLE_VERSION_CHECK: 'true',
        HOME: folder,
      });
    };
    const { without, validated } = await once({ without: () => synthesize(false), validated: () => synthesize(true) });
    const cpu = (runs: typeof without) => Math.max(...runs.map(({ cpuMs }) => cpuMs));
    const what = 'Synthesize without validation, processor';
    return [{ what, measured: cpu(without), against: cpu(validated), reference: 'with validation', unit: 'ms' }];
  });
}
