import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The result token of every event fixture, in a form that is easy to search a log for. */
export const RESULT_TOKEN = 'result-token-for-tests';

type Json = Readonly<Record<string, unknown>>;

const FOLDER = join(import.meta.dirname, '../fixtures/events');

/**
 * Makes a fresh event of `test/fixtures/events/<name>.json`, with `invokingEvent` and `ruleParameters` as text, as
 * AWS Config sends them. The files have them as objects, which can be read.
 * @param overrides are merged into the event at any depth; a member of `undefined` is taken out
 */
export function loadEvent(name: string, overrides: Json = {}): Record<string, unknown> {
  const fixture: Json = JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8'));
  const event = merge(merge(fixture, madeNow(fixture)), overrides);
  for (const member of ['invokingEvent', 'ruleParameters']) {
    if (isPlainObject(event[member])) event[member] = JSON.stringify(event[member]);
  }
  return event;
}

// An event that was made long ago is one that Lambda repeats.
function madeNow({ invokingEvent }: Json): Json {
  const isChange = isPlainObject(invokingEvent) && String(invokingEvent.messageType).endsWith('ChangeNotification');
  return isChange ? { invokingEvent: { notificationCreationTime: new Date().toISOString() } } : {};
}

function merge(base: Json, overrides: Json): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(overrides)) {
    const old = merged[name];
    if (value === undefined) delete merged[name];
    else merged[name] = isPlainObject(value) && isPlainObject(old) ? merge(old, value) : value;
  }
  return merged;
}

function isPlainObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
