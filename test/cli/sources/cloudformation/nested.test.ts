import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { evaluate, run } from '../../support.ts';
import type { Json } from './support.ts';
import { GOOD } from './support.ts';

const BROKER = { Type: 'AWS::AmazonMQ::Broker', Properties: { ...GOOD, PubliclyAccessible: { Ref: 'Public' } } };
const CHILD = { Parameters: { Public: { Type: 'String', Default: 'false' } }, Resources: { B: BROKER } };
const GRANDCHILD = { Parameters: { Public: { Type: 'String' } }, Resources: { B: BROKER } };
const STACK = 'AWS::CloudFormation::Stack';
const SET = 'AWS::CloudFormation::StackSet';
const APPLICATION = 'AWS::Serverless::Application';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content, undefined, 1));
  return path;
}

/** Evaluates a template whose only resource, on line 3, has a template of its own. */
async function evaluateParent(Type: string, Properties: Json, sections: Json = {}, more: Json = {}) {
  const path = write('parent.json', { Resources: { Inner: { Type, Properties, ...more } }, ...sections });
  const { status, stdout } = await run(['evaluate', '--checks', 'rabbitmq-no-public-access', '--format', 'json', path]);
  const output = JSON.parse(stdout);
  const short = (source: string) => source.replace(`${folder}/`, '');
  return {
    status,
    results: output.results.map(
      (result: { source: string; address: string; line?: number; verdict: string }) =>
        `${short(result.source)}:${result.line ?? ''} ${result.address} ${result.verdict}`,
    ),
    problems: output.problems.map(
      ({ source, message }: { source: string; message: string }) => `${short(source)}: ${message}`,
    ),
  };
}

const found = (result: string, status: number) => ({ status, results: [result], problems: [] });

describe('the template of a resource in a file below is read with what it is given', () => {
  const sections = {
    Parameters: { Where: { Type: 'String', Default: 'a/child.json' }, P: { Type: 'String', Default: 'true' } },
  };
  const escaped = JSON.stringify(CHILD);
  it.each<[name: string, type: string, properties: Json, expected: ReturnType<typeof found>]>([
    ['a default', STACK, { TemplateURL: './a/child.json' }, found('a/child.json:9 Inner/B pass', 0)],
    [
      'a boolean',
      STACK,
      { TemplateURL: 'a/child.json', Parameters: { Public: true } },
      found('a/child.json:9 Inner/B fail', 1),
    ],
    [
      'a parameter of its own',
      STACK,
      { TemplateURL: { Ref: 'Where' }, Parameters: { Public: { Ref: 'P' } } },
      found('a/child.json:9 Inner/B fail', 1),
    ],
    [
      'what nobody knows',
      STACK,
      { TemplateURL: 'a/child.json', Parameters: { Public: { 'Fn::GetAtt': ['X', 'Y'] } } },
      found('a/child.json:9 Inner/B unknown', 3),
    ],
    [
      'an application of AWS SAM',
      APPLICATION,
      { Location: 'a/child.json', Parameters: { Public: 'true' } },
      found('a/child.json:9 Inner/B fail', 1),
    ],
    [
      'a list',
      STACK,
      { TemplateURL: 'a/child.json', Parameters: { Public: ['false'] } },
      found('a/child.json:9 Inner/B unknown', 3),
    ],
    [
      'parameters of a stack set that are no list',
      SET,
      { TemplateURL: 'a/child.json', Parameters: { Public: 'false' } },
      found('a/child.json:9 Inner/B unknown', 3),
    ],
    ['a stack set', SET, { TemplateURL: 'a/child.json' }, found('a/child.json:9 Inner/B pass', 0)],
    ['a text in a stack set', SET, { TemplateBody: escaped }, found('parent.json:3 Inner/B pass', 0)],
    [
      'a text in a stack set, with a parameter',
      SET,
      { TemplateBody: escaped, Parameters: [{ ParameterKey: 'Public', ParameterValue: { Ref: 'P' } }] },
      found('parent.json:3 Inner/B fail', 1),
    ],
    [
      'a text in a stack set, with another parameter',
      SET,
      { TemplateBody: escaped, Parameters: [{ ParameterKey: 'Other', ParameterValue: 'true' }] },
      found('parent.json:3 Inner/B pass', 0),
    ],
    [
      'a text in a stack set, with a parameter of which the name is not known',
      SET,
      { TemplateBody: escaped, Parameters: [{ ParameterKey: { Ref: 'AWS::Region' }, ParameterValue: 'true' }] },
      found('parent.json:3 Inner/B unknown', 3),
    ],
    [
      'a text in a stack set, whose instances have parameters',
      SET,
      { TemplateBody: escaped, StackInstancesGroup: [{ ParameterOverrides: [] }] },
      found('parent.json:3 Inner/B unknown', 3),
    ],
    [
      'a text in a stack set, whose instances a function makes',
      SET,
      { TemplateBody: escaped, StackInstancesGroup: [{ 'Fn::If': ['X', { ParameterOverrides: [] }, {}] }] },
      found('parent.json:3 Inner/B unknown', 3),
    ],
    [
      'a text in a stack set, whose instances are as they are',
      SET,
      { TemplateBody: escaped, StackInstancesGroup: [{ Regions: ['eu-west-1'] }] },
      found('parent.json:3 Inner/B pass', 0),
    ],
  ])('%s', async (_, type, properties, expected) => {
    write('a/child.json', CHILD);
    expect(await evaluateParent(type, properties, sections)).toEqual(expected);
  });

  it('relative to the template that names it', async () => {
    write('a/child.json', { Resources: { G: { Type: STACK, Properties: { TemplateURL: 'b/grandchild.json' } } } });
    write('a/b/grandchild.json', GRANDCHILD);
    const { results } = await evaluateParent(STACK, { TemplateURL: 'a/child.json', Parameters: {} });
    expect(results).toEqual(['a/b/grandchild.json:8 Inner/G/B unknown']);
  });

  it('not where its condition is false', async () => {
    write('a/child.json', CHILD);
    const sections = { Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } } };
    const { status, results } = await evaluateParent(STACK, { TemplateURL: 'a/child.json' }, sections, {
      Condition: 'Never',
    });
    expect({ status, results }).toEqual({ status: 0, results: [] });
  });
});

