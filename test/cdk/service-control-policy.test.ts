import type { ServiceControlPolicy } from '../../cdk/protection/service-control-policy.ts';
import { serviceControlPolicy } from '../../cdk/protection/service-control-policy.ts';
import type { PolicyDocument } from '../../simulator/aws/iam.ts';
import { isAllowed } from '../../simulator/aws/iam.ts';
import type { Context, TemplateJson } from '../support/cdk.ts';
import {
  ADMINISTRATOR_ACCOUNT as ADMINISTRATOR,
  innerTemplates,
  propertiesOf,
  REMEDIATED,
  ROOT,
  SHAPES,
  settingsOf,
  synthesize,
} from '../support/cdk.ts';
import { controlPolicyOf, PROTECTED } from '../support/control-policies.ts';

const MEMBER = '777788889999';
const NAMES = Object.keys(PROTECTED);

/** Whether a policy lets somebody do something. */
function permits(
  policy: ServiceControlPolicy,
  action: string,
  resource: string,
  principal = `arn:aws:iam::${MEMBER}:role/admin`,
): boolean {
  const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } as const;
  return isAllowed([all, policy as PolicyDocument], { action, resource, context: { 'aws:PrincipalArn': principal } });
}

const role = (name: string, account = MEMBER) => `arn:aws:iam::${account}:role/${name}`;

// https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/
test.each(NAMES)('the policy of an %s is not too long, as it is printed', (name) => {
  expect(JSON.stringify(controlPolicyOf(name), null, 2).length).toBeLessThan(10_240);
});

test.each(NAMES.filter((name) => !name.includes('longest')))(
  'the policy of an %s fits into the former quota, without white space',
  (name) => {
    expect(JSON.stringify(controlPolicyOf(name)).length).toBeLessThanOrEqual(5_120);
  },
);

test.each(NAMES)('the policy of an %s says who is exempt in every statement but that on leaving', (name) => {
  const { Statement } = controlPolicyOf(name);
  expect(Statement.filter(({ Condition }) => !Condition).map(({ Sid }) => Sid)).toEqual(['StayInOrganization']);
  expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
});

/** The templates of the StackSets of a deployment, as the stacks are in a member account. */
function inMembers(context: Context): readonly TemplateJson[] {
  return synthesize(context).flatMap(({ json }) => innerTemplates(json).map((body): TemplateJson => JSON.parse(body)));
}

test.each([
  ['organization with remediation', ['-evaluation', '-log-remediation'], ['-log-remediation']],
  // The runbook comes with the pack, in each of two regions.
  [
    'organization with packs of accounts',
    ['-evaluation', '-log-remediation'],
    ['-log-remediation', '-log-remediation'],
  ],
  [
    'organization with the longest settings',
    ['-evaluation', '-log-remediation', '-notifications-<AWS::Region>'],
    ['-log-remediation'],
  ],
])('the policy of an %s protects the names that its StackSets give', (name, roles, documents) => {
  const [context = {}] = PROTECTED[name] ?? [];
  const { namePrefix = 'rabbitmq-conformance' } = context;
  const policy = controlPolicyOf(name);
  const found = inMembers(context).flatMap((json) => propertiesOf(json, 'AWS::IAM::Role'));
  expect(found.map(({ RoleName }) => RoleName)).toEqual(roles.map((end) => `${namePrefix}${end}`));
  for (const { RoleName, Path = '/' } of found) {
    const arn = `arn:aws:iam::${MEMBER}:role${Path}${RoleName}`.replace('<AWS::Region>', 'eu-west-1');
    expect(permits(policy, 'iam:DeleteRole', arn)).toBe(false);
  }
  const rules = inMembers(context).flatMap((json) => propertiesOf(json, 'AWS::Events::Rule'));
  expect(rules).toHaveLength(roles.length - 2);
  for (const { Name } of rules) {
    expect(permits(policy, 'events:DisableRule', `arn:aws:events:eu-west-1:${MEMBER}:rule/${Name}`)).toBe(false);
  }
  const packs = inMembers(context).flatMap((json) => propertiesOf(json, 'AWS::Config::ConformancePack'));
  expect(packs).toHaveLength(documents.length === 2 ? 2 : 0);
  for (const { ConformancePackName } of packs) {
    const arn = `arn:aws:config:eu-west-1:${MEMBER}:conformance-pack/${ConformancePackName}/conformance-pack-abcdef`;
    expect(permits(policy, 'config:DeleteConformancePack', arn)).toBe(false);
  }
  const runbooks = inMembers(context).flatMap((json) => propertiesOf(json, 'AWS::SSM::Document'));
  expect(runbooks.map(({ Name }) => Name)).toEqual(documents.map((end) => `${namePrefix}${end}`));
  for (const { Name } of runbooks) {
    expect(permits(policy, 'ssm:UpdateDocument', `arn:aws:ssm:eu-west-1:${MEMBER}:document/${Name}`)).toBe(false);
  }
});

