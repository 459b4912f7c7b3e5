import { split } from 'shlex';
import { isObject, kindOf, quote, readObject } from '../../checks/json.ts';
import type { ParameterValues } from '../sources/parameter-sets.ts';
import { ConfigurationError } from './configuration-error.ts';

/** https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html */
export const DEFAULT_ENVIRONMENT = 'default';

/**
 * The parameters with which `sam deploy` deploys an environment. Those of the command replace those of all commands.
 * @throws ConfigurationError
 */
export function readSamConfig(path: string, content: unknown, environment = DEFAULT_ENVIRONMENT): ParameterValues {
  const environments = readEnvironments(content);
  const commands = environments.get(environment);
  if (commands === undefined) {
    const names = [...environments.keys()].join(', ') || 'none';
    throw new ConfigurationError([`${path}: has no environment ${quote(environment)}. It has: ${names}.`]);
  }
  const of = (command: string) => readObject(readObject(readObject(commands)[command]).parameters).parameter_overrides;
  return Object.fromEntries(readOverrides(of('deploy') ?? of('global') ?? [], path));
}

/** The environments of an AWS SAM file, by name. */
export function readEnvironments(content: unknown): ReadonlyMap<string, unknown> {
  return new Map(Object.entries(readObject(content)).filter(([, value]) => isObject(value)));
}

type Entry = readonly [name: string, value: string];

/** A text such as `A=1 B="two words"`, an object, or a list of both, as AWS SAM takes them. */
function readOverrides(overrides: unknown, path: string): readonly Entry[] {
  if (typeof overrides === 'string') return readWords(overrides, path);
  if (Array.isArray(overrides)) return overrides.flatMap((item) => readOverrides(item, path));
  if (!isObject(overrides)) throw refusal(path, `parameter_overrides is ${kindOf(overrides)}`);
  return Object.entries(overrides).map(([name, value]) => {
    if (name === '$include') throw refusal(path, '"$include" is not followed', INSTEAD);
    return [name, textOf(value, name, path)];
  });
}

function readWords(text: string, path: string): readonly Entry[] {
  return tryToSplit(text, path).map((word) => {
    if (word.startsWith('file://')) throw refusal(path, `${quote(word)} is not followed`, INSTEAD);
    const [, name, value] =
      /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(word) ?? /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) {
      // Not the word, which may be part of a password.
      throw refusal(path, 'parameter_overrides has a word that is not Name=value');
    }
    return [name, value];
  });
}

function tryToSplit(text: string, path: string): readonly string[] {
  try {
    return split(text);
  } catch {
    throw refusal(path, 'parameter_overrides has a quote that is not closed');
  }
}

/** The text that AWS SAM makes of a value with `str` of Python. */
function textOf(value: unknown, name: string, path: string): string {
  if (Array.isArray(value)) return value.map((item) => textOf(item, name, path)).join(',');
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (['string', 'number', 'bigint'].includes(typeof value)) return String(value);
  throw refusal(path, `the parameter ${name} is ${kindOf(value)}`);
}

const INSTEAD = 'Name that file in parameterFiles.';

function refusal(
  path: string,
  what: string,
  expected = 'Expected "Name=value Other=value", a list of those, or an object.',
): ConfigurationError {
  return new ConfigurationError([`${path}: ${what}. ${expected}`]);
}