it.each<[properties: Json, why: string]>([
  [
    { StackInstancesGroup: [{ ParameterOverrides: [] }] },
    'stack instances of the StackSet may override its parameters',
  ],
  [{ Parameters: {} }, 'the parameters of the StackSet are not a list'],
  [{ Parameters: [{ ParameterKey: { Ref: 'AWS::Region' } }] }, 'not all parameter names of the StackSet are known'],
])('why a parameter of a stack set with %j is not known', async (properties, why) => {
  const Properties = { TemplateBody: JSON.stringify(CHILD), ...properties };
  const { output } = await evaluate({ Resources: { Inner: { Type: SET, Properties } } });
  expect(output.results.map(({ detail }) => detail)).toContainEqual(expect.stringContaining(why));
});

const UNSEEN = { status: 3, results: ['parent.json:3 Inner unknown'], problems: [] };

describe('whether there are brokers in a template that is elsewhere is not known', () => {
  it.each<[name: string, type: string, properties: Json, location: string]>([
    [
      'at an address',
      STACK,
      { TemplateURL: 'https://s3.amazonaws.com/x/child.json' },
      'TemplateURL is "https://s3.amazonaws.com/x/child.json"',
    ],
    ['in a bucket', STACK, { TemplateURL: 's3://x/child.json' }, 'TemplateURL is "s3://x/child.json"'],
    ['at an absolute path', STACK, { TemplateURL: '/etc/hostname' }, 'TemplateURL is "/etc/hostname"'],
    [
      'at a path that is not known',
      STACK,
      { TemplateURL: { 'Fn::Sub': '$'.concat('{AWS::Region}.json') } },
      'TemplateURL is !Sub "$'.concat('{AWS::Region}.json"'),
    ],
    ['nowhere', SET, {}, 'TemplateURL is missing'],
    ['in a stack, which takes no text', STACK, { TemplateBody: '{"Resources": {}}' }, 'TemplateURL is missing'],
    [
      'in the repository of applications',
      APPLICATION,
      { Location: { ApplicationId: 'x' } },
      'Location is {ApplicationId: x}',
    ],
  ])('%s', async (_, type, properties, location) => {
    expect(await evaluateParent(type, properties)).toEqual(UNSEEN);
    const { output } = await evaluate({ Resources: { Inner: { Type: type, Properties: properties } } });
    expect(output.results).toMatchObject([
      {
        address: 'Inner',
        check: 'rabbitmq-no-public-access',
        severity: 'high',
        detail:
          `The template of Inner (${type}) cannot be read: ${location}. Brokers in it are not evaluated. ` +
          'Evaluate that template too, or name a file below the folder of this template, as for "aws cloudformation package".',
      },
    ]);
  });

  it('in a file that standard input names', async () => {
    const { status, output } = await evaluate({
      Resources: { I: { Type: STACK, Properties: { TemplateURL: 'package.json' } } },
    });
    expect({ status, problems: output.problems }).toEqual({ status: 3, problems: [] });
  });

  it('and counts under the gravest of the checks that were chosen', async () => {
    const template = { Resources: { Inner: { Type: STACK } } };
    const { status, output } = await evaluate(template, '--checks', 'rabbitmq-general-logging');
    expect({ status, checks: output.results.map(({ check }) => check) }).toEqual({
      status: 3,
      checks: ['rabbitmq-general-logging'],
    });
  });
});

