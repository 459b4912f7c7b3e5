import { parseTemplate } from '../../../../cli/sources/cloudformation/template.ts';
import { describeWith } from '../../../support/missing.ts';
import { findWitness, runWitness } from '../../../support/python.ts';
import { refusalOf } from './support.ts';

/** Each in a template, as the property Text of the first resource. */
const TEXTS: readonly (readonly [name: string, yaml: string, value: string])[] = [
  ['in the column of its key', `'{\n      "a": 1\n    }'`, '{ "a": 1 }'],
  ['in a column before its key', `"a\nb"`, 'a b'],
  ['with empty lines', `"a\n\n\n  b"`, 'a\n\nb'],
  ['with lines that look like keys', `'\nOther: 1\n- x\n'`, ' Other: 1 - x '],
  ['with a quote in it', `'it''s\nhere'`, "it's here"],
  ['with an escaped quote in it', '"a \\"\nb"', 'a " b'],
  ['with a line that goes on', '"a\\\n   b"', 'ab'],
  ['with the ends of lines of Windows', `'a\r\n    b\r\n    '`, 'a b '],
  ['on a line of its own', `\n      'a\n    b'`, 'a b'],
  ['in a list', `"x\ny"\n    Others: ["a\nb", 'c\n  d']`, 'x y'],
  ['that is a key', `'x'\n    'Y Z': 1`, 'x'],
];

function templateWith(yaml: string): string {
  return `Resources:\n  A:\n    Type: AWS::SNS::Topic\n    Text: ${yaml}\n  B:\n    Type: AWS::SQS::Queue\n`;
}

describe('a quoted text that ends', () => {
  test.each(TEXTS)('%s is read, and what follows it', async (_, yaml, value) => {
    expect((await parseTemplate(templateWith(yaml)))?.value.Resources).toMatchObject({
      A: { Type: 'AWS::SNS::Topic', Text: value },
      B: { Type: 'AWS::SQS::Queue' },
    });
  });

  test('in a column before its key keeps the lines of what follows', async () => {
    expect((await parseTemplate(templateWith(`'a\n\nb'`)))?.lines).toEqual(
      new Map([
        ['A', 2],
        ['B', 7],
      ]),
    );
  });

  test.each([
    ['nowhere', `'a\n  b`],
    ['after the document', `'a\n---\nb'`],
    ['after the end of the document', `"a\n...\nb"`],
    ['before more text', `'a\nb' c`],
  ])('%s is refused', async (_, yaml) => {
    expect(refusalOf(templateWith(yaml))).toMatch(/^is neither JSON nor YAML: /);
  });

  test('is the only one whose lines may begin before their key', () => {
    expect(refusalOf(templateWith('a\nb'))).toMatch(/^is neither JSON nor YAML: /);
  });
});

const program = findWitness('python');

const SCRIPT = `
import json, sys, yaml
def load(text):
    try:
        return yaml.safe_load(text)["Resources"]["A"]["Text"]
    except yaml.YAMLError:
        return None
print(json.dumps([load(text) for text in json.load(sys.stdin)]))
`;

describeWith(program)('PyYAML', () => {
  test('reads quoted texts as this project does', async () => {
    const refused = [`'a\n  b`, `'a\n---\nb'`, `"a\n...\nb"`, `'a\nb' c`, 'a\nb'];
    const texts = [...TEXTS.map(([, yaml]) => yaml), ...refused].map(templateWith);
    const { output, errors } = await runWitness(program ?? '', ['-c', SCRIPT], { input: JSON.stringify(texts) });
    expect(errors).toBe('');
    expect(JSON.parse(output)).toEqual([...TEXTS.map(([, , value]) => value), ...refused.map(() => null)]);
  });
});
