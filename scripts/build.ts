import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { findThirdParties, renderThirdParties } from './third-party-licences.ts';

// Lambda's Node.js runtime, and the oldest Node.js that the command line runs on.
const LAMBDA_TARGET = 'node24';
const CLI_TARGET = 'node22';

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // The ES module builds of the SDK can be tree-shaken, which halves the bundle and the time to load it.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
} satisfies BuildOptions;

const lambda = {
  ...common,
  target: LAMBDA_TARGET,
  // As `require`: an `import` of `node:http`, where the SDK makes one, loads all that this module can export.
  supported: { 'dynamic-import': false },
} satisfies BuildOptions;

const cli = {
  ...common,
  format: 'esm',
  target: CLI_TARGET,
  // Commands that few need, such as those that call AWS, are loaded when they are asked for.
  splitting: true,
  // CommonJS packages ask for Node.js's own modules with `require`, which ES modules lack.
  banner: {
    js: `#!/usr/bin/env node
import { createRequire as createRequireOfBundle } from 'node:module';
const require = createRequireOfBundle(import.meta.url);`,
  },
  entryPoints: ['cli/index.ts'],
  outdir: 'dist/cli',
} satisfies BuildOptions;

const { values } = parseArgs({ options: { metafile: { type: 'boolean', default: false } } });

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
// Lambda takes a lone index.js for CommonJS; here the package says otherwise.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

const [bundle, inline, program] = await Promise.all([
  build({ ...lambda, entryPoints: ['lambda/index.ts'], outfile: 'dist/lambda/index.js' }),
  build({
    ...lambda,
    entryPoints: ['lambda/index-inline.ts'],
    outfile: 'dist/lambda-inline/index.js',
    external: ['@aws-sdk/*'],
  }),
  build(cli),
]);
writeFileSync('dist/cli/package.json', '{ "type": "module" }\n');
chmodSync('dist/cli/index.js', 0o755);
// The licences of what is in the function are looked at only: it stays with whoever builds it.
findThirdParties([bundle, inline].flatMap(({ metafile }) => Object.keys(metafile.inputs)));
const thirdParties = findThirdParties(Object.keys(program.metafile.inputs));
writeFileSync('dist/cli/THIRD_PARTY_LICENSES', renderThirdParties(thirdParties, readFileSync('LICENSE', 'utf8')));
if (values.metafile) writeFileSync('dist/metafile.json', JSON.stringify(bundle.metafile));
