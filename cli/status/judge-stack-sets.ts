import type { PlannedStackSet } from '../../cdk/settings/stack-sets.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, toDo, unseen } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { Target } from './commands.ts';
import { recreateCommands, stackSetCommands, unitOf, WHEN_FORGOTTEN } from './commands.ts';
import type { StackSetFacts, StatusContext, TargetAccount } from './facts.ts';
import { accountsOf, byReason, regionsOf, sentence, subjectOf, whereOf } from './group.ts';
import type { StackInstance } from './port.ts';
import { STATUS_ACTIONS } from './port.ts';

/** An instance that can be looked at: with its account, and its unit for commands. */
type Instance = StackInstance & Target & { readonly state: string | undefined };

/** The instances of the StackSets: those that failed, those that are missing, and those that should not be there. */
export function judgeStackSets(context: StatusContext, facts: readonly StackSetFacts[]): readonly Finding[] {
  return facts.flatMap((stackSet) => judgeStackSet(context, stackSet));
}

function judgeStackSet(context: StatusContext, facts: StackSetFacts): readonly Finding[] {
  const { plan, targets, instances } = facts;
  // Those of packs have one name in several regions.
  const where = plan.managedIn === context.homeRegion ? '' : ` in ${plan.managedIn}`;
  const subject = `StackSet ${plan.name}${where}`;
  if (!instances.ok) return [unseen(subject, 'Its stack instances', instances, STATUS_ACTIONS.stackInstances)];
  if (instances.value === undefined) return [toDo(subject, 'The StackSet does not exist.', 'npx cdk deploy --all')];
  const located = instances.value.map((instance) => locate(instance, facts));
  const { excluded, failed, stuck, inoperable, running, good } = sort(located, plan);
  const missing = targets.ok ? findMissing(plan, targets.value, located) : [];
  return [
    ...(good.length === 0
      ? []
      : [fine(subject, `${good.length} of ${count(located.length, 'stack instance')} succeeded.`)]),
    ...(targets.ok
      ? []
      : [unseen(subject, 'The accounts in its organizational units', targets, STATUS_ACTIONS.accountsIn)]),
    ...report(failed, `The StackSet ${plan.name} failed`, (group) => [
      'Fix the reason, then update just these:',
      ...stackSetCommands(context, 'update-stack-instances', plan, group),
    ]),
    ...report(stuck, `The StackSet ${plan.name} has a stack that cannot be updated`, (group) => [
      'Delete it with its rules and results, and create it again:',
      ...recreateCommands(context, plan, group),
    ]),
    ...report(inoperable, `The StackSet ${plan.name} could not delete a stack`, (group) => [
      'Have the StackSet forget it, delete the stack in its account, and create it again.',
      'Under the policy of "scp", delete it with a role of --exempt-role, or detach the policy from the account first:',
      ...stackSetCommands(context, 'delete-stack-instances', plan, group, '--retain-stacks'),
      WHEN_FORGOTTEN,
      ...group.flatMap(({ accountId, region, stackId = '<stack>' }) => [
        `In account ${accountId}: aws cloudformation delete-stack --region ${region} --stack-name ${stackId}`,
        `In account ${accountId}: aws cloudformation wait stack-delete-complete --region ${region} --stack-name ${stackId}`,
      ]),
      'When these are deleted, in the administrator account again:',
      ...stackSetCommands(context, 'create-stack-instances', plan, group),
    ]),
    ...report(missing, `The StackSet ${plan.name} has not reached it`, (group) => [
      ...stackSetCommands(context, 'create-stack-instances', plan, group),
    ]),
    ...report(
      excluded.filter(({ state }) => state === 'ACTIVE'),
      `The StackSet ${plan.name} has stacks in an excluded account`,
      (group) => [...stackSetCommands(context, 'delete-stack-instances', plan, group, '--no-retain-stacks')],
    ),
    ...report(
      excluded.filter(({ state }) => state !== 'ACTIVE'),
      `The StackSet ${plan.name} has stacks in an excluded account that is out of reach`,
      (group) => [...stackSetCommands(context, 'delete-stack-instances', plan, group, '--retain-stacks')],
    ),
    ...report(running, `The StackSet ${plan.name} is at work`, () => ['Run this again when it is done.']),
  ];
}

function locate(instance: StackInstance, facts: StackSetFacts): Instance {
  const { targets } = facts;
  // Without a list of accounts, an account counts as active.
  const state = targets.ok ? targets.value.find(({ id }) => id === instance.accountId)?.state : 'ACTIVE';
  return { ...instance, unit: unitOf(facts, instance.accountId), state };
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html
function sort(instances: readonly Instance[], { excludedAccounts }: PlannedStackSet) {
  const excluded = instances.filter(({ accountId }) => excludedAccounts.includes(accountId));
  const wanted = instances.filter((instance) => !excluded.includes(instance));
  const good = wanted.filter(({ status }) => status === 'SUCCEEDED');
  // Nothing can be done in a suspended account.
  const bad = wanted.filter(
    ({ status, state }) => status !== 'SUCCEEDED' && status !== 'SKIPPED_SUSPENDED_ACCOUNT' && state !== 'SUSPENDED',
  );
  const running = bad.filter(({ status }) => status === 'RUNNING' || status === 'PENDING');
  const inoperable = bad.filter(({ status }) => status === 'INOPERABLE');
  const others = bad.filter((instance) => !running.includes(instance) && !inoperable.includes(instance));
  const stuck = others.filter(({ reason }) => reason?.includes('ROLLBACK_FAILED'));
  return { excluded, good, running, inoperable, stuck, failed: others.filter((instance) => !stuck.includes(instance)) };
}

/** Active accounts without an instance: they joined while automatic deployment failed or was off, or were excluded. */
function findMissing(
  { regions, excludedAccounts }: PlannedStackSet,
  targets: readonly TargetAccount[],
  instances: readonly Instance[],
) {
  const present = new Set(instances.map(({ accountId, region }) => `${accountId} ${region}`));
  return targets
    .filter(({ id, state }) => state === 'ACTIVE' && !excludedAccounts.includes(id))
    .flatMap(({ id, unit }) => regions.map((region) => ({ accountId: id, region, unit, reason: 'it has no stack.' })))
    .filter(({ accountId, region }) => !present.has(`${accountId} ${region}`));
}

/** A row for each reason. */
function report<T extends Target & { readonly reason?: string | undefined }>(
  items: readonly T[],
  what: string,
  action: (group: readonly T[]) => readonly string[],
): readonly Finding[] {
  return byReason(items).map(([reason, group]) =>
    toDo(subjectOf(group), sentence(`${what} (${whereOf(group)}): ${reason}`), action(group).join('\n'), {
      accounts: accountsOf(group),
      regions: regionsOf(group),
    }),
  );
}
