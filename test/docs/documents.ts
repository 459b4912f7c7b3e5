import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The documents that people read, by their paths from the root of the project. */
export const DOCUMENTS: readonly string[] = [
  ...['README.md', 'README.ja.md', 'CONTRIBUTING.md', 'RELEASING.md', 'SECURITY.md', 'examples/README.md'].filter(
    (path) => existsSync(path),
  ),
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];
