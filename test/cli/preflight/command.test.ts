import { parseSettings } from '../../../cdk/settings/parse-settings.ts';
import type { CommandLine } from '../../../cli/context.ts';
import type { Aws } from '../../../cli/organization/port.ts';
import { UnusableSettings } from '../../../cli/organization/settings.ts';
import type { PreflightOptions } from '../../../cli/preflight/preflight.ts';
import { preflight } from '../../../cli/preflight/preflight.ts';
import { temporaryFolder } from '../support.ts';
import { account, awsError, denied, healthyAws, MANAGEMENT, MEMBER, SHAPES } from './support.ts';

const folder = temporaryFolder();

interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(
  options: Partial<PreflightOptions>,
  { aws = {}, isTTY = false }: { readonly aws?: Partial<Aws>; readonly isTTY?: boolean } = {},
): Promise<Run> {
  const written = { stdout: '', stderr: '' };
  const io: CommandLine = {
    stdin: Object.assign((async function* () {})(), { isTTY: false }),
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text), isTTY },
    useColour: false,
    version: '1.2.3',
  };
  const status = await preflight({ format: 'table', roleName: 'audit', ...options }, io, {
    connect: async () => healthyAws(aws),
    loadParser: async () => parseSettings,
  });
  return { status, ...written };
}

const ORGANIZATION = { context: SHAPES.organization };
const suspended: Partial<Aws> = { accounts: async () => [account(MANAGEMENT), account(MEMBER, 'SUSPENDED')] };

test.each<readonly [string, Partial<Aws>, number, string]>([
  ['all is fine', {}, 0, '0 to do, 0 not visible'],
  ['something must be done', suspended, 1, '1 to do, 0 not visible'],
  ['something was not visible', { trustedServices: denied }, 3, '0 to do, 1 not visible'],
  [
    'something must be done and something else was not visible',
    { ...suspended, roots: denied },
    1,
    '1 to do, 1 not visible',
  ],
])('the exit status says that %s', async (_, aws, status, summary) => {
  const { stdout, ...result } = await run(ORGANIZATION, { aws });
  expect(result).toEqual({ status, stderr: '' });
  expect(stdout).toContain(summary);
});

test('the table has what must be done first, with the command, and the accounts to exclude', async () => {
  const { stdout } = await run(
    { context: { ...SHAPES.organization, excludedAccounts: '999900001111' } },
    { aws: { ...suspended, trustedServices: async () => ['config.amazonaws.com'] } },
  );
  const [, , first = ''] = stdout.split('\n');
  expect(first).toMatch(/^TO DO .*config-multiaccountsetup\.amazonaws\.com$/);
  expect(stdout).toContain('enable-aws-service-access --service-principal config-multiaccountsetup.amazonaws.com');
  expect(stdout).toContain(`  -c excludedAccounts=${MEMBER},999900001111\n`);
  expect(stdout).not.toContain('It may need more accounts');
});

test('accounts to exclude are said to be incomplete where not all was visible', async () => {
  const { stdout } = await run(ORGANIZATION, { aws: { ...suspended, ruleNames: denied } });
  expect(stdout).toContain('It may need more accounts');
});

test('accounts that are excluded already are not asked to be', async () => {
  const { stdout } = await run({ context: { ...SHAPES.organization, excludedAccounts: MEMBER } }, { aws: suspended });
  expect(stdout).not.toContain('excludedAccounts=');
});

test('JSON has a version, the rows and the accounts to exclude', async () => {
  const { stdout } = await run({ ...ORGANIZATION, format: 'json' }, { aws: suspended });
  const output = JSON.parse(stdout);
  expect(output).toMatchObject({
    version: 1,
    accountId: MANAGEMENT,
    deployment: 'organization',
    regions: ['eu-west-1'],
    excludedAccounts: [MEMBER],
    summary: { toDo: 1, notVisible: 0, fine: output.rows.length - 1 },
  });
  expect(output.rows).toContainEqual(expect.objectContaining({ check: 'accounts', status: 'to-do' }));
});

test('control characters of an account name do not come to the terminal', async () => {
  const accounts = async () => [account(MANAGEMENT), { id: MEMBER, name: 'a\u001b[2Jb\u202e', state: 'SUSPENDED' }];
  const { stdout } = await run(ORGANIZATION, { aws: { accounts } });
  expect(stdout).toContain('a\u{fffd}[2Jb\u{fffd}');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  expect(stdout).not.toMatch(/[\u001b\u202e]/);
});

test('a terminal shows how far it is, and the line is taken away', async () => {
  const { stderr } = await run(ORGANIZATION, { isTTY: true });
  expect(stderr).toMatch(/\d+ of \d+ calls completed/);
  expect(stderr.endsWith('\r\u001b[K')).toBe(true);
});

