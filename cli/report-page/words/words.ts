import type { Check, SEVERITIES, Verdict } from '../../../checks/check.ts';
import type { CheckId } from '../../../checks/registry.ts';
import type { Change } from '../rows.ts';
import type { COLUMNS } from '../state.ts';

/** What a language calls a check, for the checks that this program has. Reports of other versions may have others. */
export interface CheckWords {
  readonly title: string;
  /** A few words, for the head of a column. */
  readonly label: string;
  readonly rationale: string;
  readonly remediation: string;
}

/** The languages of the page. */
export type LanguageName = 'en' | 'ja';

/**
 * All words of the page in one language. Numbers and dates come as texts that are ready to be read; a number that decides
 * about the form of a word comes as a number too.
 */
export interface Words {
  readonly title: string;
  /** Names of what several parts of the page show. */
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly severities: Readonly<Record<(typeof SEVERITIES)[number], string>>;
  readonly fixes: Readonly<Record<Check['fix'], string>>;
  readonly checks: Readonly<Record<CheckId, CheckWords>>;
  readonly columns: Readonly<Record<(typeof COLUMNS)[number], string>>;
  readonly changes: Readonly<Record<Change, string>>;
  readonly skipLink: string;
  readonly sections: Readonly<
    Record<'summary' | 'brokers' | 'map' | 'exemptions' | 'unseen' | 'problems' | 'comings' | 'trend' | 'about', string>
  >;
  readonly navigation: string;
  readonly none: string;
  readonly colon: (name: string, value: string) => string;

  readonly made: (when: string) => string;
  /** When the report is of older readings. Both are the same if there is only one. */
  readonly read: (from: string, to: string) => string;
  readonly organization: (id: string) => string;
  readonly aggregator: (name: string, accountId: string, region: string) => string;
  readonly files: (number: number, shown: string) => string;

  readonly headline: {
    /** That not all checks count. */
    readonly onlyChecks: (made: number, shown: string, all: string) => string;
    readonly nothing: string;
    readonly noBrokers: (places: number, shown: string) => string;
    readonly noBrokersPartly: (unseen: string, total: string) => string;
    readonly noBrokersProblems: string;
    readonly allConform: (brokers: number, shown: string) => string;
    readonly allSeenConform: (brokers: number, shown: string) => string;
    readonly noneFails: (conforming: string, total: string) => string;
    readonly someFail: (failing: number, shown: string, total: string) => string;
  };
  readonly brokersFound: (number: number, shown: string) => string;
  readonly conforming: (shown: string, percent: string) => string;
  readonly severity: (name: string) => string;
  readonly changed: string;
  readonly changesSince: (when: string) => string;
  readonly noPrevious: string;
  readonly before: (conforming: string, total: string) => string;
  readonly nothingChanged: string;
  readonly newFailures: (number: number, shown: string) => string;
  readonly fixed: (number: number, shown: string) => string;
  readonly newlyExempt: (number: number, shown: string) => string;
  readonly newlyUnknown: (number: number, shown: string) => string;
  readonly newBrokers: (number: number, shown: string) => string;
  readonly goneBrokers: (number: number, shown: string) => string;
  readonly outOfSight: (number: number, shown: string) => string;
  readonly notCompared: (number: number, shown: string) => string;
  /** How much was seen. */
  readonly sight: string;
  readonly placesSeen: (shown: string) => string;
  readonly placesUnseen: (unseen: string, total: string) => string;
  readonly noPlaces: string;
  readonly problems: (number: number, shown: string) => string;

  readonly filters: {
    readonly title: string;
    readonly search: string;
    readonly searchHint: string;
    readonly account: string;
    readonly unit: string;
    readonly region: string;
    readonly check: string;
    readonly verdict: string;
    readonly severity: string;
    readonly tag: string;
    readonly tagHint: string;
    readonly change: string;
    readonly any: string;
    /** Of the verdict, where a check is chosen. */
    readonly notPassing: string;
    readonly gravest: string;
    readonly clear: string;
  };
  readonly shown: (from: string, to: string, matching: string, total: string) => string;
  readonly noMatch: string;
  readonly printed: (shown: string, matching: string) => string;
  readonly withoutScript: (shown: string, total: string) => string;
  readonly tableName: string;
  /** Where the table has more columns than the screen shows. */
  readonly wideTable: string;
  readonly pages: string;
  readonly previousPage: string;
  readonly nextPage: string;
  readonly page: (page: string, pages: string) => string;
  /** Since when, at the latest. */
  readonly age: (days: number, shown: string) => string;
  readonly daysLeft: (days: number, shown: string) => string;

  readonly details: {
    readonly name: string;
    readonly id: string;
    readonly arn: string;
    readonly createdAt: string;
    readonly deploymentMode: string;
    readonly tags: string;
    readonly findings: string;
    readonly notKnown: string;
    readonly since: (when: string, age: string) => string;
    readonly evaluated: (when: string) => string;
    readonly fix: string;
    readonly guide: string;
    readonly exempt: (until: string, left: string) => string;
    readonly exemptReason: string;
    readonly ticket: string;
    readonly plan: string;
    readonly planHint: (account: string) => string;
    readonly install: string;
    readonly noPlan: string;
    readonly copy: string;
    readonly copied: string;
    readonly copyFailed: string;
  };

  readonly map: {
    readonly intro: string;
    readonly account: string;
    readonly withoutUnit: string;
    readonly legend: string;
    readonly cell: (standing: string, brokers: number, shown: string) => string;
    readonly partly: string;
    readonly notSeen: string;
    readonly empty: string;
    readonly absent: string;
    readonly accounts: (number: number, shown: string) => string;
    readonly places: string;
    readonly quiet: (number: number, shown: string) => string;
  };

  readonly exemptions: {
    readonly none: string;
    readonly broker: string;
    readonly check: string;
    readonly reason: string;
    readonly until: string;
    readonly left: string;
    readonly soon: string;
    /** Those that are closed at first, and how many of them end soon. */
    readonly more: (number: number, shown: string, soon: number, shownSoon: string) => string;
  };

  readonly unseen: {
    readonly withoutRecorder: (regions: string) => string;
    readonly none: string;
    readonly intro: string;
    readonly noReason: string;
    readonly partly: string;
    readonly places: (number: number, shown: string) => string;
  };
  readonly comings: {
    readonly new: string;
    readonly gone: string;
    readonly outOfSight: string;
    readonly outOfSightPlaces: string;
    readonly notCompared: string;
  };
  readonly trend: {
    readonly intro: string;
    readonly single: string;
    readonly table: string;
    readonly report: string;
    readonly total: string;
    readonly conforming: string;
    readonly failing: string;
    readonly unknown: string;
    readonly exempt: string;
    readonly unseen: string;
    readonly picture: (from: string, to: string) => string;
  };
  readonly about: {
    readonly organization: string;
    readonly source: string;
    readonly role: string;
    readonly regions: string;
    readonly reported: string;
    readonly allRegions: string;
    readonly tool: string;
    readonly createdAt: string;
    readonly checks: string;
    readonly parameters: string;
    readonly controls: string;
    readonly fix: string;
    readonly guide: string;
    readonly reading: string;
    readonly annotations: string;
  };
}
