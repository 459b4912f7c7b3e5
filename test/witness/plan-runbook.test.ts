import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { publicBroker } from '../cli/plan/described.ts';
import { commandsOf } from '../cli/plan/runbook-reader.ts';
import { runbookIn } from '../cli/plan/support.ts';
import { temporaryFolder } from '../cli/support.ts';
import { findOpenssl, makeCertificates } from '../support/certificates.ts';
import { describeWith } from '../support/missing.ts';
import type { RabbitMQ } from '../support/rabbitmq.ts';
import { startRabbitMQ, startServers, until } from '../support/rabbitmq.ts';
import { findRabbitMQ, findRabbitMQ4 } from '../support/rabbitmq-installations.ts';

const installed = findRabbitMQ();
const installed4 = findRabbitMQ4();
const openssl = findOpenssl();

const PROGRAM = join(import.meta.dirname, '../../dist/cli/index.js');
const DRAINER = 'drain-test';
const MESSAGES = 200;
const ADMINISTRATOR = 'orders-cluster-admin';
const PASSWORD = 'Abc123';
/** An administrator of the old broker. The name and password have characters that shells and curl could misread. */
const OLD_USER = `ad "min`;
const OLD_PASSWORD = ` #a"b'c\\d $(x) é `;
const NAMES = { old: 'b-old.mq.example', new: 'b-new.mq.example' } as const;

/** Stubs for AWS, for names in DNS, and for the installed program. */
const STUBS = `
aws() {
  local broker=OLD
  [[ " $* " == *" new-id "* ]] && broker=NEW
  case " $* " in
    *ConsoleURL*) url=STUB_\${broker}_URL; printf '%s\\n' "\${!url}" ;;
    *Endpoints*) amqp=STUB_\${broker}_AMQP; printf '%s\\n' "\${!amqp}" ;;
    *get-secret-value*) printf '{"username":"${ADMINISTRATOR}","password":"${PASSWORD}"}\\n' ;;
    *) printf 'aws %s\\n' "$*" ;;
  esac
}
rabbitmq-conformance() { "$NODE" '${PROGRAM}' "$@"; }
openssl() { command openssl "\${@/#b-???.mq.example:/127.0.0.1:}"; }
OLD_ID=old-id NEW_ID=new-id SECRET=secret HERE=$PWD
`;

