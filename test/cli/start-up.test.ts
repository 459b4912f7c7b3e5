import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const DIST = join(import.meta.dirname, '../../dist/cli');

/** Writes to standard error the address of each module that a program loads, and at its end what Node.js has loaded. */
const TELL = `const { writeSync } = process.getBuiltinModule('node:fs');
process.getBuiltinModule('node:module').registerHooks({
  load: (url, context, next) => { writeSync(2, url + '\\n'); return next(url, context); },
});
process.on('exit', () => writeSync(2, process.moduleLoadList.join('\\n')));`;

/** What the built program loads for a command that succeeds: the texts of its files, and names of modules of Node.js. */
function loadedFor(args: readonly string[]): {
  readonly texts: readonly string[];
  readonly builtins: readonly string[];
} {
  const tell = `--import=data:text/javascript,${encodeURIComponent(TELL)}`;
  const { status, stderr } = spawnSync(process.execPath, [tell, join(DIST, 'index.js'), ...args], { encoding: 'utf8' });
  expect(status).toBe(0);
  const addresses = stderr.match(/^file:.*$/gm) ?? [];
  return {
    texts: addresses.map((address) => readFileSync(new URL(address), 'utf8')),
    builtins: [...stderr.matchAll(/^NativeModule (.*)$/gm)].map(([, name = '']) => name),
  };
}

describe('the program loads no more files and code than it needs', () => {
  it.each<[string, string[], { files: number; characters: number }]>([
    ['to print its version: one file', ['--version'], { files: 1, characters: 5_000 }],
    ['to print its help: no command', ['--help'], { files: 3, characters: 52_000 }],
    ['to print the help of a command: only that', ['evaluate', '--help'], { files: 4, characters: 80_000 }],
    [
      'to evaluate a small file: no other format, and nothing of AWS',
      ['evaluate', 'examples/config-item-cluster.json'],
      { files: 5, characters: 250_000 },
    ],
    [
      'to evaluate a template: only the parser for usual ones',
      ['evaluate', 'examples/template-cluster.yaml'],
      { files: 6, characters: 310_000 },
    ],
  ])('%s', (_, args, { files, characters }) => {
    const { texts } = loadedFor(args);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.length).toBeLessThanOrEqual(files);
    expect(texts.join('').length).toBeLessThan(characters);
  });
});

it('to evaluate a small file, Node.js loads nothing for processes, threads or promises of files', () => {
  const { builtins } = loadedFor(['evaluate', 'examples/config-item-cluster.json']);
  expect(builtins).toContain('stream');
  expect(builtins.filter((name) => /^(child_process|worker_threads|internal\/fs\/promises)$/.test(name))).toEqual([]);
});

it('the program imports no module of Node.js at its start, which would load all that the module can have', () => {
  const scripts = readdirSync(DIST).filter((name) => name.endsWith('.js'));
  const importing = scripts.filter((name) =>
    /\bimport\b[^;('"]*['"]node:/.test(readFileSync(join(DIST, name), 'utf8')),
  );
  expect(importing).toEqual([]);
});
