import { Option } from 'commander';
import { withChecksOption } from './checks-option.ts';
import type { DefineCommand } from './define-command.ts';
import type { ListOptions } from './list-checks.ts';

/** Defines the command `checks`. */
export const defineChecks: DefineCommand = (command, io) => {
  command
    .description('Lists the checks: what they require, why, and how to fix a failure.')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'));
  withChecksOption(command, 'changes', 'all').action(async (options: ListOptions) => {
    const { listChecks } = await import('./list-checks.ts');
    listChecks(options, io);
  });
};
