import { isObject, readObject } from '../../checks/json.ts';
import { VHOST_LIMITS } from '../rabbitmq/limit-tables.ts';
import type { Parameter } from './definitions.ts';
import { refuse } from './refusal.ts';
import type { Finding, Review } from './rows.ts';
import { keep, leaveOut, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, PAGES } from './target.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';

interface LimitsContext {
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
  return names.length > 0 && VHOST_LIMITS.some(({ limits }) => names.every((name) => limits[name] === value[name]));
}
