import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../support/cdk.ts';
import { refusal, synthesize } from '../support/cdk.ts';

// docs/ci.md is about the CDK apps of its readers.
const DOCUMENTS = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md') && name !== 'ci.md')
    .map((name) => join('docs', name)),
];

/** What the CDK takes the settings from that a command does not give. */
const FILE: { readonly context: Context } = JSON.parse(readFileSync('cdk.json', 'utf8'));

/** The commands of a document that a reader can run as they are, each in one line. */
function commandsOf(document: string): readonly string[] {
  const text = readFileSync(document, 'utf8').replaceAll(/\s*\\\n\s*/g, ' ');
  const commands = text.split('\n').filter((line) => /^\s*npx cdk (deploy|synth)\b/.test(line));
  return commands.filter((command) => !/<[^>]+>|…/.test(command)).map((command) => command.trim());
}

interface Command {
  readonly context: Context;
  readonly stacks: readonly string[];
  readonly isAll: boolean;
}

/** Reads a command as a shell and the CDK do. */
function parseCommand(command: string): Command {
  const [, , , ...words] = [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
  const context: Record<string, unknown> = { ...FILE.context };
  const stacks: string[] = [];
  let isAll = false;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word.startsWith('#')) break;
    if (word === '-c' || word === '--context') {
      index += 1;
      const [name = '', ...value] = (words[index] ?? '').split('=');
      context[name] = value.join('=');
    } else if (word === '--all') isAll = true;
    else if (!word.startsWith('-')) stacks.push(word);
  }
  return { context, stacks, isAll };
}

const COMMANDS = DOCUMENTS.flatMap((document) => commandsOf(document).map((command) => [document, command] as const));

test('the documents have commands for the three shapes', () => {
  const shapes = COMMANDS.map(([, command]) => parseCommand(command).context.deployment);
  expect(shapes).toEqual(expect.arrayContaining(['organization', 'stack-set', 'account']));
});

describe.each(COMMANDS)('in %s, %s', (_, command) => {
  const { context, stacks, isAll } = parseCommand(command);

  it('has settings that are accepted', () => {
    expect(refusal(context)).toBe('not refused');
  });

  it('names all stacks, or some that there are', () => {
    const names = synthesize(context).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...stacks]));
    if (names.length > 1 && command.startsWith('npx cdk deploy')) expect(isAll || stacks.length > 0).toBe(true);
  });
});
