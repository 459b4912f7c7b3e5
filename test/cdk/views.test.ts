import { Match } from 'aws-cdk-lib/assertions';
import type { Context } from '../support/cdk.ts';
import { resolve, resourceCounts, SHAPES, synthesize, synthesizeOne } from '../support/cdk.ts';

const AGGREGATOR = 'AWS::Config::ConfigurationAggregator';
const QUERY = 'AWS::Config::StoredQuery';

function stackOf(context: Context, name: string) {
  const stack = synthesize(context).find((one) => one.name === `rabbitmq-conformance-${name}`);
  if (stack === undefined) throw new Error(`There is no stack ${name}.`);
  return stack;
}

describe.each(['organization', 'delegated', 'stack-set'] as const)('in the shape %s', (shape) => {
  const { template, json, region } = stackOf(SHAPES[shape], 'views');

  it('they have a stack of their own in the home region, as a landing zone may refuse the aggregator', () => {
    expect(region).toBe('eu-west-1');
    expect(resourceCounts(json)).toEqual({ [AGGREGATOR]: 1, [QUERY]: 2, 'AWS::IAM::Role': 1 });
  });

  it('an aggregator has all accounts of the organization and all regions, with the role that AWS wants for it', () => {
    const [role] = Object.keys(template.findResources('AWS::IAM::Role'));
    template.hasResourceProperties(AGGREGATOR, {
      ConfigurationAggregatorName: 'rabbitmq-conformance',
      OrganizationAggregationSource: { AllAwsRegions: true, RoleArn: `<${role}.Arn>` },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'config.amazonaws.com' } }] },
      ManagedPolicyArns: ['arn:<AWS::Partition>:iam::aws:policy/service-role/AWSConfigRoleForOrganizations'],
      Policies: Match.absent(),
    });
  });

  it('there is none, nor a role, nor a link, where another aggregator is used', () => {
    const other = stackOf({ ...SHAPES[shape], aggregator: 'none' }, 'views');
    other.template.resourceCountIs(AGGREGATOR, 0);
    other.template.resourceCountIs('AWS::IAM::Role', 0);
    expect(other.json.Outputs).not.toHaveProperty('Aggregators');
    other.template.resourceCountIs(QUERY, 2);
  });

  it('a stored query has all RabbitMQ brokers, however AWS Config writes the engine, with the three facts', () => {
    template.hasResourceProperties(QUERY, {
      QueryName: 'rabbitmq-conformance-brokers',
      QueryExpression:
        'SELECT accountId, awsRegion, resourceId, configuration.BrokerName, configuration.EngineType, ' +
        'configuration.DeploymentMode, configuration.PubliclyAccessible, configuration.Logs.General ' +
        "WHERE resourceType = 'AWS::AmazonMQ::Broker' AND configuration.EngineType IN ('RABBITMQ', 'RabbitMQ')",
    });
  });

  it('a stored query has the non-compliant brokers', () => {
    template.hasResourceProperties(QUERY, {
      QueryName: 'rabbitmq-conformance-non-compliant-brokers',
      QueryExpression: Match.stringLikeRegexp(
        "WHERE resourceType = 'AWS::Config::ResourceCompliance' .*targetResourceType = 'AWS::AmazonMQ::Broker' " +
          ".*complianceType = 'NON_COMPLIANT'$",
      ),
    });
  });

  it('the outputs lead to the pages of both', () => {
    expect(links(json.Outputs)).toEqual({ AdvancedQueries: 'resources/query', Aggregators: 'aggregators' });
  });
});

describe('the outputs', () => {
  it('lead to the conformance packs from the stacks that have one', () => {
    const stacks = [...synthesize(SHAPES.organization), synthesizeOne(SHAPES.account)];
    const withLink = stacks.filter(({ json }) => 'ConformancePacks' in links(json.Outputs));
    expect(withLink.map(({ name }) => name)).toEqual([
      'rabbitmq-conformance-pack-eu-west-1',
      'rabbitmq-conformance-pack-us-east-1',
      'rabbitmq-conformance-account',
    ]);
  });

  it('lead to the console of each partition', () => {
    for (const { json, template } of [...synthesize(SHAPES.organization), synthesizeOne(SHAPES.account)]) {
      if (Object.keys(links(json.Outputs)).length === 0) continue;
      template.hasMapping('Console', {
        aws: { Domain: 'console.aws.amazon.com' },
        'aws-cn': { Domain: 'console.amazonaws.cn' },
        'aws-us-gov': { Domain: 'console.amazonaws-us-gov.com' },
      });
    }
  });

  it('name the function and its log', () => {
    const evaluators = synthesize(SHAPES.organization).filter(({ name }) => name.includes('-evaluator-'));
    for (const { template } of [...evaluators, synthesizeOne(SHAPES.account)]) {
      const [functionId] = Object.keys(template.findResources('AWS::Lambda::Function'));
      const [logGroupId] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
      template.hasOutput('FunctionName', { Value: `<${functionId}>` });
      template.hasOutput('LogGroupName', { Value: `<${logGroupId}>` });
    }
  });

  it('have the command that lists the accounts that a StackSet failed in', () => {
    stackOf(SHAPES.delegated, 'home').template.hasOutput('EvaluationRolesFailures', {
      Value:
        'aws cloudformation list-stack-instances --stack-set-name rabbitmq-conformance-evaluation-role ' +
        '--call-as DELEGATED_ADMIN --region <AWS::Region> ' +
        `--query "Summaries[?StackInstanceStatus.DetailedStatus!='SUCCEEDED'].` +
        '[Account,Region,StackInstanceStatus.DetailedStatus,StatusReason]" --output table',
    });
    stackOf(SHAPES['stack-set'], 'stack-set').template.hasOutput('AccountsFailures', {
      Value: Match.stringLikeRegexp('--stack-set-name rabbitmq-conformance --call-as SELF '),
    });
  });

  it('have the command that looks at the deployment, with what was given', () => {
    const options = '-c regions=eu-west-1,us-east-1 -c homeRegion=eu-west-1 -c organizationalUnits=r-ab12';
    stackOf({ ...SHAPES.organization, aggregator: 'none', tags: { a: 'b c' } }, 'pack-us-east-1').template.hasOutput(
      'Status',
      {
        Value:
          `npx rabbitmq-conformance status -c deployment=organization ${options} -c organizationId=o-a1b2c3d4e5 ` +
          `-c aggregator=none -c 'tags={"a":"b c"}'`,
      },
    );
    stackOf(SHAPES['stack-set'], 'stack-set').template.hasOutput('Status', {
      Value: Match.stringLikeRegexp('^npx rabbitmq-conformance status -c deployment=stack-set '),
    });
  });
});

/** The pages of the console that the outputs lead to, in the region and partition of the stack. */
function links(outputs: ReturnType<typeof stackOf>['json']['Outputs'] = {}): Readonly<Record<string, string>> {
  const start = 'https://<AWS::Region>.<Console.<AWS::Partition>.Domain>/config/home?region=<AWS::Region>#/';
  const all = Object.entries(outputs).map(([id, { Value }]) => [id, String(resolve(Value))] as const);
  return Object.fromEntries(
    all.flatMap(([id, value]) => (value.startsWith(start) ? [[id, value.slice(start.length)]] : [])),
  );
}
