import { Buffer } from 'node:buffer';
import type { Check } from '../../../checks/check.ts';
import { guideUrl } from '../../../checks/guide.ts';
import { configure } from '../../../checks/parameters.ts';
import type { IncompleteCheck } from '../../configuration/check-parameters.ts';
import { describeIncomplete } from '../../configuration/check-parameters.ts';
import { parametersOf } from '../../report/check-parameters.ts';
import { readBytes } from '../../sources/input/bytes.ts';
import { EXPECTED } from '../../sources/input/expected.ts';
import { isFolder } from '../../sources/input/folder.ts';
import { InputError } from '../../sources/input/input-error.ts';
import { tryToParse } from '../../sources/input/json-text.ts';
import { decode } from '../../sources/input/text.ts';
import { readInventoryPages } from '../../sources/inventory.ts';
import { createSeen } from '../../sources/once.ts';
import { claimsToBeReport, MAX_REPORT, toReport } from '../read-report.ts';
import type { OrganizationReport, ReportedCheck, ReportedPlace, ReportedRegions, ReportFacts } from '../report.ts';
import { toReportedCheck } from '../reported-check.ts';
import { isSameChecks, isSameParameters } from '../same-checks.ts';
import { fromInventory } from './from-inventory.ts';
import { fromReport } from './from-report.ts';
import { claimsToBeResults, fromResults } from './from-results.ts';
import { readOther } from './from-sources.ts';
import { mergeFiles } from './merge.ts';
import { findOldReadings } from './old-readings.ts';
import type { FileFacts, FileOptions } from './part.ts';

/** How files are read, and standard input for `-`. */
interface ReadFilesOptions extends FileOptions {
  readonly stdin: AsyncIterable<Uint8Array | string>;
}

/** What is asked for. */
interface Request extends ReadFilesOptions {
  /** With the values that are asked for. Files are evaluated with the defaults of the others. */
  readonly checks: readonly Check[];
  /** Those of the checks that nothing can be evaluated for. */
  readonly incomplete?: readonly IncompleteCheck[] | undefined;
}

/** A file cannot be used. The message says which one, why and what to do. */
export class ReportFileError extends Error {
  override readonly name = 'ReportFileError';
}

/**
 * What files tell of the brokers of an organization: inventories and reports of `scan`, reports of `evaluate` and of this
 * command, and whatever `evaluate` reads.
 * @throws ReportFileError if one of them cannot be used, or if a check lacks a value
 */
export async function readFiles(paths: readonly string[], given: Request): Promise<ReportFacts> {
  const { incomplete = [] } = given;
  const checks = given.checks.filter(({ id }) => !incomplete.some((one) => one.id === id)).map(withDefaults);
  const options = { ...given, checks, isAsItWas: given.isAsItWas && paths.length === 1 };
  const isRepeated = createSeen();
  const files: FileFacts[] = [];
  const repeated: string[] = [];
  for (const path of paths) {
    if (isRepeated(path)) repeated.push(`${path}: is given more than once, and counts once.`);
    else files.push(await readFile(path, options));
  }
  const { notices, readings, ...merged } = mergeFiles(files);
  const report = options.isAsItWas ? files[0]?.report : undefined;
  // A report that is only rendered again says how it was then.
  const old = report ? [] : findOldReadings(readings, options.now);
  const isAsAsked = report !== undefined && hasWhatIsAsked(report, given.checks);
  const lacking = isAsAsked ? [] : incomplete;
  const named = lacking.find(({ isNamed }) => isNamed);
  if (named) throw new ReportFileError(describeIncomplete(named));
  const facts = {
    ...merged,
    checks: checks.map(toReportedCheck),
    regions: regionsOf(files, merged.places),
    problems: [...files.flatMap(({ problems }) => problems), ...old],
    notices: [
      ...lacking.map((check) => describeIncomplete(check)),
      ...repeated,
      ...files.flatMap((file) => file.notices),
      ...notices,
    ],
  };
  if (!report) return { ...facts, source: { kind: 'files', paths } };
  const { source, createdAt, tool, regions, accounts, places, brokers, changes, history } = report;
  if (!isAsAsked) return { ...facts, source, createdAt, regions, accounts, places };
  const kept = { source, createdAt, tool, regions, accounts, places, brokers, changes, history };
  return { ...facts, ...kept, checks: report.checks.map(withOwnGuide) };
}

