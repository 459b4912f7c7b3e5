import type { Builds, Bundles } from '../builds.ts';
import { interleave, median, medians, once, wallOf, withBoth } from '../interleave.ts';
import type { Timed } from '../processes.ts';
import type { Row } from '../table.ts';
import type { Peer } from './find.ts';

interface Done extends Timed {
  /** How many calls to AWS it made, if it made any. */
  readonly calls?: number;
}

const ROUNDS = 5;

/** The same work for the command line and for others. Each must fail if it does not find what it should. */
export interface Work {
  readonly what: string;
  readonly run: (bundles: Bundles) => Promise<Done>;
  /** By the name of a peer. */
  readonly peers: Readonly<Record<string, Other>>;
}

interface Other {
  readonly run: (program: string) => Promise<Done>;
  /** Whether it takes so long that one run of both has to do. */
  readonly isSlow?: boolean;
  /** How long the command line may take, times the peer. */
  readonly aim?: number | undefined;
}

/** Compares the command line with each peer that is there, by the time of a clock and by the time of processors. */
export async function compareWithPeers(builds: Builds, peers: readonly Peer[], work: Work): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { name, program, version } of peers) {
    const other = work.peers[name];
    if (!other) continue;
    const tasks = { ...withBoth(builds, work.run), peer: () => other.run(program) };
    const runs = await (other.isSlow ? once(tasks) : interleave(ROUNDS, tasks));
    const common = { reference: `${name} ${version}${callsOf(runs.peer)}`, unit: 'ms' } as const;
    const { aim } = other;
    const what = `${work.what}${callsOf(runs.now)}`;
    rows.push(
      { ...common, what, ...medians(runs, wallOf), against: median(runs.peer.map(wallOf)), aim },
      { ...common, what: `${what}, processor`, ...medians(runs, cpuOf), against: median(runs.peer.map(cpuOf)) },
    );
  }
  return rows;
}

function cpuOf({ cpuMs }: Timed): number {
  return cpuMs;
}

function callsOf([run]: readonly Done[]): string {
  return run?.calls === undefined ? '' : `, ${run.calls} calls`;
}
