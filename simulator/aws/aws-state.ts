import type { PolicyDocument } from './iam.ts';
import type { Runbook } from './runbook.ts';

/** An AWS account, of the simulated organization or outside of it. */
export interface Account {
  readonly id: string;
  /** `undefined` for an account outside. */
  readonly organizationId?: string | undefined;
  /** The ids of the organizational unit that the account is in and of all above it, up to the root. */
  readonly units: readonly string[];
  readonly isManagement: boolean;
  /** For what the account is registered as a delegated administrator. */
  readonly delegations: readonly Delegation[];
  /** The regions with a configuration recorder. */
  readonly recorders: Set<string>;
}

/** The service principals that an administrator is registered for: aggregators, organization packs and StackSets. */
export const DELEGATIONS = [
  'config.amazonaws.com',
  'config-multiaccountsetup.amazonaws.com',
  'member.org.stacksets.cloudformation.amazonaws.com',
] as const;

export type Delegation = (typeof DELEGATIONS)[number];

export interface Role {
  readonly arn: string;
  /** That of this role only: one that is created again with the same ARN has another. By default the ARN. */
  readonly id?: string;
  readonly accountId: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  readonly managedPolicyArns?: readonly string[];
}

/** A statement of the resource-based policy of a function. */
export interface Permission {
  readonly principal: string;
  readonly sourceAccount?: string | undefined;
}

export interface LambdaFunction {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  /** The stack that made it. */
  readonly stackName: string;
  readonly roleArn: string;
  /** The name of its log group. */
  readonly logGroup: string;
  /** The file that exports the handler. */
  readonly codePath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly permissions: Permission[];
}

/** A rule of AWS Config, which a conformance pack made. */
export interface Rule {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly packName: string;
  readonly functionArn: string;
  /** JSON, as events have it. */
  readonly parameters: string;
  readonly resourceTypes: readonly string[];
  readonly messageTypes: readonly string[];
  remediation?: Remediation;
}

/** What fixes the findings of a rule. */
export interface Remediation {
  readonly documentArn: string;
  readonly roleArn: string;
  readonly isAutomatic: boolean;
  /** The parameters of the runbook, RESOURCE_ID standing for the id of what was found. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** An aggregator of the organization of its account. */
export interface Aggregator {
  readonly name: string;
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly roleArn: string;
  readonly allRegions: boolean;
}

/**
 * Deploys what an organization deploys by itself to an account that joins.
 * @returns why it failed for good, where it did
 * @throws Error for what AWS tries again
 */
export type AutoDeployment = (account: Account) => readonly Error[] | undefined;

/** What exists in the simulated AWS. */
export interface AwsState {
  readonly partition: string;
  /** By id. */
  readonly accounts: Map<string, Account>;
  /** By ARN, as are the next two. */
  readonly roles: Map<string, Role>;
  readonly functions: Map<string, LambdaFunction>;
  readonly rules: Map<string, Rule>;
  /** The runbooks of Systems Manager Automation, by ARN. */
  readonly documents: Map<string, Runbook>;
  readonly aggregators: Aggregator[];
  readonly autoDeployments: AutoDeployment[];
  /** Makes the part of a name that AWS makes up. The same sequence in every run. */
  readonly unique: (length: number) => string;
}

export interface AccountPlan {
  readonly id: string;
  readonly organizationId?: string;
  readonly units?: readonly string[];
  readonly isManagement?: boolean;
  readonly delegations?: readonly Delegation[];
  readonly recorders: readonly string[];
}

export function createAwsState(accounts: readonly AccountPlan[]): AwsState {
  let count = 0;
  return {
    partition: 'aws',
    accounts: new Map(accounts.map((account) => [account.id, makeAccount(account)])),
    roles: new Map(),
    functions: new Map(),
    rules: new Map(),
    documents: new Map(),
    aggregators: [],
    autoDeployments: [],
    unique(length) {
      count += 1;
      return count.toString(36).padStart(length, 'x').slice(-length);
    },
  };
}

/** An account as it is planned, with nothing in it. */
export function makeAccount(plan: AccountPlan): Account {
  const { units = [], isManagement = false, delegations = [], recorders, ...account } = plan;
  return { ...account, units, isManagement, delegations, recorders: new Set(recorders) };
}
