import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { UnsupportedTemplateError } from '../../../simulator/template/unsupported.ts';
import { deployAssembly, outputsOf } from '../deploy-assembly.ts';
import { deployTemplate } from '../deploy-template.ts';
import { ACCOUNTS, PAYMENTS, problemsOf } from '../support.ts';

const LOG = { Type: 'AWS::Logs::LogGroup' };

test.each([
  { what: 'a type of resource that is not known', template: { Resources: { A: { Type: 'AWS::S3::Bucket' } } } },
  {
    what: 'an attribute of a resource that is not known',
    template: { Resources: { A: { ...LOG, CreationPolicy: {} } } },
  },
  { what: 'a section that is not known', template: { Resources: { A: LOG }, Transform: 'AWS::Serverless-2016-10-31' } },
  {
    what: 'a function of conditions that is not known',
    template: { Resources: { A: LOG }, Conditions: { C: { 'Fn::And': [] } } },
  },
  {
    what: 'GetAtt of an attribute that is not known',
    template: { Resources: { A: LOG }, Outputs: { O: { Value: { 'Fn::GetAtt': 'A.Id' } } } },
  },
  {
    what: 'a pseudo parameter that is not known',
    template: { Resources: { A: LOG }, Outputs: { O: { Value: { Ref: 'AWS::NotificationARNs' } } } },
  },
  {
    what: 'a permission for all actions',
    template: { Resources: { A: { Type: 'AWS::Lambda::Permission', Properties: { Action: 'lambda:*' } } } },
  },
  {
    what: 'a property that is not known',
    template: { Resources: { A: { ...LOG, Properties: { LogGroupClass: 'DELIVERY' } } } },
  },
  {
    what: 'an attribute of an output that is not known',
    template: { Resources: { A: LOG }, Outputs: { O: { Value: 'x', Condition: 'IsBig' } } },
  },
  {
    what: 'an attribute of a parameter that is not known',
    template: { Resources: { A: LOG }, Parameters: { P: { Default: 'x', MaxLength: 1 } } },
  },
])('$what is refused', ({ template }) => {
  expect(() => deployTemplate(createAwsState(ACCOUNTS), template)).toThrow(UnsupportedTemplateError);
});

/** Exports a value under a name. */
function exporting(name: string, value: string): object {
  return { Resources: { A: LOG }, Outputs: { O: { Value: value, Export: { Name: name } } } };
}

test('values come from parameters, their defaults, mappings and exports', () => {
  const state = createAwsState(ACCOUNTS);
  const template = {
    Parameters: { Given: {}, Missing: { Default: 'default' } },
    Mappings: { M: { aws: { Domain: 'mapped' } } },
    Resources: { A: LOG },
    Outputs: {
      A: { Value: { 'Fn::Sub': '$' + '{Given} $' + '{Missing} $' + '{AWS::Region}' }, Export: { Name: 'new' } },
      B: { Value: { 'Fn::FindInMap': ['M', { Ref: 'AWS::Partition' }, 'Domain'] } },
      C: { Value: { 'Fn::ImportValue': 'known' } },
    },
  };
  const parameters = { Given: 'given' };
  expect(() => outputsOf(deployTemplate(state, template, { parameters }))).toThrow('No export named known found.');
  deployTemplate(state, exporting('known', 'exported'), { name: 'exporting' });
  const outputs = outputsOf(deployTemplate(state, template, { name: 'good', parameters }));
  expect(outputs).toEqual({ A: 'given default eu-west-1', B: 'mapped', C: 'exported' });
  expect(() => outputsOf(deployTemplate(state, template, { name: 'bad' }))).toThrow(
    'Parameters: [Given] must have values',
  );
  expect(() => outputsOf(deployTemplate(state, template, { name: 'twice', parameters }))).toThrow(
    'Export with name new is already exported.',
  );
});

test('a parameter has to be one of the template and match its pattern', () => {
  const template = { Parameters: { Account: { AllowedPattern: '\\d{12}' } }, Resources: { A: LOG } };
  const deploy = (parameters: Record<string, string>) =>
    outputsOf(deployTemplate(createAwsState(ACCOUNTS), template, { parameters }));
  expect(deploy({ Account: PAYMENTS })).toEqual({});
  expect(() => deploy({ Account: `${PAYMENTS}0` })).toThrow('must match pattern');
  expect(() => deploy({ Account: PAYMENTS, Other: '' })).toThrow('[Other] do not exist');
});

test('stacks are deployed after those that they depend on, and not if one of these failed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-test-'));
  try {
    const value = (Value: unknown, ...names: string[]) => ({
      O: { Value, ...(names[0] ? { Export: { Name: names[0] } } : {}) },
    });
    const write = (name: string, Outputs: object) =>
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ Resources: { A: LOG }, Outputs }));
    write('importing', value({ 'Fn::ImportValue': 'shared' }));
    write('exporting', value('x', 'shared'));
    write('failing', value({ 'Fn::ImportValue': 'unknown' }));
    write('dependent', value('y'));
    write('elsewhere', value({ 'Fn::ImportValue': 'shared' }));
    const stack = (name: string, region: string, ...dependencies: string[]) => [
      name,
      {
        type: 'aws:cloudformation:stack',
        environment: `aws://unknown-account/${region}`,
        dependencies,
        properties: { templateFile: `${name}.json` },
      },
    ];
    const artifacts = Object.fromEntries([
      stack('importing', 'unknown-region', 'exporting'),
      stack('dependent', 'eu-west-1', 'failing'),
      stack('failing', 'eu-west-1'),
      stack('exporting', 'eu-west-1'),
      stack('elsewhere', 'eu-central-1', 'exporting'),
    ]);
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
    const options = { accountId: PAYMENTS, defaultRegion: 'eu-west-1' };
    const stacks = deployAssembly(createAwsState(ACCOUNTS), folder, options);
    expect(stacks.map(({ name }) => name)).toEqual(['exporting', 'importing', 'failing', 'dependent', 'elsewhere']);
    expect(stacks[1]).toEqual({ name: 'importing', outputs: { O: 'x' } });
    expect(problemsOf(stacks)).toEqual({
      failing: 'No export named unknown found.',
      dependent: 'Not deployed because failing failed.',
      // Exports are those of a region.
      elsewhere: 'No export named shared found.',
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
