import { createContent } from '../../../../cli/sources/input/content.ts';
import { InputError } from '../../../../cli/sources/input/input-error.ts';
import { badBroker, broker, eventItem } from '../../forms.ts';
import { noticesIn } from '../../support.ts';

const HEAD = 2 ** 14;
const OTHER = eventItem(broker(), { resourceType: 'AWS::EC2::Instance', resourceId: 'i-1', configuration: {} });
const OTHERS = Array(Math.ceil(HEAD / JSON.stringify(OTHER).length)).fill(OTHER);
const FIRST = eventItem(broker());
const LAST = eventItem(badBroker({ name: 'billing' }));
const FAILURE = new InputError('cannot be unzipped.');
const SKIPPED = [`skipped ${OTHERS.length} resources other than brokers.`];
const PLAN = { format_version: '1.2', planned_values: { root_module: {} } };

/** Reads an input in chunks, with small limits. @param failure after the last chunk */
async function read(input: string | Uint8Array, failure?: InputError, size = 999) {
  const content = createContent(() => Promise.reject(new Error('This is no template.')), {
    maxHead: HEAD,
  });
  const bytes = Buffer.from(input);
  let thrown = failure;
  try {
    for (let from = 0; from < bytes.length; from += size) content.take(bytes.subarray(from, from + size));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    thrown = error;
  }
  const { readings, problems, isKnown, ...others } = await content.end(thrown);
  return { names: readings.map((reading) => reading.broker.name), problems, notices: noticesIn(others), isKnown };
}

const file = (...items: readonly unknown[]) => JSON.stringify({ configurationItems: items });
const lines = (...items: readonly unknown[]) => items.map((item) => JSON.stringify(item)).join('\n');

describe('of an input that is read part by part every broker is found:', () => {
  it.each<[name: string, text: string, size: number]>([
    ['a delivered file', file(FIRST, ...OTHERS, LAST), 999],
    ['a delivered file, byte after byte', file(FIRST, ...OTHERS, LAST), 1],
    ['a byte order mark', `\u{feff}${file(FIRST, ...OTHERS, LAST)}`, 999],
    ['a byte order mark, byte after byte', `\u{feff}${file(FIRST, ...OTHERS, LAST)}`, 1],
    ['a list', JSON.stringify([FIRST, ...OTHERS, LAST]), 999],
    ['lines', lines(FIRST, ...OTHERS, LAST), 999],
    ['others that are not JSON', file(FIRST, ...OTHERS, LAST).replace('"i-1"', '"i-1" oops'), 999],
  ])('%s', async (_, text, size) => {
    expect(await read(text, undefined, size)).toEqual({
      names: ['orders', 'billing'],
      problems: [],
      notices: SKIPPED,
      isKnown: true,
    });
  });
});

describe('of an input that is broken, what comes before is read:', () => {
  it.each<[name: string, text: string, failure: InputError | undefined, problem: string]>([
    ['cut off', file(FIRST, ...OTHERS).slice(0, -1), undefined, 'is not valid JSON: it ends too early, at byte '],
    ['what fails', file(FIRST, ...OTHERS).slice(0, -1), FAILURE, 'cannot be unzipped.'],
    ['what fails at once', `[${JSON.stringify(FIRST)},`, FAILURE, 'cannot be unzipped.'],
    [
      'an unknown part',
      file({ resourceType: 'X' }, FIRST, ...OTHERS),
      undefined,
      'byte 23: is an object of an unknown',
    ],
    [
      'a broken part',
      file(FIRST, ...OTHERS, 1).replace(',1]', ',{"a"}]'),
      undefined,
      ': is not valid JSON at character 5.',
    ],
    [
      'a name twice',
      lines(...OTHERS, FIRST).replaceAll('"resourceId":', '"resourceId":"x","resourceId":'),
      undefined,
      ': has "resourceId" twice',
    ],
  ])('%s', async (_, text, failure, problem) => {
    const { problems, ...found } = await read(text, failure);
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(found).toMatchObject({ names: failure || !problem.includes('twice') ? ['orders'] : [], isKnown: true });
  });
});

describe('an input is refused after its beginning:', () => {
  const UNKNOWN = /^is larger than 0\.015625 MiB, and its beginning has an unknown type\. Expected /;
  const ones = '1,'.repeat(HEAD);
  it.each<[name: string, input: string | Uint8Array, problem: RegExp, isKnown: boolean]>([
    ['numbers', `[${ones}`, UNKNOWN, false],
    ['objects', `[${'{"Name":"x"},'.repeat(HEAD)}`, UNKNOWN, false],
    ['lines', '{"Name":"x"}\n'.repeat(HEAD), UNKNOWN, false],
    ['an object of other lists', `{"Names":[${ones}`, UNKNOWN, false],
    ['what names a broker', `["aws_mq_broker",${ones}`, UNKNOWN, true],
    [
      'UTF-16',
      Buffer.from(`\u{feff}[${ones}`, 'utf16le'),
      /^is larger than 0\.015625 MiB, the limit for UTF-16\./,
      false,
    ],
    [
      'zeros after what Terraform begins with',
      `{"format_version":"1.2","a":"${'\0'.repeat(HEAD)}`,
      /^is not valid JSON at byte 29: found 0x0, but expected a character of a string\.$/,
      true,
    ],
    [
      'UTF-16 of Terraform',
      Buffer.from(`\u{feff}${JSON.stringify({ ...PLAN, a: ones })}`, 'utf16le'),
      /^is larger than 0\.015625 MiB, the limit for UTF-16\./,
      true,
    ],
  ])('%s', async (_, input, problem, isKnown) => {
    expect(await read(input)).toEqual({
      names: [],
      problems: [expect.stringMatching(problem)],
      notices: [],
      isKnown,
    });
  });
});

