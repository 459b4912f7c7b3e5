// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Fn::Sub has them.
import fc from 'fast-check';
import { stringify } from 'yaml';
import { readYaml } from '../../../../cli/sources/cloudformation/any-yaml.ts';
import type { Parsed } from '../../../../cli/sources/cloudformation/plain-yaml.ts';
import { readPlainYaml } from '../../../../cli/sources/cloudformation/plain-yaml.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { stackOf, toJson, toYaml } from './support.ts';

const USUAL: readonly (readonly [name: string, text: string])[] = [
  [
    'functions in the short form',
    'A: !Ref B\nC: !GetAtt [D, Arn]\nE: !Sub\n  - "${F}"\n  - F: !If [G, 1, x]\nH: !Fn::I {}\n',
  ],
  [
    'texts in several lines',
    'A: |\n  b\n\n   c\nD: >-\n  e\n  f\n\n  g\nH: i\n  j\n\n  k\nL: |-\n  m\n\nN: >\n  o\n\n',
  ],
  ['quotes', `A: "b\\n\\u0041\\x41\\/\n  c\n\n  d"\nE: 'it''s\n  f'\n"G H": ''\n? I\n: j\n`],
  ['comments', '# a\nB: c # d\n\n  # e\nF: g#h\nI: "j" # k\n'],
  ['lists and objects in one line', 'A: {b: [c, "d", {e: }], f}\nG: [h: i, j, ]\nK: [\n  l\n  ]\n'],
  ['lists in the column of their key', 'A:\n- b\n- - c\n  - d: e\n    f: g\n-\n'],
  [
    'texts that may be something else',
    'A: true\nB: "true"\nC: 1.10\nD: ~\nE:\nF: !Ref\nG: 0777\nH: 2020-01-01\nI: =\n',
  ],
  ['a marker before it', '---\nA: b\n'],
  ['the ends of lines of Windows', 'A:\r\n  B: |\r\n    c\r\n    d\r\nE: "f\r\n  g"\r\n'],
  ['names that objects have', '__proto__: {toString: x}\nconstructor: y\n'],
  ['only a text', 'a\n'],
  ['JSON', '{"a": ["b\\ud83d\\ude00\\"", 1, true, null, {}], "c": {"": "//"}}'],
];

const UNUSUAL: readonly (readonly [name: string, text: string])[] = [
  ['an anchor', 'A: &b c\n'],
  ['an anchor of a list', 'A: &b []\n'],
  ['an alias', 'A: &b c\nD: *b\n'],
  ['a merge key', 'A: {<<: {}}\n'],
  ['a key twice', 'A: {b: c, b: d}\n'],
  ['a key that is a list', '? [a]\n: b\n'],
  ['an empty key', ': a\n'],
  ['a key with a tag', '!Ref a: b\n'],
  ['several documents', 'A: b\n---\nC: d\n'],
  ['an end of the document', 'A: b\n...\n'],
  ['a directive', '%TAG ! tag:example.com,2000:\n---\nA: !Ref b\n'],
  ['a tag of YAML', 'A: !!binary b\n'],
  ['a tag without a name', 'A: ! true\n'],
  ['a tag in full', 'A: !<Ref> b\n'],
  ['a tab', 'A:\tb\n'],
  ['a carriage return alone', 'A: b\rC: d\n'],
  ['a mark in it', 'A: b\n\u{feff}C: d\n'],
  ['an indented marker', ' ---\n'],
  ['an indentation in numbers', 'A: |2\n   b\n'],
  ['an indentation in numbers, after a sign', 'A: >-2\n   b\n'],
  ['empty lines that are kept', 'A: |+\n  b\n \n '],
  ['an escaped end of a line', 'A: "b\\\n\n  c"\n'],
  ['an escape of more than four digits', 'A: "\\U00110000"\n'],
  ['a bracket in the column of its key', 'A: [\n  b\n]\n'],
  ['no document', '# a\n'],
  ['too many levels', `${'['.repeat(101)}${']'.repeat(101)}`],
  ['too many parts', `[${'a,'.repeat(200_000)}]`],
  ['broken quotes', 'A: "b\n'],
  ['broken brackets', 'A: [b\n'],
  ['broken indentation', 'A:\n  b: c\n d: e\n'],
  ['two colons', 'A: b: c\n'],
  ['text after quotes', 'A: "b" c\n'],
];

