import { isTemplate, parameterNames, parseTemplate } from '../../../../cli/sources/cloudformation/template.ts';
import type { ParameterValues } from '../../../../cli/sources/parameter-sets.ts';
import type { Json } from './support.ts';
import { GOOD, judge, PASS, templateOf, toJson, toYaml } from './support.ts';

const MODE = { ...GOOD, DeploymentMode: { Ref: 'Mode' } };

describe('a parameter', () => {
  const read = (declaration: unknown, given: ParameterValues = {}) => {
    const { verdicts, details, problems } = judge(
      toYaml(templateOf(MODE, { Parameters: { Mode: declaration } })),
      given,
    );
    return { verdict: verdicts[0], detail: details[0], problems };
  };
  const string = (others: Json) => ({ Type: 'String', ...others });
  const single = string({ Default: 'SINGLE_INSTANCE' });
  const cluster = { Mode: 'CLUSTER_MULTI_AZ' };

  it.each<[name: string, declaration: unknown, given: ParameterValues, verdict: string]>([
    ['has its default', single, {}, 'fail'],
    ['has what is given', single, cluster, 'pass'],
    ['has what is given if it has no default', string({}), cluster, 'pass'],
    ['has an empty value that is given', single, { Mode: '' }, 'unknown'],
    ['has an equals sign in what is given', single, { Mode: 'a=b' }, 'unknown'],
    ['has no value', string({}), {}, 'unknown'],
    ['has no value, but values that are allowed', string({ AllowedValues: ['x'] }), {}, 'unknown'],
    ['is given another one', single, { Modes: 'CLUSTER_MULTI_AZ' }, 'fail'],
    ['is given a member of every object', string({}), { toString: 'x' }, 'unknown'],
    [
      'has an allowed default',
      string({ Default: 'CLUSTER_MULTI_AZ', AllowedValues: ['CLUSTER_MULTI_AZ'] }),
      {},
      'pass',
    ],
    ['is given an allowed value', string({ AllowedValues: ['CLUSTER_MULTI_AZ', 'x'] }), cluster, 'pass'],
    ['has a default that is null', string({ Default: null }), {}, 'unknown'],
    ['has a default that is an object', string({ Default: { Ref: 'X' } }), {}, 'unknown'],
    ['has no type', { Default: 'CLUSTER_MULTI_AZ' }, {}, 'unknown'],
    ['is no object', 'CLUSTER_MULTI_AZ', {}, 'unknown'],
    ['is read from SSM', { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'CLUSTER_MULTI_AZ' }, {}, 'unknown'],
    ['is given, but read from SSM', { Type: 'AWS::SSM::Parameter::Value<String>' }, cluster, 'unknown'],
    ['names an SSM parameter', { Type: 'AWS::SSM::Parameter::Name', Default: 'CLUSTER_MULTI_AZ' }, {}, 'unknown'],
    [
      'is given a value that only AWS knows, whatever its default',
      string({ Default: 'CLUSTER_MULTI_AZ' }),
      { Mode: undefined },
      'unknown',
    ],
    ['is given a dynamic reference', single, { Mode: '{{resolve:ssm:x}}' }, 'unknown'],
  ])('%s', (_, declaration, given, verdict) => {
    expect(read(declaration, given)).toMatchObject({ verdict, problems: [] });
  });

  it.each<[declaration: unknown, why: string]>([
    [{ Default: 'x' }, 'the parameter Mode has no Type'],
    [string({ Default: null }), 'the parameter Mode has a Default that must be in quotes'],
  ])('%j is not known, and the reason is given', (declaration, why) => {
    expect(read(declaration).detail).toBe(`DeploymentMode is not known: it is !Ref Mode, and ${why}.`);
  });

  it.each<[name: string, declaration: unknown, given: Readonly<Record<string, string>>, problem: string]>([
    [
      'given',
      string({ AllowedValues: ['SINGLE_INSTANCE'] }),
      cluster,
      'the parameter Mode has the value "CLUSTER_MULTI_AZ", which is not one of its AllowedValues.',
    ],
    [
      'given in another case',
      string({ AllowedValues: ['CLUSTER_MULTI_AZ'] }),
      { Mode: 'cluster_multi_az' },
      'the parameter Mode has the value "cluster_multi_az", which is not one of its AllowedValues.',
    ],
    [
      'a default',
      string({ Default: 'CLUSTER_MULTI_AZ', AllowedValues: ['x'] }),
      {},
      'the parameter Mode has the value "CLUSTER_MULTI_AZ", which is not one of its AllowedValues.',
    ],
    [
      'one of a list',
      { Type: 'CommaDelimitedList', Default: 'a,b', AllowedValues: ['a'] },
      {},
      'the parameter Mode has the value "b", which is not one of its AllowedValues.',
    ],
    [
      'a secret',
      string({ NoEcho: true, AllowedValues: ['x'] }),
      { Mode: 'hunter2' },
      'the parameter Mode has a value, which is not one of its AllowedValues.',
    ],
  ])('has a value that is not allowed: %s', (_, declaration, given, problem) => {
    expect(read(declaration, given)).toEqual({
      verdict: 'unknown',
      detail:
        'DeploymentMode is not known: it is !Ref Mode, ' +
        'and the parameter Mode has a value that is not one of its AllowedValues.',
      problems: [problem],
    });
  });
});

