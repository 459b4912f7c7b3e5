import { InputError } from '../input/input-error.ts';
import { tryToParse } from '../input/json-text.ts';
import { isTemplate } from './is-template.ts';
import type { Parsed } from './plain-yaml.ts';
import { readPlainYaml } from './plain-yaml.ts';

/** A parsed template. Functions are in their long form: `!Ref X` is `{ Ref: 'X' }`. */
export interface Template {
  readonly value: Readonly<Record<string, unknown>>;
  /** The lines, from 1, where the resources begin, by logical ID. */
  readonly lines: ReadonlyMap<string, number | undefined>;
}

// CloudFormation accepts 1 MiB. Before it is packaged, a template may be larger because of comments and spaces.
const MAX_LENGTH = 1.5 * 2 ** 20;
// The parsers here do not end a line at these, so a comment would hide what is on the next line:
// https://yaml.org/spec/1.1/#b-generic
const UNKNOWN_LINE_END = /\r(?!\n)|[\u0085\u2028\u2029]/;

/**
 * Parses a text of unknown type once.
 * @param text JSON or YAML
 * @returns `undefined` if the text is JSON or YAML, but not a template
 * @throws InputError if it is neither JSON nor YAML, or a template that is ambiguous or too large
 */
export async function parseTemplate(text: string): Promise<Template | undefined> {
  const content = contentOf(text);
  // Most templates do not need the other parser, and loading it takes longer than reading them.
  return asTemplate(readPlainYaml(content) ?? (await import('./any-yaml.ts')).readYaml(content));
}

/**
 * What is parsed of a text.
 * @throws InputError if it is too large for a template, or if parsers disagree on where its lines end
 */
export function contentOf(text: string): string {
  if (text.length > MAX_LENGTH) {
    throw new InputError(`is too large for a template. The limit is ${MAX_LENGTH} characters.`);
  }
  const content = text.replace(/^\u{feff}/u, '');
  const found = UNKNOWN_LINE_END.exec(content);
  // In JSON, it is part of a text, or a space.
  if (!found || tryToParse(content) !== undefined) return content;
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const line = content.slice(0, found.index).split('\n').length;
  throw new InputError(`has the character U+${code} (line ${line}), which ends a line in YAML 1.1. Remove it.`);
}

/** What was parsed, if it is a template. */
export function asTemplate(parsed: Parsed | undefined): Template | undefined {
  return parsed && isTemplate(parsed.value) ? { value: parsed.value, lines: parsed.lines } : undefined;
}
