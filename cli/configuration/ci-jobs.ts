import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { quote } from 'shlex';
import { ConfigurationError } from './configuration-error.ts';
import type { CdkApp } from './generators.ts';

/** The systems for which there is a job, by the file that has it and the heading of the page with the job. */
export const CI_SYSTEMS = {
  github: { path: '.github/workflows/rabbitmq-conformance.yml', heading: 'GitHub Actions' },
  gitlab: { path: '.gitlab-ci.yml', heading: 'GitLab' },
} as const;

export type CiSystem = keyof typeof CI_SYSTEMS;

/** The systems that a repository uses. */
export function findCiSystems(folder: string): readonly CiSystem[] {
  const has = (name: string) => existsSync(join(folder, name));
  return [
    ...(has('.github') ? ['github' as const] : []),
    ...(has('.gitlab-ci.yml') || has('.gitlab') ? ['gitlab' as const] : []),
  ];
}

// The page is part of the package, and its jobs are tested.
const PAGE = new URL('../../docs/ci.md', import.meta.url);

/** The branch that pull requests go to, as far as a clone knows it. */
export function defaultBranch(folder: string): string {
  const git = (...args: readonly string[]) => {
    try {
      return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
    } catch {
      // No repository, or no such reference.
      return '';
    }
  };
  const ofRemote = git('symbolic-ref', '--short', 'refs/remotes/origin/HEAD').replace(/^origin\//, '');
  return ofRemote || git('symbolic-ref', '--short', 'HEAD') || 'main';
}

interface JobOptions {
  readonly branch: string;
  /** The apps to synthesize before the evaluation. */
  readonly apps: readonly CdkApp[];
}

/**
 * The job for a system that `docs/ci.md` shows, for the whole repository.
 * @throws ConfigurationError if the page is missing
 */
export function readCiJob(system: CiSystem, { branch, apps }: JobOptions): string {
  const { heading } = CI_SYSTEMS[system];
  let page: string;
  try {
    page = readFileSync(PAGE, 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      ['docs/ci.md is not in this installation, so there is no job to write. Use --ci none.'],
      {
        cause: error,
      },
    );
  }
  const [, job] = new RegExp(`^## ${heading}$.*?^\`\`\`yaml\\n(.*?)^\`\`\`$`, 'ms').exec(page) ?? [];
  if (job === undefined) throw new Error(`docs/ci.md has no job below "${heading}".`);
  return job
    .replaceAll(/(paths: |evaluate )infrastructure\b/g, '$1.')
    .replace(/^ *fail-on: high\n/m, '')
    .replace('branches: [main]', () => `branches: [${JSON.stringify(branch).replace(/^"([\w/.-]+)"$/, '$1')}]`)
    .replace(
      /^ *- (?:uses: OWNER|npm install)/m,
      (step) => `${apps.map((app) => synthesize(system, app)).join('')}${step}`,
    );
}

/** The steps that write the `cdk.out` of an app, so that the evaluation finds it. */
function synthesize(system: CiSystem, { folder, hasLock }: CdkApp): string {
  const commands = [...(hasLock ? ['npm ci'] : []), 'npx cdk synth --quiet'];
  if (system === 'gitlab') {
    const line = folder === '.' ? commands : [`cd ${quote(folder)}`, ...commands];
    return `    - ${JSON.stringify(`(${line.join(' && ')})`)}\n`;
  }
  const lines = [
    '- run: |',
    ...commands.map((command) => `    ${command}`),
    ...(folder === '.' ? [] : [`  working-directory: ${JSON.stringify(folder)}`]),
  ];
  return `${lines.map((line) => `      ${line}\n`).join('')}\n`;
}
