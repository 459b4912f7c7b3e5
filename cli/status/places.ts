import { hasOrganizationPack, ruleRegions } from '../organization/context.ts';
import { evaluate } from './evaluation.ts';
import type { StatusContext, StatusFacts } from './facts.ts';

/** `not-needed` where the function is, or where it is in every account. */
type RoleState = 'ok' | 'missing' | 'failed' | 'not-visible' | 'not-needed';
type PackState = 'ok' | 'missing' | 'failed' | 'in-progress' | 'not-visible';

/** How the deployment fares in an account and region. `null` is not known. */
export interface PlaceStatus {
  readonly accountId: string;
  readonly account: string | null;
  readonly region: string;
  readonly role: RoleState;
  readonly pack: PackState;
  readonly recorder: string;
  /** The number of rules. */
  readonly rules: number | null;
  /** The rules of the settings that do not exist. */
  readonly missingRules: readonly string[] | null;
  /** The time of the newest result, in ISO 8601. */
  readonly lastEvaluation: string | null;
  /** Whether results are older than the schedule allows. */
  readonly isStale: boolean;
  /** Brokers with a result that is COMPLIANT or NON_COMPLIANT. */
  readonly brokers: number | null;
  /** Brokers that could not be evaluated, and brokers without a result. */
  readonly unknown: number | null;
}

/** The status of each active account in each region of the rules. */
export function statusOfPlaces(context: StatusContext, facts: StatusFacts): readonly PlaceStatus[] {
  const { accounts, recordings, readings } = facts;
  if (!accounts.ok) return [];
  return accounts.value
    .filter(({ state }) => state === 'ACTIVE')
    .flatMap(({ id, name = null }) =>
      ruleRegions(context).map((region): PlaceStatus => {
        const isHere = (place: { readonly accountId: string; readonly region: string }) =>
          place.accountId === id && place.region === region;
        const evaluations = readings.find(isHere)?.evaluations;
        const read = evaluations?.ok ? evaluations.value : undefined;
        const evaluated = read && evaluate(context, read);
        const unknown =
          evaluated && new Set([...evaluated.unknown.map(({ resourceId }) => resourceId), ...evaluated.withoutResult]);
        return {
          ...{ accountId: id, account: name, region },
          role: roleOf(context, facts, id),
          pack: packOf(context, facts, id, region),
          recorder: recordings.find(isHere)?.recording.kind ?? 'not-visible',
          rules: read?.seenBy === 'account' ? read.rules.length : null,
          missingRules: read?.seenBy === 'account' ? (evaluated?.missingRules ?? null) : null,
          lastEvaluation: evaluated?.newest?.toISOString() ?? null,
          isStale: evaluated?.isStale ?? false,
          brokers: evaluated?.evaluated.length ?? null,
          unknown: unknown?.size ?? null,
        };
      }),
    );
}

/** Whether everything that is known of a place is good. */
export function isGood({ role, pack, recorder, missingRules, isStale, unknown }: PlaceStatus): boolean {
  const hasAll = pack === 'ok' && missingRules?.length === 0;
  return (role === 'ok' || role === 'not-needed') && hasAll && recorder === 'recording' && !isStale && unknown === 0;
}

function roleOf(
  { identity, settings }: StatusContext,
  { roles, stackSets }: StatusFacts,
  accountId: string,
): RoleState {
  if (settings.deployment !== 'organization' || accountId === identity.accountId) return 'not-needed';
  const seen = roles.get(accountId);
  if (seen?.ok) return seen.value ? 'ok' : 'missing';
  const roleSet = stackSets.find(({ plan }) => plan.hasRole);
  if (!roleSet?.instances.ok || !roleSet.targets.ok) return 'not-visible';
  // No StackSet reaches the management account.
  if (!roleSet.targets.value.some(({ id }) => id === accountId)) return 'not-visible';
  return unseenState((roleSet.instances.value ?? []).filter((instance) => instance.accountId === accountId));
}

/** A StackSet proves what it did not bring, but not that nobody deleted what it brought. */
function unseenState(
  instances: readonly { readonly status: string | undefined }[],
): 'missing' | 'failed' | 'not-visible' {
  if (instances.length === 0) return 'missing';
  return instances.every(({ status }) => status === 'SUCCEEDED') ? 'not-visible' : 'failed';
}

/** The state of the pack in an account and region. */
export function packOf(
  { settings }: StatusContext,
  { organizationPacks, stackSets, readings }: StatusFacts,
  accountId: string,
  region: string,
): PackState {
  if (hasOrganizationPack(settings)) {
    const found = organizationPacks.find((pack) => pack.region === region);
    if (!found?.pack.ok || !found.members.ok) return 'not-visible';
    return packState(found.members.value.find((member) => member.accountId === accountId)?.status);
  }
  const read = readings.find((place) => place.accountId === accountId && place.region === region)?.pack;
  if (read?.ok) return packState(read.value?.status);
  const packSet = stackSets.find(({ plan }) => plan.hasPack && plan.regions.includes(region));
  if (!packSet?.instances.ok) return 'not-visible';
  return unseenState(
    (packSet.instances.value ?? []).filter(
      (instance) => instance.accountId === accountId && instance.region === region,
    ),
  );
}

function packState(status: string | undefined): PackState {
  if (status === undefined) return 'missing';
  if (status.endsWith('_IN_PROGRESS')) return 'in-progress';
  return ['CREATE_SUCCESSFUL', 'UPDATE_SUCCESSFUL', 'CREATE_COMPLETE'].includes(status) ? 'ok' : 'failed';
}
