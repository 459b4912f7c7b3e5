import { quote, readObject } from '../../checks/json.ts';
import type { Exchange, Json } from './definitions.ts';
import { EXCHANGE_TYPES, PREDECLARED } from './exchange-type-table.ts';
import { isRefused, refuse } from './refusal.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { PAGES } from './target.ts';
import type { Topology } from './topology.ts';
import { isLost, isOfFederation } from './topology.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';
import { hasNull } from './values.ts';

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

/** Finds that the alternate exchange of an exchange that is imported is lost. */
export function findLostAlternate(exchange: Exchange, exchanges: Topology): readonly Finding[] {
  const alternate = readObject(exchange.arguments)['alternate-exchange'];
  if (typeof alternate !== 'string' || !isLost(alternate, exchange.vhost, exchanges)) return [];
  return [
    change(
      'has an alternate exchange that is lost, so it drops what it cannot route.',
      'Set another alternate exchange.',
      PAGES.alternate,
    ),
  ];
}
