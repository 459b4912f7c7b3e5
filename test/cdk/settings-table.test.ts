import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../cdk/settings/known-settings.ts';
import { readMarkdown } from '../docs/markdown.ts';
import { refusal } from '../support/cdk.ts';

const { tables, blocks } = readMarkdown(readFileSync('docs/settings.md', 'utf8'));

test('the tables of docs/settings.md have each setting once, and no other', () => {
  const names = tables.flat().flatMap(([setting = '']) => readMarkdown(setting).code);
  expect(names.toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
});

test('the samples of cdk.json in it are accepted', () => {
  const samples = blocks.filter(({ language }) => language === 'json').map(({ text }) => JSON.parse(text));
  expect(new Set(samples.map(({ context }) => refusal(context)))).toEqual(new Set(['not refused']));
});
