import { InvalidArgumentError, Option } from 'commander';
import type { LimitKey, Limits } from '../rabbitmq/limits.ts';
import { LIMIT_KEYS } from '../rabbitmq/limits.ts';

/** The repeatable option `--limit`. The result is {@link Limits}, not yet compared with the maxima of the broker. */
export function limitOption(): Option {
  return new Option(
    '--limit <key=value>',
    'a limit in the configuration of the new broker, such as cluster_queue_limit=1500; repeatable',
  ).argParser(readLimit);
}

/** Reads one more `key=value`. @throws InvalidArgumentError */
export function readLimit(text: string, others: Limits = {}): Limits {
  const [, key = '', value = ''] = /^([\w.]+)\s*=\s*(\d{1,12})$/.exec(text.trim()) ?? [];
  if (!isLimitKey(key))
    throw new InvalidArgumentError(
      `Expected key=value with a whole number, and one of the keys ${LIMIT_KEYS.join(', ')}.`,
    );
  if (Number(value) === 0) throw new InvalidArgumentError('Expected a number above 0.');
  if (others[key] !== undefined) throw new InvalidArgumentError(`${key} is given twice.`);
  return { ...others, [key]: Number(value) };
}

function isLimitKey(text: string): text is LimitKey {
  return (LIMIT_KEYS as readonly string[]).includes(text);
}
