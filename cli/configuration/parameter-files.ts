import { isObject, kindOf, quote } from '../../checks/json.ts';
import type { ParsedFile, Path } from '../../checks/yaml-file.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { ParameterValues } from '../sources/parameter-sets.ts';
import { isVariableFile } from '../sources/terraform/source/files.ts';
import { ConfigurationError } from './configuration-error.ts';
import { parseFile, readText } from './document.ts';
import { readSamConfig } from './sam-config.ts';

const EXPECTED =
  'Expected [{"ParameterKey": …, "ParameterValue": …}], {"Parameters": {…}}, ["Name=value"], {"Name": "value"} or samconfig.toml.';

/**
 * Reads a file with values for parameters, in YAML or JSON:
 * - as the AWS CLI takes it: https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-stack.html
 * - as CodePipeline does: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/continuous-delivery-codepipeline-cfn-artifacts.html
 * - as `aws cloudformation deploy` and AWS SAM do: a list of `Name=value`, or an object
 * - `samconfig.toml`, `samconfig.yaml`
 * - `.tfvars` and `.tfvars.json` of Terraform
 * @param environment an environment of AWS SAM
 * @throws ConfigurationError
 */
export async function readParameterFile(path: string, environment?: string): Promise<ParameterValues> {
  if (/\.toml$|(^|[/\\])samconfig\.(ya?ml|json)$/i.test(path)) {
    return readSamConfig(path, await readSamContent(path), environment);
  }
  if (environment !== undefined) {
    throw new ConfigurationError([
      `${path}: has no environment ${quote(environment)}: only a samconfig.toml has them.`,
    ]);
  }
  if (isVariableFile(path)) return readVariables(path);
  const file = parseFile(path, readText(path));
  return Object.fromEntries(entriesOf(path, file));
}

async function readVariables(path: string): Promise<ParameterValues> {
  const { readVariableFile } = await import('../sources/terraform/source/variables.ts');
  try {
    return await readVariableFile(path);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new ConfigurationError([`${path}: ${error.message}`], { cause: error });
  }
}

/** The content of an AWS SAM file. @throws ConfigurationError */
export async function readSamContent(path: string): Promise<unknown> {
  const text = readText(path);
  return /\.toml$/i.test(path) ? parseToml(path, text) : parseFile(path, text).value;
}

type Entry = readonly [name: string, value: string | undefined];

function entriesOf(path: string, file: ParsedFile): readonly Entry[] {
  const { value } = file;
  if (Array.isArray(value)) return value.map((item, index) => readItem(path, file, item, index));
  if (!isObject(value)) throw new ConfigurationError([`${path}: is ${kindOf(value)}. ${EXPECTED}`]);
  const isNested = Object.hasOwn(value, 'Parameters');
  const names = isNested ? value.Parameters : value;
  if (!isObject(names)) {
    const line = file.lineOf(['Parameters']);
    throw new ConfigurationError([`${path}:${line}: "Parameters" is ${kindOf(names)}. Expected an object.`]);
  }
  const at = (name: string) => (isNested ? ['Parameters', name] : [name]);
  return Object.entries(names).map(([name, found]) => {
    // CodePipeline looks up functions such as Fn::GetArtifactAtt when it deploys.
    if (isNested && isObject(found)) return [name, undefined];
    return [name, scalarAt(path, file, at(name), name)];
  });
}

function readItem(path: string, file: ParsedFile, item: unknown, index: number): Entry {
  if (typeof item === 'string') {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(item) ?? [];
    if (name !== undefined && value !== undefined) return [name, value];
  }
  if (isObject(item) && typeof item.ParameterKey === 'string') {
    const { ParameterKey: name } = item;
    // The value of the deployed stack, not the default.
    if (item.UsePreviousValue === true) return [name, undefined];
    return [name, scalarAt(path, file, [index, 'ParameterValue'], name)];
  }
  throw new ConfigurationError([`${path}:${file.lineOf([index])}: the entry is no parameter. ${EXPECTED}`]);
}

function scalarAt(path: string, { textOf, lineOf }: ParsedFile, keys: Path, name: string): string {
  const text = textOf(keys);
  if (text !== undefined) return text;
  throw new ConfigurationError([
    `${path}:${lineOf(keys)}: the parameter ${name} has no text as its value. ${EXPECTED}`,
  ]);
}

async function parseToml(path: string, text: string): Promise<unknown> {
  const { parse, TomlError } = await import('smol-toml');
  try {
    return parse(text, { integersAsBigInt: 'asNeeded' });
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // The lines after the first one show the file, which may have passwords.
    const [reason] = error.message.split('\n', 1);
    throw new ConfigurationError([`${path}:${error.line}: ${reason}.`], { cause: error });
  }
}
