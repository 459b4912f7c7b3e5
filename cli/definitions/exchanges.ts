import { quote, readObject } from '../../checks/json.ts';
import type { Binding, Exchange } from './definitions.ts';
import type { Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import { PAGES } from './target.ts';

/** The exchanges that exist in every virtual host. https://www.rabbitmq.com/docs/exchanges */
const PREDECLARED = new Set([
  '',
  'amq.direct',
  'amq.fanout',
  'amq.topic',
  'amq.headers',
  'amq.match',
  'amq.rabbitmq.trace',
]);

/** The types of RabbitMQ and of the plugins that Amazon MQ enables. */
const TYPES = new Set(['direct', 'fanout', 'topic', 'headers', 'x-consistent-hash', 'x-jms-topic']);

/** Which exchanges or queues the export has, and which of them are imported. */
export interface Topology {
  /** `undefined` if the export has no list of them. */
  readonly all: ReadonlySet<string> | undefined;
  readonly kept: ReadonlySet<string>;
  /** Those that federation created. */
  readonly ofFederation: ReadonlySet<string>;
}

/** A key that differs for objects of the same name in different virtual hosts. */
export function keyOf({ vhost, name }: { readonly vhost?: string; readonly name: string }): string {
  return JSON.stringify([vhost ?? null, name]);
}

export function reviewExchange(exchange: Exchange): Review<Exchange> {
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
  if (!TYPES.has(type)) {
    return leaveOut(
      lost(
        `has the type ${quote(type)}, which Amazon MQ does not support: the new broker would refuse the import.`,
        'Replace it with an exchange of another type, and adapt what publishes to it.',
        PAGES.plugins,
      ),
    );
  }
  return keep(exchange);
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

export function reviewBinding(binding: Binding, exchanges: Topology, queues: Topology): Review<Binding> {
  const { source, destination, destination_type: type, vhost } = binding;
  if (source === '') {
    return leaveOut(
      remark(
        'comes from the default exchange, which binds every queue automatically.',
        'Leave it out.',
        PAGES.definitions,
      ),
    );
  }
  const toQueue = type === 'queue';
  const ends = [
    { name: source, topology: exchanges, leads: 'leads from an exchange', isExchange: true },
    {
      name: destination,
      topology: toQueue ? queues : exchanges,
      leads: `leads to ${toQueue ? 'a queue' : 'an exchange'}`,
      isExchange: !toQueue,
    },
  ];
  for (const { name, topology, leads, isExchange } of ends) {
    const { all, kept, ofFederation } = topology;
    const key = keyOf({ name, ...(vhost !== undefined && { vhost }) });
    if (all === undefined || kept.has(key) || (isExchange && PREDECLARED.has(name))) continue;
    if (ofFederation.has(key)) {
      return leaveOut(remark(`${leads} that federation created.`, 'Leave it out too.', PAGES.federated));
    }
    return leaveOut(
      all.has(key)
        ? lost(`${leads} that is lost.`, 'Create a binding for what replaces it.')
        : lost(
            `${leads} that is not in the export: the new broker would refuse the import.`,
            'Leave it out, or add what is missing.',
            PAGES.definitions,
          ),
    );
  }
  return keep(binding);
}
