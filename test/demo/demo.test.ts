import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { ConfigServiceClient, DescribeComplianceByConfigRuleCommand } from '@aws-sdk/client-config-service';
import type { OrganizationReport } from '../../cli/organization-report/report.ts';
import { parseDemoOptions, USAGE } from '../../demo/options.ts';
import { PICTURED_DATA, withFixedTimes } from '../../scripts/pictured-report.ts';
import { readMarkdown } from '../docs/markdown.ts';

const PROGRAM = join(import.meta.dirname, '../../demo/demo.ts');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-test-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is in the folder for temporary files, besides reports. */
const leftovers = () => readdirSync(folder).filter((name) => !name.startsWith('report.'));

/** What developers have in their environment, which would lead the CDK CLI elsewhere. */
const ELSEWHERE = {
  AWS_PROFILE: 'nobody',
  AWS_SESSION_TOKEN: 'a-token',
  AWS_ENDPOINT_URL_CLOUDFORMATION: 'http://127.0.0.1:1',
  CDK_NEW_BOOTSTRAP: '1',
  HTTP_PROXY: 'http://127.0.0.1:1',
};

function start(args: readonly string[]) {
  const env = { ...process.env, ...ELSEWHERE, TMPDIR: folder };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env });
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

const RULES = [
  { rule: CLUSTER, compliant: 2, nonCompliant: 1 },
  { rule: ACCESS, compliant: 3, nonCompliant: 0 },
  { rule: LOGGING, compliant: 2, nonCompliant: 1 },
];
const ACCOUNTS = [
  { account: 'management', packs: 0, brokers: 0, compliant: 0, nonCompliant: 0 },
  { account: 'security', packs: 1, brokers: 0, compliant: 0, nonCompliant: 0 },
  { account: 'shared-services', packs: 1, brokers: 2, compliant: 5, nonCompliant: 1 },
  { account: 'payments-prod', packs: 1, brokers: 0, compliant: 0, nonCompliant: 0 },
  { account: 'payments-test', packs: 1, brokers: 1, compliant: 2, nonCompliant: 1 },
];
const BILLING = { account: 'shared-services', region: 'eu-west-1', broker: 'billing-1', rule: LOGGING };
const EVENTS = { account: 'payments-test', region: 'eu-west-1', broker: 'events-2', rule: CLUSTER };

