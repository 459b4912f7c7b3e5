import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parse } from 'yaml';
import { run } from '../cli/support.ts';
import { readMarkdown } from './markdown.ts';

const { blocks, tables } = readMarkdown(readFileSync('docs/evidence.md', 'utf8'));
const commands = blocks.filter(({ language }) => language === 'sh').map(({ text }) => text);
const shown = commands.filter((text) => !text.startsWith('# Needs '));

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  mkdirSync(join(folder, 'bin'));
  cpSync('examples', join(folder, 'examples'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

function stub(program: string, script: string): void {
  writeFileSync(join(folder, 'bin', program), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'bin', program), 0o755);
}

/** Runs commands as a person does in a terminal, or as GitHub does. */
function bash(text: string, environment: Readonly<Record<string, string>> = {}, options: readonly string[] = []) {
  const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, ...environment };
  return spawnSync('bash', ['--noprofile', '--norc', ...options, '-c', text], { cwd: folder, env, encoding: 'utf8' });
}

it('shows how to make evidence of an example, what it has, and how to verify it', () => {
  stub('npx', `shift; exec '${process.execPath}' '${resolve('dist/cli/index.js')}' "$@"`);
  expect(shown).toHaveLength(2);
  const { status, stdout } = bash(shown.join('\n'));
  expect(stdout).toContain('\nmanifest.json: OK\n');
  expect(status).toBe(0);
  const [paths = []] = tables;
  const named = paths.flatMap(([path = '']) => [...path.matchAll(/`([\w./]+)/g)].map(([, name = '']) => name));
  expect(named.filter((name) => !existsSync(join(folder, 'evidence', name)))).toEqual(['answers/']);
});

it('names only options that there are', async () => {
  const { stdout } = await run(['report', '--help']);
  const texts = [...blocks.map(({ text }) => text), readFileSync('examples/monthly-evidence.yaml', 'utf8')];
  const used = texts
    .flatMap((text) => [...text.matchAll(/rabbitmq-conformance report (?:.*\\\n)*.*/g)].map(([command]) => command))
    .flatMap((command) => command.match(/--[\w-]+/g) ?? []);
  expect(used.length).toBeGreaterThan(5);
  expect(used.filter((option) => !stdout.includes(`  ${option} `))).toEqual([]);
});

it('lets only jobs of the environment in the workflow assume the role', () => {
  const policy = JSON.parse(blocks.find(({ language }) => language === 'json')?.text ?? '');
  const { environment } = parse(blocks.find(({ language }) => language === 'yaml')?.text ?? '').jobs.evidence;
  expect(policy.Statement[0].Condition.StringEquals).toMatchObject({
    'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
    'token.actions.githubusercontent.com:sub': `repo:OWNER/REPO:environment:${environment}`,
  });
});

describe('the workflow', () => {
  const text = blocks.find(({ language }) => language === 'yaml')?.text ?? '';
  const steps: readonly { readonly run?: string }[] = parse(text).jobs.evidence.steps;
  const report = steps.map((step) => step.run).find((script) => script?.includes('rabbitmq-conformance report')) ?? '';

  it.each([
    ['all brokers conform', 0, 0],
    ['a broker fails', 1, 0],
    ['there is no report', 2, 2],
    ['something was not seen', 3, 0],
    ['the program has a bug', 70, 70],
  ])('goes on or fails as it says where %s', (_, status, expected) => {
    stub('rabbitmq-conformance', `exit ${status}`);
    expect(bash(report, { GITHUB_STEP_SUMMARY: 'summary' }, ['-e', '-o', 'pipefail']).status).toBe(expected);
  });
});
