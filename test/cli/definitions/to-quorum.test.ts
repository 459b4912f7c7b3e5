import type { TargetVersion } from '../../../cli/definitions/target.ts';
import { parameter, policy, queue, quorum, review } from './objects.ts';

type Case = readonly [name: string, lists: object, patterns: readonly RegExp[], kept: object];

const classic = (name: string, args: object = {}, others: object = {}) =>
  queue(name, { 'x-queue-type': 'classic', ...args }, others);
const became = (name: string, args: object = {}) => queue(name, { ...args, 'x-queue-type': 'quorum' });
const BECOMES = /^change: queue c was a classic queue and becomes a quorum queue/;
const LIMIT = /^remark: queue c gives up on a message after 20 deliveries/;

function expectReview([, lists, patterns, kept]: Case, target: TargetVersion) {
  const result = review(lists, target, { toQuorum: true });
  expect(result.said).toEqual(patterns.map((pattern) => expect.stringMatching(pattern)));
  expect(result.kept).toEqual({ ...lists, ...kept });
}

describe('a queue', () => {
  it.each<Case>([
    [
      'that is classic, with arguments that quorum queues know',
      { queues: [classic('c', { 'x-message-ttl': 5, 'x-max-length': 9, 'x-single-active-consumer': true })] },
      [BECOMES, LIMIT],
      { queues: [became('c', { 'x-message-ttl': 5, 'x-max-length': 9, 'x-single-active-consumer': true })] },
    ],
    [
      'with arguments that change nothing',
      { queues: [classic('c', { 'x-queue-mode': 'lazy', 'x-queue-version': 1, 'x-queue-master-locator': 'random' })] },
      [
        BECOMES,
        /^change: queue c loses x-queue-mode, x-queue-version and x-queue-master-locator, which quorum queues/,
        LIMIT,
      ],
      { queues: [became('c')] },
    ],
    [
      'with priorities and no type',
      { queues: [queue('c', { 'x-max-priority': 9 })] },
      [BECOMES, /^change: queue c loses x-max-priority, .* know two priorities/, LIMIT],
      { queues: [became('c')] },
    ],
    [
      'that overflows into a dead letter exchange',
      { queues: [classic('c', { 'x-overflow': 'reject-publish-dlx' })] },
      [BECOMES, /^change: queue c gets x-overflow reject-publish/, LIMIT],
      { queues: [became('c', { 'x-overflow': 'reject-publish' })] },
    ],
    [
      'that is deleted automatically',
      { queues: [classic('c', {}, { auto_delete: true })] },
      [/^change: queue c stays a classic queue: a quorum queue cannot be auto-delete/, /^change: queue c is a classic/],
      {},
    ],
    [
      'that is transient',
      { queues: [classic('c', {}, { durable: false })] },
      [/^change: queue c stays a classic queue: a quorum queue cannot be transient/, /^remark: queue c is not durable/],
      {},
    ],
    ['that is a quorum queue already', { queues: [quorum('q')] }, [], {}],
    [
      'that federation created',
      { queues: [classic('c', { 'x-internal-purpose': 'federation' })] },
      [/^remark: queue c was created by federation/],
      { queues: [] },
    ],
    ['that would be lost', { queues: [classic('amq.gen-x')] }, [/^lost: queue amq.gen-x/], { queues: [] }],
  ])('%s', (...values) => expectReview(values, '4.2'));

  it('of 4.3 keeps many priorities', () => {
    const { said } = review({ queues: [classic('c', { 'x-max-priority': 9 })] }, '4.3', { toQuorum: true });
    expect(said).toContainEqual(expect.stringMatching(/loses x-max-priority, .* have the priorities 0 to 31/));
  });

  it.each<Case>([
    [
      'that is mirrored, and has no type',
      { queues: [queue('c', { 'x-queue-mode': 'lazy' })] },
      [BECOMES, /^change: queue c loses x-queue-mode/],
      { queues: [became('c')] },
    ],
    [
      'with priorities',
      { queues: [queue('c', { 'x-max-priority': 9 })] },
      [/^change: queue c stays a classic queue: quorum queues of RabbitMQ 3\.13 have no priorities/],
      {},
    ],
  ])('on 3.13: %s', (...values) => expectReview(values, '3.13'));
});

