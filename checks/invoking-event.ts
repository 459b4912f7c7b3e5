import { isObject, quote } from './json.ts';

/** The event is not one that AWS Config sends to a custom rule, or this rule does not handle events of its type. */
export class MalformedEventError extends Error {
  override readonly name = 'MalformedEventError';
}

/** The `invokingEvent` of an event, which is a JSON string. @throws MalformedEventError */
export function parseInvokingEvent(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'string') {
    throw new MalformedEventError(`invokingEvent must be a JSON object in a string, not ${quote(value)}.`);
  }
  let invokingEvent: unknown;
  try {
    invokingEvent = JSON.parse(value);
  } catch (cause) {
    throw new MalformedEventError('invokingEvent is not valid JSON.', { cause });
  }
  if (!isObject(invokingEvent)) throw new MalformedEventError('invokingEvent is not a JSON object.');
  return invokingEvent;
}

/** The value of `eventLeftScope`, which AWS Config omits or sets to `true`. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
