import { readFileSync } from 'node:fs';
import { SETTINGS } from '../../cdk/known-settings.ts';

test('the table of settings in the README has each setting once, and no other', () => {
  const [, table = ''] =
    /\| setting +\| what[^\n]*\n\|[-| ]+\|\n((?:\|.*\n)+)/.exec(readFileSync('README.md', 'utf8')) ?? [];
  const names = table
    .split('\n')
    .flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(names.toSorted()).toEqual(Object.keys(SETTINGS).toSorted());
});
