import { readFileSync } from 'node:fs';
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
