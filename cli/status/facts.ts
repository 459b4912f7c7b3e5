import type { PlannedStackSet } from '../../cdk/settings/stack-sets.ts';
import type { RuleResult } from '../organization/compliance.ts';
import type { Context } from '../organization/context.ts';
import type { Aggregator, AggregatorSource, OrganizationAccount, Stack } from '../organization/port.ts';
import type { RecordingPlace } from '../organization/recorder-sources.ts';
import type { Attempt } from '../organization/rows.ts';
import type { PackMember, PackStatus, StackInstance, StatusAws } from './port.ts';

/** What `status` works with. */
export interface StatusContext extends Context<StatusAws> {
  readonly now: Date;
  /** The named profile of the credentials. */
  readonly profile?: string | undefined;
  /** Settings that are not in the `cdk.json` that the CDK reads, so that commands of the CDK must have them. */
  readonly repeated: Readonly<Record<string, unknown>>;
}

/** Everything that was read, before anything is judged. */
export interface StatusFacts {
  /** The accounts that the settings select, in any state. */
  readonly accounts: Attempt<readonly OrganizationAccount[]>;
  readonly stackSets: readonly StackSetFacts[];
  /** The organization conformance pack in each region. */
  readonly organizationPacks: readonly OrganizationPackFacts[];
  readonly recordings: readonly RecordingPlace[];
  /** Whether the evaluation role exists, by account. */
  readonly roles: ReadonlyMap<string, Attempt<boolean>>;
  readonly readings: readonly PlaceReading[];
  /** `undefined` if the deployment does not need one. */
  readonly managementAccount: ManagementAccountFacts | undefined;
  /** `undefined` if the deployment has no aggregator. */
  readonly aggregator: Attempt<AggregatorFacts> | undefined;
}

/** An account that is a target of a StackSet. */
export interface TargetAccount extends OrganizationAccount {
  /** The root or organizational unit of the settings that it is in. */
  readonly unit: string;
}

export interface StackSetFacts {
  readonly plan: PlannedStackSet;
  /** The accounts in the organizational units, excluded ones included. */
  readonly targets: Attempt<readonly TargetAccount[]>;
  /** `undefined` if the StackSet does not exist. */
  readonly instances: Attempt<readonly StackInstance[] | undefined>;
}

export interface OrganizationPackFacts {
  readonly region: string;
  readonly stackName: string;
  readonly stack: Attempt<Stack | undefined>;
  /** `undefined` if the pack does not exist. */
  readonly pack: Attempt<PackStatus | undefined>;
  readonly members: Attempt<readonly PackMember[]>;
}

export interface AggregatorFacts {
  readonly name: string;
  /** `undefined` if the aggregator does not exist. */
  readonly found: (Pick<Aggregator, 'regions'> & { readonly sources: readonly AggregatorSource[] }) | undefined;
}

/** A management account that only a deployment of its own covers. */
export interface ManagementAccountFacts {
  /** `undefined` if AWS does not say it. */
  readonly id: string | undefined;
  /** The conformance pack of each region. */
  readonly packs: readonly Attempt<PackStatus | undefined>[];
}

/** What an account and region, or an aggregator, says about rules and brokers. */
export interface PlaceReading {
  readonly accountId: string;
  readonly region: string;
  /** The pack of a deployment without an organization conformance pack; `undefined` with one. */
  readonly pack: Attempt<PackStatus | undefined> | undefined;
  readonly evaluations: Attempt<Evaluations>;
}

export interface Evaluations {
  readonly seenBy: 'account' | 'aggregator';
  /** The full names of the rules. An aggregator shows only those that have results. */
  readonly rules: readonly string[];
  /** The results of each rule. An aggregator has none that are NOT_APPLICABLE. */
  readonly results: readonly (RuleResult & { readonly rule: string })[];
  /** The RabbitMQ brokers that AWS Config has recorded. */
  readonly brokers: readonly string[];
}

/** How the organization conformance pack fares in each account; `undefined` if there is none, or AWS does not say it. */
export function membersOf({ pack, members }: OrganizationPackFacts): readonly PackMember[] | undefined {
  return pack.ok && pack.value !== undefined && members.ok ? members.value : undefined;
}

/** Accounts that are suspended or closed. */
export function inactiveAccounts({ accounts }: StatusFacts): readonly string[] {
  if (!accounts.ok) return [];
  return accounts.value.filter(({ state }) => state !== undefined && state !== 'ACTIVE').map(({ id }) => id);
}
