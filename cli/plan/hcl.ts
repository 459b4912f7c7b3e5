import { escapeInvisible } from './escape.ts';

/** An expression, which is written as it is. A text is quoted. */
export interface Expression {
  readonly expression: string;
}

export type HclValue = string | number | boolean | Expression | readonly HclValue[] | ReadonlyMap<string, HclValue>;

/** The content of a block: attributes and nested blocks. */
export type HclBody = readonly (readonly [name: string, value: HclValue] | HclBlock)[];

export interface HclBlock {
  readonly type: string;
  readonly labels?: readonly string[];
  readonly body: HclBody;
}

export function expression(text: string): Expression {
  return { expression: text };
}

/** Blocks as `terraform fmt` would write them. */
export function writeHcl(blocks: readonly HclBlock[]): string {
  return blocks.map((block) => `${writeBlock(block, '')}\n`).join('\n');
}

/**
 * A quoted text in which Terraform evaluates nothing. A dollar or percent sign before a brace is written as its code
 * point: to double it does not work after another such sign.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
function hclText(text: string): string {
  // HCL has all escapes of JSON except these two.
  const escaped = JSON.stringify(text.toWellFormed()).replaceAll(/\\(.)/g, (sequence, letter) =>
    letter === 'b' ? '\\u0008' : letter === 'f' ? '\\u000c' : sequence,
  );
  return escapeInvisible(escaped).replaceAll(`\${`, '\\u0024{').replaceAll('%{', '\\u0025{');
}

function writeBlock({ type, labels = [], body }: HclBlock, indent: string): string {
  const head = [type, ...labels.map(hclText)].join(' ');
  return `${indent}${head} {\n${writeBody(body, `${indent}  `)}${indent}}`;
}

/** One-line attributes stand together. Blank lines set off what takes several lines. */
function writeBody(body: HclBody, indent: string): string {
  const parts: string[] = [];
  let lines: (readonly [string, string])[] = [];
  const endLines = () => {
    if (lines.length > 0) parts.push(align(lines, indent));
    lines = [];
  };
  for (const entry of body) {
    if ('type' in entry) {
      endLines();
      parts.push(`${writeBlock(entry, indent)}\n`);
      continue;
    }
    const [name, value] = entry;
    const written = writeValue(value, indent);
    if (written.includes('\n')) {
      endLines();
      parts.push(`${indent}${name} = ${written}\n`);
    } else {
      lines.push([name, written]);
    }
  }
  endLines();
  return parts.join('\n');
}

/** Attributes with aligned equals signs. */
function align(lines: readonly (readonly [string, string])[], indent: string): string {
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}\n`).join('');
}

function writeValue(value: HclValue, indent: string): string {
  if (typeof value === 'string') return hclText(value);
  if (typeof value !== 'object') return String(value);
  if ('expression' in value) return value.expression;
  if (value instanceof Map) {
    // Without quotes, a key such as `for` would begin an expression.
    const lines = [...value].map(([key, member]) => [hclText(key), writeValue(member, `${indent}  `)] as const);
    return lines.length === 0 ? '{}' : `{\n${align(lines, `${indent}  `)}${indent}}`;
  }
  return `[${[...(value as readonly HclValue[])].map((element) => writeValue(element, indent)).join(', ')}]`;
}
