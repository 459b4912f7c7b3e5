import type { ComponentChildren } from 'preact';
import { h } from 'preact';
import { printable } from '../../text/printable.ts';

const LONGEST = 60;

/**
 * A name from outside. What is invisible in it is made visible; its direction does not reach what is around it; a very
 * long one is cut, with the whole in its title.
 */
export function Name({
  text,
  longest = LONGEST,
}: {
  readonly text: string;
  readonly longest?: number;
}): ComponentChildren {
  const whole = printable(text);
  const short = cut(whole, longest);
  return h('bdi', short === whole ? null : { title: whole }, short);
}

/** A path of organizational units, which may break after each. */
export function Path({ text }: { readonly text: string }): ComponentChildren {
  const parts = cut(printable(text), LONGEST).split('/');
  return h(
    'bdi',
    { title: printable(text) },
    parts.map((part, place) => (place === 0 ? part : ['/', h('wbr', null), part])),
  );
}

/** A text of at most so many characters. */
export function cut(text: string, longest = LONGEST): string {
  if (text.length <= longest) return text;
  const characters = Array.from(text.slice(0, 2 * longest + 2));
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
