import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands/commands.ts';
import type { CommandLine } from './context.ts';
import { EXIT } from './context.ts';
import { printable } from './text/printable.ts';

/** Runs a command. @returns the exit status */
export async function runCommandLine(args: readonly string[], io: CommandLine): Promise<number> {
  let status: number = EXIT.ok;
  const define = async (command: Command) => {
    const entry = COMMANDS.find(({ name }) => name === command.name());
    const defineCommand = await entry?.load();
    defineCommand?.(command, io, (value) => {
      status = value;
    });
  };
  const program = createProgram(io);
  program.hook('preSubcommand', async (_, called) => {
    // A completion is made of all commands.
    for (const command of called.name() === 'completion' ? program.commands : [called]) await define(command);
  });
  try {
    await parse(program, args);
    return status;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  }
}

/** Makes the program, of whose commands only the names and the summaries are there. */
function createProgram(io: CommandLine): Command {
  const usages = new Map(COMMANDS.map(({ name, usage }) => [name, usage]));
  const program = new Command('rabbitmq-conformance')
    .description('Evaluates Amazon MQ RabbitMQ brokers with the checks of the AWS Config rules.')
    .usage('<command> [options]')
    .version(io.version, '--version', 'print the version')
    .helpOption('-h, --help', 'print the help of a command')
    // That of Commander ignores words that it does not know.
    .helpCommand(false)
    .configureHelp({ subcommandTerm: (command) => `${command.name()} ${usages.get(command.name()) ?? '[command]'}` })
    .addHelpText('after', '\nFor the help of a command, run: rabbitmq-conformance <command> --help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  for (const { name, summary } of COMMANDS) program.command(name).summary(summary);
  program
    .command('help')
    .summary('print the help of a command')
    .description('Prints the help of a command.')
    .argument('[command]')
    .action(async (name?: string) => parse(program, name === undefined ? ['--help'] : [name, '--help']));
  for (const command of [program, ...program.commands]) nameErrors(command);
  return program;
}

/** Parses a command line. With `--help`, Commander alone would print the help of the program for an unknown command. */
async function parse(program: Command, args: readonly string[]): Promise<void> {
  const [first] = args;
  const isUnknown =
    first !== undefined && !first.startsWith('-') && !program.commands.some((each) => each.name() === first);
  await program.parseAsync(isUnknown ? [first] : args, { from: 'user' });
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
