import { relative, resolve } from 'node:path';
import { count } from '../text/count.ts';
import { compileGlobs } from './globs.ts';
import type { SourceFindings } from './reading.ts';
import { listNames } from './skipped.ts';

/** What is left out. */
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
  /** The same for a path that the command line names. */
  readonly hasNamed: Exclusion['has'];
  /** What was excluded, as notices. */
  readonly findings: () => readonly SourceFindings[];
}

/** Decides by globs. */
export async function openExclusion({ globs, folder, from, isWhole }: Exclude): Promise<Exclusion> {
  const match = await compileGlobs(globs, folder);
  const excluded = { file: new Set<string>(), folder: new Set<string>() };
  const used = new Set<string>();
  let isNamed = false;

  function has(path: string, kind: 'file' | 'folder'): boolean {
    const glob = match(path, kind);
    if (glob === undefined) return false;
    used.add(glob);
    excluded[kind].add(relative(folder, resolve(path)));
    return true;
  }

  function hasNamed(path: string, kind: 'file' | 'folder'): boolean {
    const isExcluded = has(path, kind);
    isNamed ||= isExcluded;
    return isExcluded;
  }

  function findings(): readonly SourceFindings[] {
    const { file: files, folder: folders } = excluded;
    const counts = [
      ...(files.size > 0 ? [count(files.size, 'file')] : []),
      ...(folders.size > 0 ? [count(folders.size, 'folder')] : []),
    ];
    const nothing = { source: from, readings: [], problems: [] };
    const left = `excluded ${counts.join(' and ')} (${listNames([...files, ...folders])}).`;
    const unused = isWhole ? globs.filter((glob) => !glob.startsWith('!') && !used.has(glob)) : [];
    const notices = unused.map(
      (glob) => `${JSON.stringify(glob)} excludes nothing, or only what another glob excludes.`,
    );
    return [
      ...(counts.length > 0 ? [{ ...nothing, notices: [left], excluded: isNamed ? 'named' : 'inside' } as const] : []),
      ...(notices.length > 0 ? [{ ...nothing, notices }] : []),
    ];
  }

  return { has, hasNamed, findings };
}
