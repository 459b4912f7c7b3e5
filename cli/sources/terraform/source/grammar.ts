import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tree } from 'web-tree-sitter';

/** Parses HCL into a concrete syntax tree, which the caller deletes. */
export type ParseTree = (text: string) => Tree;

let loaded: Promise<ParseTree> | undefined;

/** Loads the grammar of Terraform, once. */
export function loadGrammar(): Promise<ParseTree> {
  loaded ??= load();
  return loaded;
}

/** The files that the parser loads, by their packages. scripts/build.ts copies them beside the command line. */
export const WEB_ASSEMBLY = {
  parser: 'web-tree-sitter/web-tree-sitter.wasm',
  grammar: '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-terraform.wasm',
} as const;

async function load(): Promise<ParseTree> {
  const { Parser, Language } = await import('web-tree-sitter');
  await Parser.init({ wasmBinary: readWebAssembly(WEB_ASSEMBLY.parser) });
  const parser = new Parser().setLanguage(await Language.load(readWebAssembly(WEB_ASSEMBLY.grammar)));
  return (text) => {
    const tree = parser.parse(text);
    if (!tree) throw new Error('The parser has no language.');
    return tree;
  };
}

function readWebAssembly(specifier: string): Uint8Array {
  const beside = fileURLToPath(new URL(basename(specifier), import.meta.url));
  return readFileSync(existsSync(beside) ? beside : createRequire(import.meta.url).resolve(specifier));
}
