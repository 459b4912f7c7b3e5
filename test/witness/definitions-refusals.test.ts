import type { Definitions } from '../../cli/definitions/definitions.ts';
import { reviewDefinitions } from '../../cli/definitions/review.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ, until } from '../support/rabbitmq.ts';
import { findRabbitMQ, findRabbitMQ4 } from '../support/rabbitmq-installations.ts';
import { HOST, REFUSAL_EXAMPLES, REFUSALS } from '../support/refusal-examples.ts';
import type { Variant } from '../support/setting-variants.ts';
import { queueVariants, settingVariants, unsupportedSettings } from '../support/setting-variants.ts';

/** What is refused by releases that are newer than the servers here. */
const NEWER = [
  ...['tooManyTags', 'missingTopicExchange', 'transient', 'heavyWeight', 'badRetry'],
  ...['longPattern', 'longPermission'],
];

const SERVERS = [
  {
    name: '3.10',
    installation: findRabbitMQ(),
    target: '3.13',
    settings: {},
    // 3.13 refuses it. 3.10 ignores errors of bindings, and has no limits of an import.
    newer: [...NEWER, 'badDefaultType', 'badMatch', 'badWeight', 'missingEnd', 'fewerQueues'],
    newerSettings: {
      queue: [],
      policy: ['consumer-timeout', 'stream-filter-size-bytes', 'target-group-size'],
      'operator policy': ['ha-mode', 'ha-sync-mode', 'overflow', 'queue-version', 'target-group-size'],
      // Policies with it apply to classic queues of 3.10.
      unsupported: ['max-in-memory-bytes', 'max-in-memory-length'],
    },
  },
  {
    name: '4.0',
    installation: findRabbitMQ4(),
    target: '4.2',
    settings: { default_queue_type: 'quorum' },
    newer: NEWER,
    newerSettings: { queue: ['x-stream-filter-size-bytes'], policy: [], 'operator policy': [], unsupported: [] },
  },
] as const satisfies readonly object[];

describe.each(SERVERS)('a real server of $name', ({ installation, target, settings, newer, newerSettings }) => {
  describeWith(installation)('refuses what the tables say, and takes what is importable', () => {
    let server: RabbitMQ;
    const load = (definitions: Definitions) => server.call('POST', 'definitions', definitions);
    const importableOf = (definitions: Definitions) => reviewDefinitions(definitions, target).importable;

    beforeAll(async () => {
      server = await startRabbitMQ(installation, { settings });
    });
    afterAll(() => server?.stop());

    const decided = REFUSALS.filter(
      ([name, { since }]) => since[target] !== undefined && !newer.some((one) => one === name),
    );

    it.each(decided)('%s', async (name, { effect }) => {
      const { refused } = REFUSAL_EXAMPLES[name];
      const before = definitionsIn(`${name} refused`, refused);
      const attempt = load(before);
      if (effect === 'skipped') {
        await attempt;
        expect((await queuesIn(server, `${name} refused`)).length).toBeLessThan(before.queues?.length ?? 0);
      } else {
        await expect(attempt).rejects.toThrow(/400|500/);
      }
      const after = importableOf(definitionsIn(name, refused));
      if (after.users) await server.call('DELETE', 'users/someone');
      await load(after);
      expect(await queuesIn(server, name)).toHaveLength(after.queues?.length ?? 0);
      if (after.users) await server.call('DELETE', 'users/someone');
    });

    it('reserved names are skipped without an error', async () => {
      const some = { name: 'amq.mine', vhost: HOST, durable: true, auto_delete: false, arguments: {} };
      const exchanges = [{ ...some, type: 'topic', internal: false }];
      await load(definitionsIn('reserved', { queues: [some], exchanges }));
      expect(await server.call('GET', 'definitions/reserved')).toMatchObject({ queues: [], exchanges: [] });
    });

    const isAmong = (names: readonly string[], name: string) => names.includes(name);

    describe.each([
      ['queue', queueVariants(target)],
      ['policy', settingVariants('policy', target)],
      ['operator policy', settingVariants('operator policy', target)],
    ] as const)('each %s', (kind, all) => {
      const variants = all.filter(({ name }) => !isAmong(newerSettings[kind], name));
      const refused = variants.filter(({ isRefused }) => isRefused);
      const taken = variants.filter(({ isRefused }) => !isRefused);

      it('is refused if it is not taken, or has a wrong value', async () => {
        expect(refused.length).toBeGreaterThan(10);
        await load(definitionsIn('refused', {}));
        const results = await Promise.allSettled(refused.map(({ lists }) => load(definitionsIn('refused', lists))));
        expect(refused.filter((_, index) => results[index]?.status !== 'rejected').map(({ what }) => what)).toEqual([]);
        for (const result of results)
          expect(result).toMatchObject({ reason: { message: expect.stringMatching(/ [45]00 /) } });
      });

      it('is taken otherwise', async () => {
        await load(definitionsIn(`${kind} taken`, mergeLists(taken)));
        if (kind === 'queue') expect(await queuesIn(server, `${kind} taken`)).toHaveLength(taken.length);
      });

      it('is taken as it is importable', async () => {
        await load(importableOf(definitionsIn(`${kind} importable`, mergeLists(refused))));
        if (kind === 'queue') expect(await queuesIn(server, `${kind} importable`)).toHaveLength(refused.length);
      });
    });

    it('a policy applies to the queues of all types that support its settings, and to no others', async () => {
      const isOld = (name: string) => !isAmong([...newerSettings.policy, ...newerSettings.unsupported], name);
      const { lists, applied } = unsupportedSettings(target, isOld);
      await load(definitionsIn('unsupported', lists));
      const queues = () => queuesIn(server, 'unsupported');
      await until('queues tell their policy', async () =>
        (await queues()).every((queue) => queue.effective_policy_definition !== undefined),
      );
      const found = (await queues()).map(({ name, policy }) => [name, policy ?? '']);
      expect(Object.fromEntries(found)).toEqual(applied);
    });
  });
});

/** Definitions in a virtual host of their own, as a server would read them: members that are `undefined` are not there. */
function definitionsIn(host: string, lists: object): Definitions {
  const definitions = { vhosts: [{ name: HOST }], ...lists };
  return JSON.parse(JSON.stringify(definitions).replaceAll(`"${HOST}"`, JSON.stringify(host)));
}

function mergeLists(variants: readonly Variant[]) {
  const merge = (name: string) => variants.flatMap(({ lists }) => lists[name] ?? []);
  return { queues: merge('queues'), policies: merge('policies'), parameters: merge('parameters') };
}

interface Queue {
  readonly name: string;
  /** No text if no policy applies; RabbitMQ 4 leaves it out then. */
  readonly policy?: string | null;
  /** `undefined` until the statistics are there. */
  readonly effective_policy_definition?: object;
}

async function queuesIn({ call }: RabbitMQ, host: string): Promise<readonly Queue[]> {
  return ((await call('GET', `queues/${encodeURIComponent(host)}`)) ?? []) as readonly Queue[];
}
