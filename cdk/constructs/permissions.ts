import { Aws, Validations } from 'aws-cdk-lib';
import type { RoleProps } from 'aws-cdk-lib/aws-iam';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { factsOf } from '../../checks/evaluation.ts';
import type { Settings } from '../settings/settings.ts';

// The asterisk includes the rules of conformance packs, which are below aws-service-rule/.
const RULES = `arn:${Aws.PARTITION}:config:*:${Aws.ACCOUNT_ID}:config-rule/*`;
export const BROKERS = `arn:${Aws.PARTITION}:mq:*:${Aws.ACCOUNT_ID}:broker:*`;

/**
 * What the function may do in the account whose brokers it evaluates. Nothing here changes a broker.
 * The first four actions do not support resource-level permissions, nor does `ec2:DescribeSecurityGroups`. A prefix list may
 * be in another account, which shares it, or belong to AWS.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsconfig.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmq.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function evaluationStatements(settings: Settings): PolicyStatement[] {
  const statements = [
    new PolicyStatement({
      sid: 'Evaluate',
      actions: [
        'config:PutEvaluations',
        'config:GetResourceConfigHistory',
        'config:ListDiscoveredResources',
        'mq:ListBrokers',
      ],
      resources: ['*'],
    }),
    new PolicyStatement({
      sid: 'ReadResults',
      actions: ['config:GetComplianceDetailsByConfigRule'],
      resources: [RULES],
    }),
    new PolicyStatement({ sid: 'DescribeBrokers', actions: ['mq:DescribeBroker'], resources: [BROKERS] }),
  ];
  if (readsSecurityGroups(settings)) {
    const actions = ['ec2:DescribeSecurityGroups', 'ec2:GetManagedPrefixListEntries'];
    statements.push(new PolicyStatement({ sid: 'ReadSecurityGroups', actions, resources: ['*'] }));
  }
  return statements;
}

/** Whether the function reads the security groups of brokers. */
export function readsSecurityGroups({ ruleChecks }: Settings): boolean {
  return factsOf(ruleChecks).has('ingressRules');
}

/** Tells cdk-nag why the resources of {@link evaluationStatements} have asterisks. */
export function acknowledgeEvaluationStatements(role: Construct, settings: Settings): void {
  const prefixLists = readsSecurityGroups(settings) ? ', or read prefix lists of any account' : '';
  acknowledgeWildcard(role, '*', `These actions do not support resource-level permissions${prefixLists}.`);
  acknowledgeWildcard(role, RULES, 'AWS Config generates the rule IDs, in every region that has a pack.');
  acknowledgeWildcard(role, BROKERS, 'All current and future brokers are evaluated, in every region that has a pack.');
}

/** Tells cdk-nag why a resource in the policy of a role has an asterisk. */
export function acknowledgeWildcard(role: Construct, resource: string, reason: string): void {
  const name = resource.replaceAll(Aws.PARTITION, '<AWS::Partition>').replaceAll(Aws.ACCOUNT_ID, '<AWS::AccountId>');
  Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${name}]`, reason });
}

/** The permissions boundary of a role, if the settings have one. */
export function permissionsBoundary(
  scope: Construct,
  { permissionsBoundary: name }: Settings,
): Pick<RoleProps, 'permissionsBoundary'> {
  if (name === undefined) return {};
  const policyArn = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:policy/${name}`;
  return { permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(scope, 'Boundary', policyArn) };
}
