import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../dist/cli/', import.meta.url);

/** The files that the built command line always loads, whatever the command. */
function loadedAtStart(file = 'index.js', loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  for (const [, other = ''] of text.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g)) loadedAtStart(other, loaded);
  return loaded;
}

// Each file takes Node.js half a millisecond, and most of what is evaluated with is not for every command.
it('the command line starts with few files, without what only some commands need', () => {
  const texts = [...loadedAtStart()].map((file) => readFileSync(new URL(file, FOLDER), 'utf8'));
  expect(texts.length).toBeLessThanOrEqual(6);
  expect(texts.join('').length).toBeLessThan(130_000);
});
