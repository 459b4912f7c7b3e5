import { readFileSync } from 'node:fs';
import { FORMATS } from '../../cli/report/formats/index.ts';
import { run } from '../cli/support.ts';
import { readMarkdown } from './markdown.ts';

const { blocks } = readMarkdown(readFileSync('README.md', 'utf8'));

test('the command line prints every line that the README shows of it', async () => {
  const index = blocks.findIndex(({ text }) => text.startsWith('npx rabbitmq-conformance evaluate '));
  const [command, sample] = blocks.slice(index).map(({ text }) => text.trimEnd());
  const [, , ...args] = command?.split(' ') ?? [];
  const { status, stdout } = await run(args);
  expect(status).toBe(1);
  expect(stdout.split('\n')).toEqual(expect.arrayContaining(sample?.split('\n') ?? []));
  expect(sample).toContain('FAIL');
});

test.each(['README.md', 'README.ja.md', 'docs/cli.md'])('%s names every command and every format', async (path) => {
  const { stdout } = await run(['--help']);
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) \S/gm)].map(([, command = '']) => command);
  const { code, cells } = readMarkdown(readFileSync(path, 'utf8'));
  const words = new Set([...code, ...cells.map((cell) => cell.replaceAll('`', ''))].flatMap((text) => text.split(' ')));
  expect(commands).toContain('evaluate');
  const named = [...commands, ...Object.keys(FORMATS)].filter((name) => name !== 'help');
  expect(named.filter((name) => !words.has(name))).toEqual([]);
});