test.each<[what: string, action: string, resource: string]>([
  ['its role', 'iam:PutRolePolicy', role('StackSet-rabbitmq-confor-EvaluatorRole12345678-ABCDEFGHIJKL')],
  [
    'its function',
    'lambda:PutFunctionConcurrency',
    `arn:aws:lambda:eu-west-1:${MEMBER}:function:StackSet-rabbitmq-confor-EvaluatorFunction1234567-ABCDEFGHIJKL`,
  ],
  [
    'its log',
    'logs:DeleteLogGroup',
    `arn:aws:logs:eu-west-1:${MEMBER}:log-group:StackSet-rabbitmq-conformance-0a1b2c3d-EvaluatorLogs12345678-ABCDEFGHIJKL`,
  ],
  [
    'its pack',
    'config:DeleteConformancePack',
    `arn:aws:config:eu-west-1:${MEMBER}:conformance-pack/rabbitmq-conformance/conformance-pack-abcdef`,
  ],
  [
    'its queue',
    'sqs:ReceiveMessage',
    `arn:aws:sqs:eu-west-1:${MEMBER}:StackSet-rabbitmq-conformance-0a1b2c3d-EvaluatorFailedEventsQueue12345678-ABCDEFGHIJKL`,
  ],
  [
    'its stack',
    'cloudformation:UpdateStack',
    `arn:aws:cloudformation:eu-west-1:${MEMBER}:stack/StackSet-rabbitmq-conformance-0a1b2c3d/1`,
  ],
])('the policy of a stack-set protects %s, which CloudFormation names', (_, action, resource) => {
  const policy = controlPolicyOf('stack-set');
  expect(permits(policy, action, resource)).toBe(false);
  expect(permits(policy, action, resource, role('stacksets-exec-0a1b'))).toBe(true);
  expect(permits(policy, action, resource.replaceAll('rabbitmq-confor', 'other'))).toBe(
    // The stacks of all StackSets have a role that is exempt.
    action !== 'cloudformation:UpdateStack',
  );
});

const EVALUATION = role('rabbitmq-conformance-evaluation');
const EXEC = role('stacksets-exec-0a1b2c');
const FAKE_EXEC = role('stacksets-exec-/admin');

