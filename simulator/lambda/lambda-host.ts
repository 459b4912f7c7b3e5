import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { shiftClock, useShiftedClock } from './lambda-clock.ts';
import { loadInContext } from './lambda-context.ts';
import type { HostRequest } from './lambda-process.ts';
import { isChanged } from './node-objects.ts';

// Runs in a process of its own and calls bundles as the Lambda runtime does. See lambda-process.ts.
const [mark = ''] = process.argv.slice(2);
const handlers = new Map<number | undefined, (event: string, context: object) => unknown>();

/** Answers where the functions write, so that all that they have written comes first. */
function answer(ending: object): void {
  process.stdout.write(`${mark}${JSON.stringify(ending)}\n`);
}

process.on('message', async ({ id, load, invoke, release, check, stop }: HostRequest) => {
  if (stop) process.exit();
  if (release) handlers.delete(id);
  if (check) answer(isChanged() ? { error: {} } : {});
  if (load) {
    const { codePath, variables } = load;
    const sharesProcess = variables !== undefined && !codePath.endsWith('.mjs');
    handlers.set(id, sharesProcess ? loadInContext(codePath, variables) : await loadAlone(codePath));
    answer({});
  }
  if (!invoke) return;
  shiftClock(invoke.clockShiftMs);
  const deadline = Date.now() + invoke.timeoutMs;
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
  const context = {
    functionName: invoke.functionArn.split(':').at(-1),
    functionVersion: '$LATEST',
    invokedFunctionArn: invoke.functionArn,
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    await handlers.get(id)?.(invoke.event, context);
    answer({});
  } catch (error) {
    // More than the runtime prints: causes too.
    process.stdout.write(`${inspect(error, { depth: 10 })}\n`);
    answer({ error: { name: (error as Error).name, message: (error as Error).message } });
  }
});

async function loadAlone(codePath: string) {
  useShiftedClock(globalThis);
  const { handler } = codePath.endsWith('.mjs')
    ? await import(pathToFileURL(codePath).href)
    : createRequire(import.meta.url)(codePath);
  return (event: string, context: object) => handler(JSON.parse(event), context);
}
