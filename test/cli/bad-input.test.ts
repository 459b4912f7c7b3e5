import { gzipSync } from 'node:zlib';
import { apiItem, badBroker, broker, cliAnswer, cloudControl, eventItem, notification, ruleEvent } from './forms.ts';
import { EVALUATE, evaluate, run, temporaryFolder } from './support.ts';

const KINDS =
  'Expected AWS Config configuration items (as events, the API or delivered files have them), ' +
  'or an answer of DescribeBroker, ListBrokers or Cloud Control.';
const JSON_TEXT = 'Expected one JSON text, or one on each line.';
const GOOD = JSON.stringify(cliAnswer(broker()));
const ZIPPED = gzipSync(GOOD);

const folder = temporaryFolder();

/** What is said of an input of this content. */
async function complaints(content: unknown): Promise<string> {
  const path = folder.write('bad', content);
  const { stderr, status } = await run([...EVALUATE, path]);
  expect(status).toBe(2);
  const prefix = `rabbitmq-conformance: ${path}: `;
  return stderr
    .split('\n')
    .slice(0, -1)
    .map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : `(not named) ${line}`))
    .join('\n');
}

describe('input that cannot be read as JSON is named, with what was expected', () => {
  it.each([
    ['an empty file', '', `is empty. ${JSON_TEXT}`],
    ['a file of white space', ' \r\n\t', `is empty. ${JSON_TEXT}`],
    ['an empty file, gzipped', gzipSync(''), `is empty. ${JSON_TEXT}`],
    [
      'a gzip file that is cut off',
      ZIPPED.subarray(0, -20),
      'cannot be unzipped: it ends too early. Expected a whole gzip file.',
    ],
    [
      'a gzip file of its first bytes only',
      ZIPPED.subarray(0, 2),
      'cannot be unzipped: it ends too early. Expected a whole gzip file.',
    ],
    [
      'a gzip file with a wrong checksum',
      Buffer.concat([ZIPPED.subarray(0, -8), Buffer.alloc(8)]),
      'cannot be unzipped: incorrect data check. Expected a whole gzip file.',
    ],
  ])('%s', async (_, content, message) => {
    expect(await complaints(content)).toBe(message);
  });

  it.each([
    ['text', 'not json', /^is not JSON: .*not json/],
    ['YAML', 'EngineType: RABBITMQ\nDeploymentMode: x\n', /^is not JSON: /],
    ['JSON that is cut off', GOOD.slice(0, -10), /^is not JSON: /],
    ['indented JSON that is cut off', JSON.stringify(JSON.parse(GOOD), undefined, 2).slice(0, -10), /^is not JSON: /],
    ['one line of several', `${GOOD}\n\n{"BrokerId":\n${GOOD}`, /^is not JSON in line 3: /],
    ['a last line that is cut off', `${GOOD}\n${GOOD.slice(0, 50)}`, /^is not JSON in line 2: /],
    ['bytes of no text', Buffer.from([0x80, 0x81, 0xfe]), /^is not JSON: /],
  ])('%s', async (_, content, message) => {
    const said = await complaints(content);
    expect(said).toMatch(message);
    expect(said.endsWith(`. ${JSON_TEXT}`)).toBe(true);
  });
});

