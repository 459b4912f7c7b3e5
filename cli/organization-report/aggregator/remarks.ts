import { refreshAge } from '../../../checks/refresh.ts';
import { COMBINED_RULE } from '../../../checks/registry.ts';
import { some } from '../../organization/rows.ts';
import { count } from '../../text/count.ts';
import type { ReportedBroker, ReportProblem } from '../report.ts';
import type { FoundAggregator } from './find.ts';
import type { AggregatorRequest } from './port.ts';
import type { AggregatedResults } from './read-results.ts';

/** What says how old a result may be. */
export type AgeRequest = Pick<AggregatorRequest, 'now' | 'refresh'>;

/**
 * How old a result may be, in hours, if each schedule sends it: the longest time between evaluations, and 6 hours in which
 * Lambda tries a throttled event again.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_SourceDetail.html
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const MAXIMUM_AGE_HOURS = 24 + 6;

const HOUR = 3_600_000;

/** The time, in ISO 8601, before which a result is too old. */
export function oldestCurrent({ now, refresh }: AgeRequest): string {
  return new Date(now.getTime() - maximumAgeHours(refresh) * HOUR).toISOString();
}

function maximumAgeHours(refresh = 1): number {
  return MAXIMUM_AGE_HOURS + refreshAge(refresh) / HOUR;
}

/** What is odd about what an aggregator shows. */
interface Remarks {
  readonly notices: readonly string[];
  /** What makes a verdict doubtful. */
  readonly problems: readonly ReportProblem[];
}

/**
 * @param known.gone the number of brokers that have results, and are gone
 */
export function remarkOn(
  { name, isOfOrganization }: FoundAggregator,
  { rules }: AggregatedResults,
  brokers: readonly ReportedBroker[],
  known: AgeRequest & { readonly gone: number },
): Remarks {
  const { gone, refresh } = known;
  const hours = maximumAgeHours(refresh);
  const notices: string[] = [];
  if (!isOfOrganization) {
    notices.push(`The aggregator ${name} collects accounts one by one. An organization aggregator collects them all.`);
  }
  if (gone > 0) {
    notices.push(
      `Rules still have results of ${count(gone, 'broker')} that AWS Config no longer has. They are older than ${hours} hours, and not in the report.`,
    );
  }
  const doubled = [...rules.values()].filter((ofPlace) => hasSeveral(ofPlace.map(({ base }) => base))).length;
  if (doubled > 0) {
    notices.push(
      `${count(doubled, 'account and region has', 'accounts and regions have')} several rules for the same check, as two ` +
        'conformance packs do. The graver result counts. Delete the pack that you no longer need.',
    );
  }
  const oldest = oldestCurrent(known);
  const stale = brokers.filter(({ results }) =>
    results.some(({ evaluatedAt }) => evaluatedAt !== undefined && evaluatedAt < oldest),
  );
  const messages = [
    ...(stale.length === 0
      ? []
      : [
          `${count(stale.length, 'broker has', 'brokers have')} results that are older than ${hours} hours, in ` +
            `${somePlaces(stale)}: rules do not run there. They count as they are. Look with rabbitmq-conformance status.` +
            (refresh === undefined ? ' If the rules have the setting refresh, name it with --refresh.' : ''),
        ]),
  ];
  return { notices, problems: messages.map((message) => ({ source: `aggregator ${name}`, message })) };
}

function somePlaces(brokers: readonly ReportedBroker[]): string {
  return some([...new Set(brokers.map(({ accountId, region }) => `${accountId}/${region}`))]);
}

function hasSeveral(bases: readonly string[]): boolean {
  const singles = bases.filter((base) => base !== COMBINED_RULE);
  return new Set(bases).size < bases.length || (singles.length > 0 && singles.length < bases.length);
}
