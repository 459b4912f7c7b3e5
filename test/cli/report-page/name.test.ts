import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { cut, Name } from '../../../cli/report-page/components/name.ts';

const render = (text: string) => renderToString(h(Name, { text }));

describe('a name from outside', () => {
  test.each([
    ['stands apart from the direction of what is around it', 'orders', '<bdi>orders</bdi>'],
    ['is never markup', '<img src=x>&"', '<bdi>&lt;img src=x>&amp;&quot;</bdi>'],
    ['shows what is invisible in it', 'a\u202eb\u200bc\u0007', '<bdi>a\u{fffd}b\u{fffd}c\u{fffd}</bdi>'],
  ])('%s', (_, text, expected) => {
    expect(render(text)).toBe(expected);
  });

  test('is cut if it is very long, with the whole in its title', () => {
    const long = 'x'.repeat(10_000);
    expect(render(long)).toBe(`<bdi title="${long}">${'x'.repeat(59)}…</bdi>`);
  });

  test('is cut between characters only', () => {
    expect(cut('🐰'.repeat(70))).toBe(`${'🐰'.repeat(59)}…`);
    expect(cut('🐰'.repeat(60))).toBe('🐰'.repeat(60));
  });
});
