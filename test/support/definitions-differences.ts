import type { Definitions } from '../../cli/definitions/definitions.ts';
import { kindOf } from '../../cli/definitions/parameters.ts';

type Compared = readonly [name: string, ...parts: readonly unknown[]];

/**
 * The objects of a server that have no equal on another, by kind, virtual host and name, in order. Virtual hosts are
 * compared by name only: RabbitMQ 3.10 exports nothing else of them.
 */
export function differencesOf(before: Definitions, after: Definitions): readonly string[] {
  const there = new Set(objectsOf(after).map((object) => JSON.stringify(object)));
  const missing = objectsOf(before).filter((object) => !there.has(JSON.stringify(object)));
  return [...new Set(missing.map(([name]) => name))].sort();
}

/** How an object is named: as a row of `definitions --format json` names it. */
export function nameOf(object: { readonly kind: string; readonly vhost?: string; readonly name: string }): string {
  return [object.kind, object.vhost, object.name].filter((part) => part !== undefined).join(' ');
}

function objectsOf(all: Definitions): readonly Compared[] {
  const named = (kind: string, name: string, vhost?: string) =>
    nameOf({ kind, name, ...(vhost !== undefined && { vhost }) });
  return [
    ...(all.users ?? []).map(
      ({ name, ...is }): Compared => [
        named('user', name),
        ...[is.password_hash, is.hashing_algorithm, is.tags, is.limits],
      ],
    ),
    ...(all.vhosts ?? []).map(({ name }): Compared => [named('virtual host', name)]),
    ...(all.permissions ?? []).map(
      ({ user, vhost, ...is }): Compared => [named('permission', user, vhost), ...[is.configure, is.write, is.read]],
    ),
    ...(all.topic_permissions ?? []).map(
      ({ user, vhost, ...is }): Compared => [
        named('topic permission', user, vhost),
        ...[is.exchange, is.write, is.read],
      ],
    ),
    ...(all.policies ?? []).map(
      ({ name, vhost, ...is }): Compared => [
        named('policy', name, vhost),
        ...[is.pattern, is['apply-to'], is.priority, sorted(is.definition)],
      ],
    ),
    ...(all.parameters ?? []).map((is): Compared => [named(kindOf(is), is.name, is.vhost), sorted(is.value)]),
    ...(all.global_parameters ?? []).map(
      ({ name, value }): Compared => [named('global parameter', name), sorted(value)],
    ),
    ...(all.exchanges ?? []).map(
      ({ name, vhost, ...is }): Compared => [
        named('exchange', name, vhost),
        ...[is.type, is.durable, is.auto_delete, is.internal, sorted(is.arguments)],
      ],
    ),
    ...(all.queues ?? []).map(
      ({ name, vhost, ...is }): Compared => [
        named('queue', name, vhost),
        ...[is.durable, is.auto_delete, sorted(is.arguments)],
      ],
    ),
    ...(all.bindings ?? []).map(
      ({ source, destination, routing_key: key = '', ...is }): Compared => [
        named('binding', `${source} -> ${destination}${key === '' ? '' : ` (${key})`}`, is.vhost),
        ...[is.destination_type, sorted(is.arguments)],
      ],
    ),
  ];
}

/** The members of an object in the order of their names. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort(([one], [other]) => one.localeCompare(other));
}
