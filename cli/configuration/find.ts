import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGURATION_FILE, isFolder } from '../sources/input/folder.ts';
import { ConfigurationError } from './configuration-error.ts';

const OTHER_NAMES = ['.rabbitmq-conformance.yml', '.rabbitmq-conformance.json'];

/**
 * The configuration file of an evaluation: the one in the folder that is evaluated, if it is only one, else the one in
 * the working folder.
 * @throws ConfigurationError if there is one under a wrong name, which would be ignored
 */
export function findConfiguration(sources: readonly string[]): string | undefined {
  const [source, ...others] = sources;
  const folders = source !== undefined && others.length === 0 && isFolder(source) ? [source, ''] : [''];
  for (const folder of folders) {
    const path = join(folder, CONFIGURATION_FILE);
    if (existsSync(path)) return path;
    const misnamed = OTHER_NAMES.map((name) => join(folder, name)).find((other) => existsSync(other));
    if (misnamed !== undefined) throw new ConfigurationError([`${misnamed}: rename it to ${CONFIGURATION_FILE}.`]);
  }
  return undefined;
}
