import { isObject, quote, readObject } from '../../checks/json.ts';
import type { Json, Parameter, Policy } from './definitions.ts';
import type { Topology } from './exchanges.ts';
import { isLost } from './exchanges.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep, leaveOut, lost, remark } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isOfAmazonMq, isVersion4, isVersion43, PAGES } from './target.ts';

/**
 * The settings that RabbitMQ 3.13, 4.2 and 4.3 know with the plugins that Amazon MQ enables, except those of mirroring.
 * The source is the policy validators of rabbitmq-server v3.13.7, v4.2.0 and v4.3.5. A broker refuses unknown settings.
 */
const SETTINGS = new Set([
  'alternate-exchange',
  'consumer-timeout',
  'dead-letter-exchange',
  'dead-letter-routing-key',
  'dead-letter-strategy',
  'delivery-limit',
  'expires',
  'federation-upstream',
  'federation-upstream-pattern',
  'federation-upstream-set',
  'initial-cluster-size',
  'max-age',
  'max-in-memory-bytes',
  'max-in-memory-length',
  'max-length',
  'max-length-bytes',
  'message-ttl',
  'overflow',
  'queue-leader-locator',
  'queue-master-locator',
  'queue-mode',
  'queue-version',
  'stream-filter-size-bytes',
  'stream-max-segment-size-bytes',
  'target-group-size',
]);

/** Settings that only RabbitMQ 4.3 knows. */
const SETTINGS_OF_43 = new Set([
  'consumer-disconnected-timeout',
  'delayed-retry-max',
  'delayed-retry-min',
  'delayed-retry-type',
]);

/** A policy that has one of these does not apply to quorum queues at all. */
const FOR_CLASSIC = new Set(['queue-mode', 'queue-master-locator']);

/** https://www.rabbitmq.com/docs/3.13/ha */
const MIRRORING = new Set([
  'ha-mode',
  'ha-params',
  'ha-sync-mode',
  'ha-sync-batch-size',
  'ha-promote-on-shutdown',
  'ha-promote-on-failure',
]);

/** The priority of Amazon MQ's own policies on a cluster. On a single-instance broker it is 0. */
const DEFAULT_PRIORITY = 1;

export interface PolicyContext {
  readonly target: TargetVersion;
  readonly exchanges: Topology;
}

export function reviewPolicy(policy: Policy, context: PolicyContext): Review<Policy> {
  const review = reviewSettings(policy, context);
  const { vhost = '/', priority = 0, 'apply-to': appliesTo } = policy;
  if (!review.kept || vhost !== '/' || priority > DEFAULT_PRIORITY || appliesTo === 'exchanges') return review;
  return keep(
    review.kept,
    ...review.findings,
    change(
      `has priority ${priority}. In the virtual host / of a cluster, a policy of Amazon MQ has priority ${DEFAULT_PRIORITY}, ` +
        'and only one policy applies to a queue.',
      `Raise the priority above ${DEFAULT_PRIORITY}, and keep the order of your policies.`,
      PAGES.defaults,
    ),
  );
}

/** An operator policy, which is a parameter. Its priority is compared with other operator policies only. */
export function reviewOperatorPolicy(parameter: Parameter, context: PolicyContext): Review<Parameter> {
  const value = readObject(parameter.value);
  const { definition } = value;
  if (!isObject(definition)) {
    return leaveOut(lost('has no readable definition.', 'Create it again on the new broker.', PAGES.definitions));
  }
  const appliesTo = typeof value['apply-to'] === 'string' ? { 'apply-to': value['apply-to'] } : {};
  const { kept, findings } = reviewSettings({ ...parameter, definition, ...appliesTo }, context);
  if (!kept) return { kept: undefined, findings };
  const isSame = kept.definition === definition;
  return keep(isSame ? parameter : { ...parameter, value: { ...value, definition: kept.definition } }, ...findings);
}

function reviewSettings<T extends Policy>(policy: T, { target, exchanges }: PolicyContext): Review<T> {
  if (isOfAmazonMq(policy.name)) {
    return leaveOut(
      remark(
        'belongs to Amazon MQ.',
        'Leave it out: the new broker has its own. If you changed it, change the one on the new broker.',
        PAGES.defaults,
      ),
    );
  }
  const names = Object.keys(policy.definition);
  const unknown = names.filter(
    (name) => !SETTINGS.has(name) && !MIRRORING.has(name) && !(isVersion43(target) && SETTINGS_OF_43.has(name)),
  );
  if (unknown.length > 0) {
    return leaveOut(
      lost(
        `sets ${unknown.map(quote).join(' and ')}, which Amazon MQ does not support: the new broker would refuse the import.`,
        'Do without it.',
        PAGES.policySettings,
      ),
    );
  }
  const findings = [
    ...findLostExchanges(policy, exchanges),
    ...findOverflow(policy.definition, target),
    ...findForClassic(policy, target),
  ];
  const mirroring = names.filter((name) => MIRRORING.has(name));
  const needless = names.filter((name) => FOR_CLASSIC.has(name));
  if (!isVersion4(target)) {
    return keep(policy, ...findMirroring(policy.definition, mirroring), ...findQueueMode(needless), ...findings);
  }
  if (mirroring.length === 0 && needless.length === 0) return keep(policy, ...findings);
  const kept = names.filter((name) => !mirroring.includes(name) && !needless.includes(name));
  if (mirroring.length > 0) {
    const detail = `sets ${mirroring.join(' and ')}, which RabbitMQ 4 does not support: the new broker would refuse the import.`;
    const action = 'Use quorum queues, which are replicated without a policy.';
    if (kept.length === 0) return leaveOut(lost(detail, `Leave the policy out. ${action}`, PAGES.release40));
    findings.unshift(change(detail, `Remove ${mirroring.join(' and ')}. ${action}`, PAGES.release40));
  }
  if (needless.length > 0) {
    const detail = `sets ${needless.join(' and ')}, so the policy does not apply to quorum queues at all.`;
    if (kept.length === 0) return leaveOut(change(detail, 'Leave the policy out.', PAGES.quorumPolicies));
    const removal = `Remove ${needless.join(' and ')}, which classic queues ignore as well.`;
    findings.unshift(change(detail, removal, PAGES.quorumPolicies));
  }
  const definition = Object.fromEntries(kept.map((name) => [name, policy.definition[name]]));
  return keep({ ...policy, definition }, ...findings);
}

/** Amazon MQ mirrors every classic queue of a cluster on 3.13 to all nodes, whatever else is set. */
function findMirroring(definition: Json, mirroring: readonly string[]): Finding[] {
  if (mirroring.length === 0) return [];
  const isSame = definition['ha-mode'] === 'all' && (definition['ha-sync-mode'] ?? 'automatic') === 'automatic';
  if (isSame && mirroring.every((name) => name === 'ha-mode' || name === 'ha-sync-mode')) return [];
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

function findOverflow(definition: Json, target: TargetVersion): Finding[] {
  if (definition.overflow !== 'reject-publish-dlx' || !isVersion4(target)) return [];
  return [
    change(
      'sets overflow to reject-publish-dlx, which quorum queues do not support: they drop their oldest messages instead.',
      'Set overflow to reject-publish.',
      PAGES.quorumPolicies,
    ),
  ];
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