const TRUTHS = { pass: 'true', fail: 'false', unknown: 'unknown', skip: 'nothing', exempt: 'nothing' } as const;

describe('a condition', () => {
  const decide = (condition: unknown, others: Json = {}, given: Readonly<Record<string, string>> = {}) => {
    const sections = {
      Parameters: {
        Stage: { Type: 'String', Default: 'live' },
        Open: { Type: 'String' },
        Flag: { Type: 'String', Default: true },
        Count: { Type: 'Number', Default: 3 },
      },
      Conditions: { C: condition, T: { 'Fn::Equals': ['a', 'a'] }, ...others },
    };
    const properties = { ...GOOD, DeploymentMode: { 'Fn::If': ['C', 'CLUSTER_MULTI_AZ', 'SINGLE_INSTANCE'] } };
    return judge(toYaml(templateOf(properties, sections)), given);
  };
  const truth = (...args: Parameters<typeof decide>): string => TRUTHS[decide(...args).verdicts[0] ?? 'skip'];
  const live = { 'Fn::Equals': [{ Ref: 'Stage' }, 'live'] };
  const test = { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] };
  const open = { 'Fn::Equals': [{ Ref: 'Open' }, 'x'] };

  it.each<[name: string, condition: unknown, expected: string]>([
    ['Equals, equal', live, 'true'],
    ['Equals, not equal', test, 'false'],
    ['Equals, in another case', { 'Fn::Equals': [{ Ref: 'Stage' }, 'Live'] }, 'false'],
    ['Equals, not known', open, 'unknown'],
    ['Equals, a boolean and its text', { 'Fn::Equals': [{ Ref: 'Flag' }, 'true'] }, 'true'],
    ['Equals, a number and its text', { 'Fn::Equals': [{ Ref: 'Count' }, '3'] }, 'true'],
    ['Equals, a number that may be read otherwise', { 'Fn::Equals': ['1.0', 1.5] }, 'unknown'],
    ['Equals, a pseudo parameter', { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }, 'unknown'],
    ['Equals, the other not known', { 'Fn::Equals': ['x', { Ref: 'Open' }] }, 'unknown'],
    ['Equals, one operand', { 'Fn::Equals': ['a'] }, 'unknown'],
    ['Equals, three operands', { 'Fn::Equals': ['a', 'a', 'a'] }, 'unknown'],
    ['Equals, lists', { 'Fn::Equals': [['a'], ['a']] }, 'unknown'],
    ['Equals, null', { 'Fn::Equals': [null, null] }, 'unknown'],
    ['Not', { 'Fn::Not': [live] }, 'false'],
    ['Not, not known', { 'Fn::Not': [open] }, 'unknown'],
    ['Not, two operands', { 'Fn::Not': [live, live] }, 'unknown'],
    ['And, all', { 'Fn::And': [live, live] }, 'true'],
    ['And, one of them not', { 'Fn::And': [live, test] }, 'false'],
    ['And, one of them not known', { 'Fn::And': [live, open] }, 'unknown'],
    ['And, false whatever the other is', { 'Fn::And': [open, test] }, 'false'],
    ['Or, none', { 'Fn::Or': [test, test] }, 'false'],
    ['Or, one of them', { 'Fn::Or': [test, live] }, 'true'],
    ['Or, one of them not known', { 'Fn::Or': [test, open] }, 'unknown'],
    ['Or, true whatever the other is', { 'Fn::Or': [open, live] }, 'true'],
    ['And, ten', { 'Fn::And': Array(10).fill(live) }, 'true'],
    ['And, eleven', { 'Fn::And': Array(11).fill(live) }, 'unknown'],
    ['Or, ten', { 'Fn::Or': Array(10).fill(test) }, 'false'],
    ['Or, eleven', { 'Fn::Or': Array(11).fill(test) }, 'unknown'],
    ['Or, no operands', { 'Fn::Or': [] }, 'unknown'],
    ['Condition', { Condition: 'T' }, 'true'],
    ['Condition, in a function', { 'Fn::Not': [{ Condition: 'T' }] }, 'false'],
    ['Condition, that is not there', { Condition: 'X' }, 'unknown'],
    ['Condition, itself', { Condition: 'C' }, 'unknown'],
    ['Condition, itself in a function', { 'Fn::Or': [{ Condition: 'C' }, { Condition: 'C' }] }, 'unknown'],
    ['another function', { 'Fn::Contains': [['a'], 'a'] }, 'unknown'],
    ['a boolean', true, 'unknown'],
    ['two functions', { ...live, 'Fn::Not': [test] }, 'unknown'],
    ['nothing', null, 'unknown'],
  ])('%s', (_, condition, expected) => {
    expect(truth(condition)).toBe(expected);
  });

  it('that depends on one that depends on it', () => {
    expect(truth({ Condition: 'D' }, { D: { 'Fn::Not': [{ Condition: 'C' }] } })).toBe('unknown');
  });

  it('that is settled by what is given', () => {
    expect([truth(open, {}, { Open: 'x' }), truth(open, {}, { Open: 'y' })]).toEqual(['true', 'false']);
  });

  const WRONG_NUMBER = 'a function has the wrong number of operands';
  it.each<[name: string, condition: unknown, others: Json, why: string]>([
    ['that a macro may change', live, { 'Fn::Transform': { Name: 'M' } }, 'a macro may change the condition C'],
    ['of two functions', { ...live, 'Fn::Not': [test] }, {}, 'it is not a single function'],
    ['of no function', true, {}, 'it is not a condition function'],
    ['of another function', { 'Fn::Contains': [['a'], 'a'] }, {}, 'it is not a condition function'],
    ['without operands', { 'Fn::Not': live }, {}, WRONG_NUMBER],
    ['with one operand too few', { 'Fn::Equals': ['a'] }, {}, WRONG_NUMBER],
    ['that refers to itself', { Condition: 'C' }, {}, 'the condition C refers to itself'],
  ])('%s: the reason is given', (_, condition, others, why) => {
    const { verdicts, details } = decide(condition, others);
    expect(verdicts[0]).toBe('unknown');
    expect(details[0]).toContain(`the condition C is not known, because ${why}.`);
  });

  it('of a chain that is too long', () => {
    const chain = Array.from({ length: 3_000 }, (_, index) => [`X${index}`, { Condition: `X${index + 1}` }]);
    const { verdicts, details } = decide({ Condition: 'X0' }, { ...Object.fromEntries(chain), X3000: live });
    expect(verdicts[0]).toBe('unknown');
    expect(details[0]).toContain('because its chain of references is too long.');
  });
});

