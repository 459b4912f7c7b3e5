import { isObject, quote } from './json.ts';

/** The event is not one that AWS Config sends to a custom rule, or of a kind that this rule does not handle. */
export class MalformedEventError extends Error {
  override readonly name = 'MalformedEventError';
}

/** The `invokingEvent` of an event, which is JSON as text. @throws MalformedEventError */
export function parseInvokingEvent(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'string') {
    throw new MalformedEventError(`invokingEvent must be a JSON object as text, not ${quote(value)}.`);
  }
  let invokingEvent: unknown;
  try {
    invokingEvent = JSON.parse(value);
  } catch (cause) {
    throw new MalformedEventError('invokingEvent is not JSON.', { cause });
  }
  if (!isObject(invokingEvent)) throw new MalformedEventError('invokingEvent is not a JSON object.');
  return invokingEvent;
}

/** The value of `eventLeftScope`, which AWS Config leaves out or sets to `true`. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
