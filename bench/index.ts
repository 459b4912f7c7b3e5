import { availableParallelism } from 'node:os';
import { BuildError, buildRevision, bundlesIn } from './builds.ts';
import type { Bench, Group } from './measures.ts';
import { GROUPS } from './measures.ts';
import type { BenchOptions } from './options.ts';
import { chooseGroups, parseOptions, renderHelp, USAGE, UsageError } from './options.ts';
import type { Row } from './table.ts';
import { renderTable } from './table.ts';
import { endOnSignals } from './temporary-folder.ts';

endOnSignals();
try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(renderHelp(GROUPS));
  else await main(options, chooseGroups(GROUPS, options.only));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof BuildError)) throw error;
  console.error(`bench: ${error.message}`);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = 2;
}

async function main({ before: revision }: BenchOptions, groups: readonly Group[]): Promise<void> {
  const before = revision === undefined ? undefined : buildRevision(revision);
  const builds = { now: bundlesIn(process.cwd()), before };
  const skipped = new Set<string>();
  const bench: Bench = { builds, skip: (why) => skipped.add(why) };
  for (const { name, measures } of groups) {
    const rows: Row[] = [];
    for (const measure of measures) {
      console.error(`${name}: ${measure.name} …`);
      try {
        rows.push(...(await measure.run(bench)));
      } catch (error) {
        console.error(`bench: ${measure.name}: ${String(error).slice(0, 1000)}`);
        process.exitCode = 1;
      }
    }
    if (rows.length > 0) console.log(`\n## ${name}\n\n${renderTable(rows, before !== undefined)}\n`);
  }
  for (const why of skipped) console.log(`Skipped: ${why}`);
  console.log('Times are medians of interleaved runs. Peaks are maximums. All calls go to loopback.');
  console.log(`Node.js ${process.version}, ${availableParallelism()} cores.`);
}
