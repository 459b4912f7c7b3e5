import pMap from 'p-map';
import { evaluationRoleName, packName } from '../../cdk/settings/names.ts';
import { isRoot } from '../../cdk/settings/organizational-units.ts';
import type { PlannedStackSet } from '../../cdk/settings/stack-sets.ts';
import { plannedStackSets } from '../../cdk/settings/stack-sets.ts';
import { accountsBelow } from '../organization/account-tree.ts';
import {
  chosenAccounts,
  hasOrganizationPack,
  isDelegated,
  isOfOrganization,
  placeOf,
  ruleRegions,
} from '../organization/context.ts';
import { packStack } from '../organization/pack-stack.ts';
import type { OrganizationAccount } from '../organization/port.ts';
import { CONCURRENCY, readRecordings } from '../organization/recorder-sources.ts';
import type { Attempt } from '../organization/rows.ts';
import { attempt } from '../organization/rows.ts';
import type {
  AggregatorFacts,
  ManagementAccountFacts,
  OrganizationPackFacts,
  StackSetFacts,
  StatusContext,
  StatusFacts,
  TargetAccount,
} from './facts.ts';
import { NO_ROLE, readPlaces } from './read-places.ts';

/** Reads everything that `status` judges. A call that fails is a fact too. */
export async function readFacts(context: StatusContext): Promise<StatusFacts> {
  const { settings } = context;
  const accounts = await attempt(chosenAccounts(context));
  const active = accounts.ok ? accounts.value.filter(({ state }) => state === 'ACTIVE') : [];
  const stackSets = await pMap(plannedStackSets(settings, context.homeRegion), (plan) => readStackSet(context, plan), {
    concurrency: CONCURRENCY,
  });
  const organizationPacks = hasOrganizationPack(settings)
    ? await pMap(ruleRegions(context), (region) => readOrganizationPack(context, region), {
        concurrency: CONCURRENCY,
      })
    : [];
  const recordings = await readRecordings(
    context,
    active.map(({ id }) => id),
  );
  return {
    accounts,
    stackSets,
    organizationPacks,
    recordings,
    roles: settings.deployment === 'organization' ? await readRoles(context, active) : new Map(),
    readings: await readPlaces(context, recordings),
    managementAccount: await readManagementAccount(context),
    aggregator:
      isOfOrganization(settings) && settings.aggregator === 'create'
        ? await attempt(readAggregator(context))
        : undefined,
  };
}

async function readStackSet(context: StatusContext, plan: PlannedStackSet): Promise<StackSetFacts> {
  const { aws, settings } = context;
  const callAs = isDelegated(settings) ? 'DELEGATED_ADMIN' : 'SELF';
  const [targets, instances] = await Promise.all([
    attempt(readTargets(context, plan)),
    attempt(aws.stackInstances(plan.name, plan.managedIn, callAs)),
  ]);
  return { plan, targets, instances };
}

async function readTargets({ aws }: StatusContext, { organizationalUnits }: PlannedStackSet) {
  const { managementAccount } = await aws.organization();
  const targets = new Map<string, TargetAccount>();
  for (const unit of organizationalUnits) {
    // Everything is below the root.
    const accounts = unit.startsWith('r-') ? await aws.accounts() : await accountsBelow(aws, unit);
    for (const account of accounts) targets.set(account.id, { ...account, unit });
  }
  // No StackSet reaches it.
  if (managementAccount !== undefined) targets.delete(managementAccount);
  return [...targets.values()];
}

async function readOrganizationPack(context: StatusContext, region: string): Promise<OrganizationPackFacts> {
  const { aws, settings, homeRegion } = context;
  const name = packName(settings);
  const [stackName, stackRegion] = packStack(settings, region, homeRegion);
  const [stack, pack] = await Promise.all([
    attempt(aws.stack(stackName, stackRegion)),
    attempt(aws.organizationPack(name, region)),
  ]);
  const isThere = pack.ok && pack.value !== undefined;
  const members = isThere ? await attempt(aws.organizationPackMembers(name, region)) : { ok: true as const, value: [] };
  return { region, stackName, stack, pack, members };
}

/** The function assumes the role in every account but its own. */
async function readRoles(
  context: StatusContext,
  accounts: readonly OrganizationAccount[],
): Promise<ReadonlyMap<string, Attempt<boolean>>> {
  const { aws, settings, identity, homeRegion } = context;
  const roles = new Map<string, Attempt<boolean>>();
  await pMap(
    accounts.filter(({ id }) => id !== identity.accountId),
    async ({ id }) => {
      const place = placeOf(context, id, homeRegion);
      roles.set(id, place === undefined ? NO_ROLE : await attempt(aws.hasRole(evaluationRoleName(settings), place)));
    },
    { concurrency: CONCURRENCY },
  );
  return roles;
}

/** A StackSet with rules that has all accounts as targets reaches all but this. */
async function readManagementAccount(context: StatusContext): Promise<ManagementAccountFacts | undefined> {
  const { aws, settings } = context;
  const hasAll = settings.organizationalUnits.some(isRoot);
  const isOutOfReach = settings.deployment === 'stack-set' || (isDelegated(settings) && settings.packs === 'stack-set');
  if (!hasAll || !isOutOfReach) return undefined;
  const organization = await attempt(aws.organization());
  const id = settings.managementAccount ?? (organization.ok ? organization.value.managementAccount : undefined);
  const packs = await pMap(
    ruleRegions(context),
    async (region) => {
      const place = id === undefined ? undefined : placeOf(context, id, region);
      return place === undefined ? NO_ROLE : attempt(aws.pack(packName(settings), place));
    },
    { concurrency: CONCURRENCY },
  );
  return { id, packs };
}

async function readAggregator({ aws, settings, homeRegion }: StatusContext): Promise<AggregatorFacts> {
  const name = settings.namePrefix;
  const found = (await aws.aggregators(homeRegion)).find((aggregator) => aggregator.name === name);
  if (found === undefined) return { name, found };
  return { name, found: { regions: found.regions, sources: await aws.aggregatorSources(name, homeRegion) } };
}
