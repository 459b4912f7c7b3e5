import process from 'node:process';
import { parseDemoOptions, USAGE, UsageError } from './options.ts';
import { renderDemo } from './report.ts';
import { runDemo } from './run.ts';

// The CDK's own validation of templates would take half of the time. `npx cdk synth` has it on.
process.env.CDK_VALIDATION = 'false';

const stop = new AbortController();
let interruption: NodeJS.Signals | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    interruption = signal;
    stop.abort();
  });
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as `head`, closes the pipe.
  if (error.code !== 'EPIPE') throw error;
});

try {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(USAGE);
  } else {
    const report = await runDemo(options, stop, progress);
    progress('');
    process.stdout.write(
      options.format === 'json' ? `${JSON.stringify({ version: 1, ...report }, undefined, 2)}\n` : renderDemo(report),
    );
  }
} catch (error) {
  if (interruption) {
    // All is tidied up: now the signal may do what it does.
    process.kill(process.pid, interruption);
  } else if (error instanceof UsageError) {
    process.stderr.write(`demo: ${error.message}.\n\n${USAGE}`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
