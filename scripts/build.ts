import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { BuildOptions, Plugin } from 'esbuild';
import { build } from 'esbuild';
import { ASSET_FILES } from '../cli/report-page/assets.ts';
import { bundlePage } from '../cli/report-page/bundle.ts';
import { WEB_ASSEMBLY } from '../cli/sources/terraform/source/grammar.ts';
import { keepTogether, startNoPrograms, writeForStart } from './start-up.ts';
import { findThirdParties, renderThirdParties } from './third-party-licences.ts';

// The Node.js version of the Lambda runtime, and the oldest Node.js version that the command line supports.
const LAMBDA_TARGET = 'node24';
const CLI_TARGET = 'node22';

const common = {
  bundle: true,
  platform: 'node',
  // The ES module builds of the SDK can be tree-shaken, which halves the bundle and the time to load it.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
} satisfies BuildOptions;

/**
 * Loads the modules of Node.js with `require`. An `import` makes names of all that they export: for `node:http`, that
 * loads a WebSocket, and takes as long as the rest of the function.
 */
const requireBuiltins: Plugin = {
  name: 'require-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      isBuiltin(path) && kind !== 'require-call' ? { path, namespace: 'builtin' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)})`,
    }));
  },
};

/**
 * Writes the names of members in the schemas of the AWS SDK where they stand. To esbuild, a computed name may have an
 * effect, and it would keep all of the schemas: half a megabyte for two operations of Amazon EC2.
 */
const inlineMemberNames: Plugin = {
  name: 'inline-member-names',
  setup({ onLoad, onEnd }) {
    let replaced = 0;
    onLoad({ filter: /[\\/]@aws-sdk[\\/].*[\\/]schemas_\d+\.js$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const names = new Map(
        [...source.matchAll(/^const (\w+) = ("[^"]*");$/gm)].map(([, name = '', text = '']) => [name, text]),
      );
      const contents = source.replaceAll(/\[(\w+)\]:/g, (key, name) => (names.has(name) ? `${names.get(name)}:` : key));
      if (contents !== source) replaced += 1;
      return { contents };
    });
    // The SDK has another form then, and the bundles would grow silently.
    onEnd(() =>
      replaced > 0 ? {} : { errors: [{ text: 'No schema of the AWS SDK has names of members to inline.' }] },
    );
  },
};

const esModules = {
  ...common,
  format: 'esm',
  // Code that is not always needed, such as what finds credentials outside Lambda, is loaded on demand.
  splitting: true,
} satisfies BuildOptions;

// ES modules do not have `require`.
const REQUIRE = `import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`;

const lambda = {
  ...esModules,
  plugins: [requireBuiltins, inlineMemberNames],
  target: LAMBDA_TARGET,
  entryPoints: ['lambda/index.ts'],
  outdir: 'dist/lambda',
  // To Lambda, a lone .js file is CommonJS.
  outExtension: { '.js': '.mjs' },
  banner: { js: REQUIRE },
} satisfies BuildOptions;

/**
 * Leaves out of the checks what people read about them elsewhere, and the function never says: a tenth of the inline code.
 * A member begins at the first indentation, and the lines of its value have more.
 */
const leaveOutProse: Plugin = {
  name: 'leave-out-prose',
  setup({ onLoad, onEnd }) {
    const prose = /^ {2}(?:title|description|rationale|managedRule):(?: .*|(?:\n {4}.*)+)\n/gm;
    let removed = 0;
    onLoad({ filter: /[\\/]checks[\\/][^\\/]+\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      removed += source.match(prose)?.length ?? 0;
      return { contents: source.replaceAll(prose, ''), loader: 'ts' };
    });
    // The checks have another form then, and the bundles would grow silently.
    onEnd(() => (removed > 0 ? {} : { errors: [{ text: 'No check has members that the function does not need.' }] }));
  },
};

const inlineLambda = {
  ...common,
  plugins: [leaveOutProse],
  // The only format that Lambda takes inline.
  format: 'cjs',
  target: LAMBDA_TARGET,
  // Turns dynamic imports into `require`, which finds the SDK of the Lambda runtime.
  supported: { 'dynamic-import': false },
  external: ['@aws-sdk/*'],
} satisfies BuildOptions;

/** The function for the default checks, which leaves more room in a template. */
const inlineLambdaOfDefaults = {
  ...inlineLambda,
  entryPoints: ['lambda/index-inline.ts'],
  outfile: 'dist/lambda-inline/index.js',
} satisfies BuildOptions;

const inlineLambdaOfAll = {
  ...inlineLambda,
  entryPoints: ['lambda/index-inline-all.ts'],
  outfile: 'dist/lambda-inline-all/index.js',
} satisfies BuildOptions;

const cli = {
  ...esModules,
  plugins: [keepTogether, startNoPrograms, inlineMemberNames],
  // Without what reads the environment for each token. Tests that import the sources have the package's build for
  // Node.js: only those of `dist` cover this one.
  alias: { yaml: resolve('node_modules/yaml/browser/index.js') },
  target: CLI_TARGET,
  entryPoints: ['cli/index.ts'],
  outdir: 'dist/cli',
  // It bundles the page of a report in a checkout. The build has the page as files.
  external: ['./bundle.ts'],
  // Packages that are CommonJS require nothing but modules of Node.js.
  banner: { js: '#!/usr/bin/env node\nconst require = globalThis.process.getBuiltinModule;' },
  write: false,
} satisfies BuildOptions;

const { values } = parseArgs({ options: { metafile: { type: 'boolean', default: false } } });

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
// To Lambda, a lone index.js is CommonJS, but the package.json of this project says otherwise.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

const [bundle, inline, program, page] = await Promise.all([
  build(lambda),
  build(inlineLambdaOfAll),
  build(cli),
  bundlePage(),
  build(inlineLambdaOfDefaults),
]);
writeForStart('dist/cli', program);
writeFileSync('dist/cli/package.json', '{ "type": "module" }\n');
chmodSync('dist/cli/index.js', 0o755);
writeFileSync(`dist/cli/${ASSET_FILES.script}`, page.script);
writeFileSync(`dist/cli/${ASSET_FILES.style}`, page.style);
const webAssembly = Object.values(WEB_ASSEMBLY).map((file) => createRequire(import.meta.url).resolve(file));
for (const path of webAssembly) {
  const copy = `dist/cli/${basename(path)}`;
  copyFileSync(path, copy);
  // Some packages have theirs executable.
  chmodSync(copy, 0o644);
}
// For the function, licences are only checked: it is not distributed, because users build it themselves.
findThirdParties([bundle, inline].flatMap(({ metafile }) => Object.keys(metafile.inputs)));
const thirdParties = findThirdParties([
  ...Object.keys(program.metafile.inputs),
  ...page.inputs,
  ...webAssembly.map((path) => relative('.', path)),
]);
writeFileSync('dist/cli/THIRD_PARTY_LICENSES', renderThirdParties(thirdParties, readFileSync('LICENSE', 'utf8')));
if (values.metafile) writeFileSync('dist/metafile.json', JSON.stringify(bundle.metafile));
