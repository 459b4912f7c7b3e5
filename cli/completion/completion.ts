import type { Argument, Command, Option } from 'commander';
import type { CheckInfo } from '../../checks/check.ts';

/** What may stand for a value: one of some words, several of them with commas between, a file, or anything. */
export type CompletedValue =
  | { readonly kind: 'choice' | 'list'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'any' };

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
 * Reads off a program what can be completed. A value that is called `file` is taken for a file, one that is called
 * `id,...` for IDs of the checks that are its default.
 */
export function completionTree(program: Command): CompletionTree {
  return {
    name: program.name(),
    options: optionsOf(program),
    commands: program.commands.map((command) => {
      const [operand] = command.registeredArguments;
      return {
        name: command.name(),
        summary: command.summary(),
        options: optionsOf(command),
        ...(operand ? { operand: valueFor(operand.name(), operand) } : {}),
      };
    }),
  };
}

function optionsOf(command: Command): readonly CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map((option) => {
      const flags = [option.short, option.long].filter((flag) => flag !== undefined && flag !== null);
      const name = /[<[]([^>\]]+)/.exec(option.flags)?.[1];
      const { description } = option;
      return { flags, description, ...(name === undefined ? {} : { value: valueFor(name, option) }) };
    });
}

function valueFor(name: string, { argChoices, defaultValue }: Option | Argument): CompletedValue {
  if (argChoices) return { kind: 'choice', words: argChoices };
  if (isChecks(name, defaultValue)) return { kind: 'list', words: defaultValue.map(({ id }) => id) };
  return { kind: name === 'file' ? 'file' : 'any' };
}

function isChecks(name: string, defaultValue: unknown): defaultValue is readonly CheckInfo[] {
  return name === 'id,...' && Array.isArray(defaultValue);
}
