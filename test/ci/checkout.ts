import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import process from 'node:process';

const PROJECT = join(import.meta.dirname, '../..');

// What the build reads and what the package is made of, and no more: it has to be enough for `dist`.
const PARTS = [
  ...['cdk', 'checks', 'cli', 'conformance-pack', 'docs', 'examples', 'lambda', 'schemas', 'scripts'],
  ...['action.ts', 'package.json', '.npmrc', 'README.md', 'README.ja.md', 'CONTRIBUTING.md', 'LICENSE'],
];

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly cwd: string;
  /** Set over the environment of the tests. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** The environment without what npm tells the scripts it runs, which would have its children work on this project. */
const ENVIRONMENT = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|FORCE_COLOR$)/.test(name)),
);

/** A `PATH` on which some folders, and the Node.js of the tests, come first. */
export function pathWith(...folders: readonly string[]): string {
  return [...folders, dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
}

/** Runs a program to its end. Standard input is empty, if nothing is given for it. */
export function runProgram(
  file: string,
  args: readonly string[],
  { cwd, env, stdin = '' }: RunOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      args,
      { cwd, env: { ...ENVIRONMENT, PATH: pathWith(), ...env }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : error.code;
        if (typeof status === 'number') resolve({ status, stdout, stderr });
        else reject(error);
      },
    );
    // Who does not read it may close it.
    child.stdin?.on('error', () => undefined).end(stdin);
  });
}

/** A copy of this project with the packages it has installed, packed and installed elsewhere, all below one folder. */
export interface Checkout {
  readonly folder: string;
  /** The tarball. */
  readonly tarball: string;
  /** What `npm pack` wrote. */
  readonly packed: Ended;
  /** The folder into which the tarball was installed. */
  readonly installed: string;
  /** A folder for tests to write into, which is empty. */
  readonly work: () => string;
}

/**
 * Makes a checkout before the tests of a file, and takes it away after them.
 * @param build whether `dist` comes of it, or is that of this project, which takes less time
 */
export function useCheckout({ build = false } = {}): () => Checkout {
  const root = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  let checkout: Checkout | undefined;
  beforeAll(async () => {
    checkout = await createCheckout(root, build);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  return () => {
    if (!checkout) throw new Error('There is no checkout yet.');
    return checkout;
  };
}

async function createCheckout(root: string, build: boolean): Promise<Checkout> {
  const folder = join(root, 'checkout');
  for (const part of [...PARTS, ...(build ? [] : ['dist'])])
    cpSync(join(PROJECT, part), join(folder, part), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  const packed = await runProgram('npm', ['pack', ...(build ? [] : ['--ignore-scripts'])], { cwd: folder });
  if (packed.status !== 0) throw new Error(`npm pack: ${packed.stderr}`);
  const tarball = join(folder, basename(packed.stdout.trimEnd().split('\n').at(-1) ?? ''));

  const installed = join(root, 'installed');
  mkdirSync(installed);
  const args = ['install', '--offline', '--no-audit', '--prefix', installed, tarball];
  const { status, stderr } = await runProgram('npm', args, { cwd: installed });
  if (status !== 0) throw new Error(`npm install: ${stderr}`);
  return { folder, tarball, packed, installed, work: () => mkdtempSync(join(root, 'work-')) };
}
