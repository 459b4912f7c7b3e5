import { parseArgs } from 'node:util';
import { MAX_REGIONS } from './organization.ts';

const DEPLOYMENTS = ['organization', 'stack-set', 'account'] as const;
const ADMINISTRATORS = ['delegated', 'management'] as const;
const FORMATS = ['text', 'json'] as const;
const MIN_ACCOUNTS = 3;
const MAX_ACCOUNTS = 1_000;

export const USAGE = `Usage: npm run demo -- [options]

Runs "cdk deploy" against a simulated AWS organization on this machine, evaluates its brokers with
the built function, and prints what AWS Config reports before and after some brokers are fixed, and
what a notification says of a new public one.

  --accounts N        number of accounts in the organization, ${MIN_ACCOUNTS} to ${MAX_ACCOUNTS} (default: 12)
  --regions N         number of regions, 1 to ${MAX_REGIONS} (default: 3)
  --deployment SHAPE  organization: one function per region (default)
                      stack-set: one function per account and region
                      account: one function, in one account and region
  --administrator WHO for organization and stack-set: delegated (default) or management
  --report FILE       write the report of the organization after the fixes, compared with the one
                      before them: a page for a browser (.html), or its data (.json)
  --keep              leave the organization running, and print how to use it with the AWS CLI,
                      the CDK CLI and rabbitmq-conformance; Ctrl-C ends it
  --format FORMAT     text (default) or json
  -h, --help          print this help

organization takes about half a minute. stack-set takes longer because each function loads its
code: some seconds for 30 functions on two cores.
`;

export interface DemoOptions {
  readonly accounts: number;
  readonly regions: number;
  readonly deployment: (typeof DEPLOYMENTS)[number];
  readonly administrator: (typeof ADMINISTRATORS)[number];
  /** The path of the report, if one is wanted. */
  readonly report?: string | undefined;
  readonly keep: boolean;
  readonly format: (typeof FORMATS)[number];
}

/** The options make no sense. The message says what does. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the options of the demonstration. @throws UsageError */
export function parseDemoOptions(args: readonly string[]): DemoOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const deployment = oneOf('--deployment', values.deployment, DEPLOYMENTS);
  if (deployment === 'account' && values.administrator !== undefined) {
    throw new UsageError('--administrator is for the deployments organization and stack-set');
  }
  const format = oneOf('--format', values.format, FORMATS);
  if (values.report !== undefined && !/\.(html|json)$/.test(values.report)) {
    throw new UsageError(`--report needs a file that ends with .html or .json, not "${values.report}"`);
  }
  if (values.report !== undefined && deployment === 'account') {
    throw new UsageError('--report is for the deployments organization and stack-set, which have an aggregator');
  }
  if (values.keep && format === 'json') throw new UsageError('--keep is for people: leave out --format json');
  return {
    accounts: within('--accounts', values.accounts, MIN_ACCOUNTS, MAX_ACCOUNTS),
    regions: within('--regions', values.regions, 1, MAX_REGIONS),
    deployment,
    administrator: oneOf('--administrator', values.administrator ?? 'delegated', ADMINISTRATORS),
    report: values.report,
    keep: values.keep,
    format,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        accounts: { type: 'string', default: '12' },
        regions: { type: 'string', default: '3' },
        deployment: { type: 'string', default: 'organization' },
        administrator: { type: 'string' },
        report: { type: 'string' },
        keep: { type: 'boolean', default: false },
        format: { type: 'string', default: 'text' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (cause) {
    // Node.js adds hints about positional arguments, of which there are none here.
    const [message] = (cause as Error).message.split(/\. |\n/);
    throw new UsageError(message, { cause });
  }
}

function within(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`${option} must be a number from ${least} to ${most}, not "${text}"`);
}

function oneOf<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const choice = choices.find((known) => known === text);
  if (choice !== undefined) return choice;
  throw new UsageError(`${option} must be one of ${choices.join(', ')}, not "${text}"`);
}
