import { parseArgs } from 'node:util';
import { CHECKS } from '../lambda/checks.ts';
import { RuleParametersError, selectChecks } from '../lambda/rule-parameters.ts';
import { checksCommand } from './checks-command.ts';
import { EXIT, evaluateCommand } from './evaluate-command.ts';
import { printable } from './printable.ts';

/** What a command reads from and writes to. */
export interface CommandLine {
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean };
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly useColour: boolean;
  readonly version: string;
}

/** Whether to colour the output: on a terminal, unless its user has set NO_COLOR (https://no-color.org). */
export function wantsColour(
  { isTTY }: { readonly isTTY?: boolean | undefined },
  { NO_COLOR }: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTTY === true && !NO_COLOR;
}

/** The command line makes no sense. The message says what does. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

const FORMATS = ['table', 'json'] as const;

const HELP = `Usage: rabbitmq-conformance <command> [options]

Evaluates Amazon MQ RabbitMQ brokers with the checks of the AWS Config rules.

Commands:
  evaluate [FILE…|-]  evaluate the brokers in files or standard input
  checks              list the checks

Options:
  --format table|json  how to print (default: table)
  --checks ID,…        evaluate or list these checks only (default: all)
  --help               print this text
  --version            print the version

evaluate recognises by content, plain or gzipped, one JSON text or one a line: AWS Config
configuration items (of events, of the API, of delivered snapshot and history files), events of
custom rules, and answers of DescribeBroker, ListBrokers and Cloud Control.

Exit status of evaluate:
  0  nothing failed and nothing is unknown
  1  something failed
  2  the options or some input could not be used (the rest was still evaluated)
  3  nothing failed, something is unknown
`;

/** Runs a command. @returns the exit status */
export async function runCommandLine(args: readonly string[], io: CommandLine): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RuleParametersError)) throw error;
    io.stderr.write(`rabbitmq-conformance: ${printable(error.message)}\nTry: rabbitmq-conformance --help\n`);
    return EXIT.unusable;
  }
}

async function dispatch(args: readonly string[], io: CommandLine): Promise<number> {
  const { values, positionals } = parse(args);
  const [command, ...operands] = positionals;
  if (values.help) {
    io.stdout.write(HELP);
    return EXIT.ok;
  }
  if (values.version) {
    io.stdout.write(`${io.version}\n`);
    return EXIT.ok;
  }
  const checks = values.checks === undefined ? CHECKS : selectChecks(values.checks);
  const format = FORMATS.find((known) => known === values.format);
  if (format === undefined) {
    throw new UsageError(`--format must be one of ${FORMATS.join(', ')}, not "${values.format}".`);
  }
  switch (command) {
    case 'evaluate':
      return await evaluateCommand({ sources: inputs(operands, io), format, checks }, io);
    case 'checks':
      if (operands.length > 0) throw new UsageError(`"checks" takes no operands, and was given "${operands[0]}".`);
      checksCommand({ format, checks }, io);
      return EXIT.ok;
    case undefined:
      throw new UsageError('No command was given. Commands: evaluate, checks.');
    default:
      throw new UsageError(`"${command}" is not a command. Commands: evaluate, checks.`);
  }
}

function inputs(operands: readonly string[], { stdin }: CommandLine): readonly string[] {
  if (operands.length > 0) return operands;
  if (stdin.isTTY) throw new UsageError('No input was given: name files, or - for standard input.');
  return ['-'];
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'table' },
        checks: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}
