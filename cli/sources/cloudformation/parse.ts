import { InputError } from '../input/input-error.ts';
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
 * @throws InputError if it is too large for a template
 */
export function contentOf(text: string): string {
  if (text.length <= MAX_LENGTH) return text.replace(/^\u{feff}/u, '');
  throw new InputError(`is too large for a template. The limit is ${MAX_LENGTH} characters.`);
}

/** What was parsed, if it is a template. */
export function asTemplate(parsed: Parsed | undefined): Template | undefined {
  return parsed && isTemplate(parsed.value) ? { value: parsed.value, lines: parsed.lines } : undefined;
}
