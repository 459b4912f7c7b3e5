import type { Aggregator, SourceProblem } from './aggregator-record.ts';
import type { ChangeSet } from './change-set-record.ts';
import type { ControlPolicies } from './control-policy-record.ts';
import type { PolicyDocument } from './iam.ts';
import type { Messaging } from './messaging.ts';
import { createMessaging } from './messaging.ts';
import type { OrganizationPack, Pack } from './pack-record.ts';
import type { Queue } from './queue-record.ts';
import type { Runbook } from './runbook.ts';
import type { Stack } from './stack-record.ts';
import type { StackSet } from './stack-set-record.ts';

/** An AWS account, of the simulated organization or outside of it. */
export interface Account {
  readonly id: string;
  readonly name: string;
  /** `undefined` for an account outside. */
  organizationId?: string | undefined;
  /** The ids of the organizational unit that the account is in and of all above it, up to the root. */
  units: readonly string[];
  readonly isManagement: boolean;
  /** A suspended account, or one that was closed, is out of reach of everything. */
  status: 'ACTIVE' | 'SUSPENDED';
  /** For what the account is registered as a delegated administrator. */
  readonly delegations: readonly Delegation[];
  /** The configuration recorders, by region. */
  readonly recorders: Map<string, Recorder>;
  /** The regions that are enabled although AWS does not enable them by default. */
  readonly optionalRegions: Set<string>;
}

/** What a configuration recorder does. */
export interface Recorder {
  readonly isRecording: boolean;
  readonly resourceTypes: 'all' | readonly string[];
}

export const RECORDS_ALL: Recorder = { isRecording: true, resourceTypes: 'all' };

/** The service principals that an administrator is registered for: aggregators, organization packs and StackSets. */
export const DELEGATIONS = [
  'config.amazonaws.com',
  'config-multiaccountsetup.amazonaws.com',
  'member.org.stacksets.cloudformation.amazonaws.com',
] as const;

/** What an account can be an administrator for. The last one may read the regions of other accounts. */
export type Delegation = (typeof DELEGATIONS)[number] | 'account.amazonaws.com';

export interface Role {
  readonly arn: string;
  /** That of this role only: one that is created again with the same ARN has another. By default the ARN. */
  readonly id?: string;
  readonly accountId: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
  /** Of the inline ones, which come first. */
  readonly policyNames?: readonly string[];
  readonly managedPolicyArns?: readonly string[];
}

/** A user of IAM. */
export interface User {
  readonly arn: string;
  /** Unique, like that of a role. */
  readonly id: string;
  readonly accountId: string;
  readonly policies: readonly PolicyDocument[];
}

export interface LambdaFunction {
  readonly arn: string;
  readonly accountId: string;
  readonly region: string;
  readonly roleArn: string;
  /** The name of its log group. */
  readonly logGroup: string;
  /** The file that exports the handler. */
  readonly codePath: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** The concurrent executions that only this function may use. */
  readonly reservedConcurrency?: number;
  /** The resource-based policy, if there is one. */
  policy: PolicyDocument | undefined;
  /** The ARN of the queue that gets the events which failed too often. */
  failureDestination?: string | undefined;
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

/** What an organization does by itself for accounts that come and go. */
export interface AutoDeployment {
  /** The ARNs of those that come before it in an account that joins. */
  dependsOn?(): readonly string[];
  /** @returns why it failed in the account, and what AWS does to try again, where it does */
  join(account: Account): readonly JoiningProblem[];
  leave(account: Account): void;
}

/** Why an account did not get what it should, and what tries that again, as AWS Config does for hours. */
export type JoiningProblem = Error & { readonly retry?: () => readonly JoiningProblem[] };

/** A bucket of S3, with the contents of its objects by key. */
export interface Bucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly objects: Map<string, Uint8Array>;
}

