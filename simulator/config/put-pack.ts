import type { Account, AwsState } from '../aws/aws-state.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/simulation.ts';
import { requireConfigAdministrator } from './administrator.ts';
import { ConformancePackError, deployPack, readPack } from './conformance-pack.ts';

type Properties = Readonly<Record<string, unknown>>;

/** Puts a pack in place in an account and region. @throws ConformancePackError */
export function putPack(state: AwsState, place: Place, properties: Properties): void {
  deployPack(state, place, readPack(properties), String(properties.ConformancePackName));
}

/**
 * Puts an organization's pack in place in every account but the excluded ones. One account that fails makes it fail,
 * after the others. It is put in place in accounts that join later, too.
 * @throws ConformancePackError that names the accounts
 */
export function putOrganizationPack(state: AwsState, place: Place, properties: Properties): void {
  requireConfigAdministrator(state, place.accountId, 'config-multiaccountsetup.amazonaws.com');
  const pack = readPack(properties);
  const { OrganizationConformancePackName: name, ExcludedAccounts = [] } = properties;
  const excluded = new Set(ExcludedAccounts as readonly string[]);
  const { organizationId } = accountOf(state, place.accountId);
  const isMember = (account: Account) => account.organizationId === organizationId && !excluded.has(account.id);
  const deployTo = ({ id }: Account) =>
    deployPack(state, { ...place, accountId: id }, pack, `OrgConformsPack-${name}-${state.unique(8)}`);
  const members = [...state.accounts.values()].filter(isMember);
  const problems: string[] = [];
  for (const account of members) {
    try {
      deployTo(account);
    } catch (error) {
      if (!(error instanceof ConformancePackError)) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0) {
    throw new ConformancePackError(
      `${name} failed in ${problems.length} of ${members.length} accounts: ${problems.join(' ')}`,
    );
  }
  state.autoDeployments.push((account) => {
    if (isMember(account)) deployTo(account);
  });
}
