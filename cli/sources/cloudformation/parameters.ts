import type { PasswordSource } from '../../../checks/facts.ts';
import { isObject, quote, readObject } from '../../../checks/json.ts';
import { isPasswordName } from './expression.ts';
import type { Outcome } from './outcome.ts';
import { ABSENT, known, textOf, unknown } from './outcome.ts';
import { unclearText } from './scalars.ts';

/** Where the values of parameters come from. */
export interface GivenParameters {
  /** The given value of a parameter; absent if it should have its default. */
  readonly get: (name: string) => Outcome;
  /** Why a parameter has no value if it has neither, as a clause. */
  readonly whyMissing: (name: string) => string;
  /** All that decides on a given value, as a text that is the same only if that is. `undefined` if it is too large. */
  readonly basis: (name: string) => string | undefined;
  /** Who knows a given value, if it is a password. `none`: it is in no template. */
  readonly passwordSource: (name: string) => Exclude<PasswordSource, 'hidden'> | undefined;
}

/** The parameters of a template. */
export interface Parameters {
  readonly values: ReadonlyMap<string, Outcome>;
  /** Values that CloudFormation would reject, as sentences. */
  readonly problems: readonly string[];
}

/** Values that a user or the CDK gives, by name. One that is `undefined` is not known. */
export function givenByUser(parameters: Readonly<Record<string, unknown>>): GivenParameters {
  return {
    get: (name) => {
      if (!Object.hasOwn(parameters, name)) return ABSENT;
      const value = parameters[name];
      return value === undefined ? unknown(`the value of the parameter ${name} is known only to AWS`) : known(value);
    },
    whyMissing: (name) =>
      `the parameter ${name} has no value (set it with --parameters ${name}=… or in a parameter file)`,
    basis: (name) => (Object.hasOwn(parameters, name) ? JSON.stringify(parameters[name] ?? null) : ''),
    passwordSource: () => 'none',
  };
}

/** Reads the section `Parameters`: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html */
export function readParameters(section: unknown, given: GivenParameters): Parameters {
  const values = new Map<string, Outcome>();
  const problems: string[] = [];
  for (const [name, declaration] of isObject(section) ? Object.entries(section) : []) {
    const type = isObject(declaration) ? declaration.Type : undefined;
    if (!isObject(declaration) || typeof type !== 'string') {
      values.set(name, unknown(`the parameter ${name} has no Type`));
      continue;
    }
    const value = readValue(name, declaration, given);
    const refused = whatIsNotAllowed(value, declaration.AllowedValues);
    if (refused !== undefined) {
      const which = 'NoEcho' in declaration || isPasswordName(name) ? 'a value' : `the value ${quote(refused)}`;
      problems.push(`the parameter ${name} has ${which}, which is not one of its AllowedValues.`);
    }
    values.set(
      name,
      refused === undefined ? value : unknown(`the parameter ${name} has a value that is not one of its AllowedValues`),
    );
  }
  return { values, problems };
}

/** The section without defaults: an update of a stack keeps the values of its parameters, whatever their defaults are. */
export function withoutDefaults(section: unknown): unknown {
  const entries = Object.entries(readObject(section)).map(([name, declaration]) => {
    const { Default: _, ...others } = readObject(declaration);
    return [name, others] as const;
  });
  return Object.fromEntries(entries);
}

function readValue(name: string, declaration: Readonly<Record<string, unknown>>, given: GivenParameters): Outcome {
  const type = String(declaration.Type);
  if (type.startsWith('AWS::SSM::Parameter::')) {
    return unknown(`the parameter ${name} is the name of an SSM parameter, which CloudFormation reads when it deploys`);
  }
  const outcome = givenOrDefault(name, declaration, given);
  const text = outcome.kind === 'value' ? textOf(outcome.value) : undefined;
  if (text === undefined) return outcome;
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return known(isList ? text.split(',').map((item) => item.trim()) : text);
}

function givenOrDefault(name: string, declaration: Readonly<Record<string, unknown>>, given: GivenParameters): Outcome {
  const value = given.get(name);
  if (value.kind === 'unknown') return value;
  if (value.kind === 'value') {
    return textOf(value.value) === undefined ? unknown(`the value of the parameter ${name} is not a string`) : value;
  }
  if (!Object.hasOwn(declaration, 'Default')) return unknown(given.whyMissing(name));
  const text = textOf(declaration.Default);
  return text === undefined ? unknown(`the parameter ${name} has a Default that must be in quotes`) : known(text);
}

/** The first value that is not allowed. */
function whatIsNotAllowed(outcome: Outcome, allowed: unknown): string | undefined {
  if (outcome.kind !== 'value' || !Array.isArray(allowed)) return undefined;
  const texts = new Set(allowed.map((value) => unclearText(value) ?? textOf(value)));
  const values: readonly unknown[] = Array.isArray(outcome.value) ? outcome.value : [outcome.value];
  return values.map(String).find((value) => !texts.has(value));
}
