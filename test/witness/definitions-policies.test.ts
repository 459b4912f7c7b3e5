import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { readObject } from '../../checks/json.ts';
import type { Definitions } from '../../cli/definitions/definitions.ts';
import { reviewDefinitions } from '../../cli/definitions/review.ts';
import { run, temporaryFolder } from '../cli/support.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ, until } from '../support/rabbitmq.ts';
import { findRabbitMQ, findRabbitMQ4 } from '../support/rabbitmq-installations.ts';

const installed = findRabbitMQ();
const installed4 = findRabbitMQ4();

type Definition = Readonly<Record<string, unknown>>;

/** Lower priorities than that of Amazon MQ on a cluster, and as low. */
const POLICIES: Readonly<Record<string, { readonly priority: number; readonly definition: Definition }>> = {
  mirrored: { priority: 0, definition: { 'ha-mode': 'all', 'max-length': 7, expires: 7_000_000 } },
  orders: { priority: 1, definition: { 'max-length': 8, 'message-ttl': 8000 } },
  'orders.eu': { priority: 3, definition: { 'max-length': 9 } },
};
const PATTERNS: Readonly<Record<string, string>> = { mirrored: '.*', orders: '^orders', 'orders.eu': '^orders\\.eu$' };

const QUEUES: Readonly<Record<string, Definition>> = {
  logs: {},
  'orders.us': { 'x-queue-type': 'classic', 'x-queue-mode': 'lazy' },
  'orders.eu': { 'x-queue-type': 'quorum' },
  'orders.urgent': { 'x-max-priority': 9 },
};

/** What the policies of the old broker promise, without mirroring. */
const PROMISED: Readonly<Record<string, Definition>> = {
  logs: { 'max-length': 7, expires: 7_000_000 },
  'orders.us': { 'max-length': 8, 'message-ttl': 8000 },
  'orders.eu': { 'max-length': 9 },
  'orders.urgent': { 'max-length': 8, 'message-ttl': 8000 },
};

/** Those of a new cluster of RabbitMQ 4, as far as AWS describes them. */
const OF_AMAZON_MQ: Readonly<Record<string, Definition>> = {
  'AWS-DEFAULT-POLICY-CLUSTER': { 'queue-mode': 'lazy', 'max-length': 8_000_000, overflow: 'reject-publish' },
  'AWS-DEFAULT-QUORUM-QUEUES-POLICY-CLUSTER-MULTI-AZ': { 'max-length': 8_000_000, overflow: 'reject-publish' },
};

