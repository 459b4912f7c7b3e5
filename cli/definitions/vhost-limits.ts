import { isObject, readObject } from '../../checks/json.ts';
import type { Parameter } from './definitions.ts';
import { refuse } from './refusal.ts';
import type { Finding, Review } from './rows.ts';
import { keep, leaveOut, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, PAGES } from './target.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';

/**
 * The pairs of max-queues and max-connections that Amazon MQ sets for / on RabbitMQ 3, by the size of the broker.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-defaults.html
 */
const OF_AMAZON_MQ: readonly (readonly [maxQueues: number, maxConnections: number])[] = [
  // mq.t3.micro and mq.m7g.medium
  [500, 500],
  [100, 100],
  // Single instances of mq.m5 and mq.m7g, from large to 16xlarge
  [20_000, 4000],
  [30_000, 8000],
  [60_000, 15_000],
  [150_000, 30_000],
  [260_000, 60_000],
  [280_000, 90_000],
  [300_000, 120_000],
  // Clusters of mq.m5 and mq.m7g, from large to 16xlarge
  [4000, 15_000],
  [5000, 20_000],
  [6000, 40_000],
  [10_000, 100_000],
  [20_000, 200_000],
  [30_000, 300_000],
  [40_000, 400_000],
  // Clusters of mq.m5, from large to 2xlarge, in the page of 2022
  [10_000, 15_000],
  [10_000, 20_000],
  [10_000, 40_000],
];

export interface LimitsContext {
  readonly target: TargetVersion;
  /** The virtual host of limits that name none. */
  readonly vhost: string;
}

/** Reviews the limits of a virtual host. @param queues how many queues of it are imported */
export function reviewVhostLimits(
  limits: Parameter,
  { target, vhost }: LimitsContext,
  queues: number,
): Review<Parameter> {
  const isOfDefault = (limits.vhost ?? vhost) === '/';
  if (isOfDefault && isOfAmazonMq(readObject(limits.value))) {
    return leaveOut(
      remark(
        'are those that Amazon MQ sets for a broker of RabbitMQ 3 of some size.',
        isVersion4(target)
          ? 'Leave them out: on RabbitMQ 4, Amazon MQ limits the broker, not the virtual host.'
          : 'Leave them out: the new broker has those of its own size.',
        PAGES.defaults,
      ),
    );
  }
  const { kept, findings } = checkLimits(limits, queues);
  if (!kept || !isOfDefault) return { kept, findings };
  const detail = isVersion4(target)
    ? 'come on top of the limits that Amazon MQ sets for the broker.'
    : 'replace the limits that Amazon MQ sets for this virtual host.';
  return keep(kept, ...findings, remark(detail, undefined, PAGES.defaults));
}

const NAMES = ['max-connections', 'max-queues'];

function checkLimits(limits: Parameter, queues: number): Review<Parameter> {
  const { name, value } = limits;
  const isEmpty = Array.isArray(value) && value.length === 0;
  if (name !== 'limits' || !(isObject(value) || isEmpty)) return leaveOut(refuse(TOPOLOGY_REFUSALS.badLimits));
  const all = Object.entries(readObject(value));
  const right = all.filter(([limit, number]) => NAMES.includes(limit) && Number.isInteger(number));
  const enough = right.filter(([limit, number]) => limit !== 'max-queues' || !isBelow(number, queues));
  const findings: Finding[] = [
    ...(right.length < all.length ? [refuse(TOPOLOGY_REFUSALS.badLimits)] : []),
    ...(enough.length < right.length ? [refuse(TOPOLOGY_REFUSALS.fewerQueues)] : []),
  ];
  return keep(findings.length === 0 ? limits : { ...limits, value: Object.fromEntries(enough) }, ...findings);
}

/** A negative limit means none. */
function isBelow(limit: unknown, queues: number): boolean {
  return typeof limit === 'number' && limit >= 0 && limit < queues;
}

/** Whether all limits are those of one size. */
function isOfAmazonMq(value: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(value);
  if (names.length === 0) return false;
  return OF_AMAZON_MQ.some(([maxQueues, maxConnections]) => {
    const own: Readonly<Record<string, number>> = { 'max-queues': maxQueues, 'max-connections': maxConnections };
    return names.every((name) => Object.hasOwn(own, name) && own[name] === value[name]);
  });
}
