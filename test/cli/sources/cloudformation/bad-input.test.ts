import { parseTemplate } from '../../../../cli/sources/cloudformation/template.ts';
import { GOOD, refusalOf, templateOf, toYaml } from './support.ts';

const QUOTES = 'Put a text that begins with * in quotes.';

const GOOD_TEXT = toYaml(templateOf(GOOD));
const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('');

const NONE = 'is not a CloudFormation template. Expected an object with Resources.';

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
    ...[
      ['U+000D', '\r'],
      ['U+0085', '\u0085'],
      ['U+2028', '\u2028'],
      ['U+2029', '\u2029'],
    ].map(([name, character]): [string, string, string] => [
      `${name}, after which a comment may end`,
      `Resources:\r\n  A: {} # ${character}  B: {}\n`,
      `has the character ${name} (line 2), which ends a line in YAML 1.1. Remove it.`,
    ]),
    ...[
      '{a: b, ?c: d}',
      '[a, ?b]',
      '[?a : b]',
      '{?"a": b}',
      '[!a,b]',
      '{a: !b}',
      '[!a]',
      '[!a{b: c}]',
      '[{}, {a: [!b,c ]}]',
    ].map((value): [string, string, string] => [
      `what parsers read in different ways: ${value}`,
      `Resources:\n  A: ${value}\n`,
      'has brackets with a "?" or a tag without a space after it (line 2). Write a space, or quotes.',
    ]),
    ...['!a[b]', '!a{b: c}', '!a"b"'].map((value): [string, string, RegExp] => [
      `a tag without a space after it: ${value}`,
      `Resources:\n  A: ${value}\n`,
      /^is neither JSON nor YAML: .* \(line 2\)\.$/,
    ]),
    ['bytes', '\u0000\u0001\u0002{', /^is /],
    ['a key twice in YAML', 'Resources:\n  A: {}\n  A: {}\n', 'has the key "A" twice in one object (line 3).'],
    [
      'a key twice in JSON',
      '{"Resources": {},\n"Resources": {}}',
      'has the key "Resources" twice in one object (line 2).',
    ],
    ['a key twice, once with an escape', '{"Resources": {},\n"R\\u0065sources": {}}', /^has the key "Resources" twice/],
    ['a key that is a list', 'Resources:\n  ? [a]\n  : b\n', 'has a key that is not a string (line 2).'],
    ['an alias of nothing', 'Resources: *nope\n', `has an alias of nothing (line 1). ${QUOTES}`],
    ['an alias of itself', 'Resources: &r\n  A: *r\n', 'has an alias inside its own anchor (line 2).'],
    ['deep YAML', '- '.repeat(50_000), 'is nested more than 200 levels deep, which is too deep.'],
    ['deep JSON', '['.repeat(100_000), 'is nested more than 200 levels deep, which is too deep.'],
    [
      'deep by aliases',
      many(300, (index) => `a${index}: &a${index} [${index > 0 ? `*a${index - 1}` : ''}]\n`),
      /^is nested more than 200/,
    ],
    [
      'deep by indentation',
      many(250, (index) => `${' '.repeat(index)}a:\n`),
      'is nested more than 200 levels deep, which is too deep.',
    ],
    [
      'deep by lists on lines that are indented',
      many(80, (index) => `${' '.repeat(400 * index)}${'- '.repeat(200)}\n`),
      'is nested more than 200 levels deep, which is too deep.',
    ],
    [
      'deep by aliases of objects',
      many(300, (index) => `a${index}: &a${index} {a: ${index > 0 ? `*a${index - 1}` : 'b'}}\n`),
      'is nested more than 200 levels deep, which is too deep.',
    ],
    ['an empty document', '---\n', NONE],
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

it('a text that is no template is told from one that is neither JSON nor YAML', async () => {
  expect(await parseTemplate('a: 1')).toBeUndefined();
  await expect(parseTemplate('a: [')).rejects.toThrow('is neither JSON nor YAML');
});

it.each([
  ['JSON with what ends a line in YAML 1.1', '{"Resources": {"A": "\u0085\u2028\u2029"}}'],
  [
    '"?" where no key may begin',
    'Resources:\n  ?A: ?b\n  B: [a ?b, "?c", a?]\n  C: [ ? a ]\n  D: {a: !b , c: !d\n    }',
  ],
])('accepted is %s', async (_, text) => {
  expect(await parseTemplate(text)).toBeDefined();
});
