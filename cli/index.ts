import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { runCommandLine } from './command-line.ts';

// A reader that has seen enough, such as `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await runCommandLine(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  useColour: process.stdout.isTTY === true && !process.env.NO_COLOR,
  version: packageJson.version,
});
