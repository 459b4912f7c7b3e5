import { join } from 'node:path';
import type { Ending } from '../../simulator/lambda/lambda-process.ts';
import { startLambdaProcess } from '../../simulator/lambda/lambda-process.ts';

export const FUNCTION_ACCOUNT = '111122223333';
const FUNCTION_ARN = `arn:aws:lambda:eu-west-1:${FUNCTION_ACCOUNT}:function:evaluator`;
const TIMEOUT_MS = 60_000;
/** A function keeps a twentieth of its time for its log. Of a short time that is less than a busy machine needs. */
const GRACE_MS = 30_000;

/** The bundles that `npm run build` makes. */
export const BUNDLES = [
  'dist/lambda/index.mjs',
  'dist/lambda-inline/index.js',
  'dist/lambda-inline-all/index.js',
] as const;

/** Those that have the opt-in checks. */
export const FULL_BUNDLES = [BUNDLES[0], BUNDLES[2]] as const;

/** Starts a built bundle in a process of its own. An invocation has a minute if it is not told otherwise. */
export async function startLambda(bundle: (typeof BUNDLES)[number], variables: Readonly<Record<string, string>>) {
  const started = startLambdaProcess(variables);
  let output = '';
  const environment = {
    codePath: join(process.cwd(), bundle),
    functionArn: FUNCTION_ARN,
    log: (text: string) => {
      output += text;
    },
  };
  await started.begin(environment);
  const invoke = (event: unknown, timeoutMs = TIMEOUT_MS) => started.invoke(environment, event, timeoutMs, GRACE_MS);
  return {
    pid: started.pid,
    /** Whether it can be invoked: it has not ended, as after a time limit. */
    canRun: () => started.canRun(environment),
    invoke,
    /**
     * Invokes it with little time, and again with twice as much while that was too little for the machine.
     * @param isEnough whether the function got as far as a test wants
     * @returns how the last invocation ended
     */
    async invokeBriefly(event: unknown, timeoutMs: number, isEnough: (ending: Ending) => boolean) {
      for (let time = timeoutMs; ; time *= 2) {
        const ending = await invoke(event, time);
        if (isEnough(ending) || time >= TIMEOUT_MS) return ending;
      }
    },
    /** Ends the process. @returns all that it wrote to standard output and standard error */
    async stop() {
      await started.stop();
      return output;
    },
  };
}
