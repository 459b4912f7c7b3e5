import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import {
  apiItem,
  badBroker,
  broker,
  cliAnswer,
  cloudControl,
  deliveredFile,
  eventItem,
  notification,
  queryAnswer,
  ruleEvent,
} from '../forms.ts';
import { EVALUATE, evaluate, run, temporaryFolder } from '../support.ts';

const KINDS =
  'Expected a CloudFormation template or change set, the output of "terraform show -json", Terraform configuration (.tf), ' +
  'AWS Config configuration items (from events, the API, queries or delivered files), or a DescribeBroker, ListBrokers or Cloud Control response.';
const NO_TEXT = `is neither JSON nor a CloudFormation template. ${KINDS}`;
const GOOD = JSON.stringify(cliAnswer(broker()));
const ZIPPED = gzipSync(GOOD);

const folder = temporaryFolder();

function link(name: string, target: string): string {
  symlinkSync(target, folder.path(name));
  return folder.path(name);
}

function pipe(name: string): string {
  execFileSync('mkfifo', [folder.path(name)]);
  return folder.path(name);
}

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
    ['an empty file', '', `is empty. ${KINDS}`],
    ['a file of white space', ' \r\n\t', `is empty. ${KINDS}`],
    ['an empty file, gzipped', gzipSync(''), `is empty. ${KINDS}`],
    [
      'a gzip file that is cut off',
      ZIPPED.subarray(0, -20),
      'cannot be unzipped: it ends too early. Expected a complete gzip file.',
    ],
    [
      'a gzip file of its first bytes only',
      ZIPPED.subarray(0, 2),
      'cannot be unzipped: it ends too early. Expected a complete gzip file.',
    ],
    [
      'a gzip file with bytes after it',
      Buffer.concat([ZIPPED, Buffer.from('more')]),
      'cannot be unzipped: incorrect header check. Expected a complete gzip file.',
    ],
    [
      'a gzip file with a wrong checksum',
      Buffer.concat([ZIPPED.subarray(0, -8), Buffer.alloc(8)]),
      'cannot be unzipped: incorrect data check. Expected a complete gzip file.',
    ],
  ])('%s', async (_, content, message) => {
    expect(await complaints(content)).toBe(message);
  });

  const indented = JSON.stringify(JSON.parse(GOOD), undefined, 2);
  const named = (names: string) => `{"BrokerId":"b-1",${names}}`;
  const twice = (name: string) =>
    `has "${name}" twice in one object, so its value is ambiguous. Expected each name once.`;
  it.each([
    ['text', 'not json', NO_TEXT],
    ['YAML of something else', 'EngineType: RABBITMQ\nDeploymentMode: x\n', NO_TEXT],
    ['bytes of no text', Buffer.from([0x80, 0x81, 0xfe]), NO_TEXT],
    ['UTF-16 without its mark', Buffer.from(GOOD, 'utf16le'), /^is not valid JSON at character 2\.\n/],
    [
      'JSON that is cut off',
      GOOD.slice(0, -10),
      /^is not valid JSON: it ends too early, at byte \d+\. Expected a complete file\.$/,
    ],
    ['indented JSON that is cut off', indented.slice(0, -10), /^is not valid JSON: it ends too early, at byte \d+\./],
    ['JSON with a comma too many', `${GOOD.slice(0, -1)},}`, `is not valid JSON at character ${GOOD.length + 1}.`],
    [
      'JSON with something after it',
      `${GOOD} x`,
      /^is not valid JSON at byte \d+: found "x", but expected a line break/,
    ],
    ['two values on a line', `${GOOD}${GOOD}`, /^is not valid JSON at byte \d+: found "{", but expected a line break/],
    ['brackets that do not match', '{"a":[1}}', 'is not valid JSON at byte 7: found "}", but expected "]".'],
    [
      'one line of several',
      `${GOOD}\n\n{"BrokerId":\n${GOOD}`,
      'line 3: is not valid JSON: it ends too early. Expected a complete value.',
    ],
    ['a last line that is cut off', `${GOOD}\n${GOOD.slice(0, 50)}`, /^line 2: is not valid JSON: /],
    ['a hundred thousand lists in one another', '['.repeat(100_000), /^is nested too deeply at byte 1001: /],
    ['so many objects', '{"a":'.repeat(100_000), /^is nested too deeply at byte 5000: /],
    ['a name that is there twice', named('"EngineType":"RABBITMQ","EngineType":"ACTIVEMQ"'), twice('EngineType')],
    ['one that is there twice farther in', named('"Logs":{"General":false,"General":true}'), twice('General')],
    ['one that is written in two ways', named('"Logs":{"General":false,"Gener\\u0061l":true}'), twice('General')],
    [
      'one that is there twice in an element',
      `[${GOOD},\n{"BrokerId":1,"BrokerId":2}]`,
      `line 2: ${twice('BrokerId')}`,
    ],
  ])('%s', async (_, content, message) => {
    expect(await complaints(content)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it.each([
    ['a word', '{"BrokerId":"b-1","Password":hunter2}', 'is not valid JSON at character 30.'],
    ['a word on a later line', '{"BrokerId":"b-1",\n"Password":hunter2}', 'is not valid JSON at line 2, character 12.'],
    ['a word in lines', `${GOOD}\n{"Password":hunter2}`, 'line 2: is not valid JSON at character 13.'],
    [
      'a word in an element',
      `[${GOOD},{"Password":hunter2,"BrokerId":1}]`,
      /^byte \d+: is not valid JSON at character 13\.$/,
    ],
    ['a text that does not end', '"hunter2', /^is neither JSON nor a CloudFormation template/],
    ['a text in a list that does not end', '["hunter2', /^is not valid JSON: it ends too early/],
    ['a bad escape', '{"Password":"hunter2\\q"}', 'is not valid JSON at character 22.'],
    ['a line break in a text', '{"Password":"hunter2\n"}', 'is not valid JSON at character 21.'],
    ['a text', '"hunter2"', `is a string, not a JSON object. ${KINDS}`],
  ])('no secret is repeated: %s', async (_, content, message) => {
    const found = await complaints(content);
    expect(found).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(found).not.toContain('hunter2');
  });

  it('a name may be there in one object and in another', async () => {
    const { verdicts, stderr } = await evaluate(
      `[${GOOD},{"BrokerId":"b-1","a":{"b":1,"c":{"b":1}},"b":{"b":[{"b":1},{"b":1}]}}]`,
    );
    expect({ verdicts, stderr }).toEqual({
      verdicts: [...Array(3).fill('pass'), ...Array(3).fill('unknown')],
      stderr: '',
    });
  });
});

describe('JSON of no known kind is named, with what was expected', () => {
  const noProperties = 'has no ResourceDescription.Properties. Expected JSON in a string.';
  it.each([
    ['null', null, `is null, not a JSON object. ${KINDS}`],
    ['a number', 42, `is a number, not a JSON object. ${KINDS}`],
    ['text', '"orders"', `is a string, not a JSON object. ${KINDS}`],
    ['an empty object', {}, `is an object of an unknown type (members: none). ${KINDS}`],
    ['another object', { Name: 1, Size: 2 }, `is an object of an unknown type (members: "Name", "Size"). ${KINDS}`],
    [
      'an object of many members',
      Object.fromEntries([...'abcdefg'].map((name) => [name, 1])),
      `is an object of an unknown type (members: "a", "b", "c", "d", "e"). ${KINDS}`,
    ],
    ['an item of a list', [cliAnswer(broker()), [7]], `element 2.1: is a number, not a JSON object. ${KINDS}`],
    [
      'an answer with two lists of one name',
      { BrokerSummaries: [], brokerSummaries: [cliAnswer(badBroker())] },
      'has BrokerSummaries and brokerSummaries. Expected only one of them in each object.',
    ],
    [
      'items of two kinds',
      { ConfigurationItem: {}, ResourceDescriptions: [] },
      'has ConfigurationItem and ResourceDescriptions. Expected only one of them in each object.',
    ],
    [
      'a broker with a fact in two cases',
      { ...cliAnswer(broker()), publiclyAccessible: true },
      'has "PubliclyAccessible" and "publiclyAccessible", so its value is ambiguous. Expected only one of them.',
    ],
    ['lists in lists', [[[[[[]]]]]], `element 1.1.1.1: has too many nested lists. ${KINDS}`],
    [
      'configurationItems that are no list',
      { configurationItems: {} },
      `is an object of an unknown type (members: "configurationItems"). ${KINDS}`,
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
      'configurationItemCaptureTime must be a time, such as "2026-01-31T12:00:00.000Z", not undefined.',
    ],
    [
      'an item without a time',
      apiItem(broker(), { configurationItemCaptureTime: 'soon' }),
      'configurationItemCaptureTime must be a time, such as "2026-01-31T12:00:00.000Z", not "soon".',
    ],
    [
      'a scheduled event',
      ruleEvent({ messageType: 'ScheduledNotification' }),
      `is an event without a configuration item (messageType: "ScheduledNotification"). ${KINDS}`,
    ],
    ['an event that is empty', ruleEvent({}), `is an event without a configuration item (messageType: null). ${KINDS}`],
    [
      'an event whose item is no object',
      notification([] as never),
      `is an event without a configuration item (messageType: "ConfigurationItemChangeNotification"). ${KINDS}`,
    ],
    [
      'an event that is no text',
      { invokingEvent: {} },
      'invokingEvent must be a JSON object in a string, not an object.',
    ],
    ['an event that is no JSON', { invokingEvent: '{' }, 'invokingEvent is not valid JSON.'],
    ['an event that is no object', { invokingEvent: '[]' }, 'invokingEvent is not a JSON object.'],
    [
      'a query that selects too little',
      queryAnswer([broker()], { configuration: undefined, configurationItemStatus: undefined }),
      'is of a query that does not select configurationItemStatus, configuration. Select resourceType, resourceId, ' +
        'configurationItemStatus, configurationItemCaptureTime and configuration.',
    ],
    [
      'a query whose results are no text',
      { Results: [{}], QueryInfo: {} },
      'has a result that is not JSON in a string.',
    ],
    ['Cloud Control without properties', { TypeName: 'AWS::AmazonMQ::Broker' }, noProperties],
    [
      'Cloud Control whose properties are no text',
      { ...cloudControl(broker()), ResourceDescription: { Properties: {} } },
      noProperties,
    ],
    [
      'Cloud Control whose properties are no JSON',
      { ...cloudControl(broker()), ResourceDescription: { Properties: 'x' } },
      'has ResourceDescription.Properties that are not valid JSON.',
    ],
  ])('%s', async (_, content, message) => {
    expect(await complaints(content)).toBe(message);
  });
});

describe('files that cannot be read are named', () => {
  it.each<readonly [sentence: string, path: () => string, reason: string]>([
    ['one that is not there', () => folder.path('missing.json'), 'the file does not exist. Check its path.'],
    [
      'a link to itself',
      () => link('loop', folder.path('loop')),
      'it is a symbolic link to itself. Fix it, or leave it out.',
    ],
    ...(process.platform === 'linux'
      ? [
          [
            'a file of the kernel',
            () => '/proc/kmsg',
            'it is a file of the kernel. Expected an ordinary file.',
          ] as const,
        ]
      : []),
    ['a device', () => '/dev/zero', 'it is a device. Expected a file, or its content on standard input (-).'],
    ['a pipe that nobody writes into', () => pipe('pipe'), 'it is a named pipe. Expected a file, '],
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
    expect(stderr).toBe(`rabbitmq-conformance: standard input: is empty. ${KINDS}\n`);
  });

  it('reports standard input that breaks off', async () => {
    async function* broken() {
      yield '{';
      throw new Error('read EIO');
    }
    const { stderr, status } = await run([...EVALUATE, '-'], { stdin: broken() });
    expect({ stderr, status }).toEqual({
      stderr:
        'rabbitmq-conformance: standard input: cannot be read: read EIO. Expected a readable file, or its content on standard input (-).\n',
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
    expect(summary).toEqual({ pass: 3, fail: 3, skip: 0, unknown: 0, exempt: 0 });
    expect(stderr.split('\n').map((line) => line.split(': ')[1])).toEqual([missing, cut, undefined]);
  });

  it('of what a gzip file that is cut off still has', async () => {
    // So long that the part that is missing is none of the first element.
    const zipped = gzipSync(JSON.stringify([cliAnswer(broker()), randomBytes(10_000).toString('hex')]));
    const { status, verdicts, stderr } = await evaluate(zipped.subarray(0, -1000));
    expect({ status, verdicts }).toEqual({ status: 2, verdicts: ['pass', 'pass', 'pass'] });
    expect(stderr).toContain('cannot be unzipped: it ends too early.');
  });

  it.each([
    ['a list that is cut off', `[${GOOD},${GOOD.slice(0, -1)}`, /it ends too early/],
    [
      'a delivered file that is cut off',
      JSON.stringify(deliveredFile([cliAnswer(broker())])).slice(0, -1),
      /it ends too/,
    ],
    ['a line that is broken', `${GOOD}\n{`, /line 2: is not valid JSON/],
    ['a list with no comma', `[${GOOD}\n${GOOD}]`, /found "{", but expected "," or "]"/],
    ['what follows a whole list', `[${GOOD}] ]`, /is not valid JSON at byte/],
  ])('of %s, what comes before', async (_, content, message) => {
    const { status, verdicts, stderr } = await evaluate(content);
    expect({ status, verdicts }).toEqual({ status: 2, verdicts: ['pass', 'pass', 'pass'] });
    expect(stderr).toMatch(message);
  });

  it('of a gzip file that is cut off, which is no JSON, only that is said', async () => {
    const { stderr } = await evaluate(gzipSync(`Resources:\n  A: ${randomBytes(999).toString('hex')}`).subarray(0, -9));
    expect(stderr).toBe(
      'rabbitmq-conformance: standard input: cannot be unzipped: it ends too early. Expected a complete gzip file.\n',
    );
  });

  it('up to an end, where there is none of what cannot be used', async () => {
    const { stderr, verdicts } = await evaluate([cliAnswer(broker()), ...Array(10_001).fill(1), cliAnswer(broker())]);
    expect(verdicts).toEqual(['pass', 'pass', 'pass']);
    expect(stderr).toMatch(/: has more than 10000 parts that cannot be used\. The rest was not read\.\n$/);
  });

  it('up to more brokers than can be held', async () => {
    const lines = Array.from({ length: 100_001 }, (_, index) => `{"BrokerId":"b-${index}"}`).join('\n');
    const { stderr, output } = await evaluate(lines);
    expect(output.summary.unknown).toBe(300_000);
    expect(stderr).toMatch(/: has more than 100000 brokers\. The rest was not read\. Split it into several files\.\n$/);
  });

  it('but not if it has more objects than can be held', async () => {
    const { stderr, verdicts } = await evaluate(`[${'{},'.repeat(2_000_000)}{}]`);
    expect(verdicts).toEqual([]);
    expect(stderr).toMatch(/: has more than 2000000 objects and lists, the limit for one value\.\n$/);
  });

  it('and no more is said of many elements that cannot be used than can be read', async () => {
    const { stderr, verdicts } = await evaluate([...Array(1000).fill(1), cliAnswer(broker())]);
    expect(verdicts).toEqual(['pass', 'pass', 'pass']);
    expect(stderr.split('\n')).toHaveLength(22);
    expect(stderr).toMatch(/: 980 more parts could not be used\.\n$/);
  });

  it('where a state has more resources that cannot be read than a call has arguments', async () => {
    const state = { version: 4, terraform_version: '1.9.0', serial: 1, resources: Array(200_000).fill({}) };
    const { status, stderr } = await evaluate(state);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('has a resource without a type') });
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
