import type { Settings } from '../../cdk/settings/settings.ts';
import { accountsBelow } from './account-tree.ts';
import type { Aws, Identity, OrganizationAccount, Place } from './port.ts';

/** What the commands for an organization work with. */
export interface Context<Calls = Aws> {
  readonly aws: Calls;
  readonly settings: Settings;
  readonly identity: Identity;
  /** The region of resources that exist once, such as the aggregator. */
  readonly homeRegion: string;
  /** All regions of the deployment, the home region first. */
  readonly regions: readonly string[];
  /** The qualifier of the CDK bootstrap. */
  readonly qualifier: string;
  /** A role to assume in each account, with its path. */
  readonly roleName?: string | undefined;
}

export function isOfOrganization({ deployment }: Settings): boolean {
  return deployment === 'organization' || deployment === 'stack-set';
}

/** Whether AWS Config puts a pack into all accounts at once, which one account can make fail. */
export function hasOrganizationPack({ deployment, packs }: Settings): boolean {
  return deployment === 'organization' && packs === 'organization';
}

export function isDelegated(settings: Settings): boolean {
  return isOfOrganization(settings) && settings.administrator === 'delegated';
}

/** The regions of the rules, which may not include the home region. */
export function ruleRegions({ settings, homeRegion }: Pick<Context, 'settings' | 'homeRegion'>): readonly string[] {
  return settings.regions.length > 0 ? settings.regions : [homeRegion];
}

/**
 * How to read an account.
 * @returns `undefined` if that is not possible without a role
 */
export function placeOf(
  { identity, roleName }: Pick<Context, 'identity' | 'roleName'>,
  accountId: string,
  region: string,
): Place | undefined {
  if (accountId === identity.accountId) return { region };
  if (roleName === undefined) return undefined;
  return { region, roleArn: `arn:${identity.partition}:iam::${accountId}:role/${roleName}` };
}

/** The calls that list accounts. */
type ListingCalls = Pick<Aws, 'accounts' | 'accountsIn' | 'unitsIn' | 'organization'>;

/** The accounts that the settings select, in any state. Rejects if they cannot be listed. */
export async function chosenAccounts(context: Context<ListingCalls>): Promise<readonly OrganizationAccount[]> {
  const { aws, settings, identity } = context;
  if (!isOfOrganization(settings)) return [{ id: identity.accountId, name: undefined, state: 'ACTIVE' }];
  const leftOut = new Set(settings.excludedAccounts);
  if (settings.deployment === 'organization') {
    // The app excludes it until the evaluation role is deployed there.
    if (isDelegated(settings) && settings.managementAccount !== undefined && !settings.managementAccountCovered) {
      leftOut.add(settings.managementAccount);
    }
    return (await aws.accounts()).filter(({ id }) => !leftOut.has(id));
  }
  return (await reachedAccounts(context)).filter(({ id }) => !leftOut.has(id));
}

/** The accounts below the organizational units of the settings, in any state. No StackSet reaches the management account. */
export async function reachedAccounts({
  aws,
  settings,
}: Pick<Context<ListingCalls>, 'aws' | 'settings'>): Promise<readonly OrganizationAccount[]> {
  const { managementAccount } = await aws.organization();
  const accounts = new Map<string, OrganizationAccount>();
  for (const unit of settings.organizationalUnits) {
    for (const account of await accountsBelow(aws, unit)) accounts.set(account.id, account);
  }
  return [...accounts.values()].filter(({ id }) => id !== managementAccount);
}

/** The active accounts of {@link chosenAccounts}, which get rules. The check `accounts` reports the others. */
export async function coveredAccounts(context: Context<ListingCalls>): Promise<readonly OrganizationAccount[]> {
  return (await chosenAccounts(context)).filter(({ state }) => state === 'ACTIVE');
}

/** The call that {@link chosenAccounts} makes. */
export function listingCall({ deployment }: Settings): 'accounts' | 'accountsIn' {
  return deployment === 'stack-set' ? 'accountsIn' : 'accounts';
}

/** An account with its ID and name, for people. */
export function nameOf({ id, name }: OrganizationAccount): string {
  return name === undefined ? `account ${id}` : `account ${id} (${name})`;
}
