import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokerIn, fleetOf200, inventoryOf } from '../test/cli/fleet/fleet-of-200.ts';
import type { Builds, Bundles } from './builds.ts';
import { interleave, median, medians, wallOf, withBoth } from './interleave.ts';
import { runProgram } from './processes.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROUNDS = 5;
const ACCOUNT = '111111111111';
const REGION = 'eu-west-1';

/**
 * Measures `plan` for a fleet of 200 brokers, compared with the same command for one broker.
 * @throws Error if a broker that needs a plan has none
 */
export function measureFleet(builds: Builds): Promise<readonly Row[]> {
  const { places, kinds } = fleetOf200();
  const one = [{ account: ACCOUNT, region: REGION, brokers: [brokerIn(ACCOUNT, REGION, 1)] }];
  const plans = [...kinds.values()].filter((kind) => kind !== 'nothing').length;
  return inTemporaryFolder(async (folder) => {
    let runs = 0;
    const plan = async ({ cli }: Bundles, inventory: string, expected: number) => {
      runs += 1;
      const output = join(folder, `fleet-${runs}`);
      const args = ['plan', '--inventory', inventory, '--output-folder', output];
      const run = await runProgram(process.execPath, [cli, ...args]);
      const planned = readFileSync(join(output, 'fleet.csv'), 'utf8').match(/,planned,/g)?.length;
      if (planned !== expected) throw new Error(`${planned} of ${expected} brokers were planned:\n${run.output}`);
      return run;
    };
    const files = { fleet: join(folder, 'fleet.ndjson'), one: join(folder, 'one.ndjson') };
    writeFileSync(files.fleet, inventoryOf(places));
    writeFileSync(files.one, inventoryOf(one));
    const times = await interleave(ROUNDS, {
      ...withBoth(builds, (bundles) => plan(bundles, files.fleet, plans)),
      one: () => plan(builds.now, files.one, 1),
    });
    return [
      {
        what: `Plan a fleet of ${kinds.size} brokers`,
        ...medians(times, wallOf),
        against: median(times.one.map(wallOf)),
        reference: 'plan for one broker',
        unit: 'ms',
        aim: 10,
      },
    ];
  });
}
