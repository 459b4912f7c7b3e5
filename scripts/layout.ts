import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import process from 'node:process';

/**
 * The folders that the files of a folder may import from, besides their own. A file belongs to the longest matching
 * name. Tests, benchmarks and scripts may import anything.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  checks: [],
  lambda: ['checks'],
  'conformance-pack': ['checks'],
  cdk: ['checks', 'cdk'],
  'cdk/settings': ['checks', 'conformance-pack'],
  'cdk/protection': ['cdk/settings'],
  'cdk/constructs': ['checks', 'cdk/settings'],
  'cdk/stacks': ['cdk/settings', 'cdk/constructs'],
  'cli/context.ts': [],
  'cli/text': [],
  'cli/rabbitmq': [],
  'cli/sources': ['checks', 'cli/text', 'cli/rabbitmq'],
  'cli/report': ['checks', 'cli/text', 'cli/sources'],
  // It suggests what a misspelled key was meant to be, as the settings of the CDK app do.
  'cli/configuration': ['checks', 'cdk/settings', 'cli/text', 'cli/sources', 'cli/report'],
  'cli/scan': ['checks', 'cli/context.ts', 'cli/text', 'cli/sources', 'cli/report'],
  'cli/definitions': ['checks', 'cli/context.ts', 'cli/text', 'cli/rabbitmq', 'cli/sources', 'cli/report'],
  'cli/plan': [
    ...['checks', 'cli/context.ts', 'cli/text', 'cli/rabbitmq', 'cli/sources', 'cli/report'],
    ...['cli/scan', 'cli/definitions'],
  ],
  'cli/fleet': [
    ...['checks', 'cli/text', 'cli/rabbitmq', 'cli/sources', 'cli/report', 'cli/configuration', 'cli/plan'],
  ],
  // It reads the settings of the CDK app with their parser.
  'cli/organization': [
    ...['checks', 'cdk/settings', 'cdk/protection', 'cli/context.ts', 'cli/text', 'cli/report', 'cli/scan'],
  ],
  'cli/preflight': ['checks', 'cdk/settings', 'cli/context.ts', 'cli/text', 'cli/organization'],
  'cli/scp': ['cdk/settings', 'cli/context.ts', 'cli/text', 'cli/organization'],
  'cli/status': ['checks', 'cdk/settings', 'cli/context.ts', 'cli/text', 'cli/scan', 'cli/organization'],
  'cli/organization-report': [
    ...['checks', 'cli/context.ts', 'cli/text', 'cli/sources', 'cli/report', 'cli/configuration', 'cli/scan'],
    ...['cli/organization'],
  ],
  // All but render.ts, assets.ts and bundle.ts also runs in a browser, and may need nothing of Node.js.
  'cli/report-page': ['checks', 'cli/text', 'cli/organization-report'],
  'cli/commands': ['checks', 'cli'],
  cli: ['checks', 'cli/commands', 'cli/context.ts', 'cli/text'],
  'simulator/template': [],
  'simulator/aws': ['simulator/template'],
  'simulator/stacks': ['simulator/template', 'simulator/aws'],
  'simulator/account': ['simulator/aws'],
  'simulator/amazon-mq': ['simulator/aws'],
  'simulator/ec2': ['simulator/aws'],
  'simulator/iam': ['simulator/aws'],
  'simulator/organizations': ['simulator/template', 'simulator/aws'],
  'simulator/s3': ['simulator/aws'],
  'simulator/sqs': ['simulator/template', 'simulator/aws'],
  'simulator/systems-manager': ['simulator/template', 'simulator/aws'],
  'simulator/kms': ['simulator/aws', 'simulator/stacks'],
  'simulator/sns': ['simulator/template', 'simulator/aws', 'simulator/stacks', 'simulator/kms'],
  'simulator/events': ['simulator/template', 'simulator/aws', 'simulator/stacks', 'simulator/sns'],
  'simulator/config': [
    ...['simulator/template', 'simulator/aws', 'simulator/stacks', 'simulator/systems-manager', 'simulator/events'],
  ],
  'simulator/lambda': ['simulator/template', 'simulator/aws', 'simulator/config', 'simulator/sqs'],
  'simulator/cloudformation': [
    ...['simulator/template', 'simulator/aws', 'simulator/stacks', 'simulator/systems-manager', 'simulator/config'],
    ...['simulator/lambda', 'simulator/s3', 'simulator/sqs', 'simulator/events', 'simulator/kms', 'simulator/sns'],
  ],
  // Only the dispatcher, which needs every service.
  simulator: ['simulator'],
  demo: ['simulator'],
};

/**
 * The imports that violate the layout, as sentences.
 * @param sources the text of each file, by its path from the root of the project
 */
export function findStrayImports(sources: ReadonlyMap<string, string>): readonly string[] {
  const strays: string[] = [];
  for (const [path, source] of sources) {
    const folder = folderOf(path);
    if (folder === undefined) continue;
    for (const [, specifier = ''] of source.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']*)'/g)) {
      const target = posix.join(posix.dirname(path), specifier);
      if (target === 'package.json') continue;
      const allowed = MAY_IMPORT[folder] ?? [];
      const targetFolder = folderOf(target);
      if (targetFolder === folder) continue;
      if (targetFolder !== undefined && allowed.some((name) => isIn(targetFolder, name))) continue;
      strays.push(`${path} imports ${target}, but ${folder} may import only from ${[folder, ...allowed].join(', ')}.`);
    }
  }
  return strays;
}

function folderOf(path: string): string | undefined {
  const folders = Object.keys(MAY_IMPORT).filter((name) => isIn(path, name));
  return folders.toSorted((a, b) => b.length - a.length)[0];
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

if (import.meta.main) {
  const paths = globSync('{checks,lambda,conformance-pack,cdk,cli,simulator,demo}/**/*.ts');
  const strays = findStrayImports(new Map(paths.map((path) => [path, readFileSync(path, 'utf8')])));
  for (const stray of strays) process.stderr.write(`${stray}\n`);
  if (strays.length > 0) process.exitCode = 1;
}
