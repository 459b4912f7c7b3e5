import { closeSync, openSync, truncateSync, writeSync } from 'node:fs';
import process from 'node:process';
import { gzipSync } from 'node:zlib';
import { bundlesIn } from '../../../bench/builds.ts';
import { runMeasured, runProgram } from '../../../bench/processes.ts';
import { DEFAULT_CHECKS } from '../../../checks/registry.ts';
import { badBroker, broker, cliAnswer, eventItem } from '../forms.ts';
import { EVALUATE, run, temporaryFolder } from '../support.ts';
import type { Resource } from './terraform/support.ts';
import { plan, rabbit, resource, broker as terraformBroker } from './terraform/support.ts';

const folder = temporaryFolder();

const { cli: CLI } = bundlesIn(process.cwd());

const COUNT = DEFAULT_CHECKS.length;
const PASS = ['pass', 'pass', 'pass'];
const FAIL = ['fail', 'fail', 'fail'];
const EARLIER = { configurationItemCaptureTime: '2026-03-01T00:00:00.000Z' };
const MIB = 2 ** 20;
const OTHER = JSON.stringify(
  eventItem(broker({ name: 'web' }), {
    resourceType: 'AWS::EC2::Instance',
    resourceId: 'i-1',
    ARN: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
    configuration: { text: '}],"\\'.repeat(200) },
  }),
);

/** More than is parsed as a whole: items of another resource, joined by something. */
function others(joint: string): { readonly text: string; readonly count: number } {
  const count = Math.ceil((17 * MIB) / OTHER.length);
  return { text: Array(count).fill(OTHER).join(joint), count };
}

const { text: MANY, count: MANY_COUNT } = others(',');
const FIRST = JSON.stringify(eventItem(broker()));
const LAST = JSON.stringify(eventItem(badBroker({ name: 'billing' })));

/** A delivered file too large to be parsed as a whole, with these items at its end. */
function file(...last: readonly string[]): string {
  return `{"fileVersion":"1.0","configurationItems":[${[MANY, ...last].join(',')}],"configSnapshotId":"5b7a2f0e"}`;
}

async function evaluateLarge(content: string | Uint8Array, isStandardInput = false) {
  const inChunks = function* () {
    const bytes = Buffer.from(content);
    for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536);
  };
  const path = isStandardInput ? '-' : folder.write('large', content);
  const result = await run([...EVALUATE, '--format', 'json', path], { stdin: isStandardInput ? inChunks() : [] });
  const verdicts = JSON.parse(result.stdout).results.map(({ verdict }: { verdict: string }) => verdict);
  return {
    status: result.status,
    verdicts,
    stderr: result.stderr.replaceAll(`${path === '-' ? 'standard input' : path}: `, ''),
  };
}

const NOTICE = `skipped ${MANY_COUNT} resources other than brokers.\n`;

describe('of a large input every broker is evaluated', () => {
  const lines = others('\n').text;
  it.each<[string, string | Uint8Array]>([
    ['a delivered file', file(FIRST, LAST)],
    ['a delivered file, gzipped', gzipSync(file(FIRST, LAST), { level: 1 })],
    [
      'a delivered file, gzipped in parts',
      Buffer.concat([gzipSync(file(FIRST, LAST).slice(0, 999)), gzipSync(file(FIRST, LAST).slice(999), { level: 1 })]),
    ],
    ['a delivered file after a byte order mark', `\u{feff}${file(FIRST, LAST)}`],
    ['a list', `[${FIRST},${MANY},\n${LAST}]`],
    ['one on each line', `${FIRST}\n${lines}\n${LAST}\n`],
    ['a delivered file on each line', `${file(FIRST)}\n{"configurationItems":[${LAST}]}`],
    [
      'items whose type is written with escapes',
      file(FIRST.replace('AWS::', '\\u0041WS::'), LAST.replace('Amazon', 'Ama\\u007aon')),
    ],
    ['other kinds in a list', `[${JSON.stringify(cliAnswer(broker()))},${MANY},${LAST}]`],
  ])('%s', async (_, content) => {
    expect(await evaluateLarge(content)).toEqual({ status: 1, verdicts: [...PASS, ...FAIL], stderr: NOTICE });
  });

  it('standard input', async () => {
    expect(await evaluateLarge(file(FIRST, LAST), true)).toEqual({
      status: 1,
      verdicts: [...PASS, ...FAIL],
      stderr: NOTICE,
    });
  });

  it.each([
    ['the newest comes first', [eventItem(broker()), eventItem(badBroker(), EARLIER)]],
    ['the newest comes last', [eventItem(badBroker(), EARLIER), eventItem(broker())]],
    ['it is there again', [eventItem(broker()), eventItem(broker())]],
  ])('by its newest item, where %s', async (_, items) => {
    const result = await evaluateLarge(file(...items.map((item) => JSON.stringify(item))));
    expect(result).toEqual({
      status: 0,
      verdicts: PASS,
      stderr: `${NOTICE}skipped 1 older or repeated configuration item.\n`,
    });
  });
});

