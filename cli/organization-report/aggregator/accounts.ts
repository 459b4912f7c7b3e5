import { readAccountTree } from '../../organization/account-tree.ts';
import type { AggregatorSource } from '../../organization/port.ts';
import { Unusable } from '../../organization/unusable.ts';
import { explainFailure } from '../../scan/failures.ts';
import type { ReportedAccount } from '../report.ts';
import { allow, attempt, REMEDIES } from './attempt.ts';
import type { FoundAggregator } from './find.ts';
import type { ReportCalls } from './port.ts';
import { REPORT_ACTIONS } from './port.ts';

/** The accounts of the organization, if they are known. */
export interface Membership {
  readonly organizationId?: string | undefined;
  /** Those that are active. `undefined` if AWS Organizations cannot be read. */
  readonly members?: readonly ReportedAccount[];
  /** The IDs of those that are suspended or closed. */
  readonly inactive: ReadonlySet<string>;
  readonly notices: readonly string[];
}

type MembershipCalls = Pick<ReportCalls, 'organization' | 'roots' | 'unitsIn' | 'accountsIn'>;

/** Reads the accounts of the organization. Without permission, it is not known. */
export async function readMembership(calls: MembershipCalls): Promise<Membership> {
  const [organization, tree] = await Promise.all([attempt(calls.organization()), attempt(readAccountTree(calls))]);
  const organizationId = organization.ok ? organization.value.id : undefined;
  if (!tree.ok) {
    const actions = ['roots', 'unitsIn', 'accountsIn'] as const;
    const denied = allow(actions.flatMap((call) => REPORT_ACTIONS[call]));
    const what = 'The accounts of the organization cannot be read, so the report has those that the aggregator shows';
    const notice = explainFailure(what, tree.error, { ...REMEDIES, denied });
    return { organizationId, inactive: new Set(), notices: [notice] };
  }
  const isActive = ({ state = 'ACTIVE' }: { readonly state: string | undefined }) => state === 'ACTIVE';
  const { accounts } = tree.value;
  return {
    organizationId,
    members: accounts.filter(isActive).map(({ id, name, unit }) => ({ id, name, unit: unit.path })),
    inactive: new Set(accounts.filter((account) => !isActive(account)).map(({ id }) => id)),
    notices: [],
  };
}

/** @throws Unusable if the aggregator collects from another organization than that of the credentials */
export function refuseForeign(
  { name }: FoundAggregator,
  sources: readonly AggregatorSource[],
  { organizationId, members, inactive }: Membership,
): void {
  const use = 'Choose another one with --aggregator or --region.';
  const foreign = sources.find(
    ({ type, id }) => type === 'ORGANIZATION' && id?.startsWith('o-') && id !== organizationId,
  );
  if (foreign && organizationId !== undefined) {
    throw new Unusable(
      `The aggregator ${name} collects from the organization ${foreign.id}, but your credentials are of ${organizationId}. ${use}`,
    );
  }
  if (members === undefined) return;
  const known = new Set([...members.map(({ id }) => id), ...inactive]);
  const collected = sources.flatMap(({ type, id }) => (type === 'ACCOUNT' && id !== undefined ? [id] : []));
  if (collected.length > 0 && collected.every((id) => !known.has(id))) {
    const whose = organizationId === undefined ? 'your organization' : `your organization ${organizationId}`;
    throw new Unusable(`The aggregator ${name} collects from no account of ${whose}. ${use}`);
  }
}
