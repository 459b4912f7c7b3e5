import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';

// Lambda's Node.js runtime, and the oldest Node.js that the command line runs on.
const LAMBDA_TARGET = 'node24';
const CLI_TARGET = 'node20';

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // The ES module builds of the SDK can be tree-shaken, which halves the bundle and the time to load it.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

const lambda: BuildOptions = {
  ...common,
  target: LAMBDA_TARGET,
  // As `require`: an `import` of `node:http`, where the SDK makes one, loads all that this module can export.
  supported: { 'dynamic-import': false },
};

const cli: BuildOptions = {
  ...common,
  format: 'esm',
  target: CLI_TARGET,
  banner: { js: '#!/usr/bin/env node' },
  entryPoints: ['cli/index.ts'],
  outfile: 'dist/cli/index.js',
};

const { values } = parseArgs({ options: { metafile: { type: 'boolean', default: false } } });

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
// Lambda takes a lone index.js for CommonJS; here the package says otherwise.
writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');

const [bundle] = await Promise.all([
  build({ ...lambda, entryPoints: ['lambda/index.ts'], outfile: 'dist/lambda/index.js', metafile: values.metafile }),
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
if (bundle.metafile) writeFileSync('dist/metafile.json', JSON.stringify(bundle.metafile));
