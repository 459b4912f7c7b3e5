import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Certificate } from './certificates.ts';
import type { RabbitMQInstallation } from './rabbitmq-installations.ts';

/** Those that Amazon MQ enables. https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-basic-elements-plugins.html */
const PLUGINS = [
  'rabbitmq_management',
  'rabbitmq_shovel_management',
  'rabbitmq_federation_management',
  'rabbitmq_consistent_hash_exchange',
  'rabbitmq_jms_topic_exchange',
  'rabbitmq_jms_topic_exchange',
];
const NODE = 'witness@localhost';
const USER = 'witness';
const PASSWORD = 'of-loopback-only';
const DEADLINE = 45_000;
const INTERVAL = 50;

/** What a server needs to be reached over TLS. */
export interface Tls extends Certificate {
  /** Names that it takes for those of loopback. */
  readonly hosts: readonly string[];
}

/** A real server with the plugins that Amazon MQ has too: management, shovel and federation. */
export interface RabbitMQ {
  /** For shovels between servers. */
  readonly amqpUri: string;
  /** That of AMQP over TLS; `undefined` without a certificate. */
  readonly amqpsPort: number | undefined;
  /** Where its management API listens. */
  readonly managementUrl: string;
  /**
   * Calls the management API. @param path below `/api/`
   * @returns the answer; `undefined` if there is none or nothing is at that path
   * @throws Error if the server refuses
   */
  call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** The same as another user. */
  as(user: string, password: string): Pick<RabbitMQ, 'call'>;
  /** Copies a file to where the server can read it. @returns its path for the server */
  give(path: string): string;
  /** What it has logged so far. */
  log(): string;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** How a server differs from one that was just installed. */
export interface RabbitMQOptions {
  readonly tls?: Tls;
  /** Lines of its configuration, by key. https://www.rabbitmq.com/docs/configure */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Terms of its advanced configuration, for what has no key. */
  readonly terms?: readonly string[];
}

/**
 * Starts a server with files, cookie and port mapper of its own, on free ports of loopback, and waits until its
 * management API answers. It ends with this process, however that ends.
 * @param installation as it was found
 * @throws Error without one, or if the server does not start
 */
export async function startRabbitMQ(
  installation: RabbitMQInstallation | undefined,
  { tls, settings = {}, terms = [] }: RabbitMQOptions = {},
): Promise<RabbitMQ> {
  if (!installation) throw new Error('There is no RabbitMQ to start.');
  const { root, enter, script } = installation;
  const folder = mkdtempSync(join(root, 'tmp', 'rabbitmq-'));
  const home = join('/tmp', basename(folder));
  const [amqp, distribution, epmd, management, amqps] = await freePorts();
  const hosts = JSON.stringify(tls?.hosts ?? ['localhost']);
  const give = (path: string) => {
    copyFileSync(path, join(folder, basename(path)));
    return join(home, basename(path));
  };
  const write = (name: string, ...lines: readonly string[]) =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  write('inetrc', `{host, {127, 0, 0, 1}, ${hosts}}.`, '{lookup, [file, native]}.');
  write(
    'rabbitmq.conf',
    `listeners.tcp.default = 127.0.0.1:${amqp}`,
    ...(tls
      ? [
          `listeners.ssl.default = 127.0.0.1:${amqps}`,
          `ssl_options.cacertfile = ${give(tls.authority)}`,
          `ssl_options.certfile = ${give(tls.certificate)}`,
          `ssl_options.keyfile = ${give(tls.key)}`,
        ]
      : []),
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${management}`,
    `default_user = ${USER}`,
    `default_pass = ${PASSWORD}`,
    'loopback_users = none',
    // The numbers of messages that the API tells are as old as this, in milliseconds.
    'collect_statistics_interval = 100',
    // A root of its own has no /proc to ask.
    'vm_memory_calculation_strategy = allocated',
    'total_memory_available_override_value = 2GB',
    ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`),
  );
  write('advanced.config', `[${['{rabbit, [{quorum_tick_interval, 100}]}', ...terms].join()}].`);
  write('plugins', `[${PLUGINS.join()}].`);
  write('rabbitmq-env.conf');
  const environment = {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin',
    LANG: 'C.UTF-8',
    HOME: home,
    ERL_INETRC: `${home}/inetrc`,
    ERL_EPMD_PORT: epmd,
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_ALLOW_INPUT: true,
    RABBITMQ_NODENAME: NODE,
    RABBITMQ_DIST_PORT: distribution,
    RABBITMQ_MNESIA_BASE: `${home}/mnesia`,
    RABBITMQ_LOG_BASE: `${home}/log`,
    RABBITMQ_CONF_ENV_FILE: `${home}/rabbitmq-env.conf`,
    RABBITMQ_CONFIG_FILE: `${home}/rabbitmq.conf`,
    RABBITMQ_ADVANCED_CONFIG_FILE: `${home}/advanced.config`,
    RABBITMQ_ENABLED_PLUGINS_FILE: `${home}/plugins`,
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  };
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const [program, ...args] = [...enter, 'env', '-i', ...variables, 'sh', '-c', SUPERVISOR, 'sh', script];
  // A process group of its own, which is ended as one.
  const child = spawn(program ?? '', args, { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let output = '';
  let isClosed = false;
  child.once('close', () => {
    isClosed = true;
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));

  const managementUrl = `http://127.0.0.1:${management}`;
  const as = (user: string, password: string) => ({
    call: connect(`${managementUrl}/api/`, user, password),
  });
  const { call } = as(USER, PASSWORD);
  const log = () => readFileSync(join(folder, 'log', `${NODE}.log`), 'utf8');
  const stop = async () => {
    child.stdin.end();
    await closed;
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const deadline = Date.now() + DEADLINE;
  while (!(await answers(call))) {
    if (!isClosed && Date.now() < deadline) {
      await pause(INTERVAL);
      continue;
    }
    await stop();
    throw new Error(`RabbitMQ ${isClosed ? 'ended before it listened' : 'does not answer'}:\n${output.slice(-4000)}`);
  }
  const amqpUri = `amqp://${USER}:${PASSWORD}@127.0.0.1:${amqp}`;
  return { amqpUri, amqpsPort: tls && amqps, managementUrl, call, as, give, log, stop };
}

/**
 * Starts servers at the same time. @returns them in order
 * @throws Error if one does not start; then none runs
 */
export async function startServers<const T extends readonly Promise<RabbitMQ>[]>(
  ...starting: T
): Promise<{ readonly [I in keyof T]: RabbitMQ }> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    const started = await Promise.allSettled(starting);
    await Promise.all(started.map((result) => result.status === 'fulfilled' && result.value.stop()));
    throw error;
  }
}

/**
 * Runs the port mapper and the server until either its standard input ends, which it does with the process that has
 * the other end, or the server does. Then it ends its whole process group, itself included. It removes the files, as
 * nobody else would where that process was killed.
 */
const SUPERVISOR = `
epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 &
until epmd -port "$ERL_EPMD_PORT" -names >/dev/null 2>&1; do kill -0 $! || kill -KILL 0; done
( "$1" -noinput; kill -KILL 0 ) &
read -r _
rm -rf "$HOME"
kill -KILL 0
`;

function connect(url: string, user: string, password: string): RabbitMQ['call'] {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  return async (method, path, body) => {
    const response = await fetch(url + path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${method} /api/${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
}

async function answers(call: RabbitMQ['call']): Promise<boolean> {
  try {
    return (await call('GET', 'overview')) !== undefined;
  } catch {
    return false;
  }
}

/** Waits until a condition holds. @throws Error if it does not within a minute */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + DEADLINE;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await pause(INTERVAL);
  }
}

/** Ports that nobody listens on, all different. */
async function freePorts(): Promise<readonly [number, number, number, number, number]> {
  const listen = async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  const servers = [await listen(), await listen(), await listen(), await listen(), await listen()] as const;
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  const [a = 0, b = 0, c = 0, d = 0, e = 0] = ports;
  return [a, b, c, d, e];
}
