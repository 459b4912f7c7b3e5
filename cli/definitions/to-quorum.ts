import { readObject } from '../../checks/json.ts';
import { enumerate } from '../text/enumerate.ts';
import type { Policy, Queue } from './definitions.ts';
import { keepFromQuorum } from './narrow-policy.ts';
import type { SettingsContext } from './policy-context.ts';
import { appliesTo, mayMatch } from './policy-context.ts';
import { NEEDLESS } from './queue-argument-table.ts';
import type { Finding, Review } from './rows.ts';
import { change, keep } from './rows.ts';
import type { TargetVersion } from './target.ts';
import { isVersion4, isVersion43, PAGES } from './target.ts';

/**
 * Makes a classic queue a quorum queue if it can be one.
 * @param type the type that it will have otherwise
 */
export function convertQueue(queue: Queue, type: string, target: TargetVersion): Review<Queue> {
  if (type !== 'classic' || queue.exclusive === true || queue.name.startsWith('amq.')) return keep(queue);
  const args = readObject(queue.arguments);
  const obstacle = findObstacle(queue, Object.hasOwn(args, 'x-max-priority'), target);
  if (obstacle) return keep(queue, obstacle);
  const dropped = [...NEEDLESS, 'x-max-priority'].filter((name) => Object.hasOwn(args, name));
  const others = Object.fromEntries(Object.entries(args).filter(([name]) => !dropped.includes(name)));
  const overflow = args['x-overflow'] === 'reject-publish-dlx' ? { 'x-overflow': 'reject-publish' } : {};
  const converted = { ...queue, arguments: { ...others, ...overflow, 'x-queue-type': 'quorum' } };
  return keep(
    converted,
    becomesQuorum(target),
    ...findDropped(dropped, target),
    ...findOverflow('x-overflow' in overflow),
  );
}

function findObstacle(
  { durable = true, auto_delete = false }: Queue,
  hasPriorities: boolean,
  target: TargetVersion,
): Finding | undefined {
  if (!durable || auto_delete) {
    return change(
      `stays a classic queue: a quorum queue cannot be ${durable ? 'auto-delete' : 'transient'}.`,
      'Let its clients declare another queue. If it should disappear when unused, set x-expires.',
      PAGES.quorum,
    );
  }
  if (hasPriorities && !isVersion4(target)) {
    return change(
      'stays a classic queue: quorum queues of RabbitMQ 3.13 have no priorities, and it has x-max-priority.',
      'Use a queue for each priority, or move to RabbitMQ 4.',
      PAGES.priority,
    );
  }
  return undefined;
}

/**
 * The check of redeclarations is `equivalence_check_level/2` of rabbit_amqqueue.erl in v3.13.7 and v4.2.9. Amazon MQ turns
 * it on by default. https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/configurable-values.html
 */
function becomesQuorum(target: TargetVersion): Finding {
  const untyped = isVersion4(target) ? ' or without x-queue-type' : '';
  return change(
    'was a classic queue and becomes a quorum queue.',
    `Its clients can declare it as quorum${untyped}. They can declare it as classic, too, unless you set ` +
      'quorum_queue.property_equivalence.relaxed_checks_on_redeclaration to false. ' +
      'They must not use global prefetch. All messages become persistent.',
    PAGES.configurable,
  );
}

function findDropped(names: readonly string[], target: TargetVersion): Finding[] {
  const needless = names.filter((name) => name !== 'x-max-priority');
  const findings = [];
  if (needless.length > 0) {
    findings.push(
      change(
        `loses ${enumerate(needless)}, which quorum queues do not accept.`,
        `Remove ${enumerate(needless)} in its clients, too, or they cannot declare it anew. This has no other effect.`,
        PAGES.quorum,
      ),
    );
  }
  if (names.includes('x-max-priority')) {
    findings.push(
      change(
        'loses x-max-priority, which quorum queues do not accept. ' +
          (isVersion43(target)
            ? 'They have the priorities 0 to 31.'
            : 'They know two priorities: normal (0 to 4) and high (5 and more).'),
        'Check whether these are enough. Remove x-max-priority in its clients, too, or they cannot declare it anew.',
        isVersion43(target) ? PAGES.release43 : PAGES.quorum,
      ),
    );
  }
  return findings;
}

function findOverflow(isChanged: boolean): Finding[] {
  if (!isChanged) return [];
  return [
    change(
      'gets x-overflow reject-publish: quorum queues do not support reject-publish-dlx. Rejected messages are not dead-lettered.',
      'Change it in its clients, too. Let publishers confirm, so that they see what is rejected.',
      PAGES.quorum,
    ),
  ];
}

/** What is said of a policy with `reject-publish-dlx` whose queues become quorum queues. */
export const LOSES_DEAD_LETTERS = change(
  'sets overflow to reject-publish-dlx, which quorum queues do not support. Rejected messages are no longer dead-lettered.',
  'Set overflow to reject-publish. Let publishers confirm, so that they see what is rejected.',
  PAGES.quorumPolicies,
);

/** Makes a policy of classic queues apply to those that become quorum queues. On 3.13, it is divided. */
export function convertPolicy(policy: Policy, context: SettingsContext): Review<Policy> {
  if (!context.toQuorum || !isVersion4(context.target)) return keep(policy);
  const becomes = mayMatch(policy, context, ({ before, after }) => before === 'classic' && after === 'quorum');
  if (!becomes) return keep(policy);
  const findings = [];
  let kept = policy;
  if (appliesTo(policy) === 'classic_queues') {
    const narrowed = keepFromQuorum(policy, context);
    kept = { ...(narrowed.kept ?? policy), 'apply-to': 'queues' };
    findings.push(
      change(
        'applies only to classic queues, and some of its queues become quorum queues.',
        'Set apply-to to queues.',
        PAGES.quorumPolicies,
      ),
      ...narrowed.findings,
    );
  }
  if (policy.definition.overflow === 'reject-publish-dlx') {
    kept = { ...kept, definition: { ...policy.definition, overflow: 'reject-publish' } };
    findings.push(LOSES_DEAD_LETTERS);
  }
  return keep(kept, ...findings);
}
