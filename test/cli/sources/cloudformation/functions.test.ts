// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import type { Json } from './support.ts';
import { GOOD, judge, templateOf, toJson, toYaml } from './support.ts';

const CLUSTER = 'CLUSTER_MULTI_AZ';
const SINGLE = 'SINGLE_INSTANCE';

const SECTIONS = {
  Parameters: {
    Mode: { Type: 'String', Default: CLUSTER },
    Kind: { Type: 'String', Default: 'CLUSTER' },
    Empty: { Type: 'String' },
    Modes: { Type: 'CommaDelimitedList', Default: `${SINGLE}, ${CLUSTER}` },
    Numbers: { Type: 'List<Number>', Default: '0,1' },
    Kinds: { Type: 'CommaDelimitedList', Default: 'CLUSTER, _MULTI_AZ' },
    One: { Type: 'Number', Default: 1 },
    Unquoted: { Type: 'String', Default: 3.5 },
    Latest: { Type: 'AWS::SSM::Parameter::Value<String>', Default: CLUSTER },
    Secret: { Type: 'String', Default: '{{resolve:ssm:mode}}' },
    Long: { Type: 'String', Default: 'x'.repeat(4096) },
  },
  Mappings: {
    Modes: { production: { mode: CLUSTER, list: [SINGLE, CLUSTER] }, test: { mode: SINGLE }, none: CLUSTER },
    Generated: { production: { mode: CLUSTER }, 'Fn::Transform': { Name: 'M' } },
    Loop: { a: { b: [{ 'Fn::Select': [0, { 'Fn::FindInMap': ['Loop', 'a', 'b'] }] }] } },
  },
  Conditions: {
    Always: { 'Fn::Equals': [{ Ref: 'Mode' }, CLUSTER] },
    Never: { 'Fn::Not': [{ Condition: 'Always' }] },
    Open: { 'Fn::Equals': [{ Ref: 'Empty' }, 'x'] },
  },
} as const;

const EMPTY = 'the parameter Empty has no value (set it with --parameters Empty=… or in a parameter file)';
const SECRET = 'CloudFormation resolves it only when it deploys the stack';
const NOT_SO = 'the function is malformed';

