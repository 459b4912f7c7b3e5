import { placeOf } from '../../../cli/report/formats/wording.ts';
import { printable, printableJson } from '../../../cli/text/printable.ts';

describe('GitHub takes for no command', () => {
  it.each(['::error::x', '  ::add-mask::x', '\t::debug::x'])(
    'the name of a file %j at the start of a line',
    (source) => {
      expect(placeOf({ source }).trimStart()).not.toMatch(/^::/);
      expect(placeOf({ source, line: 3 })).toMatch(/^\.\/.*:3$/);
    },
  );

  it('changes no other name', () => {
    expect(placeOf({ source: 'a::b.yaml' })).toBe('a::b.yaml');
    expect(placeOf({ source: '-' })).toBe('standard input');
  });

  it.each(['##[error]x', 'a ##[set-env name=A]x', '###[group]x'])('text %j anywhere in a line', (text) => {
    expect(printable(text)).not.toContain('##[');
    const json = printableJson(JSON.stringify({ text }));
    expect(json).not.toContain('##[');
    expect(JSON.parse(json)).toEqual({ text });
  });
});

describe('a text from an input', () => {
  it.each([
    ['the filler of Hangul', 'a\u3164b\u115f', 'a\u{fffd}b\u{fffd}'],
    ['an empty pattern of Braille', '\u2800', '\u{fffd}'],
    ['a pile of accents', `o${'\u0301'.repeat(30)}x`, `o${'\u0301'.repeat(4)}\u{fffd}x`],
  ])('shows %s', (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it.each(['\u26a0\ufe0f', 'caf\u0065\u0301', 'ブローカー', 'ทั้งหมด'])('stays what people write: %s', (text) => {
    expect(printable(text)).toBe(text);
  });
});
