import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from './configuration-error.ts';

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

/**
 * The job for a system that `docs/ci.md` shows, for the whole repository.
 * @throws ConfigurationError if the page is missing
 */
export function readCiJob(system: CiSystem): string {
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
  return job.replaceAll(/(paths: |evaluate )infrastructure\b/g, '$1.').replace(/^ *fail-on: high\n/m, '');
}
