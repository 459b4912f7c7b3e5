import { readdirSync } from 'node:fs';
import { parse } from 'yaml';
import { readHcl } from '../../docs/hcl.ts';
import { complaints } from '../../docs/terraform-schema.ts';
import type { Output } from '../support.ts';
import { EVALUATE, run } from '../support.ts';
import { fleetOf200 } from './fleet-of-200.ts';
import type { FleetRun } from './support.ts';
import { createFleetRuns } from './support.ts';

const { plan, temporary } = createFleetRuns();

const SUBNETS = ['subnet-0ddddddddddddddd1', 'subnet-0ddddddddddddddd2', 'subnet-0ddddddddddddddd3'];
const { places, kinds } = fleetOf200();
const PLANNED = [...kinds].filter(([, kind]) => kind === 'new broker').map(([id]) => id);

function network(): string {
  return temporary.write('network.json', JSON.stringify({ networks: [{ subnetIds: SUBNETS }] }));
}

function pathsOf({ folder }: FleetRun, name: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith(`/${name}`));
}

async function evaluate(folder: string): Promise<Output> {
  return JSON.parse((await run([...EVALUATE, '--format', 'json', folder])).stdout);
}

describe('a fleet of 200 brokers', () => {
  let asked: FleetRun;
  let given: FleetRun;
  beforeAll(async () => {
    asked = await plan(places, ['--format', 'cloudformation', '--waves', 'tag:environment=dev,test,prod']);
    given = await plan(places, ['--format', 'cloudformation', '--network', network()]);
  });

  it('is planned, each broker as it needs', () => {
    const { rows, status } = asked;
    expect(status).toBe(0);
    for (const [id, kind] of kinds) {
      const row = rows.find((each) => each.id === id);
      if (kind === 'nothing') expect([undefined, 'nothing to do']).toContain(row?.state);
      else expect(row).toMatchObject({ state: 'planned', fix: kind, wave: expect.stringMatching(/^[1-4]$/) });
    }
    expect(rows).toHaveLength(180);
  });

  it('has a template of CloudFormation for each new broker, with three subnets, of which every check passes', async () => {
    const paths = pathsOf(given, 'template.yaml');
    expect(paths).toHaveLength(PLANNED.length);
    const { results, problems, advice } = await evaluate(given.folder);
    expect({ problems, advice }).toEqual({ problems: [], advice: [] });
    expect(results).toHaveLength(3 * PLANNED.length);
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
    for (const path of paths) {
      const { Properties } = parse(given.read(path) ?? '').Resources.Broker;
      expect(Properties.SubnetIds).toEqual(SUBNETS);
    }
  });

  it('has a Terraform configuration for each new broker, of which every check passes', async () => {
    const fleet = await plan(places, ['--network', network(), '--format', 'terraform']);
    const paths = pathsOf(fleet, 'main.tf');
    expect(paths).toHaveLength(PLANNED.length);
    const { results, problems } = await evaluate(fleet.folder);
    expect(problems).toEqual([]);
    expect(results.map(({ verdict }) => verdict)).toEqual(Array(3 * PLANNED.length).fill('pass'));
    for (const path of paths) {
      const text = fleet.read(path) ?? '';
      for (const resource of readHcl(text.slice(text.indexOf('\nresource ')))) expect(complaints(resource)).toEqual([]);
      expect(text).toContain(`["${SUBNETS.join('", "')}"]`);
    }
  });

  it('asks for three subnets where nobody gives them, and keeps no fewer', () => {
    const paths = pathsOf(asked, 'template.yaml');
    expect(paths).toHaveLength(PLANNED.length);
    for (const path of paths) {
      const { Properties } = parse(asked.read(path) ?? '').Resources.Broker;
      expect(Properties.SubnetIds.length).toBeGreaterThanOrEqual(3);
    }
  });

  it('has a ticket and a runbook for each, and a command where logging is all', () => {
    const work = [...kinds].filter(([, kind]) => kind !== 'nothing');
    expect(pathsOf(asked, 'ticket.txt')).toHaveLength(work.length);
    expect(pathsOf(asked, 'runbook.md')).toHaveLength(work.length);
    for (const path of pathsOf(asked, 'logging.sh')) expect(asked.read(path)).toContain('aws mq update-broker');
    // The others wait for a pending change.
    expect(pathsOf(asked, 'logging.sh')).toHaveLength(10);
  });
});
