// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { parseTemplate } from '../../../../cli/sources/cloudformation/template.ts';
import { GOOD, judge, refusalOf, templateOf, toYaml } from './support.ts';

const GOOD_TEXT = toYaml(templateOf(GOOD));
const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

const NONE = 'is not a CloudFormation template. Expected an object with Resources.';
const MANY = 'is too large for a template: it has more than 700000 tokens. Split it.';

describe('refused is', () => {
  it.each<[name: string, text: string, message: string | RegExp]>([
    ['an empty text', '', 'is not a CloudFormation template. Expected an object with Resources.'],
    ['a text', 'hello world', 'is not a CloudFormation template. Expected an object with Resources.'],
    ['another object', '{"a": 1}', 'is not a CloudFormation template. Expected an object with Resources.'],
    [
      'other YAML',
      'kind: Deployment\nspec: {}\n',
      'is not a CloudFormation template. Expected an object with Resources.',
    ],
    ['several documents of other YAML', 'a: 1\n---\nb: 2\n', /^is not a CloudFormation template/],
    [
      'a template among documents',
      `a: 1\n---\n${GOOD_TEXT}`,
      'has several YAML documents. Expected one template in each file.',
    ],
    [
      'two templates',
      `${GOOD_TEXT}---\n${GOOD_TEXT}`,
      'has several YAML documents. Expected one template in each file.',
    ],
    ['an open brace', '{"Resources": {', /^is neither JSON nor YAML: .* \(line 1\)\.$/],
    ['an open bracket', 'Resources:\n  A: [1, 2\n  B: 3\n', /^is neither JSON nor YAML: .* \(line \d\)\.$/],
    ['an open quote', 'Resources: "\n', /^is neither JSON nor YAML: .* \(line \d\)\.$/],
    [
      'a quote that is open to the end',
      'Resources:\n  A:\n    B: "x\n\n\n',
      /^is neither JSON nor YAML: .* \(line 3\)\.$/,
    ],
    [
      'a secret after the sign of a block',
      'Resources:\n  A: |hunter2\n',
      'is neither JSON nor YAML: Block scalar header includes extra characters (line 2).',
    ],
    ['wrong indentation', 'Resources:\n  A: 1\n B: 2\n', /^is neither JSON nor YAML: .* \(line 3\)\.$/],
    ['a tab', 'Resources:\n\tA: 1\n', /^is neither JSON nor YAML: .* \(line 2\)\.$/],
    ['bytes', '\u0000\u0001\u0002{', /^is /],
    ['a key twice in YAML', 'Resources:\n  A: {}\n  A: {}\n', 'has the key "A" twice in one object (line 3).'],
    [
      'a key twice in JSON',
      '{"Resources": {},\n"Resources": {}}',
      'has the key "Resources" twice in one object (line 2).',
    ],
    ['a key twice, once with an escape', '{"Resources": {},\n"R\\u0065sources": {}}', /^has the key "Resources" twice/],
    ['a key that is a list', 'Resources:\n  ? [a]\n  : b\n', 'has a key that is not a string (line 2).'],
    ['an alias of nothing', 'Resources: *nope\n', 'has the alias "*nope" without an anchor (line 1).'],
    ['an alias of itself', 'Resources: &r\n  A: *r\n', 'has the alias "*r" inside its own anchor (line 2).'],
    ['deep YAML', '- '.repeat(50_000), 'is nested more than 200 levels deep, which is too deep for a template.'],
    ['deep JSON', '['.repeat(100_000), 'is nested more than 200 levels deep, which is too deep for a template.'],
    [
      'deep by aliases',
      many(300, (index) => `a${index}: &a${index} [${index > 0 ? `*a${index - 1}` : ''}]\n`),
      /^is nested more than 200/,
    ],
    [
      'deep by indentation',
      many(250, (index) => `${' '.repeat(index)}a:\n`),
      'is nested more than 200 levels deep, which is too deep for a template.',
    ],
    ['an empty document', '---\n', NONE],
    ['many documents', `Resources: {}\n${'---\n'.repeat(360_000)}`, MANY],
    ['a wide list', `Resources: [${'a,'.repeat(700_000)}]`, MANY],
    [
      'brackets in texts, of which there may be any number',
      `Resources: "${'['.repeat(1000)}"\nA: [ "${'['.repeat(500)}" ]`,
      NONE,
    ],
    ['a long text', 'a'.repeat(5_000_000), 'is too large for a template. The limit is 1572864 characters.'],
  ])('%s', (_, text, message) => {
    expect(refusalOf(text)).toEqual(message instanceof RegExp ? expect.stringMatching(message) : message);
    expect(refusalOf(text)).not.toContain('\n');
  });
});

