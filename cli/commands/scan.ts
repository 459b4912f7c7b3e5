import process from 'node:process';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Check } from '../../checks/check.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { noticeLines } from '../report/notices.ts';
import { evaluate } from '../report/results.ts';
import { openInventory } from '../scan/inventory.ts';
import type { Aws } from '../scan/ports.ts';
import { startProgress } from '../scan/progress.ts';
import { scan } from '../scan/scan.ts';
import { printable } from '../text/printable.ts';
import type { ExemptionOptions } from './exemption-options.ts';
import { openExemptions, withExemptionOptions } from './exemption-options.ts';
import type { ReportOptions } from './report-options.ts';
import { withReportOptions, writeReport } from './report-options.ts';
import { isSameFile, reportOutputs } from './report-outputs.ts';

export interface ScanOptions extends ReportOptions, ExemptionOptions {
  readonly checks: readonly Check[];
  readonly regions?: readonly string[] | 'all';
  readonly profile?: string;
  readonly roleArn?: readonly string[];
  readonly outputInventory?: string;
}

/** Connects to AWS; `undefined` if no region is known to start in. */
export type ConnectAws = (options: ScanOptions) => Promise<Aws | undefined>;

const ACCESS = `
The command calls only these actions. None of them changes anything:
  sts:GetCallerIdentity
  mq:ListBrokers
  mq:DescribeBroker     for RabbitMQ brokers, if the list is not enough
  account:ListRegions   for --regions all
  sts:AssumeRole        for --role-arn
Credentials come from the default chain of the AWS SDK: environment, profile,
single sign-on, container, instance. AWS_MAX_ATTEMPTS limits the attempts of
each call (default: 8).

An inventory contains the ListBrokers and DescribeBroker responses of each
account and region: names, addresses, subnets, security groups, tags and user
names, but no passwords. Only its owner can read the file. You can evaluate it
again with "evaluate".
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
    .action(async (options: ScanOptions) => finish(await scanAccounts(options, io, connectAws)));
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

/** Scans accounts. Standard error names what cannot be read, and the rest is still evaluated. */
export async function scanAccounts(options: ScanOptions, io: CommandLine, connect: ConnectAws): Promise<number> {
  const { checks, roleArn: roleArns = [], regions, profile, outputInventory } = options;
  const say = (text: string) => io.stderr.write(`${printable(text)}\n`);
  const paths = reportOutputs(options.format, options.output).flatMap(({ path }) => path ?? []);
  if (outputInventory !== undefined && paths.some((path) => isSameFile(path, outputInventory))) {
    say(`rabbitmq-conformance: ${outputInventory}: cannot hold both outputs. Name two files.`);
    return EXIT.unusable;
  }
  const exemptions = await openExemptions(options, io);
  if (!exemptions) return EXIT.unusable;
  const inventory = outputInventory === undefined ? undefined : tryToWrite(() => openInventory(outputInventory));
  if (inventory instanceof Error) {
    say(`rabbitmq-conformance: ${outputInventory}: ${inventory.message}`);
    return EXIT.unusable;
  }
  const progress = startProgress(io.stderr);
  const findings = await connect(options)
    .then((aws) => aws && scan({ regions, roleArns, profile, checks }, aws, progress))
    .finally(() => progress.end());
  if (findings === undefined) {
    const how =
      regions === 'all' ? 'To list all regions, set AWS_REGION to one.' : 'Set it with --regions or AWS_REGION.';
    say(`rabbitmq-conformance: no region is configured. ${how}`);
    return EXIT.unusable;
  }
  const results = findings.flatMap(({ source, readings }) =>
    readings.flatMap((reading) => evaluate(source, reading, checks, exemptions.exempt)),
  );
  const places = findings.flatMap(({ place }) => place ?? []);
  const problems = findings.flatMap(({ source, problems }) => problems.map((message) => ({ source, message })));
  const notices = exemptions.notices(problems.length === 0 ? { places } : undefined);
  // The inventory of an earlier scan is worth more than one that contains only failures.
  const isRead = findings.some(({ records, problems }) => problems.length === 0 || records.length > 0);
  const written = isRead
    ? tryToWrite(() => inventory?.write(findings))
    : inventory && new Error('was not written, because nothing could be read.');
  if (written instanceof Error) problems.push({ source: outputInventory ?? '', message: written.message });

  for (const { source, message } of problems) say(`rabbitmq-conformance: ${source}: ${message}`);
  const all = [
    ...findings.flatMap(({ source, notices }) => notices.map((message) => ({ source, message }))),
    ...notices,
  ];
  for (const line of options.quiet ? [] : noticeLines(all, options.verbose === true)) say(line);
  if (results.length === 0 && problems.length === 0) {
    say('rabbitmq-conformance: no broker was found, so nothing was evaluated.');
  }
  return writeReport({ results, advice: [], problems, notices }, options, io);
}

function tryToWrite<T>(write: () => T): T | Error {
  try {
    return write();
  } catch (cause) {
    // Without the path, which may be the path of the temporary file.
    const [reason] = (cause as Error).message.split(', ', 1);
    return new Error(`cannot be written: ${reason}.`, { cause });
  }
}
