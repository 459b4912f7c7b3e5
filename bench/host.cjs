const { setImmediate } = require('node:timers/promises');
const { peakKiB } = require('./peak.cjs');

// Calls a handler as the Lambda runtime does, in a process that contains nothing else. Plain JavaScript, because Node.js
// would keep its TypeScript compiler in memory, and without a channel to the parent. The last line is the report.
const { module: file, event, invocations, unprimed, functionArn, timeoutMs } = JSON.parse(process.argv[2]);

async function main() {
  const { AWS_ACCESS_KEY_ID } = process.env;
  // Without it, the function makes no calls while it loads.
  if (unprimed) delete process.env.AWS_ACCESS_KEY_ID;
  const { handler } = await import(file);
  if (unprimed) process.env.AWS_ACCESS_KEY_ID = AWS_ACCESS_KEY_ID;
  // Now the runtime asks for an event.
  await setImmediate();
  const loaded = process.cpuUsage();
  let firstCpuMs;
  const durationsMs = [];
  for (let count = 0; count < invocations; count += 1) {
    const started = performance.now();
    const context = {
      invokedFunctionArn: functionArn,
      getRemainingTimeInMillis: () => timeoutMs - (performance.now() - started),
    };
    await handler(event, context);
    durationsMs.push(performance.now() - started);
    const { user, system } = process.cpuUsage(loaded);
    firstCpuMs ??= (user + system) / 1000;
  }
  process.stdout.write(`${JSON.stringify({ durationsMs, firstCpuMs, peakKiB: peakKiB() })}\n`);
  // Open connections would keep the process alive.
  process.exit();
}

main();