describe('a policy follows the queues', () => {
  const queues = [became('c', { 'x-delivery-limit': 5 })];
  const before = [classic('c', { 'x-delivery-limit': 5 })];
  const operator = (scope: string) =>
    parameter('operator_policy', { pattern: '.*', priority: 1, definition: { 'message-ttl': 5 }, 'apply-to': scope });

  it.each<Case>([
    [
      'of classic queues',
      {
        policies: [policy('p', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues' })],
        parameters: [operator('classic_queues')],
        queues: before,
      },
      [
        /^change: policy p applies only to classic queues, and some of its queues become quorum queues/,
        /^change: operator policy it applies only to classic queues, and some/,
        /^remark: operator policy it is an operator policy/,
        BECOMES,
      ],
      { policies: [policy('p', { 'message-ttl': 5 })], parameters: [operator('queues')], queues },
    ],
    [
      'that overflow into a dead letter exchange',
      { policies: [policy('p', { overflow: 'reject-publish-dlx' })], queues: before },
      [/^change: policy p sets overflow to reject-publish-dlx, .* no longer dead-lettered/, BECOMES],
      { policies: [policy('p', { overflow: 'reject-publish' })], queues },
    ],
    [
      'of mirroring and others',
      { policies: [policy('p', { 'ha-mode': 'all', 'message-ttl': 5 })], queues: before },
      [/^change: policy p sets ha-mode/, BECOMES],
      { policies: [policy('p', { 'message-ttl': 5 })], queues },
    ],
    [
      'but not to those that were quorum queues before',
      {
        policies: [
          policy('short', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues', pattern: '^(c|led)' }),
          policy('safe', { 'max-length': 5 }, { 'apply-to': 'quorum_queues', pattern: '^ledger', priority: 2 }),
        ],
        queues: [...before, quorum('ledger.eu'), quorum('other')],
      },
      [
        /^change: policy short applies only to classic queues, and/,
        /^change: policy short would also apply to what was a quorum queue before: "ledger.eu"/,
        BECOMES,
      ],
      {
        policies: [
          policy('short', { 'message-ttl': 5 }, { pattern: '^(?!(?:ledger\\.eu)$).*(?:^(c|led))' }),
          policy('safe', { 'max-length': 5 }, { 'apply-to': 'quorum_queues', pattern: '^ledger', priority: 2 }),
        ],
        queues: [...queues, quorum('ledger.eu'), quorum('other')],
      },
    ],
    [
      'or says which, if its pattern cannot be narrowed',
      {
        policies: [policy('p', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues', pattern: '(?i)^[cl]' })],
        queues: [...before, ...Array.from({ length: 7 }, (_, index) => quorum(`l${index}`))],
      },
      [
        /^remark: policy p has a regular expression that this program cannot check/,
        /^change: policy p applies only to classic queues, and/,
        /^change: policy p newly applies to what was a quorum queue before: "l0", "l1", "l2", "l3", "l4" and 2 more/,
        BECOMES,
        ...Array(7).fill(/^change: queue l\d may have another policy than on the old broker/),
      ],
      {
        policies: [policy('p', { 'message-ttl': 5 }, { pattern: '(?i)^[cl]' })],
        queues: [...queues, ...Array.from({ length: 7 }, (_, index) => quorum(`l${index}`))],
      },
    ],
    [
      'but only where it matches one',
      {
        policies: [policy('p', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues', pattern: '^other' })],
        queues: before,
      },
      [/^change: policy p applies only to classic queues, so/, BECOMES],
      { queues },
    ],
  ])('%s', (...values) => expectReview(values, '4.2'));

  it.each<Case>([
    [
      'of classic queues',
      {
        policies: [
          policy('p', { 'ha-mode': 'all', 'queue-mode': 'lazy', 'message-ttl': 5 }, { 'apply-to': 'classic_queues' }),
        ],
        queues: before,
      },
      [/^remark: policy p sets queue-mode/, /^change: policy p would not apply to quorum queues/, BECOMES],
      {
        policies: [
          policy('p', { 'ha-mode': 'all', 'queue-mode': 'lazy', 'message-ttl': 5 }, { 'apply-to': 'classic_queues' }),
          policy('p-quorum', { 'message-ttl': 5 }, { 'apply-to': 'quorum_queues' }),
        ],
        queues,
      },
    ],
    [
      'that overflow into a dead letter exchange',
      { policies: [policy('p', { overflow: 'reject-publish-dlx' })], queues: before },
      [
        /^change: policy p sets overflow .* no longer dead-lettered/,
        /^change: policy p would not apply to quorum queues/,
        BECOMES,
      ],
      {
        policies: [
          policy('p', { overflow: 'reject-publish-dlx' }, { 'apply-to': 'classic_queues' }),
          policy('p-quorum', { overflow: 'reject-publish' }, { 'apply-to': 'quorum_queues' }),
        ],
        queues,
      },
    ],
    [
      'of classic queues, but not to those that were quorum queues before',
      {
        policies: [policy('p', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues' })],
        queues: [...before, quorum('ledger')],
      },
      [
        /^change: policy p would not apply to quorum queues/,
        /^change: policy p would also apply to what was a quorum queue before: "ledger"/,
        BECOMES,
      ],
      {
        policies: [
          policy('p', { 'message-ttl': 5 }, { 'apply-to': 'classic_queues' }),
          policy('p-quorum', { 'message-ttl': 5 }, { 'apply-to': 'quorum_queues', pattern: '^(?!(?:ledger)$)' }),
        ],
        queues: [...queues, quorum('ledger')],
      },
    ],
    ['that only mirror', { policies: [policy('p', { 'ha-mode': 'all' })], queues: before }, [BECOMES], { queues }],
  ])('on 3.13: %s', (...values) => expectReview(values, '3.13'));
});
