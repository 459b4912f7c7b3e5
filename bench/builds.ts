import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The bundles that `npm run build` makes, as paths. */
export interface Bundles {
  readonly main: string;
  readonly inline: string;
  readonly cli: string;
}

/** What is measured: the bundles of this checkout and, if they are to be compared, those of an earlier revision. */
export interface Builds {
  readonly now: Bundles;
  readonly before?: Bundles | undefined;
}

/** A revision that cannot be measured. The message says why. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

export function bundlesIn(checkout: string): Bundles {
  return {
    main: join(checkout, 'dist/lambda/index.mjs'),
    inline: join(checkout, 'dist/lambda-inline/index.js'),
    cli: join(checkout, 'dist/cli/index.js'),
  };
}

/**
 * Builds a revision in a temporary worktree. It shares the packages of this checkout if it has the same lock file.
 * @returns its bundles, and what removes them
 * @throws BuildError if there is no such revision, or if it cannot be built
 */
export function buildRevision(revision: string): { readonly bundles: Bundles; readonly remove: () => void } {
  const commit = run('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit.status !== 0) throw new BuildError(`--before ${revision}: there is no such revision.`);
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-before-'));
  const remove = () => {
    run('git', ['worktree', 'remove', '--force', folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  const must = (program: string, args: readonly string[], cwd?: string) => {
    const { status, error, output } = run(program, args, cwd);
    if (status === 0) return;
    throw new BuildError(`--before ${revision}: "${[program, ...args].join(' ')}" failed:\n${error ?? output}`);
  };
  try {
    must('git', ['worktree', 'add', '--quiet', '--detach', folder, commit.output.trim()]);
    const hasSamePackages =
      run('git', ['diff', '--quiet', commit.output.trim(), '--', 'package-lock.json']).status === 0;
    if (hasSamePackages) symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
    else must('npm', ['ci', '--no-audit', '--no-fund'], folder);
    must('npm', ['run', 'build'], folder);
    return { bundles: bundlesIn(folder), remove };
  } catch (error) {
    remove();
    throw error;
  }
}

function run(program: string, args: readonly string[], cwd = process.cwd()) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, error, output: `${stdout}${stderr}` };
}
