const { peakKiB } = require('./peak.cjs');

// Calls a handler as the Lambda runtime does, in a process that contains nothing else. Plain JavaScript, because Node.js
// would keep its TypeScript compiler in memory, and without a channel to the parent. The last line is the report.
const { module: file, event, invocations, functionArn, timeoutMs } = JSON.parse(process.argv[2]);

async function main() {
  const { handler } = require(file);
  const durationsMs = [];
  for (let count = 0; count < invocations; count += 1) {
    const started = performance.now();
    const context = {
      invokedFunctionArn: functionArn,
      getRemainingTimeInMillis: () => timeoutMs - (performance.now() - started),
    };
    await handler(event, context);
    durationsMs.push(performance.now() - started);
  }
  process.stdout.write(`${JSON.stringify({ durationsMs, peakKiB: peakKiB() })}\n`);
  // Open connections would keep the process alive.
  process.exit();
}

main();
