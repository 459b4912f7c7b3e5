import { isObject, quote, readObject } from '../../checks/json.ts';
import { enumerate } from '../text/enumerate.ts';
import { checkMembers, checkPolicy } from './check-policy.ts';
import type { Json, Parameter, Policy } from './definitions.ts';
import { dividePolicy } from './divide-policy.ts';
import { BEFORE_EXPIRY, EXPIRES } from './expiry.ts';
import type { PolicyContext, QueueFacts, SettingsContext } from './policy-context.ts';
import { coversType, mayMatch, without } from './policy-context.ts';
import type { PolicyKind } from './policy-setting-table.ts';
import { isKnown, isNeedless, isOfMirroring } from './policy-setting-table.ts';
import { raisePriority } from './priorities.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isOfAmazonMq, isVersion4, PAGES } from './target.ts';
import { convertPolicy, LOSES_DEAD_LETTERS } from './to-quorum.ts';
import type { Topology } from './topology.ts';
import { isLost } from './topology.ts';

export function reviewPolicy(policy: Policy, context: PolicyContext): Review<Policy> {
  return raisePriority(dividePolicy(reviewSettings(policy, 'policy', context), context), 'policy', context);
}

/** An operator policy, which is a parameter. Its priority is compared with other operator policies only. */
export function reviewOperatorPolicy(parameter: Parameter, context: PolicyContext): Review<Parameter> {
  const whole = checkMembers(parameter);
  const policy = readOperatorPolicy(whole.kept);
  if (policy === undefined) {
    return leaveOut(lost('has no readable definition.', 'Create it again on the new broker.', PAGES.definitions));
  }
  const review = reviewSettings(policy, 'operator policy', context);
  const { kept, findings } = raisePriority(review, 'operator policy', context);
  if (!kept) return { kept, findings };
  const { definition, priority, 'apply-to': scope } = kept;
  const isSame = definition === policy.definition && priority === policy.priority && scope === policy['apply-to'];
  const value = {
    ...readObject(whole.kept.value),
    definition,
    ...(priority !== undefined && { priority }),
    ...(scope !== undefined && { 'apply-to': scope }),
  };
  return keep(isSame ? whole.kept : { ...parameter, value }, ...whole.findings, ...findings, remark(...LOCKED));
}

/** https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/configurable-values.html */
const LOCKED = [
  'is an operator policy. Amazon MQ does not let you change these by default.',
  'To change or delete it after the import, set management.restrictions.operator_policy_changes.disabled to false in the configuration of the new broker.',
  PAGES.configurable,
] as const;

/** The policy in a parameter; `undefined` if it has none. */
export function readOperatorPolicy({ value, ...parameter }: Parameter): Policy | undefined {
  const { definition, priority, pattern, 'apply-to': scope } = readObject(value);
  if (!isObject(definition)) return undefined;
  return {
    name: parameter.name,
    ...(parameter.vhost !== undefined && { vhost: parameter.vhost }),
    definition,
    pattern,
    ...(typeof priority === 'number' && { priority }),
    ...(typeof scope === 'string' && { 'apply-to': scope }),
  };
}

/** Reviews all of a policy but its priority. */
export function reviewSettings(policy: Policy, kind: PolicyKind, context: SettingsContext): Review<Policy> {
  if (isOfAmazonMq(policy.name)) {
    return leaveOut(
      remark(
        'belongs to Amazon MQ.',
        'Leave it out: the new broker has its own. If you changed it, change the one on the new broker.',
        PAGES.defaults,
      ),
    );
  }
  const unknown = findUnknown(policy, kind, context.target);
  if (unknown) return leaveOut(unknown);
  const { kept, findings } = checkPolicy(policy, context.target);
  if (!kept) return { kept, findings };
  const review = reviewKnown(kept, context);
  return { ...review, findings: [...findings, ...review.findings] };
}

function findUnknown({ definition }: Policy, kind: PolicyKind, target: TargetVersion): Finding | undefined {
  const unknown = Object.keys(definition).filter(
    (name) => !isKnown(name, kind, target) && !(isVersion4(target) && isOfMirroring(name)),
  );
  if (unknown.length === 0) return undefined;
  const owner = kind === 'policy' ? 'which Amazon MQ does' : 'which operator policies do';
  const detail = `sets ${enumerate(unknown.map(quote))}, ${owner} not support: the new broker would refuse the import.`;
  return lost(detail, 'Do without it.', PAGES.policySettings);
}

function reviewKnown(policy: Policy, context: SettingsContext): Review<Policy> {
  const { target } = context;
  const { kept = policy, findings } = convertPolicy(policy, context);
  const others = [
    ...findings,
    ...findLostExchanges(kept, context.exchanges),
    ...findOverflow(kept, context),
    ...findExpiry(kept, context),
    ...findForClassic(kept, target),
  ];
  if (isVersion4(target)) return removeObsolete(kept, others, context);
  const names = Object.keys(kept.definition);
  const needless = names.filter(isNeedless);
  return keep(
    kept,
    ...findMirroring(kept.definition, names.filter(isOfMirroring)),
    ...findQueueMode(needless),
    ...others,
  );
}

function removeObsolete(policy: Policy, others: readonly Finding[], context: SettingsContext): Review<Policy> {
  const names = Object.keys(policy.definition);
  const mirroring = names.filter(isOfMirroring);
  const needless = names.filter(isNeedless);
  if (mirroring.length === 0 && needless.length === 0) return keep(policy, ...others);
  const definition = without(policy.definition, [...mirroring, ...needless]);
  const isEmpty = Object.keys(definition).length === 0;
  const findings = [
    ...findRemovedMirroring(policy.definition, mirroring, isEmpty, context),
    ...findRemovedQueueMode(needless, isEmpty),
  ];
  if (isEmpty) return { kept: undefined, findings };
  return keep({ ...policy, definition }, ...findings, ...others);
}

