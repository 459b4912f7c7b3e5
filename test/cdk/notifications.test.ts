import type { Context, TemplateJson } from '../support/cdk.ts';
import {
  ADMINISTRATOR_ACCOUNT,
  innerTemplates,
  NOTIFIED,
  NOTIFIED_NAMES,
  propertiesOf,
  REGIONS,
  resourceCounts,
  SHAPE_NAMES,
  SHAPES,
  synthesize,
  synthesizeOne,
} from '../support/cdk.ts';

const RULE = 'AWS::Events::Rule';
const TYPES = /^AWS::(Events|SNS|KMS)::/;

/** The stack of a deployment with a name, after the prefix. */
function stackOf(context: Context, name: string) {
  const stack = synthesize(context).find((one) => one.name === `rabbitmq-conformance-${name}`);
  if (!stack) throw new Error(`There is no stack ${name}.`);
  return stack;
}

function countsOf(json: TemplateJson) {
  return Object.fromEntries(Object.entries(resourceCounts(json)).filter(([type]) => TYPES.test(type)));
}

/** All templates of a deployment, those in its StackSets too. */
function templatesOf(context: Context): readonly TemplateJson[] {
  return synthesize(context).flatMap(({ json }) => [json, ...innerTemplates(json).map((body) => JSON.parse(body))]);
}

describe('where the parts are:', () => {
  const ours = { 'AWS::KMS::Key': 1, 'AWS::SNS::Topic': 1, 'AWS::SNS::TopicPolicy': 1, [RULE]: 12 };
  const bus = { 'AWS::Events::EventBus': 1, 'AWS::Events::EventBusPolicy': 1 };

  it.each(SHAPE_NAMES)('nowhere in the shape %s by default', (shape) => {
    for (const template of templatesOf(SHAPES[shape])) expect(countsOf(template)).toEqual({});
  });

  it.each(['organization', 'delegated', 'stack-set'] as const)(
    'the shape %s has a bus and a topic in one stack',
    (name) => {
      const { json, region } = stackOf(NOTIFIED[name], 'notifications');
      expect([region, countsOf(json)]).toEqual([REGIONS[0], { ...ours, ...bus }]);
    },
  );

  it('the shape account has the topic in its stack, and no bus of its own', () => {
    expect(countsOf(synthesizeOne(NOTIFIED.account).json)).toEqual(ours);
  });

  it.each(['delegated', 'stack-set'] as const)(
    'in the shape %s, a StackSet of that stack forwards the events',
    (name) => {
      const [body = ''] = innerTemplates(stackOf(NOTIFIED[name], 'notifications').json);
      expect(countsOf(JSON.parse(body))).toEqual({ [RULE]: 1 });
    },
  );

  it('in the regions of a management account, which no StackSet reaches, a stack each forwards them', () => {
    for (const name of ['organization', 'management-account'] as const) {
      for (const region of REGIONS) {
        const stack = stackOf(NOTIFIED[name], `notifications-${region}`);
        expect([stack.region, resourceCounts(stack.json)]).toEqual([region, { [RULE]: 1, 'AWS::IAM::Role': 1 }]);
      }
    }
    expect(synthesize(NOTIFIED.delegated).map(({ name }) => name)).not.toContain(
      'rabbitmq-conformance-notifications-eu-west-1',
    );
  });

  it('the bus is there before what sends events to it', () => {
    const [, forwarding] = [...synthesize(NOTIFIED.organization)].filter(({ name }) => name.includes('notifications'));
    expect(forwarding?.dependencies).toEqual(['rabbitmq-conformance-notifications']);
    const { Resources } = stackOf(NOTIFIED.delegated, 'notifications').json;
    const stackSet = Object.values(Resources).find(({ Type }) => Type === 'AWS::CloudFormation::StackSet');
    expect(stackSet?.DependsOn).toEqual([
      expect.stringMatching(/^BusEventBuscdk/),
      expect.stringMatching(/^BusEventBus0/),
    ]);
  });
});

describe('the bus', () => {
  const { json } = stackOf(
    { ...NOTIFIED.delegated, namePrefix: 'rabbitmq-conformance', rolePath: '/team/' },
    'notifications',
  );

  it('has the name of the deployment', () => {
    expect(propertiesOf(json, 'AWS::Events::EventBus')).toEqual([
      expect.objectContaining({ Name: 'rabbitmq-conformance' }),
    ]);
  });

  it('takes events of AWS Config, from one role name in the organization, and nothing else', () => {
    const [policy] = propertiesOf(json, 'AWS::Events::EventBusPolicy');
    expect(policy.Statement).toEqual({
      Sid: 'cdk-ForwardFromOrganization',
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'events:PutEvents',
      Resource: expect.stringMatching(/^<BusEventBus\w+\.Arn>$/),
      Condition: {
        StringEquals: {
          'aws:PrincipalOrgID': 'o-exampleorgid',
          'events:detail-type': 'Config Rules Compliance Change',
        },
        'ForAllValues:StringEquals': { 'events:source': 'aws.config' },
        Null: { 'events:source': 'false' },
        ArnLike: {
          'aws:PrincipalArn': 'arn:<AWS::Partition>:iam::*:role/team/rabbitmq-conformance-notifications-*',
        },
      },
    });
  });
});

