import { join } from 'node:path';
import { InputError } from '../../input/input-error.ts';
import { filesIn, isConfiguration, isLoaded, readText } from './files.ts';
import type { ParseTree } from './grammar.ts';
import { parseHcl } from './hcl.ts';
import { parseJsonSyntax } from './json.ts';
import type { IsRelevant } from './relevant.ts';
import { relevantFor } from './relevant.ts';
import type { Block, Body, Expression } from './syntax.ts';
import { overridden } from './syntax.ts';

/** A block and the path of its file. */
export interface Placed {
  readonly block: Block;
  readonly source: string;
}

/** What the files in one folder declare together. */
export interface Module {
  readonly folder: string;
  readonly variables: ReadonlyMap<string, Placed>;
  readonly locals: ReadonlyMap<string, Expression>;
  readonly calls: ReadonlyMap<string, Placed>;
  /** By their types and names. */
  readonly resources: ReadonlyMap<string, Placed>;
  readonly providers: readonly Block[];
  /** The files that cannot be used, each with a sentence. */
  readonly problems: ReadonlyMap<string, string>;
  /** Whether there are no files. */
  readonly isEmpty: boolean;
  /** Whether it has what only a root module has: a backend, the configuration of a provider, or values of variables. */
  readonly isRoot: boolean;
}

/** Reads the files of a module, then those that override something in it: https://developer.hashicorp.com/terraform/language/files/override */
export function readModule(
  folder: string,
  boundaries: readonly string[],
  parseTree: ParseTree,
  isRelevant: IsRelevant = relevantFor(undefined),
): Module {
  const problems = new Map<string, string>();
  let files: readonly string[] = [];
  try {
    files = filesIn(folder, boundaries);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    problems.set(folder, error.message);
  }
  const names = files.filter(isConfiguration);
  // To OpenTofu, `main.tofu` takes the place of `main.tf`.
  const used = names.filter(
    (name) => !names.includes(name.replace(/\.tf(\.json)?$/, '.tofu$1')) || !/\.tf(\.json)?$/.test(name),
  );
  const parts = {
    variables: new Map<string, Placed>(),
    locals: new Map<string, Expression>(),
    calls: new Map<string, Placed>(),
    resources: new Map<string, Placed>(),
  };
  const providers: Block[] = [];
  let isRoot = files.some(isLoaded);
  const ordered = [...used.filter((name) => !isOverride(name)), ...used.filter(isOverride)];
  for (const name of ordered) {
    const source = join(folder, name);
    try {
      for (const block of parse(source, parseTree, isRelevant).blocks) {
        isRoot ||= isOfRoot(block);
        if (block.type === 'provider') providers.push(block);
        add(block, source, isOverride(name), parts);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problems.set(source, error.message);
    }
  }
  return { folder, ...parts, providers, problems, isEmpty: used.length === 0, isRoot };
}

function isOfRoot({ type, attributes, blocks }: Block): boolean {
  const names = [...attributes.keys(), ...blocks.map((block) => block.type)];
  // A provider without arguments is how older modules name the one that they are given.
  if (type === 'provider') return names.some((name) => name !== 'alias' && name !== 'version');
  return type === 'terraform' && (names.includes('backend') || names.includes('cloud'));
}

function isOverride(name: string): boolean {
  return /^(.*_)?override\.(tf|tofu)(\.json)?$/.test(name);
}

/** @throws InputError */
function parse(path: string, parseTree: ParseTree, isRelevant: IsRelevant): Body {
  const text = readText(path);
  return path.endsWith('.json') ? parseJsonSyntax(text, parseTree, isRelevant) : parseHcl(text, parseTree, isRelevant);
}

interface Parts {
  readonly variables: Map<string, Placed>;
  readonly locals: Map<string, Expression>;
  readonly calls: Map<string, Placed>;
  readonly resources: Map<string, Placed>;
}

/** @throws InputError if it is declared twice */
function add(
  block: Block,
  source: string,
  isOverriding: boolean,
  { variables, locals, calls, resources }: Parts,
): void {
  if (block.type === 'locals') {
    for (const [name, value] of block.attributes) locals.set(name, value);
    return;
  }
  const kind = { variable: variables, module: calls, resource: resources }[block.type];
  if (!kind) return;
  const name = block.labels.join('.');
  const former = kind.get(name);
  if (former && !isOverriding) {
    throw new InputError(`declares ${block.type} ${name} again, which ${former.source} declares. Remove one.`);
  }
  kind.set(name, former ? { ...former, block: overridden(former.block, block) } : { block, source });
}
