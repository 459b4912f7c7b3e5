import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { BuildResult, Plugin } from 'esbuild';

/** Modules that are loaded together. Each group needs at most those before it. */
const TOGETHER = [
  // The start of every command.
  ['cli/main.ts'],
  // The options of the commands that evaluate.
  ['cli/commands/evaluate.ts'],
  // What every evaluation needs.
  [
    'cli/commands/choose-checks.ts',
    'cli/commands/evaluate-sources.ts',
    'cli/report/exemptions.ts',
    'cli/report/formats/table.ts',
    'checks/read-exemption.ts',
  ],
  // What every template needs.
  ['cli/sources/cloudformation/template.ts', 'cli/sources/cloudformation/template-tree.ts'],
];

/**
 * Has each module that is loaded on demand import the whole groups of which it needs something. To esbuild, modules
 * belong together if the same entry points import them: otherwise, an evaluation would load thirty files, and each
 * takes Node.js half a millisecond.
 */
export const keepTogether: Plugin = {
  name: 'keep-together',
  setup({ onLoad }) {
    const sources = new Map(
      globSync('{checks,cdk,cli}/**/*.ts').map((path) => [resolve(path), readFileSync(path, 'utf8')]),
    );
    const onDemand = new Set([...sources].flatMap(([path, text]) => importsOf(path, text, /\bimport\('(\.[^']*)'\)/g)));
    const needs = (path: string, found = new Set<string>()): ReadonlySet<string> => {
      if (found.has(path)) return found;
      found.add(path);
      const text = sources.get(path) ?? '';
      for (const other of importsOf(path, text, /^(?:import|export) (?!type\b)[^;]*?'(\.[^']*)';$/gm))
        needs(other, found);
      return found;
    };
    const groups = TOGETHER.map((paths) => paths.map((path) => resolve(path)));
    // In a group of one, nothing else would miss it.
    for (const path of groups.flat()) if (!sources.has(path)) throw new Error(`${path} is not there.`);
    const wholes = groups.map((paths) => new Set(paths.flatMap((path) => [...needs(path)])));
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (!onDemand.has(path)) return undefined;
      const needed = needs(path);
      const more = groups.flatMap((group, index) => {
        const earlier = wholes.slice(0, index);
        const isNeeded = [...needed].some(
          (module) => wholes[index]?.has(module) && !earlier.some((whole) => whole.has(module)),
        );
        return index === 0 || isNeeded ? group.filter((module) => !needed.has(module)) : [];
      });
      const imports = more.map((module) => `\nimport ${JSON.stringify(module)};`);
      return { contents: `${sources.get(path) ?? ''}${imports.join('')}`, loader: 'ts' };
    });
  },
};

/**
 * Keeps the parser of the command line from loading what starts processes. It does so for commands that are programs of
 * their own, of which there are none.
 */
export const startNoPrograms: Plugin = {
  name: 'start-no-programs',
  setup({ onResolve, onLoad, onEnd }) {
    let kept = 0;
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path, namespace: 'nothing' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'nothing' }, () => {
      kept += 1;
      return { contents: 'module.exports = {};' };
    });
    // The parser has another form then, and the start would be slow silently.
    onEnd(() => (kept > 0 ? {} : { errors: [{ text: 'The parser of the command line imports no processes.' }] }));
  },
};

function importsOf(path: string, text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, specifier = '']) => resolve(dirname(path), specifier));
}

/**
 * Writes the files of a bundle of ES modules, changed for a fast start.
 * @throws Error if a module of Node.js would still be imported, or if the output of esbuild has another form
 */
export function writeForStart(
  folder: string,
  { outputFiles, metafile }: BuildResult<{ write: false; metafile: true }>,
): void {
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), getBuiltins(text)]));
  for (const [path, { imports }] of Object.entries(metafile.outputs)) {
    const text = texts.get(basename(path));
    // In any form, also one that the replacement does not know.
    const left = imports.find((each) => text && new RegExp(`\\bimport[^;('"]*['"]${each.path}['"]`).test(text));
    if (left) throw new Error(`${path} still has an import of ${left.path}.`);
  }
  const direct = withoutFacades(texts);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of direct) {
    // The entry point needs none of the helpers that esbuild has it import.
    const alone = name === 'index.js' ? text.replaceAll(/import"[^"]+";/g, '') : text;
    writeFileSync(join(folder, name), alone);
  }
}

/**
 * Has code ask Node.js for its modules. An import makes names of all that they export, even of what must be loaded
 * first: for `node:process` and `node:util`, those are streams, connections, processes and workers.
 */
function getBuiltins(text: string): string {
  const pattern = /import ?(?:\*as )?([\w$]+|\{[^}]*\}) ?from"(node:[\w/]+)";/g;
  const constants = [...text.matchAll(pattern)].map(([, names = '', module]) => {
    // The file that refuses old versions of Node.js needs nothing else, and they do not have the function.
    const value = module === 'node:process' ? 'globalThis.process' : `globalThis.process.getBuiltinModule("${module}")`;
    return `const ${names.replaceAll(' as ', ':')}=${value};`;
  });
  const [banner = ''] = /^#!.*\n/.exec(text) ?? [];
  return `${banner}${constants.join('')}${text.slice(banner.length).replaceAll(pattern, '')}`;
}

/** Imports what is loaded on demand from where it is, without the files that esbuild makes to give it its own name. */
function withoutFacades(texts: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const facades = new Map<string, string>();
  for (const [name, text] of texts) {
    const [, from, chunk, to] =
      /\nimport\{([^}]*)\}from"([^"]+)";(?:import"[^"]+";)*export\{([^}]*)\};\n$/.exec(text) ?? [];
    if (from === undefined || to === undefined) continue;
    const there = new Map(pairs(from).map(([name, here]) => [here, name]));
    const members = pairs(to).map(([here, outside]) => `${outside}:m.${there.get(here)}`);
    facades.set(name, `import("${chunk}").then(m=>({${members.join()}}))`);
  }
  if (facades.size === 0) {
    throw new Error('No file of esbuild only gives a chunk its own name: its output has another form.');
  }
  const direct = (text: string) =>
    text.replaceAll(/import\("\.\/([^"]+)"\)/g, (whole, name) => facades.get(name) ?? whole);
  return new Map([...texts].filter(([name]) => !facades.has(name)).map(([name, text]) => [name, direct(text)]));
}

/** Reads `a as b,c` as `[['a', 'b'], ['c', 'c']]`. */
function pairs(names: string): readonly (readonly [string, string])[] {
  return names.split(',').map((each) => {
    const [name = '', alias = name] = each.split(' as ');
    return [name, alias];
  });
}
