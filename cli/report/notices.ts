import { isNestedOnly } from '../sources/once.ts';
import type { Findings } from '../sources/reading.ts';
import { count } from '../text/count.ts';
import type { Notice } from './results.ts';
import { toLines } from './sum-up.ts';

/** The notices on a source. */
export function noticesOf(
  source: string,
  { otherResources = 0, notices }: Pick<Findings, 'otherResources' | 'notices'>,
): readonly Notice[] {
  const others = `skipped ${count(otherResources, 'resource')} other than brokers.`;
  return [
    ...(otherResources > 0 ? [{ source, message: others, otherResources }] : []),
    ...notices.map((message) => ({ source, message })),
  ];
}

/** The notices as lines for people: that there is more than brokers in many files is said once, unless all is asked for. */
export function noticeLines(all: readonly Notice[], isVerbose: boolean): readonly string[] {
  const notices = isVerbose ? all : all.filter(({ message }) => !isNestedOnly(message));
  const numbers = notices.flatMap(({ otherResources }) => otherResources ?? []);
  if (isVerbose || numbers.length < 2) return toLines(notices, isVerbose);
  const total = numbers.reduce((sum, number) => sum + number, 0);
  return [
    `skipped ${total} resources other than brokers in ${numbers.length} inputs. --verbose names them.`,
    ...toLines(
      notices.filter(({ otherResources }) => otherResources === undefined),
      false,
    ),
  ];
}
