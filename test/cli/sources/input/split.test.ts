import fc from 'fast-check';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { createPartsReader } from '../../../../cli/sources/input/json-parts.ts';
import { createSplitter } from '../../../../cli/sources/input/split.ts';
import { createRecogniser } from '../../../../cli/sources/recognise.ts';
import {
  badBroker,
  broker,
  cliAnswer,
  deliveredFile,
  described,
  eventItem,
  notification,
  ruleEvent,
} from '../../forms.ts';

/** The parts of a text that comes in chunks of a size, and what is wrong with it. */
function split(text: string, size: number) {
  const parts: { text: string | undefined; offset: number; hasEscape: boolean }[] = [];
  const splitter = createSplitter(({ bytes, offset, hasEscape }) => {
    parts.push({ text: bytes?.toString(), offset, hasEscape });
  });
  try {
    for (const chunk of chunks(text, size)) splitter.write(chunk);
    splitter.end();
    return { parts, error: undefined };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { parts, error: error.message };
  }
}

/** All in the same memory, as a file is read. */
function* chunks(text: string, size: number): Generator<Buffer> {
  const bytes = Buffer.from(text);
  const memory = Buffer.alloc(size);
  for (let from = 0; from < bytes.length; from += size) yield memory.subarray(0, bytes.copy(memory, 0, from));
}

const SIZES = [1, 2, 3, 7, 1000];

describe.each(SIZES)('in chunks of %d bytes, the parts', (size) => {
  it.each<[string, string, readonly string[]]>([
    [
      'of a list are its elements',
      '[{"a":1}, [2,[3]] ,"]}\\"",-4.5e3,true,null]',
      ['{"a":1}', '[2,[3]]', '"]}\\""', '-4.5e3', 'true', 'null'],
    ],
    ['of an empty list are none', ' [ ] ', []],
    ['of an object are itself', '{"a":[{"b":"}"}]}', ['{"a":[{"b":"}"}]}']],
    [
      'of a delivered file are its items, and what is left of it',
      '{"v":1,"configurationItems":[{"a":1},{"b":2}],"c":3}',
      ['{"a":1}', '{"b":2}', '{"v":1,"configurationItems":[],"c":3}'],
    ],
    ['of an answer of the API as well', '{"baseConfigurationItems" : [1] }', ['1', '{"baseConfigurationItems" : [] }']],
    [
      'of an object with two lists are the items of both',
      '{"configurationItems":[1],"baseConfigurationItems":[2]}',
      ['1', '2', '{"configurationItems":[],"baseConfigurationItems":[]}'],
    ],
    ['do not come from lists farther in', '{"a":{"configurationItems":[1]}}', ['{"a":{"configurationItems":[1]}}']],
    [
      'do not come from text that only reads alike',
      '{"\\"configurationItems":[1],"xconfigurationItems":[2]}',
      ['{"\\"configurationItems":[1],"xconfigurationItems":[2]}'],
    ],
    [
      'of lines are those of each value',
      '{"a":1}\r\n[2,3]\n\n{"configurationItems":[4]}\n',
      ['{"a":1}', '2', '3', '4', '{"configurationItems":[]}'],
    ],
  ])('%s', (_, text, parts) => {
    expect(split(text, size)).toEqual({
      parts: parts.map((part) => expect.objectContaining({ text: part })),
      error: undefined,
    });
  });

  it.each([
    ['[1,]', 'is not valid JSON at byte 3: found "]", but expected a value.'],
    ['[1 2]', 'is not valid JSON at byte 3: found "2", but expected "," or "]".'],
    ['[1 "a"]', 'is not valid JSON at byte 3: found a quote, but expected "," or "]".'],
    ['[,1]', 'is not valid JSON at byte 1: found ",", but expected a value.'],
    ['[{"a":[}]', 'is not valid JSON at byte 7: found "}", but expected "]".'],
    ['{"configurationItems":[1}', 'is not valid JSON at byte 24: found "}", but expected "," or "]".'],
    ['{"a":1]', 'is not valid JSON at byte 6: found "]", but expected "}".'],
    ['{} {}', 'is not valid JSON at byte 3: found "{", but expected a line break or the end.'],
    ['{}\n1', 'is not valid JSON at byte 3: found "1", but expected an object or a list.'],
    ['\0', 'is not valid JSON at byte 0: found 0x0, but expected an object or a list.'],
    ['[1', 'is not valid JSON: it ends too early, at byte 2. Expected a complete file.'],
    ['[1,{"a":"\\', 'is not valid JSON: it ends too early, at byte 10. Expected a complete file.'],
    ['{"configurationItems":[]', 'is not valid JSON: it ends too early, at byte 24. Expected a complete file.'],
  ])('end where JSON does: %j', (text, error) => {
    expect(split(text, size)).toMatchObject({ error });
  });

  it('say where they begin', () => {
    expect(split('[1, {"a":2},\n3]', size).parts.map(({ offset }) => offset)).toEqual([1, 4, 13]);
  });

  it('say whether a text in them has a \\u escape', () => {
    const text = '["\\u0041",{"a":"\\\\u0041"},{"\\u0041":1},2]';
    expect(split(text, size).parts.map(({ hasEscape }) => hasEscape)).toEqual([true, false, true, false]);
  });
});

