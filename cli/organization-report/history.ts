import { Buffer } from 'node:buffer';
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../checks/json.ts';
import { InputError } from '../sources/input/input-error.ts';
import { tryToParse } from '../sources/input/json-text.ts';
import { readSmallFile } from '../sources/input/small-file.ts';
import { listNames } from '../sources/skipped.ts';
import { count } from '../text/count.ts';
import type { ReportHead } from './comparable.ts';
import { comparedInPart, whyNotComparable } from './comparable.ts';
import { EVIDENCE_TYPE } from './evidence/manifest.ts';
import { claimsToBeReport, MAX_REPORT, toReportHead } from './read-report.ts';
import type { HistoryPoint, OrganizationReport } from './report.ts';

/** An earlier report in a folder. Its brokers are not read. */
export interface PastReport extends ReportHead, HistoryPoint {
  readonly path: string;
}

/** The reports in a folder. */
export interface History {
  /** The oldest first. */
  readonly reports: readonly PastReport[];
  /** What was skipped, as sentences. */
  readonly notices: readonly string[];
}

/**
 * Reads the beginnings of all reports in JSON that are in a folder or below it.
 * @throws InputError if the folder cannot be read
 */
export function readHistory(folder: string): History {
  const reports: PastReport[] = [];
  const others: string[] = [];
  const notices: string[] = [];
  for (const path of readHistoryPaths(folder)) {
    try {
      const value = parseBeginning(path) ?? tryToParse(readSmallFile(path, false, MAX_REPORT));
      if (claimsToBeReport(value)) reports.push({ path, ...toReportHead(value, HEAD) });
      else if (!isManifest(value)) others.push(path);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      notices.push(`${path}: ${error.message} It was left out of the history.`);
    }
  }
  if (others.length > 0) {
    const names = listNames(others);
    const what =
      others.length === 1 ? '1 JSON file that is no report' : `${others.length} JSON files that are no reports`;
    notices.push(`${folder}: left out ${what} of this command: ${names}.`);
  }
  return { reports: reports.sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1)), notices };
}

/** The earlier reports that this one continues, and why others do not count. */
export function comparableHistory({ reports }: History, current: OrganizationReport): History {
  const notices: string[] = [];
  // This report itself, if it is rendered again, and copies of others, such as those that evidence keeps.
  const times = new Set([current.createdAt]);
  const kept = reports.filter((report) => {
    if (times.has(report.createdAt)) return false;
    const reason = whyNotComparable(report, current);
    if (reason === undefined) times.add(report.createdAt);
    if (reason !== undefined) notices.push(`${report.path}: ${reason} It was left out of the history.`);
    return reason === undefined;
  });
  const others = kept.filter((report) => comparedInPart(report, current).length > 0).map(({ path }) => path);
  if (others.length > 0) {
    const what = count(others.length, 'report has', 'reports have');
    notices.push(`In the history, ${what} other checks or parameters than this one: ${listNames(others)}.`);
  }
  return { reports: kept, notices };
}

/** The summaries of earlier reports and of this one. */
export function toHistory(
  reports: readonly PastReport[],
  { createdAt, summary }: OrganizationReport,
): readonly HistoryPoint[] {
  return [
    ...reports.map((report) => ({ createdAt: report.createdAt, summary: report.summary })),
    { createdAt, summary },
  ];
}

/** The files in JSON that are in a folder or below it. @throws InputError if the folder cannot be read */
export function readHistoryPaths(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT' ? 'it does not exist' : code === 'ENOTDIR' ? 'it is a file' : message.replace(/\.$/, '');
    throw new InputError(`cannot be read: ${reason}. Name the folder with the earlier reports.`, { cause });
  }
}

// What comes before the accounts in a report: its checks, and the files that it is from.
const HEAD_BYTES = 64 * 1024;
const HEAD = ['type', 'version', 'createdAt', 'source', 'summary', 'checks'] as const;

/** Whether a file is of the evidence that is kept beside a report. */
function isManifest(value: unknown): boolean {
  return isObject(value) && value.type === EVIDENCE_TYPE;
}

/** The members that `report` writes before the long ones; `undefined` if a file does not begin like that. */
function parseBeginning(path: string): Readonly<Record<string, unknown>> | undefined {
  const text = readBeginning(path);
  // A line break in a text is escaped, so only a member of the report itself begins a line like this.
  const end = text.indexOf(',\n  "accounts": [');
  const value = end === -1 ? undefined : tryToParse(`${text.slice(0, end)}\n}`);
  return isObject(value) && HEAD.every((key) => key in value) ? value : undefined;
}

/** An empty text for a file that cannot be read: whoever reads the whole says why. */
function readBeginning(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const memory = Buffer.allocUnsafe(HEAD_BYTES);
      return memory.toString('utf8', 0, readSync(file, memory));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
