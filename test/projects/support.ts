import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

const FIXTURES = join(import.meta.dirname, '../fixtures/projects');
const PROGRAM = join(import.meta.dirname, '../../dist/cli/index.js');

/** A project in a folder of its own. */
export interface Project {
  write(name: string, content: string): void;
  read(name: string): string;
  has(name: string): boolean;
  /** Runs the built command line in the folder. Its output is not on a terminal, as in CI. */
  run(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string };
}

/** Calls a function with a copy of a fixture, or with an empty folder, which is deleted after it. */
export function inProject(fixture: string | undefined, use: (project: Project) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  const { NO_COLOR, FORCE_COLOR, ...env } = process.env;
  try {
    if (fixture !== undefined) cpSync(join(FIXTURES, fixture), folder, { recursive: true });
    use({
      write(name, content) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      },
      read: (name) => readFileSync(join(folder, name), 'utf8'),
      has: (name) => existsSync(join(folder, name)),
      run: (...args) =>
        spawnSync(process.execPath, [PROGRAM, ...args], { cwd: folder, env, encoding: 'utf8', input: '' }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
