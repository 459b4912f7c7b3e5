import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { pathWith, runProgram, useCheckout } from '../ci/checkout.ts';
import { splitSummary } from './support.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
const checkout = useCheckout({ build: true });

const installedPackage = () => join(checkout().installed, 'node_modules/rabbitmq-conformance');

/** The Node.js of the tests, and every other one on the PATH that the package says it runs on. */
function findNodes(): readonly (readonly [version: string, path: string])[] {
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  const found = [process.execPath, ...paths].filter((path) => existsSync(path)).map((path) => realpathSync(path));
  return [...new Set(found)]
    .map((path) => [execFileSync(path, ['--version'], { encoding: 'utf8' }).trim(), path] as const)
    .filter(([nodeVersion], index) => index === 0 || isSupported(nodeVersion));
}

function isSupported(nodeVersion: string): boolean {
  return Number(/^v(\d+)\./.exec(nodeVersion)?.[1]) >= 22;
}

describe('the tarball', () => {
  it('is all that npm pack names on standard output, as pre-commit wants it', () => {
    expect(checkout().packed.stdout).toBe(`rabbitmq-conformance-${version}.tgz\n`);
  });

  it('has the bundle, what is to be read with it, and nothing else', () => {
    const files = readdirSync(installedPackage(), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(installedPackage().length + 1));
    const isChunk = (file: string) => /^dist\/cli\/[\w-]+-[A-Z\d]{8}\.js$/.test(file);
    const isDocument = (file: string) => /^(docs\/[A-Za-z-]+(\.ja)?\.md|examples\/[\w.-]+)$/.test(file);
    expect(files.filter((file) => !isChunk(file) && !isDocument(file)).sort()).toEqual([
      'CONTRIBUTING.md',
      'LICENSE',
      'README.ja.md',
      'README.md',
      'conformance-pack/rabbitmq-conformance.yaml',
      'dist/cli/THIRD_PARTY_LICENSES',
      'dist/cli/index.js',
      'dist/cli/package.json',
      'dist/cli/report-page.css',
      'dist/cli/report-page.js',
      'dist/cli/tree-sitter-terraform.wasm',
      'dist/cli/web-tree-sitter.wasm',
      'package.json',
      'schemas/evidence.schema.json',
      'schemas/exemptions.schema.json',
      'schemas/network.schema.json',
      'schemas/rabbitmq-conformance.schema.json',
      'schemas/report.schema.json',
    ]);
    expect(files.some(isChunk)).toBe(true);
  });

  it('has what its README links to', () => {
    const readme = readFileSync(join(installedPackage(), 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path = '']) => path);
    expect(links).toEqual(expect.arrayContaining(['docs/ci.md', 'examples/README.md']));
    expect(links.filter((path) => !existsSync(join(installedPackage(), path)))).toEqual([]);
  });

  it('is small', () => {
    // The client of EC2 alone takes a tenth of it.
    expect(statSync(checkout().tarball).size).toBeLessThan(1_000_000);
  });

  it('tells nothing of where it was built', () => {
    const dist = join(installedPackage(), 'dist/cli');
    const telling = readdirSync(dist).filter((name) => {
      const text = readFileSync(join(dist, name), 'utf8');
      // The WebAssembly of others names its map without a folder.
      return text.includes(checkout().folder) || (name.endsWith('.js') && text.includes('sourceMappingURL'));
    });
    expect(telling).toEqual([]);
  });

  it('needs no other package', () => {
    const names = readdirSync(join(checkout().installed, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(names).toEqual(['rabbitmq-conformance']);
  });

  it('runs no script where it is installed', () => {
    const { scripts } = JSON.parse(readFileSync(join(installedPackage(), 'package.json'), 'utf8'));
    const ofInstall = ['preinstall', 'install', 'postinstall'];
    expect(Object.keys(scripts).filter((name) => ofInstall.includes(name))).toEqual([]);
  });

  it('passes on the licences of what is in it', () => {
    const text = readFileSync(join(installedPackage(), 'dist/cli/THIRD_PARTY_LICENSES'), 'utf8');
    expect(text).toMatch(/^commander [\d.]+ \(MIT\)\n\n[^-]*Copyright .* TJ Holowaychuk/m);
    expect(text).toMatch(/^yaml [\d.]+ \(ISC\)\n\nCopyright Eemeli Aro/m);
    expect(text).toMatch(/^js-yaml [\d.]+ \(MIT\)/m);
    expect(text).toMatch(/^@aws-sdk\/client-mq [\d.]+ \(Apache-2\.0\)$/m);
    // Is in the function only.
    expect(text).not.toContain('powertools');
    // Is in a checkout only, whose settings the commands read.
    expect(text).not.toContain('aws-cdk');
  });
});

describe('the command, as npm installs it,', () => {
  it('starts', async () => {
    const { installed, work } = checkout();
    const env = { PATH: pathWith(join(installed, 'node_modules/.bin')) };
    const ended = await runProgram('rabbitmq-conformance', ['--version'], { cwd: work(), env });
    expect(ended).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('has the parser of Terraform with it', async () => {
    const { installed, work } = checkout();
    const cwd = work();
    writeFileSync(join(cwd, 'main.tf'), 'resource "aws_mq_broker" "orders" {\n  engine_type = "RabbitMQ"\n}\n');
    const env = { PATH: pathWith(join(installed, 'node_modules/.bin')) };
    const ended = await runProgram('rabbitmq-conformance', ['evaluate', 'main.tf', '--format', 'csv'], { cwd, env });
    expect(ended).toMatchObject({ status: 1, stdout: expect.stringContaining(',main.tf,1,aws_mq_broker.orders,') });
  });
});

describe.each(findNodes())('the program, on Node.js %s,', (_, node) => {
  /** Runs it in a folder in which nothing is, without anything of AWS in its environment. */
  async function start(args: readonly string[], stdin = '', more: Readonly<Record<string, string>> = {}) {
    const cwd = checkout().work();
    const env = {
      ...more,
      HOME: cwd,
      AWS_REGION: '',
      AWS_DEFAULT_REGION: '',
      AWS_PROFILE: '',
      AWS_CONFIG_FILE: 'none',
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    const program = join(installedPackage(), 'dist/cli/index.js');
    const { status, stdout, stderr } = await runProgram(node, [program, ...args], { cwd, env, stdin });
    return { status, stdout, ...splitSummary(stderr) };
  }
  const example = (name: string) => join(checkout().folder, 'examples', name);

  it.each([
    ['of itself', ['--help'], /^Usage: rabbitmq-conformance <command>/],
    ['of evaluate', ['evaluate', '--help'], /^Usage: rabbitmq-conformance evaluate/],
    ['of scan', ['scan', '--help'], /^Usage: rabbitmq-conformance scan/],
    ['of preflight', ['preflight', '--help'], /^Usage: rabbitmq-conformance preflight/],
    ['of scp', ['scp', '--help'], /^Usage: rabbitmq-conformance scp/],
  ])('prints the help %s', async (_, args, stdout) => {
    expect(await start(args)).toEqual({ status: 0, stdout: expect.stringMatching(stdout), stderr: '' });
  });

  it.each([
    ['the checks', ['checks'], /^rabbitmq-cluster-deployment$/m],
    ['a completion for bash', ['completion', 'bash'], /complete -F /],
    ['a completion for zsh', ['completion', 'zsh'], /^#compdef /],
    ['a completion for fish', ['completion', 'fish'], /^complete -c /m],
  ])('prints %s', async (_, args, stdout) => {
    expect(await start(args)).toEqual({ status: 0, stdout: expect.stringMatching(stdout), stderr: '' });
  });

  it.each(['table', 'json', 'sarif', 'junit', 'markdown', 'csv', 'github', 'gitlab', 'ocsf'])(
    'evaluates and reports as %s',
    async (format) => {
      const { status, stdout, stderr } = await start([
        'evaluate',
        example('template-single-instance.json'),
        ...['--quiet', '--format', format],
      ]);
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
      expect(stdout).toContain('rabbitmq-no-public-access');
    },
  );

  it.each([
    ['a template in YAML', 'template-cluster.yaml', 0],
    ['a Terraform plan', 'terraform-plan.json', 1],
    ['a gzipped snapshot', 'config-snapshot.json.gz', 1],
    ['a folder', '', 1],
  ])('evaluates %s', async (_, name, status) => {
    expect(await start(['evaluate', example(name)])).toMatchObject({
      status,
      stdout: expect.stringMatching(/ pass, /),
    });
  });

  it('does without what Node.js 22.0 does not have yet', async () => {
    const NODE_OPTIONS = '--import=data:text/javascript,delete%20process.getBuiltinModule';
    const args = ['evaluate', example('template-single-instance.json'), '--format', 'json', '--quiet'];
    expect(await start(args, '', { NODE_OPTIONS })).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('"fingerprint"'),
      stderr: '',
    });
  });

  it('writes a job, which it has from the documentation', async () => {
    expect(await start(['init', '--ci', 'github'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Wrote .github/workflows/rabbitmq-conformance.yml.\n'),
      stderr: '',
    });
  });

  it('evaluates standard input', async () => {
    const stdin = readFileSync(example('template-single-instance.json'), 'utf8');
    expect(await start(['evaluate'], stdin)).toMatchObject({ status: 1, stderr: '' });
  });

  it('has what calls AWS in it, and says that scan needs a region', async () => {
    expect(await start(['scan'])).toEqual({
      status: 2,
      stdout: '',
      stderr: 'rabbitmq-conformance: no region is configured. Set it with --regions or AWS_REGION.\n',
    });
  });

  it('says in a line that preflight needs a checkout', async () => {
    const { status, stdout, stderr } = await start(['preflight', '-c', 'deployment=account']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'rabbitmq-conformance: This command reads its settings with the CDK app, which is not in this package. ' +
        'Run it in a checkout of the project.\n',
    );
  });
});
