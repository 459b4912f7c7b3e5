import type { Node } from 'web-tree-sitter';
import type { Expression } from './syntax.ts';

type Read = (expression: Node) => Expression;
type Part = string | Expression;

/**
 * A text in quotes, with its interpolations.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
export function readQuoted(node: Node, read: Read): Expression {
  const first = node.firstChild;
  const last = node.lastChild;
  if (!first || !last) return { kind: 'unsupported', text: node.text };
  return readTemplate(node, { from: first.endIndex, to: last.startIndex, decode: unescapeQuoted }, read);
}

/** A text between `<<NAME` and `NAME`. */
export function readHeredoc(node: Node, read: Read): Expression {
  const [start, begin] = node.children;
  const end = node.lastChild;
  if (!start || !begin || !end) return { kind: 'unsupported', text: node.text };
  const { text, startIndex } = node;
  const from = startIndex + text.indexOf('\n', begin.endIndex - startIndex) + 1;
  const to = startIndex + text.lastIndexOf('\n', end.startIndex - startIndex - 1) + 1;
  const template = readTemplate(node, { from, to: Math.max(from, to), decode: unescapeMarks }, read);
  if (start.text !== '<<-') return template;
  if (template.kind === 'literal') return { ...template, value: withoutIndent([String(template.value)]).join('') };
  return template.kind === 'template' ? { ...template, parts: withoutIndent(template.parts) } : template;
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly decode: (text: string) => string;
}

/** Takes the texts from the source, because the parser leaves out spaces between the parts. */
function readTemplate(node: Node, { from, to, decode }: Range, read: Read): Expression {
  const { text, startIndex } = node;
  const parts: Part[] = [];
  let index = from;
  let trimsNext = false;
  const addText = (end: number, trimsEnd: boolean) => {
    let part = text.slice(index - startIndex, end - startIndex);
    if (trimsNext) part = part.trimStart();
    if (trimsEnd) part = part.trimEnd();
    if (part !== '') parts.push(decode(part));
  };
  for (const child of node.children) {
    if (child.type === 'template_directive') return { kind: 'unsupported', text };
    if (child.type !== 'template_interpolation') continue;
    const inner = child.children.filter(({ type }) => type !== 'comment');
    addText(child.startIndex, inner[1]?.type === 'strip_marker');
    const expression = inner.find(({ type }) => type === 'expression');
    if (!expression) return { kind: 'unsupported', text };
    parts.push(read(expression));
    trimsNext = inner.at(-2)?.type === 'strip_marker';
    index = child.endIndex;
  }
  addText(to, false);
  if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', value: parts.join(''), text };
  return { kind: 'template', parts, text };
}

/** `<<-` removes the indent that all lines have. */
function withoutIndent(parts: readonly Part[]): readonly Part[] {
  const whole = parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
  const indents = whole
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [line.length - line.trimStart().length]));
  const indent = Math.min(...indents, whole.length);
  return parts.map((part, index) => {
    if (typeof part !== 'string') return part;
    const lines = part.split('\n').map((line, at) => (at > 0 || index === 0 ? line.slice(indent) : line));
    return lines.join('\n');
  });
}

function unescapeQuoted(text: string): string {
  return unescapeMarks(text).replaceAll(/\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)/g, (sequence, code: string) => {
    if (code.length > 1) return codePoint(Number.parseInt(code.slice(1), 16)) ?? sequence;
    return ESCAPES[code] ?? sequence;
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

function codePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

/** `$${` is `${`, and `%%{` is `%{`. */
function unescapeMarks(text: string): string {
  return text.replaceAll(/([$%])\1\{/g, '$1{');
}
