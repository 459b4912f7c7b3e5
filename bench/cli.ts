import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { broker, eventItem } from '../test/cli/forms.ts';
import type { Builds } from './builds.ts';
import { checkPassed } from './evaluated.ts';
import { interleave, median, medians, wallOf, withBoth } from './interleave.ts';
import { runProgram } from './processes.ts';
import type { Row } from './table.ts';

const START_ROUNDS = 15;

/**
 * Measures `evaluate` for one small file, compared with Node.js alone.
 * @throws Error if it did not evaluate the broker, or if it failed
 */
export async function measureCli(builds: Builds): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-bench-'));
  try {
    const small = join(folder, 'small.json');
    writeFileSync(small, JSON.stringify(eventItem(broker())));
    const starts = await interleave(START_ROUNDS, {
      ...withBoth(builds, async ({ cli }) =>
        checkPassed(await runProgram(process.execPath, [cli, 'evaluate', small]), 1),
      ),
      bare: () => runProgram(process.execPath, ['-e', '0']),
    });
    return [
      {
        what: 'Evaluate one small file',
        ...medians(starts, wallOf),
        against: median(starts.bare.map(wallOf)),
        reference: 'bare Node.js start',
        unit: 'ms',
        aim: 2,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}