describe('JSON of no known kind is named, with what was expected', () => {
  const noProperties = 'has no ResourceDescription.Properties, which should be JSON as text.';
  it.each([
    ['null', null, `is null, not a JSON object. ${KINDS}`],
    ['a number', 42, `is 42, not a JSON object. ${KINDS}`],
    ['text', '"orders"', `is "orders", not a JSON object. ${KINDS}`],
    ['an empty object', {}, `is an object of no known kind (its members: none). ${KINDS}`],
    ['another object', { Name: 1, Size: 2 }, `is an object of no known kind (its members: "Name", "Size"). ${KINDS}`],
    [
      'an object of many members',
      Object.fromEntries([...'abcdefg'].map((name) => [name, 1])),
      `is an object of no known kind (its members: "a", "b", "c", "d", "e"). ${KINDS}`,
    ],
    ['an item of a list', [cliAnswer(broker()), [7]], `element 2.1: is 7, not a JSON object. ${KINDS}`],
    ['lists in lists', [[[[[[]]]]]], `element 1.1.1.1: has lists in lists. ${KINDS}`],
    [
      'configurationItems that are no list',
      { configurationItems: {} },
      `is an object of no known kind (its members: "configurationItems"). ${KINDS}`,
    ],
    [
      'an item without an id',
      eventItem(broker(), { resourceId: ' ' }),
      'resourceId is missing from the configuration item.',
    ],
    [
      'an item without a type',
      eventItem(broker(), { resourceType: undefined }),
      'resourceType is missing from the configuration item.',
    ],
    [
      'an item whose time is left out',
      eventItem(broker(), { configurationItemCaptureTime: undefined }),
      'configurationItemCaptureTime should be a time, such as "2026-01-31T12:00:00.000Z", not undefined.',
    ],
    [
      'an item without a time',
      apiItem(broker(), { configurationItemCaptureTime: 'soon' }),
      'configurationItemCaptureTime should be a time, such as "2026-01-31T12:00:00.000Z", not "soon".',
    ],
    [
      'a scheduled event',
      ruleEvent({ messageType: 'ScheduledNotification' }),
      `is an event without a configuration item (its messageType: "ScheduledNotification"). ${KINDS}`,
    ],
    [
      'an event that is empty',
      ruleEvent({}),
      `is an event without a configuration item (its messageType: null). ${KINDS}`,
    ],
    [
      'an event whose item is no object',
      notification([] as never),
      `is an event without a configuration item (its messageType: "ConfigurationItemChangeNotification"). ${KINDS}`,
    ],
    ['an event that is no text', { invokingEvent: {} }, 'invokingEvent must be a JSON object as text, not an object.'],
    ['an event that is no JSON', { invokingEvent: '{' }, 'invokingEvent is not JSON.'],
    ['an event that is no object', { invokingEvent: '[]' }, 'invokingEvent is not a JSON object.'],
    ['Cloud Control without properties', { TypeName: 'AWS::AmazonMQ::Broker' }, noProperties],
    [
      'Cloud Control whose properties are no text',
      { ...cloudControl(broker()), ResourceDescription: { Properties: {} } },
      noProperties,
    ],
    [
      'Cloud Control whose properties are no JSON',
      { ...cloudControl(broker()), ResourceDescription: { Properties: 'x' } },
      'has ResourceDescription.Properties that are not JSON.',
    ],
  ])('%s', async (_, content, message) => {
    expect(await complaints(content)).toBe(message);
  });
});

describe('files that cannot be read are named', () => {
  it.each([
    ['one that is not there', () => folder.path('missing.json'), 'there is no such file'],
    ['a folder', () => folder.path('.'), 'it is a folder, and files were expected'],
    ['a file in a file', () => `${folder.write('file', '{}')}/x`, 'ENOTDIR: not a directory'],
    ['one with a name that no file can have', () => folder.path('a\0b'), 'The argument '],
  ])('%s', async (_, path, reason) => {
    const name = path();
    const { stderr, status } = await run([...EVALUATE, name]);
    const shown = name.replace('\0', '\u{fffd}');
    expect({ stderr, status }).toMatchObject({
      stderr: expect.stringContaining(`${shown}: cannot be read: ${reason}`),
      status: 2,
    });
  });

  it('calls standard input by its name', async () => {
    const { stderr } = await evaluate('');
    expect(stderr).toBe(`rabbitmq-conformance: standard input: is empty. ${JSON_TEXT}\n`);
  });

  it('reports standard input that breaks off', async () => {
    async function* broken() {
      yield '{';
      throw new Error('read EIO');
    }
    const { stderr, status } = await run([...EVALUATE, '-'], { stdin: broken() });
    expect({ stderr, status }).toEqual({
      stderr: 'rabbitmq-conformance: standard input: cannot be read: read EIO\n',
      status: 2,
    });
  });
});

describe('the rest is still evaluated', () => {
  it('where some files cannot be used', async () => {
    const good = folder.write('good.json', cliAnswer(broker()));
    const missing = folder.path('missing.json');
    const cut = folder.write('cut.json.gz', ZIPPED.subarray(0, 30));
    const other = folder.write('other.json', eventItem(badBroker({ name: 'billing' })));
    const { status, stdout, stderr } = await run([...EVALUATE, '--format', 'json', missing, good, cut, other]);
    const { results, summary } = JSON.parse(stdout);
    expect(status).toBe(2);
    expect(results.map(({ source }: { source: string }) => source)).toEqual([good, good, good, other, other, other]);
    expect(summary).toEqual({ pass: 3, fail: 3, skip: 0, unknown: 0 });
    expect(stderr.split('\n').map((line) => line.split(': ')[1])).toEqual([missing, cut, undefined]);
  });

  it('where some elements of a list cannot be used', async () => {
    const { status, verdicts, stderr } = await evaluate([{}, cliAnswer(broker()), { invokingEvent: 1 }]);
    expect({ status, verdicts }).toEqual({ status: 2, verdicts: ['pass', 'pass', 'pass'] });
    expect(stderr).toMatch(/: element 1: .*\n.*: element 3: .*\n$/);
  });

  it('where nothing can be used, the table says so', async () => {
    const { stdout } = await run([...EVALUATE, folder.path('missing.json')]);
    expect(stdout).toBe('0 brokers, 0 results: 0 fail, 0 unknown, 0 pass, 0 skip\n');
  });
});
