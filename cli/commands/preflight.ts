import process from 'node:process';
import { Option } from 'commander';
import type { CommandLine } from '../context.ts';
import { ACTIONS } from '../organization/port.ts';
import type { PreflightOptions } from '../preflight/preflight.ts';
import type { DefineCommand } from './define-command.ts';
import { DEPLOYMENT_EXIT_STATUSES, listActions } from './organization-help.ts';
import { addOrganizationOptions } from './organization-options.ts';

const NOTES = `
Run this command with the credentials that you use for "cdk deploy", in the same folder and with the same
settings. It reads other accounts through the role of --role-name, such as OrganizationAccountAccessRole. It
also reads their configuration recorders from an organization aggregator, if there is one. It reports nothing
as fine that it could not see.

It calls only these actions. None of them changes anything:
${listActions(ACTIONS)}
In the other accounts, the role needs the actions of account, config and lambda.

${DEPLOYMENT_EXIT_STATUSES}`;

/** Defines the command `preflight`. */
export const definePreflight: DefineCommand = (command, io, finish) => {
  command
    .description(
      'Checks whether the organization or account is ready for the deployment of the CDK app. It only reads.',
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'));
  addOrganizationOptions(command)
    .addHelpText('after', NOTES)
    .action(async (options: PreflightOptions) => finish(await runWithAws(options, io)));
};

/** Loads the checks and the AWS SDK, which the other commands do not need. */
async function runWithAws(options: PreflightOptions, io: CommandLine): Promise<number> {
  const [{ preflight }, { connectAws }, { configureClients }, { loadParser }] = await Promise.all([
    import('../preflight/preflight.ts'),
    import('../organization/aws.ts'),
    import('../organization/clients.ts'),
    import('../organization/settings.ts'),
  ]);
  return preflight(options, io, {
    connect: async ({ profile }) => connectAws(await configureClients({ profile, environment: process.env })),
    loadParser,
  });
}
