import process from 'node:process';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandLine } from '../context.ts';
import type { StatusOptions } from '../status/status.ts';
import { addOrganizationOptions } from './organization-options.ts';

/** Adds the command `status`. @param finish receives the exit status */
export function addStatusCommand(program: Command, io: CommandLine, finish: (status: number) => void): void {
  const command = program
    .command('status')
    .summary('look at a deployment, and print the commands that repair it')
    .description(
      'Looks at the deployment of the CDK app in every account and region, and prints the commands that repair it. ' +
        'It only reads.',
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json', 'markdown']).default('table'));
  addOrganizationOptions(command).action(async (options: StatusOptions) => finish(await runWithAws(options, io)));
}

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