describe('of a large input that is broken, what comes before is evaluated', () => {
  const whole = file(FIRST);
  const end = Buffer.byteLength(whole);
  it.each<[string, string | Uint8Array, RegExp]>([
    [
      'cut off',
      whole.slice(0, -2),
      new RegExp(`^is not valid JSON: it ends too early, at byte ${end - 2}\\. Expected a complete file\\.$`),
    ],
    ['cut off in an element', file(FIRST, LAST).slice(0, -60), /^is not valid JSON: it ends too early, at byte \d+\./],
    [
      'with something between its elements',
      whole.replace(`,${FIRST}`, `,${FIRST};`),
      /^is not valid JSON at byte \d+: found ";", but expected "," or "]"\.$/,
    ],
    [
      'with an element that is no JSON',
      file('{"AWS::AmazonMQ::Broker"}', FIRST),
      /^byte \d+: is not valid JSON at character 25\.$/,
    ],
    [
      'with an element of an unknown kind',
      file('{"a":1}', FIRST),
      /^byte \d+: is an object of an unknown type \(members: "a"\)/,
    ],
    [
      'with an item that lacks something',
      file(LAST.replace('resourceId', 'resource'), FIRST),
      /^byte \d+: resourceId is missing/,
    ],
    [
      'with a name that is there twice',
      file(LAST.replace('{', '{"resourceId":"b-1",'), FIRST),
      /^byte \d+: has "resourceId" twice/,
    ],
    ['whose end is no JSON', `${whole.slice(0, -1)},}`, /^is not valid JSON at character 76\.$/],
    [
      'that is not complete',
      `${whole.slice(0, -1)},"unprocessedResourceKeys":[{}]}`,
      /^lacks 1 resource that AWS Config did not process/,
    ],
    [
      'gzipped and cut off',
      gzipSync(file(FIRST, JSON.stringify('x'.repeat(MIB))), { level: 0 }).subarray(0, -MIB / 2),
      /^cannot be unzipped: it ends too early\./,
    ],
  ])('%s', async (_, content, message) => {
    const { status, verdicts, stderr } = await evaluateLarge(content);
    expect({ status, verdicts }).toEqual({ status: 2, verdicts: PASS });
    const problems = stderr.split('\n').filter((line) => line.startsWith('rabbitmq-conformance: '));
    expect(problems).toHaveLength(1);
    expect(problems[0]?.replace('rabbitmq-conformance: ', '').replace(/^byte 0: /, '')).toMatch(message);
  });

  it('an element that is too large to be held is named, and what follows is evaluated', async () => {
    const content = Buffer.concat([
      Buffer.from('{"configurationItems":['),
      Buffer.alloc(65 * MIB, `"${'x'.repeat(MIB - 1)}`)
        .fill('"', 65 * MIB - 1)
        .fill('x', 1, 65 * MIB - 1),
      Buffer.from(`,${FIRST}]}`),
    ]);
    const known = Buffer.concat([Buffer.from(`[${FIRST},`), content, Buffer.from(`,${LAST}]`)]);
    const { status, verdicts, stderr } = await evaluateLarge(known);
    expect({ status, verdicts }).toEqual({ status: 2, verdicts: [...PASS, ...FAIL] });
    expect(stderr).toMatch(/: byte \d+: is larger than 64 MiB, the limit for one value\.\n$/);
  });
});

describe('a file of gigabytes that is nothing known is refused after its beginning', () => {
  const SIZE = 3 * 2 ** 30;
  /** A sparse file that begins with something. */
  const sparse = (begin: string | Uint8Array): string => {
    const path = folder.path('sparse');
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, Buffer.from(begin));
    closeSync(descriptor);
    truncateSync(path, SIZE);
    return path;
  };
  const numbers = `[${'1,'.repeat(9 * MIB)}`;
  it.each([
    ['zeros', ''],
    ['white space', ' '.repeat(17 * MIB)],
    ['numbers', numbers],
    ['objects', `[${'{"Name":"x"},'.repeat(2 * MIB)}`],
    ['lines', '{"Name":"x"}\n'.repeat(2 * MIB)],
    ['an object of other lists', `{"Resources":[${'{"Name":"x"},'.repeat(2 * MIB)}`],
    ['UTF-16', Buffer.from(`\u{feff}${numbers}`, 'utf16le')],
  ])('%s', async (_, begin) => {
    const path = sparse(begin);
    const { status, stderr } = await run([...EVALUATE, path]);
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /: (is larger than 16 MiB, and its beginning has an unknown type\. Expected .*|is larger than 16 MiB, the limit for UTF-16\. .*)\n$/,
    );
  });

  it('an object that could be of Terraform', async () => {
    const { status, stderr } = await run([...EVALUATE, sparse('{"format_version":"1.2","a":"')]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(
        /: is not valid JSON at byte 29: found 0x0, but expected a character of a string\.\n$/,
      ),
    });
  });

  it('what unzips to gigabytes', async () => {
    // A gzip file of many members, each of 64 MiB of zeros.
    const bomb = Buffer.concat(Array(64).fill(gzipSync(Buffer.alloc(64 * MIB))));
    const { status, stderr } = await run([...EVALUATE, folder.write('bomb.gz', bomb)]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('is larger than 16 MiB') });
  });
});

