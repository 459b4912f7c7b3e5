let shiftMs = 0;

/** Sets how far the clock of all functions in this process is ahead. */
export function shiftClock(ms: number): void {
  shiftMs = ms;
}

/** Gives a global object a `Date` whose clock {@link shiftClock} shifts. Everything else of it stays. */
export function useShiftedClock(globals: { Date: DateConstructor }): void {
  const { Date: Own } = globals;
  const now = () => Own.now() + shiftMs;
  globals.Date = new Proxy(Own, {
    construct: (own, given, target) => Reflect.construct(own, given.length === 0 ? [now()] : given, target),
    get: (own, name) => (name === 'now' ? now : Reflect.get(own, name)),
  });
}
