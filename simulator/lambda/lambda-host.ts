import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';

// Runs in a process of its own and calls a bundle as the Lambda runtime does. See lambda-process.ts.
const [bundle = ''] = process.argv.slice(2);
const { handler } = bundle.endsWith('.mjs')
  ? await import(pathToFileURL(bundle).href)
  : createRequire(import.meta.url)(bundle);

process.on('message', async ({ stop, event, functionArn, timeoutMs }) => {
  if (stop) process.exit();
  const deadline = Date.now() + timeoutMs;
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
  const context = {
    functionName: functionArn.split(':').at(-1),
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    await handler(event, context);
    process.send?.({});
  } catch (error) {
    // More than the runtime prints: causes too.
    process.stderr.write(`${inspect(error, { depth: 10 })}\n`);
    process.send?.({ error: { name: (error as Error).name, message: (error as Error).message } });
  }
});
process.send?.('ready');
