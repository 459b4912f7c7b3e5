import { readPlainScalar, unclear } from '../../../../cli/sources/cloudformation/scalars.ts';

const words = (text: string): readonly string[] => text.split(' ');

describe('without quotes, CloudFormation', () => {
  it.each<[what: string, sources: readonly string[], read: (source: string) => unknown]>([
    ['reads true', words('true True TRUE yes Yes YES on On ON'), () => true],
    ['reads false', words('false False FALSE no No NO off Off OFF'), () => false],
    ['reads null', ['', ...words('~ null Null NULL')], () => null],
    ['reads a number', words('0 1 -1 10 -10 123456789012345'), Number],
    ['may read a boolean', words('y Y n N'), unclear],
    ['may read a number', words('-0 01 +1 1_0 10_ 1. 1.5 -1.5 1.55 1.5_5 .5 +.5 .55 .5_5 1234567890123456'), unclear],
    ['may read a number with an exponent', words('1e5 1E5 1e10 1.5e-10 1.5e+10 .5e5'), unclear],
    ['may read a number to the base of 60', words('1:30 10:30 +1:30 -1:30 1:5 1:30:59 1:30. 1:30.5 1:30.55'), unclear],
    ['may read a number to another base', words('0x1F 0XfF 0b11 0o17 +0x1 -0x1 0x1_0'), unclear],
    ['may read what is no number', words('.inf .Inf -.INF +.inf .nan .NaN'), unclear],
    ['may read a date', words('2026-01-02 2026-1-2'), unclear],
    ['reads a text with a word in it', words('xtrue truex xfalse falsex xno nox xnull nullx yy xn ny tRUE nO'), String],
    [
      'reads a text with a number in it',
      words('x1 1x 1-2 1.5x x1.5 1.5.5 1e 1e+ 1ex . 1e5x x1:30 1:60 1:3x :30'),
      String,
    ],
    ['reads a text with something else in it', words('0x 0xg x0x1 0x1g x.inf .infx x2026-01 202-01 2026-x'), String],
  ])('%s', (_, sources, read) => {
    expect(sources.map(readPlainScalar)).toEqual(sources.map(read));
  });
});
