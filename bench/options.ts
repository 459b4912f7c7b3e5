import { parseArgs } from 'node:util';
import type { Group } from './measures.ts';

export const USAGE = `Usage: npm run bench -- [options]

Options:
  --before <revision>  also build that revision, and measure both in turn
  --only <text>        only the groups and measures whose name contains it
  -h, --help           print this, and the groups with their measures`;

export interface BenchOptions {
  readonly before?: string | undefined;
  readonly only?: string | undefined;
  readonly help: boolean;
}

/** What `--help` prints: the options, and the names for `--only`. */
export function renderHelp(groups: readonly Group[]): string {
  return `${USAGE}\n\nGroups and their measures:\n${renderNames(groups)}`;
}

function renderNames(groups: readonly Group[]): string {
  return groups.map(({ name, measures }) => `  ${name}: ${measures.map((each) => each.name).join(', ')}`).join('\n');
}

/** The options make no sense. The message says which. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads the options of the benchmarks. @throws UsageError */
export function parseOptions(args: readonly string[]): BenchOptions {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        before: { type: 'string' },
        only: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

/**
 * Chooses the groups whose name contains a text, and of the others the measures, whatever the case.
 * @throws UsageError if there is none
 */
export function chooseGroups(groups: readonly Group[], text = ''): readonly Group[] {
  const isNamed = (name: string) => name.toLowerCase().includes(text.toLowerCase());
  const chosen = groups
    .map((group) =>
      isNamed(group.name) ? group : { ...group, measures: group.measures.filter(({ name }) => isNamed(name)) },
    )
    .filter(({ measures }) => measures.length > 0);
  if (chosen.length > 0) return chosen;
  throw new UsageError(`--only ${text}: nothing is called that. There are:\n${renderNames(groups)}`);
}
