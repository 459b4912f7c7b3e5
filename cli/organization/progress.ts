import { count } from '../text/count.ts';

// Moves to the first column and clears the line.
const CLEAR = '\r\u001b[K';

/** Shows on a terminal how many of the calls have completed. */
export function withProgress<Aws extends object>(
  aws: Aws,
  stderr: { write(text: string): unknown; readonly isTTY?: boolean },
): { readonly aws: Aws; end(): void } {
  if (!stderr.isTTY) return { aws, end: () => {} };
  let asked = 0;
  let answered = 0;
  const show = () => stderr.write(`${CLEAR}${answered} of ${count(asked, 'call')} completed`);
  const follow =
    (call: (...args: readonly unknown[]) => Promise<unknown>) =>
    async (...args: readonly unknown[]) => {
      asked += 1;
      show();
      try {
        return await call(...args);
      } finally {
        answered += 1;
        show();
      }
    };
  const followed = Object.entries(aws).map(([name, call]) => [name, follow(call as Parameters<typeof follow>[0])]);
  return { aws: Object.fromEntries(followed) as Aws, end: () => stderr.write(CLEAR) };
}
