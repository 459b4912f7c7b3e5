import { execFileSync } from 'node:child_process';
import { readSmallFile } from '../../../../cli/sources/input/small-file.ts';
import { temporaryFolder } from '../../support.ts';

const folder = temporaryFolder();

describe('a small file', () => {
  it('is read as a text, without a byte order mark', () => {
    const path = folder.write('a.yaml', `\u{feff}${'é'.repeat(100_000)}`);
    expect(readSmallFile(path, false)).toBe('é'.repeat(100_000));
  });

  it('is not larger than the limit', () => {
    const path = folder.write('a.yaml', 'x'.repeat(2 ** 20));
    expect(readSmallFile(path, false, 2 ** 20)).toHaveLength(2 ** 20);
    folder.write('a.yaml', 'x'.repeat(2 ** 20 + 1));
    expect(() => readSmallFile(path, false, 2 ** 20)).toThrow('is larger than 1 MiB, the limit.');
  });

  it('is no folder', () => {
    expect(() => readSmallFile(folder.path(''), true)).toThrow('cannot be read: it is a folder. Name the file in it.');
  });

  it('is a pipe or a device only if the command line names it, and then it ends too', () => {
    const pipe = folder.path('pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [pipe, '/dev/null', '/dev/zero']) {
      expect(() => readSmallFile(path, false)).toThrow('cannot be read: it is a pipe, a socket or a device.');
    }
    expect(readSmallFile('/dev/null', true)).toBe('');
    expect(() => readSmallFile('/dev/zero', true)).toThrow('is larger than 4 MiB, the limit.');
  });
});
