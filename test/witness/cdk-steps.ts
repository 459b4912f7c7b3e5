import { ORGANIZATION, ROOT } from '../simulator/support.ts';
import type { Context } from '../support/cdk.ts';
import { SHAPES } from '../support/cdk.ts';

/** The only region. */
export const REGION = 'eu-west-1';

/** The settings of what the commands are about, by the folders that they are synthesized into. */
export const ASSEMBLIES = {
  account: SHAPES.account,
  changed: { ...SHAPES.account, logRetentionDays: 30 },
  organization: { ...SHAPES.organization, regions: REGION, organizationalUnits: ROOT, organizationId: ORGANIZATION },
} as const satisfies Record<string, Context>;

/** A command of the CDK CLI, and how it goes in AWS. */
export interface Step {
  readonly name: string;
  readonly command: 'bootstrap' | 'deploy' | 'diff' | 'destroy';
  readonly of?: keyof typeof ASSEMBLIES;
  /** What the CLI calls, if every call succeeds. */
  readonly calls: readonly string[];
  /** What it writes, with one space between columns. */
  readonly says: readonly string[];
}

const IDENTITY = ['sts AssumeRole', 'sts GetCallerIdentity'];
const FIND_ASSETS = ['s3 ListObjectsV2', 'ssm GetParameter'];
const PUT_ASSETS = ['s3 GetBucketEncryption', 's3 GetBucketLocation', 's3 PutObject'];
const cloudFormation = (...operations: readonly string[]) => operations.map((name) => `cloudformation ${name}`);
const CHANGE = cloudFormation(
  ...['CreateChangeSet', 'DescribeChangeSet', 'DescribeStackEvents', 'DescribeStacks', 'ExecuteChangeSet'],
);
const LOOK = cloudFormation('DescribeStacks', 'GetTemplate');

/** In this order: each finds what those before it have left. */
export const STEPS: readonly Step[] = [
  {
    name: 'bootstrap',
    command: 'bootstrap',
    calls: ['sts GetCallerIdentity', ...CHANGE],
    says: ['CREATE_COMPLETE | AWS::S3::Bucket |', 'bootstrapped.'],
  },
  {
    name: 'deploy',
    command: 'deploy',
    of: 'account',
    calls: [...IDENTITY, ...FIND_ASSETS, ...PUT_ASSETS, ...LOOK, ...CHANGE],
    says: [
      'CREATE_COMPLETE | AWS::Config::ConformancePack | Pack',
      'CREATE_COMPLETE | AWS::CloudFormation::Stack | rabbitmq-conformance-account',
      'rabbitmq-conformance-account.FunctionName = ',
    ],
  },
  {
    name: 'deploy the same again',
    command: 'deploy',
    of: 'account',
    calls: [...IDENTITY, ...FIND_ASSETS, ...LOOK, ...cloudFormation('DeleteChangeSet')],
    says: ['rabbitmq-conformance-account (no changes)'],
  },
  {
    name: 'diff with another retention',
    command: 'diff',
    of: 'changed',
    calls: [
      ...[...IDENTITY, ...FIND_ASSETS, ...PUT_ASSETS, ...LOOK],
      ...cloudFormation('CreateChangeSet', 'DescribeChangeSet', 'DeleteChangeSet'),
    ],
    says: ['[~] AWS::Logs::LogGroup Evaluator/Logs', '[-] 365', '[+] 30', 'Number of stacks with differences: 1'],
  },
  {
    name: 'deploy another retention',
    command: 'deploy',
    of: 'changed',
    calls: [...IDENTITY, ...FIND_ASSETS, ...LOOK, ...CHANGE, ...cloudFormation('DeleteChangeSet')],
    says: [
      'UPDATE_COMPLETE | AWS::Logs::LogGroup | Evaluator/Logs',
      'UPDATE_COMPLETE | AWS::CloudFormation::Stack | rabbitmq-conformance-account',
    ],
  },
  {
    name: 'destroy',
    command: 'destroy',
    of: 'changed',
    calls: [...IDENTITY, ...cloudFormation('DeleteStack', 'DescribeStackEvents', 'DescribeStacks')],
    says: [
      'DELETE_COMPLETE | AWS::Config::ConformancePack | Pack',
      'DELETE_SKIPPED | AWS::Logs::LogGroup | Evaluator/Logs',
      'rabbitmq-conformance-account: destroyed',
    ],
  },
  {
    name: 'deploy an organization',
    command: 'deploy',
    of: 'organization',
    calls: [...IDENTITY, ...FIND_ASSETS, ...PUT_ASSETS, ...LOOK, ...CHANGE],
    says: [
      'CREATE_COMPLETE | AWS::CloudFormation::StackSet | EvaluationRoles/StackSet',
      'CREATE_COMPLETE | AWS::CloudFormation::Stack | rabbitmq-conformance-home',
      'CREATE_COMPLETE | AWS::CloudFormation::Stack | rabbitmq-conformance-evaluator-eu-west-1',
      'CREATE_COMPLETE | AWS::Config::OrganizationConformancePack | Pack',
      'CREATE_COMPLETE | AWS::CloudFormation::Stack | rabbitmq-conformance-pack-eu-west-1',
    ],
  },
];
