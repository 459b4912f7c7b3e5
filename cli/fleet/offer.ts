import { ConfigurationError } from '../configuration/configuration-error.ts';
import type { Remark } from '../report/results.ts';
import { listNames } from '../sources/skipped.ts';
import { count } from '../text/count.ts';
import type { NetworkMap } from './network.ts';
import { readNetworkMap } from './network.ts';
import type { openOutputFolder } from './output-folder.ts';
import type { FleetRow } from './row.ts';
import { renderSkeleton } from './skeleton.ts';

const SKELETON = 'network.yaml';

// More than anyone wants to read.
const MAX_NAMES = 10;

/** Writes a network map to fill in, if a broker needs it and there is none, or names the brokers that the map lacks. */
export function offerNetworkMap(
  rows: readonly FleetRow[],
  folder: string,
  output: ReturnType<typeof openOutputFolder>,
  network: NetworkMap | undefined,
): readonly Remark[] {
  const old = rows.filter(({ networkNeeds }) => networkNeeds.length > 0);
  if (old.length === 0) return [];
  if (network) return findUnmatched(old, network);
  const source = `${folder}/${SKELETON}`;
  if (output.has(SKELETON)) {
    const message = `says where new brokers go. Use it with --network ${source}.`;
    return [{ source, message }, ...findUnmatched(old, tryToRead(source))];
  }
  output.write(SKELETON, renderSkeleton(old));
  const need = `${count(old.length, 'broker')} ${old.length === 1 ? 'needs' : 'need'} subnets or security groups`;
  return [{ source, message: `${need}: fill in this file, and run the command again with --network ${source}.` }];
}

function findUnmatched(old: readonly FleetRow[], network: NetworkMap | undefined): readonly Remark[] {
  if (!network) return [];
  const unmatched = old.filter(({ broker }) => broker?.planned && !network.networkOf(broker.planned));
  if (unmatched.length === 0) return [];
  const names = unmatched.map(({ place, name, id }) => `${place}/${name ?? id}`);
  return [{ source: network.path, message: `has no entry for ${listNames(names, names.length, MAX_NAMES)}. Add one.` }];
}

/** What is wrong with a map is said to whoever uses it. */
function tryToRead(path: string): NetworkMap | undefined {
  try {
    return readNetworkMap(path);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return undefined;
  }
}
