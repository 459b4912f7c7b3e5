import process from 'node:process';
import { InvalidArgumentError, Option } from 'commander';
import type { DefineCommand } from './define-command.ts';
import { withExemptionOptions } from './exemption-options.ts';
import { withReportOptions } from './report-options.ts';
import { readExternalId, readRoleName } from './role-options.ts';
import type { ConnectAws, ScanOptions } from './scan-accounts.ts';

const ACCESS = `
The command calls only these actions. None of them changes anything:
  sts:GetCallerIdentity
  mq:ListBrokers
  mq:DescribeBroker     for RabbitMQ brokers, if the list is not enough; once for
                        each of them with --output-inventory
  ec2:DescribeSecurityGroups, ec2:GetManagedPrefixListEntries
                        only with the check rabbitmq-security-group-sources
  account:ListRegions   for --regions all
  sts:AssumeRole        for --role-arn and --role-name
  organizations:ListRoots, organizations:ListOrganizationalUnitsForParent,
  organizations:ListAccountsForParent
                        for --organization, with your own credentials: those of
                        the management account, or of a delegated administrator
The roles need mq:ListBrokers, mq:DescribeBroker and account:ListRegions, and
for rabbitmq-security-group-sources the actions of ec2.
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
  rabbitmq-conformance scan --role-arn arn:aws:iam::111122223333:role/audit
  rabbitmq-conformance scan --organization --role-name audit --regions all --exclude ou-ab12-1a2b3c4d`;

/** Defines the command `scan`. */
export const defineScan: DefineCommand = (command, io, finish) => {
  command
    .description('Evaluates the brokers of AWS accounts as they are now. It only reads.')
    .addHelpText('after', ACCESS.trimEnd());
  withExemptionOptions(withReportOptions(command, 'brokers', io))
    .option(
      '--regions <region,...>',
      'regions, or "all" enabled regions of the account (default: your configured region)',
      readRegions,
    )
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--role-arn <arn>', 'a role to assume, to scan its account instead of yours; repeatable', readRoleArn)
    .addOption(
      new Option('--organization', 'scan the accounts of your organization, except suspended ones').conflicts(
        'roleArn',
      ),
    )
    .option('--role-name <name>', 'the role to assume in its other accounts, with its path', readRoleName)
    .option('--external-id <id>', 'the external ID that the trust policies of the roles ask for', readExternalId)
    .option(
      '--include <id,...>',
      'only these accounts, and those below these organizational units; repeatable',
      readIds,
    )
    .option('--exclude <id,...>', 'not these accounts, nor those below these organizational units; repeatable', readIds)
    .option('--output-inventory <file>', 'write the responses of Amazon MQ to a file', readInventoryPath)
    .addHelpText('after', EXAMPLES)
    .action(async (options: ScanOptions) => {
      const { scanAccounts } = await import('./scan-accounts.ts');
      finish(await scanAccounts(options, io, connectAws));
    });
};

/** @throws InvalidArgumentError */
export function readRegions(list: string): readonly string[] | 'all' {
  if (list.trim() === 'all') return 'all';
  const regions = list.split(',').map((region) => region.trim());
  if (regions.every((region) => /^[a-z]+(-[a-z]+)+-\d+$/.test(region))) return regions;
  throw new InvalidArgumentError('Expected region names, separated by commas, such as eu-west-1,us-east-1, or all.');
}

function readRoleArn(arn: string, others: readonly string[] = []): readonly string[] {
  if (/^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/.test(arn)) return [...others, arn];
  throw new InvalidArgumentError('Expected the ARN of a role, such as arn:aws:iam::111122223333:role/audit.');
}

// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html
function readIds(list: string, others: readonly string[] = []): readonly string[] {
  const ids = list.split(',').map((id) => id.trim());
  if (ids.every((id) => /^(\d{12}|r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/.test(id))) {
    return [...others, ...ids];
  }
  throw new InvalidArgumentError('Expected IDs of accounts, organizational units or the root, separated by commas.');
}

function readInventoryPath(path: string): string {
  if (path !== '' && path !== '-') return path;
  throw new InvalidArgumentError('Expected a file: an inventory contains user names, so only its owner may read it.');
}

/** Loads the AWS SDK, which the other commands do not need. */
const connectAws: ConnectAws = async ({ profile, regions = [] }) => {
  const { connectAws } = await import('../scan/aws.ts');
  const aws = await connectAws({ profile, regions: regions === 'all' ? [] : regions, environment: process.env });
  if (!aws) return undefined;
  return {
    aws,
    async readTree() {
      const { connectOrganizations } = await import('../organization/organizations.ts');
      const { readAccountTree } = await import('../organization/account-tree.ts');
      return readAccountTree(connectOrganizations({ ...aws.own, retryMode: 'adaptive' }));
    },
  };
};
