import { join } from 'node:path';
import process from 'node:process';

/** The path of a folder that all test files of a run share. It is removed after the run. @throws Error outside of one */
export function sharedByTests(name: string): string {
  const { SHARED_BY_TESTS: folder } = process.env;
  if (folder === undefined) throw new Error('SHARED_BY_TESTS is not set, as jest.config.js does.');
  return join(folder, name);
}
