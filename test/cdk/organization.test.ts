import { Match } from 'aws-cdk-lib/assertions';
import { REGIONS_WITHOUT_RESOURCE_POLICY } from '../../cdk/settings/function-access.ts';
import type { Context, SynthesizedStack } from '../support/cdk.ts';
import {
  COMMITTED_PACK,
  innerTemplate,
  MANAGEMENT_ACCOUNT,
  ORGANIZATION_ID,
  ROOT,
  resourceCounts,
  SHAPES,
  synthesize,
} from '../support/cdk.ts';

const STACK_SET = 'AWS::CloudFormation::StackSet';
const PACK = 'AWS::Config::OrganizationConformancePack';

const organization = inParts(synthesize(SHAPES.organization));
const delegated = inParts(synthesize({ ...SHAPES.delegated, excludedAccounts: '777788889999' }));
const covered = inParts(synthesize({ ...SHAPES.covered, rolePath: '/team/' }));

function inParts(stacks: readonly SynthesizedStack[]) {
  const named = (ending: string): SynthesizedStack => {
    const stack = stacks.find(({ name }) => name.endsWith(ending));
    if (stack === undefined) throw new Error(`There is no stack …${ending}.`);
    return stack;
  };
  return { stacks, home: named('-home'), evaluator: named('-evaluator-eu-west-1'), pack: named('-pack-eu-west-1') };
}

describe('the stacks', () => {
  it('come in an order in which each has what it needs, a pack being alone in its stack', () => {
    expect(organization.stacks.map(({ name, region, dependencies }) => [name, region, dependencies])).toEqual([
      ['rabbitmq-conformance-home', 'eu-west-1', []],
      ['rabbitmq-conformance-evaluator-eu-west-1', 'eu-west-1', ['rabbitmq-conformance-home']],
      ['rabbitmq-conformance-evaluator-us-east-1', 'us-east-1', ['rabbitmq-conformance-home']],
      ['rabbitmq-conformance-pack-eu-west-1', 'eu-west-1', ['rabbitmq-conformance-evaluator-eu-west-1']],
      ['rabbitmq-conformance-pack-us-east-1', 'us-east-1', ['rabbitmq-conformance-evaluator-us-east-1']],
      [
        'rabbitmq-conformance-views',
        'eu-west-1',
        ['rabbitmq-conformance-evaluator-eu-west-1', 'rabbitmq-conformance-evaluator-us-east-1'],
      ],
    ]);
  });

  it('hold this and nothing else', () => {
    expect(resourceCounts(organization.home.json)).toEqual({ [STACK_SET]: 1, 'AWS::CloudWatch::Dashboard': 1 });
    expect(resourceCounts(organization.evaluator.json)).toEqual({
      'AWS::CloudWatch::Alarm': 6,
      'AWS::IAM::Role': 1,
      'AWS::Lambda::EventInvokeConfig': 1,
      'AWS::Lambda::Function': 1,
      'AWS::Lambda::ResourcePolicy': 1,
      'AWS::Logs::LogGroup': 1,
      'AWS::Logs::QueryDefinition': 2,
      'AWS::SQS::Queue': 1,
      'AWS::SQS::QueuePolicy': 1,
    });
    expect(resourceCounts(organization.pack.json)).toEqual({ [PACK]: 1 });
  });

  it('can have their home elsewhere', () => {
    const [home] = synthesize({ ...SHAPES.organization, homeRegion: 'eu-central-1' });
    expect(home?.region).toBe('eu-central-1');
    home?.template.hasResourceProperties(STACK_SET, { StackInstancesGroup: [{ Regions: ['eu-central-1'] }] });
  });
});

describe('the StackSet of the evaluation role', () => {
  it('is deployed to all accounts once, as IAM is global, and to those that join', () => {
    organization.home.template.hasResourceProperties(STACK_SET, {
      StackSetName: 'rabbitmq-conformance-evaluation-role',
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: 'SELF',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      OperationPreferences: {
        ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
        FailureTolerancePercentage: 100,
        MaxConcurrentPercentage: 25,
        RegionConcurrencyType: 'PARALLEL',
      },
      Parameters: [{ ParameterKey: 'AdministratorAccount', ParameterValue: '<AWS::AccountId>' }],
      StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: [ROOT] }, Regions: ['eu-west-1'] }],
    });
  });

  it('is called as the delegated administrator where there is one, and reaches excluded accounts too', () => {
    delegated.home.template.hasResourceProperties(STACK_SET, {
      CallAs: 'DELEGATED_ADMIN',
      StackInstancesGroup: [{ DeploymentTargets: { Accounts: Match.absent(), AccountFilterType: Match.absent() } }],
    });
  });

  it('has one role, of a fixed name', () => {
    const { json, template } = innerTemplate(covered.home);
    expect(Object.keys(json.Parameters ?? {})).toEqual(['AdministratorAccount']);
    expect(resourceCounts(json)).toEqual({ 'AWS::IAM::Role': 1 });
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'rabbitmq-conformance-evaluation',
      Path: '/team/',
    });
  });
});