describe('a broker with a condition', () => {
  const sections = {
    Parameters: { Open: { Type: 'String' } },
    Conditions: {
      Always: { 'Fn::Equals': ['a', 'a'] },
      Never: { 'Fn::Equals': ['a', 'b'] },
      Open: { 'Fn::Equals': [{ Ref: 'Open' }, 'x'] },
    },
  };
  it.each<[name: string, condition: unknown, verdicts: readonly string[], notices: readonly string[]]>([
    ['that is true', 'Always', PASS, []],
    ['that is false', 'Never', [], ['skipped Broker, because its condition Never is false.']],
    ['that is not known', 'Open', PASS, []],
    ['that is not there', 'Nope', PASS, []],
    ['that is no text', { Ref: 'Open' }, PASS, []],
  ])('%s', (_, Condition, verdicts, notices) => {
    expect(judge(toJson(templateOf(GOOD, sections, { Condition })))).toMatchObject({ verdicts, notices, problems: [] });
  });
});

it('parameters can be asked for, to tell those that no template has', async () => {
  const template = await parseTemplate(
    toYaml(templateOf(MODE, { Parameters: { Mode: { Type: 'String' }, Other: {} } })),
  );
  expect(template && parameterNames(template)).toEqual(['Mode', 'Other']);
  const none = await parseTemplate(toYaml(templateOf(GOOD)));
  expect(none && parameterNames(none)).toEqual([]);
});

// But for the version, by which alone a template is known.
const SECTIONS = [
  ...['Conditions', 'Description', 'Globals', 'Hooks', 'Mappings', 'Metadata'],
  ...['Outputs', 'Parameters', 'Resources', 'Rules', 'Transform'],
];

it.each<[name: string, value: unknown, expected: boolean]>([
  ['a version', { AWSTemplateFormatVersion: '2010-09-09' }, true],
  ['resources', { Resources: { A: { Type: 'AWS::SQS::Queue' } } }, true],
  ['resources among others', { Foo: 1, Resources: { A: { Type: 'AWS::SQS::Queue' } } }, true],
  ['resources, one of them empty', { Foo: 1, Resources: { A: {}, B: { Type: 'AWS::SQS::Queue' } } }, true],
  ['resources of other types', { Foo: 1, Resources: { A: { Type: 'queue' } } }, false],
  ['all sections', Object.fromEntries(SECTIONS.map((name) => [name, {}])), true],
  ['all sections, and another one', Object.fromEntries([...SECTIONS, 'Foo'].map((name) => [name, {}])), false],
  ['resources that a macro makes', { Foo: 1, Resources: { 'Fn::Transform': {} } }, true],
  ['no resources', { Resources: {} }, true],
  ['null resources', { Description: 'x', Resources: null }, true],
  ['a transform', { Transform: 'AWS::Serverless-2016-10-31' }, true],
  ['a description only', { Description: 'x' }, false],
  ['a list of resources', { Resources: [{ Type: 'AWS::SQS::Queue' }] }, false],
  ['other resources', { kind: 'x', Resources: { a: 1 } }, false],
  ['resources in lower case', { resources: { A: { Type: 'AWS::SQS::Queue' } } }, false],
  ['a list', [], false],
  ['null', null, false],
  ['a text', 'Resources', false],
])('whether a value is a template: %s', (_, value, expected) => {
  expect(isTemplate(value)).toBe(expected);
});
