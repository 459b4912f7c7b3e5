import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { readKeyValue } from './key-value.ts';

/** Adds the options that say which deployment a command is about, and how to read it. */
export function addOrganizationOptions(command: Command): Command {
  return command
    .option('-c, --context <key=value>', 'a setting, as for the CDK; repeatable', readKeyValue)
    .option('--settings <file>', 'a file with the settings (default: the context in cdk.json)')
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--role-name <name>', 'the name of a role to assume in other accounts, with its path', readRoleName);
}

/** Parses `--role-name`. */
export function readRoleName(name: string): string {
  if (/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(name)) return name;
  throw new InvalidArgumentError('Expected a role name, such as OrganizationAccountAccessRole, not an ARN.');
}

/** Parses `--external-id`. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function readExternalId(id: string): string {
  if (/^[\w+=,.@:/-]{2,1224}$/.test(id)) return id;
  throw new InvalidArgumentError('Expected 2 to 1224 letters, digits and characters of +=,.@:/-_.');
}