function findRemovedMirroring(
  definition: Json,
  names: readonly string[],
  isEmpty: boolean,
  { isMirroredCluster }: SettingsContext,
): Finding[] {
  if (names.length === 0) return [];
  if (isMirroredCluster && isOfEveryPolicy(definition, names)) {
    return [
      remark(
        `sets ${enumerate(names)}, which Amazon MQ adds to every policy on a cluster of RabbitMQ 3.`,
        isEmpty ? 'Leave the policy out.' : `Remove ${enumerate(names)}, which RabbitMQ 4 refuses.`,
        PAGES.defaults,
      ),
    ];
  }
  const detail = `sets ${enumerate(names)}, which RabbitMQ 4 does not support: the new broker would refuse the import.`;
  const action = 'Use quorum queues, which are replicated without a policy.';
  return [
    isEmpty
      ? lost(detail, `Leave the policy out. ${action}`, PAGES.release40)
      : change(detail, `Remove ${enumerate(names)}. ${action}`, PAGES.release40),
  ];
}

function findRemovedQueueMode(names: readonly string[], isEmpty: boolean): Finding[] {
  if (names.length === 0) return [];
  const detail = `sets ${enumerate(names)}, so the policy does not apply to quorum queues at all.`;
  const action = isEmpty ? 'Leave the policy out.' : `Remove ${enumerate(names)}, which classic queues ignore as well.`;
  return [change(detail, action, PAGES.quorumPolicies)];
}

/** Whether mirroring is set as Amazon MQ sets it itself on a cluster of RabbitMQ 3. */
function isOfEveryPolicy(definition: Json, names: readonly string[]): boolean {
  const isSame = definition['ha-mode'] === 'all' && (definition['ha-sync-mode'] ?? 'automatic') === 'automatic';
  return isSame && names.every((name) => name === 'ha-mode' || name === 'ha-sync-mode');
}

/** Amazon MQ mirrors every classic queue of a cluster on 3.13 to all nodes, whatever else is set. */
function findMirroring(definition: Json, mirroring: readonly string[]): Finding[] {
  if (mirroring.length === 0 || isOfEveryPolicy(definition, mirroring)) return [];
  return [
    change(
      `sets ${mirroring.join(' and ')}, which Amazon MQ overrides: it mirrors every classic queue to all nodes, with automatic synchronisation.`,
      `Remove ${mirroring.join(' and ')} or, better, use quorum queues: RabbitMQ 4 has no mirroring.`,
      PAGES.migration,
    ),
  ];
}

function findQueueMode(needless: readonly string[]): Finding[] {
  if (needless.length === 0) return [];
  return [
    remark(
      `sets ${needless.join(' and ')}, so the policy does not apply to quorum queues at all.`,
      'Remove queue-mode, which has had no effect since RabbitMQ 3.12, and give quorum queues their own policy.',
      PAGES.quorumPolicies,
    ),
  ];
}

function findOverflow(policy: Policy, context: SettingsContext): Finding[] {
  if (policy.definition.overflow !== 'reject-publish-dlx') return [];
  const isConverted = ({ before, after }: QueueFacts) => before === 'classic' && after === 'quorum';
  const isDivided = context.toQuorum && !isVersion4(context.target) && coversType(policy, 'classic');
  if (isDivided && mayMatch(policy, context, isConverted)) return [LOSES_DEAD_LETTERS];
  const hasQuorum = mayMatch(policy, context, ({ after }) => after === 'quorum');
  if (!isVersion4(context.target) && !(hasQuorum && coversType(policy, 'quorum'))) return [];
  return [
    change(
      'sets overflow to reject-publish-dlx, which quorum queues do not support: they drop their oldest messages instead.',
      'Set overflow to reject-publish.',
      PAGES.quorumPolicies,
    ),
  ];
}

/** A queue without consumers expires, and on the new broker it has none until its clients come. */
function findExpiry(policy: Policy, context: SettingsContext): Finding[] {
  const { expires } = policy.definition;
  const isMeant = ({ after }: QueueFacts) => (after === 'classic' || after === 'quorum') && coversType(policy, after);
  if (expires === undefined || !mayMatch(policy, context, isMeant)) return [];
  return [remark(`sets expires: ${EXPIRES}`, BEFORE_EXPIRY, PAGES.expires)];
}

function findForClassic({ 'apply-to': appliesTo }: Policy, target: TargetVersion): Finding[] {
  if (appliesTo !== 'classic_queues' || !isVersion4(target)) return [];
  return [
    change(
      'applies only to classic queues, so it no longer applies to those that become quorum queues.',
      'Set apply-to to quorum_queues.',
      PAGES.quorumPolicies,
    ),
  ];
}

function findLostExchanges({ definition, vhost }: Policy, exchanges: Topology): Finding[] {
  const names = ['dead-letter-exchange', 'alternate-exchange'].filter((name) => {
    const exchange = definition[name];
    return typeof exchange === 'string' && isLost(exchange, vhost, exchanges);
  });
  if (names.length === 0) return [];
  return [
    change(
      `sets ${names.join(' and ')} to an exchange that is lost, so messages are dropped.`,
      'Set it to another exchange.',
      PAGES.deadLetters,
    ),
  ];
}