describe('the topic', () => {
  const { json } = synthesizeOne(NOTIFIED.account);

  it('is published to by EventBridge, over TLS only', () => {
    const [policy] = propertiesOf(json, 'AWS::SNS::TopicPolicy');
    const statement = { Action: 'sns:Publish', Resource: expect.stringMatching(/^<NotificationsTopic\w+>$/) };
    expect(policy.PolicyDocument.Statement).toEqual([
      {
        ...statement,
        Sid: 'AllowPublishThroughSSLOnly',
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      { ...statement, Sid: '1', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } },
    ]);
  });

  it('is encrypted with a key that EventBridge may use and that changes each year, and has no name to guess', () => {
    const [topic] = propertiesOf(json, 'AWS::SNS::Topic');
    expect(topic).toEqual({
      DisplayName: 'RabbitMQ conformance',
      KmsMasterKeyId: expect.stringMatching(/^<NotificationsKey\w+\.Arn>$/),
    });
    const [key] = propertiesOf(json, 'AWS::KMS::Key');
    expect(key.EnableKeyRotation).toBe(true);
    expect(key.KeyPolicy.Statement).toEqual([
      {
        Sid: 'Administer',
        Effect: 'Allow',
        Principal: { AWS: 'arn:<AWS::Partition>:iam::<AWS::AccountId>:root' },
        Action: 'kms:*',
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        Resource: '*',
      },
    ]);
  });

  it('can be one that is there, with no key and no policy of ours', () => {
    const own = synthesizeOne({ ...NOTIFIED.account, notificationTopicName: 'mq' }).json;
    expect(countsOf(own)).toEqual({ [RULE]: 12 });
    for (const { Targets } of propertiesOf(own, RULE)) {
      expect(Targets[0].Arn).toBe('arn:<AWS::Partition>:sns:<AWS::Region>:<AWS::AccountId>:mq');
    }
  });
});

describe('the event rules', () => {
  it('are two for each rule of the pack if only problems are of interest', () => {
    const context = { ...NOTIFIED.account, notifications: 'noncompliant' };
    expect(countsOf(synthesizeOne(context).json)[RULE]).toBe(6);
    expect(countsOf(synthesizeOne({ ...context, checks: 'rabbitmq-general-logging' }).json)[RULE]).toBe(2);
  });

  it('follow the rule of a combined pack, which has no check to name', () => {
    const rules = propertiesOf(synthesizeOne({ ...NOTIFIED.account, rules: 'combined' }).json, RULE);
    expect(rules).toHaveLength(4);
    for (const { EventPattern, Targets } of rules) {
      const [{ prefix }] = EventPattern.detail.configRuleName;
      expect(prefix).toMatch(/^[\w-]+-conformance-pack-$/);
      const name = prefix.replace(/-conformance-pack-$/, '');
      expect(Targets[0].InputTransformer.InputTemplate).toContain(` ${name}. <detail-newEvaluationResult-annotation>"`);
    }
  });
});

test('the commands for a management account have what its forwarding needs', () => {
  const output = (id: string) => JSON.stringify(stackOf(NOTIFIED.delegated, 'home').json.Outputs?.[id]?.Value);
  expect(output('ManagementAccountRole')).toMatch(
    /npx cdk deploy --all -c deployment=management-account .* -c notifications=all -c regions=eu-west-1,us-east-1/,
  );
});

test.each(NOTIFIED_NAMES)('in the shape %s, events go to the bus of the administrator in the home region', (name) => {
  const targets = templatesOf(NOTIFIED[name])
    .flatMap((template) => propertiesOf(template, RULE))
    .filter(({ Name }) => Name !== undefined)
    .flatMap(({ Targets }) => Targets.map(({ Arn }: { Arn: string }) => Arn));
  const account = name === 'management-account' ? ADMINISTRATOR_ACCOUNT : '<AWS::AccountId>';
  const direct = `arn:<AWS::Partition>:events:eu-west-1:${account}:event-bus/rabbitmq-conformance`;
  const expected: Readonly<Record<string, readonly string[]>> = {
    organization: ['<NotificationBus>', direct, direct],
    'management-account': [direct, direct],
    account: [],
  };
  expect(targets).toEqual(expected[name] ?? ['<NotificationBus>']);
  for (const template of templatesOf(NOTIFIED[name])) {
    for (const { TemplateBody, Parameters } of propertiesOf(template, 'AWS::CloudFormation::StackSet')) {
      if (!TemplateBody.includes(RULE)) continue;
      expect(Parameters).toEqual([
        {
          ParameterKey: 'NotificationBus',
          ParameterValue: 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:event-bus/rabbitmq-conformance',
        },
      ]);
    }
  }
});
