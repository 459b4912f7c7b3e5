import type { Settings } from '../../cdk/settings.ts';
import type { Aws, Identity, OrganizationAccount, Place } from './port.ts';
import type { Finding } from './rows.ts';

/** What a check is about. */
export interface Context {
  readonly aws: Aws;
  readonly settings: Settings;
  readonly identity: Identity;
  /** Where what is needed only once goes. */
  readonly homeRegion: string;
  /** All that something is deployed to, the home first. */
  readonly regions: readonly string[];
  /** Of the CDK's bootstrap. */
  readonly qualifier: string;
  /** To assume in each account, with its path. */
  readonly roleName?: string | undefined;
}

/** One thing that has to be so before the deployment. */
export interface PreflightCheck {
  readonly id: string;
  readonly applies: (settings: Settings) => boolean;
  readonly run: (context: Context) => Promise<readonly Finding[]>;
}

export function isOfOrganization({ deployment }: Settings): boolean {
  return deployment === 'organization' || deployment === 'stack-set';
}

export function isDelegated(settings: Settings): boolean {
  return isOfOrganization(settings) && settings.administrator === 'delegated';
}

/** The region in which the rules run: not always the home, which may be elsewhere. */
export function ruleRegions({ settings, homeRegion }: Context): readonly string[] {
  return settings.regions.length > 0 ? settings.regions : [homeRegion];
}

/**
 * How to read another account.
 * @returns `undefined` if that is not possible, for lack of a role
 */
export function placeOf({ identity, roleName }: Context, accountId: string, region: string): Place | undefined {
  if (accountId === identity.accountId) return { region };
  if (roleName === undefined) return undefined;
  return { region, roleArn: `arn:${identity.partition}:iam::${accountId}:role/${roleName}` };
}

/** The accounts that the settings choose, whatever their state. Rejects if they cannot be listed. */
export async function chosenAccounts(context: Context): Promise<readonly OrganizationAccount[]> {
  const { aws, settings, identity } = context;
  if (!isOfOrganization(settings)) return [{ id: identity.accountId, name: undefined, state: 'ACTIVE' }];
  const leftOut = new Set(settings.excludedAccounts);
  if (settings.deployment === 'organization') {
    // The app leaves it out as long as the evaluation role is not there.
    if (isDelegated(settings) && settings.managementAccount !== undefined && !settings.managementAccountCovered) {
      leftOut.add(settings.managementAccount);
    }
    return (await aws.accounts()).filter(({ id }) => !leftOut.has(id));
  }
  const { managementAccount } = await aws.organization();
  // No StackSet reaches it.
  if (managementAccount !== undefined) leftOut.add(managementAccount);
  const accounts = new Map<string, OrganizationAccount>();
  for (const unit of settings.organizationalUnits) {
    for (const account of await accountsBelow(aws, unit)) accounts.set(account.id, account);
  }
  return [...accounts.values()].filter(({ id }) => !leftOut.has(id));
}

/** The active ones of {@link chosenAccounts}, which get rules. The check `accounts` tells of the others. */
export async function coveredAccounts(context: Context): Promise<readonly OrganizationAccount[]> {
  return (await chosenAccounts(context)).filter(({ state }) => state === 'ACTIVE');
}

/** The call that {@link chosenAccounts} lists with. */
export function listingCall({ deployment }: Settings): 'accounts' | 'accountsIn' {
  return deployment === 'stack-set' ? 'accountsIn' : 'accounts';
}

async function accountsBelow(aws: Aws, parentId: string): Promise<readonly OrganizationAccount[]> {
  const accounts = [...(await aws.accountsIn(parentId))];
  for (const unit of await aws.unitsIn(parentId)) accounts.push(...(await accountsBelow(aws, unit)));
  return accounts;
}

/** An account as people know it. */
export function nameOf({ id, name }: OrganizationAccount): string {
  return name === undefined ? `account ${id}` : `account ${id} (${name})`;
}
