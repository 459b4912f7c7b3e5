import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { ParsedFile, Path } from '../../checks/yaml-file.ts';
import type { Exclude } from '../sources/exclusion.ts';
import { compileGlobs } from '../sources/globs.ts';
import { isInside } from '../sources/input/inside.ts';
import type { ParameterSet, ParameterValues } from '../sources/parameter-sets.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseFile, readText } from './document.ts';
import { findFaults, nameOf } from './faults.ts';
import { readParameterFile } from './parameter-files.ts';
import type { ConfigurationFile, GivenValues } from './schema.ts';
import { SCHEMA } from './schema.ts';

/** The settings of a configuration file. Its paths are from the working folder. */
export interface Configuration {
  readonly exclude?: Exclude;
  readonly parameters: readonly ParameterSet[];
  readonly exemptions?: string;
  readonly maxExemptionDays?: number;
  readonly checks?: readonly string[];
  readonly failOn?: string;
  /** Each is `format` or `format=file`. */
  readonly formats?: readonly string[];
  /** The line where a setting begins, from 1. */
  readonly lineOf: (key: keyof ConfigurationFile) => number;
}

/**
 * Reads a configuration file and the parameter files that it names.
 * @param path from the working folder
 * @param sources the files and folders that are evaluated
 * @throws ConfigurationError naming all faults of the file
 */
export async function readConfiguration(path: string, sources: readonly string[]): Promise<Configuration> {
  const file = parseFile(path, readText(path));
  const faults = findFaults(file.value, SCHEMA);
  if (faults.length > 0) {
    throw new ConfigurationError(faults.map(({ path: keys, message }) => `${path}:${file.lineOf(keys)}: ${message}`));
  }
  const { exclude, exemptions, formats, parameters, parameterFiles, files, ...others } = (file.value ??
    {}) as ConfigurationFile;
  const folder = resolve(dirname(path));
  const isWhole = sources.some((source) => source !== '-' && isInside(resolve(source), folder));
  const fromHere = (other: string) => (isAbsolute(other) ? other : join(dirname(path), other));
  const values = createValuesReader({ path, file, isWhole, fromHere });
  return {
    ...others,
    ...(exclude && { exclude: { globs: exclude, folder, from: path, isWhole } }),
    ...(exemptions !== undefined && { exemptions: fromHere(exemptions) }),
    ...(formats && { formats: formats.map((format) => format.replace(/(?<==).+$/s, fromHereUnlessOutput)) }),
    parameters: [
      ...(await values.read({ parameters, parameterFiles }, [])),
      ...(await values.readFiles(files ?? {}, folder)),
    ],
    lineOf: (key) => file.lineOf([key]),
  };

  /** `-` is standard output. */
  function fromHereUnlessOutput(other: string): string {
    return other === '-' ? other : fromHere(other);
  }
}

interface ValuesContext {
  readonly path: string;
  readonly file: ParsedFile;
  /** Whether the whole folder of the file is evaluated, so that every parameter must be in some template. */
  readonly isWhole: boolean;
  readonly fromHere: (path: string) => string;
}

type Given = { readonly [Key in keyof GivenValues]: GivenValues[Key] | undefined };

function createValuesReader({ path, file, isWhole, fromHere }: ValuesContext) {
  /** @param keys where the values are in the file */
  async function read(given: Given, keys: Path, templates?: ParameterSet['templates']): Promise<ParameterSet[]> {
    const sets: ParameterSet[] = [];
    const only = templates && { templates };
    for (const [index, entry] of (given.parameterFiles ?? []).entries()) {
      const { path: name, environment } = typeof entry === 'string' ? { path: entry } : entry;
      const from = fromHere(name);
      const values = await readNamedFile([...keys, 'parameterFiles', index], from, environment);
      // `aws cloudformation deploy` and `sam deploy` ignore them.
      sets.push({ values, from, unused: isWhole ? 'notice' : 'silent', ...only });
    }
    const values = Object.fromEntries(
      Object.entries(given.parameters ?? {}).map(([name, value]) => [
        name,
        file.textOf([...keys, 'parameters', name]) ?? String(value),
      ]),
    );
    sets.push({ values, from: path, unused: isWhole ? 'problem' : 'silent', ...only });
    return sets;
  }

  /** @param keys where the file is named */
  async function readNamedFile(keys: Path, from: string, environment?: string): Promise<ParameterValues> {
    try {
      return await readParameterFile(from, environment);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      const faults = error.faults.map((fault) => `${path}:${file.lineOf(keys)}: ${nameOf(keys)}: ${fault}`);
      throw new ConfigurationError(faults, { cause: error });
    }
  }

  async function readFiles(files: Readonly<Record<string, GivenValues>>, folder: string): Promise<ParameterSet[]> {
    const sets: ParameterSet[] = [];
    for (const [glob, given] of Object.entries(files)) {
      const match = await compileGlobs([glob], folder);
      const templates = { glob, has: (template: string) => match(template, 'file') !== undefined };
      sets.push(...(await read(given as Given, ['files', glob], templates)));
    }
    return sets;
  }

  return { read, readFiles };
}
