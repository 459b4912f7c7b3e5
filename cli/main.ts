import process from 'node:process';
import { runCommandLine } from './command-line.ts';
import type { CommandLine } from './context.ts';
import { EXIT, outputWidth, wantsColour } from './context.ts';

/** Runs a command with the streams of this process. @returns the exit status */
export async function main(args: readonly string[], version: string): Promise<number> {
  try {
    return await runCommandLine(args, {
      stdin: STDIN,
      stdout: process.stdout,
      stderr: process.stderr,
      useColour: wantsColour(process.stdout, process.env),
      columns: outputWidth(process.stdout, process.env),
      version,
    });
  } catch (error) {
    process.stderr.write(`rabbitmq-conformance: internal error. ${(error as Error).stack}\n`);
    // Not 1, which would mean that a broker failed.
    return EXIT.internalError;
  }
}

/** Standard input. Node.js loads what it needs for it when it is first asked for. */
const STDIN: CommandLine['stdin'] = {
  get isTTY() {
    return process.stdin.isTTY;
  },
  [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator](),
};