/** What exists in the simulated AWS. */
export interface AwsState {
  readonly partition: string;
  /** By id. */
  readonly accounts: Map<string, Account>;
  /** The names of organizational units, by id. One that has none here is named as its id. */
  readonly unitNames: Map<string, string>;
  /** The service principals that may act in the organization: what trusted access is enabled for. */
  readonly trustedServices: Set<string>;
  readonly controlPolicies: ControlPolicies;
  /** By ARN, as are the next three. */
  readonly roles: Map<string, Role>;
  readonly users: Map<string, User>;
  readonly functions: Map<string, LambdaFunction>;
  readonly rules: Map<string, Rule>;
  /** The ARNs of rules that AWS Config is about to evaluate: new and changed ones, and those that somebody asked for. */
  readonly dueRules: Set<string>;
  /** The runbooks of Systems Manager Automation, by ARN. */
  readonly documents: Map<string, Runbook>;
  /** By ARN. */
  readonly aggregators: Map<string, Aggregator>;
  /** What aggregators could not collect, by account and region, see `placeKey`. */
  readonly sourceProblems: Map<string, SourceProblem>;
  /** By the ARN of what deploys by itself. */
  readonly autoDeployments: Map<string, AutoDeployment>;
  /** Those of CloudFormation and of conformance packs, deleted ones included. By ARN. */
  readonly stacks: Map<string, Stack>;
  /** What has begun with a stack and is still to be done, by the ARN of the stack. */
  readonly pending: Map<string, () => void>;
  /** By ARN. */
  readonly changeSets: Map<string, ChangeSet>;
  /** By ARN, as are the next two. */
  readonly stackSets: Map<string, StackSet>;
  readonly packs: Map<string, Pack>;
  readonly organizationPacks: Map<string, OrganizationPack>;
  /** By name. */
  readonly buckets: Map<string, Bucket>;
  /** By ARN. */
  readonly queues: Map<string, Queue>;
  readonly messaging: Messaging;
  /** The parameters of Systems Manager, by ARN. */
  readonly parameters: Map<string, string>;
  /** What exists without any effect in the simulation, such as alarms and log groups: its type, by ARN. */
  readonly others: Map<string, string>;
  /** A folder for the code of functions, which other simulations may share. */
  readonly codeFolder: string;
  /** The clock: milliseconds since 1970. */
  readonly now: () => number;
  /** Makes the part of a name that AWS makes up. The same sequence in every run. */
  readonly unique: (length: number) => string;
}

export interface AccountPlan {
  readonly id: string;
  readonly name?: string;
  readonly organizationId?: string;
  readonly units?: readonly string[];
  readonly isManagement?: boolean;
  readonly delegations?: readonly Delegation[];
  /** The regions with a configuration recorder. It records all types. */
  readonly recorders: readonly string[];
  readonly optionalRegions?: readonly string[];
}

/** @param codeFolder only needed for functions */
export function createAwsState(
  accounts: readonly AccountPlan[],
  { codeFolder = '/nonexistent', now = Date.now }: { readonly codeFolder?: string; readonly now?: () => number } = {},
): AwsState {
  let count = 0;
  return {
    partition: 'aws',
    accounts: new Map(accounts.map((account) => [account.id, makeAccount(account)])),
    unitNames: new Map(),
    trustedServices: new Set(DELEGATIONS),
    controlPolicies: { all: new Map(), attachments: new Map(), roots: new Set() },
    roles: new Map(),
    users: new Map(),
    functions: new Map(),
    rules: new Map(),
    dueRules: new Set(),
    documents: new Map(),
    aggregators: new Map(),
    sourceProblems: new Map(),
    autoDeployments: new Map(),
    stacks: new Map(),
    pending: new Map(),
    changeSets: new Map(),
    stackSets: new Map(),
    packs: new Map(),
    organizationPacks: new Map(),
    buckets: new Map(),
    queues: new Map(),
    messaging: createMessaging(),
    parameters: new Map(),
    others: new Map(),
    codeFolder,
    now,
    unique(length) {
      count += 1;
      return count.toString(36).padStart(length, '0').slice(-length);
    },
  };
}

/** An account as it is planned, with nothing in it. */
export function makeAccount(plan: AccountPlan): Account {
  const { name = plan.id, units = [], isManagement = false, delegations = [], optionalRegions, ...account } = plan;
  return {
    ...{ ...account, name, status: 'ACTIVE', units, isManagement, delegations },
    recorders: new Map(plan.recorders.map((region) => [region, RECORDS_ALL])),
    optionalRegions: new Set(optionalRegions),
  };
}
