import { hasOrganizationPack } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, some, toDo, unseen } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import { recreateStack, repairPacks, retryPacks } from './commands.ts';
import type { OrganizationPackFacts, StatusContext, StatusFacts } from './facts.ts';
import { inactiveAccounts, membersOf } from './facts.ts';
import { accountsOf, byReason, regionsOf, sentence, subjectOf, whereOf } from './group.ts';
import type { PackMember } from './port.ts';
import { STATUS_ACTIONS } from './port.ts';
import { judgeUnseen } from './unseen.ts';

/** The conformance packs: of the organization in each region, or of each account. */
export function judgePacks(context: StatusContext, facts: StatusFacts): readonly Finding[] {
  if (!hasOrganizationPack(context.settings)) return judgeAccountPacks(context, facts);
  const packs = facts.organizationPacks.map((pack) => ({ ...pack, ...sortMembers(context, pack, facts) }));
  return [
    ...packs.flatMap((pack) => judgeOrganizationPack(pack)),
    ...repairOrganizationPacks(context, facts, packs),
    ...judgeExcluded(packs.flatMap(({ excluded }) => excluded)),
  ];
}

interface Member {
  readonly accountId: string;
  readonly region: string;
  readonly reason: string;
}

interface SortedMembers {
  readonly good: readonly Member[];
  readonly running: readonly Member[];
  readonly failed: readonly Member[];
  readonly missing: readonly Member[];
  readonly excluded: readonly Member[];
  /** Whether the stack of the pack refuses every update. */
  readonly isStuck: boolean;
}

function sortMembers({ settings }: StatusContext, pack: OrganizationPackFacts, facts: StatusFacts): SortedMembers {
  const { region, stack } = pack;
  const listed = membersOf(pack);
  // The row about accounts reports these.
  const inactive = inactiveAccounts(facts);
  const members = (listed ?? []).filter(({ accountId }) => !inactive.includes(accountId));
  const excluded = members.filter(({ accountId }) => settings.excludedAccounts.includes(accountId));
  const expected = members.filter((member) => !excluded.includes(member));
  const running = expected.filter(({ status }) => status?.endsWith('_IN_PROGRESS'));
  const good = expected.filter(({ status }) => status === 'CREATE_SUCCESSFUL' || status === 'UPDATE_SUCCESSFUL');
  const failed = expected.filter((member) => !good.includes(member) && !running.includes(member));
  const missing = (listed !== undefined && facts.accounts.ok ? facts.accounts.value : [])
    .filter(({ id, state }) => state === 'ACTIVE' && !members.some(({ accountId }) => accountId === id))
    .map(({ id }) => ({ accountId: id, region, reason: 'it has no pack.' }));
  const locate = ({ accountId, status, reason }: PackMember): Member => ({
    ...{ accountId, region },
    reason: reason ?? `its status is ${status ?? 'unknown'}.`,
  });
  return {
    ...{ good: good.map(locate), running: running.map(locate), failed: failed.map(locate) },
    ...{ excluded: excluded.map(locate), missing },
    isStuck: stack.ok && stack.value?.status === 'UPDATE_ROLLBACK_FAILED',
  };
}

function judgeOrganizationPack({
  region,
  stackName,
  stack,
  pack,
  members,
  good,
  failed,
  missing,
  running,
}: OrganizationPackFacts & SortedMembers): readonly Finding[] {
  if (!pack.ok) return [unseen(region, 'The organization conformance pack', pack, STATUS_ACTIONS.organizationPack)];
  if (pack.value === undefined) {
    const why = stack.ok && stack.value !== undefined ? ` The status of its stack is ${stack.value.status}.` : '';
    return [toDo(region, `The organization conformance pack does not exist.${why}`, recreateStack(stackName))];
  }
  if (!members.ok) {
    return [unseen(region, 'The pack in each account', members, STATUS_ACTIONS.organizationPackMembers)];
  }
  const all = good.length + failed.length + missing.length + running.length;
  return [
    ...(good.length === 0 ? [] : [fine(region, `The pack is in ${good.length} of ${count(all, 'account')}.`)]),
    ...(stack.ok ? [] : [unseen(region, `The stack ${stackName}`, stack, STATUS_ACTIONS.stack)]),
    ...(running.length === 0
      ? []
      : [
          toDo(
            region,
            `The pack is at work in ${count(running.length, 'account')}.`,
            'Run this again when it is done.',
          ),
        ]),
  ];
}

