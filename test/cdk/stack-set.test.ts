import { readFileSync } from 'node:fs';
import { Match } from 'aws-cdk-lib/assertions';
import { buildApp } from '../../cdk/build-app.ts';
import type { Context } from '../support/cdk.ts';
import {
  COMMITTED_PACK,
  innerTemplate,
  REGIONS,
  resourceCounts,
  SHAPES,
  settingsOf,
  synthesize,
  UNIT,
  withApp,
} from '../support/cdk.ts';

const STACK_SET = 'AWS::CloudFormation::StackSet';

function deploy(context: Context) {
  const [stack, views, ...others] = synthesize(context);
  if (!stack || !views || others.length > 0) throw new Error('There are not two stacks.');
  return { ...stack, views };
}

const stack = deploy(SHAPES['stack-set']);
const inner = innerTemplate(stack);
const withOthers = deploy({
  ...SHAPES['stack-set'],
  administrator: 'delegated',
  excludedAccounts: '777788889999,111122223333',
  failureTolerancePercentage: 10,
});

describe('the stack', () => {
  it('holds the StackSet and nothing else, and the views come after it', () => {
    expect([stack.name, stack.region]).toEqual(['rabbitmq-conformance-stack-set', 'eu-west-1']);
    expect(resourceCounts(stack.json)).toEqual({ [STACK_SET]: 1 });
    expect([stack.views.name, stack.views.dependencies]).toEqual(['rabbitmq-conformance-views', [stack.name]]);
  });
});

describe('the StackSet', () => {
  it('is deployed to all accounts of the units, in all regions, and to accounts that join', () => {
    stack.template.hasResourceProperties(STACK_SET, {
      StackSetName: 'rabbitmq-conformance',
      PermissionModel: 'SERVICE_MANAGED',
      CallAs: 'SELF',
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
      ManagedExecution: { Active: true },
      // The template gives no names to IAM resources: it goes to several regions of an account.
      Capabilities: ['CAPABILITY_IAM'],
      OperationPreferences: {
        ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE',
        FailureTolerancePercentage: 100,
        MaxConcurrentPercentage: 25,
        RegionConcurrencyType: 'PARALLEL',
      },
      Parameters: Match.absent(),
      StackInstancesGroup: [
        {
          DeploymentTargets: {
            OrganizationalUnitIds: [UNIT],
            Accounts: Match.absent(),
            AccountFilterType: Match.absent(),
          },
          Regions: REGIONS,
        },
      ],
    });
  });

  it('leaves out excluded accounts, and is called as the delegated administrator where there is one', () => {
    withOthers.template.hasResourceProperties(STACK_SET, {
      CallAs: 'DELEGATED_ADMIN',
      OperationPreferences: { FailureTolerancePercentage: 10 },
      StackInstancesGroup: [
        {
          DeploymentTargets: {
            OrganizationalUnitIds: [UNIT],
            Accounts: ['777788889999', '111122223333'],
            AccountFilterType: 'DIFFERENCE',
          },
        },
      ],
    });
  });

  it('waits in accounts that join for the StackSets of a landing zone', () => {
    const autoDeploymentDependsOn = 'arn:aws:cloudformation:eu-west-1:111122223333:stackset/recorders:1';
    deploy({ ...SHAPES['stack-set'], autoDeploymentDependsOn }).template.hasResourceProperties(STACK_SET, {
      AutoDeployment: { Enabled: true, DependsOn: [autoDeploymentDependsOn] },
    });
  });

  it.each([
    ['stack-set', 1],
    // AWS Config leaves out excluded accounts that join, too.
    ['organization', 0],
  ] as const)('in the shape %s, warns that excluded accounts that join get stacks: %i times', (shape, times) => {
    const excludedAccounts = '777788889999';
    const warnings = withApp((app) => {
      buildApp(app, settingsOf({ ...SHAPES[shape], excludedAccounts }));
      return app.synth().stacks.flatMap(({ messages }) => messages.map(({ entry }) => entry.data));
    });
    expect(warnings).toEqual(
      Array.from({ length: times }, () =>
        expect.stringMatching(/^AWS ignores "excludedAccounts" .* \[ack: rabbitmq-conformance:excludedAccounts\]$/),
      ),
    );
  });
});

describe('its template', () => {
  it('holds the evaluator and the pack, without alarms, which would cost in each account and region', () => {
    expect(resourceCounts(inner.json)).toEqual({
      'AWS::Config::ConformancePack': 1,
      'AWS::IAM::Role': 1,
      'AWS::Lambda::EventInvokeConfig': 1,
      'AWS::Lambda::Function': 1,
      'AWS::Lambda::Permission': 1,
      'AWS::Logs::LogGroup': 1,
      'AWS::SQS::Queue': 1,
      'AWS::SQS::QueuePolicy': 1,
    });
    expect(Object.keys(inner.json)).toEqual(['Description', 'Resources']);
  });

  it('has the code as text, so that no bucket is needed in each region', () => {
    inner.template.hasResourceProperties('AWS::Lambda::Function', {
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Code: { ZipFile: readFileSync('dist/lambda-inline/index.js', 'utf8') },
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'rabbitmq-conformance' } },
    });
  });

  it('lets only AWS Config of the same account invoke the function', () => {
    inner.template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'config.amazonaws.com',
      SourceAccount: '<AWS::AccountId>',
      SourceArn: 'arn:<AWS::Partition>:config:<AWS::Region>:<AWS::AccountId>:config-rule/*',
    });
  });

  it('assumes no role', () => {
    const [role] = Object.values(inner.template.findResources('AWS::IAM::Role'));
    const actions = role?.Properties.Policies[0].PolicyDocument.Statement.flatMap(
      ({ Action }: { Action: unknown }) => Action,
    );
    expect(actions).not.toContain('sts:AssumeRole');
    expect(role?.Properties).not.toHaveProperty('RoleName');
  });

  it('creates the pack after the permission, which AWS Config looks for', () => {
    const [permission = ''] = Object.keys(inner.template.findResources('AWS::Lambda::Permission'));
    const [functionId] = Object.keys(inner.template.findResources('AWS::Lambda::Function'));
    inner.template.hasResource('AWS::Config::ConformancePack', {
      DependsOn: [permission],
      Properties: {
        ConformancePackName: 'rabbitmq-conformance',
        TemplateBody: COMMITTED_PACK,
        ConformancePackInputParameters: [
          { ParameterName: 'EvaluatorFunctionArn', ParameterValue: `<${functionId}.Arn>` },
          { ParameterName: 'Frequency', ParameterValue: 'TwentyFour_Hours' },
        ],
      },
    });
  });
});
