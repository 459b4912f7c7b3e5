import type { Context } from '../support/cdk.ts';
import {
  COMMITTED_PACK,
  innerTemplate,
  resolve,
  resourceCounts,
  SHAPES,
  synthesize,
  synthesizeOne,
} from '../support/cdk.ts';

describe('the shape account', () => {
  const stack = synthesizeOne(SHAPES.account);

  it('has one stack, in the region of the credentials where no other is given', () => {
    expect([stack.name, stack.region]).toEqual(['rabbitmq-conformance-account', 'unknown-region']);
    expect(synthesizeOne({ ...SHAPES.account, regions: 'eu-south-2' }).region).toBe('eu-south-2');
  });

  it('holds the evaluator and the pack', () => {
    // No stored queries: it may stand beside a stack-set, which has brought them.
    expect(resourceCounts(stack.json)).toEqual({
      'AWS::CloudWatch::Alarm': 5,
      'AWS::CloudWatch::Dashboard': 1,
      'AWS::Config::ConformancePack': 1,
      'AWS::IAM::Role': 1,
      'AWS::Lambda::EventInvokeConfig': 1,
      'AWS::Lambda::Function': 1,
      'AWS::Lambda::Permission': 1,
      'AWS::Logs::LogGroup': 1,
      'AWS::Logs::QueryDefinition': 1,
      'AWS::SQS::Queue': 1,
      'AWS::SQS::QueuePolicy': 1,
    });
  });

  it('has the code from the bucket of the CDK', () => {
    stack.template.hasResourceProperties('AWS::Lambda::Function', {
      Code: { S3Bucket: 'cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>' },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
    });
  });

  it('lets only AWS Config of the same account invoke the function, before the pack is created', () => {
    stack.template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'config.amazonaws.com',
      SourceAccount: '<AWS::AccountId>',
      SourceArn: 'arn:<AWS::Partition>:config:<AWS::Region>:<AWS::AccountId>:config-rule/*',
    });
    const [permission = ''] = Object.keys(stack.template.findResources('AWS::Lambda::Permission'));
    stack.template.hasResource('AWS::Config::ConformancePack', {
      DependsOn: [permission],
      Properties: { ConformancePackName: 'rabbitmq-conformance', TemplateBody: COMMITTED_PACK },
    });
  });
});

describe('the shape management-account', () => {
  const settings = { rolePath: '/team/', permissionsBoundary: 'team/boundary', namePrefix: 'mq' };
  const stack = synthesizeOne({ ...SHAPES['management-account'], ...settings });

  it('has one stack with one role', () => {
    expect([stack.name, stack.region]).toEqual(['mq-management-account', 'unknown-region']);
    expect(resourceCounts(stack.json)).toEqual({ 'AWS::IAM::Role': 1 });
  });

  it('needs no bootstrap: it assumes no role of one, and looks for none', () => {
    expect(stack.deployRole).toBeUndefined();
    expect(Object.keys(stack.json)).toEqual(['Description', 'Resources']);
  });

  it('has the very role that a StackSet brings to the other accounts', () => {
    const [home] = synthesize({ ...SHAPES.covered, ...settings });
    if (home === undefined) throw new Error('There is no home stack.');
    const [wanted] = Object.values(innerTemplate(home).json.Resources);
    const expected = JSON.stringify(resolve(wanted)).replaceAll('<AdministratorAccount>', '444455556666');
    expect(Object.values(stack.template.findResources('AWS::IAM::Role'))).toEqual([JSON.parse(expected)]);
  });

  it('goes to the home region of the organization, with its settings', () => {
    const { regions, ...others }: Context = { ...SHAPES.covered, ...SHAPES['management-account'] };
    expect(synthesizeOne({ ...others, regions }).region).toBe('eu-west-1');
    expect(synthesizeOne({ ...others, regions, homeRegion: 'us-west-2' }).region).toBe('us-west-2');
  });
});
