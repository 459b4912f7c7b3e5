import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGURATION_FILE, isFolder } from '../sources/input/folder.ts';
import { realPath } from '../sources/input/inside.ts';
import { ConfigurationError } from './configuration-error.ts';

const OTHER_NAMES = ['.rabbitmq-conformance.yml', '.rabbitmq-conformance.json'];

/**
 * The configuration file of an evaluation: the one in the working folder, else the one in the folder that is evaluated,
 * if it is only one.
 * @throws ConfigurationError if both have one, of which a change to the evaluated folder could bring one
 */
export function findConfiguration(sources: readonly string[]): string | undefined {
  const [source, ...others] = sources;
  const here = configurationIn('');
  if (source === undefined || others.length > 0 || !isOtherFolder(source)) return here;
  const there = configurationIn(source);
  if (here === undefined || there === undefined) return here ?? there;
  throw new ConfigurationError([
    `${here} and ${there}: two configuration files. Name one with --config, or use --no-config.`,
  ]);
}

/**
 * The configuration file in a folder, even if it is a link that leads nowhere.
 * @throws ConfigurationError if there is one under a wrong name, which would be ignored
 */
export function configurationIn(folder: string): string | undefined {
  const path = join(folder, CONFIGURATION_FILE);
  if (exists(path)) return path;
  const misnamed = OTHER_NAMES.map((name) => join(folder, name)).find(exists);
  if (misnamed !== undefined) throw new ConfigurationError([`${misnamed}: rename it to ${CONFIGURATION_FILE}.`]);
  return undefined;
}

function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Reading the folder will report why.
    return false;
  }
}

/** Whether it is a folder, but not the working folder. */
function isOtherFolder(path: string): boolean {
  return isFolder(path) && realPath(path) !== realPath('.');
}
