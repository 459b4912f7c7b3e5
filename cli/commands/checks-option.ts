import type { Command } from 'commander';
import { Option } from 'commander';
import type { CompletableOption } from '../completion/completion.ts';
import type { CommandLine } from '../context.ts';
import type { Evaluable } from './choose-checks.ts';

// The checks are not loaded before a command needs them, since their texts are a tenth of what the program starts with.
const load = () => import('./choose-checks.ts');

/** Adds `--checks` to a command. Its action gets the checks. @param byDefault the group that is selected without it */
export function withChecksOption(command: Command, evaluable: Evaluable, byDefault: 'default' | 'all'): Command {
  return command
    .addOption(checksOption(evaluable, byDefault))
    .hook('preAction', async () => (await load()).chooseChecks(command, evaluable));
}

/**
 * Adds `--checks` and `--set` to a command. Its action gets the checks with the values of their parameters. Call it after
 * `withConfiguration`, whose values count too.
 */
export function withConfiguredChecks(command: Command, evaluable: Evaluable, io: CommandLine): Command {
  return withSettableChecks(command, evaluable).hook('preAction', async () =>
    (await load()).configureChosenChecks(command, evaluable, io),
  );
}

/** The same for a command that also reads results, which may be of other parameters. */
export function withReportedChecks(command: Command): Command {
  return withSettableChecks(command, 'brokers').hook('preAction', async () =>
    (await load()).configureReportedChecks(command),
  );
}

function withSettableChecks(command: Command, evaluable: Evaluable): Command {
  return command.addOption(checksOption(evaluable, 'default')).addOption(setOption());
}

function checksOption(evaluable: Evaluable, byDefault: 'default' | 'all'): CompletableOption {
  const option = new Option('--checks <id,...>', 'only these checks; "default" and "all" are groups of them');
  return Object.assign(option.default(byDefault, byDefault), {
    complete: async () => ({ kind: 'list', words: (await load()).namesOf(evaluable) }) as const,
  });
}

function setOption(): CompletableOption {
  const option = new Option(
    '--set <check.parameter=value>',
    'a value for a parameter of a check; repeatable',
  ).argParser((text: string, others: readonly string[] = []): readonly string[] => [...others, text]);
  return Object.assign(option, {
    complete: async () => ({ kind: 'beginning', words: (await load()).SETTABLE.map((name) => `${name}=`) }) as const,
  });
}
