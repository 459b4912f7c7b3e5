/** A block as `terraform fmt` writes it. Values are texts of HCL. */
export interface HclBlock {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
  readonly blocks: readonly HclBlock[];
}

/**
 * Reads the blocks of a configuration in which each attribute stands in a line of its own, which is all that our
 * samples have. @throws Error for anything else
 */
export function readHcl(text: string): readonly HclBlock[] {
  const root = { blocks: [] as HclBlock[], attributes: new Map<string, string>() };
  const open = [root];
  for (const line of text.split('\n').map((each) => each.trim())) {
    const inner = open.at(-1);
    const [, type, labels = ''] = /^(\w+)((?: "[^"]*")*) \{$/.exec(line) ?? [];
    const [, name, value = ''] = /^(\w+)\s+= (.+)$/.exec(line) ?? [];
    if (inner === undefined) throw new Error(`There is no block that ends with ${line}`);
    if (line === '' || line.startsWith('#')) continue;
    if (line === '}') open.pop();
    else if (type !== undefined) {
      const names = [...labels.matchAll(/"([^"]*)"/g)].map(([, label = '']) => label);
      const block = { type, labels: names, attributes: new Map<string, string>(), blocks: [] };
      inner.blocks.push(block);
      open.push(block);
    } else if (name !== undefined) inner.attributes.set(name, value);
    else throw new Error(`This line cannot be read: ${line}`);
  }
  if (open.length !== 1) throw new Error('A block does not end.');
  return root.blocks;
}

/** The value of a text of HCL that is a constant; `undefined` for an expression, which is known only to Terraform. */
export function constant(text: string): unknown {
  return /^("[^"$%\\]*"|true|false|\d+)$/.test(text) ? JSON.parse(text) : undefined;
}
