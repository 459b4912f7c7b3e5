import { posix } from 'node:path';
import { stringify } from 'yaml';
import { docsUrl } from '../../checks/guide.ts';
import type { FoundFile } from './find-parameter-files.ts';
import { DEFAULT_ENVIRONMENT } from './sam-config.ts';
import { SCHEMA_URL } from './schema.ts';

/** A new configuration file, and what is to be said of it. */
export interface NewFile {
  readonly text: string;
  /** As sentences. */
  readonly notes: readonly string[];
}

/**
 * Makes a new configuration file. The environment `default` of an AWS SAM file is used for the templates in its folder.
 * Other parameter files are only named, because one can choose only one of several stages.
 */
export function makeNewFile(found: readonly FoundFile[]): NewFile {
  const ofSam = found.flatMap(({ path, environments }) => (environments ? [{ path, environments }] : []));
  const isUsed = ({ environments }: { readonly environments: readonly string[] }) =>
    environments.includes(DEFAULT_ENVIRONMENT);
  const used = ofSam.filter(isUsed);
  const stages = found.filter(({ environments }) => environments === undefined);
  const notes = [
    ...ofSam.flatMap(({ path, environments }) => {
      const others = environments.filter((name) => name !== DEFAULT_ENVIRONMENT);
      if (others.length === environments.length) {
        return [`${path} has no environment "default". Choose one: ${others.join(', ')}.`];
      }
      return others.length > 0 ? [`${path}: the environment "default" is used. Others: ${others.join(', ')}.`] : [];
    }),
    ...(stages.length > 0 ? ['Choose the parameter files of one stage.'] : []),
  ];
  const unused = ofSam
    .filter((file) => !isUsed(file))
    .map(({ path, environments: [environment = ''] }) => ({ path, entry: { path, environment } }));
  const sections = [
    [`# yaml-language-server: $schema=${SCHEMA_URL}`, `# All keys: ${docsUrl('cli', 'the-configuration-file')}`].join(
      '\n',
    ),
    asComment(
      'exclude:\n  - legacy/\nchecks: [default, rabbitmq-engine-version]\nfailOn: high\nexemptions: exemptions.yaml',
    ),
    used.length > 0 ? stringify(settingsFor(used.map(({ path }) => ({ path, entry: path })))) : '',
    notes.map((note) => `# ${note}`).join('\n'),
    unused.length > 0 ? asComment(stringify(settingsFor(unused))) : '',
    stages.length > 0 ? asComment(stringify({ parameterFiles: stages.map(({ path }) => path) })) : '',
  ];
  return {
    text: `${sections
      .filter((text) => text !== '')
      .map((text) => text.trimEnd())
      .join('\n\n')}\n`,
    notes,
  };
}

/** Settings that use parameter files for the templates in their folders. */
function settingsFor(files: readonly { readonly path: string; readonly entry: unknown }[]) {
  const byGlob: Record<string, { parameterFiles: unknown[] }> = {};
  const parameterFiles: unknown[] = [];
  for (const { path, entry } of files) {
    const folder = posix.dirname(path);
    if (folder === '.') {
      parameterFiles.push(entry);
      continue;
    }
    const glob = `/${folder.replaceAll(/[\\*?[]/g, '\\$&')}/`;
    byGlob[glob] ??= { parameterFiles: [] };
    byGlob[glob].parameterFiles.push(entry);
  }
  return {
    ...(parameterFiles.length > 0 && { parameterFiles }),
    ...(Object.keys(byGlob).length > 0 && { files: byGlob }),
  };
}

function asComment(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '# ');
}