test.each<{
  deployment: string;
  args?: readonly string[];
  stacks: number;
  functions: number;
  rules: number;
  before: object;
  after: object;
}>([
  {
    deployment: 'organization',
    stacks: 5,
    functions: 1,
    // Three in each account but the management account.
    rules: 12,
    before: {
      source: 'the aggregator "rabbitmq-conformance"',
      packs: { INSUFFICIENT_DATA: 2, NON_COMPLIANT: 2 },
      rules: RULES,
      nonCompliant: [BILLING, EVENTS],
      accounts: ACCOUNTS,
    },
    after: { packs: { INSUFFICIENT_DATA: 2, COMPLIANT: 1, NON_COMPLIANT: 1 }, nonCompliant: [EVENTS] },
  },
  {
    deployment: 'organization',
    args: ['--administrator', 'management'],
    stacks: 6,
    functions: 1,
    rules: 15,
    before: {
      packs: { INSUFFICIENT_DATA: 3, NON_COMPLIANT: 2 },
      rules: RULES,
      accounts: [{ ...ACCOUNTS[0], packs: 1 }, ...ACCOUNTS.slice(1)],
    },
    after: { packs: { INSUFFICIENT_DATA: 3, COMPLIANT: 1, NON_COMPLIANT: 1 }, nonCompliant: [EVENTS] },
  },
  {
    deployment: 'stack-set',
    stacks: 3,
    functions: 4,
    rules: 12,
    before: { packs: { INSUFFICIENT_DATA: 2, NON_COMPLIANT: 2 }, rules: RULES, accounts: ACCOUNTS },
    after: { packs: { INSUFFICIENT_DATA: 2, COMPLIANT: 1, NON_COMPLIANT: 1 }, nonCompliant: [EVENTS] },
  },
  {
    deployment: 'account',
    stacks: 1,
    functions: 1,
    rules: 3,
    before: {
      source: 'shared-services, eu-west-1',
      packs: { NON_COMPLIANT: 1 },
      rules: [
        { ...RULES[0], nonCompliant: 0 },
        { ...RULES[1], compliant: 2 },
        { ...RULES[2], compliant: 1 },
      ],
      nonCompliant: [BILLING],
    },
    after: { packs: { COMPLIANT: 1 }, nonCompliant: [] },
  },
])(
  '$deployment $args: the results are numbers that can be known before, as JSON and nothing else',
  async ({ deployment, args = [], stacks, functions, rules, before, after }) => {
    const { status, stdout, stderr } = await run(
      ...['--accounts', '5', '--regions', '1', '--deployment', deployment, ...args, '--format', 'json'],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      ...{ version: 1, deployment, accounts: 5, regions: 1, brokers: 3, functions, rules, before, after },
      // A change of each broker that is there and a schedule for each rule, then a change of one broker and a new one.
      events: (deployment === 'account' ? 2 : 3) * 3 + rules + 3 + 3,
      changes: { replaced: [], logged: [{ broker: 'billing-1' }] },
    });
    expect(report.deploy.command).toMatch(`npx cdk deploy --all --require-approval never -c deployment=${deployment}`);
    expect(report.deploy.outcome).toHaveLength(stacks);
    // One for each result that is bad, and one for the new broker.
    const account = deployment === 'account' ? 'shared-services' : 'payments-test';
    expect(report.notifications).toEqual({
      first: report.before.nonCompliant.length,
      broker: { broker: 'partner-feed', account, region: 'eu-west-1' },
      messages: [
        expect.stringMatching(
          /^Amazon MQ broker b-\S+ in account \d{12}, eu-west-1, is NON_COMPLIANT with \S+-public-access /,
        ),
      ],
    });
    expect(report.status.lines.at(-1)).toMatch(/^0 to do, 0 not visible, \d+ fine$/);
    expect(leftovers()).toEqual([]);
  },
);

