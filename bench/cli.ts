import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { broker, eventItem } from '../test/cli/forms.ts';
import { interleave, median } from './interleave.ts';
import { peakOf } from './memory.ts';
import { BUNDLES, runMeasured, runProgram } from './processes.ts';
import type { Row } from './table.ts';

const SNAPSHOT_ROUNDS = 5;
const START_ROUNDS = 15;
const ITEMS = 100_000;
/** One in this many items is a broker. */
const BROKER_EVERY = 100;

/**
 * Measures `evaluate` for a large AWS Config snapshot, compared with `JSON.parse` of the same text, and for one small
 * file, compared with Node.js alone.
 * @throws Error if it did not evaluate every broker, or if one failed
 */
export async function measureCli(): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-bench-'));
  try {
    const snapshot = join(folder, 'snapshot.json');
    writeSnapshot(snapshot);
    const small = join(folder, 'small.json');
    writeFileSync(small, JSON.stringify(eventItem(broker())));
    const large = await interleave(SNAPSHOT_ROUNDS, {
      evaluate: async () => checked(await runMeasured([BUNDLES.cli, 'evaluate', snapshot]), ITEMS / BROKER_EVERY),
      parse: () => runMeasured(['-e', `JSON.parse(require("node:fs").readFileSync("${snapshot}", "utf8"))`]),
    });
    const starts = await interleave(START_ROUNDS, {
      evaluate: async () => checked(await runProgram(process.execPath, [BUNDLES.cli, 'evaluate', small]), 1),
      bare: () => runProgram(process.execPath, ['-e', '0']),
    });
    const wall = (runs: readonly { readonly wallMs: number }[]) => median(runs.map(({ wallMs }) => wallMs));
    return [
      {
        what: `Evaluate a snapshot of ${ITEMS} items`,
        measured: wall(large.evaluate),
        against: wall(large.parse),
        reference: 'JSON.parse',
        unit: 'ms',
        aim: 1.5,
      },
      {
        what: 'Peak memory for the snapshot',
        measured: peakOf(large.evaluate),
        against: peakOf(large.parse),
        reference: 'JSON.parse',
        unit: 'MiB',
      },
      {
        what: 'Evaluate one small file',
        measured: wall(starts.evaluate),
        against: wall(starts.bare),
        reference: 'bare Node.js start',
        unit: 'ms',
        aim: 2,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Returns a run, if it evaluated the given number of brokers and all of them passed. */
function checked<T extends { readonly output: string }>(run: T, brokers: number): T {
  if (run.output.includes(`${3 * brokers} results: 0 fail, 0 unknown, ${3 * brokers} pass`)) return run;
  throw new Error(`Not evaluated as expected:\n${run.output.slice(-1000)}`);
}

/** Writes a snapshot as AWS Config delivers it, with items of some 1.5 KB. */
function writeSnapshot(path: string): void {
  const file = openSync(path, 'w');
  writeSync(
    file,
    '{"fileVersion":"1.0","configSnapshotId":"5b7a2f0e-2d0c-4a5e-9d6e-0e4b1a6c2f11","configurationItems":[',
  );
  for (let from = 0; from < ITEMS; from += 1000) {
    const items = Array.from({ length: 1000 }, (_, index) => JSON.stringify(itemOf(from + index)));
    writeSync(file, `${from === 0 ? '' : ','}${items.join(',')}`);
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
