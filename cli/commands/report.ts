import process from 'node:process';
import { InvalidArgumentError, Option } from 'commander';
import { SEVERITIES } from '../../checks/check.ts';
import { expected, faultOf } from '../../checks/parameters.ts';
import { REFRESH } from '../../checks/refresh.ts';
import { REPORT_ACTIONS } from '../organization-report/aggregator/port.ts';
import { withReportedChecks } from './checks-option.ts';
import type { DefineCommand } from './define-command.ts';
import { withExemptionOptions } from './exemption-options.ts';
import { listActions } from './organization-help.ts';
import type { OrganizationReportOptions } from './report-organization.ts';
import { formatOptionOf, outputOption } from './report-outputs.ts';
import { readExternalId, readRoleName } from './role-options.ts';
import { readRegions } from './scan.ts';

const NOTES = `
Without files, it reads an organization aggregator of AWS Config, as its account.
With files, it needs no account. It takes inventories of "scan", JSON reports of
"scan", "evaluate" and this command, and all that "evaluate" reads.

It calls only these actions. None of them changes anything:
${listActions(REPORT_ACTIONS)}

Exit status:
  0  all brokers conform or are exempt, and everything was seen
  1  at least one fails
  2  options, files or credentials could not be used, so nothing was written; or
     a report could not be written
  3  none fails, but something is unknown or was not seen
  Results below the severity of --fail-on do not count.

Examples:
  rabbitmq-conformance report --format html=report.html
  rabbitmq-conformance report brokers.ndjson --format json=reports/november.json --history reports`;

/** Defines the command `report`. */
export const defineReport: DefineCommand = (command, io, finish) => {
  command
    .description('Reports where the RabbitMQ brokers of an organization stand. It only reads.')
    .argument('[file...]', 'files, - for standard input')
    .option('--aggregator <name>', 'the aggregator (default: the only one of the organization)')
    .option('--region <region>', 'where the aggregator is (default: your configured region)')
    .option('--regions <region,...>', 'only these regions', readRegions)
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--role-name <name>', 'a role in each account, for what an aggregator does not show', readRoleName)
    .option('--external-id <id>', 'the external ID that the role asks for', readExternalId)
    .option('--refresh <days>', 'the setting refresh of the rules (default: 1)', readRefresh)
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
    .addHelpText('after', NOTES)
    .action(async (files: readonly string[], options: OrganizationReportOptions) => {
      const { reportOrganization } = await import('./report-organization.ts');
      finish(await reportOrganization(files, options, io, process.env));
    });
};

function readRefresh(text: string): number {
  if (faultOf(text, REFRESH) !== undefined) throw new InvalidArgumentError(`Expected ${expected(REFRESH)}.`);
  return Number(text);
}

function readPath(path: string): string {
  if (path === '' || path === '-') throw new InvalidArgumentError('Expected a path.');
  return path;
}
