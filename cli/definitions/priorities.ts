import type { Policy } from './definitions.ts';
import type { PolicyContext, SettingsContext } from './policy-context.ts';
import { appliesTo } from './policy-context.ts';
import type { PolicyKind } from './policy-setting-table.ts';
import type { Finding, Review } from './rows.ts';
import { change, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, PAGES } from './target.ts';

/** A policy of Amazon MQ on the new cluster. Policies of the same or a lower priority lose against it. */
interface Rival {
  readonly priority: number;
  readonly detail: string;
  /** What no longer applies where a policy wins against it. */
  readonly loss: string;
  readonly reference: string;
}

/**
 * Amazon MQ's policies of the cluster itself are in / only, its operator policy is in every virtual host. On RabbitMQ 3
 * clusters, ha-all-AWS-OWNED-DO-NOT-DELETE is in the others, too, as a printed queue shows in
 * https://github.com/aws-samples/serverless-patterns/tree/main/rabbitmq-private-lambda-java-sam
 */
function findRival(kind: PolicyKind, vhost: string, target: TargetVersion): Rival | undefined {
  if (kind === 'operator policy') {
    return {
      priority: 0,
      detail:
        "In every virtual host, Amazon MQ's operator policy for classic queues has priority 0, " +
        'and only one operator policy applies to a queue.',
      loss: '',
      reference: PAGES.policies,
    };
  }
  if (vhost === '/') {
    return {
      priority: 1,
      detail:
        "In the virtual host / of a cluster, Amazon MQ's default policies have priority 1, " +
        'and only one policy applies to a queue.',
      loss: ' Where it applies, the max-length and overflow of the default policies do not.',
      reference: PAGES.defaults,
    };
  }
  if (isVersion4(target)) return undefined;
  return {
    priority: 0,
    detail:
      'In every virtual host of a cluster of RabbitMQ 3.13, ha-all-AWS-OWNED-DO-NOT-DELETE has priority 0, ' +
      'and only one policy applies to a queue.',
    loss: '',
    reference: PAGES.defaults,
  };
}

/**
 * By how much priorities must rise so that no policy loses against one of Amazon MQ. All of a virtual host rise by as
 * much, so that their order stays.
 * @param policies those that are imported
 */
export function findRaises(
  policies: readonly Policy[],
  kind: PolicyKind,
  context: SettingsContext,
): ReadonlyMap<string, number> {
  const raises = new Map<string, number>();
  for (const policy of policies) {
    const vhost = policy.vhost ?? context.vhost;
    const rival = findRival(kind, vhost, context.target);
    if (rival === undefined || !isRival(policy, kind)) continue;
    const raise = rival.priority + 1 - priorityOf(policy);
    if (raise > (raises.get(vhost) ?? 0)) raises.set(vhost, raise);
  }
  return raises;
}

/** Whether a policy can meet one of Amazon MQ, which are for queues: its operator policy is for classic ones only. */
function isRival(policy: Policy, kind: PolicyKind): boolean {
  const scope = appliesTo(policy);
  return kind === 'policy' ? scope !== 'exchanges' : ['all', 'queues', 'classic_queues'].includes(scope);
}

/** Raises the priority of a policy by as much as its virtual host needs. */
export function raisePriority(review: Review<Policy>, kind: PolicyKind, context: PolicyContext): Review<Policy> {
  const { kept } = review;
  if (kept === undefined) return review;
  const vhost = kept.vhost ?? context.vhost;
  const by = context.raises[kind].get(vhost) ?? 0;
  const rival = findRival(kind, vhost, context.target);
  const dormant = findDormant(kept, kind, context);
  if (by === 0 || rival === undefined) return { ...review, findings: [...review.findings, ...dormant] };
  const raise = (policy: Policy): Policy => ({ ...policy, priority: priorityOf(policy) + by });
  const priority = priorityOf(kept);
  const finding =
    priority <= rival.priority && isRival(kept, kind)
      ? change(
          `has priority ${priority}. ${rival.detail}`,
          `Raise it to ${priority + by}, and all others of the virtual host by ${by}.${rival.loss}`,
          rival.reference,
        )
      : remark(
          `has priority ${priority}, and another of the virtual host must rise.`,
          `Raise it to ${priority + by}, so that the order stays.`,
          rival.reference,
        );
  return {
    findings: [...review.findings, finding, ...dormant],
    kept: raise(kept),
    ...(review.added && { added: review.added.map(raise) }),
  };
}

/** A policy that lost against one of Amazon MQ on the old broker wins on the new one. */
function findDormant(policy: Policy, kind: PolicyKind, context: PolicyContext): Finding[] {
  const vhost = policy.vhost ?? context.vhost;
  const rivals = context.ofAmazonMq[kind].filter(
    (other) => (other.vhost ?? context.vhost) === vhost && isForTheSame(policy, other),
  );
  const highest = Math.max(...rivals.map(priorityOf));
  const priority = priorityOf(policy);
  if (rivals.length === 0 || priority > highest) return [];
  const action = 'Remove it if you do not want that.';
  const before =
    priority < highest
      ? `has a lower priority than a policy of Amazon MQ on the old broker (${highest}), which applied instead.`
      : 'has the same priority as a policy of Amazon MQ on the old broker, so either may have applied.';
  return [change(`${before} On the new broker, it applies.`, action, PAGES.defaults)];
}

/** Whether two policies can apply to the same queue. Those of Amazon MQ match every name. */
function isForTheSame(policy: Policy, other: Policy): boolean {
  const scopes = [appliesTo(policy), appliesTo(other)];
  if (scopes[0] === scopes[1] || scopes.includes('all')) return true;
  return scopes.includes('queues') && !scopes.includes('exchanges');
}

function priorityOf({ priority = 0 }: Policy): number {
  return priority;
}
