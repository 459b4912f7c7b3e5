import type { Command } from 'commander';
import { readKeyValue } from './key-value.ts';
import { readRoleName } from './role-options.ts';

/** Adds the options that say which deployment a command is about, and how to read it. */
export function addOrganizationOptions(command: Command): Command {
  return command
    .option('-c, --context <key=value>', 'a setting, as for the CDK; repeatable', readKeyValue)
    .option('--settings <file>', 'a file with the settings (default: the context in cdk.json)')
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--role-name <name>', 'the name of a role to assume in other accounts, with its path', readRoleName);
}
