import type { Context, Shape, TemplateJson } from '../support/cdk.ts';
import {
  ADMINISTRATOR_ACCOUNT,
  innerTemplates,
  NOTIFIED,
  NOTIFIED_NAMES,
  propertiesOf,
  REMEDIATED,
  REMEDIATED_NAMES,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

const EVALUATOR = 'Lets the evaluator read Amazon MQ brokers, report to AWS Config and write its log.';
const EVALUATION = 'Lets the evaluator read Amazon MQ brokers and report to AWS Config.';
const FORWARDING = 'Lets EventBridge send changes of the results for Amazon MQ RabbitMQ brokers to the administrator.';
const REMEDIATION = 'Lets Systems Manager turn on general logging for Amazon MQ RabbitMQ brokers.';
const AGGREGATOR = 'Lets AWS Config list the accounts of the organization.';

type Role = ReturnType<typeof propertiesOf>[number];

/** All roles of a shape, those in the templates of its StackSets too. */
function roles(shape: Shape, context: Context = {}): readonly Role[] {
  return synthesize({ ...SHAPES[shape], ...context })
    .flatMap(({ json }) => [json, ...innerTemplates(json).map((body): TemplateJson => JSON.parse(body))])
    .flatMap((template) => propertiesOf(template, 'AWS::IAM::Role'));
}

function policy(statement: object) {
  return { Version: '2012-10-17', Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', ...statement }] };
}

const TRUST_OF_EVALUATOR = policy({ Principal: { Service: 'lambda.amazonaws.com' } });
const TRUST_OF_REMEDIATION = policy({
  Principal: { Service: 'ssm.amazonaws.com' },
  Condition: {
    StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
    ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:ssm:*:<AWS::AccountId>:automation-execution/*' },
  },
});
const TRUST_OF_FORWARDING = policy({
  Principal: { Service: 'events.amazonaws.com' },
  Condition: {
    StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
    ArnEquals: {
      'aws:SourceArn':
        'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/rabbitmq-conformance-notifications',
    },
  },
});
const TRUST_OF_AGGREGATOR = policy({ Principal: { Service: 'config.amazonaws.com' } });

function trustOfEvaluation(administrator: string, prefix: string) {
  const account = `arn:<AWS::Partition>:iam::${administrator}`;
  return policy({
    Principal: { AWS: `${account}:root` },
    Condition: { ArnLike: { 'aws:PrincipalArn': `${account}:role${prefix}-evaluator-*` } },
  });
}

/** Who may assume each role of a shape, by the descriptions of the roles. */
function trusts(shape: Shape, prefix: string): readonly (readonly [description: string, trust: object])[] {
  const evaluator = [EVALUATOR, TRUST_OF_EVALUATOR] as const;
  const aggregator = [AGGREGATOR, TRUST_OF_AGGREGATOR] as const;
  switch (shape) {
    case 'stack-set':
      return [aggregator, evaluator];
    case 'account':
      return [evaluator];
    case 'management-account':
      return [[EVALUATION, trustOfEvaluation(ADMINISTRATOR_ACCOUNT, prefix)]];
    default:
      return [
        aggregator,
        [EVALUATION, trustOfEvaluation('<AdministratorAccount>', prefix)],
        // One in each region.
        evaluator,
        evaluator,
      ];
  }
}

const OTHER_NAMES = { rolePath: '/team/', namePrefix: 'mq' };

describe.each(SHAPE_NAMES)('in the shape %s', (shape) => {
  it.each([
    ['the default names', {}, '/rabbitmq-conformance'],
    ['other names', OTHER_NAMES, '/team/mq'],
  ])('with %s, each role is trusted to this and nothing else', (_, context, prefix) => {
    const found = roles(shape, context).map((role) => [role.Description, role.AssumeRolePolicyDocument]);
    expect(inOrder(found)).toEqual(inOrder(trusts(shape, prefix)));
  });

  it('the evaluator of an organization, and no other role, assumes roles: those of one name, in its own organization', () => {
    const assuming = roles(shape, OTHER_NAMES).flatMap(({ Description, Policies = [] }) =>
      Policies.flatMap((inline: { PolicyDocument: { Statement: readonly { Action: unknown }[] } }) =>
        inline.PolicyDocument.Statement.filter(({ Action }) => JSON.stringify(Action).includes('sts:')),
      ).map((statement: object) => [Description, statement]),
    );
    const wanted = [
      EVALUATOR,
      {
        Sid: 'AssumeEvaluationRole',
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: 'arn:<AWS::Partition>:iam::*:role/team/mq-evaluation',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
        Condition: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
      },
    ];
    const servesOne = ['stack-set', 'account', 'management-account'].includes(shape);
    expect(assuming).toEqual(servesOne ? [] : [wanted, wanted]);
  });
});

describe.each(REMEDIATED_NAMES)('in the shape %s with the remediation of logs', (shape) => {
  it('there is one more role in each account: Systems Manager is trusted to it, for runbooks of that account', () => {
    const found = roles(shape, REMEDIATED[shape]).map((role) => [role.Description, role.AssumeRolePolicyDocument]);
    const remediation = [REMEDIATION, TRUST_OF_REMEDIATION] as const;
    // In an organization it comes by the StackSet, and in the stack of a management account that is the administrator.
    const added = ['organization', 'account-packs'].includes(shape) ? [remediation, remediation] : [remediation];
    expect(inOrder(found)).toEqual(inOrder([...trusts(shape, '/rabbitmq-conformance'), ...added]));
  });
});

describe.each(NOTIFIED_NAMES)('in the shape %s with notifications', (shape) => {
  it('EventBridge is trusted to one more role, for one rule in the account and region of the role', () => {
    // The CDK knows the partition of the region that this shape has then.
    const found = roles(shape, NOTIFIED[shape]).map((role) => [
      role.Description,
      JSON.parse(JSON.stringify(role.AssumeRolePolicyDocument).replaceAll('arn:aws:', 'arn:<AWS::Partition>:')),
    ]);
    // One in the StackSet, and one in each of two regions of a management account.
    const counts = { organization: 1 + 2, delegated: 1, 'stack-set': 1, account: 0, 'management-account': 2 };
    const added = Array.from({ length: counts[shape] }, () => [FORWARDING, TRUST_OF_FORWARDING] as const);
    expect(inOrder(found)).toEqual(inOrder([...trusts(shape, '/rabbitmq-conformance'), ...added]));
  });
});

function inOrder<T>(all: readonly T[]): readonly T[] {
  return all.toSorted((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other)));
}
