import { isLongPattern, judgePattern } from './pattern.ts';

/** What a value must be. */
export type Value =
  | { readonly kind: 'any' | 'text' | 'boolean' | 'duration' }
  | { readonly kind: 'pattern'; readonly isShort?: boolean }
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly kind: 'one-of'; readonly values: readonly (string | number)[] };

export const ANY: Value = { kind: 'any' };
export const TEXT: Value = { kind: 'text' };
export const BOOLEAN: Value = { kind: 'boolean' };
export const PATTERN: Value = { kind: 'pattern' };
/** Of at most 1,024 bytes. */
export const SHORT_PATTERN: Value = { kind: 'pattern', isShort: true };
export const INTEGER: Value = { kind: 'integer' };
/** Such as `5D`. */
export const DURATION: Value = { kind: 'duration' };

export const integer = (min: number, max?: number): Value => ({
  kind: 'integer',
  min,
  ...(max !== undefined && { max }),
});

export const oneOf = (...values: readonly (string | number)[]): Value => ({ kind: 'one-of', values });

/** Whether RabbitMQ takes a value. A regular expression that cannot be judged here counts as taken. */
export function isValid(value: unknown, expected: Value): boolean {
  switch (expected.kind) {
    case 'any':
      return true;
    case 'text':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'pattern':
      if (typeof value !== 'string' || judgePattern(value) === 'invalid') return false;
      return !(expected.isShort && isLongPattern(value));
    case 'duration':
      return typeof value === 'string' && /^0*[1-9]\d*[YMDhms]$/.test(value);
    case 'integer':
      return isBetween(value, expected.min, expected.max);
    case 'one-of':
      return expected.values.some((one) => one === value);
  }
}

/** Whether a value is null or contains null, which no table of AMQP can. */
export function hasNull(value: unknown): boolean {
  if (typeof value !== 'object') return false;
  return value === null || Object.values(value).some(hasNull);
}

function isBetween(value: unknown, min = -Infinity, max = Infinity): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}

/** What a value must be, such as `a whole number of at least 1`. */
export function inWords(expected: Value): string {
  switch (expected.kind) {
    case 'any':
      return 'any value';
    case 'text':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'pattern':
      return expected.isShort ? 'a regular expression of at most 1024 bytes' : 'a regular expression';
    case 'duration':
      return 'a number with a unit (Y, M, D, h, m or s)';
    case 'integer':
      return ['a whole number', rangeInWords(expected.min, expected.max)].filter(Boolean).join(' ');
    case 'one-of':
      return expected.values.join(', ').replace(/, (?=[^,]*$)/, ' or ') || 'no value';
  }
}

function rangeInWords(min: number | undefined, max: number | undefined): string {
  if (min === undefined) return '';
  return max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
}