it('the parts of any JSON make it up, whatever the chunks', () => {
  const json = fc.jsonValue({ maxDepth: 4 });
  fc.assert(
    fc.property(
      fc.array(json),
      fc.dictionary(fc.string(), json),
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(0, 2),
      (items, members, size, indent) => {
        const parsed = (value: unknown) =>
          split(JSON.stringify(value, undefined, indent), size).parts.map(({ text }) => JSON.parse(text ?? ''));
        expect(parsed(items)).toEqual(JSON.parse(JSON.stringify(items)));
        const file = { ...members, configurationItems: items };
        expect(parsed(file)).toEqual(JSON.parse(JSON.stringify([...items, { ...members, configurationItems: [] }])));
      },
    ),
  );
});

it('nothing that is not JSON is taken for it, unless it is inside of a part', () => {
  const text = fc.array(
    fc.constantFrom('[', ']', '{', '}', '"', '\\', ',', ':', '1', ' ', '\n', '"configurationItems":['),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 20 }), (tokens, size) => {
      const { parts, error } = split(tokens.join(''), size);
      if (error !== undefined || !parts.every((part) => isJson(part.text ?? ''))) return;
      const lines = tokens.join('').split('\n');
      expect(isJson(tokens.join('')) || lines.length > 1 || tokens.join('').trim() === '').toBe(true);
    }),
    { numRuns: 5000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('part by part is found what is found in the whole', () => {
  const other = eventItem(broker({ name: 'queue' }), {
    resourceType: 'AWS::SQS::Queue',
    configuration: { a: 'AWS::SQS' },
  });
  const item = fc.constantFrom(
    other,
    eventItem(broker()),
    eventItem(badBroker({ name: 'billing' })),
    eventItem(badBroker(), { configurationItemCaptureTime: '2026-03-01T00:00:00.000Z' }),
    eventItem(broker(), { resourceType: 'AWS::EC2::Instance', resourceId: 'AWS::AmazonMQ::Broker' }),
    ruleEvent(notification(eventItem(badBroker({ name: 'event' })))),
    ruleEvent(notification(other)),
    cliAnswer(broker({ name: 'described' })),
    { ...cliAnswer(broker({ name: 'tagged' })), Tags: other },
    deliveredFile([eventItem(broker({ name: 'inner' })), other]),
    {},
    null,
  );

  it('also of names with escapes', () => {
    fc.assert(
      fc.property(
        fc.array(item, { maxLength: 6 }),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 2000 }),
        (items, isFile, isEscaped, size) => {
          const value = isFile ? { configurationItems: items, unprocessedResourceKeys: [1] } : items;
          const whole = createRecogniser();
          whole.add(value);
          const text = JSON.stringify(value);
          const inParts = createRecogniser();
          const reader = createPartsReader({ recogniser: inParts, read: inParts.add }, () => '');
          for (const chunk of chunks(
            isEscaped ? text.replaceAll('AWS', '\\u0041WS').replaceAll('Id', '\\u0049d') : text,
            size,
          ))
            reader.write(chunk);
          reader.end();
          const { readings, notices, problems } = whole.findings();
          const found = inParts.findings();
          expect(described(found.readings)).toEqual(described(readings));
          expect(found.notices).toEqual(notices);
          expect(found.problems).toHaveLength(problems.length);
        },
      ),
    );
  });
});
