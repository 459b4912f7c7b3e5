import type { Argument, Command, Option } from 'commander';

/**
 * What may stand for a value: one of some words, several of them with commas between, the beginning of a value, a file, or
 * anything.
 */
export type CompletedValue =
  | { readonly kind: 'choice' | 'list' | 'beginning'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'any' };

/** An option that knows what completes its value, loaded only for that. */
export type CompletableOption = Option & { readonly complete?: () => Promise<CompletedValue> };

/** An option, with its value if it takes one. */
export interface CompletedOption {
  /** With their dashes: `-h`, `--help`. */
  readonly flags: readonly string[];
  readonly description: string;
  readonly value?: CompletedValue;
}

/** A command with what can follow it. */
interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What its operands are, where it takes any. */
  readonly operand?: CompletedValue;
}

// No library, since those there are (@bomb.sh/tab, omelette, @pnpm/tabtab) start the program for every TAB and do not complete
// file names as the shell does, and the first runs commands that are substituted in what has been typed.
/** What shells complete: the commands, the options and their values. */
export interface CompletionTree {
  readonly name: string;
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

/**
 * Reads off a program what can be completed. An option can say itself what completes its value. A value that is called
 * `file` is taken for a file.
 */
export async function completionTree(program: Command): Promise<CompletionTree> {
  return {
    name: program.name(),
    options: await optionsOf(program),
    commands: await Promise.all(
      program.commands.map(async (command) => {
        const [operand] = command.registeredArguments;
        return {
          name: command.name(),
          summary: command.summary(),
          options: await optionsOf(command),
          ...(operand ? { operand: valueFor(operand.name(), operand) } : {}),
        };
      }),
    ),
  };
}

async function optionsOf(command: Command): Promise<readonly CompletedOption[]> {
  const options: readonly CompletableOption[] = command.createHelp().visibleOptions(command);
  return Promise.all(
    options.map(async (option) => {
      const flags = [option.short, option.long].filter((flag) => flag !== undefined && flag !== null);
      const name = /[<[]([^>\]]+)/.exec(option.flags)?.[1];
      const { description } = option;
      if (name === undefined) return { flags, description };
      return { flags, description, value: (await option.complete?.()) ?? valueFor(name, option) };
    }),
  );
}

function valueFor(name: string, { argChoices }: Option | Argument): CompletedValue {
  if (argChoices) return { kind: 'choice', words: argChoices };
  return { kind: name === 'file' ? 'file' : 'any' };
}
