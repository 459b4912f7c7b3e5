import type { AccountTree, PlacedAccount } from '../organization/account-tree.ts';
import { placeOf } from '../organization/context.ts';
import { ACTIONS } from '../organization/port.ts';
import type { Selection } from '../organization/select-accounts.ts';
import { selectAccounts, unknownIds } from '../organization/select-accounts.ts';
import { Unusable } from '../organization/unusable.ts';
import { explainFailure } from '../scan/failures.ts';
import type { Aws, Identity } from '../scan/ports.ts';
import type { KnownAccount, Login, ScanFindings } from '../scan/scan.ts';
import { nameOfUser, signIn, unread } from '../scan/scan.ts';
import { enumerate } from '../text/enumerate.ts';

/** The options of `scan --organization`. */
interface OrganizationScan extends Selection {
  readonly profile?: string;
  /** A role in the other accounts, with its path. */
  readonly roleName?: string;
  readonly externalId?: string;
}

/** The accounts to scan, and what is to be said of others. */
interface OrganizationLogins {
  readonly logins: readonly Login[];
  readonly findings: readonly ScanFindings[];
}

/**
 * The accounts of the user's organization that the options select. The user's own account is read with the user's own
 * credentials, and each other one with the role.
 * @returns only a problem if the accounts cannot be listed
 * @throws Unusable if the options do not fit the organization
 */
export async function organizationLogins(
  options: OrganizationScan,
  aws: Aws,
  readTree: () => Promise<AccountTree>,
  now: () => Date,
): Promise<OrganizationLogins> {
  const { profile } = options;
  const failure = await signIn(aws, { profile, now });
  if (failure) return { logins: [], findings: [failure] };
  let identity: Identity;
  let tree: AccountTree;
  try {
    [identity, tree] = await Promise.all([aws.session().identity(), readTree()]);
  } catch (error) {
    const problem = explainFailure('the accounts of the organization cannot be listed', error, remediesFor(error));
    return { logins: [], findings: [unread({ source: nameOfUser(profile) }, now(), { problems: [problem] })] };
  }
  const { active, inactive } = select(tree, options);
  return {
    logins: loginsOf(active, identity, options),
    findings: inactive.map((account) => leftOut(account, now())),
  };
}

function remediesFor(error: unknown) {
  const actions = [...ACTIONS.roots, ...ACTIONS.unitsIn, ...ACTIONS.accountsIn];
  const isNone = error instanceof Error && error.name === 'AWSOrganizationsNotInUseException';
  return {
    denied: `use the management account, or a delegated administrator of any service, and allow ${enumerate(actions)}`,
    ...(isNone ? { other: 'scan accounts with --role-arn instead of --organization' } : {}),
  };
}

function select(tree: AccountTree, options: OrganizationScan) {
  const unknown = unknownIds(tree, options);
  if (unknown.length > 0) {
    const are = unknown.length === 1 ? 'is' : 'are';
    throw new Unusable(`${enumerate(unknown)} ${are} not in your organization. Correct --include or --exclude.`);
  }
  const selected = selectAccounts(tree, options);
  if (selected.active.length === 0) {
    throw new Unusable('--include and --exclude leave no active account, so there is nothing to scan.');
  }
  return selected;
}

function loginsOf(
  accounts: readonly PlacedAccount[],
  identity: Identity,
  { roleName, externalId }: OrganizationScan,
): readonly Login[] {
  const others = accounts.filter(({ id }) => id !== identity.accountId);
  if (roleName === undefined && others.length > 0) {
    throw new Unusable(
      `--organization needs --role-name, the name of a role to assume in the other accounts, such as ${others[0]?.id}.`,
    );
  }
  return accounts.map((account) => {
    const arn = placeOf({ identity, roleName }, account.id, '')?.roleArn;
    return { source: account.id, account: toKnown(account), role: arn === undefined ? undefined : { arn, externalId } };
  });
}

function toKnown({ id, name, unit }: PlacedAccount): KnownAccount {
  return { id, name, unit: unit.path };
}

function leftOut(account: PlacedAccount, now: Date): ScanFindings {
  const notice = `was left out, because the account is ${account.state}.`;
  return unread({ source: account.id, account: toKnown(account) }, now, { notices: [notice] });
}
