import type { TargetVersion } from './target.ts';

/**
 * The first release of a version that refuses something; a version that is missing takes it. Amazon MQ chooses the release,
 * so the command goes by the strictest release of a version.
 */
export type Since = Readonly<Partial<Record<TargetVersion, string>>>;

/** Refused by every release of every version. */
export const ALWAYS: Since = { '3.13': '3.13.0', '4.2': '4.2.0', '4.3': '4.3.0' };

/** Refused by every release of RabbitMQ 4.3. */
export const BY_43: Since = { '4.3': '4.3.0' };

/** Refused since regular expressions are limited in length. */
export const LONG_PATTERN: Since = { '4.2': '4.2.8', '4.3': '4.3.2' };

/** The address of a file of RabbitMQ's source. @param path below `deps`, such as `rabbit/src/rabbit_vhost.erl` */
export function engineFile(path: string, tag = 'v4.3.5'): string {
  return `https://github.com/rabbitmq/rabbitmq-server/blob/${tag}/deps/${path}`;
}
