import { quote, readObject } from '../../checks/json.ts';
import { ConfigurationError } from '../configuration/configuration-error.ts';
import { parseFile, readText } from '../configuration/document.ts';
import type { Fault } from '../configuration/faults.ts';
import { findFaults } from '../configuration/faults.ts';
import { hostBitsFault, kindOfSource } from '../plan/ingress.ts';
import { regionOfKey } from '../plan/kept.ts';
import type { PlannedBroker } from '../plan/source.ts';
import type { Network, NetworkFile } from './network-schema.ts';
import { NETWORK_SCHEMA } from './network-schema.ts';

/** Where new brokers go, by what is known of the old ones. */
export interface NetworkMap {
  readonly path: string;
  /** The first entry that matches an old broker; `undefined` if none does. */
  networkOf(old: PlannedBroker): Network | undefined;
  /** The entries that matched no broker so far, as places in the file. */
  unused(): readonly string[];
}

/** @param path a network map in YAML or JSON @throws ConfigurationError naming all faults of the file */
export function readNetworkMap(path: string): NetworkMap {
  const file = parseFile(path, readText(path, true));
  const faults = [...findFaults(file.value, NETWORK_SCHEMA), ...findContradictions(file.value)];
  if (faults.length > 0) {
    throw new ConfigurationError(faults.map(({ path: keys, message }) => `${path}:${file.lineOf(keys)}: ${message}`));
  }
  const { networks = [] } = (file.value ?? {}) as NetworkFile;
  const used = new Set<Network>();
  return {
    path,
    networkOf(old) {
      const found = networks.find((network) => isOf(network, old));
      if (found) used.add(found);
      return found;
    },
    unused: () =>
      networks.flatMap((network, index) => (used.has(network) ? [] : [`${path}:${file.lineOf(['networks', index])}`])),
  };
}

/** What a schema cannot say. */
function findContradictions(value: unknown): readonly Fault[] {
  const { networks } = readObject(value);
  if (!Array.isArray(networks)) return [];
  return networks.map(readObject).flatMap((network, index) => {
    const given = (['clientSources', 'administratorSources'] as const).filter((name) => Array.isArray(network[name]));
    const wrong: Fault[] = given.flatMap((name) =>
      (network[name] as readonly unknown[]).flatMap((source, at) => {
        const message = typeof source === 'string' ? faultOf(source) : undefined;
        return message === undefined ? [] : [{ path: ['networks', index, name, at], message }];
      }),
    );
    const { region, kmsKeyId } = network;
    if (typeof region === 'string' && typeof kmsKeyId === 'string' && regionOfKey(kmsKeyId) !== region) {
      const message = `networks[${index}] is for ${quote(region)}, but its kmsKeyId is a key in another region.`;
      wrong.push({ path: ['networks', index, 'kmsKeyId'], message });
    }
    const [first] = given;
    if (first === undefined || network.securityGroups === undefined) return wrong;
    const message = `networks[${index}] has securityGroups and ${first}: sources are for a security group that the plan creates. Remove one.`;
    return [...wrong, { path: ['networks', index, first], message }];
  });
}

/** What the schema lets pass: it has no exact form of IPv6, and does not calculate. */
function faultOf(source: string): string | undefined {
  if (source.includes(':') && kindOfSource(source) === undefined) {
    return hostBitsFault(source) ?? `${quote(source)} is not a CIDR block of IPv6.`;
  }
  return hostBitsFault(source);
}

function isOf({ account, region, oldSubnetIds }: Network, { broker, properties }: PlannedBroker): boolean {
  return (
    (account === undefined || account === broker.accountId) &&
    (region === undefined || region === broker.region) &&
    (oldSubnetIds === undefined || oldSubnetIds.some((id) => properties.subnetIds?.includes(id)))
  );
}
