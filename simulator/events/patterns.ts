import type { BusEvent, EventPattern } from '../aws/messaging.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';

/**
 * Whether an event has all that a pattern asks for.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesPattern(pattern: EventPattern, event: BusEvent): boolean {
  return hasMembers(pattern, event);
}

function hasMembers(pattern: EventPattern, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(pattern).every(([name, wanted]) => {
    const member = Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
    return isList(wanted) ? wanted.some((condition) => holds(condition, member)) : hasMembers(wanted, member);
  });
}

function holds(condition: unknown, value: unknown): boolean {
  if (typeof condition === 'string') return condition === value;
  const { prefix, wildcard, 'anything-but': other } = condition as Condition;
  if (typeof value !== 'string') return false;
  if (wildcard !== undefined) return hasForm(wildcard, value);
  return prefix === undefined ? !value.startsWith(other?.prefix ?? '') : value.startsWith(prefix);
}

/** @param wildcard has asterisks for any text */
function hasForm(wildcard: string, value: string): boolean {
  const expression = wildcard.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${expression}$`, 's').test(value);
}

interface Condition {
  readonly prefix?: string;
  /** Without a backslash, which would escape an asterisk. */
  readonly wildcard?: string;
  readonly 'anything-but'?: { readonly prefix: string };
}

/** @throws UnsupportedTemplateError for a pattern with anything that {@link matchesPattern} does not know */
export function refuseUnsupportedPattern(pattern: EventPattern): void {
  for (const [name, wanted] of Object.entries(pattern)) {
    if (!isList(wanted)) {
      if (typeof wanted !== 'object' || wanted === null)
        throw new UnsupportedTemplateError(`${name} in event patterns`);
      refuseUnsupportedPattern(wanted);
      continue;
    }
    if (wanted.length === 0) throw new Error(`InvalidEventPatternException: Empty arrays are not allowed: ${name}`);
    for (const condition of wanted) refuseUnsupportedCondition(condition);
  }
}

function refuseUnsupportedCondition(condition: unknown): void {
  if (typeof condition === 'string') return;
  const text = JSON.stringify(condition);
  if (/^\{"prefix":"[^"]*"\}$|^\{"wildcard":"[^"\\]*"\}$|^\{"anything-but":\{"prefix":"[^"]*"\}\}$/.test(text)) return;
  throw new UnsupportedTemplateError(`${text} in event patterns`);
}

function isList(wanted: EventPattern | readonly unknown[]): wanted is readonly unknown[] {
  return Array.isArray(wanted);
}
