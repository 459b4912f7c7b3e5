import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fleetOf200 } from '../cli/fleet/fleet-of-200.ts';
import { createFleetRuns } from '../cli/fleet/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';

const { plan, temporary } = createFleetRuns();

const SUBNETS = ['subnet-0ddddddddddddddd1', 'subnet-0ddddddddddddddd2', 'subnet-0ddddddddddddddd3'];

const linter = findWitness('cfn-lint');

/** The templates in a folder, of those that differ only in the names and IDs of their brokers one each. */
function templatesIn(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('/template.yaml'))
    .map((path) => join(folder, path));
  expect(paths).toHaveLength(140);
  const textOf = (path: string) => readFileSync(path, 'utf8').replaceAll(/broker-\d+|b-\d{8}|"(dev|test|prod)"/g, '');
  return [...new Map(paths.map((path) => [textOf(path), path])).values()];
}

describeWith(linter)('cfn-lint', () => {
  test('finds nothing in the templates of 200 brokers, whatever is known of their network', async () => {
    const { places } = fleetOf200();
    const network = {
      ...{ vpcId: 'vpc-0ddddddddddddddd1', subnetIds: SUBNETS },
      ...{ clientSources: ['sg-0ddddddddddddddd1', '10.0.0.0/8'], administratorSources: ['pl-0ddddddddddddddd1'] },
    };
    const map = temporary.write('network.json', JSON.stringify({ networks: [network] }));
    const options = ['--format', 'cloudformation'];
    const unknown = await plan(places, options);
    const known = await plan(places, [...options, '--network', map]);
    const paths = [...templatesIn(unknown.folder), ...templatesIn(known.folder)];
    expect(paths.length).toBeGreaterThanOrEqual(20);
    const { output, errors } = await runWitness(linter ?? '', ['--regions', 'eu-west-1', '--', ...paths], {});
    expect({ output, errors }).toEqual({ output: '', errors: '' });
  });
});