/**
 * One row for all that one update of the packs repairs. StackSets skip an account that is suspended or closed; the packs
 * do not.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-continueupdaterollback.html
 */
function repairOrganizationPacks(
  context: StatusContext,
  facts: StatusFacts,
  packs: readonly (OrganizationPackFacts & SortedMembers)[],
): readonly Finding[] {
  const stuck = packs.filter(({ isStuck }) => isStuck).map(({ stackName }) => stackName);
  const items = packs.flatMap(({ failed, missing }) => [...failed, ...missing]);
  const inactive = inactiveAccounts(facts);
  const accounts = [...new Set([...accountsOf(items), ...inactive])];
  if (stuck.length === 0 && accounts.length === 0) return [];
  const reasons = byReason(items).map(([reason, group]) => sentence(`${whereOf(group)}: ${reason}`));
  return [
    toDo(
      accounts.length === 0 ? stuck.join(', ') : count(accounts.length, 'account'),
      [
        ...(stuck.length === 0
          ? []
          : [`Stacks in UPDATE_ROLLBACK_FAILED refuse every deployment: ${stuck.join(', ')}.`, ...explainStuck(facts)]),
        ...reasons,
        ...(inactive.length === 0 ? [] : [`The next update fails because these are suspended: ${some(inactive)}.`]),
      ].join(' '),
      [
        ...(inactive.length === 0 ? [] : [`Add to the setting excludedAccounts: ${inactive.join(',')}`]),
        ...(items.length === 0 ? [] : ['Fix the reasons. Then deploy without the accounts, and with them:']),
        ...stuck.map((name) => `npx cdk rollback ${name} --orphan Pack`),
        ...retryPacks(context, facts),
      ].join('\n'),
      { accounts, regions: regionsOf(items) },
    ),
  ];
}

/** The usual reason why an update fails, and cannot be taken back. */
function explainStuck({ recordings }: StatusFacts): readonly string[] {
  const lacking = recordings.filter(({ recording: { kind } }) => kind === 'none' || kind === 'stopped');
  if (lacking.length === 0) return [];
  return [`Probably because ${whereOf(lacking)} has no running recorder: see "recorders".`];
}

function judgeExcluded(items: readonly Member[]): readonly Finding[] {
  if (items.length === 0) return [];
  return [
    toDo(subjectOf(items), `The pack is in an excluded account (${whereOf(items)}).`, 'npx cdk deploy --all', {
      accounts: accountsOf(items),
      regions: regionsOf(items),
    }),
  ];
}

function judgeAccountPacks(context: StatusContext, facts: StatusFacts): readonly Finding[] {
  const { readings } = facts;
  const seen = readings.flatMap(({ accountId, region, pack }) =>
    pack?.ok ? [{ accountId, region, status: pack.value?.status, reason: reasonOf(pack.value) }] : [],
  );
  const running = seen.filter(({ status }) => status?.endsWith('_IN_PROGRESS'));
  const complete = seen.filter(({ status }) => status === 'CREATE_COMPLETE');
  const bad = seen.filter((place) => !running.includes(place) && !complete.includes(place));
  const denied = readings.flatMap(({ accountId, region, pack }) =>
    pack === undefined || pack.ok ? [] : [{ accountId, region, ...pack }],
  );
  const good = complete.length;
  return [
    ...(good === 0 ? [] : [fine('packs', `${good} of ${count(readings.length, 'conformance pack')} are complete.`)]),
    ...byReason(bad).map(([reason, group]) =>
      toDo(
        subjectOf(group),
        sentence(`The conformance pack failed (${whereOf(group)}): ${reason}`),
        ['Fix the reason, then create it again:', ...repairPacks(context, facts, group)].join('\n'),
        { accounts: accountsOf(group), regions: regionsOf(group) },
      ),
    ),
    ...(running.length === 0
      ? []
      : [
          toDo(
            subjectOf(running),
            `The conformance pack is at work (${whereOf(running)}).`,
            'Run this again when it is done.',
            { accounts: accountsOf(running), regions: regionsOf(running) },
          ),
        ]),
    ...judgeUnseen('The conformance pack', denied, STATUS_ACTIONS.pack),
  ];
}

function reasonOf(pack: { readonly status: string | undefined; readonly reason: string | undefined } | undefined) {
  return pack === undefined ? 'it does not exist.' : (pack.reason ?? `its status is ${pack.status ?? 'unknown'}.`);
}