/** What a mode comes to: a text, or why it is not known. */
const MODES: readonly (readonly [name: string, value: unknown, verdict: string, detail: string])[] = [
  ['Ref, a default', { Ref: 'Mode' }, 'pass', ''],
  ['Ref, no value', { Ref: 'Empty' }, 'unknown', `it is !Ref Empty, and ${EMPTY}`],
  [
    'Ref, a pseudo parameter',
    { Ref: 'AWS::Region' },
    'unknown',
    'AWS::Region is known only when the stack is deployed',
  ],
  ['Ref, no value at all', { Ref: 'AWS::NoValue' }, 'unknown', 'is missing from the template'],
  ['Ref, a resource', { Ref: 'Broker' }, 'unknown', 'names of resources are known only when the stack is deployed'],
  ['Ref, nothing', { Ref: 'Nothing' }, 'unknown', 'there is no parameter "Nothing"'],
  ['Ref, no name', { Ref: ['Mode'] }, 'unknown', NOT_SO],
  ['Ref, beside others', { Ref: 'Mode', X: 1 }, 'unknown', 'there are other members next to Ref'],
  ['Ref, an SSM parameter', { Ref: 'Latest' }, 'unknown', 'the parameter Latest is the name of an SSM parameter'],
  ['Ref, a dynamic reference', { Ref: 'Secret' }, 'unknown', SECRET],
  ['Ref, a list', { Ref: 'Modes' }, 'unknown', 'has the invalid value a list'],
  ['a dynamic reference', '{{resolve:ssm:mode}}', 'unknown', `it is "{{resolve:ssm:mode}}", and ${SECRET}`],

  ['Sub', { 'Fn::Sub': '${Kind}_MULTI_AZ' }, 'pass', ''],
  ['Sub, without variables', { 'Fn::Sub': SINGLE }, 'fail', ''],
  ['Sub, spaces', { 'Fn::Sub': '${ Kind }_MULTI_AZ' }, 'pass', ''],
  ['Sub, a map', { 'Fn::Sub': ['${A}${B}', { A: 'CLUSTER_', B: { 'Fn::Sub': 'MULTI_AZ' } }] }, 'pass', ''],
  ['Sub, a map before a parameter', { 'Fn::Sub': ['${Mode}', { Mode: SINGLE }] }, 'fail', ''],
  ['Sub, a literal', { 'Fn::Sub': '${!Kind}_MULTI_AZ' }, 'unknown', '"${KIND}_MULTI_AZ" is an unknown deployment mode'],
  ['Sub, no value', { 'Fn::Sub': '${Empty}' }, 'unknown', EMPTY],
  ['Sub, a pseudo parameter', { 'Fn::Sub': 'X${AWS::AccountId}' }, 'unknown', 'AWS::AccountId is known only when'],
  ['Sub, an attribute', { 'Fn::Sub': '${Broker.Arn}' }, 'unknown', 'attributes of resources are known only when'],
  ['Sub, a list', { 'Fn::Sub': '${Modes}' }, 'unknown', NOT_SO],
  ['Sub, not closed', { 'Fn::Sub': 'CLUSTER_MULTI_AZ${Kind' }, 'unknown', NOT_SO],
  ['Sub, no text', { 'Fn::Sub': 5 }, 'unknown', NOT_SO],
  ['Sub, in another', { 'Fn::Sub': '${${Kind}}' }, 'unknown', NOT_SO],
  ['Sub, three operands', { 'Fn::Sub': ['${Mode}', {}, 1] }, 'unknown', NOT_SO],
  ['Sub, no map', { 'Fn::Sub': ['${Mode}', 'x'] }, 'unknown', NOT_SO],
  ['Sub, makes a dynamic reference', { 'Fn::Sub': '{{resolve:ssm:${Kind}}}' }, 'unknown', SECRET],

  ['FindInMap', { 'Fn::FindInMap': ['Modes', 'production', 'mode'] }, 'pass', ''],
  ['FindInMap, computed keys', { 'Fn::FindInMap': ['Modes', { 'Fn::Sub': 'test' }, 'mode'] }, 'fail', ''],
  ['FindInMap, no key', { 'Fn::FindInMap': ['Modes', 'x', 'mode'] }, 'unknown', 'the mappings have no key "x" there'],
  ['FindInMap, default', { 'Fn::FindInMap': ['Modes', 'x', 'mode', { DefaultValue: SINGLE }] }, 'fail', ''],
  ['FindInMap, no value', { 'Fn::FindInMap': ['Modes', { Ref: 'Empty' }, 'mode'] }, 'unknown', EMPTY],
  [
    'FindInMap, no value with a default',
    { 'Fn::FindInMap': ['Modes', { Ref: 'Empty' }, 'mode', { DefaultValue: CLUSTER }] },
    'unknown',
    EMPTY,
  ],
  [
    'FindInMap, a default that is not needed',
    { 'Fn::FindInMap': ['Modes', 'production', 'mode', { DefaultValue: SINGLE }] },
    'pass',
    '',
  ],
  ['FindInMap, two keys', { 'Fn::FindInMap': ['Modes', 'none'] }, 'unknown', NOT_SO],
  ['FindInMap, a key too many', { 'Fn::FindInMap': ['Modes', 'none', 'mode'] }, 'unknown', NOT_SO],
  ['FindInMap, five operands', { 'Fn::FindInMap': ['Modes', 'production', 'mode', {}, 1] }, 'unknown', NOT_SO],
  ['FindInMap, no operands', { 'Fn::FindInMap': 'Modes' }, 'unknown', NOT_SO],
  [
    'FindInMap, beside a macro',
    { 'Fn::FindInMap': ['Generated', 'production', 'mode'] },
    'unknown',
    'a macro may change',
  ],
  ['FindInMap, refers to itself', { 'Fn::FindInMap': ['Loop', 'a', 'b'] }, 'unknown', 'a list'],
  [
    'FindInMap, refers to itself in a list',
    { 'Fn::Select': [0, { 'Fn::FindInMap': ['Loop', 'a', 'b'] }] },
    'unknown',
    'it refers to itself',
  ],

  ['Join', { 'Fn::Join': ['_', [{ Ref: 'Kind' }, 'MULTI', 'AZ']] }, 'pass', ''],
  ['Join, a list', { 'Fn::Join': ['', { 'Fn::Split': ['-', 'CLUSTER_-MULTI_AZ'] }] }, 'pass', ''],
  ['Join, no value', { 'Fn::Join': ['', [CLUSTER, { Ref: 'Empty' }]] }, 'unknown', EMPTY],
  [
    'Join, AWS::NoValue',
    { 'Fn::Join': ['', [CLUSTER, { Ref: 'AWS::NoValue' }]] },
    'unknown',
    'AWS::NoValue is not a string',
  ],
  ['Join, of many', { 'Fn::Join': ['', [...Array(400).fill({ 'Fn::Sub': '' }), CLUSTER]] }, 'pass', ''],
  ['Join, a list in a list', { 'Fn::Join': ['', [CLUSTER, ['x']]] }, 'unknown', 'it has no string where it needs one'],
  ['Join, by a number', { 'Fn::Join': [5, [CLUSTER]] }, 'unknown', NOT_SO],
  ['Join, of a parameter', { 'Fn::Join': ['', { Ref: 'Kinds' }] }, 'pass', ''],
  ['Join, no list', { 'Fn::Join': ['', CLUSTER] }, 'unknown', NOT_SO],
  [
    'Join, the same in both branches',
    { 'Fn::Join': ['', [{ 'Fn::If': ['Open', 'CLUSTER', { Ref: 'Kind' }] }, '_MULTI_AZ']] },
    'pass',
    '',
  ],
  [
    'Join, AWS::NoValue in both branches',
    { 'Fn::Join': ['', [{ 'Fn::If': ['Open', { Ref: 'AWS::NoValue' }, { Ref: 'AWS::NoValue' }] }, CLUSTER]] },
    'unknown',
    'AWS::NoValue is not a string',
  ],
  ['Join, too long', { 'Fn::Join': ['', Array(257).fill({ Ref: 'Long' })] }, 'unknown', 'it is too long'],
  ['Join, three operands', { 'Fn::Join': ['', [CLUSTER], 1] }, 'unknown', NOT_SO],
  ['Join, makes a dynamic reference', { 'Fn::Join': ['', ['{{res', 'olve:ssm:x}}']] }, 'unknown', SECRET],

  ['Select', { 'Fn::Select': [1, [SINGLE, CLUSTER]] }, 'pass', ''],
  ['Select, a text', { 'Fn::Select': ['0', [SINGLE, CLUSTER]] }, 'fail', ''],
  ['Select, of a parameter', { 'Fn::Select': [{ Ref: 'One' }, { Ref: 'Modes' }] }, 'pass', ''],
  ['Select, of a map', { 'Fn::Select': [1, { 'Fn::FindInMap': ['Modes', 'production', 'list'] }] }, 'pass', ''],
  ['Select, of a split', { 'Fn::Select': [1, { 'Fn::Split': [':', `x:${CLUSTER}`] }] }, 'pass', ''],
  ['Select, only the other is not known', { 'Fn::Select': [0, [CLUSTER, { Ref: 'Empty' }]] }, 'pass', ''],
  ['Select, no value', { 'Fn::Select': [1, [CLUSTER, { Ref: 'Empty' }]] }, 'unknown', EMPTY],
  ['Select, beyond the end', { 'Fn::Select': [2, { Ref: 'Modes' }] }, 'unknown', 'the list is too short'],
  ['Select, before the beginning', { 'Fn::Select': [-1, { Ref: 'Modes' }] }, 'unknown', 'the list is too short'],
  ['Select, the eleventh', { 'Fn::Select': [10, [...Array(10).fill(SINGLE), CLUSTER]] }, 'pass', ''],
  ['Select, by a word', { 'Fn::Select': ['length', [CLUSTER]] }, 'unknown', 'the list is too short'],
  ['Select, three operands', { 'Fn::Select': [0, [CLUSTER], 1] }, 'unknown', NOT_SO],
  ['Select, no list', { 'Fn::Select': [0, CLUSTER] }, 'unknown', NOT_SO],
  ['Split, whole', { 'Fn::Split': ['-', CLUSTER] }, 'unknown', 'has the invalid value a list'],
  ['Split, no value', { 'Fn::Select': [0, { 'Fn::Split': ['-', { Ref: 'Empty' }] }] }, 'unknown', EMPTY],
  ['Split, three operands', { 'Fn::Select': [0, { 'Fn::Split': ['-', CLUSTER, 1] }] }, 'unknown', NOT_SO],
  ['Split, by a number', { 'Fn::Select': [0, { 'Fn::Split': [5, CLUSTER] }] }, 'unknown', NOT_SO],
  ['Split, by nothing', { 'Fn::Select': [0, { 'Fn::Split': ['', CLUSTER] }] }, 'unknown', NOT_SO],

  ['If, true', { 'Fn::If': ['Always', CLUSTER, SINGLE] }, 'pass', ''],
  ['If, false', { 'Fn::If': ['Never', CLUSTER, SINGLE] }, 'fail', ''],
  ['If, only the other is not known', { 'Fn::If': ['Never', { Ref: 'Empty' }, CLUSTER] }, 'pass', ''],
  [
    'If, not known',
    { 'Fn::If': ['Open', CLUSTER, SINGLE] },
    'unknown',
    `it is !If [Open, CLUSTER_MULTI_AZ, SINGLE_INSTANCE], and the condition Open is not known, because ${EMPTY}`,
  ],
  [
    'If, one of them not known',
    { 'Fn::If': ['Open', CLUSTER, { Ref: 'AWS::Region' }] },
    'unknown',
    'AWS::Region is known',
  ],
  ['If, the same in both', { 'Fn::If': ['Open', CLUSTER, { Ref: 'Mode' }] }, 'pass', ''],
  ['If, the same in another case', { 'Fn::If': ['Open', CLUSTER, 'cluster_multi_az'] }, 'pass', ''],
  [
    'If, one of them missing',
    { 'Fn::If': ['Open', CLUSTER, { Ref: 'AWS::NoValue' }] },
    'unknown',
    'the condition Open',
  ],
  ['If, in another', { 'Fn::If': ['Open', CLUSTER, { 'Fn::If': ['Open', CLUSTER, CLUSTER] }] }, 'pass', ''],
  [
    'If, the same condition again',
    { 'Fn::If': ['Always', { 'Fn::If': ['Always', CLUSTER, SINGLE] }, SINGLE] },
    'pass',
    '',
  ],
  ['If, no such condition', { 'Fn::If': ['Nope', CLUSTER, SINGLE] }, 'unknown', 'there is no condition Nope'],
  ['If, no name', { 'Fn::If': [true, CLUSTER, SINGLE] }, 'unknown', ', and it does not name a condition'],
  ['If, two operands', { 'Fn::If': ['Always', CLUSTER] }, 'unknown', NOT_SO],

  [
    'GetAtt',
    { 'Fn::GetAtt': ['Stack', 'Outputs.Mode'] },
    'unknown',
    'it is !GetAtt Stack.Outputs.Mode, and attributes',
  ],
  ['ImportValue', { 'Fn::ImportValue': 'Mode' }, 'unknown', 'exports of other stacks are known only when'],
  ['GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'unknown', 'Availability Zones are known only when'],
  ['Transform', { 'Fn::Transform': { Name: 'M' } }, 'unknown', 'the result of a macro is known only when'],
  ['Base64', { 'Fn::Base64': CLUSTER }, 'unknown', 'Fn::Base64 is not supported here'],
  ['Cidr', { 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/8', 1, 8] }] }, 'unknown', 'Fn::Cidr is not supported here'],
  ['ToJsonString', { 'Fn::ToJsonString': { a: 1 } }, 'unknown', 'Fn::ToJsonString is not supported here'],
  ['Length', { 'Fn::Select': [{ 'Fn::Length': ['x'] }, [SINGLE, CLUSTER]] }, 'pass', ''],
  ['Length, of a parameter', { 'Fn::Select': [{ 'Fn::Length': { Ref: 'Numbers' } }, [1, 2, SINGLE]] }, 'fail', ''],
  ['Length, no list', { 'Fn::Select': [{ 'Fn::Length': 'x' }, [CLUSTER]] }, 'unknown', NOT_SO],
  ['a function that nobody knows', { 'Fn::Guess': CLUSTER }, 'unknown', 'Fn::Guess is not supported here'],
  ['a function of JavaScript', { 'Fn::constructor': CLUSTER }, 'unknown', 'Fn::constructor is not supported here'],
];

describe.each([
  ['JSON', toJson],
  ['YAML', toYaml],
])('in %s', (_, write) => {
  it.each(MODES)('%s', (_, DeploymentMode, verdict, detail) => {
    const { verdicts, details } = judge(write(templateOf({ ...GOOD, DeploymentMode }, SECTIONS)));
    expect(verdicts).toEqual([verdict, 'pass', 'pass']);
    expect(details[0]).toContain(detail);
  });
});

describe('functions around objects', () => {
  const logs = (Logs: unknown): readonly string[] => judge(toYaml(templateOf({ ...GOOD, Logs }, SECTIONS))).verdicts;
  const on = { General: true };
  const off = { General: false };

  it.each<[name: string, logs: unknown, verdict: string]>([
    ['Logs that are on', { 'Fn::If': ['Always', on, off] }, 'pass'],
    ['Logs that are off', { 'Fn::If': ['Never', on, off] }, 'fail'],
    ['Logs that are on or off', { 'Fn::If': ['Open', on, off] }, 'unknown'],
    ['Logs that are on in both', { 'Fn::If': ['Open', on, { General: 'true', Audit: false }] }, 'pass'],
    ['Logs that are off in both', { 'Fn::If': ['Open', { Ref: 'AWS::NoValue' }, off] }, 'fail'],
    ['Logs that are there or not', { 'Fn::If': ['Open', on, { Ref: 'AWS::NoValue' }] }, 'unknown'],
    [
      'Logs that are not known or left out',
      { 'Fn::If': ['Open', { Ref: 'Empty' }, { Ref: 'AWS::NoValue' }] },
      'unknown',
    ],
    [
      'Logs that are left out or not known',
      { 'Fn::If': ['Open', { Ref: 'AWS::NoValue' }, { Ref: 'Empty' }] },
      'unknown',
    ],
    ['Logs that are left out', { 'Fn::If': ['Never', on, { Ref: 'AWS::NoValue' }] }, 'fail'],
    ['General in Logs', { General: { 'Fn::If': ['Open', true, 'true'] } }, 'pass'],
    ['General that is left out', { General: { Ref: 'AWS::NoValue' } }, 'fail'],
    [
      'General in Logs in both',
      { 'Fn::If': ['Open', { General: { 'Fn::If': ['Open', true, false] } }, on] },
      'unknown',
    ],
    ['Logs of a parameter', { Ref: 'Mode' }, 'unknown'],
    ['Logs beside a macro', { General: true, 'Fn::Transform': { Name: 'AWS::Include' } }, 'unknown'],
    ['Logs beside a loop', { General: true, 'Fn::ForEach::X': ['I', ['a'], { '${I}': 1 }] }, 'unknown'],
  ])('%s', (_, value, verdict) => {
    expect(logs(value)).toEqual(['pass', 'pass', verdict]);
  });

  it.each<[name: string, properties: unknown, verdicts: readonly string[]]>([
    ['properties that are chosen', { 'Fn::If': ['Always', GOOD, {}] }, ['pass', 'pass', 'pass']],
    [
      'properties that differ in one',
      { 'Fn::If': ['Open', GOOD, { ...GOOD, PubliclyAccessible: true }] },
      ['pass', 'unknown', 'pass'],
    ],
    ['properties of a macro', { 'Fn::Transform': { Name: 'M' } }, ['unknown', 'unknown', 'unknown']],
    ['properties beside a macro', { ...GOOD, 'Fn::Transform': { Name: 'M' } }, ['unknown', 'unknown', 'unknown']],
  ])('%s', (_, properties, verdicts) => {
    expect(judge(toYaml(templateOf(properties, SECTIONS))).verdicts).toEqual(verdicts);
  });

  it('a macro in the resource, beside its properties', () => {
    const { verdicts, details } = judge(toJson(templateOf(GOOD, {}, { 'Fn::Transform': { Name: 'AWS::Include' } })));
    expect(verdicts).toEqual(['unknown', 'unknown', 'unknown']);
    expect(details[0]).toContain('there are other members next to Fn::Transform');
  });

  it.each<[logs: unknown, detail: string]>([
    [
      { 'Fn::If': ['Open', on, off] },
      `!If [Open, {General: true}, {General: false}], and the condition Open is not known, because ${EMPTY}`,
    ],
    [{ Audit: false, 'Fn::Transform': 'X' }, '!Transform …, and there are other members next to Fn::Transform'],
  ])('say in which object a value is not known: %j', (Logs, detail) => {
    const { details } = judge(toYaml(templateOf({ ...GOOD, Logs }, SECTIONS)));
    expect(details[2]).toBe(`Logs.General is not known: it is in ${detail}.`);
  });
});

it('the short form !Condition in a condition', () => {
  const DeploymentMode = { 'Fn::If': ['C', CLUSTER, SINGLE] };
  const sections = { ...SECTIONS, Conditions: { ...SECTIONS.Conditions, C: 'PLACE' } };
  const text = toYaml(templateOf({ ...GOOD, DeploymentMode }, sections)).replace('"PLACE"', '!Condition Always');
  expect(judge(text).verdicts).toEqual(['pass', 'pass', 'pass']);
});

it.each<[short: string, verdict: string]>([
  ['!Ref Mode', 'pass'],
  ['!Sub "${Kind}_MULTI_AZ"', 'pass'],
  ['!Sub ["${A}", {A: SINGLE_INSTANCE}]', 'fail'],
  ['!FindInMap [Modes, test, mode]', 'fail'],
  ['!Join [_, [!Ref Kind, MULTI, AZ]]', 'pass'],
  ['!Select [1, !Ref Modes]', 'pass'],
  ['!Select [1, !Split ["-", "a-CLUSTER_MULTI_AZ"]]', 'pass'],
  ['!If [Always, !Ref Mode, x]', 'pass'],
  ['!Select [!Length [a], [a, SINGLE_INSTANCE]]', 'fail'],
  ['!GetAtt A.B.C', 'unknown'],
  ['!GetAtt [A, B]', 'unknown'],
  ['!ImportValue CLUSTER_MULTI_AZ', 'unknown'],
  ['!Base64 CLUSTER_MULTI_AZ', 'unknown'],
  ['!GetAZs CLUSTER_MULTI_AZ', 'unknown'],
  ['!Cidr [a, b, c]', 'unknown'],
  ['!Transform {Name: M, Parameters: {}}', 'unknown'],
  ['!ToJsonString {a: b}', 'unknown'],
  ['!Ref', 'unknown'],
  ['!Guess CLUSTER_MULTI_AZ', 'unknown'],
  ['!Condition Always', 'unknown'],
])('the short form %s', (short, verdict) => {
  const DeploymentMode = 'PLACE';
  const text = toYaml(templateOf({ ...GOOD, DeploymentMode }, SECTIONS as Json)).replace('"PLACE"', short);
  expect(judge(text).verdicts).toEqual([verdict, 'pass', 'pass']);
});
