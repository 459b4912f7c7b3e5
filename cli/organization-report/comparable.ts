import { describeParameters } from './describe-parameters.ts';
import { identityOf, placeOf } from './identity.ts';
import type { OrganizationReport, ReportedCheck } from './report.ts';
import { isSameChecks, isSameParameters } from './same-checks.ts';

/** What tells whether two reports can be compared. */
export type ReportHead = Pick<OrganizationReport, 'createdAt' | 'source' | 'checks'>;

/** Why a report cannot be compared with this one, as a sentence about the other; `undefined` if it can. */
export function whyNotComparable(other: ReportHead, current: ReportHead): string | undefined {
  if (other.createdAt > current.createdAt) {
    return `was made at ${other.createdAt}, after this report (${current.createdAt}). Name an older one.`;
  }
  const [one, two] = [other.source, current.source];
  if (one.kind !== two.kind) {
    return `is from ${NAMES[one.kind]}, and this report is from ${NAMES[two.kind]}, which see different things. Name one of the same kind.`;
  }
  if (one.kind === 'files' || two.kind === 'files') return undefined;
  const [organization, own] = [one.organizationId, two.organizationId];
  if (organization !== undefined && own !== undefined && organization !== own) {
    return `is about the organization ${organization}, and this report is about ${own}. Name one of the same organization.`;
  }
  const isKnown = organization !== undefined && own !== undefined;
  const [account, ownAccount] = [one.aggregator.accountId, two.aggregator.accountId];
  if (isKnown || account === ownAccount) return undefined;
  return `is from an aggregator in the account ${account}, and this report from one in ${ownAccount}. Whether that is the same organization is not known: name one from the same account.`;
}

const NAMES = { aggregator: 'an aggregator', files: 'files' } as const;

/** Whether a report is about other brokers, accounts and regions altogether, such as one of other files. */
export function hasNothingInCommon(other: OrganizationReport, current: OrganizationReport): boolean {
  const known = new Set(identitiesOf(other));
  const identities = identitiesOf(current);
  return known.size > 0 && identities.length > 0 && !identities.some((identity) => known.has(identity));
}

function identitiesOf({ brokers, places }: OrganizationReport): readonly string[] {
  return [...brokers.map(identityOf), ...places.flatMap((place) => placeOf(place) ?? [])];
}

/** What is not compared although the reports can be, as sentences about the other report. */
export function comparedInPart(other: ReportHead, current: ReportHead): readonly string[] {
  const changed = withOtherParameters(other, current).map(({ id, parameters }) => {
    const then = other.checks.find((check) => check.id === id);
    const [before, now] = [then?.parameters, parameters].map(
      (each) => describeParameters(each) ?? 'none that is known',
    );
    return `has other parameters of ${id} (${before}) than this report (${now}), so that is not compared.`;
  });
  if (isSameChecks(other.checks, current.checks)) return changed;
  const common = comparedChecks(other, current);
  return [
    `has other checks than this report, so only these are compared: ${common.length > 0 ? common.join(', ') : 'none'}.`,
    ...changed,
  ];
}

/** An earlier report without the checks that this one does not have, or has with other parameters. */
export function onlyCompared(other: OrganizationReport, current: ReportHead): OrganizationReport {
  const ids = comparedChecks(other, current);
  return {
    ...other,
    checks: other.checks.filter(({ id }) => ids.includes(id)),
    brokers: other.brokers.map((broker) => ({
      ...broker,
      results: broker.results.filter(({ check }) => ids.includes(check)),
    })),
  };
}

function comparedChecks(other: ReportHead, current: ReportHead): readonly string[] {
  const ids = new Set(other.checks.map(({ id }) => id));
  const changed = withOtherParameters(other, current);
  return current.checks.filter((check) => ids.has(check.id) && !changed.includes(check)).map(({ id }) => id);
}

/** The checks of a report that an earlier one has too, with other parameters. */
function withOtherParameters(other: ReportHead, current: ReportHead): readonly ReportedCheck[] {
  const before = new Map(other.checks.map((check) => [check.id, check]));
  return current.checks.filter(({ id, parameters }) => {
    const then = before.get(id);
    return then !== undefined && !isSameParameters(then.parameters, parameters);
  });
}