describeWith(installed && installed4 && openssl)(
  'the commands of the runbook, with two real servers instead of the brokers',
  () => {
    const folder = temporaryFolder();
    let steps: ReadonlyMap<string, readonly string[]>;
    let old: RabbitMQ;
    let young: RabbitMQ;
    let environment: Readonly<Record<string, string | undefined>>;
    let answers: Readonly<Record<string, readonly string[]>>;

    beforeAll(async () => {
      steps = commandsOf(await runbookIn(folder.path('runbook.md'), publicBroker(), '--engine-version', '4.2'));
      // One certificate is for every name, as those of Amazon MQ are in some regions.
      const made = makeCertificates(folder.path('.'), { old: '*.mq.example', new: NAMES.new, stranger: 'stranger' });
      const hosts = Object.values(NAMES);
      [old, young] = await startServers(
        startRabbitMQ(installed, { tls: { ...made.old, hosts } }),
        startRabbitMQ(installed4, {
          tls: { ...made.new, hosts },
          settings: { default_queue_type: 'quorum' },
          // Amazon MQ trusts its own certificates. Erlang trusts none by default.
          terms: ['{amqp_client, [{ssl_options, [{verify, verify_none}]}]}'],
        }),
      );
      await fill(old);
      await young.call('PUT', `users/${ADMINISTRATOR}`, { password: PASSWORD, tags: 'administrator' });
      const youngUrl = `http://127.0.0.1:${await managementPort(young)}`;
      environment = {
        PATH: process.env.PATH,
        DRAINER,
        HOME: folder.path('.'),
        LANG: 'C.UTF-8',
        NODE: process.execPath,
        CA_FILE: young.give(made.old.authority),
        STUB_OLD_URL: `http://127.0.0.1:${await managementPort(old)}`,
        STUB_NEW_URL: youngUrl,
        STUB_OLD_AMQP: `amqps://${NAMES.old}:${old.amqpsPort}`,
        STUB_NEW_AMQP: `amqps://${NAMES.new}:${young.amqpsPort}`,
      };
      answers = {
        'Administrator of the old broker': [OLD_USER, OLD_PASSWORD],
        'Virtual host': ['orders'],
        'Management API of your RabbitMQ': [youngUrl, ADMINISTRATOR, PASSWORD],
        'Queue to federate': ['slow'],
        Queue: ['dead'],
      };
    });
    afterAll(() => Promise.all([old?.stop(), young?.stop()]));

    /**
     * Pastes blocks of commands into one shell, as text that it reads as fast as it can: a command that asks gets what comes
     * after its block.
     */
    async function paste(blocks: readonly string[], differences: typeof environment = {}): Promise<string> {
      const child = spawn('bash', [], { cwd: folder.path('.'), env: { ...environment, ...differences } });
      const text = blocks.flatMap((block) => {
        const asked = Object.entries(answers).find(([question]) => block.includes(`-p '${question}`));
        return [block, ...(asked?.[1].map((answer) => `${answer}\n`) ?? [])];
      });
      child.stdin.end(`${STUBS}${text.join('')}`);
      let output = '';
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
      await once(child, 'close');
      return output;
    }

    const blocksOf = (...titles: readonly string[]) =>
      titles.flatMap((title) => {
        const blocks = steps.get(title);
        if (blocks === undefined) throw new Error(`There is no step ${title}.`);
        return blocks;
      });
    const connect = () =>
      blocksOf('Connect to the old broker, and measure it', 'Connect to the new broker').filter((block) =>
        /login (old|new)/.test(block),
      );
    const comparing = () => blocksOf('Import the definitions').filter((block) => block.startsWith('compare()'));
    /** The blocks of the step that drains, by what is in them. */
    const draining = (...parts: readonly string[]) => {
      const blocks = blocksOf('Drain the old broker');
      return [
        ...connect(),
        ...blocksOf('Let consumers read from both brokers'),
        ...parts.map((part) => blocks.find((block) => block.includes(part)) ?? `There is no block with ${part}.`),
      ];
    };

    test('the response says what the new broker refuses, and the reason', async () => {
      const [importing = ''] = blocksOf('Import the definitions');
      folder.write('definitions.json', {
        queues: [{ name: 'q', vhost: 'no-such-host', durable: true, arguments: {} }],
      });
      const output = await paste([...connect(), importing]);
      expect(output).toMatch(/"reason":.*no-such-host/);
    });

    test('the definitions are exported, checked and imported', async () => {
      const output = await paste([...connect(), ...blocksOf('Export the definitions', 'Import the definitions')]);
      expect(output).toMatch(/^3\.\d+\.\d+\n4\.0\.\d+$/m);
      expect(output).not.toMatch(/^\["new broker",\[/m);
      await until('the policies are told', async () =>
        /^no difference$/m.test(await paste([...connect(), ...comparing()])),
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
      const output = await paste([
        ...connect(),
        ...comparing().map((block) => block.replace(/^compare$/m, '')),
        ...blocksOf('Switch the producers'),
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

    test('the old broker is measured', async () => {
      await until('the messages are counted', async () => (await totalOf(old)) === 2 * MESSAGES);
      const output = await paste(blocksOf('Connect to the old broker, and measure it'));
      expect(output).toMatch(/^queues\t3\t/m);
      expect(output).toMatch(/^virtual hosts\t2\t/m);
      expect(output).toMatch(/^bytes of an average message\t8\t/m);
      expect(output).not.toMatch(/curl:|jq: error|bash:/);
    });

    test('if a broker does not answer, no output says that there is no difference', async () => {
      const output = await paste([...connect(), ...comparing()], { STUB_OLD_URL: 'http://127.0.0.1:9' });
      expect(output).toContain('curl:');
      expect(output).not.toContain('no difference');
    });

    const last = () => [
      ...connect(),
      ...blocksOf('Stop the old consumers, and verify').filter((block) => block.startsWith('left()')),
      ...blocksOf('Delete the old broker').filter((block) => block.includes('delete-broker')),
    ];

    test('an old broker with messages is not deleted', async () => {
      await until('the messages are counted', async () => (await totalOf(old)) === 2 * MESSAGES);
      const output = await paste(last());
      expect(output).toContain(`"messages": ${2 * MESSAGES}`);
      expect(output).toContain('Not deleted');
      expect(output).not.toContain('aws mq delete-broker');
    });

    test('no shovel sends anything to a broker whose certificate the authority did not sign', async () => {
      await paste(draining("read -r -p 'Virtual host", 'verified_uri()', 'src-queue'), {
        CA_FILE: young.give(folder.path('stranger.pem')),
      });
      await until('the certificate is refused', async () => /CLIENT ALERT: Fatal - Unknown CA/.test(old.log()));
      expect(await totalOf(old)).toBe(2 * MESSAGES);
      await young.call('DELETE', 'parameters/shovel/%2F/drain');
    });

    test('messages are drained with a shovel over verified TLS, and none is lost', async () => {
      const output = await paste(draining('waiting()', "read -r -p 'Virtual host", 'verified_uri()', 'src-queue'));
      expect(output).not.toContain('curl:');
      expect(output).toContain(`orders\tdead\tclassic\t${MESSAGES}\t0\t0\t`);
      await until('the messages have moved', async () => (await totalOf(young)) === MESSAGES);
      await until('the old queue is empty', async () => (await totalOf(old)) === MESSAGES);
      expect(await take(young, 'dead')).toEqual(Array.from({ length: MESSAGES }, (_, index) => `dead ${index}`));
      await until('the shovel is gone', async () => !(await young.call('GET', 'parameters/shovel/%2F/drain')));
    });

    test('a queue that is not there is not drained, and not made', async () => {
      answers = { ...answers, Queue: ['deed'] };
      const output = await paste(draining("read -r -p 'Virtual host", 'verified_uri()', 'src-queue'));
      answers = { ...answers, Queue: ['dead'] };
      expect(output).toContain('error');
      expect(await young.call('GET', 'parameters/shovel/%2F/drain')).toBeUndefined();
      for (const server of [old, young]) expect(await server.call('GET', 'queues/orders/deed')).toBeUndefined();
    });

    test('messages are drained by federation, which is then deleted with the user', async () => {
      await paste(draining("read -r -p 'Virtual host", 'UPSTREAM='));
      expect(await young.call('GET', 'parameters/federation-upstream/orders/old')).toMatchObject({
        value: { 'ack-mode': 'on-confirm' },
      });
      expect(await young.call('GET', 'policies/orders/drain-old')).toMatchObject({ pattern: '^slow$' });
      // A consumer that waits: a shovel within the new broker.
      await young.call('PUT', 'queues/orders/received', { durable: true });
      await young.call('PUT', 'parameters/shovel/orders/consumer', {
        value: {
          ...{ 'src-protocol': 'amqp091', 'src-uri': 'amqp:///orders', 'src-queue': 'slow' },
          ...{ 'dest-protocol': 'amqp091', 'dest-uri': 'amqp:///orders', 'dest-queue': 'received' },
        },
      });
      await until('all has arrived', async () => {
        const queue = await young.call('GET', 'queues/orders/received');
        return (queue as { readonly messages?: number }).messages === MESSAGES;
      });
      const received = await take(young, 'received');
      expect(received.toSorted()).toEqual(Array.from({ length: MESSAGES }, (_, index) => `slow ${index}`).toSorted());
      await until('the old queue is empty', async () => (await totalOf(old)) === 0);
      const output = await paste(
        draining('policies/$VHOST_PATH/drain-old" --request DELETE', 'unset DRAINER DRAIN_PASSWORD'),
        {
          VHOST_PATH: 'orders',
        },
      );
      expect(output).not.toContain('curl:');
      expect(await young.call('GET', 'parameters/federation-upstream/orders')).toEqual([]);
      expect(await young.call('GET', 'policies/orders/drain-old')).toBeUndefined();
      for (const server of [old, young]) expect(await server.call('GET', `users/${DRAINER}`)).toBeUndefined();
    });

    test('then it is deleted, when nobody is connected any more', async () => {
      await until('nobody is connected', async () => ((await old.call('GET', 'connections')) as []).length === 0);
      expect(await paste(last())).toContain('aws mq delete-broker --broker-id old-id');
    });
  },
);

async function fill({ call }: RabbitMQ): Promise<void> {
  await call('PUT', 'vhosts/orders');
  await call('PUT', `users/${encodeURIComponent(OLD_USER)}`, { password: OLD_PASSWORD, tags: 'administrator' });
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

async function managementPort({ call }: RabbitMQ): Promise<number> {
  const { listeners } = (await call('GET', 'overview')) as {
    readonly listeners: readonly { readonly protocol: string; readonly port: number }[];
  };
  const port = listeners.find(({ protocol }) => protocol === 'http')?.port;
  if (port === undefined) throw new Error('The management API listens nowhere.');
  return port;
}

async function totalOf({ call }: RabbitMQ): Promise<number | undefined> {
  const { queue_totals } = (await call('GET', 'overview')) as { readonly queue_totals: { readonly messages?: number } };
  return queue_totals.messages;
}

async function take({ call }: RabbitMQ, queue: string): Promise<readonly string[]> {
  const messages = (await call('POST', `queues/orders/${queue}/get`, {
    count: MESSAGES + 1,
    ackmode: 'ack_requeue_false',
    encoding: 'auto',
  })) as readonly { readonly payload: string }[];
  return messages.map(({ payload }) => payload);
}