describe('the text', () => {
  let ended: Awaited<ReturnType<typeof run>>;

  beforeAll(async () => {
    ended = await run('--report', join(folder, 'report.json'));
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

  test('says each thing once: after the fixes what has changed, and what is fine in one row', () => {
    const [, after = ''] = ended.stdout.split('── Results after the fixes');
    expect(ended.stdout.match(/^ +https:.*#rabbitmq-cluster-deployment$/gm)).toHaveLength(1);
    expect(after.match(/^ {2}FINE .*/gm)).toEqual([
      expect.stringMatching(/^ {2}FINE {2}accounts, management-account, recorders, /),
    ]);
  });

  test('comes with a report that counts what the aggregator counted, and the broker that came after it', () => {
    const report: OrganizationReport = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    const { checks, brokers, places } = report.summary;
    expect(brokers).toEqual({ total: 28, conforming: 19, failing: 9, unknown: 0, exempt: 0 });
    expect(checks[ACCESS]).toMatchObject({ pass: 24, fail: 3 + 1 });
    expect(checks[LOGGING]).toMatchObject({ pass: 27 + 1, fail: 0 });
    expect(places).toEqual({ total: 36, seen: 36, partly: 0, notSeen: 0 });
    const { newFailures, fixed, newBrokers, goneBrokers } = report.changes ?? {};
    const counts = [newFailures, fixed, newBrokers, goneBrokers].map((list) => list?.length);
    expect(counts).toEqual([1, 5, 2, 1]);
  });

  test('comes with the report that the pictures in the README were made from', () => {
    const report: OrganizationReport = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
    const pictured = JSON.parse(readFileSync(PICTURED_DATA, 'utf8'));
    // If it differs: npm run screenshot
    expect(withFixedTimes(report)).toEqual(pictured);
  });

  test('has every line that the README shows of it', () => {
    const { blocks } = readMarkdown(readFileSync('README.md', 'utf8'));
    const sample = blocks.find(({ text }) => text.startsWith('A simulated AWS organization:'));
    expect(ended.stdout.split('\n')).toEqual(expect.arrayContaining(sample?.text.split('\n') ?? ['a sample']));
  });
});

test('--report writes a page of the organization, with what has changed', async () => {
  const path = join(folder, 'report.html');
  const args = ['--accounts', '5', '--regions', '1', '--deployment', 'stack-set', '--report', path];
  const { status, stdout, stderr } = await run(...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^\$ npx rabbitmq-conformance report --role-name audit /m);
  expect(stdout).toMatch(new RegExp(`^ +${path}$`, 'm'));
  const page = readFileSync(path, 'utf8');
  expect(page).toMatch(/^<!doctype html>/);
  for (const words of ['2 of 4 RabbitMQ brokers fail.', '1 new failure', '1 fixed', 'Root/Workloads/Test']) {
    expect(page).toContain(words);
  }
  expect(leftovers()).toEqual([]);
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
    ['--deployment', 'management-account'],
    '--deployment must be one of organization, stack-set, account, not "management-account"',
  ],
  [
    'an administrator of one account',
    ['--deployment', 'account', '--administrator', 'management'],
    '--administrator is for the deployments organization and stack-set',
  ],
  [
    'a report of another format',
    ['--report', 'a.pdf'],
    '--report needs a file that ends with .html or .json, not "a.pdf"',
  ],
  [
    'a report without an aggregator',
    ['--deployment', 'account', '--report', 'a.html'],
    '--report is for the deployments organization and stack-set, which have an aggregator',
  ],
  ['JSON of what keeps running', ['--keep', '--format', 'json'], '--keep is for people: leave out --format json'],
  ['another format', ['--format', 'yaml'], '--format must be one of text, json, not "yaml"'],
])('%s is refused, and what is expected is said', (_, args, message) => {
  expect(() => parseDemoOptions(args)).toThrow(expect.objectContaining({ name: 'UsageError', message }));
});

test('what is refused is told in one line, with the usage', async () => {
  const { status, stdout, stderr } = await run('--acounts', '5');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toBe(`demo: Unknown option '--acounts'.\n\n${USAGE}`);
});

test.each([
  // The CDK CLI makes the first folder, the first function the second one.
  ['SIGINT', 'cdk.out'],
  ['SIGTERM', 'functions'],
] as const)('%s ends it as soon as there is %s, and nothing is left behind', async (signal, name) => {
  const { child, ended } = start(['--accounts', '12', '--regions', '3', '--deployment', 'stack-set']);
  while (!leftovers().some((folder_) => existsSync(join(folder, folder_, name)))) await setTimeout(20);
  child.kill(signal);
  expect(await ended).toEqual({ status: null, signal, stdout: '', stderr: '' });
  expect(leftovers()).toEqual([]);
});

test('--keep leaves it running for other programs, and has AWS Config evaluate what they change', async () => {
  const { child, ended } = start(['--accounts', '3', '--regions', '1', '--deployment', 'account', '--keep']);
  let printed = '';
  for await (const text of child.stdout) {
    printed += text;
    if (printed.includes('Ctrl-C ends it.')) break;
  }
  const [, runner = '', accountId] = /^(sh \S+\/as-(\d{12})) npx cdk destroy /m.exec(printed) ?? [];
  const inTerminal = (command: string) =>
    spawnSync('sh', ['-c', `${runner} ${command}`], { env: { ...process.env, ...ELSEWHERE }, encoding: 'utf8' });
  const environment = Object.fromEntries(
    inTerminal('env')
      .stdout.split('\n')
      .map((line) => line.split('=') as [string, string]),
  );
  for (const name of Object.keys(ELSEWHERE)) if (name !== 'HTTP_PROXY') expect(environment).not.toHaveProperty(name);
  expect(environment.no_proxy).toBe('127.0.0.1');
  const config = new ConfigServiceClient({
    endpoint: environment.AWS_ENDPOINT_URL ?? '',
    region: environment.AWS_REGION ?? '',
    credentials: { accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: 'any' },
  });
  const { ComplianceByConfigRules } = await config.send(new DescribeComplianceByConfigRuleCommand({}));
  expect(ComplianceByConfigRules).toHaveLength(3);
  config.destroy();
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ status: 0, stderr: '' });
  expect(leftovers()).toEqual([]);
  // Whoever types it too late does not reach an account of AWS.
  const late = inTerminal('echo reached');
  expect(late).toMatchObject({ stdout: '', stderr: expect.stringContaining(`as-${accountId}`) });
  expect(late.status).not.toBe(0);
});
