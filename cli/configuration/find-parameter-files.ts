import { basename, relative, sep } from 'node:path';
import { isObject } from '../../checks/json.ts';
import { walk } from '../sources/input/folder.ts';
import { isLoaded, isVariableFile } from '../sources/terraform/source/files.ts';
import { ConfigurationError } from './configuration-error.ts';
import { readText } from './document.ts';
import { readSamContent } from './parameter-files.ts';
import { readEnvironments, readSamConfig } from './sam-config.ts';

/** A parameter file, by its path from a folder, with `/` whatever the system. */
export interface FoundFile {
  readonly path: string;
  /** Of an AWS SAM file: the names of those with values. */
  readonly environments?: readonly string[];
}

const PARAMETERS = /param[^/]*(\/[^/]*)?\.json$/i;

/**
 * Finds the files in a folder that give values to parameters: those of AWS SAM with values, those of the AWS CLI, and those
 * of Terraform that it does not load by itself.
 */
export async function findParameterFiles(folder: string): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const entry of walk(
    folder,
    () => true,
    () => false,
  )) {
    if (entry.kind !== 'file' && entry.kind !== 'other-file') continue;
    const path = relative(folder, entry.path).split(sep).join('/');
    if (/^samconfig\.(toml|ya?ml)$/.test(basename(path))) {
      const environments = await environmentsWithValues(entry.path);
      if (environments.length > 0) found.push({ path, environments });
    } else if (isVariableFile(path) ? !isLoaded(path) : PARAMETERS.test(path) && isOfAwsCli(entry.path)) {
      found.push({ path });
    }
  }
  return found;
}

/** The environments of an AWS SAM file that an evaluation can use; none if the file is broken. */
async function environmentsWithValues(path: string): Promise<readonly string[]> {
  try {
    const content = await readSamContent(path);
    return [...readEnvironments(content).keys()].filter((name) => hasValues(path, content, name));
  } catch (error) {
    if (error instanceof ConfigurationError) return [];
    throw error;
  }
}

function hasValues(path: string, content: unknown, environment: string): boolean {
  try {
    return Object.keys(readSamConfig(path, content, environment)).length > 0;
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
