import { quote } from '../../checks/json.ts';
import type { Policy } from './definitions.ts';
import { nameOfOrigin } from './divide-policy.ts';
import type { QueueFacts, SettingsContext } from './policy-context.ts';
import { appliesTo, coversType, toMatcher } from './policy-context.ts';
import { findUnsupported } from './policy-settings.ts';
import type { Finding } from './rows.ts';
import { change } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isOfAmazonMq, isVersion4, PAGES } from './target.ts';

/** A policy that can be tried on queue names. */
interface Tried {
  readonly policy: Policy;
  readonly priority: number;
  readonly vhost: string;
  readonly matches: (name: string) => boolean;
}

/**
 * Finds queues to which another policy applies than on the old broker, although none of the policies changed for them:
 * theirs was left out, or their type changed.
 * @param before the policies of the old broker
 * @param after those that are imported
 */
export function makeEffectFinder(
  before: readonly Policy[],
  after: readonly Policy[],
  context: SettingsContext,
): (queue: QueueFacts) => Finding[] {
  const [tried, triedAfter] = [before, after].map((policies) => policies.flatMap((policy) => toTried(policy, context)));
  const isWhole = tried?.length === before.length && triedAfter?.length === after.length;
  if (!tried || !triedAfter || !isWhole) return () => [];
  return (queue) => {
    // RabbitMQ 3 has both types since 3.8, with what a policy cannot have of either as on 3.13.
    const old = findHighest(tried, queue, queue.before, '3.13', false);
    const [now] = findHighest(triedAfter, queue, queue.after, context.target, true);
    if (now === undefined || old.some(({ name }) => isOfAmazonMq(name) || name === nameOfOrigin(now, before)))
      return [];
    const [first] = old;
    const had = first === undefined ? 'no policy' : `the policy ${quote(first.name)}`;
    return [
      change(
        `had ${had} on the old broker, and has ${quote(now.name)} on the new one.`,
        'Compare the two. If that is not what you want, change the pattern, the priority or apply-to of a policy.',
        PAGES.policySettings,
      ),
    ];
  };
}

function toTried(policy: Policy, { vhost }: SettingsContext): Tried[] {
  const matches = toMatcher(policy.pattern);
  return matches ? [{ policy, priority: policy.priority ?? 0, vhost: policy.vhost ?? vhost, matches }] : [];
}

/** The policies of the highest priority that can apply to a queue. With one priority, either of them may. */
function findHighest(
  all: readonly Tried[],
  { name, vhost }: QueueFacts,
  type: string | undefined,
  version: TargetVersion,
  isCluster: boolean,
): readonly Policy[] {
  if (type !== 'classic' && type !== 'quorum') return [];
  // Amazon MQ adds settings of mirroring to these.
  const isMirrored = (policy: Policy) => isCluster && !isVersion4(version) && appliesTo(policy) !== 'quorum_queues';
  const applying = all.filter(
    ({ policy, ...tried }) =>
      tried.vhost === vhost &&
      coversType(policy, type) &&
      !(type === 'quorum' && isMirrored(policy)) &&
      tried.matches(name) &&
      findUnsupported(policy.definition, type, version).length === 0,
  );
  const highest = Math.max(...applying.map(({ priority }) => priority));
  return applying.filter(({ priority }) => priority === highest).map(({ policy }) => policy);
}
