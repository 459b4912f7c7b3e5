import { quote } from 'shlex';
import { managementPackStackName } from '../../cdk/settings/names.ts';
import type { PlannedStackSet } from '../../cdk/settings/stack-sets.ts';
import { isDelegated } from '../organization/context.ts';
import type { StackSetFacts, StatusContext, StatusFacts } from './facts.ts';
import { inactiveAccounts, membersOf } from './facts.ts';
import { accountsOf } from './group.ts';

/** Accounts and regions, each account with its organizational unit. */
export interface Target {
  readonly accountId: string;
  readonly region: string;
  readonly unit: string;
}

type StackSetCommand = 'create-stack-instances' | 'update-stack-instances' | 'delete-stack-instances';

/** One command for each unit and set of regions, with just the accounts that need it. */
export function stackSetCommands(
  { settings }: StatusContext,
  command: StackSetCommand,
  { name, managedIn }: PlannedStackSet,
  targets: readonly Target[],
  option?: '--retain-stacks' | '--no-retain-stacks',
): readonly string[] {
  const callAs = isDelegated(settings) ? 'DELEGATED_ADMIN' : 'SELF';
  return groupTargets(targets).map(
    ({ unit, accountIds, regions }) =>
      `aws cloudformation ${command} --region ${managedIn} --call-as ${callAs} --stack-set-name ${name} ` +
      `--deployment-targets ${deploymentTargets(unit, accountIds)} --regions ${regions.join(' ')} ` +
      `${option === undefined ? '' : `${option} `}` +
      '--operation-preferences FailureTolerancePercentage=100,MaxConcurrentPercentage=100',
  );
}

/** The StackSet deletes its instances after the command has returned. */
export const WHEN_FORGOTTEN = 'When "aws cloudformation list-stack-instances" no longer has them:';

/** Deletes stack instances, waits until they are gone, and creates them again. */
export function recreateCommands(
  context: StatusContext,
  plan: PlannedStackSet,
  targets: readonly Target[],
): readonly string[] {
  return [
    ...stackSetCommands(context, 'delete-stack-instances', plan, targets, '--no-retain-stacks'),
    WHEN_FORGOTTEN,
    ...stackSetCommands(context, 'create-stack-instances', plan, targets),
  ];
}

/** In the short form of the AWS CLI, one account needs no brackets. */
function deploymentTargets(unit: string, accountIds: readonly string[]): string {
  const [accountId] = accountIds;
  const accounts = accountIds.length === 1 ? accountId : `[${accountIds.join(',')}]`;
  const text = `OrganizationalUnitIds=${unit},Accounts=${accounts},AccountFilterType=INTERSECTION`;
  return accountIds.length === 1 ? text : quote(text);
}

function groupTargets(targets: readonly Target[]) {
  const accounts = [...Map.groupBy(targets, ({ accountId }) => accountId).values()].map((own) => ({
    accountId: own[0]?.accountId ?? '',
    unit: own[0]?.unit ?? '',
    regions: [...new Set(own.map(({ region }) => region))],
  }));
  return [...Map.groupBy(accounts, ({ unit, regions }) => JSON.stringify([unit, regions])).values()].map((group) => ({
    unit: group[0]?.unit ?? '',
    regions: group[0]?.regions ?? [],
    accountIds: group.map(({ accountId }) => accountId),
  }));
}

/**
 * Deploys an organization conformance pack without the accounts that would make the update fail, besides those that are
 * excluded already: it is one update for all accounts.
 */
export function excludeCommand(
  { settings }: StatusContext,
  facts: StatusFacts,
  others: readonly string[] = [],
): string {
  const { accounts, recordings, organizationPacks } = facts;
  const withoutRecorder = recordings.filter(({ recording: { kind } }) => kind === 'none' || kind === 'stopped');
  const packs = organizationPacks.map(membersOf).filter((members) => members !== undefined);
  const failed = packs.flat().filter(({ status }) => status?.endsWith('_FAILED'));
  const missing = (accounts.ok ? accounts.value : []).filter(({ id }) =>
    packs.some((members) => !members.some(({ accountId }) => accountId === id)),
  );
  const excluded = new Set([
    ...settings.excludedAccounts,
    ...inactiveAccounts(facts),
    ...[...withoutRecorder, ...failed].map(({ accountId }) => accountId),
    ...missing.map(({ id }) => id),
    ...others,
  ]);
  if (excluded.size === 0) return 'npx cdk deploy --all';
  return `npx cdk deploy --all -c excludedAccounts=${[...excluded].toSorted().join(',')}`;
}

