/** Makes each call only once. @param calls functions that return the same for the same arguments */
export function remember<Calls extends object>(calls: Calls): Calls {
  const answers = new Map<string, unknown>();
  const wrap =
    <Arguments extends readonly unknown[], Answer>(name: string, call: (...args: Arguments) => Answer) =>
    (...args: Arguments): Answer => {
      const key = JSON.stringify([name, ...args]);
      if (!answers.has(key)) answers.set(key, call(...args));
      return answers.get(key) as Answer;
    };
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, wrap(name, call as (...args: readonly unknown[]) => unknown)]),
  ) as Calls;
}
