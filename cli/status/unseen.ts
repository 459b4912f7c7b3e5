import type { Failure, Finding } from '../organization/rows.ts';
import { unseen } from '../organization/rows.ts';
import { accountsOf, byReason, regionsOf, subjectOf } from './group.ts';

/**
 * A finding for each reason why something could not be read.
 * @param what could not be read, as the subject of a sentence. @param actions the IAM actions that read it
 */
export function judgeUnseen(
  what: string,
  items: readonly (Failure & { readonly accountId: string; readonly region: string })[],
  actions: readonly string[],
): readonly Finding[] {
  return byReason(items).flatMap(([, group]) => {
    const [first] = group;
    if (first === undefined) return [];
    // Nothing was called, because there was no role.
    const action =
      first.code === ''
        ? `Use --role-name <a role in every account> with permission for ${actions.join(', ')}.`
        : undefined;
    const where = { accounts: accountsOf(group), regions: regionsOf(group) };
    return [{ ...unseen(subjectOf(group), what, first, actions, action), ...where }];
  });
}