test.each<[what: string, action: string, resource: string, principal: string, isPermitted: boolean]>([
  ['a member reads a role', 'iam:GetRole', EVALUATION, role('admin'), true],
  ['a member changes another role', 'iam:PutRolePolicy', role('other'), role('admin'), true],
  [
    'a root user changes the trust of a role',
    'iam:UpdateAssumeRolePolicy',
    EVALUATION,
    `arn:aws:iam::${MEMBER}:root`,
    false,
  ],
  ['StackSets change a role', 'iam:PutRolePolicy', EVALUATION, EXEC, true],
  ['a member makes a role of StackSets', 'iam:CreateRole', EXEC, role('admin'), false],
  ['a member makes such a role by its path', 'iam:CreateRole', FAKE_EXEC, role('admin'), false],
  ['a member passes such a role', 'iam:PassRole', EXEC, role('admin'), false],
  ['a member assumes such a role', 'sts:AssumeRole', EXEC, role('admin'), false],
  [
    'the function assumes the evaluation role',
    'sts:AssumeRole',
    EVALUATION,
    role('rabbitmq-conformance-evaluator-eu-west-1', ADMINISTRATOR),
    true,
  ],
  [
    'a member makes a role of the CDK',
    'iam:CreateRole',
    role('cdk-hnb659fds-cfn-exec-role-1-eu-west-1'),
    role('admin'),
    true,
  ],
  ['that role changes a role', 'iam:DeleteRole', EVALUATION, role('cdk-hnb659fds-cfn-exec-role-1-eu-west-1'), false],
  [
    'the CDK of the administrator does',
    'iam:DeleteRole',
    EVALUATION,
    role('cdk-hnb659fds-cfn-exec-role-1-eu-west-1', ADMINISTRATOR),
    true,
  ],
  [
    'a fake evaluator is made in the administrator account',
    'iam:CreateRole',
    role('rabbitmq-conformance-evaluator-x', ADMINISTRATOR),
    role('admin', ADMINISTRATOR),
    false,
  ],
  [
    'a member makes a role of that name, which nobody trusts',
    'iam:CreateRole',
    role('rabbitmq-conformance-evaluator-x'),
    role('admin'),
    true,
  ],
  ['a member deactivates AWS STS in a region', 'iam:SetSTSRegionalEndpointStatus', '*', role('admin'), false],
  ['a member leaves', 'organizations:LeaveOrganization', '*', role('admin'), false],
  ['StackSets leave', 'organizations:LeaveOrganization', '*', EXEC, false],
  [
    'an administrator repairs a StackSet',
    'cloudformation:UpdateStackInstances',
    `arn:aws:cloudformation:eu-west-1:${ADMINISTRATOR}:stackset/rabbitmq-conformance-evaluation-role:1`,
    role('admin', ADMINISTRATOR),
    true,
  ],
  [
    'an administrator of something else deletes it',
    'cloudformation:DeleteStackSet',
    `arn:aws:cloudformation:eu-west-1:${ADMINISTRATOR}:stackset/rabbitmq-conformance-evaluation-role:1`,
    role('admin'),
    false,
  ],
  [
    'a member updates the stack of another StackSet, which has an exempt role',
    'cloudformation:UpdateStack',
    `arn:aws:cloudformation:eu-west-1:${MEMBER}:stack/StackSet-other-1/2`,
    role('admin'),
    false,
  ],
  [
    'a member updates a stack',
    'cloudformation:UpdateStack',
    `arn:aws:cloudformation:eu-west-1:${MEMBER}:stack/other/2`,
    role('admin'),
    true,
  ],
])('%s: %s', (_, action, resource, principal, isPermitted) => {
  const policy = controlPolicyOf('organization of a delegated administrator');
  expect(permits(policy, action, resource, principal)).toBe(isPermitted);
});

test('a role that is exempt may change everything, and nobody else may change or pass it', () => {
  const policy = controlPolicyOf('organization with remediation');
  const tower = role('AWSControlTowerExecution');
  expect(permits(policy, 'iam:DeleteRole', EVALUATION, tower)).toBe(true);
  expect(permits(policy, 'iam:UpdateAssumeRolePolicy', tower)).toBe(false);
  expect(permits(policy, 'iam:PassRole', tower)).toBe(false);
  expect(permits(policy, 'sts:AssumeRole', tower)).toBe(true);
});

test('what the settings leave out is not in the policy', () => {
  const sids = ({ Statement }: ServiceControlPolicy) => Statement.map(({ Sid }) => Sid);
  const toStay = ['StayReachable', 'StayInOrganization'];
  const ofRoles = ['ProtectRoles', 'ProtectStackSetsRoles', 'ProtectStacks'];
  expect(sids(controlPolicyOf('organization'))).toEqual([...ofRoles, 'ProtectPack', ...toStay]);
  expect(sids(controlPolicyOf('stack-set'))).toEqual([
    ...[...ofRoles, 'ProtectFunction', 'ProtectLogs', 'ProtectFailedEvents', 'ProtectPack', ...toStay],
  ]);
  expect(JSON.stringify(controlPolicyOf('organization'))).not.toContain('log-remediation');
});

test('all ARNs have the partition of the regions', () => {
  const region = 'us-gov-west-1';
  const context = { ...REMEDIATED['stack-set'], organizationalUnits: ROOT, regions: region, homeRegion: region };
  const policy = serviceControlPolicy(settingsOf(context), { qualifier: 'q', exemptRoles: ['r'] });
  const arns = [...JSON.stringify(policy).matchAll(/arn:([\w-]+):/g)].map(([, found]) => found);
  expect(new Set(arns)).toEqual(new Set(['aws-us-gov']));
});

test('the settings have no influence on a policy but by names', () => {
  const protection = { qualifier: 'hnb659fds', exemptRoles: [] };
  const context = { ...SHAPES.organization, frequency: 'One_Hour', logRetentionDays: 7 };
  expect(serviceControlPolicy(settingsOf(context), protection)).toEqual(controlPolicyOf('organization'));
});
