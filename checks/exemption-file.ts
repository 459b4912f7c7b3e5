import type { Alias, Document, Node, YAMLMap } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Exemption } from './exemption.ts';
import { quote } from './json.ts';
import type { ExemptionLimits } from './read-exemption.ts';
import { readExemption } from './read-exemption.ts';

// The largest that the function can take is far smaller.
const MAX_LENGTH = 1_000_000;

const QUOTES = 'Put a text that begins with * in quotes.';

/** An exemption with the line of the file where it begins, from 1. */
export interface LocatedExemption {
  readonly exemption: Exemption;
  readonly line: number;
}

/** An exemption file cannot be used. The message has a line for each fault: where it is, what is there, what is expected. */
export class ExemptionFileError extends Error {
  override readonly name = 'ExemptionFileError';
}

/**
 * Reads an exemption file: a list of entries in YAML or JSON. Entries that have ended are in the result too.
 * @param path for the messages
 * @throws ExemptionFileError naming all faults
 */
export function parseExemptionFile(path: string, text: string, limits: ExemptionLimits): readonly LocatedExemption[] {
  const faults: string[] = [];
  const lines = new LineCounter();
  const complain = (node: Node | null | undefined, message: string) =>
    faults.push(`${path}:${lineOf(node, lines)}: ${message}`);
  const refuse = () => new ExemptionFileError(faults.join('\n'));

  if (text.length > MAX_LENGTH) throw new ExemptionFileError(`${path}: has more than ${MAX_LENGTH} characters.`);
  const document = parseDocument(text.replace(/^\u{feff}/u, ''), { lineCounter: lines, prettyErrors: false });
  for (const { message, pos } of document.errors) {
    const hint = /\balias\b/i.test(message) ? ` ${QUOTES}` : '';
    faults.push(`${path}:${lines.linePos(pos[0]).line}: ${message}.${hint}`);
  }
  if (faults.length > 0) throw refuse();
  for (const alias of danglingAliases(document)) {
    complain(alias, `*${alias.source} is an alias of nothing in YAML. ${QUOTES}`);
  }
  if (faults.length > 0) throw refuse();
  const { contents } = document;
  const value = toValue(document, (message) => complain(contents, message));
  if (faults.length > 0) throw refuse();
  // A file with comments only.
  if (value === null) return [];
  if (!isSeq(contents) || !Array.isArray(value)) {
    complain(contents, `The file is ${quote(value)}. Expected a list of exemptions.`);
    throw refuse();
  }
  const entries = (contents.items as readonly Node[]).flatMap((node, index) => {
    const read = readExemption(value[index], limits);
    if (!isFaults(read)) return [{ exemption: read, line: lineOf(node, lines) }];
    for (const { member, message } of read) complain(memberOf(node, member) ?? node, message);
    return [];
  });
  if (faults.length > 0) throw refuse();
  return entries;
}

function isFaults(read: ReturnType<typeof readExemption>): read is Exclude<typeof read, Exemption> {
  return Array.isArray(read);
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

function toValue(document: Document.Parsed, complain: (message: string) => void): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias without an anchor, or too many of them.
    complain(`${(error as Error).message}.`);
    return undefined;
  }
}

function memberOf(node: Node, member: string | undefined): Node | undefined {
  if (member === undefined || !isMap(node)) return undefined;
  const pair = (node as YAMLMap<Node>).items.find(({ key }) => isScalar(key) && key.value === member);
  return pair?.key;
}

function lineOf(node: Node | null | undefined, lines: LineCounter): number {
  return lines.linePos(node?.range?.[0] ?? 0).line;
}
