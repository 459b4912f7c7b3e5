import type { Alias, Document, Node } from 'yaml';
import { isAlias, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { whyTooMuch } from './yaml-limits.ts';

/** The names and indices that lead to a value. */
export type Path = readonly (string | number)[];

/** A parsed file. */
export interface ParsedFile {
  /** `null` for a file without content. */
  readonly value: unknown;
  /** The line, from 1, of a value or of what is nearest around it. */
  readonly lineOf: (path: Path) => number;
  /** A scalar as it is written, so that `1.10` stays `1.10`. `undefined` for anything else. */
  readonly textOf: (path: Path) => string | undefined;
}

/** A text is not one document of YAML. No fault shows a part of the text, which may be a password. */
export class YamlError extends Error {
  override readonly name = 'YamlError';
  /** All that is wrong. Each begins with `:3:`, the line, if that is known, else with `:`, so that it can follow a path. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(faults.join('\n'), options);
    this.faults = faults;
  }
}

/** Parses a file that people write, in YAML or JSON. @throws YamlError */
export function parseYaml(text: string): ParsedFile {
  const tooMuch = whyTooMuch(text);
  if (tooMuch !== undefined) throw new YamlError([`: ${tooMuch}`]);
  const lines = new LineCounter();
  const at = (offset = 0) => `:${lines.linePos(offset).line}:`;
  const document = parseDocument(text.replace(/^\u{feff}/u, ''), { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map(
    ({ code, message, pos }) => `${at(pos[0])} ${MESSAGES[code] ?? withoutExcerpt(message)}`,
  );
  if (faults.length === 0) {
    faults.push(...danglingAliases(document).map(({ range }) => `${at(range?.[0])} An alias of nothing. ${QUOTES}`));
  }
  if (faults.length > 0) throw new YamlError(faults);
  return {
    value: toValue(document, at(document.contents?.range[0])),
    lineOf: (keys) => lines.linePos(nearest(document, keys)?.range?.[0] ?? 0).line,
    textOf: (keys) => {
      const node = nodeAt(document, keys);
      const scalar = isAlias(node) ? node.resolve(document) : node;
      if (!isScalar(scalar) || scalar.value === null) return undefined;
      return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
    },
  };
}

const QUOTES = 'Put a text that begins with * in quotes.';

// In place of messages that contain a part of the text, or that say too little.
const MESSAGES: Readonly<Record<string, string>> = {
  BAD_ALIAS: `An alias without a name, or with a colon at its end. ${QUOTES}`,
  BAD_DIRECTIVE: 'A directive that YAML does not have.',
  BAD_DQ_ESCAPE: 'An escape sequence that YAML does not have.',
  MULTIPLE_DOCS: 'Another document begins.',
  TAG_RESOLVE_FAILED: 'Unresolved tag.',
};

/** The message of the parser, without what follows a colon: a part of the text. */
function withoutExcerpt(message: string): string {
  return `${message.replace(/:\s.*$/s, '').replace(/\.$/, '')}.`;
}

/** Globs without quotes, most often. */
function danglingAliases(document: Document.Parsed): readonly Alias[] {
  const anchors = new Set<string>();
  const aliases: Alias[] = [];
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) aliases.push(node);
      else if ('anchor' in node && node.anchor) anchors.add(node.anchor);
    },
  });
  return aliases.filter(({ source }) => !anchors.has(source));
}

function toValue(document: Document.Parsed, place: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias before its anchor, or too many of them.
    if (!(error instanceof ReferenceError)) throw error;
    throw new YamlError([`${place} ${withoutExcerpt(error.message)}`], { cause: error });
  }
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
