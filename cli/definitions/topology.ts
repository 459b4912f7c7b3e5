import { readObject } from '../../checks/json.ts';
import type { Exchange, Queue } from './definitions.ts';
import { PREDECLARED } from './exchange-type-table.ts';

/** Which exchanges or queues the export has, and which of them are imported. */
export interface Topology {
  /** `undefined` if the export has no list of them. */
  readonly all: ReadonlySet<string> | undefined;
  readonly kept: ReadonlySet<string>;
  /** Those that federation created. */
  readonly ofFederation: ReadonlySet<string>;
  /** The types of exchanges that are imported. */
  readonly types: ReadonlyMap<string, string>;
}

/** A key that differs for objects of the same name in different virtual hosts. */
export function keyOf({ vhost, name }: { readonly vhost?: string; readonly name: string }): string {
  return JSON.stringify([vhost ?? null, name]);
}

/** @param all of the export; `undefined` if it has no list of them @param kept those that are imported */
export function topologyOf(
  all: readonly (Queue | Exchange)[] | undefined,
  kept: readonly (Queue | Exchange)[] | undefined,
): Topology {
  return {
    all: all && new Set(all.map(keyOf)),
    kept: new Set(kept?.map(keyOf)),
    ofFederation: new Set(all?.filter(isOfFederation).map(keyOf)),
    types: new Map(kept?.map((item) => [keyOf(item), String(item.type ?? '')])),
  };
}

/** Whether an exchange is in the export, but is not imported. */
export function isLost(name: string, vhost: string | undefined, { all, kept }: Topology): boolean {
  const key = keyOf({ name, ...(vhost !== undefined && { vhost }) });
  return !PREDECLARED.has(name) && (all?.has(key) ?? false) && !kept.has(key);
}

/** Whether an exchange is not on the new broker after the import. */
export function isMissing(name: string, vhost: string, { all, kept }: Topology): boolean {
  return all !== undefined && !PREDECLARED.has(name) && !kept.has(keyOf({ name, vhost }));
}

/** Whether federation itself created an exchange or a queue, on the upstream side of a link. */
export function isOfFederation({ type, arguments: args }: { readonly type?: unknown; readonly arguments?: unknown }) {
  return type === 'x-federation-upstream' || readObject(args)['x-internal-purpose'] === 'federation';
}
