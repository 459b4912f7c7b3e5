import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import type { Kit } from '../kit.ts';
import type { Standing } from '../rows.ts';
import type { View } from '../state.ts';
import { formatView } from '../state.ts';
import { Icon } from './icon.ts';

/** How many brokers have each verdict. The bar leaves those out to which the check does not apply. */
export type Numbers = Readonly<Record<Standing, number>> & { readonly skip?: number };

const ORDER: readonly Standing[] = ['fail', 'unknown', 'exempt', 'pass'];
// What there is must be seen, however little it is.
const SMALLEST = 1.5;

/** A bar of the verdicts. The numbers stand beside it. */
export function Bar({ numbers }: { readonly numbers: Numbers }): ComponentChildren {
  const widths = ORDER.map((verdict) => (numbers[verdict] === 0 ? 0 : Math.max(SMALLEST, share(numbers, verdict))));
  const sum = widths.reduce((a, b) => a + b, 0) || 1;
  let start = 0;
  const parts = ORDER.flatMap((verdict, place) => {
    const width = ((widths[place] ?? 0) * 100) / sum;
    const x = start;
    start += width;
    if (width === 0) return [];
    return [h('rect', { x: `${round(x)}%`, width: `${round(width)}%`, height: '100%', fill: `url(#fill-${verdict})` })];
  });
  const edges = parts.slice(1).map(({ props }) => h('rect', { ...props, width: 2, fill: undefined, class: 'edge' }));
  return h('svg', { class: 'bar', 'aria-hidden': 'true' }, parts, edges);
}

function share(numbers: Numbers, verdict: Standing): number {
  const total = ORDER.reduce((sum, one) => sum + numbers[one], 0);
  return (100 * numbers[verdict]) / total;
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}

/** The numbers of a bar in words, each a link to its brokers. */
export function Numbers({
  numbers,
  view,
  kit: { words, number },
}: {
  readonly numbers: Numbers;
  readonly view: Partial<View>;
  readonly kit: Kit;
}): ComponentChildren {
  const shown = numbers.skip ? ([...ORDER, 'skip'] as const) : ORDER;
  const items = shown.map((verdict) => {
    const { [verdict]: counted = 0 } = numbers;
    const label = [h(Icon, { name: verdict }), h('b', null, number(counted)), ` ${words.verdicts[verdict]}`];
    // Nothing is to be done about it, so no filter shows it.
    if (verdict === 'skip') return h('li', null, label);
    if (counted === 0) return h('li', { class: 'zero' }, label);
    return h('li', null, h('a', { href: `#${formatView({ ...view, verdict })}` }, label));
  });
  return h('ul', { class: 'numbers' }, items);
}
