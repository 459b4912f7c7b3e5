import { readFileSync } from 'node:fs';
import type { Document, Node } from 'yaml';
import { isAlias, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import { refuseTooMuch } from '../sources/cloudformation/token-limits.ts';
import { explain } from '../sources/input/bytes.ts';
import { InputError } from '../sources/input/input-error.ts';
import { decode } from '../sources/input/text.ts';
import { ConfigurationError } from './configuration-error.ts';
import type { Path } from './faults.ts';

// Far larger than a list of parameters gets, and still shallow enough for the parser, which is recursive.
const MAX_LENGTH = 256 * 1024;

/** A parsed file. */
export interface ParsedFile {
  readonly value: unknown;
  /** The line, from 1, of a value or of what is nearest around it. */
  readonly lineOf: (path: Path) => number;
  /** A scalar as it is written, so that `1.10` stays `1.10`. `undefined` for anything else. */
  readonly textOf: (path: Path) => string | undefined;
}

/** The text of a file. @throws ConfigurationError */
export function readText(path: string): string {
  let text: string;
  try {
    text = decode(readFileSync(path));
  } catch (error) {
    throw new ConfigurationError([`${path}: cannot be read: ${explain(error as NodeJS.ErrnoException)}`], {
      cause: error,
    });
  }
  if (text.length > MAX_LENGTH) throw new ConfigurationError([`${path}: has more than ${MAX_LENGTH} characters.`]);
  return text;
}

/** Parses YAML, or JSON. @throws ConfigurationError naming all faults of the syntax */
export function parseFile(path: string, text: string): ParsedFile {
  const lines = new LineCounter();
  const lineAt = (offset: number) => lines.linePos(offset).line;
  try {
    refuseTooMuch(text);
  } catch (error) {
    if (error instanceof InputError) throw new ConfigurationError([`${path}: ${error.message}`], { cause: error });
    throw error;
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map(
    ({ code, message, pos }) =>
      `${path}:${lineAt(pos[0])}: ${code === 'MULTIPLE_DOCS' ? 'Another document begins' : withoutExcerpt(message)}.`,
  );
  if (faults.length > 0) throw new ConfigurationError(faults);
  return {
    value: toValue(path, document),
    lineOf: (keys) => lineAt(nearest(document, keys)?.range?.[0] ?? 0),
    textOf: (keys) => {
      const node = nodeAt(document, keys);
      const scalar = isAlias(node) ? node.resolve(document) : node;
      if (!isScalar(scalar) || scalar.value === null) return undefined;
      return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
    },
  };
}

function toValue(path: string, document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias without its anchor, or too many of them.
    if (!(error instanceof ReferenceError)) throw error;
    throw new ConfigurationError([`${path}: ${withoutExcerpt(error.message)}.`], { cause: error });
  }
}

/** The message of the parser, without what follows a colon: a part of the file, which may be a password. */
function withoutExcerpt(message: string): string {
  return message.replace(/:\s.*$/s, '').replace(/\.$/, '');
}

function nodeAt(document: Document.Parsed, keys: Path): Node | undefined {
  const found = document.getIn(keys, true);
  return isNode(found) ? found : undefined;
}

/** The key of the value at a path, or of what is around it. */
function nearest(document: Document.Parsed, keys: Path): Node | undefined {
  for (let length = keys.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : nodeAt(document, keys.slice(0, length - 1));
    const last = keys[length - 1];
    const items = parent && 'items' in parent ? parent.items : [];
    const pair = items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
    const node = isPair(pair) ? pair.key : nodeAt(document, keys.slice(0, length));
    if (isNode(node)) return node;
  }
  return document.contents ?? undefined;
}
