import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { readMarkdown } from '../../docs/markdown.ts';
import { run, temporaryFolder } from '../support.ts';

const text = readFileSync('docs/report.md', 'utf8');
const commands = readMarkdown(text).blocks.flatMap((block) => (block.language === 'sh' ? [block.text] : []));
const folder = temporaryFolder();

const needsMore = (command: string) => command.startsWith('# Needs ');

test('every command of the document that needs no account runs, one after the other', () => {
  cpSync('examples', folder.path('examples'), { recursive: true });
  const program = resolve('dist/cli/index.js');
  for (const command of commands.filter((each) => !needsMore(each))) {
    const [npx, name, ...args] = command.trim().split(' ');
    expect([npx, name]).toEqual(['npx', 'rabbitmq-conformance']);
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder.path('.'),
      encoding: 'utf8',
    });
    expect({ command, status, problems: stderr.match(/^rabbitmq-conformance: (?!\d+ RabbitMQ).*$/gm) }).toEqual({
      command,
      status: 1,
      problems: null,
    });
  }
  for (const name of ['report.html', 'report.json', 'report.ja.html']) expect(existsSync(folder.path(name))).toBe(true);
});

test('every option of the document is one of the command, and so are the formats and the exit statuses', async () => {
  const { stdout: help } = await run(['report', '--help'], { isTTY: true });
  const others = ['--help', '--output-inventory'];
  const options = (text.match(/(?<=[`\s])--[a-z][\w-]+/g) ?? []).filter((option) => !others.includes(option));
  for (const option of options) expect(help).toMatch(new RegExp(`^  ${option} `, 'm'));
  const cells = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, cell]) => cell);
  expect(cells(/^\| `(\w+)` +\| /gm)).toEqual(['html', 'json', 'csv', 'markdown', 'ocsf']);
  expect(cells(/^\| (\d) +\| /gm)).toEqual(help.match(/(?<=^ {2})\d(?= {2})/gm));
});
