import type { Identity } from '../../organization/port.ts';
import { Unusable } from '../../organization/unusable.ts';
import { explainFailure } from '../../scan/failures.ts';
import type { ReportedPlace, ReportedRegions, ReportFacts, ReportProblem } from '../report.ts';
import { toReportedCheck } from '../reported-check.ts';
import { readMembership, refuseForeign } from './accounts.ts';
import { addUnrecorded, findLacking, indexResults, reportBrokers } from './assemble.ts';
import { allow, attempt, demand, REMEDIES } from './attempt.ts';
import type { FoundAggregator } from './find.ts';
import { findAggregator } from './find.ts';
import type { EnteredPlace } from './in-accounts.ts';
import { readInAccounts } from './in-accounts.ts';
import type { Coverage } from './places.ts';
import { divideRegions, placeKey, reasonsFor, regionsSeen, toPlace } from './places.ts';
import type { AggregatorRequest, ReadObserver, ReportCalls } from './port.ts';
import { REPORT_ACTIONS } from './port.ts';
import { readPacks } from './read-packs.ts';
import type { AggregatedResults } from './read-results.ts';
import { readResults } from './read-results.ts';
import { remarkOn } from './remarks.ts';
import type { BrokerToReport } from './reported-brokers.ts';
import { chooseScope, explainLeftOut, placesToRead } from './scope.ts';

/**
 * Reads where the brokers of an organization stand, from an aggregator of AWS Config. What cannot be read is named.
 * @throws Unusable if there is nothing to report from. The message says why, and what to do.
 */
export async function readAggregator(
  request: AggregatorRequest,
  calls: ReportCalls,
  observer: ReadObserver,
): Promise<ReportFacts> {
  const identity = await identify(calls);
  const aggregator = await findAggregator(request, identity, calls);
  const { name, region } = aggregator;
  observer.onStep('brokers');
  const { membership, sources, recorders, recorded, changes } = await survey(aggregator, request, calls);
  if (sources.ok) refuseForeign(aggregator, sources.value, membership);
  const coverage: Coverage = { aggregator, sources, recorders };
  const chosen = request.regions ?? (aggregator.regions === 'all' ? undefined : aggregator.regions);
  const scope = chooseScope(recorded, membership, coverage, chosen);
  const candidates = chosen ?? regionsSeen(coverage, scope.brokers);
  const results = await readResults(aggregator, placesToRead(scope, candidates, coverage), calls, observer);
  const { brokers, gone } = addUnrecorded(scope.brokers, results, coverage, request);
  const regions: ReportedRegions = chosen
    ? { reported: chosen, withoutRecorder: [] }
    : divideRegions(candidates, coverage, [...brokers, ...[...results.rules.values()].flat()]);
  const lookUp = indexResults(results);
  const lacking = findLacking(request, brokers, lookUp, results);
  const withoutRules = new Set(
    lacking
      .filter((place) => place.rules.length === 0 && !results.failures.has(placeKey(place)))
      .map((p) => p.accountId),
  );
  const found = await readPacks(aggregator, [...withoutRules], calls);
  const { roleName } = request;
  const inAccounts =
    roleName === undefined
      ? { entered: new Map<string, EnteredPlace>(), problems: [] }
      : await readInAccounts({ identity, roleName }, lacking, calls, observer);
  refuseWithoutRules(name, brokers, results, found.packs?.size, inAccounts.entered);

  const reported = reportBrokers(request, brokers, {
    lookUp,
    results,
    changes,
    packs: found.packs,
    ...inAccounts,
  });
  const remarks = remarkOn(aggregator, results, reported, { ...request, gone });
  const isWhole = aggregator.isOfOrganization || membership.members !== undefined;
  return {
    // Without the values that the request has: those of the rules are not known.
    checks: request.checks.map(({ values, ...check }) => toReportedCheck(check)),
    source: {
      kind: 'aggregator',
      organizationId: membership.organizationId,
      aggregator: { name, accountId: identity.accountId, region, regions: aggregator.regions },
      roleName,
    },
    regions,
    accounts: scope.accounts,
    places: listPlaces(scope.accounts, regions.reported, coverage, brokers),
    brokers: reported,
    problems: [
      ...(isWhole ? [] : [notWhole(name)]),
      ...explainLeftOut(name, scope),
      ...results.problems,
      ...found.problems,
      ...inAccounts.problems,
      ...remarks.problems,
    ],
    notices: [
      ...membership.notices,
      ...scope.notices,
      ...remarks.notices,
      ...(roleName !== undefined && lacking.length === 0
        ? [`The role ${roleName} was not needed: the aggregator shows a result of every check.`]
        : []),
    ],
  };
}

/** Reads what the aggregator and AWS Organizations say of everything at once. @throws Unusable */
async function survey({ name, region }: FoundAggregator, { checks }: AggregatorRequest, calls: ReportCalls) {
  const [membership, sources, recorders, recorded, changes] = await Promise.all([
    readMembership(calls),
    attempt(calls.aggregatorSources(name, region)),
    attempt(calls.aggregatedRecorders(name, region)),
    demand(
      calls.aggregatedBrokers(name, region, checks),
      `The brokers that the aggregator ${name} shows cannot be read`,
      allow(REPORT_ACTIONS.aggregatedBrokers),
    ),
    // Without them, only earlier reports say since when something fails.
    attempt(calls.complianceChanges(name, region)),
  ]);
  return { membership, sources, recorders, recorded, changes: changes.ok ? changes.value : [] };
}

function notWhole(name: string): ReportProblem {
  return {
    source: `aggregator ${name}`,
    message:
      'It collects accounts one by one, and the accounts of the organization cannot be read, so there may be more than it ' +
      'shows. Report from an organization aggregator.',
  };
}

async function identify(calls: Pick<ReportCalls, 'callerIdentity'>): Promise<Identity> {
  try {
    return await calls.callerIdentity();
  } catch (cause) {
    throw new Unusable(explainFailure('The account of your credentials cannot be determined', cause, REMEDIES), {
      cause,
    });
  }
}

/** @param packs the number of conformance packs of this project; `undefined` if that is not known */
function refuseWithoutRules(
  name: string,
  brokers: readonly BrokerToReport[],
  { rules, failures }: AggregatedResults,
  packs: number | undefined,
  entered: ReadonlyMap<string, EnteredPlace>,
): void {
  const hasRules = rules.size > 0 || [...entered.values()].some((place) => place.rules.length > 0);
  if (brokers.length === 0 || hasRules || failures.size > 0 || packs !== 0) return;
  throw new Unusable(
    `The aggregator ${name} shows ${brokers.length} RabbitMQ brokers, but no rule and no conformance pack of ` +
      'rabbitmq-conformance. Deploy them first. Until then, make a report from files: run rabbitmq-conformance scan with ' +
      '--output-inventory in the accounts, and name the inventories.',
  );
}

function listPlaces(
  accounts: ReportFacts['accounts'],
  regions: readonly string[],
  coverage: Coverage,
  brokers: readonly BrokerToReport[],
): readonly ReportedPlace[] {
  const reasonFor = reasonsFor(coverage);
  const withBrokers = new Set(brokers.map(placeKey));
  return accounts.flatMap(({ id }) =>
    regions.map((region) =>
      toPlace(id, region, reasonFor(id, region), withBrokers.has(placeKey({ accountId: id, region }))),
    ),
  );
}
