import { quote, readObject } from '../../checks/json.ts';
import type { Exchange, Json } from './definitions.ts';
import { EXCHANGE_TYPES, PREDECLARED } from './exchange-type-table.ts';
import { hasNull } from './queue-arguments.ts';
import { isRefused, refuse } from './refusal.ts';
import type { Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { PAGES } from './target.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';

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

export function reviewExchange(exchange: Exchange, target: TargetVersion): Review<Exchange> {
  const { name, type } = exchange;
  if (PREDECLARED.has(name)) {
    return leaveOut(remark('exists in every virtual host.', 'Leave it out.', PAGES.definitions));
  }
  if (name.startsWith('amq.')) {
    return leaveOut(
      lost(
        'is skipped by the import: names that begin with amq. are reserved.',
        'Give it another name.',
        PAGES.definitions,
      ),
    );
  }
  if (isOfFederation(exchange)) {
    return leaveOut(
      remark(
        'was created by federation for a downstream broker.',
        'Leave it out: the downstream broker creates it again when its upstream is the new broker.',
        PAGES.federated,
      ),
    );
  }
  if (!EXCHANGE_TYPES[target].includes(type)) {
    return leaveOut(
      refuse(TOPOLOGY_REFUSALS.badExchangeType, `has the type ${quote(type)}, which Amazon MQ does not support`),
    );
  }
  return checkDurable(checkArguments(exchange), target);
}

function checkArguments(exchange: Exchange): Review<Exchange> {
  const args = readObject(exchange.arguments);
  const right = Object.entries(args).filter(([, value]) => !hasNull(value));
  const kept =
    right.length === Object.keys(args).length ? exchange : { ...exchange, arguments: Object.fromEntries(right) };
  if (exchange.type === 'x-consistent-hash' && !isHashable(readObject(kept.arguments))) {
    return leaveOut(refuse(TOPOLOGY_REFUSALS.badHashArguments));
  }
  return keep(kept, ...(kept === exchange ? [] : [refuse(TOPOLOGY_REFUSALS.nullArgument)]));
}

function isHashable({ 'hash-header': header, 'hash-property': property }: Json): boolean {
  if (header === undefined) return property === undefined || PROPERTIES.includes(property);
  return property === undefined && typeof header === 'string';
}

const PROPERTIES: readonly unknown[] = ['correlation_id', 'message_id', 'timestamp'];

function checkDurable(review: Review<Exchange>, target: TargetVersion): Review<Exchange> {
  const { kept, findings } = review;
  if (!kept || kept.durable !== undefined || !isRefused(TOPOLOGY_REFUSALS.exchangeWithoutDurable, target))
    return review;
  return keep({ ...kept, durable: true }, ...findings, refuse(TOPOLOGY_REFUSALS.exchangeWithoutDurable));
}

/** Whether federation itself created an exchange or a queue, on the upstream side of a link. */
export function isOfFederation({ type, arguments: args }: { readonly type?: unknown; readonly arguments?: unknown }) {
  return type === 'x-federation-upstream' || readObject(args)['x-internal-purpose'] === 'federation';
}

/** Reviews the alternate exchange of an exchange that is imported. */
export function reviewAlternate(exchange: Exchange, exchanges: Topology): Review<Exchange> {
  const alternate = readObject(exchange.arguments)['alternate-exchange'];
  if (typeof alternate !== 'string' || !isLost(alternate, exchange.vhost, exchanges)) return keep(exchange);
  return keep(
    exchange,
    change(
      'has an alternate exchange that is lost, so it drops what it cannot route.',
      'Set another alternate exchange.',
      PAGES.alternate,
    ),
  );
}

/** Whether an exchange is in the export, but is not imported. */
export function isLost(name: string, vhost: string | undefined, { all, kept }: Topology): boolean {
  const key = keyOf({ name, ...(vhost !== undefined && { vhost }) });
  return !PREDECLARED.has(name) && (all?.has(key) ?? false) && !kept.has(key);
}