describe('the evaluator', () => {
  it('has the name that the evaluation role trusts', () => {
    covered.evaluator.template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'rabbitmq-conformance-evaluator-eu-west-1',
      Path: '/team/',
    });
  });

  it('is told the name of the role, with its path', () => {
    const named = (name: string) => ({ Environment: { Variables: { EVALUATION_ROLE_NAME: name } } });
    const { evaluator } = organization;
    evaluator.template.hasResourceProperties('AWS::Lambda::Function', named('rabbitmq-conformance-evaluation'));
    covered.evaluator.template.hasResourceProperties(
      'AWS::Lambda::Function',
      named('team/rabbitmq-conformance-evaluation'),
    );
  });

  it('has no name of its own, so that outsiders cannot guess its ARN', () => {
    organization.evaluator.template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: Match.absent() });
  });

  it('answers AWS Config for accounts of the organization only', () => {
    const { evaluator } = organization;
    const [logicalId = ''] = Object.keys(evaluator.json.Resources).filter((id) => id.includes('Function'));
    const arn = `<${logicalId}.Arn>`;
    evaluator.template.hasResource('AWS::Lambda::ResourcePolicy', {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ResourceArn: arn,
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'InvokeForOrganization',
              Effect: 'Allow',
              Principal: { Service: 'config.amazonaws.com' },
              Action: 'lambda:InvokeFunction',
              Resource: arn,
              Condition: { StringEquals: { 'aws:SourceOrgID': ORGANIZATION_ID } },
            },
          ],
        },
      },
    });
    expect(organization.stacks.flatMap(({ warnings }) => warnings)).toEqual([]);
  });

  it.each<[why: string, settings: Context, because: string]>([
    ['in a setting', { functionAccess: 'any-account' }, 'the setting functionAccess is "any-account"'],
    ...REGIONS_WITHOUT_RESOURCE_POLICY.map((region): [string, Context, string] => [
      `in ${region}`,
      { regions: region, homeRegion: region === 'me-central-1' ? 'eu-west-1' : region },
      `CloudFormation has no AWS::Lambda::ResourcePolicy in ${region}`,
    ]),
  ])('answers AWS Config for any account %s, and the CDK warns of it', (_, settings, because) => {
    const evaluators = synthesize({ ...SHAPES.organization, ...settings }).filter(({ name }) =>
      name.includes('-evaluator-'),
    );
    for (const { template, warnings } of evaluators) {
      template.resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
      template.resourcePropertiesCountIs(
        'AWS::Lambda::Permission',
        {
          Action: 'lambda:InvokeFunction',
          Principal: 'config.amazonaws.com',
          SourceAccount: Match.absent(),
          SourceArn: Match.absent(),
        },
        1,
      );
      expect(warnings).toEqual([
        `AWS Config may invoke this function for a rule in any AWS account, because ${because}. docs/architecture.md, ` +
          '"Who may invoke the function", says what follows. [ack: rabbitmq-conformance:functionAccess]',
      ]);
    }
  });
});

describe('the organization conformance pack', () => {
  it('has the rules, the function of its region and the frequency', () => {
    const [, pack] = organization.stacks.filter(({ name }) => name.includes('-pack-'));
    pack?.template.hasResourceProperties(PACK, {
      OrganizationConformancePackName: 'rabbitmq-conformance',
      TemplateBody: COMMITTED_PACK,
      ExcludedAccounts: Match.absent(),
      ConformancePackInputParameters: [
        {
          ParameterName: 'EvaluatorFunctionArn',
          ParameterValue: Match.stringLikeRegexp('^<rabbitmq-conformance-evaluator-us-east-1:.*Function.*Arn'),
        },
        { ParameterName: 'Frequency', ParameterValue: 'TwentyFour_Hours' },
      ],
    });
  });

  it('leaves out the management account where nobody put the role there', () => {
    delegated.pack.template.hasResourceProperties(PACK, { ExcludedAccounts: ['777788889999', MANAGEMENT_ACCOUNT] });
    covered.pack.template.hasResourceProperties(PACK, { ExcludedAccounts: Match.absent() });
  });

  it('names the management account once where it is excluded anyway', () => {
    const { pack } = inParts(synthesize({ ...SHAPES.delegated, excludedAccounts: MANAGEMENT_ACCOUNT }));
    pack.template.hasResourceProperties(PACK, { ExcludedAccounts: [MANAGEMENT_ACCOUNT] });
  });

  it('keeps the accounts that were excluded where the administrator is the management account', () => {
    const { pack } = inParts(synthesize({ ...SHAPES.organization, excludedAccounts: '777788889999' }));
    pack.template.hasResourceProperties(PACK, { ExcludedAccounts: ['777788889999'] });
  });
});
