import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder, unless it is there. It is complete as soon as it is there, even if several processes make it at once.
 * @param fill writes the content into a folder that is renamed then
 */
export function makeFolder(path: string, fill: (part: string) => void): void {
  if (existsSync(path)) return;
  mkdirSync(dirname(path), { recursive: true });
  const part = mkdtempSync(`${path}-`);
  try {
    fill(part);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { recursive: true });
    // Another process may have been faster.
    if (!existsSync(path)) throw error;
  }
}
