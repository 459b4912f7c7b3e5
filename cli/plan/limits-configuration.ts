import type { Limits } from '../rabbitmq/limits.ts';
import { LIMIT_KEYS } from '../rabbitmq/limits.ts';
import type { Replacement } from './replacement.ts';

/** Limits as lines of `rabbitmq.conf`. */
export function limitLines(limits: Limits): readonly string[] {
  return LIMIT_KEYS.flatMap((key) => (limits[key] === undefined ? [] : [`${key} = ${limits[key]}`]));
}

/** Whether the plan creates a configuration for the new broker. */
export function hasOwnConfiguration({ limits }: Replacement): boolean {
  return Object.keys(limits).length > 0;
}

/** What the configuration says of itself. */
export function descriptionOf({ name }: Replacement): string {
  return `The limits of the broker ${name}`;
}
