import { readFileSync } from 'node:fs';
import { temporaryFolder } from '../cli/support.ts';
import type { Migration } from '../support/migration.ts';
import { DRAINER, findMigrationPrograms, startMigration } from '../support/migration.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { until } from '../support/rabbitmq.ts';

const programs = findMigrationPrograms();

const MESSAGES = 20;

describeWith(programs)('the commands of the runbook, with two real servers instead of the brokers', () => {
  const folder = temporaryFolder();
  let old: RabbitMQ;
  let young: RabbitMQ;
  let migration: Migration;
  beforeAll(async () => {
    migration = await startMigration(programs, folder);
    ({ old, young } = migration);
    await fill(old);
  });
  afterAll(() => migration?.stop());

  test('the response says what the new broker refuses, and the reason', async () => {
    const [importing = ''] = migration.blocksOf('Import the definitions');
    folder.write('definitions.json', {
      queues: [{ name: 'q', vhost: 'no-such-host', durable: true, arguments: {} }],
    });
    const output = await migration.paste([...migration.connect(), importing]);
    expect(output).toMatch(/"reason":.*no-such-host/);
  });

  test('the definitions are exported, checked and imported', async () => {
    const output = await migration.paste([
      ...migration.connect(),
      ...migration.blocksOf('Export the definitions', 'Import the definitions'),
    ]);
    expect(output).toMatch(/^3\.\d+\.\d+\n4\.0\.\d+$/m);
    expect(output).not.toMatch(/^\["new broker",\[/m);
    await until('the policies are told', async () =>
      /^no difference$/m.test(await migration.paste([...migration.connect(), ...migration.comparing()])),
    );
    expect(output).not.toContain('curl:');
    expect(await young.call('GET', 'queues/orders/dead')).toMatchObject({ durable: true });
    expect(await young.as('app', 'geheim').call('GET', 'whoami')).toMatchObject({ name: 'app' });
  });

  test('a queue, a binding and an exchange that the new broker lacks are listed before producers are switched', async () => {
    await young.call('DELETE', 'bindings/orders/e/orders/q/slow/slow.%23');
    await young.call('DELETE', 'queues/orders/spare');
    await young.call('DELETE', 'exchanges/orders/unused');
    await young.call('DELETE', 'permissions/orders/app');
    await young.call('DELETE', 'policies/orders/letters');
    const output = await migration.paste([
      ...migration.connect(),
      ...migration.comparing().map((block) => block.replace(/^compare$/m, '')),
      ...migration.blocksOf('Switch the producers'),
    ]);
    expect(output.match(/^\[.*\]$/gm)).toEqual([
      '["new broker",["permission","orders","app"],"is missing"]',
      '["new broker",["policy","orders","letters"],"is missing"]',
      '["new broker",["exchange","orders","unused"],"is missing"]',
      '["new broker",["queue","orders","spare"],"is missing"]',
      '["new broker",["binding","orders","orders","queue","slow","slow.#",{}],"is missing"]',
    ]);
    expect(output).not.toContain('no difference');
    await young.call('POST', 'bindings/orders/e/orders/q/slow', { routing_key: 'slow.#' });
  });

  test('the old broker is measured, and no password gets into a file', async () => {
    const uri = 'amqp://app:secret-of-shovel@127.0.0.1:9';
    await old.call('PUT', 'parameters/shovel/orders/archive', {
      value: { 'src-uri': uri, 'src-queue': 'slow', 'dest-uri': uri, 'dest-queue': 'slow' },
    });
    await until('the messages are counted', async () => (await totalOf(old)) === 2 * MESSAGES);
    const output = await migration.paste(migration.blocksOf('Connect to the old broker, and measure it'));
    expect(output).toMatch(/^queues\t3\t/m);
    expect(output).toMatch(/^virtual hosts\t2\t/m);
    expect(output).toMatch(/^shovels\t1\t/m);
    expect(readFileSync(folder.path('shovels.json'), 'utf8')).toBe('[{"name":"archive"}]');
    await old.call('DELETE', 'parameters/shovel/orders/archive');
    expect(output).toMatch(/^bytes of an average message\t7\t/m);
    expect(output).not.toMatch(/curl:|jq: error|bash:/);
  });

  test('if a broker does not answer, no output says that there is no difference', async () => {
    const output = await migration.paste([...migration.connect(), ...migration.comparing()], {
      environment: { STUB_OLD_URL: 'http://127.0.0.1:9' },
    });
    expect(output).toContain('curl:');
    expect(output).not.toContain('no difference');
  });

  const last = () => [
    ...migration.connect(),
    ...migration.blocksOf('Stop the old consumers, and verify').filter((block) => block.startsWith('left()')),
    ...migration.blocksOf('Delete the old broker').filter((block) => block.includes('delete-broker')),
  ];

  test('an old broker with messages is not deleted', async () => {
    await until('the messages are counted', async () => (await totalOf(old)) === 2 * MESSAGES);
    const output = await migration.paste(last());
    expect(output).toContain(`"messages": ${2 * MESSAGES}`);
    expect(output).toContain('Not deleted');
    expect(output).not.toContain('aws mq delete-broker');
  });

  test('no shovel sends anything to a broker whose certificate the authority did not sign', async () => {
    await migration.paste(migration.draining("read -r -p 'Virtual host", 'verified_uri()', 'src-queue'), {
      environment: { CA_FILE: young.give(folder.path('stranger.pem')) },
      answers: { 'Queue:': 'dead' },
    });
    await until('the certificate is refused', async () => /CLIENT ALERT: Fatal - Unknown CA/.test(old.log()));
    expect(await totalOf(old)).toBe(2 * MESSAGES);
    await young.call('DELETE', 'parameters/shovel/%2F/drain');
  });

  test('a queue that is not there is not drained, and not made', async () => {
    const output = await migration.paste(
      migration.draining("read -r -p 'Virtual host", 'verified_uri()', 'src-queue'),
      { answers: { 'Queue:': 'deed' } },
    );
    expect(output).toContain('error');
    expect(await young.call('GET', 'parameters/shovel/%2F/drain')).toBeUndefined();
    for (const server of [old, young]) expect(await server.call('GET', 'queues/orders/deed')).toBeUndefined();
  });

  test('federation confirms what it moves, matches one queue, and is deleted with the user', async () => {
    await migration.paste(migration.draining("read -r -p 'Virtual host", 'UPSTREAM='), {
      answers: { 'Queue to federate': 'slow' },
    });
    expect(await young.call('GET', 'parameters/federation-upstream/orders/old')).toMatchObject({
      value: { 'ack-mode': 'on-confirm' },
    });
    expect(await young.call('GET', 'policies/orders/drain-old')).toMatchObject({ pattern: '^slow$' });
    const output = await migration.paste(
      migration.draining('policies/$VHOST_PATH/drain-old" --request DELETE', 'unset DRAINER DRAIN_PASSWORD'),
      { environment: { VHOST_PATH: 'orders' } },
    );
    expect(output).not.toContain('curl:');
    expect(await young.call('GET', 'parameters/federation-upstream/orders')).toEqual([]);
    expect(await young.call('GET', 'policies/orders/drain-old')).toBeUndefined();
    for (const server of [old, young]) expect(await server.call('GET', `users/${DRAINER}`)).toBeUndefined();
  });

  test('an old broker without messages is deleted, when nobody is connected any more', async () => {
    for (const queue of ['dead', 'slow']) await old.call('DELETE', `queues/orders/${queue}/contents`);
    await until('the messages are counted', async () => (await totalOf(old)) === 0);
    await until('nobody is connected', async () => ((await old.call('GET', 'connections')) as []).length === 0);
    expect(await migration.paste(last())).toContain('aws mq delete-broker --broker-id old-id');
  });
});

async function fill({ call }: RabbitMQ): Promise<void> {
  await call('PUT', 'vhosts/orders');
  await call('PUT', 'users/app', { password: 'geheim', tags: 'management' });
  for (const user of ['witness', 'app']) {
    await call('PUT', `permissions/orders/${user}`, { configure: '.*', write: '.*', read: '.*' });
  }
  await call('PUT', 'policies/orders/letters', {
    ...{ pattern: '^spare$', 'apply-to': 'queues', priority: 2 },
    definition: { 'dead-letter-exchange': 'orders' },
  });
  for (const name of ['orders', 'unused'])
    await call('PUT', `exchanges/orders/${name}`, { type: 'topic', durable: true });
  for (const queue of ['dead', 'slow', 'spare']) {
    await call('PUT', `queues/orders/${queue}`, { durable: true, arguments: {} });
    await call('POST', `bindings/orders/e/orders/q/${queue}`, { routing_key: `${queue}.#` });
  }
  await call('DELETE', 'bindings/orders/e/orders/q/spare/spare.%23');
  for (const queue of ['dead', 'slow']) {
    for (let index = 0; index < MESSAGES; index += 1) {
      await call('POST', 'exchanges/orders/orders/publish', {
        properties: { delivery_mode: 2 },
        routing_key: `${queue}.test`,
        payload: `${queue} ${index}`,
        payload_encoding: 'string',
      });
    }
  }
}

async function totalOf({ call }: RabbitMQ): Promise<number | undefined> {
  const { queue_totals } = (await call('GET', 'overview')) as { readonly queue_totals: { readonly messages?: number } };
  return queue_totals.messages;
}
