import { canCluster, nearestType, SMALLEST_TYPE, toText, versionOf } from '../rabbitmq/engine-version.ts';
import type { BrokerSize, LimitKey, Limits } from '../rabbitmq/limits.ts';
import {
  areConfigurable,
  defaultLimits,
  maximumLimits,
  maxQueuesOfDefault,
  PAGE_OF_DEFAULTS,
  smallestWith,
  withHeadroom,
} from '../rabbitmq/limits.ts';
import { inThousands } from '../text/count.ts';
import type { Definitions } from './definitions.ts';
import { vhostOf } from './definitions.ts';
import { PREDECLARED } from './exchange-type-table.ts';
import type { Row } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { PAGES } from './target.ts';

/** The new cluster, as far as it is chosen. */
export interface ClusterChoice {
  /** `undefined`: {@link SMALLEST_TYPE} is assumed. */
  readonly hostInstanceType?: string | undefined;
  /** What its configuration sets. */
  readonly limits?: Limits | undefined;
}

const NOUNS = {
  cluster_queue_limit: 'queues',
  vhost_max: 'virtual hosts',
  cluster_exchange_limit: 'exchanges',
  'runtime_parameters.limits.shovel': 'shovels',
} as const;

/**
 * What a broker does that has no room. `add_queue_int` does not look at the answer:
 * https://github.com/rabbitmq/rabbitmq-server/blob/v4.2.9/deps/rabbit/src/rabbit_definitions.erl
 */
const OUTCOMES: Readonly<Record<CountedKey, string>> = {
  cluster_queue_limit: 'The import would succeed, without the other queues.',
  vhost_max: 'The new broker would refuse the import.',
  cluster_exchange_limit: 'The new broker would refuse the import.',
  'runtime_parameters.limits.shovel': 'It would refuse the others.',
};

type CountedKey = keyof typeof NOUNS;

/**
 * How many objects the new broker must have room for, by the limits that they fall under. A new broker has the virtual host
 * `/` already. RabbitMQ also counts the exchanges that each virtual host has from the start, and does not export them.
 * @param definitions as they are imported @param all with the shovels, which are created later
 */
export function countObjects(
  definitions: Definitions,
  all: Definitions = definitions,
): Readonly<Record<CountedKey, number>> {
  const vhosts = new Set(['/', vhostOf(definitions), ...(definitions.vhosts ?? []).map(({ name }) => name)]);
  const exchanges = (definitions.exchanges ?? []).filter(({ name }) => !PREDECLARED.has(name));
  return {
    cluster_queue_limit: definitions.queues?.length ?? 0,
    vhost_max: vhosts.size,
    cluster_exchange_limit: exchanges.length + PREDECLARED.size * vhosts.size,
    'runtime_parameters.limits.shovel': (all.parameters ?? []).filter(({ component }) => component === 'shovel').length,
  };
}

/** The findings about what a new cluster has no room for. */
export function findMisfits(importable: Definitions, all: Definitions, { size, choice }: Judged): Row[] {
  const { hostInstanceType: type } = size;
  const defaults = defaultLimits(size);
  if (canCluster(type, size.engineVersion) === false) {
    const detail = `are not the ones of ${type}: Amazon MQ does not support it for clusters of RabbitMQ ${toText(size.engineVersion)}.`;
    return [row('limits', 'change', detail, `Choose another type, such as ${nearestType(type)}.`)];
  }
  if (defaults === undefined) {
    const detail = `of ${type} are not known to this program: it did not check whether the definitions fit.`;
    return [row('limits', 'change', detail, 'Compare the export with the limits of the type.')];
  }
  const limits: Limits = { ...defaults, ...choice.limits };
  const needed = countObjects(importable, all);
  const rows = (Object.keys(NOUNS) as CountedKey[]).flatMap((key) => {
    const limit = limits[key];
    if (limit === undefined || needed[key] <= limit) return [];
    const isOwn = choice.limits?.[key] !== undefined;
    const broker = `${isOwn ? 'the' : 'a new'} ${type} cluster of RabbitMQ ${toText(size.engineVersion)}`;
    const has = `has ${inThousands(needed[key])} ${NOUNS[key]}${key === 'cluster_exchange_limit' ? `, with ${PREDECLARED.size} in each virtual host that are not exported` : ''}`;
    const assumed = choice.hostInstanceType === undefined ? ' No type was given: --host-instance-type sets it.' : '';
    const detail = `${has}; ${broker} takes ${inThousands(limit)}. ${OUTCOMES[key]}${assumed}`;
    const verdict = choice.hostInstanceType === undefined ? 'change' : 'lost';
    return [row(NOUNS[key], verdict, detail, adviceOn(key, needed[key], size))];
  });
  return [...rows, ...findMaxQueues(importable, size)];
}

