import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Certificate } from './certificates.ts';
import { skipWithout } from './missing.ts';

/**
 * Where packages put the scripts of the server. Those in /usr/sbin of Debian insist on another user and its folders.
 */
const SCRIPTS = ['/usr/lib/rabbitmq/bin', '/opt/rabbitmq/sbin', '/usr/local/sbin'];

const NODE = 'witness@localhost';
const USER = 'witness';
const PASSWORD = 'of-loopback-only';
const DEADLINE = 60_000;
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
  /**
   * Calls the management API. @param path below `/api/`
   * @returns the answer; `undefined` if there is none or nothing is at that path
   * @throws Error if the server refuses
   */
  call(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
  /** The same as another user. */
  as(user: string, password: string): Pick<RabbitMQ, 'call'>;
  /** What it has logged so far. */
  log(): string;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/**
 * The path of RabbitMQ's start script.
 * @returns `undefined` where it is not installed, so that its tests are left out; CI must not leave them out
 * @throws Error in CI
 */
export function findRabbitMQ(): string | undefined {
  const path = SCRIPTS.map((folder) => join(folder, 'rabbitmq-server')).find((script) => existsSync(script));
  if (path !== undefined) return path;
  return skipWithout('RabbitMQ is not there: apt-get install rabbitmq-server');
}

/**
 * Starts a server with files, cookie and port mapper of its own, on free ports of loopback, and waits until its
 * management API answers. It ends with this process, however that ends.
 * @param program as {@link findRabbitMQ} finds it
 */
export async function startRabbitMQ(program: string, tls?: Tls): Promise<RabbitMQ> {
  const folder = mkdtempSync(join(tmpdir(), 'rabbitmq-'));
  const [amqp, distribution, epmd, management, amqps] = await freePorts();
  const hosts = JSON.stringify(tls?.hosts ?? ['localhost']);
  writeFileSync(join(folder, 'inetrc'), `{host, {127, 0, 0, 1}, ${hosts}}.\n{lookup, [file, native]}.\n`);
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    [
      `listeners.tcp.default = 127.0.0.1:${amqp}`,
      ...(tls
        ? [
            `listeners.ssl.default = 127.0.0.1:${amqps}`,
            `ssl_options.cacertfile = ${tls.authority}`,
            `ssl_options.certfile = ${tls.certificate}`,
            `ssl_options.keyfile = ${tls.key}`,
          ]
        : []),
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${management}`,
      `default_user = ${USER}`,
      `default_pass = ${PASSWORD}`,
      'loopback_users = none',
      // The numbers of messages that the API tells are as old as this, in milliseconds.
      'collect_statistics_interval = 100',
      '',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'advanced.config'), '[{rabbit, [{quorum_tick_interval, 100}]}].\n');
  writeFileSync(join(folder, 'plugins'), '[rabbitmq_management,rabbitmq_shovel_management,rabbitmq_federation].\n');
  writeFileSync(join(folder, 'rabbitmq-env.conf'), '');
  const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'sh', program], {
    // A process group of its own, which is ended as one.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      LANG: 'C.UTF-8',
      HOME: folder,
      ERL_INETRC: join(folder, 'inetrc'),
      ERL_EPMD_PORT: String(epmd),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      RABBITMQ_ALLOW_INPUT: 'true',
      RABBITMQ_NODENAME: NODE,
      RABBITMQ_DIST_PORT: String(distribution),
      RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
      RABBITMQ_CONF_ENV_FILE: join(folder, 'rabbitmq-env.conf'),
      RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
      RABBITMQ_ADVANCED_CONFIG_FILE: join(folder, 'advanced.config'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    },
  });
  const closed = once(child, 'close');
  let output = '';
  let isClosed = false;
  child.once('close', () => {
    isClosed = true;
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));

  const as = (user: string, password: string) => ({
    call: connect(`http://127.0.0.1:${management}/api/`, user, password),
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
  return { amqpUri, amqpsPort: tls && amqps, call, as, log, stop };
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
