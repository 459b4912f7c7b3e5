import process from 'node:process';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { CHECKS } from '../../checks/registry.ts';
import type { CommandLine } from '../context.ts';
import { withExemptionOptions } from './exemption-options.ts';
import { withReportOptions } from './report-options.ts';
import type { ConnectAws, ScanOptions } from './scan-accounts.ts';

const ACCESS = `
The command calls only these actions. None of them changes anything:
  sts:GetCallerIdentity
  mq:ListBrokers
  mq:DescribeBroker     for RabbitMQ brokers, if the list is not enough; once for
                        each of them with --output-inventory
  account:ListRegions   for --regions all
  sts:AssumeRole        for --role-arn
Credentials come from the default chain of the AWS SDK: environment, profile,
single sign-on, container, instance. AWS_MAX_ATTEMPTS limits the attempts of
each call (default: 8).

An inventory contains the ListBrokers and DescribeBroker responses of each
account and region: names, addresses, subnets, security groups, tags and user
names, but no passwords. Only its owner can read the file. You can evaluate it
again with "evaluate", and plan from it with "plan --inventory".
`;

const EXAMPLES = `
Examples:
  rabbitmq-conformance scan --profile audit --regions eu-west-1,us-east-1
  rabbitmq-conformance scan --regions all --output-inventory brokers.ndjson
  rabbitmq-conformance scan --role-arn arn:aws:iam::111122223333:role/audit`;

/** Adds the command `scan`. @param finish receives the exit status */
export function addScanCommand(program: Command, io: CommandLine, finish: (status: number) => void): void {
  const command = program
    .command('scan')
    .summary('evaluate the brokers of AWS accounts')
    .description('Evaluates the brokers of AWS accounts as they are now. It only reads.')
    .addHelpText('after', ACCESS.trimEnd());
  withExemptionOptions(withReportOptions(command, CHECKS))
    .option(
      '--regions <region,...>',
      'regions, or "all" enabled regions of the account (default: your configured region)',
      readRegions,
    )
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--role-arn <arn>', 'a role to assume, to scan its account instead of yours; repeatable', readRoleArn)
    .option('--output-inventory <file>', 'write the responses of Amazon MQ to a file', readInventoryPath)
    .addHelpText('after', EXAMPLES)
    .action(async (options: ScanOptions) => {
      const { scanAccounts } = await import('./scan-accounts.ts');
      finish(await scanAccounts(options, io, connectAws));
    });
}

function readRegions(list: string): readonly string[] | 'all' {
  if (list.trim() === 'all') return 'all';
  const regions = list.split(',').map((region) => region.trim());
  if (regions.every((region) => /^[a-z]+(-[a-z]+)+-\d+$/.test(region))) return regions;
  throw new InvalidArgumentError('Expected region names, separated by commas, such as eu-west-1,us-east-1, or all.');
}

function readRoleArn(arn: string, others: readonly string[] = []): readonly string[] {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(arn)) return [...others, arn];
  throw new InvalidArgumentError('Expected the ARN of a role, such as arn:aws:iam::111122223333:role/audit.');
}

function readInventoryPath(path: string): string {
  if (path !== '' && path !== '-') return path;
  throw new InvalidArgumentError('Expected a file: an inventory contains user names, so only its owner may read it.');
}

/** Loads the AWS SDK, which the other commands do not need. */
const connectAws: ConnectAws = async ({ profile, regions = [] }) => {
  const aws = await import('../scan/aws.ts');
  return aws.connectAws({ profile, regions: regions === 'all' ? [] : regions, environment: process.env });
};
