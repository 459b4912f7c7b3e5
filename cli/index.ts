import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { refuseNode } from './refuse-node.ts';

// This file is loaded alone: it answers what needs no more, and an old Node.js may not be able to read the others.
const UNUSABLE = 2;

for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that needs no more, such as `head`, closes the pipe. The exit status still shows the verdict.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`rabbitmq-conformance: cannot write the output: ${error.message}\n`);
    process.exit(UNUSABLE);
  });
}

const args = process.argv.slice(2);
const refusal = refuseNode(process.versions.node, packageJson.engines.node);
if (refusal !== undefined) {
  process.stderr.write(`rabbitmq-conformance: ${refusal}\n`);
  process.exitCode = UNUSABLE;
} else if (args.length === 1 && args[0] === '--version') {
  process.stdout.write(`${packageJson.version}\n`);
} else {
  // Node.js 22.0 to 22.2 do not have it.
  process.getBuiltinModule ??= (await import('node:module')).createRequire(import.meta.url);
  const { main } = await import('./main.ts');
  process.exitCode = await main(args, packageJson.version);
}
