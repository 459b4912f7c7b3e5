import type { Check } from '../../../checks/check.ts';
import type { Exempt } from '../../report/exemptions.ts';
import type { OrganizationReport, ReportedAccount, ReportedBroker, ReportedPlace, ReportProblem } from '../report.ts';

/** Brokers that a file tells of, and the account and region that it tells all of, if it does. */
export interface Part {
  readonly path: string;
  readonly place?: ReportedPlace | undefined;
  readonly brokers: readonly ReportedBroker[];
  /** When they were as the file says, if it says that. */
  readonly readAt?: string | undefined;
}

/** What a file tells. */
export interface FileFacts {
  readonly parts: readonly Part[];
  readonly accounts: readonly ReportedAccount[];
  readonly problems: readonly ReportProblem[];
  /** Sentences, each with the file that it is about. */
  readonly notices: readonly string[];
  /** The file, if it is a report of `report`. */
  readonly report?: OrganizationReport | undefined;
}

/** How files are read. */
export interface FileOptions {
  /** With the values of their parameters. */
  readonly checks: readonly Check[];
  /** Accepts failures, as an exemption file says. */
  readonly exempt: Exempt;
  readonly now: Date;
  /** Whether a report of this command is the only file and only rendered again, as it was. */
  readonly isAsItWas: boolean;
  /** Hears of each file that is read, and whether it is of this program: an inventory of `scan`, or a report. */
  readonly onRead?: ((path: string, isOwn: boolean) => void) | undefined;
}
