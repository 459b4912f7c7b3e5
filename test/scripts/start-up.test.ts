import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { keepTogether, startNoPrograms, writeForStart } from '../../scripts/start-up.ts';
import { temporaryFolder } from '../cli/support.ts';

const folder = temporaryFolder();

/** Builds a program, as the command line is built. */
function buildProgram(source: string, options: Pick<BuildOptions, 'minify' | 'plugins'> = {}) {
  const shared = folder.write('shared.ts', `import { sep } from 'node:path'; export const separator = sep;`);
  return build({
    stdin: { contents: source, resolveDir: dirname(shared), loader: 'ts' },
    entryNames: 'index',
    outdir: folder.path('dist'),
    bundle: true,
    splitting: true,
    minify: true,
    banner: { js: '#!/usr/bin/env node' },
    platform: 'node',
    format: 'esm',
    metafile: true,
    logLevel: 'silent',
    write: false,
    ...options,
  });
}

const PROGRAM = `import { separator } from './shared.ts';
console.log(separator, import('./shared.ts'));`;

it('modules of Node.js are asked for, and chunks have no second file for their name', async () => {
  writeForStart(folder.path('good'), await buildProgram(PROGRAM));
  const files = readdirSync(folder.path('good'));
  const text = files.map((name) => readFileSync(join(folder.path('good'), name), 'utf8')).join('');
  expect(text).toContain('globalThis.process.getBuiltinModule("node:path")');
  expect(text).not.toMatch(/\bimport\b[^;('"]*['"]node:/);
});

describe('nothing is written if esbuild writes', () => {
  it.each([
    ['imports in another form', PROGRAM, { minify: false }, 'still has an import of node:path'],
    ['no second files for names', 'console.log(1)', {}, 'its output has another form'],
  ])('%s', async (_, source, options, message) => {
    const program = await buildProgram(source, options);
    expect(() => writeForStart(folder.path('bad'), program)).toThrow(message);
    expect(existsSync(folder.path('bad'))).toBe(false);
  });
});

it('the build fails if the parser of the command line no longer starts programs', async () => {
  await expect(buildProgram(PROGRAM, { plugins: [startNoPrograms] })).rejects.toThrow('imports no processes');
});

it('the groups of modules name files that exist', async () => {
  await expect(buildProgram(PROGRAM, { plugins: [keepTogether] })).resolves.toMatchObject({ errors: [] });
});