it('a text that is no template is told from one that is neither JSON nor YAML', () => {
  expect(parseTemplate('a: 1')).toBeUndefined();
  expect(() => parseTemplate('a: [')).toThrow('is neither JSON nor YAML');
});

it.each(['[', '{a: ', '- ', '? '])(
  'too little memory for the parser is enough to refuse a long nest of "%s"',
  (unit) => {
    const script = `
    import { parseTemplate } from ${JSON.stringify(new URL('../../../../cli/sources/cloudformation/parse.ts', `file://${import.meta.dirname}/`).href)};
    try {
      parseTemplate('Resources:\\n  ' + ${JSON.stringify(unit)}.repeat(${Math.floor(1_500_000 / unit.length)}));
    } catch (error) {
      process.stdout.write(error.message);
    }`;
    const args = ['--max-old-space-size=64', '--input-type=module', '--no-warnings', '--eval', script];
    expect(execFileSync(process.execPath, args, { encoding: 'utf8' })).toBe(
      'is nested more than 200 levels deep, which is too deep for a template.',
    );
  },
);

describe('neither time nor memory is exhausted by', () => {
  const template = (sections: string, mode: string) =>
    `${sections}\nResources: {B: {Type: AWS::AmazonMQ::Broker, Properties: {EngineType: RABBITMQ, DeploymentMode: ${mode}}}}\n`;

  it.each<[name: string, text: string]>([
    [
      'aliases of aliases',
      template(`Metadata:\n${many(100, (i) => `  - &a${i} [${i > 0 ? `*a${i - 1}, *a${i - 1}` : 'x'}]\n`)}`, '*a99'),
    ],
    [
      'functions of aliases',
      template(
        `Metadata:\n${many(90, (i) => `  - &a${i} !If [C, ${i > 0 ? `*a${i - 1}, *a${i - 1}` : 'x, z'}]\n`)}`,
        '*a89',
      ),
    ],
    [
      'conditions of aliases',
      template(
        `Metadata:\n${many(90, (i) => `  - &a${i} {"Fn::And": [${i > 0 ? `*a${i - 1}, *a${i - 1}` : '{Condition: C}, {Condition: C}'}]}\n`)}Conditions: {C: *a89}`,
        '!If [C, x, z]',
      ),
    ],
    [
      'texts that double',
      template(
        `Metadata:\n${many(90, (i) => `  - &a${i} !Join ['', [${i > 0 ? `*a${i - 1}, *a${i - 1}` : 'x, z'}]]\n`)}`,
        '*a89',
      ),
    ],
    ['braces that are not closed', template('', `!Sub "${'${'.repeat(500_000)}"`)],
    ['digits', template('', `${'1'.repeat(1_000_000)}x`)],
    ['branches', template('', `${many(40, (i) => `!If [C, m${i}, `)}x${']'.repeat(40)}`)],
    ['keys', template(`Metadata: {${many(50_000, (i) => `k${i}: 1, `)}}`, 'x')],
    ['aliases', template(`Metadata: [&a x, ${many(50_000, () => '*a, ')}]`, 'x')],
  ])('%s', (_, text) => {
    expect(judge(text).verdicts).toEqual(['unknown', 'unknown', 'fail']);
    expect(judge(text).details.every((detail) => detail.length < 1_000)).toBe(true);
  });
});
