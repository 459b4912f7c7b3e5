import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { parseDemoOptions, USAGE } from '../../demo/options.ts';
import { readMarkdown } from '../docs/markdown.ts';

const PROGRAM = join(import.meta.dirname, '../../demo/demo.ts');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is in the folder for temporary files. */
const leftovers = () => readdirSync(folder);

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: { ...process.env, TMPDIR: folder } });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (written.stderr += text));
  return { child, ended: once(child, 'close').then(([status, signal]) => ({ status, signal, ...written })) };
}

const run = (...args: readonly string[]) => start(args).ended;

const [CLUSTER, ACCESS, LOGGING] = [
  'rabbitmq-cluster-deployment',
  'rabbitmq-no-public-access',
  'rabbitmq-general-logging',
];

test.each([
  ['organization', 1],
  ['stack-set', 4],
])('the results of "%s" are numbers that can be known before, as JSON and nothing else', async (shape, functions) => {
  const args = ['--accounts', '5', '--regions', '1', '--deployment', shape, '--format', 'json'];
  const { status, stdout, stderr } = await run(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    deployment: shape,
    accounts: 5,
    regions: 1,
    brokers: 3,
    functions,
    // Three in each account but the management account.
    rules: 12,
    // A change of each broker and a schedule for each rule, then a change of one broker.
    events: 3 * 3 + 12 + 3,
    before: {
      packs: { INSUFFICIENT_DATA: 2, NON_COMPLIANT: 2 },
      rules: [
        { rule: CLUSTER, compliant: 2, nonCompliant: 1 },
        { rule: ACCESS, compliant: 3, nonCompliant: 0 },
        { rule: LOGGING, compliant: 2, nonCompliant: 1 },
      ],
      nonCompliant: [
        { account: 'shared-services', region: 'eu-west-1', broker: 'billing-1', rule: LOGGING },
        { account: 'payments-test', region: 'eu-west-1', broker: 'events-2', rule: CLUSTER },
      ],
      accounts: [
        { account: 'management', packs: 0, brokers: 0, compliant: 0, nonCompliant: 0 },
        { account: 'security', packs: 1, brokers: 0, compliant: 0, nonCompliant: 0 },
        { account: 'shared-services', packs: 1, brokers: 2, compliant: 5, nonCompliant: 1 },
        { account: 'payments-prod', packs: 1, brokers: 0, compliant: 0, nonCompliant: 0 },
        { account: 'payments-test', packs: 1, brokers: 1, compliant: 2, nonCompliant: 1 },
      ],
    },
    changes: { replaced: [], logged: [{ broker: 'billing-1' }] },
    after: {
      packs: { INSUFFICIENT_DATA: 2, COMPLIANT: 1, NON_COMPLIANT: 1 },
      nonCompliant: [{ broker: 'events-2', rule: CLUSTER }],
    },
  });
  expect(leftovers()).toEqual([]);
});

describe('the text', () => {
  let ended: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    ended = await run();
  });

  test('names what is replaced and what came of it, in less than 100 columns', () => {
    const { status, stdout, stderr } = ended;
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`
  A public broker is replaced by a private cluster, audit-4-private:
      audit-4  payments-prod  us-east-1
`);
    expect(stdout).toMatch(/^ {2}rabbitmq-no-public-access +23 → 24 +4 → 3$/m);
    expect(stdout).toMatch(/^ {2}rabbitmq-general-logging +22 → 27 +5 → 0$/m);
    // A URL cannot be wrapped.
    const lines = stdout.split('\n').filter((line) => !/^ +https:\S+$/.test(line));
    expect(lines.filter(({ length }) => length > 100)).toEqual([]);
  });

  test('has every line that the README shows of it', () => {
    const { blocks } = readMarkdown(readFileSync('README.md', 'utf8'));
    const sample = blocks.find(({ text }) => text.startsWith('A simulated AWS organization:'));
    expect(ended.stdout.split('\n')).toEqual(expect.arrayContaining(sample?.text.split('\n') ?? ['a sample']));
  });
});

test('--help tells ranges and defaults', async () => {
  const { status, stdout, stderr } = await run('--help');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/--accounts N .*3 to 1000 \(default: 12\)/);
  expect(stdout).toMatch(/--regions N .*1 to 7 \(default: 3\)/);
});

test.each([
  ['an unknown option', ['--acounts', '5'], "Unknown option '--acounts'"],
  ['an operand', ['large'], "Unexpected argument 'large'"],
  ['an option without its value', ['--accounts'], "Option '--accounts <value>' argument missing"],
  ['too few accounts', ['--accounts', '2'], '--accounts must be a number from 3 to 1000, not "2"'],
  ['too many regions', ['--regions', '8'], '--regions must be a number from 1 to 7, not "8"'],
  ['what is no number', ['--regions', 'two'], '--regions must be a number from 1 to 7, not "two"'],
  [
    'another deployment',
    ['--deployment', 'account'],
    '--deployment must be one of organization, stack-set, not "account"',
  ],
  ['another format', ['--format', 'yaml'], '--format must be one of text, json, not "yaml"'],
])('%s is refused, and what is expected is said', (_, args, message) => {
  expect(() => parseDemoOptions(args)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
});

test('what is refused is told in one line, with the usage', async () => {
  const { status, stdout, stderr } = await run('--acounts', '5');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(`demo: Unknown option '--acounts'.\n\n${USAGE}`);
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while functions run ends it, and nothing is left behind',
  async (signal) => {
    const { child, ended } = start(['--accounts', '50', '--regions', '5', '--deployment', 'stack-set']);
    // The first function makes this folder.
    while (!leftovers().some((name) => existsSync(join(folder, name, 'compiled')))) await setTimeout(20);
    child.kill(signal);
    expect(await ended).toEqual({ status: null, signal, stdout: '', stderr: '' });
    expect(leftovers()).toEqual([]);
  },
);
