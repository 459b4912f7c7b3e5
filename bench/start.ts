import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { broker, eventItem } from '../test/cli/forms.ts';
import type { Builds } from './builds.ts';
import { checkPassed } from './evaluated.ts';
import { interleave, median, medians, wallOf, withBoth } from './interleave.ts';
import { runProgram } from './processes.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const START_ROUNDS = 15;

/**
 * Measures the program from its start to its end, compared with Node.js alone.
 * @throws Error if it did not evaluate the broker, or if it failed
 */
export function measureStart(builds: Builds): Promise<readonly Row[]> {
  return inTemporaryFolder(async (folder) => {
    const small = join(folder, 'small.json');
    writeFileSync(small, JSON.stringify(eventItem(broker())));
    const start = (cli: string, args: readonly string[]) => runProgram(process.execPath, [cli, ...args]);
    const cached = { NODE_COMPILE_CACHE: join(folder, 'compiled') };
    const bare = () => runProgram(process.execPath, ['-e', '0']);
    const version = withBoth(builds, ({ cli }) => start(cli, ['--version']));
    const help = withBoth(builds, ({ cli }) => start(cli, ['--help']));
    const evaluate = withBoth(builds, async ({ cli }) => checkPassed(await start(cli, ['evaluate', small]), 1));
    const again = withBoth(builds, ({ cli }) => runProgram(process.execPath, [cli, 'evaluate', small], cached));
    const measured = [
      { what: 'Print the version', runs: await interleave(START_ROUNDS, { ...version, bare }), aim: 1.2 },
      { what: 'Print the help', runs: await interleave(START_ROUNDS, { ...help, bare }), aim: 1.6 },
      { what: 'Evaluate one small file', runs: await interleave(START_ROUNDS, { ...evaluate, bare }), aim: 1.9 },
      { what: 'The same with a compile cache', runs: await interleave(START_ROUNDS, { ...again, bare }) },
    ];
    return measured.map(({ what, runs, aim }) => ({
      what,
      ...medians(runs, wallOf),
      against: median(runs.bare.map(wallOf)),
      reference: 'bare Node.js start',
      unit: 'ms',
      aim,
    }));
  });
}