describe('what is not read is a problem', () => {
  it.each<[name: string, type: string, properties: Json, problem: string | RegExp]>([
    [
      'a file that is not there',
      STACK,
      { TemplateURL: 'nope.json' },
      /^nope\.json: cannot be read: the file does not exist\./,
    ],
    [
      'a file that is no template',
      STACK,
      { TemplateURL: 'other.json' },
      /^other\.json: is not a CloudFormation template/,
    ],
    ['a file outside', STACK, { TemplateURL: '../../../../../../etc/hostname' }, /: is outside the folder of /],
    [
      'a link that leads outside',
      STACK,
      { TemplateURL: 'link/hostname' },
      /^link\/hostname: is outside the folder of /,
    ],
    ['itself', STACK, { TemplateURL: 'parent.json' }, /^parent\.json: includes itself as the nested stack Inner\.$/],
    [
      'itself by a link',
      STACK,
      { TemplateURL: 'loop/parent.json' },
      /: cannot be read: it is a symbolic link to itself\./,
    ],
    [
      'a text that is no template',
      SET,
      { TemplateBody: '{"a": 1}' },
      'parent.json: has a TemplateBody in Inner that is not a template.',
    ],
  ])('%s', async (_, type, properties, problem) => {
    write('other.json', { a: 1 });
    symlinkSync('/etc', join(folder, 'link'));
    symlinkSync('.', join(folder, 'loop'));
    const { status, results, problems } = await evaluateParent(type, properties);
    expect({ status, results }).toEqual({ status: 2, results: [] });
    expect(problems).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)]);
  });

  it('a stack in more stacks than can be', async () => {
    const stackOf = (TemplateURL: string) => ({ Resources: { S: { Type: STACK, Properties: { TemplateURL } } } });
    for (let level = 0; level <= 101; level += 1) write(`${level}.json`, stackOf(`${level + 1}.json`));
    const { problems } = await evaluateParent(STACK, { TemplateURL: '0.json' });
    expect(problems).toEqual(['99.json: has stacks that are nested more than 100 levels deep.']);
  });

  it('what only stale metadata names', async () => {
    write('child.json', CHILD);
    const url = { TemplateURL: 'https://s3.amazonaws.com/x/other.json' };
    const { status, results, problems } = await evaluateParent(
      STACK,
      url,
      {},
      { Metadata: { 'aws:asset:path': 'child.json' } },
    );
    expect({ status, results, problems }).toEqual(UNSEEN);
  });

  it('more resources in many stacks than can be', async () => {
    const brokers = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`B${index}`, { Type: 'AWS::SQS::Queue' }]),
    );
    const stacks = Object.fromEntries(
      Array.from({ length: 101 }, (_, index) => [
        `S${index}`,
        { Type: STACK, Properties: { TemplateURL: 'big.json' } },
      ]),
    );
    write('big.json', { Resources: brokers });
    write('many.json', { Resources: stacks });
    const { problems } = await evaluateParent(STACK, { TemplateURL: 'many.json' });
    expect(new Set(problems)).toEqual(
      new Set(['big.json: has more than 100000 resources, including its nested stacks.']),
    );
  });

  it('a file outside of the template, but not of the folder that is evaluated', async () => {
    write('common/child.json', CHILD);
    write('stacks/parent.json', {
      Resources: { Inner: { Type: STACK, Properties: { TemplateURL: '../common/child.json' } } },
    });
    expect((await run(['evaluate', folder])).status).toBe(0);
    const { status, stderr } = await run(['evaluate', join(folder, 'stacks/parent.json')]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringContaining('Evaluate the folder that contains both'),
    });
  });

  it('where a macro may change what the stack is given', async () => {
    write('child.json', CHILD);
    const { status, results, problems } = await evaluateParent(
      STACK,
      { TemplateURL: 'child.json' },
      { Transform: 'X' },
    );
    expect({ status, results }).toEqual({ status: 2, results: UNSEEN.results });
    expect(problems).toEqual([expect.stringContaining('has the macro "X"')]);
  });
});
