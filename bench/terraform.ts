import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Builds } from './builds.ts';
import { checkPassed } from './evaluated.ts';
import { interleave, median, medians, wallOf, withBoth } from './interleave.ts';
import { peakRow } from './memory.ts';
import { runJsonParse, runMeasured } from './processes.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';
import { BROKER_EVERY, writePlan } from './terraform-plan.ts';

/** A plan of 22 MB, and one of 300 MB. */
const SMALL = { resources: 2_000, rounds: 5 };
const LARGE = { resources: 28_000, rounds: 1 };
const ANY_PLAN = { mib: 150, name: 'for any plan' };

/**
 * Measures `evaluate` for a Terraform plan, compared with `JSON.parse` of the same text, and its memory with a limit that
 * does not grow with the plan.
 * @throws Error if it did not evaluate every broker, or if one failed
 */
export function measureTerraform(builds: Builds, { resources, rounds } = SMALL): Promise<readonly Row[]> {
  return inTemporaryFolder(async (folder) => {
    const plan = join(folder, 'plan.json');
    writePlan(plan, resources);
    const runs = await interleave(rounds, {
      ...withBoth(builds, async ({ cli }) =>
        checkPassed(await runMeasured([cli, 'evaluate', plan]), resources / BROKER_EVERY),
      ),
      parse: () => runJsonParse(plan),
    });
    const name = `a plan of ${resources} resources, ${Math.round(statSync(plan).size / 1e6)} MB`;
    return [
      {
        what: `Evaluate ${name}`,
        ...medians(runs, wallOf),
        against: median(runs.parse.map(wallOf)),
        reference: 'JSON.parse',
        unit: 'ms',
      },
      peakRow(name, runs, ANY_PLAN),
    ];
  });
}

/** Measures the same for a plan of 300 MB. */
export function measureLargeTerraform(builds: Builds): Promise<readonly Row[]> {
  return measureTerraform(builds, LARGE);
}
