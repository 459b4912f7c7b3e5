import { hasOwnConfiguration } from './limits-configuration.ts';
import { list } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';

/**
 * The IAM actions that whoever follows a runbook needs, as a list in Markdown: those of the commands in it, and those of what
 * creates the broker. The names of the AWS CLI are those of the actions, but for a few.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function permissionsFor(text: string, facts: RunbookFacts): string {
  const actions = new Set([...actionsOf(text), ...actionsOfPlan(facts)]);
  const services = Map.groupBy([...actions].sort(), (action) => action.split(':')[0] ?? '');
  return list([...services].map(([, names]) => names.map((name) => `\`${name}\``).join(', ')));
}

/** The actions of the AWS CLI commands in a text. */
export function actionsOf(text: string): readonly string[] {
  return [...text.matchAll(/\baws ([a-z0-9-]+) ([a-z0-9-]+)/g)].flatMap(([, service = '', command = '']) => {
    const special = SPECIAL[`${service} ${command}`];
    if (special) return special;
    const operation = command.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [`${PREFIXES[service] ?? service}:${operation}`];
  });
}

/** The services whose actions have another prefix than the AWS CLI. */
const PREFIXES: Readonly<Record<string, string>> = { 'service-quotas': 'servicequotas' };

const SPECIAL: Readonly<Record<string, readonly string[]>> = {
  'cloudformation deploy': [
    'cloudformation:CreateChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeStacks',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:GetTemplateSummary',
  ],
};

const BROKER = [
  'mq:CreateBroker',
  'mq:CreateTags',
  'mq:DeleteBroker',
  'mq:DescribeBroker',
  'mq:ListTags',
  'mq:UpdateBroker',
];
const CONFIGURATION = [
  'mq:CreateConfiguration',
  'mq:DeleteConfiguration',
  'mq:DescribeConfiguration',
  'mq:DescribeConfigurationRevision',
  'mq:UpdateConfiguration',
];
const SECRET = [
  'CreateSecret',
  'DeleteSecret',
  'DescribeSecret',
  'GetRandomPassword',
  'GetSecretValue',
  'PutSecretValue',
  'TagResource',
];
const GROUP = [
  ...[
    'AuthorizeSecurityGroupIngress',
    'CreateSecurityGroup',
    'CreateTags',
    'DeleteSecurityGroup',
    'DescribeSecurityGroups',
  ],
  ...['DescribeSubnets', 'RevokeSecurityGroupEgress', 'RevokeSecurityGroupIngress'],
];

/**
 * What the provider calls to read and change a rule, and to delete a group.
 * https://github.com/hashicorp/terraform-provider-aws/tree/main/internal/service/ec2
 */
const TERRAFORM_GROUP = ['DescribeNetworkInterfaces', 'DescribeSecurityGroupRules', 'ModifySecurityGroupRules'];

/** What the plan itself does, in any of its formats. */
function actionsOfPlan({ replacement, format }: RunbookFacts): readonly string[] {
  return [
    ...BROKER,
    ...SECRET.map((name) => `secretsmanager:${name}`),
    ...(format === 'terraform' ? ['secretsmanager:GetResourcePolicy', 'ec2:DescribeSubnets'] : []),
    ...(replacement.securityGroups ? [] : GROUP.map((name) => `ec2:${name}`)),
    ...(replacement.securityGroups || format !== 'terraform' ? [] : TERRAFORM_GROUP.map((name) => `ec2:${name}`)),
    ...(hasOwnConfiguration(replacement) ? CONFIGURATION : []),
    ...(replacement.customKey ? ['kms:CreateGrant', 'kms:DescribeKey'] : []),
    ...(replacement.switchAuthentication ? ['mq:UpdateBrokerAccessConfiguration'] : []),
  ];
}
