import { hasOrganizationPack, isOfOrganization, listingCall } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, some, unseen } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { StatusContext, StatusFacts } from './facts.ts';
import { inactiveAccounts } from './facts.ts';
import { STATUS_ACTIONS } from './port.ts';

/** The accounts of the deployment, those that are suspended or closed apart. */
export function judgeAccounts(context: StatusContext, facts: StatusFacts): readonly Finding[] {
  const { settings } = context;
  const { accounts } = facts;
  if (!accounts.ok) {
    const actions = STATUS_ACTIONS[listingCall(settings)];
    return [unseen('accounts', 'The accounts of the deployment', accounts, actions)];
  }
  if (!isOfOrganization(settings)) return [];
  const all = accounts.value;
  const active = all.filter(({ state }) => state === 'ACTIVE');
  const unknown = all.filter(({ state }) => state === undefined).map(({ id }) => id);
  const inactive = hasOrganizationPack(settings) ? [] : inactiveAccounts(facts);
  return [
    fine(
      'accounts',
      `${active.length} of ${count(all.length, 'account')} ${active.length === 1 ? 'is' : 'are'} active.`,
    ),
    ...(unknown.length === 0
      ? []
      : [
          {
            status: 'not-visible' as const,
            subject: count(unknown.length, 'account'),
            detail: `The state of ${some(unknown)} is not in the response from AWS.`,
            accounts: unknown,
          },
        ]),
    ...(inactive.length === 0
      ? []
      : [fine(count(inactive.length, 'suspended account'), `Skipped: ${some(inactive)}.`)]),
  ];
}
