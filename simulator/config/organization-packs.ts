import type { Account, AwsState, JoiningProblem } from '../aws/aws-state.ts';
import { accountOf } from '../aws/organization.ts';
import type { MemberStatus, OrganizationPack, PackContent } from '../aws/pack-record.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import { requireConfigAdministrator } from './administrator.ts';
import { ConformancePackError } from './pack-resources.ts';
import { deletePack, findPack, putPack } from './packs.ts';

/** An organization's pack by its name. */
export function findOrganizationPack(state: AwsState, place: Place, name: string): OrganizationPack | undefined {
  return [...state.organizationPacks.values()].find((pack) => pack.name === name && placeKey(pack) === placeKey(place));
}

/**
 * Puts an organization's pack in place in every account but the excluded ones, or changes the one with its name. It is
 * put in place in accounts that join later, too.
 * https://docs.aws.amazon.com/config/latest/APIReference/API_PutOrganizationConformancePack.html
 * @throws ConformancePackError that names the accounts, if one fails. The others have it all the same.
 */
export function putOrganizationPack(
  state: AwsState,
  place: Place,
  name: string,
  { content, excludedAccounts }: { readonly content: PackContent; readonly excludedAccounts: readonly string[] },
): OrganizationPack {
  requireConfigAdministrator(state, place.accountId, 'config-multiaccountsetup.amazonaws.com');
  const known = findOrganizationPack(state, place, name);
  const operation = known ? 'UPDATE' : 'CREATE';
  const pack = known ?? newPack(state, place, name, content);
  Object.assign(pack, { content, excludedAccounts, updatedAt: state.now() });
  // Out of reach, a suspended account that is excluded keeps what it has.
  const removed = [...pack.members.keys()].filter((accountId) => excludedAccounts.includes(accountId));
  const reachable = removed.filter((accountId) => accountOf(state, accountId).status === 'ACTIVE');
  const problems = [
    ...membersOf(state, pack).flatMap((account) => putFor(state, pack, account, operation)),
    ...reachable.flatMap((accountId) => deleteFor(state, pack, accountId)),
  ];
  const join = (account: Account): readonly JoiningProblem[] => {
    if (!isMember(state, pack, account)) return [];
    const retry = () => join(account);
    return putFor(state, pack, account, 'CREATE').map((problem) => Object.assign(problem, { retry }));
  };
  for (const accountId of removed) pack.members.delete(accountId);
  state.autoDeployments.set(pack.arn, { join, leave: ({ id }) => void deleteFor(state, pack, id) });
  conclude(pack, operation, problems);
  return pack;
}

/** Takes an organization's pack away from every account. @throws ConformancePackError that names the accounts, if one fails */
export function deleteOrganizationPack(state: AwsState, pack: OrganizationPack): void {
  state.autoDeployments.delete(pack.arn);
  conclude(
    pack,
    'DELETE',
    [...pack.members.keys()].flatMap((accountId) => deleteFor(state, pack, accountId)),
  );
  state.organizationPacks.delete(pack.arn);
}

function newPack(state: AwsState, { accountId, region }: Place, name: string, content: PackContent): OrganizationPack {
  const id = `${name}-${state.unique(8)}`;
  const arn = `arn:${state.partition}:config:${region}:${accountId}:organization-conformance-pack/${id}`;
  const pack: OrganizationPack = {
    ...{ arn, name, accountId, region, content, excludedAccounts: [], status: 'CREATE_SUCCESSFUL' },
    ...{ members: new Map(), updatedAt: state.now() },
  };
  state.organizationPacks.set(arn, pack);
  return pack;
}

function isMember(state: AwsState, { accountId, excludedAccounts }: OrganizationPack, account: Account): boolean {
  const { organizationId } = accountOf(state, accountId);
  return account.organizationId === organizationId && !excludedAccounts.includes(account.id);
}

function membersOf(state: AwsState, pack: OrganizationPack): readonly Account[] {
  return [...state.accounts.values()].filter((account) => isMember(state, pack, account));
}

/** @returns why it failed */
function putFor(
  state: AwsState,
  pack: OrganizationPack,
  { id: accountId }: Account,
  operation: 'CREATE' | 'UPDATE',
): readonly Error[] {
  const { region, name, content, members } = pack;
  const packName = members.get(accountId)?.packName ?? `OrgConformsPack-${name}-${state.unique(8)}`;
  return record(members, accountId, packName, operation, () =>
    putPack(state, { accountId, region }, packName, content),
  );
}

/** @returns why it failed */
function deleteFor(state: AwsState, { members, region }: OrganizationPack, accountId: string): readonly Error[] {
  const { packName } = members.get(accountId) ?? {};
  if (packName === undefined) return [];
  const place = { accountId, region };
  const isThere = findPack(state, place, packName) !== undefined;
  const problems = isThere
    ? record(members, accountId, packName, 'DELETE', () => deletePack(state, place, packName))
    : [];
  if (problems.length === 0) members.delete(accountId);
  return problems;
}

function record(
  members: OrganizationPack['members'],
  accountId: string,
  packName: string,
  operation: 'CREATE' | 'UPDATE' | 'DELETE',
  act: () => void,
): readonly Error[] {
  const keep = (status: MemberStatus['status'], reason?: string) => {
    members.set(accountId, { packName, status, reason });
  };
  try {
    act();
    keep(`${operation}_SUCCESSFUL`);
    return [];
  } catch (error) {
    if (!(error instanceof ConformancePackError)) throw error;
    keep(`${operation}_FAILED`, error.message);
    return [error];
  }
}

/** @throws ConformancePackError if it failed somewhere */
function conclude(pack: OrganizationPack, operation: 'CREATE' | 'UPDATE' | 'DELETE', problems: readonly Error[]): void {
  pack.status = `${operation}_${problems.length === 0 ? 'SUCCESSFUL' : 'FAILED'}`;
  pack.reason = undefined;
  if (problems.length === 0) return;
  const reasons = problems.map(({ message }) => message).join(' ');
  pack.reason = `${pack.name} failed in ${problems.length} of ${pack.members.size} accounts: ${reasons}`;
  throw new ConformancePackError(pack.reason);
}
