import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeTemporaryFolder } from './temporary-folder.ts';

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
 * Builds a revision in a folder that is deleted when the process ends. It shares the packages of this checkout if it has
 * the same lock file.
 * @throws BuildError if there is no such revision, or if it cannot be built
 */
export function buildRevision(revision: string): Bundles {
  const commit = run('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  if (commit.status !== 0) throw new BuildError(`--before ${revision}: there is no such revision.`);
  const id = commit.output.trim();
  const { folder } = makeTemporaryFolder();
  const must = (program: string, args: readonly string[], cwd?: string) => {
    const { status, error, output } = run(program, args, cwd);
    if (status === 0) return;
    throw new BuildError(`--before ${revision}: "${[program, ...args].join(' ')}" failed:\n${error ?? output}`);
  };
  must('bash', ['-c', 'set -o pipefail; git archive "$1" | tar x -C "$2"', 'bash', id, folder]);
  const hasSamePackages = run('git', ['diff', '--quiet', id, '--', 'package-lock.json']).status === 0;
  if (hasSamePackages) symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  else must('npm', ['ci', '--no-audit', '--no-fund'], folder);
  must('npm', ['run', 'build'], folder);
  return bundlesIn(folder);
}

function run(program: string, args: readonly string[], cwd = process.cwd()) {
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, error, output: `${stdout}${stderr}` };
}
