import process from 'node:process';
import type { Command } from 'commander';
import { Option } from 'commander';
import type { CommandLine } from '../context.ts';
import type { PreflightOptions } from '../preflight/preflight.ts';
import { addOrganizationOptions } from './organization-options.ts';

/** Adds the command `preflight`. @param finish receives the exit status */
export function addPreflightCommand(program: Command, io: CommandLine, finish: (status: number) => void): void {
  const command = program
    .command('preflight')
    .summary('check whether the organization or account is ready for the deployment')
    .description(
      'Checks whether the organization or account is ready for the deployment of the CDK app. It only reads.',
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['table', 'json']).default('table'));
  addOrganizationOptions(command).action(async (options: PreflightOptions) => finish(await runWithAws(options, io)));
}

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
