/** The region and the credentials of a call. Without a role, these are the credentials of the administrator. */
export interface Place {
  readonly region: string;
  /** The ARN of a role to assume first. */
  readonly roleArn?: string | undefined;
}

export interface Identity {
  readonly accountId: string;
  /** Such as `aws`. */
  readonly partition: string;
  /** The region of the profile or the environment. */
  readonly region?: string | undefined;
}

export interface Organization {
  /** Such as `o-a1b2c3d4e5`. */
  readonly id: string | undefined;
  readonly managementAccount: string | undefined;
  /** `ALL` or `CONSOLIDATED_BILLING`. */
  readonly featureSet: string | undefined;
}

export interface OrganizationAccount {
  readonly id: string;
  readonly name: string | undefined;
  /** Such as `ACTIVE` or `SUSPENDED`. */
  readonly state: string | undefined;
}

/** A root or an organizational unit. */
export interface Unit {
  /** Such as `r-ab12` or `ou-ab12-1a2b3c4d`. */
  readonly id: string;
  readonly name: string | undefined;
}

export interface Stack {
  readonly status: string | undefined;
  readonly outputs: Readonly<Record<string, string | undefined>>;
}

/** A customer managed configuration recorder, as AWS Config describes it. Absent members are not known. */
export interface Recorder {
  readonly name?: string | undefined;
  readonly arn?: string | undefined;
  readonly isRecording?: boolean | undefined;
  /** `FAILURE` if it cannot record. */
  readonly lastStatus?: string | undefined;
  readonly lastError?: string | undefined;
  readonly group?: RecordingGroup | undefined;
  readonly mode?: RecordingMode | undefined;
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html */
export interface RecordingGroup {
  readonly allSupported?: boolean | undefined;
  readonly strategy?: string | undefined;
  readonly included?: readonly string[] | undefined;
  readonly excluded?: readonly string[] | undefined;
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingMode.html */
export interface RecordingMode {
  readonly frequency?: string | undefined;
  readonly overrides?: readonly { readonly types: readonly string[]; readonly frequency: string | undefined }[];
}

export interface Aggregator {
  readonly name: string;
  readonly isOfOrganization: boolean;
  /** `all`, or the regions that it collects from. */
  readonly regions: 'all' | readonly string[];
}

/** The status of one source of an aggregator, which can be a whole organization. */
export interface AggregatorSource {
  readonly type: string | undefined;
  readonly id: string | undefined;
  readonly region: string | undefined;
  /** `SUCCEEDED`, `FAILED` or `OUTDATED`. */
  readonly status: string | undefined;
  /** Why it failed. */
  readonly error?: string | undefined;
}

/** A recorder that an aggregator knows of. */
export interface AggregatedRecorder {
  readonly accountId: string;
  readonly region: string;
  readonly recorder: Recorder;
}

/** A service control policy. */
export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
}

/** The calls to AWS, which only read. Every function may reject with an error of the AWS SDK. */
export interface Aws {
  callerIdentity(): Promise<Identity>;
  organization(): Promise<Organization>;
  trustedServices(): Promise<readonly string[]>;
  /** Service principals for which an account is a delegated administrator. */
  delegatedServices(accountId: string): Promise<readonly string[]>;
  accounts(): Promise<readonly OrganizationAccount[]>;
  /** The roots of the organization, which has only one. */
  roots(): Promise<readonly Unit[]>;
  /** Rejects if there is no such organizational unit. */
  describeUnit(id: string): Promise<void>;
  /** The accounts directly in a root or organizational unit. */
  accountsIn(parentId: string): Promise<readonly OrganizationAccount[]>;
  /** The organizational units directly in a root or organizational unit. */
  unitsIn(parentId: string): Promise<readonly Unit[]>;
  /** The root or organizational unit that an account or organizational unit is in; `undefined` for a root. */
  parentOf(id: string): Promise<string | undefined>;
  /** The service control policies that are attached to a root, an organizational unit or an account itself. */
  controlPolicies(targetId: string): Promise<readonly ControlPolicy[]>;
  /** The JSON of a service control policy. */
  controlPolicyText(id: string): Promise<string>;
  /** `ENABLED`, `DISABLED` or `DISABLED_PERMANENTLY`. */
  stackSetsAccess(region: string, callAs: 'SELF' | 'DELEGATED_ADMIN'): Promise<string | undefined>;
  /** @returns `undefined` if the stack does not exist */
  stack(name: string, region: string): Promise<Stack | undefined>;
  /** The version of the CDK bootstrap. @returns `undefined` if there is none with the qualifier */
  bootstrapVersion(qualifier: string, region: string): Promise<string | undefined>;
  /** The status of each region, such as `ENABLED_BY_DEFAULT`. @param accountId another account in the organization */
  regions(place: Place, accountId?: string): Promise<ReadonlyMap<string, string>>;
  recorders(place: Place): Promise<readonly Recorder[]>;
  aggregators(region: string): Promise<readonly Aggregator[]>;
  aggregatorSources(name: string, region: string): Promise<readonly AggregatorSource[]>;
  aggregatedRecorders(name: string, region: string): Promise<readonly AggregatedRecorder[]>;
  ruleNames(place: Place): Promise<readonly string[]>;
  packNames(place: Place): Promise<readonly string[]>;
  organizationPackNames(region: string): Promise<readonly string[]>;
  /** The concurrent executions of Lambda that no function has reserved. */
  unreservedConcurrency(place: Place): Promise<number | undefined>;
}

/** The IAM actions of each call. `sts:GetCallerIdentity` needs no permission. */
export const ACTIONS: Readonly<Record<keyof Aws, readonly string[]>> = {
  callerIdentity: [],
  organization: ['organizations:DescribeOrganization'],
  trustedServices: ['organizations:ListAWSServiceAccessForOrganization'],
  delegatedServices: ['organizations:ListDelegatedServicesForAccount'],
  accounts: ['organizations:ListAccounts'],
  roots: ['organizations:ListRoots'],
  describeUnit: ['organizations:DescribeOrganizationalUnit'],
  accountsIn: ['organizations:ListAccountsForParent'],
  unitsIn: ['organizations:ListOrganizationalUnitsForParent'],
  parentOf: ['organizations:ListParents'],
  controlPolicies: ['organizations:ListPoliciesForTarget'],
  controlPolicyText: ['organizations:DescribePolicy'],
  stackSetsAccess: ['cloudformation:DescribeOrganizationsAccess'],
  stack: ['cloudformation:DescribeStacks'],
  bootstrapVersion: ['ssm:GetParameter'],
  regions: ['account:ListRegions'],
  recorders: ['config:DescribeConfigurationRecorders', 'config:DescribeConfigurationRecorderStatus'],
  aggregators: ['config:DescribeConfigurationAggregators'],
  aggregatorSources: ['config:DescribeConfigurationAggregatorSourcesStatus'],
  aggregatedRecorders: ['config:SelectAggregateResourceConfig'],
  ruleNames: ['config:DescribeConfigRules'],
  packNames: ['config:DescribeConformancePacks'],
  organizationPackNames: ['config:DescribeOrganizationConformancePacks'],
  unreservedConcurrency: ['lambda:GetAccountSettings'],
};
