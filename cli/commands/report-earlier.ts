import {
  comparedInPart,
  hasNothingInCommon,
  onlyCompared,
  whyNotComparable,
} from '../organization-report/comparable.ts';
import { carrySince, compareReports } from '../organization-report/compare.ts';
import type { History, PastReport } from '../organization-report/history.ts';
import { comparableHistory, readHistory, toHistory } from '../organization-report/history.ts';
import { placeOf } from '../organization-report/identity.ts';
import { claimsToBeReport, MAX_REPORT, toReport } from '../organization-report/read-report.ts';
import type { OrganizationReport, ReportChanges } from '../organization-report/report.ts';
import { InputError } from '../sources/input/input-error.ts';
import { tryToParse } from '../sources/input/json-text.ts';
import { readSmallFile } from '../sources/input/small-file.ts';
import { FileError } from './file-error.ts';

/** Earlier reports, and where they are. */
interface Earlier {
  readonly previous?: { readonly path: string; readonly report: OrganizationReport } | undefined;
  readonly history?: History | undefined;
}

/** A report with what earlier ones add to it. */
interface Compared {
  readonly report: OrganizationReport;
  readonly notices: readonly string[];
  /** The path of the report with which it was compared. */
  readonly previous: string | undefined;
  /** The paths of the earlier reports in its history. */
  readonly history: readonly string[];
}

/** Reads the earlier reports that the options name. @throws FileError */
export function readEarlier({ previous, history }: { readonly previous?: string; readonly history?: string }): Earlier {
  return {
    previous: previous === undefined ? undefined : { path: previous, report: readReport(previous) },
    history: history === undefined ? undefined : named(history, () => readHistory(history)),
  };
}

function readReport(path: string): OrganizationReport {
  return named(path, () => {
    const value = tryToParse(readSmallFile(path, true, MAX_REPORT));
    if (claimsToBeReport(value)) return toReport(value);
    throw new InputError('is no report in JSON of this command. Name what "report --format json" wrote.');
  });
}

function named<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new FileError(path, error.message, { cause: error });
  }
}

/**
 * Adds to a report what changed, and the history.
 * @throws FileError if the report cannot be compared with the previous one that was named
 */
export function withEarlier(report: OrganizationReport, { previous: given, history: all }: Earlier): Compared {
  const history = all && comparableHistory(all, report);
  const notices = [...(all?.notices ?? []), ...(history?.notices ?? [])];
  if (given) {
    const reason =
      whyNotComparable(given.report, report) ??
      (hasNothingInCommon(given.report, report) ? `${NOTHING_IN_COMMON} Name one of the same brokers.` : undefined);
    if (reason !== undefined) throw new FileError(given.path, reason);
  }
  const previous = given ?? newestOf(history?.reports ?? [], report, notices);
  const compared = previous && onlyCompared(previous.report, report);
  const changes = compared && compareReports(compared, report);
  const inPart = [
    ...(previous ? comparedInPart(previous.report, report) : []),
    ...describeNotCompared(changes?.notCompared),
  ];
  if (previous) notices.push(...inPart.map((text) => `${previous.path}: ${text}`));
  return {
    report: {
      ...report,
      ...(compared && { brokers: carrySince(report.brokers, compared), changes }),
      ...(history && { history: toHistory(history.reports, report) }),
    },
    notices,
    previous: previous?.path,
    history: (history?.reports ?? []).map(({ path }) => path),
  };
}

function describeNotCompared(places: ReportChanges['notCompared'] = []): readonly string[] {
  const [first] = places.map(placeOf);
  if (first === undefined) return [];
  const more = places.length > 1 ? ` and ${places.length - 1} more` : '';
  return [`has newer readings of ${first}${more} than this report, so what is there was not compared. Scan again.`];
}

const NOTHING_IN_COMMON = 'has no broker, account or region in common with this report.';

/** The newest earlier report that can be read and compared. */
function newestOf(reports: readonly PastReport[], current: OrganizationReport, notices: string[]): Earlier['previous'] {
  for (const { path } of reports.toReversed()) {
    try {
      const report = readReport(path);
      if (!hasNothingInCommon(report, current)) return { path, report };
      notices.push(`${path}: ${NOTHING_IN_COMMON} It was not compared.`);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      notices.push(`${path}: ${error.message} It was not compared.`);
    }
  }
  return undefined;
}