describeWith(installed && installed4)('policies that move from 3.10 to a broker with those of Amazon MQ', () => {
  const folder = temporaryFolder();
  let old: RabbitMQ;
  let fresh: RabbitMQ;
  let exported: string;

  beforeAll(async () => {
    const started = await Promise.allSettled([
      startRabbitMQ(installed),
      startRabbitMQ(installed4, {
        settings: {
          default_queue_type: 'quorum',
          'management.restrictions.operator_policy_changes.disabled': 'true',
          'quorum_queue.property_equivalence.relaxed_checks_on_redeclaration': 'true',
        },
      }),
    ]);
    const servers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const [first, second] = servers;
    if (!first || !second) {
      await Promise.all(servers.map((server) => server.stop()));
      throw started.find((result) => result.status === 'rejected')?.reason;
    }
    [old, fresh] = [first, second];
    for (const [name, value] of Object.entries(POLICIES)) {
      await old.call('PUT', `policies/%2F/${name}`, { ...value, pattern: PATTERNS[name], 'apply-to': 'queues' });
    }
    for (const [name, args] of Object.entries(QUEUES)) {
      await old.call('PUT', `queues/%2F/${name}`, { durable: true, arguments: args });
    }
    exported = folder.write('export.json', await old.call('GET', 'definitions'));
  });
  afterAll(() => Promise.all([old?.stop(), fresh?.stop()]));

  beforeEach(async () => {
    for (const name of Object.keys(QUEUES)) await fresh.call('DELETE', `queues/%2F/${name}`).catch(() => undefined);
    const policies = (await fresh.call('GET', 'policies/%2F')) as Definitions['policies'];
    for (const { name } of policies ?? []) await fresh.call('DELETE', `policies/%2F/${name}`);
    for (const [name, definition] of Object.entries(OF_AMAZON_MQ)) {
      const scope = name.includes('QUORUM') ? 'quorum_queues' : 'classic_queues';
      await fresh.call('PUT', `policies/%2F/${name}`, { pattern: '.*', priority: 1, definition, 'apply-to': scope });
    }
  });

  /** What applies to each queue of a broker, and its type. The list of all queues would be as old as its cache. */
  async function effective(broker: RabbitMQ) {
    const found: Record<string, { readonly definition: unknown; readonly type: unknown }> = {};
    for (const name of Object.keys(QUEUES)) {
      const { effective_policy_definition: definition, type } = readObject(
        await broker.call('GET', `queues/%2F/${name}`),
      );
      found[name] = { definition, type };
    }
    return found;
  }

  /** Waits for what applies: a server measures that now and then. */
  async function expectEffective(broker: RabbitMQ, expected: Awaited<ReturnType<typeof effective>>) {
    const isSo = async () => isDeepStrictEqual(await effective(broker), expected);
    await until('the policies apply', isSo).catch(() => undefined);
    expect(await effective(broker)).toEqual(expected);
  }

  async function importTo(target: string, ...options: readonly string[]): Promise<Definitions> {
    const path = folder.path(`importable-${target}${options.join('')}.json`);
    await run(['definitions', exported, '--target-version', target, '--output-importable', path, ...options]);
    return JSON.parse(readFileSync(path, 'utf8'));
  }

  it('on the old broker, a policy of mirroring does not apply to quorum queues', async () => {
    await old.call('PUT', 'policies/%2F/all', {
      pattern: '.*',
      priority: 9,
      definition: { 'ha-mode': 'all', expires: 9_000_000 },
      'apply-to': 'queues',
    });
    const mirrored = { definition: { 'ha-mode': 'all', expires: 9_000_000 }, type: 'classic' };
    await expectEffective(old, {
      logs: mirrored,
      'orders.us': mirrored,
      'orders.eu': { definition: { 'max-length': 9 }, type: 'quorum' },
      'orders.urgent': mirrored,
    });
    await old.call('DELETE', 'policies/%2F/all');
  });

  it('as they are, they lose against those of Amazon MQ', async () => {
    const policies = [{ ...POLICIES.orders, name: 'orders', vhost: '/', pattern: '.*', 'apply-to': 'queues' }];
    const low = policies.map((policy) => ({ ...policy, priority: 0 }));
    const queues = Object.keys(QUEUES).map((name) => ({
      name,
      vhost: '/',
      durable: true,
      auto_delete: false,
      arguments: {},
    }));
    await fresh.call('POST', 'definitions', { policies: low, queues });
    const lost = { definition: { 'max-length': 8_000_000, overflow: 'reject-publish' }, type: 'quorum' };
    await expectEffective(fresh, Object.fromEntries(Object.keys(QUEUES).map((name) => [name, lost])));
  });

  it('as they are written, they apply as on the old broker, whatever the type of the queue', async () => {
    await expectEffective(old, {
      logs: { definition: { ...PROMISED.logs, 'ha-mode': 'all' }, type: 'classic' },
      'orders.us': { definition: PROMISED['orders.us'], type: 'classic' },
      'orders.eu': { definition: PROMISED['orders.eu'], type: 'quorum' },
      'orders.urgent': { definition: PROMISED['orders.urgent'], type: 'classic' },
    });
    await fresh.call('POST', 'definitions', await importTo('4.2'));
    await expectEffective(fresh, {
      logs: { definition: PROMISED.logs, type: 'quorum' },
      'orders.us': { definition: PROMISED['orders.us'], type: 'classic' },
      'orders.eu': { definition: PROMISED['orders.eu'], type: 'quorum' },
      'orders.urgent': { definition: PROMISED['orders.urgent'], type: 'classic' },
    });
  });

  it('with --quorum, all of them are quorum queues, which clients can still declare as they did', async () => {
    await fresh.call('POST', 'definitions', await importTo('4.2', '--quorum'));
    await expectEffective(
      fresh,
      Object.fromEntries(Object.entries(PROMISED).map(([name, definition]) => [name, { definition, type: 'quorum' }])),
    );
    const declare = (name: string, args: Definition) =>
      fresh.call('PUT', `queues/%2F/${name}`, { durable: true, arguments: args });
    await declare('logs', {});
    await declare('logs', { 'x-queue-type': 'quorum' });
    await declare('orders.us', { 'x-queue-type': 'classic', 'x-queue-mode': 'lazy' });
    await declare('orders.urgent', { 'x-queue-type': 'classic', 'x-max-priority': 9 });
    await declare('orders.urgent', { 'x-max-priority': 9 });
    await fresh.call('DELETE', 'queues/%2F/orders.urgent');
    await expect(declare('orders.urgent', { 'x-max-priority': 9 })).rejects.toThrow(/400/);
  });

  it('with --quorum, those of classic queues do not reach what was a quorum queue before', async () => {
    const queueOf = (name: string, type: string) => ({
      ...{ name, vhost: '/', durable: true, auto_delete: false, arguments: { 'x-queue-type': type } },
    });
    const policyOf = (name: string, scope: string, priority: number, definition: Definition) => ({
      ...{ name, vhost: '/', pattern: 'o', priority, definition, 'apply-to': scope },
    });
    const definitions = {
      rabbitmq_version: '3.13.7',
      vhosts: [{ name: '/' }],
      policies: [
        policyOf('short', 'classic_queues', 5, { 'message-ttl': 5000 }),
        policyOf('safe', 'quorum_queues', 3, { 'max-length': 9 }),
      ],
      queues: [
        queueOf('logs', 'classic'),
        queueOf('orders.us', 'classic'),
        queueOf('orders.eu', 'quorum'),
        queueOf('orders.urgent', 'quorum'),
      ],
    };
    const { importable } = reviewDefinitions(definitions, '4.2', { toQuorum: true });
    await fresh.call('POST', 'definitions', importable);
    const short = { definition: { 'message-ttl': 5000 }, type: 'quorum' };
    const safe = { definition: { 'max-length': 9 }, type: 'quorum' };
    await expectEffective(fresh, { logs: short, 'orders.us': short, 'orders.eu': safe, 'orders.urgent': safe });
  });

  it('operator policies are imported, although they cannot be changed', async () => {
    const value = { pattern: '.*', priority: 1, definition: { 'max-length': 99 }, 'apply-to': 'queues' };
    await expect(fresh.call('PUT', 'operator-policies/%2F/ceiling', value)).rejects.toThrow(/405/);
    const parameters = [{ component: 'operator_policy', name: 'ceiling', vhost: '/', value }];
    const { importable } = reviewDefinitions({ rabbitmq_version: '3.13.7', parameters }, '4.2');
    await fresh.call('POST', 'definitions', importable);
    expect(await fresh.call('GET', 'operator-policies/%2F')).toEqual([expect.objectContaining({ name: 'ceiling' })]);
    await fresh.call('DELETE', 'parameters/operator_policy/%2F/ceiling').catch(() => undefined);
  });

  it('those for 3.13 reach quorum queues where every other has a setting that keeps it from them', async () => {
    const importable = await importTo('3.13', '--quorum');
    const policies = importable.policies?.map((policy) => ({
      ...policy,
      // What Amazon MQ adds there is no setting of RabbitMQ 4. This one keeps a policy from quorum queues alike.
      definition:
        policy['apply-to'] === 'quorum_queues'
          ? policy.definition
          : { 'queue-mode': 'lazy', expires: 3_000_000, ...policy.definition, 'ha-mode': undefined },
    }));
    const queues = importable.queues?.map((queue) => ({
      ...queue,
      arguments: { 'x-queue-type': 'classic', ...readObject(queue.arguments) },
    }));
    await fresh.call('POST', 'definitions', { policies, queues });
    await expectEffective(fresh, {
      logs: { definition: PROMISED.logs, type: 'quorum' },
      'orders.us': { definition: PROMISED['orders.us'], type: 'quorum' },
      'orders.eu': { definition: PROMISED['orders.eu'], type: 'quorum' },
      'orders.urgent': {
        definition: { ...PROMISED['orders.urgent'], 'queue-mode': 'lazy', expires: 3_000_000 },
        type: 'classic',
      },
    });
  });
});
