import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { skipWithout } from './missing.ts';

/** A RabbitMQ that can be started here. */
export interface RabbitMQInstallation {
  /** The folder that it takes for the root of the file system. */
  readonly root: string;
  /** What comes before a command that runs in there. */
  readonly enter: readonly string[];
  /** Its start script, in there. */
  readonly script: string;
}

/** Where packages put the scripts of the server. Those in /usr/sbin of Debian insist on another user and its folders. */
const SCRIPTS = ['/usr/lib/rabbitmq/bin', '/opt/rabbitmq/sbin', '/usr/local/sbin'].map((folder) =>
  join(folder, 'rabbitmq-server'),
);

/** Debian 13 with its RabbitMQ, which `.ci/run` makes. */
const DEBIAN_13 = join(import.meta.dirname, '../../.rabbitmq-4');

/** Who may call `chroot`: root, who one is in a user namespace of one's own, or with sudo. */
const AS_ROOT = [[], ['unshare', '--map-root-user'], ['sudo', '--non-interactive']];

/**
 * The installed RabbitMQ, of any version: the old broker of a migration.
 * @returns `undefined` where it is not installed, so that its tests are left out; CI must not leave them out
 * @throws Error in CI
 */
export function findRabbitMQ(): RabbitMQInstallation | undefined {
  const script = SCRIPTS.find((path) => existsSync(path));
  if (script !== undefined) return { root: '/', enter: [], script };
  return skipWithout('RabbitMQ is not there: apt-get install rabbitmq-server');
}

/**
 * RabbitMQ 4.0: the new broker of a migration, in a root of its own, so that both versions are there at once.
 * @returns `undefined` where it is not there, so that its tests are left out; CI must not leave them out
 * @throws Error in CI
 */
export function findRabbitMQ4(): RabbitMQInstallation | undefined {
  const script = SCRIPTS.find((path) => existsSync(join(DEBIAN_13, path)));
  if (script === undefined) {
    return skipWithout(
      'RabbitMQ 4 is not there: debootstrap --variant=minbase --include=rabbitmq-server trixie .rabbitmq-4',
    );
  }
  const enter = AS_ROOT.map((prefix) => [...prefix, 'chroot', DEBIAN_13]).find(
    ([program = '', ...args]) => spawnSync(program, [...args, 'true']).status === 0,
  );
  if (enter !== undefined) return { root: DEBIAN_13, enter, script };
  return skipWithout('RabbitMQ 4 cannot be started: chroot needs root, a user namespace or sudo without a password');
}
