import { inThousands } from '../../text/count.ts';
import type { ReadObserver } from './port.ts';

// Moves to the first column and clears the line.
const CLEAR = '\r\u001b[K';

const STEPS: Readonly<Record<Parameters<ReadObserver['onStep']>[0], string>> = {
  brokers: 'Reading brokers',
  rules: 'Looking for rules',
  results: 'Reading results',
  accounts: 'Reading in accounts',
};

/** Shows the progress of {@link readAggregator} in a line, if standard error is a terminal. */
export function startReadProgress(stderr: {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}): ReadObserver & { end(): void } {
  let shown = '';
  let step = '';
  let parts: number | undefined;
  let done = 0;
  const show = () => {
    if (!stderr.isTTY) return;
    const line = parts === undefined ? step : `${step}: ${inThousands(done)} of ${inThousands(parts)}`;
    if (line !== shown) stderr.write(`${CLEAR}${line}`);
    shown = line;
  };
  return {
    onStep(next, number) {
      step = STEPS[next];
      parts = number;
      done = 0;
      show();
    },
    onPart() {
      done += 1;
      show();
    },
    end() {
      if (shown !== '') stderr.write(CLEAR);
    },
  };
}
