import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { evaluationRoleTemplate } from '../../cdk/stacks/home.ts';
import { accountTemplate } from '../../cdk/stacks/stack-set.ts';
import type { Context, Shape, TemplateJson } from '../support/cdk.ts';
import { ADMINISTRATOR_ACCOUNT, innerTemplates, SHAPES, settingsOf } from '../support/cdk.ts';

const PROGRAM = 'node_modules/aws-cdk/bin/cdk';
const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));

// Neither credentials nor configuration, and a proxy that refuses every connection.
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: join(folder, 'home'),
  AWS_EC2_METADATA_DISABLED: 'true',
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  npm_config_update_notifier: 'false',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
};

// The CDK's own validation takes seconds, and has a test of its own for all shapes: see validation.test.ts.
const VALIDATED = 'account';

/** Runs the command line of the CDK with the app of cdk.json, as a user does. */
async function synth(name: string, context: Context, account?: string) {
  const output = join(folder, name);
  const settings = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  // The build is left out, as it would take away the bundles that other tests use.
  const options = ['--quiet', '--no-notices', '--build', '', '--output', output, ...settings];
  try {
    const args = [PROGRAM, 'synth', ...options];
    const env = { ...ENVIRONMENT, CDK_VALIDATION: String(name === VALIDATED), CDK_DEFAULT_ACCOUNT: account };
    const written = await promisify(execFile)(process.execPath, args, { env });
    return { status: 0, ...written, output };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr, output };
  }
}

const STACKS = {
  organization: ['evaluator-eu-west-1', 'evaluator-us-east-1', 'home', 'pack-eu-west-1', 'pack-us-east-1', 'views'],
  'stack-set': ['stack-set', 'views'],
  account: ['account'],
} as const satisfies Partial<Record<Shape, readonly string[]>>;

const SHAPE_NAMES = Object.keys(STACKS) as readonly (keyof typeof STACKS)[];

describe('npx cdk synth, without credentials and network,', () => {
  // All at once, as each takes seconds.
  const runs = Object.fromEntries(SHAPE_NAMES.map((shape) => [shape, synth(shape, SHAPES[shape])]));
  // As if the CLI had found credentials.
  const bare = synth('bare', {}, ADMINISTRATOR_ACCOUNT);
  const refused = synth('refused', { deployment: 'acount', region: 'eu-west-1' });

  afterAll(async () => {
    await Promise.all([...Object.values(runs), bare, refused]);
    rmSync(folder, { recursive: true });
  });

  /** The templates that were written, by the names of their stacks. */
  function templates(shape: Shape | 'bare'): ReadonlyMap<string, TemplateJson> {
    const output = join(folder, shape);
    const files = readdirSync(output).filter((name) => name.endsWith('.template.json'));
    return new Map(
      files
        .toSorted()
        .map((name) => [name.replace('.template.json', ''), JSON.parse(readFileSync(join(output, name), 'utf8'))]),
    );
  }

  it.each(SHAPE_NAMES)('writes the templates of the shape %s', async (shape) => {
    const { status, stdout, stderr } = (await runs[shape]) ?? {};
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: '',
      stderr: expect.not.stringMatching(/error|warning|deprecated/i),
    });
    expect(stderr).toMatch(/^The CDK finds no valid AWS credentials\. .* sign in, .*"aws sts get-caller-identity"\.$/m);
    const names = STACKS[shape].map((name) => `rabbitmq-conformance-${name}`);
    expect([...templates(shape).keys()]).toEqual(names);
  });

  it('writes those of an account where no setting is given, as cdk.json says', async () => {
    expect(await bare).toMatchObject({ status: 0, stdout: '', stderr: expect.not.stringContaining('credentials') });
    await runs.account;
    expect(templates('bare')).toEqual(templates('account'));
  });

  it.each([
    ['organization', evaluationRoleTemplate],
    ['stack-set', accountTemplate],
  ] as const)('puts the same text in the StackSet of the shape %s, whoever runs the app', async (shape, render) => {
    await runs[shape];
    const bodies = [...templates(shape).values()].flatMap(innerTemplates);
    expect(bodies).toEqual([render(settingsOf(SHAPES[shape]))]);
  });

  it('says what is wrong with settings, and nothing else', async () => {
    const { status, stdout, stderr } = await refused;
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      'Setting "deployment" is "acount". Did you mean "account"? Expected one of organization, stack-set, account, management-account.',
      expect.stringMatching(
        /^Setting "region" is unknown\. Did you mean "regions"\? Valid settings: deployment, regions, /,
      ),
      'npx node cdk/app.ts: Subprocess exited with error 1',
    ]);
  });
});
