import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { runCommandLine, wantsColour } from './command-line.ts';
import { EXIT } from './evaluate-command.ts';

// `npm run demo`: what `evaluate` says of the brokers in examples/.
const files = readdirSync('examples')
  .filter((name) => !name.endsWith('.md'))
  .map((name) => join('examples', name));
process.stdout.write(`$ rabbitmq-conformance evaluate examples/*\n\n`);

const status = await runCommandLine(['evaluate', ...files], {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  useColour: wantsColour(process.stdout, process.env),
  version: packageJson.version,
});
// The examples hold brokers that fail, so status 1 is what a working tool returns here.
if (status !== EXIT.failed) throw new Error(`evaluate ended with the exit status ${status}.`);
process.stdout.write(`\nExit status ${status}: something failed. examples/README.md says what each broker shows.\n`);
