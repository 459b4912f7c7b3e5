import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fleetOf200 } from '../cli/fleet/fleet-of-200.ts';
import { createFleetRuns } from '../cli/fleet/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';

const { plan } = createFleetRuns();

const linter = findWitness('cfn-lint');

describeWith(linter)('cfn-lint', () => {
  test('finds nothing in the templates of 200 brokers', async () => {
    const { folder } = await plan(fleetOf200().places, ['--format', 'cloudformation']);
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('/template.yaml'))
      .map((path) => join(folder, path));
    expect(paths.length).toBeGreaterThan(100);
    const { output, errors } = await runWitness(linter ?? '', ['--regions', 'eu-west-1', '--', ...paths], {});
    expect({ output, errors }).toEqual({ output: '', errors: '' });
  });
});
