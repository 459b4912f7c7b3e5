import { stringify } from 'yaml';
import { docsUrl } from '../../checks/guide.ts';
import type { FoundFile } from './find-parameter-files.ts';
import { SCHEMA_URL } from './schema.ts';

/**
 * The content of a new configuration file. A `samconfig.toml` is used for the templates in its folder. Other parameter
 * files are only named, because one can choose only one of several stages.
 */
export function renderNewFile(found: readonly FoundFile[]): string {
  const [all, others] = [found.filter(({ templates }) => templates === '.'), found.filter(isOfFolder)];
  const files = Object.fromEntries(
    others.map(({ templates }) => {
      const paths = others.filter((other) => other.templates === templates).map(({ path }) => path);
      return [`/${templates?.replaceAll(/[\\*?[]/g, '\\$&')}/`, { parameterFiles: paths }];
    }),
  );
  const chosen = {
    ...(all.length > 0 && { parameterFiles: all.map(({ path }) => path) }),
    ...(others.length > 0 && { files }),
  };
  const unused = found.filter(({ templates }) => templates === undefined);
  return [
    `# yaml-language-server: $schema=${SCHEMA_URL}`,
    `# All keys: ${docsUrl('cli', 'the-configuration-file')}`,
    '',
    '# exclude:',
    '#   - legacy/',
    '# failOn: high',
    '# exemptions: exemptions.yaml',
    ...(Object.keys(chosen).length > 0 ? ['', stringify(chosen).trimEnd()] : []),
    ...(unused.length > 0
      ? [
          '',
          '# Parameter files that were found. Keep those of the stage that you want to evaluate.',
          '# parameterFiles:',
        ]
      : []),
    ...unused.map(({ path }) => `#   - ${JSON.stringify(path)}`),
    '',
  ].join('\n');
}

function isOfFolder({ templates }: FoundFile): boolean {
  return templates !== undefined && templates !== '.';
}
