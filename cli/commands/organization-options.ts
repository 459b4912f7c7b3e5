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

/** The exit statuses of commands that look at a deployment, for the help texts. */
export const DEPLOYMENT_EXIT_STATUSES = `\
Exit status:
  0  everything is fine
  1  there is something to do
  2  the options, the settings or the credentials could not be used
  3  there is nothing to do, but something was not visible
`;

/** The actions of a command that reads accounts, for its help. */
export function listActions(actions: Readonly<Record<string, readonly string[]>>): string {
  const all = ['sts:GetCallerIdentity', 'sts:AssumeRole (for --role-name)', ...Object.values(actions).flat()];
  return [...new Set(all)]
    .toSorted()
    .map((action) => `  ${action}`)
    .join('\n');
}
