import process from 'node:process';
import packageJson from '../package.json' with { type: 'json' };
import { runCommandLine } from './command-line.ts';
import { EXIT, outputWidth, refuseNode, wantsColour } from './context.ts';

for (const output of [process.stdout, process.stderr]) {
  output.on('error', (error: NodeJS.ErrnoException) => {
    // A reader that needs no more, such as `head`, closes the pipe. The exit status still shows the verdict.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`rabbitmq-conformance: cannot write the output: ${error.message}\n`);
    process.exit(EXIT.unusable);
  });
}

const refusal = refuseNode(process.versions.node, packageJson.engines.node);
if (refusal !== undefined) {
  process.stderr.write(`rabbitmq-conformance: ${refusal}\n`);
  process.exit(EXIT.unusable);
}

try {
  process.exitCode = await runCommandLine(process.argv.slice(2), {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    useColour: wantsColour(process.stdout, process.env),
    columns: outputWidth(process.stdout, process.env),
    version: packageJson.version,
  });
} catch (error) {
  // Not 1, which would mean that a broker failed.
  process.stderr.write(`rabbitmq-conformance: internal error. ${(error as Error).stack}\n`);
  process.exitCode = EXIT.internalError;
}