/** Has AWS Config try accounts of an organization conformance pack again, which a deployment without changes does not. */
export function retryPacks(
  context: StatusContext,
  facts: StatusFacts,
  others: readonly string[] = [],
): readonly string[] {
  const inactive = inactiveAccounts(facts);
  const left = [...new Set([...context.settings.excludedAccounts, ...inactive])].join(',');
  const again = inactive.length === 0 ? 'npx cdk deploy --all' : `npx cdk deploy --all -c excludedAccounts=${left}`;
  return [...new Set([excludeCommand(context, facts, others), again])];
}

/** Creates the packs of accounts and regions again. */
export function repairPacks(
  context: StatusContext,
  facts: StatusFacts,
  places: readonly { readonly accountId: string; readonly region: string }[],
): readonly string[] {
  if (context.settings.deployment === 'account') return ['npx cdk destroy', 'npx cdk deploy'];
  const ofPacks = facts.stackSets.filter(({ plan }) => plan.hasPack);
  if (ofPacks.length === 0) {
    return retryPacks(context, facts, accountsOf(places));
  }
  const { settings, identity } = context;
  // The pack of a management account that is the administrator is in a stack of its own in each region.
  const isOwn = (accountId: string) => settings.administrator === 'management' && accountId === identity.accountId;
  const ownStacks = places.flatMap(({ accountId, region }) =>
    isOwn(accountId) ? [managementPackStackName(settings, region)] : [],
  );
  return [
    ...(ownStacks.length === 0 ? [] : [recreateStack(ownStacks.join(' '))]),
    ...ofPacks.flatMap((stackSet) => {
      const own = places.filter(({ accountId, region }) => !isOwn(accountId) && stackSet.plan.regions.includes(region));
      if (own.length === 0) return [];
      const targets = own.map((place) => ({ ...place, unit: unitOf(stackSet, place.accountId) }));
      return recreateCommands(context, stackSet.plan, targets);
    }),
  ];
}

/** The organizational unit of the settings that an account is in: another one would become a target of the StackSet. */
export function unitOf({ plan, targets }: StackSetFacts, accountId: string): string {
  const target = targets.ok ? targets.value.find(({ id }) => id === accountId) : undefined;
  return target?.unit ?? plan.organizationalUnits[0] ?? '';
}

/**
 * Has AWS Config evaluate the rules again. Their names differ from account to account, and change when a pack is created
 * again.
 */
export function startEvaluations(
  places: readonly { readonly accountId: string; readonly region: string }[],
): readonly string[] {
  // The names of all checks begin with this.
  const query =
    "ConfigRules[?starts_with(ConfigRuleName,'rabbitmq-') && contains(ConfigRuleName,'-conformance-pack-')].ConfigRuleName";
  return groupTargets(places.map((own) => ({ ...own, unit: '' }))).flatMap(({ accountIds, regions }) => [
    accountIds.length === 1 ? `In account ${accountIds[0]}:` : `In each of the accounts ${accountIds.join(', ')}:`,
    `for region in ${regions.join(' ')}; do`,
    '  aws configservice start-config-rules-evaluation --region $region --config-rule-names \\',
    `    $(aws configservice describe-config-rules --region $region --output text --query "${query}")`,
    'done',
  ]);
}

/** Creates a stack again whose resources are gone, or deploys it for the first time. */
export function recreateStack(stackName: string): string {
  return `npx cdk destroy ${stackName}\nnpx cdk deploy --all`;
}

/** Prints an output of a stack in the home region. */
export function printOutput({ homeRegion }: StatusContext, stackName: string, key: string): string {
  return (
    `aws cloudformation describe-stacks --region ${homeRegion} --stack-name ${stackName} ` +
    `--query "Stacks[0].Outputs[?OutputKey=='${key}'].OutputValue" --output text`
  );
}
