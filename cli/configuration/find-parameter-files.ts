import { basename, dirname, relative, sep } from 'node:path';
import { isObject } from '../../checks/json.ts';
import { walk } from '../sources/input/folder.ts';
import { ConfigurationError } from './configuration-error.ts';
import { readText } from './document.ts';
import { readParameterFile } from './parameter-files.ts';

/** A parameter file, by its path from a folder, with `/` whatever the system. */
export interface FoundFile {
  readonly path: string;
  /** The folder of the templates that it is for, from the same folder: that of a `samconfig.toml`. `.` is the folder. */
  readonly templates?: string;
}

/** Finds the files in a folder that give values to parameters: `samconfig.toml` with overrides, and files of the AWS CLI. */
export async function findParameterFiles(folder: string): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of walk(
    folder,
    () => true,
    () => false,
  )) {
    if (entry.kind !== 'file' && entry.kind !== 'other-file') continue;
    const path = relative(folder, entry.path).split(sep).join('/');
    const isSam = /^samconfig\.(toml|ya?ml)$/.test(basename(path));
    if (isSam && (await hasValues(entry.path))) found.push({ path, templates: dirname(path) });
    else if (/param[^/]*(\/[^/]*)?\.json$/i.test(path) && isOfAwsCli(entry.path)) found.push({ path });
  }
  return found;
}

/** Whether an AWS SAM file has values that an evaluation would use. */
async function hasValues(path: string): Promise<boolean> {
  try {
    return Object.keys(await readParameterFile(path)).length > 0;
  } catch (error) {
    if (error instanceof ConfigurationError) return false;
    throw error;
  }
}

function isOfAwsCli(path: string): boolean {
  try {
    const value: unknown = JSON.parse(readText(path));
    const isList = Array.isArray(value) && value.length > 0;
    if (isList) return value.every((item) => isObject(item) && Object.hasOwn(item, 'ParameterKey'));
    return isObject(value) && isObject(value.Parameters) && !Object.hasOwn(value, 'Resources');
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof SyntaxError) return false;
    throw error;
  }
}
