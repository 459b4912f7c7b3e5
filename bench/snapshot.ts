import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { broker, eventItem } from '../test/cli/forms.ts';
import type { Builds } from './builds.ts';
import { checkPassed } from './evaluated.ts';
import { growthRows } from './growth.ts';
import { inputRows } from './input-rows.ts';
import { interleave, once, withBoth } from './interleave.ts';
import { runJsonParse, runMeasured } from './processes.ts';
import type { Row } from './table.ts';
import { inTemporaryFolder } from './temporary-folder.ts';

const ROUNDS = 5;
const ITEMS = 100_000;
/** Of how many times as many items time and memory are compared. */
const TIMES = 10;
/** One in this many items is a broker. */
const BROKER_EVERY = 100;

/**
 * Measures `evaluate` for a large AWS Config snapshot, compared with `JSON.parse` of the same text.
 * @throws Error if it did not evaluate every broker, or if one failed
 */
export function measureSnapshot(builds: Builds): Promise<readonly Row[]> {
  return withSnapshot(ITEMS, async (snapshot) => {
    const runs = await interleave(ROUNDS, {
      ...withBoth(builds, ({ cli }) => evaluate(cli, snapshot, ITEMS)),
      parse: () => runJsonParse(snapshot),
    });
    return inputRows(snapshotOf(ITEMS), runs, { other: runs.parse, reference: 'JSON.parse' }, 1.5);
  });
}

/**
 * Measures `evaluate` for a snapshot of a million items, of 1.5 GB, compared with one of a tenth of them.
 * @throws Error if it did not evaluate every broker, or if one failed
 */
export async function measureSnapshotGrowth(builds: Builds): Promise<readonly Row[]> {
  const few = await withSnapshot(ITEMS, (snapshot) =>
    interleave(
      2,
      withBoth(builds, ({ cli }) => evaluate(cli, snapshot, ITEMS)),
    ),
  );
  const items = TIMES * ITEMS;
  const many = await withSnapshot(items, (snapshot) =>
    once(withBoth(builds, ({ cli }) => evaluate(cli, snapshot, items))),
  );
  return growthRows({ name: snapshotOf(ITEMS), runs: few }, { name: snapshotOf(items), runs: many }, TIMES);
}

function snapshotOf(items: number): string {
  return `a snapshot of ${items} items`;
}

async function evaluate(cli: string, snapshot: string, items: number) {
  return checkPassed(await runMeasured([cli, 'evaluate', snapshot]), items / BROKER_EVERY);
}

function withSnapshot<T>(items: number, measure: (path: string) => Promise<T>): Promise<T> {
  return inTemporaryFolder((folder) => {
    const path = join(folder, 'snapshot.json');
    writeSnapshot(path, items);
    return measure(path);
  });
}

/** Writes a snapshot as AWS Config delivers it, with items of some 1.5 KB. */
function writeSnapshot(path: string, items: number): void {
  const file = openSync(path, 'w');
  writeSync(
    file,
    '{"fileVersion":"1.0","configSnapshotId":"5b7a2f0e-2d0c-4a5e-9d6e-0e4b1a6c2f11","configurationItems":[',
  );
  for (let from = 0; from < items; from += 1000) {
    const texts = Array.from({ length: 1000 }, (_, index) => JSON.stringify(itemOf(from + index)));
    writeSync(file, `${from === 0 ? '' : ','}${texts.join(',')}`);
  }
  writeSync(file, ']}');
  closeSync(file);
}

function itemOf(number: number): Readonly<Record<string, unknown>> {
  const shared = {
    relatedEvents: [],
    relationships: [
      { resourceId: `subnet-${number}`, resourceType: 'AWS::EC2::Subnet', name: 'Is contained in Subnet' },
      { resourceId: `vpc-${number % 7}`, resourceType: 'AWS::EC2::VPC', name: 'Is contained in Vpc' },
    ],
    supplementaryConfiguration: { policy: JSON.stringify(POLICY) },
    tags: { team: 'web', Name: `host-${number}`, costCentre: '4711' },
    availabilityZone: 'eu-west-1a',
    configurationStateMd5Hash: '',
    resourceCreationTime: '2026-01-12T10:00:00.000Z',
  };
  if (number % BROKER_EVERY === 0) return eventItem(broker({ name: `broker-${number}` }), shared);
  return eventItem(broker({ name: `host-${number}` }), {
    ...shared,
    resourceType: 'AWS::EC2::Instance',
    resourceId: `i-${number}`,
    ARN: `arn:aws:ec2:eu-west-1:111122223333:instance/i-${number}`,
    configuration: {
      instanceId: `i-${number}`,
      imageId: 'ami-0123456789abcdef0',
      state: { code: 16, name: 'running' },
      privateDnsName: 'ip-10-0-0-1.eu-west-1.compute.internal',
      launchTime: '2026-01-12T10:00:00.000Z',
      instanceType: 'm5.large',
      blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { status: 'attached', volumeId: `vol-${number}` } }],
      networkInterfaces: [{ networkInterfaceId: `eni-${number}`, privateIpAddress: '10.0.0.1', groups: GROUPS }],
    },
  });
}

const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] };
const GROUPS = [
  { groupName: 'default', groupId: 'sg-0123456789abcdef0' },
  { groupName: 'web', groupId: 'sg-0123456789abcdef1' },
];
