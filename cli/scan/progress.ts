import { count } from '../text/count.ts';
import type { ScanObserver } from './scan.ts';

/** A line that shows the progress of a scan. */
interface Progress extends ScanObserver {
  /** Removes the line. */
  end(): void;
}

// Moves to the first column and clears the line.
const CLEAR = '\r\u001b[K';

/** Starts to show the progress of a scan, if standard error is a terminal. */
export function startProgress(stderr: { write(text: string): unknown; readonly isTTY?: boolean }): Progress {
  const accounts = { done: 0, all: 0 };
  const regions = { done: 0, all: 0 };
  const brokers = { done: 0, all: 0 };
  let shown = '';
  const show = () => {
    if (!stderr.isTTY) return;
    const entered = accounts.all > 1 ? `${accounts.done} of ${accounts.all} accounts, ` : '';
    const line =
      regions.all === 0
        ? 'Signing in'
        : `${entered}${regions.done} of ${count(regions.all, 'region')}, ${brokers.done} of ${count(brokers.all, 'broker')}`;
    if (line !== shown) stderr.write(`${CLEAR}${line}`);
    shown = line;
  };
  show();
  return {
    onAccounts(number) {
      accounts.all = number;
      show();
    },
    onAccount(number) {
      accounts.done += 1;
      regions.all += number;
      show();
    },
    onRegion() {
      regions.done += 1;
      show();
    },
    onListed(number) {
      brokers.all += number;
      show();
    },
    onBroker() {
      brokers.done += 1;
      show();
    },
    end() {
      if (shown !== '') stderr.write(CLEAR);
    },
  };
}
