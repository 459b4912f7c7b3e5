import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { findThirdParties, renderThirdParties } from './third-party-licences.ts';

// The Node.js version of the Lambda runtime, and the oldest Node.js version that the command line supports.
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
  // Turns dynamic imports into `require`: an `import` of `node:http` in the SDK would load all exports of the module.
  supported: { 'dynamic-import': false },
} satisfies BuildOptions;

const cli = {
  ...common,
  format: 'esm',
  target: CLI_TARGET,
  // Code that only some commands need, such as the AWS SDK, is loaded on demand.
  splitting: true,
  // CommonJS packages load Node.js modules with `require`, which ES modules do not have.
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
// Lambda treats a lone index.js as CommonJS, but the package.json of this project says otherwise.
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
// For the function, licences are only checked: it is not distributed, because users build it themselves.
findThirdParties([bundle, inline].flatMap(({ metafile }) => Object.keys(metafile.inputs)));
const thirdParties = findThirdParties(Object.keys(program.metafile.inputs));
writeFileSync('dist/cli/THIRD_PARTY_LICENSES', renderThirdParties(thirdParties, readFileSync('LICENSE', 'utf8')));
if (values.metafile) writeFileSync('dist/metafile.json', JSON.stringify(bundle.metafile));
