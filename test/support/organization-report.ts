import type { Check, Verdict } from '../../checks/check.ts';
import { DAY_MS, EXEMPT_PREFIX } from '../../checks/exemption.ts';
import { makeReport } from '../../cli/organization-report/make-report.ts';
import type {
  HistoryPoint,
  OrganizationReport,
  ReportChanges,
  ReportedAccount,
  ReportedBroker,
  ReportedPlace,
  ReportedResult,
} from '../../cli/organization-report/report.ts';
import { toReportedCheck } from '../../cli/organization-report/reported-check.ts';
import { summarise } from '../../cli/organization-report/summary.ts';
import { THREE_CHECKS } from './checks.ts';

/** When the reports of tests are made. */
export const REPORT_TIME = new Date('2026-03-02T09:30:00Z');

export interface ReportSize {
  readonly brokers?: number;
  readonly accounts?: number;
  /** 1 to 5. */
  readonly regions?: number;
}

const REGIONS = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-northeast-1'];
const UNITS = ['Root/Workloads/Production', 'Root/Workloads/Test', 'Root/Platform', 'Root/Sandbox'];
const TEAMS = ['payments', 'orders', 'logistics', 'analytics', 'integration', 'identity'];
const STAGES = ['prod', 'test', 'platform', 'sandbox'];

/**
 * A report of an organization as an aggregator and the accounts tell it: most brokers conform, others fail, are exempt
 * or unknown, some places are not seen, and there are a previous report and a history. The same size gives the same report.
 */
export function reportOfSize({ brokers = 60, accounts = 12, regions = 3 }: ReportSize = {}): OrganizationReport {
  const named = Array.from({ length: accounts }, (_, number) => makeAccount(number));
  const places = named.flatMap(({ id }, account) =>
    REGIONS.slice(0, regions).map((region, index) => makePlace(id, region, account * regions + index)),
  );
  const visible = places.filter(({ visibility }) => visibility !== 'not-seen');
  const made = Array.from({ length: brokers }, (_, number) => makeBroker(visible, number));
  const report = makeReport(
    {
      source: {
        kind: 'aggregator',
        organizationId: 'o-a1b2c3d4e5',
        aggregator: {
          name: 'rabbitmq-conformance',
          accountId: '111100000001',
          region: 'eu-west-1',
          regions: REGIONS.slice(0, regions),
        },
        roleName: 'audit',
      },
      checks: THREE_CHECKS.map(toReportedCheck),
      accounts: named,
      places,
      brokers: made,
      problems: [
        {
          source: 'AWS Organizations',
          message: 'The units of 2 accounts could not be read. Allow organizations:ListParents.',
        },
      ],
      notices: [],
    },
    { now: REPORT_TIME, version: '0.1.0' },
  );
  return { ...report, changes: makeChanges(report), history: makeHistory(report) };
}

function makeAccount(number: number): ReportedAccount {
  const stage = number % STAGES.length;
  const turn = Math.floor(number / (TEAMS.length * STAGES.length));
  const team = TEAMS[Math.floor(number / STAGES.length) % TEAMS.length];
  const name = `${team}-${STAGES[stage]}${turn === 0 ? '' : `-${turn + 1}`}`;
  return { id: String(111_100_000_001 + number), name, unit: UNITS[stage] };
}

function makePlace(accountId: string, region: string, number: number): ReportedPlace {
  if (number % 11 === 7) {
    const reason =
      number % 2 === 0
        ? 'The aggregator has no data of it: AWS Config is not on there.'
        : 'The account has not authorized the aggregator.';
    return { accountId, region, visibility: 'not-seen', reason };
  }
  if (number % 13 === 9) {
    return { accountId, region, visibility: 'partly', reason: 'The recorder does not record AWS::AmazonMQ::Broker.' };
  }
  return { accountId, region, visibility: 'seen' };
}

function makeBroker(places: readonly ReportedPlace[], number: number): ReportedBroker {
  const place = places[(number * 7) % places.length];
  if (place === undefined) throw new Error('A broker needs a place that is seen.');
  const { accountId, region } = place;
  const id = `b-${String(number).padStart(8, '0')}-0000-4000-8000-${accountId}`;
  const name = `${['orders', 'billing', 'events', 'shipping', 'audit', 'search'][number % 6]}-${number}`;
  const arn = `arn:aws:mq:${region}:${accountId}:broker:${name}:${id}`;
  return {
    ...{ key: arn, arn, id, name, accountId, region },
    engineVersion: number % 3 === 0 ? '4.2.0' : '3.13.7',
    hostInstanceType: number % 4 === 0 ? 'mq.t3.micro' : 'mq.m7g.large',
    deploymentMode: number % 5 === 2 ? 'SINGLE_INSTANCE' : 'CLUSTER_MULTI_AZ',
    createdAt: before(number % 700),
    tags: { team: TEAMS[number % TEAMS.length] ?? '', stage: STAGES[number % STAGES.length] ?? '' },
    results: THREE_CHECKS.map((check, index) => makeResult(check, number, index)),
  };
}

