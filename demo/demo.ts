import process from 'node:process';
import { keepRunning, renderKeep } from './keep.ts';
import type { DemoOptions } from './options.ts';
import { parseDemoOptions, USAGE, UsageError } from './options.ts';
import { renderDemo } from './report.ts';
import { planScene, runDemo } from './run.ts';
import { openWorld } from './world.ts';

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
  if (options === 'help') process.stdout.write(USAGE);
  else await main(options);
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

async function main(options: DemoOptions): Promise<void> {
  const scene = planScene(options);
  const world = await openWorld(scene.accounts, scene.home.region);
  const { signal } = stop;
  try {
    const report = await runDemo(options, scene, world, { signal, progress });
    progress('');
    process.stdout.write(
      options.format === 'json' ? `${JSON.stringify({ version: 1, ...report }, undefined, 2)}\n` : renderDemo(report),
    );
    if (!options.keep) return;
    process.stdout.write(renderKeep(scene, world));
    await keepRunning(world, { signal, report: (problem) => process.stderr.write(`demo: ${problem}\n`) });
  } finally {
    await world.close();
  }
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
