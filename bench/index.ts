import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { chromiumOnPath } from '../test/support/browser.ts';
import { BuildError, buildRevision, bundlesIn } from './builds.ts';
import type { Group } from './measures.ts';
import { GROUPS } from './measures.ts';
import type { BenchOptions } from './options.ts';
import { chooseGroups, parseOptions, USAGE, UsageError } from './options.ts';
import { runProgram } from './processes.ts';
import type { Row } from './table.ts';
import { renderTable } from './table.ts';

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(USAGE);
  else await main(options, chooseGroups(GROUPS, options.only));
} catch (error) {
  if (!(error instanceof UsageError || error instanceof BuildError)) throw error;
  console.error(`bench: ${error.message}`);
  if (error instanceof UsageError) console.error(`\n${USAGE}`);
  process.exitCode = 2;
}

async function main({ before: revision }: BenchOptions, groups: readonly Group[]): Promise<void> {
  const before = revision === undefined ? undefined : buildRevision(revision);
  try {
    // If the project has a virtual environment, its Python has boto3.
    const python = process.env.PYTHON ?? (existsSync('.venv/bin/python3') ? '.venv/bin/python3' : 'python3');
    const pythonWithBoto3 = (await hasBoto3(python)) ? python : undefined;
    const chromium = chromiumOnPath();
    const builds = { now: bundlesIn(process.cwd()), before: before?.bundles };
    for (const { name, measures } of groups) {
      const rows: Row[] = [];
      for (const measure of measures) {
        console.error(`${name}: ${measure.name} …`);
        try {
          rows.push(...(await measure.run({ builds, python: pythonWithBoto3, chromium })));
        } catch (error) {
          console.error(`bench: ${measure.name}: ${String(error).slice(0, 1000)}`);
          process.exitCode = 1;
        }
      }
      console.log(`\n## ${name}\n\n${renderTable(rows, before !== undefined)}\n`);
    }
    if (pythonWithBoto3 === undefined) {
      console.log(`Skipped: the boto3 rule, because ${python} does not have boto3. Set PYTHON to use another Python.`);
    }
    if (chromium === undefined) console.log('Skipped: the page of a report, because Chromium is not there.');
  } finally {
    before?.remove();
  }
  console.log('Times are medians of interleaved runs. Peaks are maximums. All calls go to loopback.');
  console.log(`Node.js ${process.version}, ${availableParallelism()} cores.`);
}

async function hasBoto3(program: string): Promise<boolean> {
  try {
    await runProgram(program, ['-c', 'from importlib.util import find_spec; exit(find_spec("boto3") is None)']);
    return true;
  } catch {
    return false;
  }
}
