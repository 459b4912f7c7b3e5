import { readSkippedOthers } from '../sources/skipped.ts';
import { printable } from '../text/printable.ts';
import { placeOf } from './formats/wording.ts';
import type { Remark } from './results.ts';

/** The notices as lines for people: that there is more than brokers in many files is said once, unless all is asked for. */
export function noticeLines(notices: readonly Remark[], isVerbose: boolean): readonly string[] {
  const numbers = notices.flatMap(({ message }) => readSkippedOthers(message) ?? []);
  if (isVerbose || numbers.length < 2) return notices.map(toLine);
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return [
    `skipped ${total} resources other than brokers in ${numbers.length} inputs. --verbose names them.`,
    ...notices.filter(({ message }) => readSkippedOthers(message) === undefined).map(toLine),
  ];
}

function toLine(notice: Remark): string {
  return `${placeOf(notice)}: ${printable(notice.message)}`;
}
