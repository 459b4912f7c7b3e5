import type { TargetVersion } from '../../../cli/definitions/target.ts';
import { parameter, policy, queue, quorum, review } from './objects.ts';

type Case = readonly [name: string, lists: object, patterns: readonly RegExp[], kept: object];

/** A virtual host that is not in a list of them. */
const UNLISTED = /^change: export vhosts is missing/;

const operator = (definition: object, others: object = {}) =>
  parameter('operator_policy', { pattern: '.*', priority: 1, 'apply-to': 'queues', definition, ...others });
const OF_CLUSTER = policy('AWS-DEFAULT-POLICY-CLUSTER-MULTI-AZ', { 'queue-mode': 'lazy' }, { priority: 1 });
const ADDED = { 'ha-mode': 'all', 'ha-sync-mode': 'automatic' };
const LOCKED = /^remark: operator policy it is an operator policy\. Amazon MQ does not let you change these/;

function expectReview([, lists, patterns, kept]: Case, target: TargetVersion, wishes = {}) {
  const result = review(lists, target, wishes);
  expect(result.said).toEqual(patterns.map((pattern) => expect.stringMatching(pattern)));
  expect(result.kept).toEqual({ ...lists, ...kept });
}

describe('the settings of a policy', () => {
  it.each<Case>([
    [
      'for classic queues only',
      {
        policies: [policy('old', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues' })],
        parameters: [operator({ 'message-ttl': 5 }, { 'apply-to': 'classic_queues' })],
      },
      [/^change: policy old applies only to classic/, /^change: operator policy it applies only to classic/, LOCKED],
      {},
    ],
    [
      'of mirroring only',
      { policies: [policy('ha', ADDED)] },
      [/^lost: policy ha sets ha-mode and ha-sync-mode, which RabbitMQ 4 does not support/],
      { policies: [] },
    ],
    [
      'of mirroring and others',
      { policies: [policy('ha', { 'ha-mode': 'exactly', 'ha-params': 2, 'max-length': 5, 'queue-mode': 'lazy' })] },
      [/^change: policy ha sets ha-mode and ha-params/, /^change: policy ha sets queue-mode/],
      { policies: [policy('ha', { 'max-length': 5 })] },
    ],
    [
      'of mirroring, where a quorum queue of the same name pattern went without it',
      {
        policies: [policy('ha', { 'ha-mode': 'all', 'max-length': 5 }, { pattern: '^orders' })],
        queues: [quorum('orders'), quorum('others')],
      },
      [
        /^change: policy ha sets ha-mode, which RabbitMQ 4/,
        /^change: queue orders had no policy on the old broker, and has "ha" on the new one/,
      ],
      { policies: [policy('ha', { 'max-length': 5 }, { pattern: '^orders' })] },
    ],
    [
      'of mirroring only, which kept another from its queues',
      {
        policies: [
          policy('ha', ADDED, { pattern: '^orders' }),
          policy('limits', { 'message-ttl': 5 }, { priority: 2 }),
        ],
        queues: [quorum('orders'), queue('orders.eu', { 'x-delivery-limit': 5 }), quorum('others')],
      },
      [
        /^lost: policy ha/,
        /^change: queue orders.eu has no queue type/,
        /^change: queue orders.eu had the policy "ha" on the old broker, and has "limits" on the new one/,
      ],
      { policies: [policy('limits', { 'message-ttl': 5 }, { priority: 2 })] },
    ],
    [
      'that Amazon MQ added on a cluster of RabbitMQ 3',
      { policies: [OF_CLUSTER, policy('a', { ...ADDED, 'message-ttl': 5 }), policy('b', ADDED)] },
      [
        /^remark: policy AWS-DEFAULT-POLICY-CLUSTER-MULTI-AZ belongs to Amazon MQ/,
        /^remark: policy a sets ha-mode and ha-sync-mode, which Amazon MQ adds to every policy/,
        /^remark: policy b sets ha-mode and ha-sync-mode, which Amazon MQ adds to every policy/,
      ],
      { policies: [policy('a', { 'message-ttl': 5 })] },
    ],
    [
      'that you set on such a cluster',
      { policies: [OF_CLUSTER, policy('a', { ...ADDED, 'ha-promote-on-shutdown': 'always', 'message-ttl': 5 })] },
      [
        /^remark: policy AWS/,
        /^change: policy a sets ha-mode, ha-sync-mode and ha-promote-on-shutdown, which RabbitMQ 4/,
      ],
      { policies: [policy('a', { 'message-ttl': 5 })] },
    ],
    [
      'of Amazon MQ',
      {
        policies: [
          policy('ha-all-AWS-OWNED-DO-NOT-DELETE', {}),
          policy('AWS-DEFAULT-POLICY-CLUSTER-MULTI-AZ', {}),
          policy('AWS-DEFAULT-QUORUM-QUEUES-POLICY-CLUSTER-MULTI-AZ', {}),
          policy('AWS-DEFAULT-POLICY-CLUSTER', {}),
          policy('AWS-DEFAULT-POLICY-SINGLE-INSTANCE', {}),
        ],
        parameters: [parameter('operator_policy', { definition: {} }, 'default_operator_policy_AWS_managed')],
      },
      [...Array(5).fill(/^remark: policy \S*AWS\S* belongs/), /^remark: operator policy default_op\S* belongs/],
      { policies: [], parameters: [] },
    ],
    [
      'of a plugin that is not there',
      { policies: [policy('sharded', { 'shards-per-node': 2 })] },
      [/^lost: policy sharded sets "shards-per-node", which Amazon MQ does not support/],
      { policies: [] },
    ],
    [
      'that overflow into a dead letter exchange',
      { policies: [policy('full', { overflow: 'reject-publish-dlx' })] },
      [/^change: policy full sets overflow/],
      {},
    ],
    [
      'of 4.3',
      { policies: [policy('p', { 'delayed-retry-min': 5 })] },
      [/^lost: policy p sets "delayed-retry-min"/],
      { policies: [] },
    ],
  ])('%s', (...values) => expectReview(values, '4.2'));

  it.each<Case>([
    ['that mirror to all stay', { policies: [policy('ha', ADDED)] }, [], {}],
    [
      'that mirror to some are overridden',
      { policies: [policy('ha', { 'ha-mode': 'exactly', 'ha-params': 2 })] },
      [/^change: policy ha sets ha-mode and ha-params, which Amazon MQ overrides/],
      {},
    ],
    ['of lazy queues', { policies: [policy('lazy', { 'queue-mode': 'lazy' })] }, [/^remark: policy lazy/], {}],
  ])('on 3.13: %s', (...values) => expectReview(values, '3.13'));

  it('on 4.3: what only it knows stays', () => {
    expectReview(['', { policies: [policy('p', { 'delayed-retry-min': 5 })] }, [], {}], '4.3');
  });
});

describe('the settings of an operator policy', () => {
  it.each<Case>([
    [
      'of mirroring and others',
      { parameters: [operator({ 'ha-mode': 'all', 'max-length': 5 })] },
      [/^change: operator policy it sets ha-mode/, LOCKED],
      { parameters: [operator({ 'max-length': 5 })] },
    ],
    [
      'of policies only',
      { parameters: [operator({ 'dead-letter-exchange': 'x', 'max-length': 5 })] },
      [/^lost: operator policy it sets "dead-letter-exchange", which operator policies do not support/],
      { parameters: [] },
    ],
    [
      'that cannot be read',
      { parameters: [parameter('operator_policy', 'text')] },
      [/^lost: operator policy it has no readable definition/],
      { parameters: [] },
    ],
  ])('%s', (...values) => expectReview(values, '4.2'));

  it.each<readonly [TargetVersion, object, boolean]>([
    ['3.13', { 'ha-mode': 'all' }, true],
    ['3.13', { 'ha-promote-on-shutdown': 'always' }, false],
    ['3.13', { 'queue-master-locator': 'min-masters' }, false],
    ['4.2', { 'delivery-limit': 5, overflow: 'reject-publish', 'target-group-size': 3 }, true],
    ['4.2', { 'delayed-retry-min': 5 }, false],
    ['4.3', { 'delayed-retry-min': 5 }, true],
  ])('on %s: %j, which it takes: %s', (target, definition, isKept) => {
    const parameters = [operator(definition)];
    expect(review({ parameters }, target).kept).toEqual({ parameters: isKept ? parameters : [] });
  });
});

describe('the priorities of policies', () => {
  const at = (name: string, priority: number, others: object = {}) =>
    policy(name, { 'message-ttl': 5 }, { priority, ...others });

  it.each<Case>([
    [
      'rise in / by as much as the lowest needs',
      { policies: [at('low', 0), at('high', 4), at('exchanges', 1, { 'apply-to': 'exchanges' })] },
      [
        /^change: policy low has priority 0\. In the virtual host \/ of a cluster, Amazon MQ's default policies have priority 1/,
        /^remark: policy high has priority 4, and another of the virtual host must rise/,
        /^remark: policy exchanges has priority 1, and another of the virtual host must rise/,
      ],
      { policies: [at('low', 2), at('high', 6), at('exchanges', 3, { 'apply-to': 'exchanges' })] },
    ],
    [
      'rise from below zero, and from none',
      { policies: [at('below', -3), policy('none', { 'message-ttl': 5 }, { priority: undefined })] },
      [/^change: policy below has priority -3/, /^change: policy none has priority 0/],
      { policies: [at('below', 2), policy('none', { 'message-ttl': 5 }, { priority: 5 })] },
    ],
    [
      'stay where only exchanges have lower ones',
      { policies: [at('exchanges', 0, { 'apply-to': 'exchanges' })] },
      [],
      {},
    ],
    ['stay where all are higher', { policies: [at('a', 2), at('b', 9)] }, [], {}],
    ['stay in other virtual hosts', { policies: [at('elsewhere', 0, { vhost: 'other' })] }, [UNLISTED], {}],
    [
      'stay in the export of another virtual host',
      { original_vhost_name: 'shop', policies: [at('a', 0, { vhost: undefined })] },
      [],
      {},
    ],
    [
      'rise in the export of a virtual host that does not say which',
      { policies: [at('a', 0, { vhost: undefined })] },
      [/^change: policy a has priority 0/],
      { policies: [at('a', 2, { vhost: undefined })] },
    ],
    [
      'do not rise for a policy that is left out',
      { policies: [policy('ha', ADDED, { priority: 0 }), at('a', 2)] },
      [/^lost: policy ha/],
      { policies: [at('a', 2)] },
    ],
    [
      'say of a policy that did not apply before that it does now',
      { policies: [OF_CLUSTER, at('lost', 0), at('even', 1), at('won', 2)] },
      [
        /^remark: policy AWS/,
        /^change: policy lost has priority 0/,
        /^change: policy lost has a lower priority than a policy of Amazon MQ on the old broker \(1\), which applied instead/,
        /^change: policy even has priority 1/,
        /^change: policy even has the same priority as a policy of Amazon MQ on the old broker, so either may have applied/,
        /^remark: policy won has priority 2, and another/,
      ],
      { policies: [at('lost', 2), at('even', 3), at('won', 4)] },
    ],
  ])('%s', (...values) => expectReview(values, '4.2'));

  it('rise in every virtual host of a cluster of 3.13, which has a policy of Amazon MQ', () => {
    const lists = { policies: [at('a', 0, { vhost: 'other', 'apply-to': 'classic_queues' })] };
    const kept = { policies: [at('a', 1, { vhost: 'other', 'apply-to': 'classic_queues' })] };
    expectReview(
      ['', lists, [UNLISTED, /^change: policy a has priority 0\. In every virtual host of a cluster/], kept],
      '3.13',
    );
  });

  it.each<Case>([
    [
      'rise in every virtual host above that of Amazon MQ',
      { parameters: [{ ...operator({ 'message-ttl': 5 }, { priority: 0 }), vhost: 'other' }] },
      [UNLISTED, /^change: operator policy it has priority 0\. In every virtual host/, LOCKED],
      { parameters: [{ ...operator({ 'message-ttl': 5 }, { priority: 1 }), vhost: 'other' }] },
    ],
    [
      'stay for quorum queues, for which Amazon MQ has none',
      { parameters: [operator({ 'message-ttl': 5 }, { priority: 0, 'apply-to': 'quorum_queues' })] },
      [LOCKED],
      {},
    ],
  ])('of operators %s', (...values) => expectReview(values, '4.2'));
});

describe('a policy on a cluster of 3.13, where Amazon MQ adds settings of mirroring', () => {
  const queues = [quorum('orders'), queue('logs')];
  it.each<Case>([
    [
      'is divided where it matches quorum queues',
      { policies: [policy('a', { 'message-ttl': 5 })], queues },
      [/^change: policy a would not apply to quorum queues: on a cluster of RabbitMQ 3\.13, Amazon MQ adds ha-mode/],
      {
        policies: [
          policy('a', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues' }),
          policy('a-quorum', { 'message-ttl': 5 }, { 'apply-to': 'quorum_queues' }),
        ],
      },
    ],
    [
      'keeps its exchanges',
      { policies: [policy('a', { 'alternate-exchange': 'x', 'message-ttl': 5 }, { 'apply-to': 'all' })], queues },
      [/^change: policy a would not apply/],
      {
        policies: [
          policy('a', { 'alternate-exchange': 'x', 'message-ttl': 5 }, { 'apply-to': 'all' }),
          policy('a-quorum', { 'alternate-exchange': 'x', 'message-ttl': 5 }, { 'apply-to': 'quorum_queues' }),
        ],
      },
    ],
    [
      'gets a name that is free, and the same priority',
      {
        policies: [policy('a', { 'message-ttl': 5 }, { priority: 1 }), policy('a-quorum', { 'message-ttl': 9 })],
        queues,
      },
      [/^change: policy a would not/, /^change: policy a has priority 1/, ...Array(2).fill(/: policy a-quorum /)],
      {
        policies: [
          policy('a', { 'message-ttl': 5 }, { priority: 2, 'apply-to': 'classic_queues' }),
          policy('a-quorum-2', { 'message-ttl': 5 }, { priority: 2, 'apply-to': 'quorum_queues' }),
          policy('a-quorum', { 'message-ttl': 9 }, { priority: 6, 'apply-to': 'classic_queues' }),
          policy('a-quorum-quorum-2', { 'message-ttl': 9 }, { priority: 6, 'apply-to': 'quorum_queues' }),
        ],
      },
    ],
    [
      'stays where it matches classic queues only',
      { policies: [policy('a', { 'message-ttl': 5 }, { pattern: '^logs$' })], queues },
      [],
      {},
    ],
    [
      'is divided where its pattern cannot be tried',
      { policies: [policy('a', { 'message-ttl': 5 }, { pattern: '^(?>logs)$' })], queues },
      [
        /^remark: policy a has a regular expression that this program cannot check/,
        /^change: policy a would not apply/,
      ],
      {
        policies: [
          policy('a', { 'message-ttl': 5 }, { pattern: '^(?>logs)$', 'apply-to': 'classic_queues' }),
          policy('a-quorum', { 'message-ttl': 5 }, { pattern: '^(?>logs)$', 'apply-to': 'quorum_queues' }),
        ],
      },
    ],
    [
      'stays where quorum queues went without it before',
      { policies: [policy('a', { ...ADDED, 'message-ttl': 5 }), policy('b', { 'queue-mode': 'lazy' })], queues },
      [/^remark: policy b sets queue-mode, so the policy does not apply to quorum queues/],
      {},
    ],
    [
      'becomes one of quorum queues if it is for no other',
      { policies: [policy('a', { 'delivery-limit': 5 })], queues },
      [/^change: policy a would apply to no queue/],
      { policies: [policy('a', { 'delivery-limit': 5 }, { 'apply-to': 'quorum_queues' })] },
    ],
    [
      'is not divided a second time',
      {
        policies: [
          policy('a', { 'message-ttl': 5 }, { 'apply-to': 'all' }),
          policy('a-quorum', { 'message-ttl': 5 }, { 'apply-to': 'quorum_queues' }),
        ],
        queues,
      },
      [],
      {},
    ],
    [
      'drops messages of quorum queues that it should dead-letter',
      { policies: [policy('a', { overflow: 'reject-publish-dlx' }, { 'apply-to': 'quorum_queues' })], queues },
      [/^change: policy a sets overflow to reject-publish-dlx, which quorum queues do not support/],
      {},
    ],
  ])('%s', (...values) => expectReview(values, '3.13'));
});

it('a policy with expires is said to delete queues that no client uses, where there are any', () => {
  const policies = [policy('p', { expires: 5 }, { pattern: '^q' }), policy('none', { expires: 5 }, { pattern: '^x' })];
  expect(review({ policies, queues: [quorum('q')] }).said).toEqual([
    expect.stringMatching(/^remark: policy p sets expires: the new broker deletes such queues if no client comes/),
  ]);
});

describe('the limits of a virtual host', () => {
  const limits = (value: object, vhost = '/') => ({ ...parameter('vhost-limits', value, 'limits'), vhost });
  it.each<Case>([
    [
      'are left out where they are those of Amazon MQ',
      { parameters: [limits({ 'max-queues': 20_000, 'max-connections': 4000 })] },
      [/^remark: virtual host limits limits are those that Amazon MQ sets/],
      { parameters: [] },
    ],
    [
      'are left out where one of the two is gone',
      { parameters: [limits({ 'max-connections': 15_000 })] },
      [/^remark: virtual host limits limits are those that Amazon MQ sets/],
      { parameters: [] },
    ],
    [
      'stay where one of the two is not of the same size',
      { parameters: [limits({ 'max-queues': 4000, 'max-connections': 4000 })] },
      [/^remark: virtual host limits limits come on top/],
      {},
    ],
    ['stay in other virtual hosts', { parameters: [limits({ 'max-queues': 500 }, 'other')] }, [UNLISTED], {}],
    [
      'stay where there are none',
      { parameters: [limits({})] },
      [/^remark: virtual host limits limits come on top/],
      {},
    ],
  ])('%s', (...values) => expectReview(values, '4.2'));

  it('replace those of Amazon MQ on 3.13', () => {
    const lists = { parameters: [limits({ 'max-queues': 7 })] };
    expectReview(['', lists, [/^remark: virtual host limits limits replace the limits that Amazon MQ/], {}], '3.13');
  });
});