describe('of a large Terraform plan', () => {
  const RESOURCES = 70;
  const bucket = (number: number): Resource =>
    resource(`aws_s3_bucket.logs[${number}]`, { policy: '}],"\\'.repeat(20_000) });
  const addresses = (count: number) => Array.from({ length: count }, (_, index) => `aws_mq_broker.orders[${index}]`);
  const text = (brokers: number) =>
    JSON.stringify(
      plan([...Array.from({ length: RESOURCES }, (_, index) => bucket(index)), ...addresses(brokers).map(planned)]),
    );
  const planned = (address: string) => terraformBroker(rabbit(), address);
  const SKIPPED = `skipped ${RESOURCES} resources other than brokers.\n`;

  it.each<[string, string | Uint8Array, boolean]>([
    ['a file', text(2), false],
    ['a gzipped file', gzipSync(text(2), { level: 1 }), false],
    ['a file after a byte order mark', `\u{feff}${text(2)}`, false],
    ['standard input', text(2), true],
    ['two in a file, one on each line', `${text(1)}\n${text(1)}`, false],
  ])('every broker is evaluated: %s', async (name, content, isStandardInput) => {
    expect(Buffer.byteLength(text(1))).toBeGreaterThan(16 * MIB);
    expect(await evaluateLarge(content, isStandardInput)).toEqual({
      status: 0,
      verdicts: [...PASS, ...PASS],
      stderr: name.startsWith('two') ? SKIPPED.replace('70', '140') : SKIPPED,
    });
  });

  it.each<[string, string | Uint8Array, RegExp]>([
    [
      'it ends too early',
      text(1).slice(0, -1),
      /is not valid JSON: it ends too early, at byte \d+\. Expected a complete file\./,
    ],
    [
      'it is broken in what is left out',
      text(1).replace('}],\\"', '\u0001'),
      /is not valid JSON at byte \d+: found 0x1/,
    ],
    ['it is broken in what is read', text(1).replace('"RabbitMQ"', 'RabbitMQ'), /: is not valid JSON\./],
    ['it has a type twice', text(1).replace('"type"', '"type":"x","type"'), /: has "type" twice in one object/],
    [
      'it has too much that is read',
      JSON.stringify(plan([planned('x'.repeat(65 * MIB))])),
      /has more than 64 MiB that may concern brokers/,
    ],
  ])('nothing is evaluated if %s', async (_, content, message) => {
    const { status, verdicts, stderr } = await evaluateLarge(content);
    expect({ status, verdicts }).toEqual({ status: 2, verdicts: [] });
    expect(stderr).toMatch(message);
  });
});

it('memory does not grow with a Terraform state', async () => {
  const path = folder.path('huge-state.json');
  const descriptor = openSync(path, 'w');
  const bucket = JSON.stringify(resource('aws_s3_bucket.logs', { policy: 'x'.repeat(9_000) }));
  const buckets = Array(1_000).fill(bucket).join(',');
  const orders = JSON.stringify(terraformBroker(rabbit()));
  writeSync(descriptor, '{"format_version":"1.0","values":{"root_module":{"resources":[');
  for (let part = 0; part < 32; part += 1) writeSync(descriptor, `${buckets},`);
  writeSync(descriptor, `${orders}]}}}`);
  closeSync(descriptor);
  const { output, peakKiB } = await runMeasured([CLI, 'evaluate', path]);
  expect(output).toContain('1 broker,');
  // 279 MiB are read.
  expect(peakKiB / 1024).toBeLessThan(150);
});

it('memory does not grow with the file', async () => {
  const path = folder.path('huge.json');
  const descriptor = openSync(path, 'w');
  writeSync(descriptor, `{"configurationItems":[${FIRST}`);
  for (let part = 0; part < 12; part += 1) writeSync(descriptor, `,${MANY}`);
  writeSync(descriptor, ']}');
  closeSync(descriptor);
  const { output, peakKiB } = await runMeasured([CLI, 'evaluate', path]);
  expect(output).toContain(`1 broker, ${COUNT} results: 0 fail, 0 unknown, ${COUNT} pass, 0 skip`);
  // 204 MiB are read.
  expect(peakKiB / 1024).toBeLessThan(160);
});

it('what a shell makes of <(command) is read, although it is a pipe', async () => {
  const path = folder.write('small.json', FIRST);
  const script = '"$0" "$1" evaluate <(cat "$2")';
  const { output } = await runProgram('bash', ['-c', script, process.execPath, CLI, path]);
  expect(output).toContain(`1 broker, ${COUNT} results: 0 fail, 0 unknown, ${COUNT} pass, 0 skip`);
});
