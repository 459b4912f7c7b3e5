import { Command, CommanderError } from 'commander';
import { addChecksCommand } from './commands/checks.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addDefinitionsCommand } from './commands/definitions.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addInitCommand } from './commands/init.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addPreflightCommand } from './commands/preflight.ts';
import { addReportCommand } from './commands/report.ts';
import { addScanCommand } from './commands/scan.ts';
import { addScpCommand } from './commands/scp.ts';
import { addStatusCommand } from './commands/status.ts';
import type { CommandLine } from './context.ts';
import { EXIT } from './context.ts';
import { printable } from './text/printable.ts';

/** Runs a command. @returns the exit status */
export async function runCommandLine(args: readonly string[], io: CommandLine): Promise<number> {
  let status: number = EXIT.ok;
  const finish = (value: number) => {
    status = value;
  };
  const program = createProgram(io, finish);
  if (args.some((arg) => /^(-h|--help|help)$/.test(arg))) (await import('./commands/notes.ts')).addNotes(program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  }
}

function createProgram(io: CommandLine, finish: (status: number) => void): Command {
  const program = new Command('rabbitmq-conformance')
    .description('Evaluates Amazon MQ RabbitMQ brokers with the checks of the AWS Config rules.')
    .usage('<command> [options]')
    .version(io.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print the help of a command')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', '\nFor the help of a command, run: rabbitmq-conformance <command> --help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  addEvaluateCommand(program, io, finish);
  addInitCommand(program, io, finish);
  addScanCommand(program, io, finish);
  addReportCommand(program, io, finish);
  addPreflightCommand(program, io, finish);
  addScpCommand(program, io, finish);
  addStatusCommand(program, io, finish);
  addDefinitionsCommand(program, io, finish);
  addPlanCommand(program, io, finish);
  addChecksCommand(program, io);
  addCompletionCommand(program, io);
  for (const command of [program, ...program.commands]) nameErrors(command);
  return program;
}

/** Prints a usage error as one line, with a second line that points to the help. */
function nameErrors(command: Command): void {
  const names = command.parent ? `${command.parent.name()} ${command.name()}` : command.name();
  command.configureOutput({
    outputError: (text, write) => {
      const message = text
        .replace(/^error: /, '')
        .replace(/\n(?=\(Did you mean )/, ' ')
        .trimEnd();
      // Control characters in an argument must not reach the terminal.
      write(`rabbitmq-conformance: ${printable(message)}\nTry: ${names} --help\n`);
    },
  });
}
