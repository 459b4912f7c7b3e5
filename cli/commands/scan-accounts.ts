import type { Check } from '../../checks/check.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import type { AccountTree } from '../organization/account-tree.ts';
import { Unusable } from '../organization/unusable.ts';
import type { Remark, ScannedPlace } from '../report/results.ts';
import { evaluate } from '../report/results.ts';
import type { InventoryFile } from '../scan/inventory.ts';
import { openInventory } from '../scan/inventory.ts';
import type { Aws } from '../scan/ports.ts';
import { startProgress } from '../scan/progress.ts';
import type { Login, ScanFindings, ScanObserver } from '../scan/scan.ts';
import { nameOfUser, scan } from '../scan/scan.ts';
import { printable } from '../text/printable.ts';
import type { ExemptionOptions } from './exemption-options.ts';
import { openExemptions } from './exemption-options.ts';
import type { ReportOptions } from './report-options.ts';
import { isSameFile, reportOutputs } from './report-outputs.ts';
import { organizationLogins } from './scan-organization.ts';
import { finishReport, NO_BROKER } from './write-report.ts';

/** The options of the command `scan`. */
export interface ScanOptions extends ReportOptions, ExemptionOptions {
  readonly checks: readonly Check[];
  readonly regions?: readonly string[] | 'all';
  readonly profile?: string;
  readonly roleArn?: readonly string[];
  readonly externalId?: string;
  readonly organization?: boolean;
  /** A role in the accounts of the organization, with its path. */
  readonly roleName?: string;
  /** Accounts, organizational units and roots. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly outputInventory?: string;
}

/** The connection to AWS. */
export interface Connection {
  readonly aws: Aws;
  /** Reads the organization with the user's own credentials. */
  readonly readTree: () => Promise<AccountTree>;
}

/** Connects to AWS; `undefined` if no region is known to start in. */
export type ConnectAws = (options: ScanOptions) => Promise<Connection | undefined>;

/** Scans accounts. Standard error names what cannot be read, and the rest is still evaluated. */
export async function scanAccounts(options: ScanOptions, io: CommandLine, connect: ConnectAws): Promise<number> {
  try {
    return await scanAndReport(options, io, connect);
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    io.stderr.write(`${printable(`rabbitmq-conformance: ${error.message}`)}\n`);
    return EXIT.unusable;
  }
}

async function scanAndReport(options: ScanOptions, io: CommandLine, connect: ConnectAws): Promise<number> {
  const { checks, regions, outputInventory } = options;
  refuseContradiction(options);
  const exemptions = await openExemptions(options, io);
  if (!exemptions) return EXIT.unusable;
  const inventory = outputInventory === undefined ? undefined : openFile(outputInventory);
  const progress = startProgress(io.stderr);
  const findings = await connect(options)
    .then((connection) => connection && findAll(options, connection, progress, io))
    .finally(() => progress.end());
  if (findings === undefined) {
    const how =
      regions === 'all' ? 'To list all regions, set AWS_REGION to one.' : 'Set it with --regions or AWS_REGION.';
    throw new Unusable(`no region is configured. ${how}`);
  }
  const results = findings.flatMap(({ source, readings }) =>
    readings.flatMap((reading) => evaluate(source, reading, checks, exemptions.exempt)),
  );
  const problems: Remark[] = findings.flatMap(({ problems, ...found }) =>
    problems.map((message) => remark(found, message)),
  );
  const read = findings.flatMap(({ place }) => place ?? []);
  const notices = [
    ...findings.flatMap(({ notices, ...found }) => notices.map((message) => remark(found, message))),
    ...exemptions.notices(problems.length === 0 ? { places: read } : undefined),
  ];
  const unwritten = inventory && writeInventory(inventory, findings);
  if (unwritten !== undefined) problems.push({ source: outputInventory ?? '', message: unwritten });
  const report = { results, advice: [], problems, notices, places: findings.map(toScannedPlace) };
  return finishReport(report, { ...options, nothing: NO_BROKER }, io);
}

/** @throws Unusable if the options cannot be used together */
function refuseContradiction(options: ScanOptions): void {
  const { format, output, outputInventory, organization, roleArn, roleName, externalId, include, exclude } = options;
  const paths = reportOutputs(format, output).flatMap(({ path }) => path ?? []);
  if (outputInventory !== undefined && paths.some((path) => isSameFile(path, outputInventory))) {
    throw new Unusable(`${outputInventory}: cannot hold both outputs. Name two files.`);
  }
  if (!organization && (roleName ?? include ?? exclude) !== undefined) {
    throw new Unusable('--role-name, --include and --exclude need --organization.');
  }
  if (externalId !== undefined && roleArn === undefined && roleName === undefined) {
    throw new Unusable('--external-id needs --role-arn or --role-name.');
  }
}

async function findAll(
  options: ScanOptions,
  { aws, readTree }: Connection,
  observer: ScanObserver,
  { now: fixed }: CommandLine,
): Promise<readonly ScanFindings[]> {
  const { checks, regions, profile, organization, outputInventory } = options;
  const now = () => fixed ?? new Date();
  const { logins, findings } = organization
    ? await organizationLogins(options, aws, readTree, now)
    : { logins: loginsOf(options), findings: [] };
  if (logins.length === 0) return findings;
  const request = { regions, profile, checks, logins, now, isForPlans: outputInventory !== undefined };
  return [...findings, ...(await scan(request, aws, observer))];
}

function loginsOf({ roleArn: arns, externalId, profile }: ScanOptions): readonly Login[] {
  return arns?.map((arn) => ({ source: arn, role: { arn, externalId } })) ?? [{ source: nameOfUser(profile) }];
}

function remark({ source, account }: Pick<ScanFindings, 'source' | 'account'>, message: string): Remark {
  return { source, accountName: account?.name, message };
}

function toScannedPlace({ place, account, readAt, problems }: ScanFindings): ScannedPlace {
  return {
    accountId: place?.account ?? account?.id,
    accountName: account?.name,
    accountUnit: account?.unit,
    region: place?.region,
    readAt: readAt.toISOString(),
    isComplete: place !== undefined && problems.length === 0,
  };
}

/** @throws Unusable */
function openFile(path: string): InventoryFile {
  const inventory = tryToWrite(() => openInventory(path));
  if (inventory instanceof Error) throw new Unusable(`${path}: ${inventory.message}`);
  return inventory;
}

/** @returns why the inventory is not written, if it is not */
function writeInventory(inventory: InventoryFile, findings: readonly ScanFindings[]): string | undefined {
  // The inventory of an earlier scan is worth more than one that contains only failures.
  const isRead = findings.some(
    ({ place, records, problems }) => place !== undefined && (problems.length === 0 || records.length > 0),
  );
  if (!isRead) return 'was not written, because nothing could be read.';
  const written = tryToWrite(() => inventory.write(findings));
  return written instanceof Error ? written.message : undefined;
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