interface Judged {
  readonly size: BrokerSize;
  readonly choice: ClusterChoice;
}

function adviceOn(key: CountedKey, needed: number, size: BrokerSize): string {
  const maximum = maximumLimits(size)?.[key] ?? 0;
  const larger = smallestWith({ [key]: needed }, size);
  const raise = (of: number) => `"plan --limit ${key}=${withHeadroom(needed, of)}"`;
  if (areConfigurable(size.engineVersion) && needed <= maximum) {
    return `Raise the limit in its configuration with ${raise(maximum)}, which leaves room for more (at most ${inThousands(maximum)}), or choose a larger instance type.`;
  }
  if (larger === undefined) return 'No instance type has room for them: divide them between several brokers.';
  if (!areConfigurable(size.engineVersion)) return `Choose ${larger}, which takes as many.`;
  const most = maximumLimits({ ...size, hostInstanceType: larger })?.[key] ?? needed;
  return `${size.hostInstanceType} takes ${inThousands(maximum)} at most. Choose ${larger}, and raise its limit with ${raise(most)}.`;
}

/** On RabbitMQ 3, Amazon MQ limits the queues of `/` too, and RabbitMQ checks that before it imports anything. */
function findMaxQueues(importable: Definitions, size: BrokerSize): Row[] {
  const limit = maxQueuesOfDefault(size);
  const own = vhostOf(importable);
  const queues = (importable.queues ?? []).filter(({ vhost = own }) => vhost === '/').length;
  if (limit === undefined || queues <= limit) return [];
  const detail = `has ${inThousands(queues)} queues in the virtual host /; Amazon MQ sets its limit max-queues to ${inThousands(limit)} on a new ${size.hostInstanceType} cluster, so the new broker would refuse the import.`;
  return [
    row(
      'max-queues',
      'lost',
      detail,
      'Before the import, delete the limit max-queues of / on the new broker.',
      PAGES.defaults,
    ),
  ];
}

/** What cannot be told from an export. */
export function notesOnLimits({ size, choice }: Judged): readonly string[] {
  const limits: Limits = { ...defaultLimits(size), ...choice.limits };
  const of = (key: LimitKey) => inThousands(limits[key] ?? 0);
  if (!areConfigurable(size.engineVersion) || limits.connection_max === undefined) return [];
  return [
    'Connections, channels, consumers and the size of messages are not in an export. ' +
      `The ${size.hostInstanceType} cluster takes ${of('connection_max')} connections and ${of('channel_max_per_node')} channels a node, ` +
      `${of('consumer_max_per_channel')} consumers a channel, and messages of ${of('max_message_size')} bytes. ` +
      'Measure the old broker, ask the producers for their largest message, and raise what is too low with "plan --limit".',
  ];
}

function row(
  name: string,
  verdict: 'lost' | 'change',
  detail: string,
  action: string,
  reference = PAGE_OF_DEFAULTS,
): Row {
  return { kind: 'export', name, verdict, detail, action, reference, imported: 'as-is' };
}

/** A chosen cluster, or the smallest one for production. */
export function judgedOf(target: TargetVersion, choice: ClusterChoice): Judged {
  const hostInstanceType = choice.hostInstanceType ?? SMALLEST_TYPE;
  return { size: { engineVersion: versionOf(target), hostInstanceType, deploymentMode: 'CLUSTER_MULTI_AZ' }, choice };
}
