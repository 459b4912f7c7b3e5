import { relative, resolve, sep } from 'node:path';
import { count } from '../text/count.ts';
import type { SourceFindings } from './reading.ts';
import { listNames } from './skipped.ts';

/** What is left out, as globs of `.gitignore`: https://git-scm.com/docs/gitignore#_pattern_format */
export interface Exclude {
  readonly globs: readonly string[];
  /** The folder that the globs are relative to. */
  readonly folder: string;
  /** Where they are given, for messages. */
  readonly from: string;
  /** Whether to say which globs exclude nothing. Not if only a part of the folder is evaluated. */
  readonly isWhole: boolean;
}

/** Decides what is left out, and remembers it. */
export interface Exclusion {
  readonly has: (path: string, kind: 'file' | 'folder') => boolean;
  /** What was excluded, as notices. */
  readonly findings: () => readonly SourceFindings[];
}

const NOTHING: Exclusion = { has: () => false, findings: () => [] };

/** Compiles globs. The library for that is loaded only if there are any. */
export async function openExclusion(exclude: Exclude | undefined): Promise<Exclusion> {
  if (!exclude || exclude.globs.length === 0) return NOTHING;
  const { default: ignore } = await import('ignore');
  const { globs, folder, from, isWhole } = exclude;
  const patterns = globs.map((glob) => ({ pattern: glob.replace(/^(!?)\.\//, '$1/'), mark: glob }));
  const rules = ignore({ ignoreCase: false }).add(patterns);
  const excluded = { file: new Set<string>(), folder: new Set<string>() };
  const used = new Set<string | undefined>();

  function has(path: string, kind: 'file' | 'folder'): boolean {
    const inside = relative(folder, resolve(path)).split(sep).join('/');
    if (!ignore.isPathValid(inside)) return false;
    const { ignored, rule } = rules.test(kind === 'folder' ? `${inside}/` : inside);
    if (ignored) {
      used.add(rule?.mark);
      excluded[kind].add(inside);
    }
    return ignored;
  }

  function findings(): readonly SourceFindings[] {
    const { file: files, folder: folders } = excluded;
    const counts = [
      ...(files.size > 0 ? [count(files.size, 'file')] : []),
      ...(folders.size > 0 ? [count(folders.size, 'folder')] : []),
    ];
    const notices =
      counts.length > 0 ? [`excluded ${counts.join(' and ')} (${listNames([...files, ...folders])}).`] : [];
    const unused = isWhole ? globs.filter((glob) => !glob.startsWith('!') && !used.has(glob)) : [];
    for (const glob of unused) {
      notices.push(`${JSON.stringify(glob)} excludes nothing, or only what another glob excludes.`);
    }
    return notices.length > 0 ? [{ source: from, readings: [], problems: [], notices }] : [];
  }

  return { has, findings };
}
