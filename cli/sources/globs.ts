import { relative, resolve, sep } from 'node:path';

/**
 * The glob that decides on a path, if one matches: the last that does, unless it begins with `!`.
 * @param path from the working folder
 */
export type Match = (path: string, kind: 'file' | 'folder') => string | undefined;

/**
 * Compiles globs of `.gitignore`: https://git-scm.com/docs/gitignore#_pattern_format
 * The library for them is loaded only if there are any.
 * @param folder the folder that they are relative to. They match nothing outside of it.
 */
export async function compileGlobs(globs: readonly string[], folder: string): Promise<Match> {
  if (globs.length === 0) return () => undefined;
  const { default: ignore } = await import('ignore');
  const patterns = globs.map((glob) => ({ pattern: glob.replace(/^(!?)\.\//, '$1/'), mark: glob }));
  const rules = ignore({ ignoreCase: false }).add(patterns);
  return (path, kind) => {
    const inside = relative(folder, resolve(path)).split(sep).join('/');
    if (!ignore.isPathValid(inside)) return undefined;
    return rules.test(kind === 'folder' ? `${inside}/` : inside).rule?.mark;
  };
}