/** How the title of a check becomes a finding. */
const OPPOSITES = [
  ['is not publicly', 'is publicly'],
  ['is a cluster', 'is not a cluster'],
  ['publishes', 'does not publish'],
] as const;

/** How often something else than `pass` is found, by check. */
const FAILS = [
  { every: 5, rest: 2 },
  { every: 7, rest: 4 },
  { every: 6, rest: 1 },
];

function makeResult(check: Check, number: number, index: number): ReportedResult {
  const evaluatedAt = before(number % 2);
  const since = before(3 + ((number * 17) % 400));
  const { every, rest } = FAILS[index % FAILS.length] ?? { every: 5, rest: 2 };
  if (number % 29 === 3 && index === 2) {
    const detail = 'The broker could not be evaluated: whether it publishes general logs is not known.';
    return { check: check.id, verdict: 'unknown', detail, evaluatedAt, since };
  }
  if (number % every !== rest) return { check: check.id, verdict: 'pass', detail: `${check.title}.`, evaluatedAt };
  const detail = `${OPPOSITES.reduce((title, [good, bad]) => title.replace(good, bad), check.title)}. ${check.remediation}`;
  if (number % 4 !== 3) return { check: check.id, verdict: 'fail', detail, evaluatedAt, since };
  const daysLeft = (number * 13) % 200;
  const until = new Date(REPORT_TIME.getTime() + daysLeft * DAY_MS).toISOString().slice(0, 10);
  const reason = 'Moves with the new data center';
  return {
    ...{ check: check.id, verdict: 'exempt', evaluatedAt, since },
    detail: `${EXEMPT_PREFIX}${until}: ${reason} (OPS-${number})`,
    exemption: { reason, until, daysLeft, ticket: `OPS-${number}` },
  };
}

function before(days: number): string {
  return new Date(REPORT_TIME.getTime() - days * DAY_MS).toISOString();
}

function makeChanges({ brokers, checks, places, summary }: OrganizationReport): ReportChanges {
  const results = (verdict: Verdict) =>
    brokers.flatMap(({ key, results }) =>
      results.filter((result) => result.verdict === verdict).map(({ check }) => ({ broker: key, check })),
    );
  const [failing = [], passing = []] = [results('fail'), results('pass')];
  const kept = brokers.slice(Math.ceil(brokers.length / 20));
  const gone = { key: 'gone', name: 'legacy-0', id: 'b-gone', accountId: places[0]?.accountId, region: 'eu-west-1' };
  return {
    since: before(31),
    previous: brokers.length === 0 ? summary : summarise({ brokers: kept, places }, checks),
    newFailures: failing.slice(0, 3),
    fixed: passing.slice(0, 4),
    newlyExempt: results('exempt').slice(0, 1),
    newlyUnknown: results('unknown').slice(0, 1),
    newBrokers: brokers.slice(0, 2).map(({ key }) => key),
    goneBrokers: brokers.length === 0 ? [] : [gone],
    outOfSight: { brokers: [], places: places.filter(({ visibility }) => visibility === 'not-seen').slice(0, 1) },
  };
}

/** Each earlier report had fewer brokers. */
function makeHistory({ brokers, places, checks, createdAt, summary }: OrganizationReport): readonly HistoryPoint[] {
  const earlier = [5, 4, 3, 2, 1].map((months) => ({
    createdAt: before(months * 30),
    summary: summarise({ brokers: brokers.slice(Math.ceil((brokers.length * months) / 10)), places }, checks),
  }));
  return [...earlier, { createdAt, summary }];
}

/** A report of an organization that has no RabbitMQ brokers, all of which was seen. */
export function reportWithoutBrokers(): OrganizationReport {
  const { problems: _, changes: __, history: ___, ...report } = reportOfSize({ brokers: 0 });
  const places = report.places.map(({ accountId, region }) => ({ accountId, region, visibility: 'seen' as const }));
  return { ...report, problems: [], places, summary: summarise({ brokers: [], places }, report.checks) };
}

/** A report of an organization of which nothing was seen. */
export function reportOfNothingSeen(): OrganizationReport {
  const { changes: _, history: __, ...report } = reportOfSize({ brokers: 0 });
  const reason = 'The aggregator has no data of it: AWS Config is not on there.';
  const places = report.places.map(
    ({ accountId, region }) => ({ accountId, region, visibility: 'not-seen', reason }) as const,
  );
  return { ...report, places, summary: summarise({ brokers: [], places }, report.checks) };
}
