import type { Check } from '../../checks/check.ts';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { noticesOf } from '../report/notices.ts';
import { evaluate } from '../report/results.ts';
import { openInventory } from '../scan/inventory.ts';
import type { Aws } from '../scan/ports.ts';
import { startProgress } from '../scan/progress.ts';
import { scan } from '../scan/scan.ts';
import { printable } from '../text/printable.ts';
import type { ExemptionOptions } from './exemption-options.ts';
import { openExemptions } from './exemption-options.ts';
import type { ReportOptions } from './report-options.ts';
import { isSameFile, reportOutputs } from './report-outputs.ts';
import { finishReport, NO_BROKER } from './write-report.ts';

/** The options of the command `scan`. */
export interface ScanOptions extends ReportOptions, ExemptionOptions {
  readonly checks: readonly Check[];
  readonly regions?: readonly string[] | 'all';
  readonly profile?: string;
  readonly roleArn?: readonly string[];
  readonly outputInventory?: string;
}

/** Connects to AWS; `undefined` if no region is known to start in. */
export type ConnectAws = (options: ScanOptions) => Promise<Aws | undefined>;

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
    .then(
      (aws) => aws && scan({ regions, roleArns, profile, checks, isForPlans: inventory !== undefined }, aws, progress),
    )
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
  const notices = [
    ...findings.flatMap(({ source, ...found }) => noticesOf(source, found)),
    ...exemptions.notices(problems.length === 0 ? { places } : undefined),
  ];
  // The inventory of an earlier scan is worth more than one that contains only failures.
  const isRead = findings.some(({ records, problems }) => problems.length === 0 || records.length > 0);
  const written = isRead
    ? tryToWrite(() => inventory?.write(findings))
    : inventory && new Error('was not written, because nothing could be read.');
  if (written instanceof Error) problems.push({ source: outputInventory ?? '', message: written.message });
  return finishReport({ results, advice: [], problems, notices }, { ...options, nothing: NO_BROKER }, io);
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
