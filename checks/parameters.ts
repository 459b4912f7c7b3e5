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
  | { readonly type: 'integer'; readonly minimum: number; readonly maximum: number; readonly default: string }
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

/** A check with parameters. */
interface Parameterized {
  readonly id: string;
  readonly parameters?: Parameters;
}

/**
 * The values of all parameters of a check.
 * @param given texts by the names of parameters; those of other checks are ignored
 * @throws RuleParametersError
 */
export function valuesOf({ id, parameters = {} }: Parameterized, given: Readonly<Record<string, unknown>>): Values {
  const values: Record<string, Values[string]> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const text = Object.hasOwn(given, name) ? given[name] : parameter.default;
    if (text === undefined)
      throw new RuleParametersError(`Check ${id} needs the parameter ${name}: ${expected(parameter)}.`);
    const value = typeof text === 'string' ? read(text.trim(), parameter) : undefined;
    if (value === undefined) {
      throw new RuleParametersError(
        `Parameter ${name} of check ${id} is ${JSON.stringify(text)}. Expected ${expected(parameter)}.`,
      );
    }
    values[name] = value;
  }
  return values;
}

/** Values as AWS Config has them: as texts, and without the lists that are empty. */
export function textsOf(values: Values): Readonly<Record<string, string>> {
  const texts = Object.entries(values).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}

/** What is expected of a value, to complete a sentence. */
export function expected(parameter: Parameter): string {
  switch (parameter.type) {
    case 'integer':
      return `a whole number from ${parameter.minimum} to ${parameter.maximum}`;
    case 'version':
      return `a version, such as ${parameter.example}`;
    case 'list':
      return `${parameter.elements}, separated by commas, such as ${parameter.example}`;
  }
}

function read(text: string, parameter: Parameter): Values[string] | undefined {
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
