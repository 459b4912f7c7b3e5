import process from 'node:process';
import { Option } from 'commander';
import type { CommandLine } from '../context.ts';
import { STATUS_ACTIONS } from '../status/port.ts';
import type { StatusOptions } from '../status/status.ts';
import type { DefineCommand } from './define-command.ts';
import { DEPLOYMENT_EXIT_STATUSES, listActions } from './organization-help.ts';
import { addOrganizationOptions } from './organization-options.ts';

const NOTES = `
Run this command with the credentials that you use for "cdk deploy", in the same folder and with the same
settings. It reads other accounts through the role of --role-name, such as OrganizationAccountAccessRole. Without
it, it reads what an organization aggregator shows. It reports nothing as fine that it could not see.

It calls only these actions. None of them changes anything:
${listActions(STATUS_ACTIONS)}
In the other accounts, the role needs the actions of config, and iam:GetRole.

${DEPLOYMENT_EXIT_STATUSES}`;

/** Defines the command `status`. */
export const defineStatus: DefineCommand = (command, io, finish) => {
  command
    .description(
      'Looks at the deployment of the CDK app in every account and region, and prints the commands that repair it. ' +
        'It only reads.',
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json', 'markdown']).default('table'));
  addOrganizationOptions(command)
    .addHelpText('after', NOTES)
    .action(async (options: StatusOptions) => finish(await runWithAws(options, io)));
};

/** Loads the AWS SDK, which other commands do not need. */
async function runWithAws(options: StatusOptions, io: CommandLine): Promise<number> {
  const [{ status }, { connectStatus }, { configureClients }, { loadParser }] = await Promise.all([
    import('../status/status.ts'),
    import('../status/aws.ts'),
    import('../organization/clients.ts'),
    import('../organization/settings.ts'),
  ]);
  return status(options, io, {
    connect: async ({ profile }) => connectStatus(await configureClients({ profile, environment: process.env })),
    loadParser,
    now: () => new Date(),
  });
}
