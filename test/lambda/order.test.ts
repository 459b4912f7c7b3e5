import { inOrder } from '../../lambda/order.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const START = Date.parse('2026-03-01T06:00:00Z');
const BROKERS = Array.from({ length: 50 }, (_, index) => ({ resourceId: `b-${index}` }));
const IDS = BROKERS.map(({ resourceId }) => resourceId);
/** The first is the oldest. */
const resultOf = (resourceId: string) => ({ resourceId, orderingTimestamp: new Date(IDS.indexOf(resourceId)) });

/** How long after an event Lambda invokes the function: the first time, and after it has run out of time twice. */
const ATTEMPTS = [0, 275 + 60, 275 + 60 + 275 + 120].map((seconds) => seconds * SECOND);

/** The IDs in the order of a run at a time, the results given from the newest. */
function orderAt(time: number, ageMs = DAY): readonly string[] {
  return inOrder(BROKERS.toReversed(), resultOf, { ageMs, now: new Date(time) }).map(({ resourceId }) => resourceId);
}

test('is by the age of the results where each is sent, at any time', () => {
  for (const attempt of ATTEMPTS) expect(orderAt(START + attempt, 0)).toEqual(IDS);
});

test('has those first that have no result', () => {
  const known = (id: string) => (id === 'b-7' ? undefined : resultOf(id));
  const [first] = inOrder(BROKERS.slice(1), known, { ageMs: 0, now: new Date(START) });
  expect(first?.resourceId).toBe('b-7');
});

test('goes round from another place where some are left out, and has each once', () => {
  const starts = ATTEMPTS.map((attempt) => {
    const order = orderAt(START + attempt);
    const start = IDS.indexOf(order[0] ?? '');
    expect(order).toEqual([...IDS.slice(start), ...IDS.slice(0, start)]);
    return start;
  });
  expect(new Set(starts).size).toBe(ATTEMPTS.length);
});

test('of no brokers is empty', () => {
  expect(inOrder([], resultOf, { ageMs: DAY, now: new Date(START) })).toEqual([]);
});

test('lets three runs that each come to two fifths of the brokers come to all, whenever they begin', () => {
  for (let queued = 0; queued < DAY; queued += 61 * SECOND) {
    const read = new Set(ATTEMPTS.flatMap((attempt) => orderAt(START + queued + attempt).slice(0, 20)));
    expect(read.size).toBe(IDS.length);
  }
});

test('lets the runs of ten days that come to a tenth of the brokers come to all', () => {
  const days = Array.from({ length: 10 }, (_, day) => day);
  const read = days.flatMap((day) => ATTEMPTS.flatMap((attempt) => orderAt(START + day * DAY + attempt).slice(0, 5)));
  expect(new Set(read).size).toBe(IDS.length);
});
