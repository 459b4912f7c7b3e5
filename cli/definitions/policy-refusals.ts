import { ALWAYS, BY_43, engineFile, LONG_PATTERN } from './engine.ts';
import type { Refusal } from './refusal.ts';

const POLICY = engineFile('rabbit/src/rabbit_policy.erl');

/** What a broker refuses of policies and operator policies, besides unknown settings and wrong values. */
export const POLICY_REFUSALS = {
  badPattern: {
    kinds: ['policy', 'operator policy'],
    what: 'has no regular expression as its pattern',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Create it again on the new broker.',
    source: POLICY,
  },
  longPattern: {
    kinds: ['policy', 'operator policy'],
    what: 'has a pattern of more than 1,024 bytes',
    since: LONG_PATTERN,
    verdict: 'lost',
    action: 'Create it again with a shorter pattern, or divide it into several policies.',
    source: engineFile('rabbit_common/src/rabbit_re.erl'),
  },
  badScope: {
    kinds: ['policy', 'operator policy'],
    what: 'applies to something that RabbitMQ does not know',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Set apply-to to all, queues, classic_queues, quorum_queues, streams or exchanges.',
    source: POLICY,
  },
  emptyPolicy: {
    kinds: ['policy', 'operator policy'],
    what: 'sets nothing',
    since: ALWAYS,
    verdict: 'change',
    isLeftOut: true,
    action: 'Leave it out. It has no effect but to keep other policies from applying.',
    source: POLICY,
  },
  twoUpstreams: {
    kinds: ['policy'],
    what: 'sets two of federation-upstream, federation-upstream-set and federation-upstream-pattern',
    since: ALWAYS,
    verdict: 'lost',
    action: 'Create it again with one of them.',
    source: engineFile('rabbitmq_federation_common/src/rabbit_federation_parameters.erl'),
  },
  badMirroring: {
    kinds: ['policy', 'operator policy'],
    what: 'has ha-params that do not fit its ha-mode, or no ha-mode',
    since: { '3.13': '3.13.0' },
    verdict: 'change',
    action: 'Remove the settings of mirroring. Amazon MQ mirrors classic queues to all nodes whatever they are.',
    source: engineFile('rabbit/src/rabbit_mirror_queue_misc.erl', 'v3.13.7'),
  },
  badRetry: {
    kinds: ['policy', 'operator policy'],
    what: 'sets delayed-retry-type without delayed-retry-min, or a maximum below it',
    since: BY_43,
    verdict: 'change',
    action: 'Set delayed retries again on the new broker.',
    source: engineFile('rabbit/src/rabbit_quorum_queue.erl'),
  },
  badMembers: {
    kinds: ['operator policy'],
    what: 'has no priority, or members other than those of a policy',
    since: ALWAYS,
    verdict: 'change',
    action: 'Give it a priority, and remove the other members.',
    source: POLICY,
  },
} as const satisfies Readonly<Record<string, Refusal>>;
