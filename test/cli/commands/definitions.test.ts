import { readFileSync, statSync, symlinkSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { HOSTILE, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();

const GOOD = {
  rabbitmq_version: '3.13.7',
  vhosts: [{ name: '/' }],
  users: [{ name: 'app', tags: '', password_hash: '' }],
};
const REMARKED = { ...GOOD, vhosts: [{ name: 'orders' }] };
const CHANGED = { ...GOOD, parameters: [{ component: 'shovel', name: 's', vhost: '/', value: {} }] };
const OF_AMAZON_MQ = {
  ...GOOD,
  users: [{ name: 'x-AWS-OWNED-DO-NOT-DELETE' }],
  permissions: [{ user: 'x-AWS-OWNED-DO-NOT-DELETE', vhost: '/' }],
  policies: [{ name: 'AWS-DEFAULT-POLICY-SINGLE-INSTANCE', vhost: '/', definition: {} }],
};
const SECRET = 'hunter2-of-the-old-broker';
const LOST = {
  ...GOOD,
  users: [{ name: 'guest', password_hash: SECRET }],
  parameters: [
    { component: 'shovel', name: 's', vhost: '/', value: { 'src-uri': `amqp://u:${SECRET}@h` } },
    { component: 'other', name: 'o', vhost: '/', value: SECRET },
    { component: 'operator_policy', name: 'p', vhost: '/', value: SECRET },
  ],
  global_parameters: [{ name: 'g', value: SECRET }],
};

describe('exit status', () => {
  it.each([
    ['0 where all survives', GOOD, 0],
    ['0 where there are remarks only', REMARKED, 0],
    ['0 where all else belongs to Amazon MQ', OF_AMAZON_MQ, 0],
    ['1 where something must change', CHANGED, 1],
    ['1 where something is lost', LOST, 1],
  ])('%s', async (_, content, status) => {
    const result = await run(['definitions', folder.write('export.json', content)]);
    expect(result).toMatchObject({ status, stderr: '' });
  });
});

describe('the cluster that it must fit', () => {
  const queues = Array.from({ length: 1001 }, (_, index) => ({
    name: `q${index}`,
    vhost: '/',
    durable: true,
    auto_delete: false,
    arguments: { 'x-queue-type': 'quorum' },
  }));

  it.each([
    ['none is given', [], 'CHANGE  export queues\n        has 1,001 queues; a new mq.m7g.large cluster'],
    ['one is too small', ['--host-instance-type', 'mq.m7g.medium'], 'a new mq.m7g.medium cluster'],
  ])('if %s', async (_, options, text) => {
    const { status, stdout } = await run(['definitions', '-', ...options], {
      stdin: [JSON.stringify({ ...GOOD, queues })],
    });
    expect(status).toBe(1);
    expect(stdout).toContain(text);
  });

  it.each([
    ['a larger one', ['--host-instance-type', 'mq.m7g.xlarge']],
    ['a limit', ['--host-instance-type', 'mq.m7g.large', '--limit', 'cluster_queue_limit=1001']],
  ])('with %s, it does', async (_, options) => {
    const { stdout } = await run(['definitions', '-', ...options], { stdin: [JSON.stringify({ ...GOOD, queues })] });
    expect(stdout).not.toContain('1,001');
  });

  it('cannot have any limit', async () => {
    const { status, stderr } = await run(['definitions', '-', '--limit', 'vhost_max=1501'], { stdin: ['{}'] });
    expect(status).toBe(2);
    expect(stderr).toBe(
      'rabbitmq-conformance: --limit: vhost_max=1501: the maximum of mq.m7g.large is 1500. No instance type can have as many.\n',
    );
  });
});

describe('where it reads from', () => {
  it.each([
    ['standard input', JSON.stringify(LOST)],
    ['gzip', gzipSync(JSON.stringify(LOST))],
    ['UTF-16, as PowerShell redirects', Buffer.from(`\u{feff}${JSON.stringify(LOST)}`, 'utf16le')],
  ])('%s', async (_, content) => {
    const { status, stdout } = await run(['definitions', '-'], { stdin: [content] });
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /\nstandard input on an Amazon MQ cluster of RabbitMQ 4\.2: 3 lost, 1 change, 1 remark, 1 ok\n$/,
    );
  });
});

describe('what it says', () => {
  it.each(['table', 'json'])('never a password, as %s', async (format) => {
    const { stdout, stderr } = await run(['definitions', folder.write('export.json', LOST), '--format', format]);
    expect(stdout).toContain('guest');
    expect(stdout + stderr).not.toContain(SECRET);
  });

  it('always that messages are not in it', async () => {
    const { stdout } = await run(['definitions', folder.write('export.json', GOOD)]);
    expect(stdout).toContain('\nMessages are not in a definitions export.');
  });

  it('that users and virtual hosts are not in the export of one virtual host', async () => {
    const { stdout } = await run(['definitions', '-'], { stdin: ['{"queues":[]}'] });
    expect(stdout).toContain('\nThis is an export of one virtual host');
  });

  it('the same of many objects once', async () => {
    const users = Array.from({ length: 7 }, (_, index) => ({ name: `AWS-DEFAULT-${index}` }));
    const { stdout } = await run(['definitions', '-'], { stdin: [JSON.stringify({ ...GOOD, users })] });
    expect(stdout.match(/belongs to Amazon MQ\./g)).toHaveLength(1);
    expect(stdout).toContain(
      'REMARK  user AWS-DEFAULT-0, AWS-DEFAULT-1, AWS-DEFAULT-2, AWS-DEFAULT-3, AWS-DEFAULT-4 and 2 more\n',
    );
  });

  it('for programs every object, with the page that says so', async () => {
    const { stdout } = await run(['definitions', '-', '--format', 'json'], { stdin: [JSON.stringify(LOST)] });
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      source: '-',
      targetVersion: '4.2',
      summary: { lost: 3, change: 1, remark: 1, ok: 1 },
      counts: { user: { lost: 1, change: 0, remark: 0, ok: 0 } },
      notes: [
        expect.stringContaining('Messages'),
        expect.stringContaining('Exclusive queues'),
        expect.stringContaining('In the virtual host /'),
        expect.stringContaining('password hashes'),
        expect.stringContaining('plan --limit'),
      ],
    });
    expect(JSON.parse(stdout).rows[0]).toEqual({
      kind: 'user',
      name: 'guest',
      verdict: 'lost',
      detail: 'is deleted by Amazon MQ, which has no user of this name.',
      action: 'Create a user for each client that logs in as guest.',
      reference: 'https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-simple-auth-broker-users.html',
      imported: 'left-out',
    });
  });

  it.each(['table', 'json'])('nothing that a terminal would obey, as %s', async (format) => {
    const content = { ...GOOD, exchanges: [{ name: HOSTILE, vhost: HOSTILE, type: HOSTILE }], [HOSTILE]: [] };
    const { stdout } = await run(['definitions', '-', '--format', format], { stdin: [JSON.stringify(content)] });
    expect(stdout).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
  });

  it('in colour on a terminal only', async () => {
    const stdin = [JSON.stringify(LOST)];
    expect((await run(['definitions', '-'], { stdin, useColour: true })).stdout).toContain('\u001b[1m');
    expect((await run(['definitions', '-'], { stdin })).stdout).not.toContain('\u001b');
  });
});

