import type { CST, Document } from 'yaml';
import { Composer, isMap, isPair, isScalar, LineCounter, Parser } from 'yaml';
import { lex } from '../../../checks/yaml-lexer.ts';
import { MAX_DEPTH, TOO_DEEP, whyTooMuch } from '../../../checks/yaml-limits.ts';
import { InputError } from '../input/input-error.ts';
import { isTemplate } from './is-template.ts';
import type { Parsed } from './plain-yaml.ts';
import { toValue } from './to-value.ts';

/**
 * Reads any YAML.
 * @returns `undefined` for other than one document
 * @throws InputError for a text that is broken, ambiguous or too large
 */
export function readYaml(text: string): Parsed | undefined {
  const lineCounter = new LineCounter();
  const documents = compose(text, lineCounter);
  const values = documents.map((document) => toValue(document, lineCounter));
  const [value] = values;
  if (values.length > 1 && values.some(isTemplate)) {
    throw new InputError('has several YAML documents. Expected one template in each file.');
  }
  const [document] = documents;
  return values.length === 1 && document ? { value, lines: linesOfResources(document, lineCounter) } : undefined;
}

function compose(text: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  const tooMuch = whyTooMuch(text);
  if (tooMuch !== undefined) throw new InputError(tooMuch);
  const tokens = [...parse(text, lineCounter)];
  // The composer is recursive.
  if (isTooDeep(tokens)) throw new InputError(TOO_DEEP);
  refuseAmbiguous(tokens, lineCounter);
  // Duplicate keys are checked below, because the check here takes time proportional to the square of their number.
  const documents = [...new Composer({ schema: 'failsafe', uniqueKeys: false }).compose(tokens)];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (!error) return documents;
  // Something that is missing at the end is reported for the last line.
  const end = Math.min(error.pos[0], text.trimEnd().length);
  const line = text.slice(0, end).split('\n').length;
  throw new InputError(`is neither JSON nor YAML: ${oneLine(error.message)} (line ${line}).`);
}

function* parse(text: string, lineCounter: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lineCounter.addNewLine);
  lineCounter.addNewLine(0);
  for (const token of lex(text)) yield* parser.next(token);
  yield* parser.end();
}

/** Removes the text after a colon: an excerpt, which may be a password. */
function oneLine(message: string): string {
  return message
    .replace(/:\s.*$/s, '')
    .slice(0, 200)
    .replaceAll(/\s+/g, ' ')
    .replace(/[.:]$/, '');
}

function isTooDeep(tokens: readonly CST.Token[]): boolean {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap(tokensIn);
  }
  return false;
}

const SPACES: readonly unknown[] = ['space', 'newline'];

/**
 * In brackets, PyYAML takes `?` for the mark of a key even without a space after it, and a comma for a part of a tag:
 * https://github.com/yaml/pyyaml/blob/6.0.2/lib/yaml/scanner.py (`check_key`, `scan_tag_uri`).
 */
function refuseAmbiguous(tokens: readonly CST.Token[], lineCounter: LineCounter): void {
  for (let level = tokens; level.length > 0; level = level.flatMap(tokensIn)) {
    const found = level.find((token) => token.type === 'flow-collection' && token.items.some(isAmbiguous));
    if (!found) continue;
    const { line } = lineCounter.linePos(found.offset);
    throw new InputError(
      `has brackets with a "?" or a tag without a space after it (line ${line}). Write a space, or quotes.`,
    );
  }
}

function isAmbiguous({ start, key, sep = [], value }: CST.FlowCollection['items'][number]): boolean {
  if ([key, value].some((token) => token?.type === 'scalar' && token.source.startsWith('?'))) return true;
  return [start, sep].some((tokens) =>
    tokens.some(({ type }, index) => type === 'tag' && !SPACES.includes(tokens[index + 1]?.type)),
  );
}

function tokensIn(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [...(key ? [key] : []), ...(value ? [value] : [])]);
}

function linesOfResources({ contents }: Document.Parsed, lineCounter: LineCounter): ReadonlyMap<string, number> {
  const resources = isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.source === 'Resources')?.value
    : undefined;
  const lines = new Map<string, number>();
  for (const pair of isMap(resources) ? resources.items : []) {
    if (!isPair(pair) || !isScalar(pair.key) || !pair.key.range) continue;
    lines.set(String(pair.key.source), lineCounter.linePos(pair.key.range[0]).line);
  }
  return lines;
}
