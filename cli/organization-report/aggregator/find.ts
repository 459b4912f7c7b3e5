import type { Aggregator, Identity } from '../../organization/port.ts';
import { Unusable } from '../../organization/unusable.ts';
import { enumerate } from '../../text/enumerate.ts';
import { allow, demand } from './attempt.ts';
import type { AggregatorRequest, ReportCalls } from './port.ts';
import { REPORT_ACTIONS } from './port.ts';

/** An aggregator that was found, and where it is. */
export interface FoundAggregator extends Aggregator {
  readonly region: string;
}

const ELSEWHERE =
  'Use --region for another region, with credentials of the account that has it: the management account, or a ' +
  'delegated administrator of AWS Config.';

/**
 * Finds the aggregator to report from.
 * @throws Unusable if there is none, or if there are several and the request names none
 */
export async function findAggregator(
  { aggregator: name, region: given }: Pick<AggregatorRequest, 'aggregator' | 'region'>,
  { accountId, region: configured }: Identity,
  calls: Pick<ReportCalls, 'aggregators'>,
): Promise<FoundAggregator> {
  const region = given ?? configured;
  if (region === undefined) throw new Unusable('No region is configured. Set it with --region or AWS_REGION.');
  const there = await demand(
    calls.aggregators(region),
    `The aggregators in ${region} cannot be listed`,
    allow(REPORT_ACTIONS.aggregators),
  );
  const place = `account ${accountId}, ${region}`;
  if (name !== undefined) {
    const named = there.find((aggregator) => aggregator.name === name);
    if (named) return { ...named, region };
    const others = there.length === 0 ? 'There is none at all.' : `There is ${list(there)}.`;
    throw new Unusable(`There is no aggregator ${name} in ${place}. ${others} ${ELSEWHERE}`);
  }
  const ofOrganization = there.filter(({ isOfOrganization }) => isOfOrganization);
  const [only] = ofOrganization;
  if (only && ofOrganization.length === 1) return { ...only, region };
  if (only) {
    throw new Unusable(
      `There are several organization aggregators in ${place}: ${list(ofOrganization)}. Choose one with --aggregator.`,
    );
  }
  const others =
    there.length === 0
      ? ''
      : ` ${list(there)} ${there.length === 1 ? 'collects' : 'collect'} accounts one by one. To report from that, use ` +
        `--aggregator.`;
  throw new Unusable(`There is no organization aggregator in ${place}.${others} ${ELSEWHERE}`);
}

function list(aggregators: readonly Aggregator[]): string {
  return enumerate(aggregators.map(({ name }) => name));
}
