import process from 'node:process';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import type { CommandLine } from '../context.ts';
import { ACTIONS } from '../preflight/port.ts';
import type { PreflightOptions } from '../preflight/preflight.ts';

const NOTES = `
Run it with credentials of the account that deploys, where you would run "cdk deploy", with the same
settings. Other accounts are read with the role of --role-name, such as OrganizationAccountAccessRole; how
they record also with an aggregator of the organization, if there is one. What could not be seen is never
called fine.

Only these actions are called, none of which changes anything:
${[...new Set(['sts:GetCallerIdentity', 'sts:AssumeRole (for --role-name)', ...Object.values(ACTIONS).flat()])]
  .map((action) => `  ${action}`)
  .join('\n')}
In the other accounts the role needs those of account, config and lambda.

Exit status:
  0  all is fine
  1  something must be done
  2  the options, the settings or the credentials could not be used
  3  nothing must be done, but something was not visible
`;

/** Adds the command `preflight`. @param finish takes the exit status */
export function addPreflightCommand(program: Command, io: CommandLine, finish: (status: number) => void): void {
  program
    .command('preflight')
    .summary('see whether an organization will take the deployment')
    .description('Sees whether the organization or account will take the deployment of the CDK app. It only reads.')
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'))
    .option('-c, --context <key=value>', 'a setting, as of the CDK; repeatable', readSetting)
    .option('--settings <file>', 'a file with the settings (default: the context in cdk.json)')
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--role-name <name>', 'a role to assume in the other accounts, with its path', readRoleName)
    .addHelpText('after', NOTES)
    .action(async (options: PreflightOptions) => finish(await runWithAws(options, io)));
}

function readSetting(text: string, others: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new InvalidArgumentError('Expected key=value.');
  return { ...others, [key]: value };
}

function readRoleName(name: string): string {
  if (/^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/.test(name)) return name;
  throw new InvalidArgumentError('Expected the name of a role, not its ARN, such as OrganizationAccountAccessRole.');
}

/** Loads the checks and the AWS SDK, which the other commands do without. */
async function runWithAws(options: PreflightOptions, io: CommandLine): Promise<number> {
  const [{ preflight }, { connectAws }, { loadParser }] = await Promise.all([
    import('../preflight/preflight.ts'),
    import('../preflight/aws.ts'),
    import('../preflight/settings.ts'),
  ]);
  return preflight(options, io, {
    connect: ({ profile }) => connectAws({ profile, environment: process.env }),
    loadParser,
  });
}
