import { quote } from './json.ts';

/** A whole number. */
export interface IntegerParameter {
  readonly type: 'integer';
  readonly minimum: number;
  readonly maximum: number;
}

/**
 * A parameter of a check. AWS Config passes its value as text; lists are separated by commas.
 * Its name is unique among all checks, because a rule for several checks has the parameters of all of them.
 */
export type Parameter = {
  /** What it sets, as a sentence. */
  readonly description: string;
  /** For the documentation. */
  readonly example: string;
} & (
  | (IntegerParameter & { readonly default: string })
  /** A major and a minor version, such as `3.13`. */
  | { readonly type: 'version'; readonly default: string }
  | {
      readonly type: 'list';
      /** What an element is, in the plural, such as "ARNs". */
      readonly elements: string;
      /** A regular expression for a whole element. */
      readonly pattern: string;
      /** Required without it. */
      readonly default?: string;
    }
);

export type Parameters = Readonly<Record<string, Parameter>>;

/** A regular expression for a whole version. */
export const VERSION_PATTERN = '^\\d{1,4}\\.\\d{1,4}$';

/** The values of parameters, by their names. */
export type Values = Readonly<Record<string, number | string | readonly string[]>>;

/** The values of the parameters of one check, as its `judge` gets them. */
export type ValuesOf<P extends Parameters> = {
  readonly [Name in keyof P]: P[Name] extends { readonly type: 'integer' }
    ? number
    : P[Name] extends { readonly type: 'list' }
      ? readonly string[]
      : string;
};

/** A check or a parameter is unknown, has an invalid value, or is required and not there. The message says what is expected. */
export class RuleParametersError extends Error {
  override readonly name = 'RuleParametersError';
}

/** What may have parameters: a check. */
interface Parameterizable {
  readonly id: string;
  readonly parameters?: Parameters;
}

/** A check that has parameters. */
export type Parameterized<C> = C & { readonly parameters: Parameters };

export function hasParameters<C extends object>(check: C): check is Parameterized<C> {
  return 'parameters' in check && check.parameters !== undefined;
}

/** What is given for the parameters of one check, by their names. Those of other checks are ignored. */
type Given = Readonly<Record<string, unknown>>;

/** Texts for parameters, by the IDs of checks and the names of their parameters. */
export type CheckParameters = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * The values of all parameters of a check.
 * @throws RuleParametersError
 */
export function valuesOf({ id, parameters = {} }: Parameterizable, given: Given): Values {
  const values: Record<string, Values[string]> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const text = Object.hasOwn(given, name) ? given[name] : parameter.default;
    if (text === undefined)
      throw new RuleParametersError(`Check ${id} needs the parameter ${name}: ${expected(parameter)}.`);
    const value = read(text, parameter);
    if (value === undefined) {
      throw new RuleParametersError(
        `Parameter ${name} of check ${id} is ${quote(text)}. ${whatIsExpected(text, parameter)}`,
      );
    }
    values[name] = value;
  }
  return values;
}

/**
 * A check with the values of its parameters.
 * @throws RuleParametersError
 */
export function configure<C extends Parameterizable>(check: C, given: Given = {}): C & { readonly values: Values } {
  return { ...check, values: valuesOf(check, given) };
}

/** The parameters that a check needs, and that are not given. */
export function missingParameters(
  { parameters = {} }: Parameterizable,
  given: Given = {},
): readonly (readonly [name: string, Parameter])[] {
  return Object.entries(parameters).filter(
    ([name, parameter]) => parameter.default === undefined && !Object.hasOwn(given, name),
  );
}

/** What is expected instead of a value that cannot be used, as sentences; `undefined` if it can. */
export function faultOf(value: unknown, parameter: Parameter | IntegerParameter): string | undefined {
  return read(value, parameter) === undefined ? whatIsExpected(value, parameter) : undefined;
}

/** Values as texts, from which {@link valuesOf} makes the same values. */
export function textsOf(values: Values): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** What is expected of a value, to complete a sentence. */
export function expected(parameter: Parameter | IntegerParameter): string {
  switch (parameter.type) {
    case 'integer':
      return `a whole number from ${parameter.minimum} to ${parameter.maximum}`;
    case 'version':
      return `a version, such as ${parameter.example}`;
    case 'list':
      return `${parameter.elements}, separated by commas, such as ${parameter.example}`;
  }
}

function whatIsExpected(value: unknown, parameter: Parameter | IntegerParameter): string {
  return parameter.type === 'version' && typeof value === 'number'
    ? `Expected a version in quotes, such as "${parameter.example}": as numbers, 4.10 and 4.1 are the same.`
    : `Expected ${expected(parameter)}.`;
}

/** AWS Config has texts. JSON and YAML may have a number where a whole one is expected. */
function read(value: unknown, parameter: Parameter | IntegerParameter): Values[string] | undefined {
  const isNumber = typeof value === 'number' && parameter.type === 'integer';
  if (!isNumber && typeof value !== 'string') return undefined;
  const text = String(value).trim();
  switch (parameter.type) {
    case 'integer': {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return number >= parameter.minimum && number <= parameter.maximum ? number : undefined;
    }
    case 'version':
      return new RegExp(VERSION_PATTERN).test(text) ? text : undefined;
    case 'list': {
      // Only a default is empty: nothing is asked for.
      if (text === '' && parameter.default === '') return [];
      const elements = text.split(',').map((element) => element.trim());
      const pattern = new RegExp(`^(?:${parameter.pattern})$`, 'u');
      return elements.every((element) => pattern.test(element)) ? elements : undefined;
    }
  }
}
