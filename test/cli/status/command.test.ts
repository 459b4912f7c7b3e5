import { parseSettings } from '../../../cdk/settings/parse-settings.ts';
import { runCommandLine } from '../../../cli/command-line.ts';
import type { CommandLine } from '../../../cli/context.ts';
import type { StatusAws } from '../../../cli/status/port.ts';
import { STATUS_ACTIONS } from '../../../cli/status/port.ts';
import type { StatusOptions } from '../../../cli/status/status.ts';
import { status } from '../../../cli/status/status.ts';
import { account, awsError, denied, MANAGEMENT, MEMBER, SHAPES } from '../preflight/support.ts';
import { temporaryFolder } from '../support.ts';
import { healthyStatus, NOW } from './support.ts';

function capture(isTTY = false) {
  const written = { stdout: '', stderr: '' };
  const io: CommandLine = {
    stdin: Object.assign((async function* () {})(), { isTTY: false }),
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text), isTTY },
    useColour: false,
    version: '1.2.3',
  };
  return { io, written };
}

async function run(options: Partial<StatusOptions>, aws: Partial<StatusAws> = {}, isTTY = false) {
  const { io, written } = capture(isTTY);
  const given: StatusOptions = { format: 'table', roleName: 'audit', context: SHAPES.organization, ...options };
  const exitStatus = await status(given, io, {
    connect: async () => healthyStatus(aws),
    loadParser: async () => parseSettings,
    now: () => NOW,
  });
  return { exitStatus, ...written };
}

const closed: Partial<StatusAws> = {
  accounts: async () => [...(await healthyStatus().accounts()), account('444455556666', 'SUSPENDED')],
};

test.each<readonly [string, Partial<StatusAws>, number, string]>([
  ['all is fine', {}, 0, '0 to do, 0 not visible'],
  ['something must be done', closed, 1, '1 to do, 0 not visible'],
  ['something was not visible', { hasRole: denied }, 3, '0 to do, 1 not visible'],
  ['something must be done and something was not visible', { ...closed, hasRole: denied }, 1, '1 to do, 1 not visible'],
])('the exit status says that %s', async (_, aws, exitStatus, summary) => {
  const { stdout, ...result } = await run({}, aws);
  expect(result).toEqual({ exitStatus, stderr: '' });
  expect(stdout).toContain(summary);
});

test.each(['table', 'markdown'] as const)('%s says with which profile its commands run', async (format) => {
  expect((await run({ format, profile: 'my profile' })).stdout).toContain("with AWS_PROFILE='my profile'.");
  expect((await run({ format })).stdout).not.toContain('AWS_PROFILE');
});

test('expired credentials cannot be used', async () => {
  const expired = async () => Promise.reject(awsError('ExpiredTokenException', 'The token has expired.'));
  const { exitStatus, stderr } = await run({}, { callerIdentity: expired });
  expect(exitStatus).toBe(2);
  expect(stderr).toMatch(/^rabbitmq-conformance: The account of your credentials cannot be determined .*sign in again/);
});

describe('without a deployment', () => {
  const folder = temporaryFolder();

  test.each([
    ['-c', () => ({ context: SHAPES.organization })],
    ['a file', () => ({ settings: folder.write('settings.json', SHAPES.organization), context: {} })],
  ])('the command to deploy has the settings from %s', async (_, optionsOf) => {
    const { stdout, exitStatus } = await run(optionsOf(), { stack: async () => undefined });
    expect(exitStatus).toBe(1);
    expect(stdout).toMatch(/ npx cdk deploy --all -c deployment=organization .*-c organizationId=o-a1b2c3d4e5\n/);
  });
});

test('the deployment of the management account has no status', async () => {
  const { exitStatus, stderr } = await run({ context: SHAPES['management-account'] });
  expect(exitStatus).toBe(2);
  expect(stderr).toContain('Use the settings of the deployment "organization"');
});

test('JSON has a version, the rows and all accounts and regions', async () => {
  const { stdout } = await run({ format: 'json' }, closed);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ version: 1, accountId: MANAGEMENT, deployment: 'organization', regions: ['eu-west-1'] },
    rows: expect.arrayContaining([expect.objectContaining({ check: 'conformance-packs', status: 'to-do' })]),
    places: expect.arrayContaining([
      {
        ...{ accountId: MEMBER, account: `name-${MEMBER.slice(0, 4)}`, region: 'eu-west-1' },
        ...{
          role: 'ok',
          pack: 'ok',
          recorder: 'recording',
          rules: 3,
          missingRules: [],
          brokers: 1,
          unknown: 0,
          isStale: false,
        },
        lastEvaluation: '2026-06-15T09:00:00.000Z',
      },
    ]),
    summary: { toDo: 1, notVisible: 0 },
  });
});

test('Markdown has commands in blocks, and other lines there as comments', async () => {
  const { stdout } = await run({ format: 'markdown' }, { ...closed, hasRole: async () => false });
  expect(stdout).toContain('### To do: conformance-packs, 1 account\n');
  expect(stdout).toContain('```sh\n# Add to the setting excludedAccounts: 444455556666\nnpx cdk deploy --all -c ');
  expect(stdout).toMatch(/^\| account +\| region +\| role +\|/m);
  expect(stdout).not.toContain('FINE');
});

test('control characters from AWS do not reach the terminal', async () => {
  const evil = { status: 'CREATE_FAILED', reason: 'a\u001b[2Jb' };
  const { stdout } = await run({ context: SHAPES.account }, { pack: async () => evil });
  expect(stdout).toContain('a\u{fffd}[2Jb');
});

test('a terminal shows how far it is', async () => {
  const { stderr } = await run({}, {}, true);
  expect(stderr).toMatch(/\d+ of \d+ calls completed/);
});

test('the table has the first of many accounts and regions, and says how many there are', async () => {
  const many = Array.from({ length: 30 }, (_, index) => account(String(700000000000 + index)));
  const { stdout } = await run({}, { accounts: async () => many });
  expect(stdout.match(/^7000000000\d\d name-7000 +eu-west-1 /gm)).toHaveLength(20);
  expect(stdout).toContain('10 more are not fine. To see all, use --format json.');
});

test('the help has all actions', async () => {
  const { io, written } = capture();
  expect(await runCommandLine(['status', '--help'], io)).toBe(0);
  for (const action of Object.values(STATUS_ACTIONS).flat()) expect(written.stdout).toContain(`  ${action}\n`);
});