describe('what it writes', () => {
  it('the report to a file', async () => {
    const output = folder.path('report.txt');
    const { stdout, status } = await run(['definitions', '-', '--output', output], {
      stdin: [JSON.stringify(LOST)],
      useColour: true,
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 1 });
    expect(readFileSync(output, 'utf8')).toMatch(/^LOST {4}user guest\n/);
  });

  it.each([
    ['a new file', () => folder.path('new.json')],
    ['a file that others could read', () => folder.write('old.json', 'x'.repeat(10_000))],
  ])('importable definitions to %s, which only its owner can read', async (_, path) => {
    const file = path();
    const content = { ...LOST, users: [...GOOD.users, ...LOST.users] };
    await run(['definitions', '-', '--output-importable', file], { stdin: [JSON.stringify(content)] });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...content, users: GOOD.users, parameters: [] });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('importable definitions without indentation, with quorum queues if that is wanted', async () => {
    const file = folder.path('quorum.json');
    const queues = [
      { name: 'q', vhost: '/', durable: true, auto_delete: false, arguments: { 'x-queue-type': 'classic' } },
    ];
    await run(['definitions', '-', '--quorum', '--output-importable', file], {
      stdin: [JSON.stringify({ ...GOOD, queues })],
    });
    const expected = { ...GOOD, queues: [{ ...queues[0], arguments: { 'x-queue-type': 'quorum' } }] };
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify(expected)}\n`);
  });

  it.each([
    ['3.13', 8_000_000, '8,000,001', '8,000,000'],
    ['4.2', 10_000_000, '10,000,001', '10,000,000'],
  ])('how to import what is more than a broker of %s takes at once', async (target, limit, size, allowed) => {
    const file = folder.path('large.json');
    const content = (length: number) => ({ ...GOOD, global_parameters: [{ name: 'mine', value: 'x'.repeat(length) }] });
    const others = JSON.stringify(content(0)).length + 1;
    const write = async (length: number) =>
      await run(['definitions', '-', '--target-version', target, '--output-importable', file], {
        stdin: [JSON.stringify(content(length - others))],
      });
    expect(await write(limit)).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = await write(limit + 1);
    expect(status).toBe(0);
    expect(stderr).toBe(
      `rabbitmq-conformance: ${file}: has ${size} bytes, and the management API takes ${allowed} in one request. ` +
        'Import it in parts: first all but the queues and bindings, then the queues, then the bindings.\n',
    );
    expect(statSync(file).size).toBe(limit + 1);
  });

  it.each(['--output', '--output-importable'])('never over the export: %s', async (option) => {
    const source = folder.write('export.json', LOST);
    const link = folder.path(`link${option}`);
    symlinkSync(source, link);
    for (const path of [source, link]) {
      const { status, stdout, stderr } = await run(['definitions', source, option, path]);
      expect({ status, stdout, stderr }).toEqual({
        status: 2,
        stdout: '',
        stderr: `rabbitmq-conformance: ${path}: is the export itself. Name another file.\n`,
      });
    }
    expect(JSON.parse(readFileSync(source, 'utf8'))).toEqual(LOST);
  });

  it('not both to one file', async () => {
    const path = folder.path('both');
    const { status } = await run(['definitions', '-', '--output', path, '--output-importable', path], {
      stdin: [JSON.stringify(GOOD)],
    });
    expect(status).toBe(2);
  });

  it.each([
    ['a number that is too large to be kept', '{"queues":[{"name":"q","arguments":{"x-owner":12345678901234567890}}]}'],
    ['lists in lists, very many', `{"queues":[],"news":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('no importable definitions of %s', async (_, content) => {
    const path = folder.path('inexact.json');
    const { status, stdout, stderr } = await run(['definitions', '-', '--output-importable', path], {
      stdin: [content],
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^rabbitmq-conformance: standard input: (has a number that|is nested too deeply)[^\n]*\n$/);
    expect(() => statSync(path)).toThrow('ENOENT');
  });

  it('importable definitions not to standard output', async () => {
    const { status, stdout, stderr } = await run(['definitions', '-', '--output-importable', '-'], {
      stdin: [JSON.stringify(GOOD)],
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('--output-importable needs a file');
  });

  it('nothing where the file cannot be written', async () => {
    const { status, stdout, stderr } = await run(['definitions', '-', '--output-importable', folder.path('no/file')], {
      stdin: [JSON.stringify(GOOD)],
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^rabbitmq-conformance: cannot be written: ENOENT.*no\/file.*\n$/);
  });
});

describe('what is not a definitions export is an error in one line, which does not quote it', () => {
  const HINT = 'Expected the response of GET /api/definitions from the management API.';
  it.each([
    ['nothing', '', 'is empty. Expected a RabbitMQ definitions export.'],
    ['text', `{"users": ${SECRET}`, /^is not JSON( at character \d+)?\. Expected a RabbitMQ definitions export\.$/],
    ['JSON that is cut off', JSON.stringify(LOST).slice(0, -3), /^is not JSON( at character \d+)?\. Expected/],
    ['a number', '5', `is not a JSON object. ${HINT}`],
    ['a list', '[]', `is not a JSON object. ${HINT}`],
    ['another object', '{"BrokerId":"b-1"}', /^has none of users, vhosts, .*, bindings\. Expected/],
    ['an error of the management API', '{"error":"not_authorised","reason":"Login failed"}', /^has none of users/],
    ['users that are no list', `{"users":{"a":"${SECRET}"}}`, `users is not a list. ${HINT}`],
    ['a user that is no object', `{"users":["${SECRET}"]}`, `users[0] is not an object. ${HINT}`],
    ['a queue without a name', '{"queues":[{"name":"a"},{}]}', `queues[1].name must be of type string. ${HINT}`],
    [
      'a queue whose arguments are text',
      '{"queues":[{"name":"a","arguments":"x"}]}',
      /^queues\[0\]\.arguments must be of type object/,
    ],
    [
      'a durable that is text',
      '{"queues":[{"name":"a","durable":"true"}]}',
      /^queues\[0\]\.durable must be of type boolean/,
    ],
    [
      'a priority that is text',
      '{"policies":[{"name":"a","definition":{},"priority":"1"}]}',
      /^policies\[0\]\.priority/,
    ],
    [
      'a policy without a definition',
      '{"policies":[{"name":"a"}]}',
      /^policies\[0\]\.definition must be of type object/,
    ],
    ['a name twice in one object', '{"queues":[],"queues":[]}', /^has "queues" twice in one object/],
    ['a gzip file that is cut off', gzipSync(JSON.stringify(LOST)).subarray(0, -9), /^cannot be unzipped/],
    ['more than can be read', gzipSync(Buffer.alloc(129 * 2 ** 20, ' ')), /^is larger than 128 MiB/],
  ])('%s', async (_, content, message) => {
    const importable = folder.path('never.json');
    const path = folder.write('bad', content);
    const { status, stdout, stderr } = await run(['definitions', path, '--output-importable', importable]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    const [, said = ''] = stderr.split(`rabbitmq-conformance: ${path}: `);
    expect(said.trimEnd()).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
    expect(stderr.match(/\n/g)).toHaveLength(1);
    expect(stderr).not.toContain(SECRET);
    expect(() => statSync(importable)).toThrow('ENOENT');
  });

  it('a file that is not there', async () => {
    const path = folder.path('missing.json');
    const { status, stderr } = await run(['definitions', path]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `rabbitmq-conformance: ${path}: cannot be read: the file does not exist. Check its path.\n`,
    });
  });

  it('a target that Amazon MQ does not have', async () => {
    const { status, stderr } = await run(['definitions', '-', '--target-version', '3.12']);
    expect(status).toBe(2);
    expect(stderr).toContain('Allowed choices are 3.13, 4.2, 4.3.');
  });
});

it('empty arguments that a server wrote as a list are taken for none', async () => {
  const content = { ...GOOD, queues: [{ name: 'q', vhost: '/', durable: false, arguments: [] }] };
  const { status } = await run(['definitions', '-'], { stdin: [JSON.stringify(content)] });
  expect(status).toBe(0);
});
