import type { Runbook } from './automation.ts';
import type { PolicyDocument } from './iam.ts';

/** An AWS account, of the simulated organization or outside of it. */
export interface Account {
  readonly id: string;
  /** `undefined` for an account outside. */
  readonly organizationId?: string | undefined;
  /** The ids of the organizational unit that the account is in and of all above it, up to the root. */
  readonly units: readonly string[];
  readonly isManagement: boolean;
  /** The regions with a configuration recorder. */
  readonly recorders: Set<string>;
}

export interface Role {
  readonly arn: string;
  readonly accountId: string;
  readonly trust: PolicyDocument;
  readonly policies: readonly PolicyDocument[];
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

/** What mends the findings of a rule. */
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

/** Deploys what an organization deploys by itself to an account that joins. @throws Error if that fails */
export type AutoDeployment = (account: Account) => void;

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

function makeAccount({ units = [], isManagement = false, recorders, ...account }: AccountPlan): Account {
  return { ...account, units, isManagement, recorders: new Set(recorders) };
}

/**
 * An account joins the organization, and gets what that deploys by itself.
 * @returns what to try again, as AWS Config does for hours, with the reasons of the failures
 */
export function joinOrganization(state: AwsState, plan: AccountPlan): readonly (Error & { retry: () => void })[] {
  const account = makeAccount(plan);
  state.accounts.set(account.id, account);
  return [...state.autoDeployments].flatMap((deploy) => {
    try {
      deploy(account);
      return [];
    } catch (error) {
      return [Object.assign(error as Error, { retry: () => deploy(account) })];
    }
  });
}

/**
 * Does something to the state, and takes back what it created if it fails, as CloudFormation rolls a stack back.
 * Nothing is ever changed in place, and maps and lists keep the order in which their members came.
 */
export function orRollBack<T>(state: AwsState, act: () => T): T {
  const { roles, functions, rules, documents, aggregators, autoDeployments } = state;
  const maps: readonly Map<string, unknown>[] = [roles, functions, rules, documents];
  const sizes = maps.map(({ size }) => size);
  const lengths = [aggregators.length, autoDeployments.length] as const;
  try {
    return act();
  } catch (error) {
    for (const [index, map] of maps.entries()) {
      for (const key of [...map.keys()].slice(sizes[index])) map.delete(key);
    }
    aggregators.length = lengths[0];
    autoDeployments.length = lengths[1];
    throw error;
  }
}

/** @throws RangeError if there is no such account */
export function accountOf(state: AwsState, id: string): Account {
  const account = state.accounts.get(id);
  if (!account) throw new RangeError(`There is no account ${id}.`);
  return account;
}