it.each<[name: string, input: string | Uint8Array, failure: InputError | undefined, isKnown: boolean]>([
  ['a large plan', JSON.stringify({ ...PLAN, a: 'x'.repeat(HEAD) }), undefined, true],
  [
    'a large plan after a byte order mark',
    `\u{feff}${JSON.stringify({ ...PLAN, a: 'x'.repeat(HEAD) })}`,
    undefined,
    true,
  ],
  [
    'a large file that begins like a state',
    JSON.stringify({ version: 3, a: ['x'.repeat(HEAD), 'aws_mq_broker'] }),
    undefined,
    false,
  ],
  ['a large file that is broken', `{"version":3,"a":["${'x'.repeat(HEAD)}`, undefined, false],
  [
    'a large file that is broken and names a broker',
    `{"version":4,"a":["${'x'.repeat(HEAD)}","aws_mq_broker"`,
    undefined,
    true,
  ],
  [
    'a large plan with a word that is no value',
    `{"format_version":"1.2","a":["${'x'.repeat(HEAD)}",word]}`,
    undefined,
    true,
  ],
  ['a large plan with too much', `{"format_version":"1.2","a":[${'[],'.repeat(2_000_000)}[]]}`, undefined, true],
  ['a large plan with a name twice', `{"format_version":"1.2","a":"${'x'.repeat(HEAD)}","a":1}`, undefined, true],
  [
    'a large plan with a type twice in what is left out',
    `{"format_version":"1.2","a":"${'x'.repeat(HEAD)}","resource_changes":[{"type":"aws_s3_bucket","type":"aws_s3_bucket"}]}`,
    undefined,
    true,
  ],
  ['a large plan that is cut off', `{"format_version":"1.2","a":"${'x'.repeat(HEAD)}"`, undefined, true],
  [
    'lines, of which the second is a broken plan',
    `{"format_version":"1.2"}\n{"a":"${'x'.repeat(HEAD)}",}`,
    undefined,
    true,
  ],
  [
    'a large state file that is broken',
    `{"version":4,"terraform_version":"1.9.0","a":["${'x'.repeat(HEAD)}"`,
    undefined,
    true,
  ],
  [
    'a large plan that others sorted',
    `{"complete":true,"format_version":"1.2","a":"${'x'.repeat(HEAD)}"}`,
    undefined,
    true,
  ],
  [
    'the schemas of providers, which name brokers',
    JSON.stringify({ format_version: '1.0', provider_schemas: { aws: { aws_mq_broker: 'x'.repeat(HEAD) } } }),
    undefined,
    false,
  ],
  ['a plan that is cut off', '{"format_version":"1.2","terraform_version":"1.9.0"', undefined, true],
  ['a large plan that cannot be read completely', JSON.stringify({ ...PLAN, a: 'x'.repeat(HEAD) }), FAILURE, true],
  ['a broken file that names a broker', '{"aws_mq_broker": ', undefined, true],
  ['a broken file', '{"x": ', undefined, false],
  ['a file that cannot be read completely', '{"x": ', FAILURE, true],
  ['a file of which nothing can be read', '', FAILURE, true],
  ['an object', '{"x": 1}', undefined, false],
])('whether something in an input is known: %s', async (_, input, failure, isKnown) => {
  expect(await read(input, failure)).toMatchObject({ names: [], isKnown });
});

it('a plan with a name twice is refused', async () => {
  const { problems } = await read(JSON.stringify(PLAN).replace('{', '{"format_version":1,'));
  expect(problems).toEqual([expect.stringContaining('has "format_version" twice')]);
});

it('a response with two templates is refused', async () => {
  const { problems } = await read('{"TemplateBody": "Resources: {}", "TemplateBody": "Resources: {A: {}}"}');
  expect(problems).toEqual([expect.stringContaining('has "TemplateBody" twice')]);
});

it('UTF-16 within the limit is read', async () => {
  expect(await read(Buffer.from(`\u{feff}${file(FIRST)}`, 'utf16le'))).toMatchObject({
    names: ['orders'],
    problems: [],
  });
});

it('what is said of many values is said once', async () => {
  expect(await read(lines(...Array(1000).fill({ format_version: '1.0' })))).toMatchObject({
    problems: [],
    notices: ['is an empty state. (1000 times)'],
  });
});

it.each(['{"format_version":"1.0"}', '{"format_version":"1.0","values":{"root_module":{"resources":[1]}}}'])(
  'what has too many values is not read to its end: %s',
  async (value) => {
    const { problems } = await read(`${value}\n`.repeat(100_002), undefined, 2 ** 20);
    expect(problems.at(-1)).toMatch(
      /^has more than 100000 brokers, plans, states and change sets\. The rest was not read\./,
    );
  },
);
