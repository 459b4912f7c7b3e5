import { RegionInfo } from 'aws-cdk-lib/region-info';
import {
  evaluationRoleName,
  evaluatorRoleName,
  forwarderRoleName,
  forwardingRuleName,
  logRemediationName,
  packName,
} from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';

/** https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html */
export interface ServiceControlPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[] | '*';
  readonly Condition?: { readonly ArnNotLike: { readonly 'aws:PrincipalArn': readonly string[] } };
}

export interface Protection {
  /** The account that deploys, if it is a member of the organization. Policies do not restrict the management account. */
  readonly administratorAccount?: string | undefined;
  /** The qualifier of the CDK bootstrap in that account. */
  readonly qualifier: string;
  /** Names of roles, with their paths, that may change everything all the same. */
  readonly exemptRoles: readonly string[];
}

const CHANGE_ROLE = [
  ...['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:DeleteRole*', 'iam:DetachRolePolicy', 'iam:PutRole*'],
  ...['iam:TagRole', 'iam:UntagRole', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole*'],
];

const CHANGE_STACK = [
  ...['CancelUpdateStack', 'ContinueUpdateRollback', 'CreateChangeSet', 'CreateStack*', 'DeleteChangeSet'],
  ...['DeleteStack*', 'Execute*', 'ImportStacksToStackSet', 'RollbackStack', 'SetStackPolicy', 'StopStackSetOperation'],
  ...['TagResource', 'UntagResource', 'UpdateStack*', 'UpdateTerminationProtection'],
].map((action) => `cloudformation:${action}`);

const CHANGE_FUNCTION = [
  ...['AddPermission', 'CreateFunction*', 'DeleteFunction*', 'DeleteResourcePolicy', 'PutFunction*'],
  ...['PutResourcePolicy', 'PutRuntimeManagementConfig', 'RemovePermission', 'UpdateFunction*'],
].map((action) => `lambda:${action}`);

const CHANGE_LOG = [
  ...['AssociateKmsKey', 'DeleteLogGroup', 'DeleteLogStream', 'DeleteRetentionPolicy', 'DisassociateKmsKey'],
  'PutRetentionPolicy',
].map((action) => `logs:${action}`);

// Its messages have result tokens.
const USE_QUEUE = [
  ...['AddPermission', 'DeleteQueue', 'PurgeQueue', 'ReceiveMessage', 'SetQueueAttributes', 'StartMessageMoveTask'],
].map((action) => `sqs:${action}`);

const CHANGE_RUNBOOK = ['CreateDocument', 'DeleteDocument', 'ModifyDocumentPermission', 'UpdateDocument*'].map(
  (action) => `ssm:${action}`,
);

const CHANGE_RULE = ['DeleteRule', 'DisableRule', 'PutRule', 'PutTargets', 'RemoveTargets'].map(
  (action) => `events:${action}`,
);

/**
 * Where a region is inactive in an account, AWS STS gives no credentials of its roles.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 */
const BECOME_UNREACHABLE = ['account:DisableRegion', 'iam:SetSTSRegionalEndpointStatus'];

/** StackSets make these roles with a service-linked role, which a service control policy does not restrict. */
const STACK_SETS_ROLES = 'stacksets-exec-*';

/**
 * The policy that keeps the members of an organization from changing what a deployment made in their accounts, and from
 * becoming one of the few who may: the roles of StackSets, and those of the CDK in the administrator account. Everybody who
 * may create roles in that account is trusted, because the names of the latter can be taken there.
 * @param settings of the deployment `organization` or `stack-set`
 */
export function serviceControlPolicy(settings: Settings, protection: Protection): ServiceControlPolicy {
  const { administratorAccount: administrator, qualifier, exemptRoles } = protection;
  const { partition } = RegionInfo.get(settings.homeRegion ?? '');
  const arn = (service: string, resource: string, account = '*') =>
    `arn:${partition}:${service}:*:${account}:${resource}`;
  const role = (name: string, account = '*') => `arn:${partition}:iam::${account}:role/${name}`;
  const own = (name: string, account?: string) => role(`${settings.rolePath.slice(1)}${name}`, account);

  const exempt = [STACK_SETS_ROLES, ...exemptRoles].map((name) => role(name));
  const deployers = administrator === undefined ? [] : [role(`cdk-${qualifier}-*`, administrator)];
  const ofAdministrator = administrator === undefined ? [] : [`arn:${partition}:iam::${administrator}:*`];
  const protect = (
    Sid: string,
    Action: readonly string[],
    Resource: readonly string[],
    principals = [...exempt, ...deployers],
  ): readonly Statement[] => {
    const Condition = { ArnNotLike: { 'aws:PrincipalArn': principals } };
    return Resource.length === 0 ? [] : [{ Sid, Effect: 'Deny', Action, Resource, Condition }];
  };

  const { namePrefix, deployment, logRemediation, notifications } = settings;
  const notifies = notifications !== 'none';
  const isOfStackSet = deployment === 'stack-set';
  // CloudFormation makes up the names of what has none, from the name of the stack.
  const made = beginning(`StackSet-${namePrefix}-`);
  const roles = isOfStackSet
    ? [own(made)]
    : [
        own(evaluationRoleName(settings)),
        ...(logRemediation === 'none' ? [] : [own(logRemediationName(settings))]),
        // The evaluation roles trust every role in the administrator account that has such a name.
        ...(administrator === undefined ? [] : [own(evaluatorRoleName(settings, '*'), administrator)]),
      ];
  const functions = isOfStackSet
    ? [arn('lambda', `function:${made}`)]
    : administrator === undefined
      ? []
      : [arn('lambda', `function:${beginning(`${namePrefix}-evaluator-`)}`, administrator)];
  // The event bus admits every role of such a name.
  const forwarders = notifies ? [own(forwarderRoleName(settings, '*'))] : [];
  const statements = [
    ...protect('ProtectRoles', CHANGE_ROLE, [...roles, ...forwarders, ...exemptRoles.map((name) => role(name))]),
    // Whoever could become such a role, or let CloudFormation act as one, would be exempt.
    ...protect('ProtectStackSetsRoles', [...CHANGE_ROLE, 'iam:PassRole', 'sts:AssumeRole'], [role(STACK_SETS_ROLES)]),
    ...(exemptRoles.length === 0
      ? []
      : protect(
          'ProtectExemptRoles',
          ['iam:PassRole'],
          exemptRoles.map((name) => role(name)),
        )),
    ...protect(
      'ProtectStacks',
      CHANGE_STACK,
      // Every stack of a StackSet has a role that is exempt, with which CloudFormation would do what its caller may not.
      [
        ...['StackSet-*', 'stacksets-exec-*', 'awsconfigconforms-*'].map((name) =>
          arn('cloudformation', `stack/${name}`),
        ),
        ...[`${namePrefix}:*`, `${namePrefix}-*`].map((name) => arn('cloudformation', `stackset/${name}`)),
      ],
      // The commands that repair a StackSet are run by people.
      [...exempt, ...ofAdministrator],
    ),
    ...protect('ProtectFunction', CHANGE_FUNCTION, functions),
    ...protect('ProtectLogs', CHANGE_LOG, isOfStackSet ? [arn('logs', `log-group:${made}`)] : []),
    ...protect('ProtectFailedEvents', USE_QUEUE, isOfStackSet ? [arn('sqs', made)] : []),
    ...protect(
      'ProtectPack',
      ['config:DeleteConformancePack', 'config:PutConformancePack'],
      [arn('config', `conformance-pack/${packName(settings)}/*`)],
    ),
    ...protect(
      'ProtectRunbook',
      CHANGE_RUNBOOK,
      logRemediation === 'none' ? [] : [arn('ssm', `document/${logRemediationName(settings)}`)],
    ),
    ...protect(
      'ProtectNotifications',
      CHANGE_RULE,
      notifies ? [arn('events', `rule/${forwardingRuleName(settings)}`)] : [],
    ),
    ...protect('StayReachable', BECOME_UNREACHABLE, ['*']),
    { Sid: 'StayInOrganization', Effect: 'Deny', Action: ['organizations:LeaveOrganization'], Resource: '*' } as const,
  ];
  return { Version: '2012-10-17', Statement: statements };
}

/** How much of the name of a stack is certain to be in the names that CloudFormation makes, which it cuts to 64 characters. */
const CERTAIN_LENGTH = 20;

function beginning(stackName: string): string {
  return `${stackName.slice(0, CERTAIN_LENGTH)}*`;
}
