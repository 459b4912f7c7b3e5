import { quote } from '../../checks/json.ts';
import type { Json, Policy } from './definitions.ts';
import { keepFromQuorum } from './narrow-policy.ts';
import type { QueueFacts, SettingsContext } from './policy-context.ts';
import { appliesTo, coversType, mayMatch, without } from './policy-context.ts';
import { findUnsupported, isOfMirroring } from './policy-setting-table.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep } from './rows.ts';
import { isVersion4, PAGES } from './target.ts';

const ADDED =
  'on a cluster of RabbitMQ 3.13, Amazon MQ adds ha-mode and ha-sync-mode, which quorum queues do not support';

/**
 * Keeps a policy for the quorum queues of a cluster of RabbitMQ 3.13. There, Amazon MQ adds the settings of mirroring to
 * it, and a policy with these does not apply to quorum queues at all.
 */
export function dividePolicy(review: Review<Policy>, context: SettingsContext): Review<Policy> {
  const { kept, findings } = review;
  if (kept === undefined || isVersion4(context.target) || isDivided(kept, context)) return review;
  const isForQuorum = findUnsupported(kept.definition, 'quorum', context.target).length === 0;
  const isForClassic = findUnsupported(kept.definition, 'classic', context.target).length === 0;
  if (isForQuorum && !isForClassic && appliesTo(kept) === 'queues') {
    const finding = change(
      `would apply to no queue: ${ADDED}.`,
      'Set apply-to to quorum_queues.',
      PAGES.quorumPolicies,
    );
    return { kept: { ...kept, 'apply-to': 'quorum_queues' }, findings: [...findings, finding] };
  }
  const goesOn = isForQuorum && coversType(kept, 'quorum') && appliesTo(kept) !== 'quorum_queues';
  const isStill = ({ before, after }: QueueFacts) => before === 'quorum' && after === 'quorum';
  const isConverted = ({ before, after }: QueueFacts) => before === 'classic' && after === 'quorum';
  const follows = isForClassic && coversType(kept, 'classic') && mayMatch(kept, context, isConverted);
  if (!follows && !(goesOn && mayMatch(kept, context, isStill))) return review;
  const definition = forQuorum(kept.definition, follows, context);
  if (Object.keys(definition).length === 0) return review;
  const undivided: Policy = { ...kept, 'apply-to': 'quorum_queues', definition };
  const scope = appliesTo(kept) === 'queues' ? { 'apply-to': 'classic_queues' } : {};
  const narrowed = goesOn ? keep(undivided) : keepFromQuorum(undivided, context);
  const twin = { ...(narrowed.kept ?? undivided), name: nameTwin(kept, context) };
  return { kept: { ...kept, ...scope }, added: [twin], findings: [...findings, toldOf(twin), ...narrowed.findings] };
}

/** Whether a policy was divided already, as in importable definitions that are reviewed again. */
function isDivided({ name, vhost, pattern, priority }: Policy, { policies }: SettingsContext): boolean {
  return policies.some(
    (other) =>
      other.name.startsWith(`${name}-quorum`) &&
      appliesTo(other) === 'quorum_queues' &&
      other.vhost === vhost &&
      other.pattern === pattern &&
      other.priority === priority,
  );
}

function toldOf({ name }: Policy): Finding {
  return change(
    `would not apply to quorum queues: ${ADDED}.`,
    `Give quorum queues a policy of their own, without these: ${quote(name)} in the importable definitions.`,
    PAGES.quorumPolicies,
  );
}

/** The settings of a definition that quorum queues support. @param isNew whether these were classic queues */
function forQuorum(definition: Json, isNew: boolean, { target }: SettingsContext): Json {
  const unsupported = [
    ...findUnsupported(definition, 'quorum', target),
    ...Object.keys(definition).filter(isOfMirroring),
  ];
  const supported = without(definition, unsupported);
  return isNew && supported.overflow === 'reject-publish-dlx'
    ? { ...supported, overflow: 'reject-publish' }
    : supported;
}

/** A name that no other policy has. One suffix for all cannot make one name of two. */
function nameTwin({ name }: Policy, { policies }: SettingsContext): string {
  const names = policies.map((policy) => policy.name);
  const suffixes = ['-quorum', ...names.map((_, index) => `-quorum-${index + 2}`)];
  const suffix = suffixes.find((candidate) => !names.some((other) => other.endsWith(candidate)));
  return `${name}${suffix}`;
}

/** The name of the policy that was divided, or of a policy itself. @param policies those of the old broker */
export function nameOfOrigin({ name }: Policy, policies: readonly Policy[]): string {
  return policies.some((policy) => policy.name === name) ? name : name.replace(/-quorum(-\d+)?$/, '');
}
