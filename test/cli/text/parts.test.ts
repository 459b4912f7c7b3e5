import { inBlocks, writeParts } from '../../../cli/text/parts.ts';

const LINES = Array.from({ length: 10_000 }, (_, index) => `${String(index).padEnd(99)}\n`);

it('parts are joined to blocks, of which few are needed, and nothing is lost', () => {
  const blocks = [...inBlocks(LINES)];
  expect(blocks.join('')).toBe(LINES.join(''));
  expect(blocks).toHaveLength(Math.ceil(LINES.join('').length / 65_600));
  expect([...inBlocks([])]).toEqual([]);
});

describe('the parts of a text are written', () => {
  type Done = (error?: Error | null) => void;

  /** A stream that has no room for more until the test says so. */
  function narrowStream() {
    const texts: string[] = [];
    const waiting: Done[] = [];
    const write = (text: string, done: Done) => {
      texts.push(text);
      waiting.push(done);
      return false;
    };
    return { texts, waiting, write };
  }

  it('one after the other, when the stream has room', async () => {
    const { texts, waiting, write } = narrowStream();
    const written = writeParts(LINES, { write });
    const blocks = [...inBlocks(LINES)];
    for (const [index] of blocks.entries()) {
      expect(texts).toEqual(blocks.slice(0, index + 1));
      waiting[index]?.();
      await Promise.resolve();
      await Promise.resolve();
    }
    await written;
    expect(texts).toEqual(blocks);
  });

  it('and no more of them are made after an error, such as that of a closed pipe', async () => {
    const { texts, waiting, write } = narrowStream();
    let made = 0;
    function* lines() {
      for (const line of LINES) {
        made += 1;
        yield line;
      }
    }
    const written = writeParts(lines(), { write });
    waiting[0]?.(new Error('write EPIPE'));
    await written;
    expect(texts).toHaveLength(1);
    expect(made).toBeLessThan(1000);
  });

  it('at once where the stream has room', async () => {
    const texts: string[] = [];
    await writeParts(['a', 'b'], { write: (text) => texts.push(text) });
    expect(texts).toEqual(['ab']);
  });
});
