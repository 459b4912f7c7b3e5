import type { ComponentChildren } from 'preact';
import { h } from 'preact';

/** What has a shape of its own, so that nobody needs its colour. */
export type IconName = 'pass' | 'fail' | 'unknown' | 'exempt' | 'skip' | 'unseen' | 'partly' | 'sort';

// Drawn on 16 by 16. `holes` are lines in the colour of what is behind.
const SHAPES: Readonly<
  Record<IconName, { readonly shape?: string; readonly holes?: string; readonly lines?: string }>
> = {
  pass: { shape: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z', holes: 'M4.7 8.3 7 10.6l4.4-4.8' },
  fail: { shape: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z', holes: 'm5.3 5.3 5.4 5.4m0-5.4-5.4 5.4' },
  unknown: { shape: 'M8 .6 15.4 8 8 15.4.6 8Z', holes: 'M6.2 6.4a1.8 1.8 0 1 1 2.5 1.7c-.5.2-.7.5-.7 1M8 11.2v.3' },
  exempt: { shape: 'M3 1h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2Z', holes: 'M6 5v6m4-6v6' },
  skip: { lines: 'M4 8h8' },
  unseen: { lines: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM3.8 12.2l8.4-8.4' },
  partly: { lines: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8Z', shape: 'M8 1.8v12.4A6.2 6.2 0 0 1 8 1.8Z' },
  sort: { lines: 'm4.5 6 3.5-3.5L11.5 6m-7 4L8 13.5l3.5-3.5' },
};

const FILLS = ['pass', 'fail', 'unknown', 'exempt'] as const;

/** A picture beside a word, which says the same. */
export function Icon({ name }: { readonly name: IconName }): ComponentChildren {
  return h('svg', { class: `icon ${name}`, 'aria-hidden': 'true' }, h('use', { href: `#icon-${name}` }));
}

/** The pictures that {@link Icon} uses, and the fills of bars, once in the page. */
export function Sprite(): ComponentChildren {
  const symbols = Object.entries(SHAPES).map(([name, { shape, holes, lines }]) =>
    h(
      'symbol',
      { id: `icon-${name}`, viewBox: '0 0 16 16' },
      shape && h('path', { d: shape, class: 'shape' }),
      holes && h('path', { d: holes, class: 'hole' }),
      lines && h('path', { d: lines, class: 'line' }),
    ),
  );
  return h(
    'svg',
    { class: 'sprite', width: 0, height: 0, 'aria-hidden': 'true' },
    h(
      'defs',
      null,
      FILLS.map((name) => h(Fill, { name })),
    ),
    symbols,
  );
}

// Plain, hatched, dotted and upright lines, so that parts of a bar differ without colour.
const TEXTURES: Readonly<Record<(typeof FILLS)[number], string>> = {
  pass: '',
  fail: 'M-1 1 1-1M0 6 6 0M5 7 7 5',
  unknown: 'M1 1.5h1.5M4 4.5h1.5',
  exempt: 'M1.5 0v6M4.5 0v6',
};

function Fill({ name }: { readonly name: (typeof FILLS)[number] }): ComponentChildren {
  return h(
    'pattern',
    { id: `fill-${name}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', class: `fill ${name}` },
    h('rect', { width: 6, height: 6, class: 'ground' }),
    TEXTURES[name] !== '' && h('path', { d: TEXTURES[name], class: 'texture' }),
  );
}
