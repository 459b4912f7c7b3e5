import type { ComplianceCalls } from '../organization/compliance.ts';
import { COMPLIANCE_ACTIONS } from '../organization/compliance.ts';
import type { Aws, Place } from '../organization/port.ts';
import { ACTIONS } from '../organization/port.ts';

/** What a StackSet has done in an account and region. */
export interface StackInstance {
  readonly accountId: string;
  readonly region: string;
  /** Such as `SUCCEEDED` or `FAILED`. */
  readonly status: string | undefined;
  readonly reason: string | undefined;
  /** The ARN of the stack. */
  readonly stackId: string | undefined;
}

/** How a conformance pack fares. */
export interface PackStatus {
  /** Such as `CREATE_SUCCESSFUL` of an organization pack, or `CREATE_COMPLETE` of one in an account. */
  readonly status: string | undefined;
  readonly reason: string | undefined;
}

/** How an organization conformance pack fares in an account. */
export interface PackMember extends PackStatus {
  readonly accountId: string;
}

/** A broker that AWS Config has recorded. */
export interface RecordedBroker {
  readonly accountId: string;
  readonly region: string;
  readonly resourceId: string;
  readonly engine: string | undefined;
}

/** The calls to AWS that only `status` makes. They only read. Every function may reject with an error of the AWS SDK. */
export interface StatusCalls extends ComplianceCalls {
  /** @returns `undefined` if the StackSet does not exist */
  stackInstances(
    name: string,
    region: string,
    callAs: 'SELF' | 'DELEGATED_ADMIN',
  ): Promise<readonly StackInstance[] | undefined>;
  /** @returns `undefined` if the pack does not exist */
  organizationPack(name: string, region: string): Promise<PackStatus | undefined>;
  organizationPackMembers(name: string, region: string): Promise<readonly PackMember[]>;
  /** @returns `undefined` if the pack does not exist */
  pack(name: string, place: Place): Promise<PackStatus | undefined>;
  hasRole(name: string, place: Place): Promise<boolean>;
  brokers(accountId: string, place: Place): Promise<readonly RecordedBroker[]>;
  aggregatedBrokers(aggregator: string, region: string): Promise<readonly RecordedBroker[]>;
}

/** The calls of other commands that `status` makes too. */
const SHARED = [
  ...(['callerIdentity', 'organization', 'accounts', 'accountsIn', 'unitsIn', 'stack', 'recorders'] as const),
  ...(['aggregators', 'aggregatorSources', 'aggregatedRecorders', 'ruleNames'] as const),
] satisfies readonly (keyof Aws)[];

export type StatusAws = Pick<Aws, (typeof SHARED)[number]> & StatusCalls;

/** The IAM actions of each call. */
export const STATUS_ACTIONS: Readonly<Record<keyof StatusAws, readonly string[]>> = {
  ...(Object.fromEntries(SHARED.map((call) => [call, ACTIONS[call]])) as Readonly<
    Record<(typeof SHARED)[number], readonly string[]>
  >),
  ...COMPLIANCE_ACTIONS,
  stackInstances: ['cloudformation:ListStackInstances'],
  organizationPack: ['config:DescribeOrganizationConformancePackStatuses'],
  organizationPackMembers: ['config:GetOrganizationConformancePackDetailedStatus'],
  pack: ['config:DescribeConformancePackStatus'],
  hasRole: ['iam:GetRole'],
  brokers: ['config:SelectResourceConfig'],
  aggregatedBrokers: ['config:SelectAggregateResourceConfig'],
};
