import process from 'node:process';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { SEVERITIES } from '../../checks/check.ts';
import type { CommandLine } from '../context.ts';
import { withReportedChecks } from './checks-option.ts';
import { withExemptionOptions } from './exemption-options.ts';
import { readExternalId, readRoleName } from './organization-options.ts';
import type { OrganizationReportOptions } from './report-organization.ts';
import { formatOptionOf, outputOption } from './report-outputs.ts';
import { readRegions } from './scan.ts';

/** Adds the command `report`. @param finish receives the exit status */
export function addReportCommand(program: Command, io: CommandLine, finish: (status: number) => void): void {
  const command = program
    .command('report')
    .summary('report where the brokers of an organization stand')
    .description('Reports where the RabbitMQ brokers of an organization stand. It only reads.')
    .argument('[file...]', 'files, - for standard input')
    .option('--aggregator <name>', 'the aggregator (default: the only one of the organization)')
    .option('--region <region>', 'where the aggregator is (default: your configured region)')
    .option('--regions <region,...>', 'only these regions', readRegions)
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--role-name <name>', 'a role in each account, for what an aggregator does not show', readRoleName)
    .option('--external-id <id>', 'the external ID that the role asks for', readExternalId)
    .addOption(formatOptionOf(['html', 'json', 'csv', 'markdown', 'ocsf'], 'markdown'))
    .addOption(outputOption());
  withExemptionOptions(withReportedChecks(command))
    .addOption(
      new Option('--fail-on <severity>', 'the lowest severity that counts for the exit status')
        .choices([...SEVERITIES.toReversed(), 'none'])
        .default('low'),
    )
    .option('--previous <file>', 'an earlier report in JSON, to say what changed', readPath)
    .option('--history <folder>', 'a folder with earlier reports in JSON, to show the trend', readPath)
    .option('--evidence <folder>', 'a new folder for the report and all that it is made of', readPath)
    .addOption(new Option('--language <language>', 'the language of the page').choices(['en', 'ja']).default('en'))
    .action(async (files: readonly string[], options: OrganizationReportOptions) => {
      const { reportOrganization } = await import('./report-organization.ts');
      finish(await reportOrganization(files, options, io, process.env));
    });
}

function readPath(path: string): string {
  if (path === '' || path === '-') throw new InvalidArgumentError('Expected a path.');
  return path;
}
