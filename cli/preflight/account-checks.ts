import type { Context } from '../organization/context.ts';
import { chosenAccounts, hasOrganizationPack, isOfOrganization, listingCall, nameOf } from '../organization/context.ts';
import type { OrganizationAccount } from '../organization/port.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, some, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { PreflightCheck } from './check.ts';

const LIST_ACCOUNTS =
  'In the management account: aws organizations list-accounts ' +
  "--query 'Accounts[?State!=`ACTIVE`].[Id,Name,State]' --output table";

/**
 * There are accounts to deploy to, and their states are known. An account that is not active can make an organization
 * conformance pack fail; StackSets skip it.
 */
const accounts: PreflightCheck = {
  id: 'accounts',
  applies: isOfOrganization,
  async run(context) {
    const { settings } = context;
    const isPack = hasOrganizationPack(settings);
    const listed = await attempt(chosenAccounts(context));
    if (!listed.ok) {
      const action = isPack ? LIST_ACCOUNTS : undefined;
      return [notVisible('accounts', 'The accounts to deploy to', listed, listingCall(settings), action)];
    }
    const chosen = listed.value;
    const active = chosen.filter(({ state }) => state === 'ACTIVE').length;
    const others = chosen.flatMap((account) => judgeAccount(account, isPack));
    if (active > 0) return [sumUpActive(active, chosen.length), ...others];
    // An account whose state is unknown may be active.
    if (others.some(({ status }) => status === 'not-visible')) return others;
    const action =
      settings.deployment === 'organization'
        ? 'Remove accounts from the setting excludedAccounts.'
        : 'Move accounts into the organizational units, or name others in the setting organizationalUnits. ' +
          'To deploy to the management account, use the setting -c deployment=account.';
    return [toDo('accounts', 'There is no active account to deploy to.', action)];
  },
};

function sumUpActive(active: number, all: number): Finding {
  return fine('accounts', `${active} of ${count(all, 'account')} ${active === 1 ? 'is' : 'are'} active.`);
}

function judgeAccount(account: OrganizationAccount, isPack: boolean): readonly Finding[] {
  if (account.state === undefined) {
    return [
      {
        status: 'not-visible',
        subject: nameOf(account),
        detail: 'The state of this account is not in the response from AWS.',
        action: `aws organizations describe-account --account-id ${account.id}`,
      },
    ];
  }
  if (account.state === 'ACTIVE' || !isPack) return [];
  return [
    toDo(
      nameOf(account),
      `This account is ${account.state}, which makes the organization conformance pack fail.`,
      'Exclude the account with the setting excludedAccounts.',
      { excludes: [account.id] },
    ),
  ];
}

/** The root or the organizational units exist. */
const units: PreflightCheck = {
  id: 'organizational-units',
  applies: isOfOrganization,
  async run(context) {
    const { organizationalUnits } = context.settings;
    return Promise.all(
      organizationalUnits.map((id) => (id.startsWith('r-') ? checkRoot(context, id) : checkUnit(context, id))),
    );
  },
};

async function checkRoot({ aws }: Context, id: string): Promise<Finding> {
  const roots = await attempt(aws.roots());
  if (!roots.ok) {
    return notVisible(
      id,
      'The root of the organization',
      roots,
      'roots',
      "In the management account: aws organizations list-roots --query 'Roots[].Id'",
    );
  }
  const ids = roots.value.map((root) => root.id);
  if (ids.includes(id)) return fine(id, 'This is the root of the organization.');
  return toDo(
    id,
    `This is not the root of the organization. The root is ${some(ids)}.`,
    `-c organizationalUnits=${ids.join(',')}`,
  );
}

async function checkUnit({ aws }: Context, id: string): Promise<Finding> {
  const unit = await attempt(aws.describeUnit(id));
  if (unit.ok) return fine(id, 'This organizational unit exists.');
  if (unit.code === 'OrganizationalUnitNotFoundException') {
    return toDo(
      id,
      'This organizational unit does not exist.',
      'To find it: aws organizations list-organizational-units-for-parent --parent-id <root or OU id>',
    );
  }
  return notVisible(
    id,
    'The organizational unit',
    unit,
    'describeUnit',
    `In the management account: aws organizations describe-organizational-unit --organizational-unit-id ${id}`,
  );
}

export const ACCOUNT_CHECKS: readonly PreflightCheck[] = [accounts, units];