function withDefaults(check: Check): Check {
  return check.parameters && !check.values ? configure(check) : check;
}

/** Whether a report has the checks, and no other values than are asked for. */
function hasWhatIsAsked({ checks }: OrganizationReport, asked: readonly Check[]): boolean {
  const own = new Map(checks.map(({ id, parameters }) => [id, parameters]));
  const isMeant = (check: Check) => !check.values || isSameParameters(own.get(check.id), parametersOf(check));
  return isSameChecks(checks, asked) && asked.every(isMeant);
}

/** What a link from a file leads to is not ours. */
function withOwnGuide(check: ReportedCheck): ReportedCheck {
  return { ...check, guide: guideUrl(check) };
}

/** Those that were read. Of a region that another file has, it counts that somebody read it. */
function regionsOf(files: readonly FileFacts[], places: readonly ReportedPlace[]): ReportedRegions | undefined {
  const reported = new Set(places.map(({ region }) => region));
  const lacking = files.flatMap(({ report }) => report?.regions?.withoutRecorder ?? []);
  const withoutRecorder = [...new Set(lacking)].filter((region) => !reported.has(region)).sort();
  if (reported.size + withoutRecorder.length === 0) return undefined;
  return { reported: [...reported].sort(), withoutRecorder };
}

const ALSO_EXPECTED = ' Or an inventory of scan, or a JSON report of scan, evaluate or report.';

async function readFile(path: string, options: ReadFilesOptions): Promise<FileFacts> {
  try {
    if (path !== '-' && isFolder(path)) return await readOther(path, options.stdin, options);
    const bytes = await readSome(path, options.stdin);
    // What is larger is a snapshot of AWS Config, if anything.
    if (bytes === undefined) return await readOther(path, options.stdin, options);
    const text = decode(bytes);
    const own = recognise(path, text, options);
    if (own) options.onRead?.(path, true);
    return own ?? (await readOther(path, only(bytes), options));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const more = error.message.endsWith(EXPECTED) ? ALSO_EXPECTED : '';
    throw new ReportFileError(`${path === '-' ? 'standard input' : path}: ${error.message}${more}`, { cause: error });
  }
}

/** The bytes of a file; `undefined` if there are too many of them. @throws InputError */
async function readSome(path: string, stdin: AsyncIterable<Uint8Array | string>): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  await readBytes(path, stdin, (chunk) => {
    length += chunk.length;
    if (length > MAX_REPORT && path === '-') {
      throw new InputError(`is larger than ${MAX_REPORT / 2 ** 20} MiB, the limit of standard input. Name the file.`);
    }
    if (length <= MAX_REPORT) chunks.push(Buffer.from(chunk));
  });
  return length > MAX_REPORT ? undefined : Buffer.concat(chunks);
}

/** `undefined` for a file that `evaluate` may know. @throws InputError */
function recognise(path: string, text: string, options: ReadFilesOptions): FileFacts | undefined {
  // So that a large file of another kind is not parsed twice.
  if (text.includes('"BrokerSummaries"')) {
    const pages = readInventoryPages(text);
    if (pages) return fromInventory(path, pages, options);
  }
  if (!/"(rabbitmq-conformance-report|fingerprint|summary)"/.test(text)) return undefined;
  const value = tryToParse(text);
  if (claimsToBeReport(value)) return fromReport(path, toReport(value), options);
  return claimsToBeResults(value) ? fromResults(path, value, options) : undefined;
}

async function* only(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
