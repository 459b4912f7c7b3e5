import { dirname, isAbsolute, join, resolve } from 'node:path';
import { quote } from '../../checks/json.ts';
import type { CheckParameters } from '../../checks/parameters.ts';
import { faultOf } from '../../checks/parameters.ts';
import type { ParsedFile, Path } from '../../checks/yaml-file.ts';
import type { Exclude } from '../sources/exclusion.ts';
import { compileGlobs } from '../sources/globs.ts';
import { isInside } from '../sources/input/inside.ts';
import type { ParameterSet, ParameterValues } from '../sources/parameter-sets.ts';
import { leadsInto, mayWrite } from './boundary.ts';
import { PARAMETERIZED } from './check-parameters.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseFile, readText } from './document.ts';
import { findFaults, nameOf } from './faults.ts';
import { readParameterFile } from './parameter-files.ts';
import type { ConfigurationFile, GivenValues } from './schema.ts';
import { SCHEMA } from './schema.ts';

/** The settings of a configuration file. Its paths are from the working folder. */
export interface Configuration
  extends Omit<ConfigurationFile, keyof GivenValues | 'exclude' | 'files' | 'checkParameters'> {
  readonly exclude?: Exclude;
  readonly parameters: readonly ParameterSet[];
  readonly checkParameters?: CheckParameters;
  /** The line where a setting begins, from 1. */
  readonly lineOf: (key: keyof ConfigurationFile) => number;
}

/**
 * Reads a configuration file and the parameter files that it names.
 * @param path from the working folder
 * @param sources the files and folders that are evaluated
 * @param isNamed whether the command line names the file. One that was found leads to nothing outside of its folder:
 *   whoever wrote it may be nobody whom the user trusts
 * @throws ConfigurationError naming all faults of the file
 */
export async function readConfiguration(
  path: string,
  sources: readonly string[],
  isNamed: boolean,
): Promise<Configuration> {
  const folder = resolve(dirname(path));
  if (!isNamed && !leadsInto(folder, path)) {
    throw new ConfigurationError([`${path}: is a link that leads out of its folder. ${NAME_IT}`]);
  }
  const file = parseFile(path, readText(path, isNamed));
  const faults = findFaults(file.value, SCHEMA);
  if (faults.length > 0) {
    throw new ConfigurationError(faults.map(({ path: keys, message }) => `${path}:${file.lineOf(keys)}: ${message}`));
  }
  const { exclude, exemptions, formats, parameters, parameterFiles, files, checkParameters, ...others } = (file.value ??
    {}) as ConfigurationFile;
  const isWhole = sources.some((source) => source !== '-' && isInside(resolve(source), folder));
  const refuse = (keys: Path, what: string) => {
    throw new ConfigurationError([`${path}:${file.lineOf(keys)}: ${what} ${NAME_IT}`]);
  };
  const fromHere = (other: string) => (isAbsolute(other) ? other : join(dirname(path), other));
  const inputFrom = (other: string, keys: Path) => {
    const input = fromHere(other);
    if (isNamed || leadsInto(folder, input)) return input;
    return refuse(keys, `${quote(other)} is outside of the folder of this file.`);
  };
  const outputFrom = (other: string, keys: Path) => {
    // `-` is standard output.
    if (other === '-') return other;
    if (isNamed || mayWrite(folder, other)) return fromHere(other);
    return refuse(keys, `${quote(other)} is hidden, or outside of the folder of this file.`);
  };
  const values = createValuesReader({ path, file, isWhole, inputFrom });
  return {
    ...others,
    ...(exclude && { exclude: { globs: exclude, folder, from: path, isWhole } }),
    ...(exemptions !== undefined && { exemptions: inputFrom(exemptions, ['exemptions']) }),
    ...(formats && {
      formats: formats.map((format, index) =>
        format.replace(/(?<==).+$/s, (other) => outputFrom(other, ['formats', index])),
      ),
    }),
    ...(checkParameters && { checkParameters: readCheckParameters(path, file, checkParameters) }),
    parameters: [
      ...(await values.read({ parameters, parameterFiles }, [])),
      ...(await values.readFiles(files ?? {}, folder)),
    ],
    lineOf: (key) => file.lineOf([key]),
  };
}

/** The values as texts. @throws ConfigurationError if one is not valid, though it matches the schema, such as `"99"` */
function readCheckParameters(
  path: string,
  { lineOf }: ParsedFile,
  given: NonNullable<ConfigurationFile['checkParameters']>,
): CheckParameters {
  const faults: string[] = [];
  const checks = PARAMETERIZED.flatMap(({ id, parameters }) => {
    const values = Object.entries(given[id] ?? {}).map(([name, value]) => [name, String(value)] as const);
    for (const [name, value] of values) {
      const keys = ['checkParameters', id, name];
      const fault = parameters[name] && faultOf(value, parameters[name]);
      if (fault !== undefined) faults.push(`${path}:${lineOf(keys)}: ${nameOf(keys)} is ${quote(value)}. ${fault}`);
    }
    return values.length > 0 ? [[id, Object.fromEntries(values)]] : [];
  });
  if (faults.length > 0) throw new ConfigurationError(faults);
  return Object.fromEntries(checks);
}

const NAME_IT = 'If you trust it, name it with --config.';

interface ValuesContext {
  readonly path: string;
  readonly file: ParsedFile;
  /** Whether the whole folder of the file is evaluated, so that every parameter must be in some template. */
  readonly isWhole: boolean;
  /** The path of a file that is to be read, from the working folder. */
  readonly inputFrom: (path: string, keys: Path) => string;
}

type Given = { readonly [Key in keyof GivenValues]: GivenValues[Key] | undefined };

function createValuesReader({ path, file, isWhole, inputFrom }: ValuesContext) {
  /** @param keys where the values are in the file */
  async function read(given: Given, keys: Path, templates?: ParameterSet['templates']): Promise<ParameterSet[]> {
    const sets: ParameterSet[] = [];
    const only = templates && { templates };
    for (const [index, entry] of (given.parameterFiles ?? []).entries()) {
      const { path: name, environment } = typeof entry === 'string' ? { path: entry } : entry;
      const from = inputFrom(name, [...keys, 'parameterFiles', index]);
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
