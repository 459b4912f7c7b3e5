import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Policy, Queue } from '../../../cli/definitions/definitions.ts';
import { reviewDefinitions } from '../../../cli/definitions/review.ts';
import type { TargetVersion } from '../../../cli/definitions/target.ts';
import { policy, queue, quorum, review } from './objects.ts';

type Definition = Readonly<Record<string, unknown>>;

/** What keeps a policy from queues of a type, as in rabbit_quorum_queue.erl and rabbit_classic_queue.erl. */
const UNSUPPORTED: Readonly<Record<string, readonly string[]>> = {
  quorum: ['ha-mode', 'ha-sync-mode', 'queue-mode'],
  classic: ['delivery-limit'],
};

/** The definition that applies to a queue, as `match_all/3` of rabbit_policy.erl finds it. Equal priorities are undefined. */
function effective({ name, arguments: args }: Queue, policies: readonly Policy[]): Definition {
  const type = (args as Definition)['x-queue-type'] as string;
  const matching = policies
    .filter((policy) => ['all', 'queues', `${type}_queues`].includes(policy['apply-to'] ?? 'all'))
    .filter(({ definition }) => Object.keys(definition).every((key) => !UNSUPPORTED[type]?.includes(key)))
    .filter(({ pattern }) => new RegExp(`${pattern}`).test(name))
    .sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0));
  return matching[0]?.definition ?? {};
}

/** The policies of a new cluster, with what Amazon MQ adds on 3.13. */
function onCluster(policies: readonly Policy[], target: TargetVersion): readonly Policy[] {
  const ofAmazonMq = {
    name: 'AWS',
    pattern: '.*',
    priority: 1,
    'apply-to': 'queues',
    definition: { ofAmazonMq: true },
  };
  const added = policies.map((policy) =>
    target === '3.13' && policy['apply-to'] !== 'quorum_queues'
      ? { ...policy, definition: { ...policy.definition, 'ha-mode': 'all', 'ha-sync-mode': 'automatic' } }
      : policy,
  );
  return [...added, ofAmazonMq];
}

const obsolete = ['ha-mode', 'ha-sync-mode', 'queue-mode', 'ofAmazonMq'];
const essence = (definition: Definition) =>
  Object.fromEntries(Object.entries(definition).filter(([name]) => !obsolete.includes(name)));

const settings = fc
  .dictionary(fc.constantFrom('max-length', 'expires', 'delivery-limit', 'ha-mode', 'queue-mode'), fc.constant(1), {
    minKeys: 1,
    maxKeys: 3,
  })
  .map(
    (definition): Definition => ({
      ...definition,
      ...('ha-mode' in definition && { 'ha-mode': 'all' }),
      ...('queue-mode' in definition && { 'queue-mode': 'lazy' }),
    }),
  );
const policies = fc.uniqueArray(fc.integer({ min: -3, max: 5 }), { maxLength: 4 }).chain((priorities) =>
  fc.tuple(
    ...priorities.map((priority, index) =>
      fc.record({
        name: fc.constant(`p${index}`),
        vhost: fc.constant('/'),
        pattern: fc.constantFrom('.*', '^a', 'b$', '^(?!a)', '(?<!a)b$'),
        priority: fc.constant(priority),
        'apply-to': fc.constantFrom('all', 'queues', 'classic_queues', 'quorum_queues'),
        definition: settings,
      }),
    ),
  ),
);
const queues = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('a', 'b', 'ab', 'c'), type: fc.constantFrom('classic', 'quorum') }),
  { selector: ({ name }) => name },
);

const TOLD = / on the old broker, and has "|^may have another policy than on the old broker\. Not checked: pattern /;

/** The queues to which something else applies than before, without a word in the report. */
function findUntold(all: readonly Policy[], some: readonly Queue[], target: TargetVersion, toQuorum: boolean) {
  const definitions = { rabbitmq_version: '3.12.0', vhosts: [{ name: '/' }], policies: all, queues: some };
  const { importable, rows } = reviewDefinitions(definitions, target, { toQuorum });
  const now = onCluster(importable.policies ?? [], target);
  const isLeft = rows.some(({ kind, verdict }) => kind === 'policy' && verdict !== 'remark');
  return some.flatMap((queue) => {
    const moved = importable.queues?.find(({ name }) => name === queue.name);
    const before = essence(effective(queue, all));
    const after = moved && essence(effective(moved, now));
    if (isDeepStrictEqual(before, after)) return [];
    const isTold = rows.some(({ name, detail }) => name === queue.name && TOLD.test(detail));
    const isEmpty = after && Object.keys(after).length === 0;
    return isTold || (isEmpty && isLeft) ? [] : [{ queue, before, after, now }];
  });
}

describe.each(['3.13', '4.2'] as const)('on a cluster of %s', (target) => {
  it.each([false, true])('the same applies to each queue as before, or it is said (--quorum: %s)', (toQuorum) => {
    const property = fc.property(policies, queues, (all, some) => {
      const typed = some.map(({ name, type }) => queue(name, { 'x-queue-type': type }));
      expect(findUntold(all, typed, target, toQuorum)).toEqual([]);
    });
    fc.assert(property, { numRuns: 500 });
  });
});

describe('a pattern that cannot be tried', () => {
  const mirrored = (name: string, pattern: string, priority: number, others: object = {}) =>
    policy(name, { 'ha-mode': 'all', 'max-length': 5 }, { pattern, priority, ...others });
  const saidOf = (policies: readonly object[], queues: readonly object[]) =>
    review({ vhosts: [{ name: '/' }, { name: 'shop' }], policies, queues }).said.filter((line) => / queue /.test(line));
  const had = /^change: queue q had no policy on the old broker, and has "ha" on the new one/;

  it('hides nothing of another virtual host', () => {
    const policies = [mirrored('ha', '^q', 5), mirrored('other', '(?i)q', 5, { vhost: 'shop' })];
    expect(saidOf(policies, [quorum('q')])).toEqual([expect.stringMatching(had)]);
  });

  it('hides nothing that it cannot change', () => {
    const policies = [mirrored('ha', '^q', 5), mirrored('lower', '(?i)q', 4)];
    expect(saidOf(policies, [quorum('q')])).toEqual([expect.stringMatching(had)]);
  });

  it('is named where it decides', () => {
    const policies = [mirrored('ha', '^q', 5), mirrored('higher', '(?i)q', 6)];
    expect(saidOf(policies, [quorum('q'), quorum('r')])).toEqual([
      expect.stringMatching(/^change: queue q may have another policy .* Not checked: pattern "\(\?i\)q", which/),
      expect.stringMatching(/^change: queue r may have another policy/),
    ]);
  });

  it('with a lookahead, as in many brokers, can be tried', () => {
    expect(saidOf([mirrored('ha', '^(?!amq\\.).*', 5)], [quorum('q')])).toEqual([expect.stringMatching(had)]);
  });
});
