/** A value of HCL that stands for itself, or an expression that refers to something or computes it. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value } | Reference;

export interface Reference {
  readonly reference: string;
}

/** A block as it is in a plan: nested blocks are lists of objects. */
export interface Block {
  readonly attributes: Readonly<Record<string, Value>>;
  readonly blocks: Readonly<Record<string, readonly Block[]>>;
}

/**
 * Reads a resource out of HCL in the form in which plans are written: one attribute a line, one block a line that ends in
 * a brace. Not a parser of HCL, and it throws at what it does not expect.
 */
export function readResource(text: string, type: string): Block {
  const lines = text.split('\n');
  const begin = lines.indexOf(`resource "${type}" "replacement" {`);
  if (begin < 0) throw new Error(`There is no ${type}.`);
  return readBlock(lines.slice(begin + 1)).block;
}

/** The tags that stand beside the resources, of which all that can have tags refer to them. */
export function readTags(text: string): Record<string, Value> {
  const lines = text.split('\n');
  const begin = lines.indexOf('locals {');
  if (begin < 0) return {};
  return readMap(lines.slice(begin + 2, lines.indexOf('  }', begin)));
}

function readBlock(lines: readonly string[]): { readonly block: Block; readonly length: number } {
  const attributes: Record<string, Value> = {};
  const blocks: Record<string, Block[]> = {};
  for (let index = 0; index < lines.length; index += 1) {
    const line = (lines[index] ?? '').trim();
    if (line === '') continue;
    if (line === '}') return { block: { attributes, blocks }, length: index + 1 };
    const [, name, rest] = /^([a-z_]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) throw new Error(`A line was not expected: ${line}`);
    if (rest === '{') {
      const inner = readBlock(lines.slice(index + 1));
      blocks[name] = [...(blocks[name] ?? []), inner.block];
      index += inner.length;
    } else if (rest === '= {') {
      const end = lines.indexOf('  }', index);
      attributes[name] = readMap(lines.slice(index + 1, end));
      index = end;
    } else {
      attributes[name] = readValue(rest.replace(/^= /, ''));
    }
  }
  throw new Error('A block has no end.');
}

function readMap(lines: readonly string[]): Record<string, Value> {
  return Object.fromEntries(
    lines.map((line) => {
      const [, key, value] = /^\s*("(?:[^"\\]|\\.)*")\s+= (.*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) throw new Error(`A line was not expected: ${line}`);
      return [String(JSON.parse(key)), readValue(value)];
    }),
  );
}

function readValue(text: string): Value {
  // Its own sign would begin an expression.
  if (/^"/.test(text) && /[$%]\{/.test(text)) throw new Error(`An expression is in a text: ${text}`);
  if (/^\[[a-z]/.test(text)) return [{ reference: text.slice(1, -1) }];
  if (/^["[\d]|^true$|^false$/.test(text)) return JSON.parse(text);
  if (/^[a-z_]+((\.[a-z_]+)+|\(.*)$/.test(text)) return { reference: text };
  throw new Error(`A value was not expected: ${text}`);
}
