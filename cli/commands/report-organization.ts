import { InvalidArgumentError } from 'commander';
import type { CommandLine } from '../context.ts';
import { EXIT } from '../context.ts';
import { Unusable } from '../organization/unusable.ts';
import { ReportFileError } from '../organization-report/files/read-files.ts';
import { makeReport } from '../organization-report/make-report.ts';
import { describeOutcome, statusOf } from '../organization-report/outcome.ts';
import type { OrganizationReport } from '../organization-report/report.ts';
import { placeOf } from '../report/formats/wording.ts';
import type { LanguageName } from '../report-page/words/words.ts';
import { printable } from '../text/printable.ts';
import type { ExemptionOptions } from './exemption-options.ts';
import { openExemptions } from './exemption-options.ts';
import { FileError } from './file-error.ts';
import { readEarlier, withEarlier } from './report-earlier.ts';
import type { ReportEvidence } from './report-evidence.ts';
import { hashBefore, startEvidence } from './report-evidence.ts';
import type { FactsOptions } from './report-facts.ts';
import { readFacts } from './report-facts.ts';
import type { OpenOutput, OutputOptions } from './report-files.ts';
import { openOutputs, refuseInputs, renderReport } from './report-files.ts';

/** The options of the command `report`. */
export interface OrganizationReportOptions extends ExemptionOptions, OutputOptions, FactsOptions {
  /** The lowest severity that counts for the exit status, or `none`. */
  readonly failOn: string;
  readonly language: LanguageName;
  /** The folder for the evidence. */
  readonly evidence?: string;
}

type Exemptions = NonNullable<Awaited<ReturnType<typeof openExemptions>>>;

/** Reports on an aggregator, or on files. Nothing is written unless all can be rendered. */
export async function reportOrganization(
  paths: readonly string[],
  options: OrganizationReportOptions,
  io: CommandLine,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  let evidence: ReportEvidence | undefined;
  try {
    refuseContradiction(paths, options);
    const before = await hashBefore(paths, options);
    const earlier = readEarlier(options);
    const outputs = openOutputs(paths, options, io);
    const exemptions = await openExemptions(options, io);
    if (!exemptions) return EXIT.unusable;
    evidence = await startEvidence(options.evidence, outputs, before);
    const read = new Map<string, boolean>();
    const onRead = (path: string, isOwn: boolean) => void read.set(path, isOwn);
    const reading = { exempt: exemptions.exempt, environment, record: evidence?.record, onRead };
    const facts = await readFacts(paths, options, reading, { ...io, stdin: evidence?.through(io.stdin) ?? io.stdin });
    refuseInputs(outputs, [...read.keys()]);
    const { now = new Date(), version } = io;
    const made = makeReport(facts, { now, version });
    const { report, notices, ...compared } = withEarlier(made, earlier);
    const texts = await renderReport(report, outputs, options);
    const inputs = new Map(paths.map((path) => [path, read.get(path) ?? false]));
    if (options.exemptions !== undefined) inputs.set(options.exemptions, true);
    await evidence?.finish(report, { inputs, ...compared }, options);
    sayWhatElse(report, [...facts.notices, ...notices, ...exemptionNotices(report, exemptions)], io);
    return write(report, texts, options, io);
  } catch (error) {
    evidence?.discard();
    const message = reasonOf(error);
    if (message === undefined) throw error;
    io.stderr.write(`rabbitmq-conformance: ${printable(message)}\n`);
    return EXIT.unusable;
  }
}

/** Why nothing could be reported; `undefined` for an error of the program. */
function reasonOf(error: unknown): string | undefined {
  if (error instanceof FileError) return `${error.path}: ${error.message}`;
  const isExpected =
    error instanceof InvalidArgumentError || error instanceof ReportFileError || error instanceof Unusable;
  return isExpected ? error.message : undefined;
}

const OF_AGGREGATOR = { aggregator: '--aggregator', region: '--region', regions: '--regions', profile: '--profile' };
const OF_RULES = { roleName: '--role-name', externalId: '--external-id', refresh: '--refresh' };

function refuseContradiction(paths: readonly string[], options: OrganizationReportOptions): void {
  if (paths.includes('')) throw new InvalidArgumentError('a file name is empty: name files, or - for standard input.');
  const { roleName, externalId } = options;
  if (externalId !== undefined && roleName === undefined) {
    throw new InvalidArgumentError('--external-id is for the role of --role-name. Name that too.');
  }
  if (paths.length === 0) return;
  const given = Object.entries({ ...OF_AGGREGATOR, ...OF_RULES }).find(
    ([key]) => options[key as keyof OrganizationReportOptions] !== undefined,
  );
  if (given) {
    throw new InvalidArgumentError(
      `${given[1]} is for a report of an aggregator, and files are named. Leave one of them out.`,
    );
  }
}

/** What an exemption file says that is not needed, where everything was seen. */
function exemptionNotices({ places, problems }: OrganizationReport, exemptions: Exemptions): readonly string[] {
  const isWhole = problems.length === 0 && places.every(({ visibility }) => visibility === 'seen');
  const seen = places.map(({ accountId: account, region }) => ({ account, region }));
  return exemptions
    .notices(isWhole ? { places: seen } : undefined)
    .map(({ source, line, message }) => `${placeOf({ source, line })}: ${message}`);
}

/** Says on standard error what could not be read, and what else is worth a line. */
function sayWhatElse({ problems }: OrganizationReport, notices: readonly string[], { stderr }: CommandLine): void {
  // A thousand accounts can have the same problem.
  for (const [message, same] of Map.groupBy(problems, (problem) => problem.message)) {
    const [first] = same;
    const more = same.length > 1 ? ` and ${same.length - 1} more` : '';
    stderr.write(`rabbitmq-conformance: ${printable(`${first?.source ?? ''}${more}: ${message}`)}\n`);
  }
  for (const notice of notices) stderr.write(`${printable(notice)}\n`);
}

/** @returns the exit status */
function write(
  report: OrganizationReport,
  texts: ReadonlyMap<OpenOutput, string>,
  { failOn, evidence }: OrganizationReportOptions,
  { stdout, stderr }: CommandLine,
): number {
  let isWritten = true;
  const written: string[] = [];
  for (const [{ path, file }, text] of texts) {
    if (path === undefined || file === undefined) {
      stdout.write(text);
      continue;
    }
    try {
      file.write([text]);
      written.push(path);
    } catch (error) {
      isWritten = false;
      const message = `${path}: cannot be written: ${(error as NodeJS.ErrnoException).message}`;
      stderr.write(`rabbitmq-conformance: ${printable(message)}\n`);
    }
  }
  const isPrinted = [...texts.keys()].some(({ path, format }) => path === undefined && format === 'markdown');
  for (const line of describeOutcome(report, failOn, isPrinted)) stderr.write(`rabbitmq-conformance: ${line}\n`);
  for (const path of written) stderr.write(`Report: ${printable(path)}\n`);
  if (evidence !== undefined) stderr.write(`Evidence: ${printable(evidence)}\n`);
  return isWritten ? statusOf(report, failOn) : EXIT.unusable;
}
