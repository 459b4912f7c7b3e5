import { quote } from '../../checks/json.ts';
import { enumerate } from '../text/enumerate.ts';
import type { Policy } from './definitions.ts';
import { nameOfOrigin } from './divide-policy.ts';
import { toMatcher } from './pattern.ts';
import type { QueueFacts, SettingsContext } from './policy-context.ts';
import { appliesTo, coversType } from './policy-context.ts';
import { findUnsupported } from './policy-setting-table.ts';
import type { Finding } from './rows.ts';
import { change } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isOfAmazonMq, isVersion4, PAGES } from './target.ts';

/** A policy that may apply to a queue. */
interface Candidate {
  readonly policy: Policy;
  readonly priority: number;
  readonly vhost: string;
}

/** Whether a pattern matches the queue in question. */
type Matches = (pattern: unknown) => boolean;

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
  const old = before.map((policy) => toCandidate(policy, context));
  const fresh = after.map((policy) => toCandidate(policy, context));
  const matchers = new Map([...before, ...after].map(({ pattern }) => [pattern, toMatcher(pattern)]));

  function findEffect(queue: QueueFacts, matches: Matches): Finding | undefined {
    // RabbitMQ 3 has both types since 3.8, with what a policy cannot have of either as on 3.13.
    const had = findHighest(old, queue, queue.before, '3.13', false, matches);
    const [now] = findHighest(fresh, queue, queue.after, context.target, true, matches);
    const isSame = had.some(({ name }) => isOfAmazonMq(name) || (now && name === nameOfOrigin(now, before)));
    return now === undefined || isSame ? undefined : toldOf(had[0], now);
  }

  return (queue) => {
    const results = new Map([...matchers].map(([pattern, matches]) => [pattern, matches(queue.name)]));
    const unknown = [...results.keys()].filter((pattern) => results.get(pattern) === undefined);
    /** What happens if, of the patterns that cannot be tried, at most one matches. */
    const assume = (assumed: unknown) =>
      findEffect(queue, (pattern) => results.get(pattern) ?? (pattern === assumed && unknown.includes(assumed)));
    const finding = assume(undefined);
    const untold = unknown.filter((pattern) => assume(pattern)?.detail !== finding?.detail);
    if (untold.length > 0) return [notChecked(untold)];
    return finding ? [finding] : [];
  };
}

function toldOf(before: Policy | undefined, now: Policy): Finding {
  const had = before === undefined ? 'no policy' : `the policy ${quote(before.name)}`;
  return change(
    `had ${had} on the old broker, and has ${quote(now.name)} on the new one.`,
    'Compare the two. If that is not what you want, change the pattern, the priority or apply-to of a policy.',
    PAGES.policySettings,
  );
}

function notChecked(patterns: readonly unknown[]): Finding {
  return change(
    `may have another policy than on the old broker. Not checked: ${patterns.length > 1 ? 'patterns' : 'pattern'} ` +
      `${enumerate(patterns.map((pattern) => quote(String(pattern))))}, which this program cannot try.`,
    'Compare its policy on both brokers after the import.',
    PAGES.policySettings,
  );
}

function toCandidate(policy: Policy, { vhost }: SettingsContext): Candidate {
  return { policy, priority: policy.priority ?? 0, vhost: policy.vhost ?? vhost };
}

/** The policies of the highest priority that can apply to a queue. With one priority, either of them may. */
function findHighest(
  all: readonly Candidate[],
  { vhost }: QueueFacts,
  type: string | undefined,
  version: TargetVersion,
  isCluster: boolean,
  matches: Matches,
): readonly Policy[] {
  if (type !== 'classic' && type !== 'quorum') return [];
  // Amazon MQ adds settings of mirroring to these.
  const isMirrored = (policy: Policy) => isCluster && !isVersion4(version) && appliesTo(policy) !== 'quorum_queues';
  const applying = all.filter(
    ({ policy, ...candidate }) =>
      candidate.vhost === vhost &&
      coversType(policy, type) &&
      !(type === 'quorum' && isMirrored(policy)) &&
      matches(policy.pattern) &&
      findUnsupported(policy.definition, type, version).length === 0,
  );
  const highest = Math.max(...applying.map(({ priority }) => priority));
  return applying.filter(({ priority }) => priority === highest).map(({ policy }) => policy);
}
