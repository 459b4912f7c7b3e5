import { join } from 'node:path';
import type { LambdaProcess } from '../../simulator/lambda/lambda-process.ts';
import { startLambdaProcess } from '../../simulator/lambda/lambda-process.ts';

export const FUNCTION_ACCOUNT = '111122223333';
const FUNCTION_ARN = `arn:aws:lambda:eu-west-1:${FUNCTION_ACCOUNT}:function:evaluator`;
const TIMEOUT_MS = 60_000;
/** A function keeps a twentieth of its time for its log. Of a short time that is less than a busy machine needs. */
const GRACE_MS = 2_500;

/** The two bundles that `npm run build` makes. */
export const BUNDLES = ['dist/lambda/index.mjs', 'dist/lambda-inline/index.js'] as const;

/** Starts a built bundle. An invocation has a minute if it is not told otherwise. */
export async function startLambda(bundle: (typeof BUNDLES)[number], environment: Readonly<Record<string, string>>) {
  const lambda = await startLambdaProcess(join(process.cwd(), bundle), FUNCTION_ARN, environment);
  return {
    ...lambda,
    invoke: (event: unknown, timeoutMs = TIMEOUT_MS) => lambda.invoke(event, timeoutMs, GRACE_MS),
  } satisfies LambdaProcess;
}
