import type { OrganizationReport } from '../organization-report/report.ts';
import type { BrokersReport } from './rows.ts';
import type { LanguageName } from './words/words.ts';

/** What the script of the page reads, in an element of the page. */
export interface PageData {
  readonly language: LanguageName;
  readonly report: BrokersReport;
}

export const DATA_ID = 'report-data';

/** The element that the script takes over. */
export const BROWSER_ID = 'browser';

/** The part of a report that the script of the page needs. */
export function makePageData(
  { createdAt, checks, accounts, brokers, changes }: OrganizationReport,
  language: LanguageName,
): PageData {
  return { language, report: { createdAt, checks, accounts, brokers, changes } };
}

/** JSON that neither ends the script element that it is in nor is anything but JSON there. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
