import type { Definitions } from '../../cli/definitions/definitions.ts';
import type { QueueArgument } from '../../cli/definitions/queue-argument-table.ts';
import { expectedValue, isTaken, QUEUE_ARGUMENTS } from '../../cli/definitions/queue-argument-table.ts';
import { reviewDefinitions } from '../../cli/definitions/review.ts';
import type { QueueType, TargetVersion } from '../../cli/definitions/target.ts';
import { isValid } from '../../cli/definitions/values.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ } from '../support/rabbitmq.ts';
import { findRabbitMQ, findRabbitMQ4 } from '../support/rabbitmq-installations.ts';
import { HOST, REFUSAL_EXAMPLES, REFUSALS } from '../support/refusal-examples.ts';

/** What is refused by releases that are newer than the servers here. */
const NEWER = [
  'tooManyTags',
  'missingTopicExchange',
  'transient',
  'heavyWeight',
  'badRetry',
  'longPattern',
  'longPermission',
];
/** After it, a server of 4.0 cannot delete the virtual host. */
const SPOILING = ['bindingWithoutKey'];
/** What RabbitMQ 3.13 refuses, and 3.10 does not: it ignores errors of bindings, and has no limits of an import. */
const NEWER_THAN_310 = ['badDefaultType', 'badMatch', 'badWeight', 'missingEnd', 'fewerQueues'];

const SERVERS = [
  {
    name: '3.10',
    installation: findRabbitMQ(),
    target: '3.13',
    settings: {},
    newer: [...NEWER, ...NEWER_THAN_310],
    newerArguments: [] as readonly string[],
  },
  {
    name: '4.0',
    installation: findRabbitMQ4(),
    target: '4.2',
    settings: { default_queue_type: 'quorum' },
    newer: [...NEWER, ...SPOILING],
    newerArguments: ['x-stream-filter-size-bytes'],
  },
] as const satisfies readonly object[];

/** As a server would read it: members that are `undefined` are not there. */
const plain = (lists: object) => JSON.parse(JSON.stringify(lists)) as Definitions;

describe.each(SERVERS)('a real server of $name', ({ installation, target, settings, newer, newerArguments }) => {
  describeWith(installation)('refuses what the tables say, and takes what is importable', () => {
    let server: RabbitMQ;

    beforeAll(async () => {
      server = await startRabbitMQ(installation, { settings });
    });
    afterAll(() => server?.stop());
    beforeEach(async () => {
      await forget(server);
    });

    const decided = REFUSALS.filter(
      ([name, { since }]) => since[target] !== undefined && !newer.some((one) => one === name),
    );

    it.each(decided)('%s', async (name, { effect }) => {
      const definitions = plain(REFUSAL_EXAMPLES[name].refused);
      const { importable } = reviewDefinitions(definitions, target);
      const attempt = server.call('POST', 'definitions', definitions);
      if (effect === 'skipped') {
        await attempt;
        const { queues = [] } = definitions;
        expect(await countQueues(server)).toBeLessThan(queues.length);
      } else {
        await expect(attempt).rejects.toThrow(/400|500/);
      }
      await forget(server);
      await server.call('POST', 'definitions', importable);
      expect(await countQueues(server)).toBe(importable.queues?.length ?? 0);
    });

    const known = QUEUE_ARGUMENTS.filter(({ name }) => !newerArguments.some((one) => one === name));
    const cases = known.flatMap((argument) =>
      (['classic', 'quorum'] as const).map((type) => [type, argument.name, argument] as const),
    );

    it.each(cases)('%s queue with %s', async (type, _, argument) => {
      for (const { args, isRefused } of variantsOf(argument, type, target)) {
        const queues = [{ name: 'waiting', vhost: HOST, durable: true, auto_delete: false, arguments: args }];
        const definitions = plain({ vhosts: [{ name: HOST }], queues });
        const attempt = server.call('POST', 'definitions', definitions);
        if (isRefused) await expect(attempt).rejects.toThrow(/400/);
        else await attempt;
        await forget(server);
        await server.call('POST', 'definitions', reviewDefinitions(definitions, target).importable);
        expect(await countQueues(server)).toBe(1);
        await forget(server);
      }
    });
  });
});

/** A queue with a right value of an argument, and one with a wrong value, if there is one. */
function variantsOf(argument: QueueArgument, type: QueueType, target: TargetVersion) {
  const { name } = argument;
  const expected = expectedValue(argument, target);
  const others = {
    'x-queue-type': type,
    ...(name === 'x-dead-letter-routing-key' && { 'x-dead-letter-exchange': 'late' }),
  };
  const isUnfit = !isTaken(argument, type, target);
  if (name === 'x-queue-type') return [{ args: others, isRefused: false }];
  const right = expected === undefined ? 5 : SAMPLES.find((sample) => isValid(sample, expected));
  const wrong = expected && SAMPLES.find((sample) => !isValid(sample, expected));
  return [
    { args: { ...others, [name]: right }, isRefused: isUnfit },
    ...(wrong === undefined ? [] : [{ args: { ...others, [name]: wrong }, isRefused: true }]),
  ];
}

/** One of them is right, and one is wrong, for each kind of value. */
const SAMPLES: readonly unknown[] = [
  'text-of-nobody',
  5,
  true,
  '5D',
  1,
  'lazy',
  'balanced',
  'random',
  'drop-head',
  'at-most-once',
];

async function countQueues(server: RabbitMQ): Promise<number> {
  const queues = (await server.call('GET', 'queues')) as readonly unknown[];
  return queues.length;
}

/** Deletes what the examples create. */
async function forget(server: RabbitMQ): Promise<void> {
  const vhosts = (await server.call('GET', 'vhosts')) as readonly { readonly name: string }[];
  for (const { name } of vhosts) if (name !== '/') await server.call('DELETE', `vhosts/${name}`);
  const users = (await server.call('GET', 'users')) as readonly { readonly name: string }[];
  for (const { name } of users) if (name === 'someone') await server.call('DELETE', `users/${name}`);
}
