import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandLine } from '../context.ts';
import { withChecksOption } from './checks-option.ts';
import type { ListOptions } from './list-checks.ts';

/** Adds the command `checks`. */
export function addChecksCommand(program: Command, io: CommandLine): void {
  const command = program
    .command('checks')
    .summary('list the checks')
    .description('Lists the checks: what they require, why, and how to fix a failure.')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'));
  withChecksOption(command, 'changes', 'all').action(async (options: ListOptions) => {
    const { listChecks } = await import('./list-checks.ts');
    listChecks(options, io);
  });
}
