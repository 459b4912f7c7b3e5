import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { publicBroker } from '../cli/plan/described.ts';
import { commandsOf } from '../cli/plan/runbook-reader.ts';
import { runbookIn } from '../cli/plan/support.ts';
import type { temporaryFolder } from '../cli/support.ts';
import { findOpenssl, makeCertificates } from './certificates.ts';
import type { RabbitMQ, RabbitMQOptions } from './rabbitmq.ts';
import { startRabbitMQ, startServers } from './rabbitmq.ts';
import { findRabbitMQ, findRabbitMQ4 } from './rabbitmq-installations.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/cli/index.js');
const NAMES = { old: 'b-old.mq.example', new: 'b-new.mq.example' } as const;
const ADMINISTRATOR = 'orders-cluster-admin';
const PASSWORD = 'Abc123';

/** An administrator of the old broker. The name and password have characters that shells and curl could misread. */
const OLD_USER = `ad "min`;
const OLD_PASSWORD = ` #a"b'c\\d $(x) é `;

/** The user that the commands create on both brokers to drain the old one. */
export const DRAINER = 'drain-test';

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

/** How pasting differs from the usual: variables of the shell, and answers to what the commands ask. */
export interface Differences {
  readonly environment?: Readonly<Record<string, string>>;
  readonly answers?: Readonly<Record<string, string>>;
}

/** The commands of a runbook, with two real servers instead of the brokers. */
export interface Migration {
  /** RabbitMQ 3, in place of the old broker. */
  readonly old: RabbitMQ;
  /** RabbitMQ 4, in place of the new broker. The commands also take it for the RabbitMQ that runs the shovels. */
  readonly young: RabbitMQ;
  /**
   * Pastes blocks of commands into one shell, as text that it reads as fast as it can: a command that asks gets what
   * comes after its block.
   * @returns what they print
   */
  paste(blocks: readonly string[], differences?: Differences): Promise<string>;
  /** The blocks of some steps. @throws Error if there is no such step */
  blocksOf(...titles: readonly string[]): readonly string[];
  /** The blocks that log in to both brokers. */
  connect(): readonly string[];
  /** The block that compares the brokers. */
  comparing(): readonly string[];
  /**
   * Those blocks of the step that drains which contain some text each, and what comes before them.
   * @throws Error if no block contains one of the texts
   */
  draining(...parts: readonly string[]): readonly string[];
  stop(): Promise<unknown>;
}

/** What {@link startMigration} needs; `undefined` if something is missing. @throws Error in CI */
export function findMigrationPrograms() {
  const programs = { installed: findRabbitMQ(), installed4: findRabbitMQ4(), openssl: findOpenssl() };
  return Object.values(programs).includes(undefined) ? undefined : programs;
}

/** Plans to replace a public broker with one of RabbitMQ 4.2, and starts the servers. @param settings of the new one */
export async function startMigration(
  programs: ReturnType<typeof findMigrationPrograms>,
  folder: ReturnType<typeof temporaryFolder>,
  settings: RabbitMQOptions['settings'] = { default_queue_type: 'quorum' },
): Promise<Migration> {
  const steps = commandsOf(await runbookIn(folder.path('runbook.md'), publicBroker(), '--engine-version', '4.2'));
  // One certificate is for every name, as those of Amazon MQ are in some regions.
  const made = makeCertificates(folder.path('.'), { old: '*.mq.example', new: NAMES.new, stranger: 'stranger' });
  const hosts = Object.values(NAMES);
  const [old, young] = await startServers(
    startRabbitMQ(programs?.installed, { tls: { ...made.old, hosts } }),
    startRabbitMQ(programs?.installed4, {
      tls: { ...made.new, hosts },
      settings,
      // Amazon MQ trusts its own certificates. Erlang trusts none by default.
      terms: ['{amqp_client, [{ssl_options, [{verify, verify_none}]}]}'],
    }),
  );
  const tags = 'administrator';
  await old.call('PUT', `users/${encodeURIComponent(OLD_USER)}`, { password: OLD_PASSWORD, tags });
  await young.call('PUT', `users/${ADMINISTRATOR}`, { password: PASSWORD, tags });
  const usual: Required<Differences> = {
    environment: {
      PATH: process.env.PATH ?? '',
      DRAINER,
      HOME: folder.path('.'),
      LANG: 'C.UTF-8',
      NODE: process.execPath,
      CA_FILE: young.give(made.old.authority),
      STUB_OLD_URL: old.managementUrl,
      STUB_NEW_URL: young.managementUrl,
      STUB_OLD_AMQP: `amqps://${NAMES.old}:${old.amqpsPort}`,
      STUB_NEW_AMQP: `amqps://${NAMES.new}:${young.amqpsPort}`,
    },
    answers: {
      'Administrator of the old broker': `${OLD_USER}\n${OLD_PASSWORD}`,
      'Virtual host': 'orders',
      'Management API of your RabbitMQ': `${young.managementUrl}\n${ADMINISTRATOR}\n${PASSWORD}`,
    },
  };

  async function paste(blocks: readonly string[], { environment, answers }: Differences = {}): Promise<string> {
    const child = spawn('bash', [], { cwd: folder.path('.'), env: { ...usual.environment, ...environment } });
    const text = blocks.flatMap((block) => {
      const asked = Object.entries({ ...usual.answers, ...answers }).find(([name]) => block.includes(`-p '${name}`));
      return [block, ...(asked ? [`${asked[1]}\n`] : [])];
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
  const draining = (...parts: readonly string[]) => {
    const blocks = blocksOf('Drain the old broker');
    return [
      ...connect(),
      ...blocksOf('Let consumers read from both brokers'),
      ...parts.map((part) => {
        const found = blocks.find((block) => block.includes(part));
        if (found === undefined) throw new Error(`No block drains with ${part}.`);
        return found;
      }),
    ];
  };
  const stop = () => Promise.all([old.stop(), young.stop()]);
  return { old, young, paste, blocksOf, connect, comparing, draining, stop };
}
