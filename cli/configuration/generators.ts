import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { docsUrl } from '../../checks/guide.ts';
import { walk } from '../sources/input/folder.ts';
import { isConfiguration } from '../sources/terraform/source/files.ts';

/** An app that generates templates with the AWS CDK. */
export interface CdkApp {
  /** From the root of the repository, with `/` whatever the system. */
  readonly folder: string;
  /** Whether `npm ci` installs what it needs. */
  readonly hasLock: boolean;
}

/** What in a repository generates templates or plans. */
export interface Generators {
  readonly cdk: readonly CdkApp[];
  /** The files of the Serverless Framework, by their paths from the root. */
  readonly serverless: readonly string[];
  readonly hasTerraform: boolean;
}

/** Finds what generates templates or plans in a repository. */
export function findGenerators(root: string): Generators {
  const isSource = (folder: string) => basename(folder) !== 'cdk.out';
  const paths = [...walk(root, isSource, () => false)].map(({ path }) => path);
  const named = (name: RegExp) => paths.filter((path) => name.test(basename(path)));
  const fromRoot = (path: string) => relative(root, path).split(sep).join('/') || '.';
  return {
    cdk: named(/^cdk\.json$/)
      .map(dirname)
      .map((folder) => ({
        folder: fromRoot(folder),
        hasLock: existsSync(join(folder, 'package-lock.json')),
      })),
    serverless: named(/^serverless\.(ya?ml|json|js|ts)$/).map(fromRoot),
    hasTerraform: paths.some(isConfiguration),
  };
}

/** What to add to a job, as sentences. */
export function hintsOn({ cdk, serverless, hasTerraform }: Generators): readonly string[] {
  return [
    ...cdk
      .filter(({ hasLock }) => !hasLock)
      .map(({ folder }) => `In the job, install what the CDK app in ${folder} needs before "cdk synth".`),
    ...serverless.map(
      (path) =>
        `In the job, run "serverless package" for ${path}, and evaluate .serverless/cloudformation-template-update-stack.json too.`,
    ),
    ...(hasTerraform
      ? [
          `The job evaluates .tf files. A plan knows more, such as what a change deletes: ${docsUrl('ci', 'github-actions')}`,
        ]
      : []),
  ];
}