describe('plain YAML', () => {
  test.each(USUAL)('is read with %s, as the full parser does', (_, text) => {
    const read = readPlainYaml(text);
    expect(read).toBeDefined();
    expect(readYaml(text)).toEqual(read);
  });

  test.each(UNUSUAL)('is not what has %s', (_, text) => {
    expect(readPlainYaml(text)).toBeUndefined();
  });

  test('is read with up to 100 levels', () => {
    expect(readPlainYaml(`${'['.repeat(99)}${']'.repeat(99)}`)).toBeDefined();
  });

  test('has the lines of its resources, and only of these', () => {
    const text =
      '# a\nOutputs: {Resources: {X: y}}\nResources:\n\n  A:\n    B: |\n      c\n\n    Resources: {D: e}\n  "F":\n  G: h\n';
    expect([...(readPlainYaml(text)?.lines ?? [])]).toEqual([
      ['A', 5],
      ['F', 10],
      ['G', 11],
    ]);
  });
});

const texts = fc.oneof(
  fc.string(),
  fc.string({
    unit: fc.constantFrom('a', ' ', '\n', '  ', '#', ':', '-', '"', "'", '\\', '{', '}', '!', '&', '*', '|'),
  }),
  fc.constantFrom('true', 'off', '1.10', '0x1', '~', '<<', '---', '12:30', '2020-01-01', '${AWS::Region}', '=', '*'),
);
const values = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    texts,
    fc.constantFrom(true, false, null, 0, -1, 1.5),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(texts, tie('value'), { maxKeys: 4 }),
  ),
})).value;

const WRITERS: readonly ((template: unknown) => string)[] = [
  toJson,
  toYaml,
  JSON.stringify,
  (template) => stringify(template, { lineWidth: 20, aliasDuplicateObjects: false }),
  (template) => stringify(template, { blockQuote: 'folded', indentSeq: false, aliasDuplicateObjects: false }),
  (template) => stringify(template, { collectionStyle: 'flow', singleQuote: true, aliasDuplicateObjects: false }),
];

/** What the full parser reads, or `undefined` if it refuses the text. */
function readInFull(text: string): Parsed | undefined {
  try {
    return readYaml(text);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

test('any value is read as the full parser does', () => {
  let read = 0;
  fc.assert(
    fc.property(values, fc.constantFrom(...WRITERS), (value, write) => {
      const text = write({ Resources: { A: value } });
      const plain = readPlainYaml(text);
      if (plain === undefined) return;
      read += 1;
      expect(readYaml(text)).toEqual(plain);
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(500);
});

test('a text that is changed anywhere is read as the full parser does, or refused by one of them', () => {
  let read = 0;
  const stack = stackOf({ EngineType: 'RABBITMQ', Users: [{ Username: 'a', Password: { Ref: 'P' } }] });
  const corpus = [...WRITERS.map((write) => write(stack)), ...USUAL.map(([, text]) => text)];
  const piece = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom(
      '\n',
      '  ',
      '{',
      '}',
      '[',
      ']',
      '&a ',
      '*a',
      '!If ',
      ': ',
      '- ',
      '"',
      "'",
      '#',
      '|',
      '>-',
      ',',
      '<<: ',
    ),
    fc.constantFrom(
      '---',
      '...',
      '\t',
      '\r',
      '%',
      '\\',
      '? ',
      '\n- ',
      '\nx: ',
      '|2',
      '!',
      '!!str ',
      '\u{feff}',
      '\n\n',
    ),
  );
  fc.assert(
    fc.property(fc.constantFrom(...corpus), fc.nat(), fc.nat(20), piece, (text, at, length, inserted) => {
      const start = at % text.length;
      const changed = text.slice(0, start) + inserted + text.slice(start + length);
      const plain = readPlainYaml(changed);
      const full = readInFull(changed);
      if (plain === undefined || full === undefined) return;
      read += 1;
      expect(full).toEqual(plain);
    }),
    { numRuns: 1000 },
  );
  expect(read).toBeGreaterThan(100);
});