describe('settings', () => {
  const use = (name: string, content: unknown) => ({ settings: folder.write(name, content) });

  test.each<readonly [string, () => Partial<PreflightOptions>]>([
    ['from a file like cdk.json', () => use('cdk.json', { app: 'x', context: SHAPES.organization })],
    [
      'of the deployment that is asked for, of a file like cdk.json',
      () => {
        const { deployment, ...organization } = SHAPES.organization;
        return {
          ...use('nested.json', { context: { deployment: 'account', organization } }),
          context: { deployment },
        };
      },
    ],
    ['from a file of nothing else', () => use('settings.json', SHAPES.organization)],
    [
      'of which the command line has the last word',
      () => ({
        ...use('other.json', { ...SHAPES.organization, regions: 'us-east-1' }),
        context: { regions: 'eu-west-1' },
      }),
    ],
    [
      'with values of the CDK among them',
      () => use('feature.json', { context: { ...SHAPES.organization, '@aws-cdk/core:x': true } }),
    ],
  ])('%s are used', async (_, options) => {
    const { status, stdout } = await run(options());
    expect(status).toBe(0);
    expect(stdout).toContain('to eu-west-1\n');
  });

  test.each<readonly [string, () => Partial<PreflightOptions>, RegExp]>([
    [
      'a file that is not there',
      () => ({ settings: folder.path('none.json') }),
      /none\.json: the settings cannot be read: ENOENT: no such file or directory\.\n$/,
    ],
    [
      'a file that is not JSON',
      () => use('text.json', 'regions: x'),
      /text\.json: the settings are not valid JSON\.\n$/,
    ],
    [
      'a file that breaks off',
      () => use('half.json', '{\n"a": 1'),
      /half\.json: the settings are not valid JSON \(line 2 column 7\)\.\n$/,
    ],
    ['a list', () => use('list.json', []), /list\.json: the settings are not a JSON object/],
    ['a context that is a text', () => use('c.json', { context: 'x' }), /c\.json: "context" is not a JSON object/],
    [
      'a setting that nobody knows',
      () => ({ context: { ...SHAPES.organization, region: 'x' } }),
      /"region" is unknown/,
    ],
    ['a setting that is missing', () => ({ context: { deployment: 'organization' } }), /"regions" is required/],
  ])('%s cannot be used', async (_, options, message) => {
    const { status, stdout, stderr } = await run(options());
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test('that are not JSON do not come to the terminal', async () => {
    const { stderr } = await run(use('secret.json', '{"context":{"x":"y","Password":hunter2}}'));
    expect(stderr).toContain('the settings are not valid JSON');
    expect(stderr).not.toMatch(/hunter|Password/);
  });

  test('the qualifier of the CDK is asked for', async () => {
    const { stdout } = await run({ context: { ...SHAPES.organization, '@aws-cdk/core:bootstrapQualifier': 'ofcdk' } });
    expect(stdout).toContain('not bootstrapped with the qualifier ofcdk');
  });

  test('without the app are said to need it', async () => {
    const written: string[] = [];
    const io = { stderr: { write: (text: string) => written.push(text) } } as unknown as CommandLine;
    const status = await preflight({ format: 'table', ...ORGANIZATION }, io, {
      connect: async () => healthyAws(),
      loadParser: async () => {
        throw new UnusableSettings('The CDK app could not be loaded.');
      },
    });
    expect({ status, written }).toEqual({
      status: 2,
      written: ['rabbitmq-conformance: The CDK app could not be loaded.\n'],
    });
  });
});

test.each([
  ['missing', awsError('CredentialsProviderError', 'Could not load credentials'), 'aws sso login'],
  ['expired', awsError('ExpiredTokenException', 'The token has expired'), 'sign in again'],
  ['invalid', awsError('InvalidClientTokenId', 'The token is invalid'), 'check the credentials'],
])('credentials that are %s cannot be used', async (_, error, remedy) => {
  const callerIdentity = async () => {
    throw error;
  };
  const { status, stdout, stderr } = await run(ORGANIZATION, { aws: { callerIdentity } });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(remedy);
});

test('a shape of one region takes that of the credentials, and needs one', async () => {
  const context = { deployment: 'account' };
  const own = await run({ context });
  expect(own.stdout).toContain(`Deployment "account" from account ${MANAGEMENT} to eu-west-1\n`);
  const callerIdentity = async () => ({ accountId: MANAGEMENT, partition: 'aws', region: undefined });
  const none = await run({ context }, { aws: { callerIdentity } });
  expect(none.status).toBe(2);
  expect(none.stderr).toContain('No region is configured');
});
