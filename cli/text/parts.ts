// Much more than a pipe holds, so that few writes are needed.
const BLOCK_LENGTH = 2 ** 16;

/** The parts of a text, joined to as few as can be written one by one. */
export function* inBlocks(parts: Iterable<string>): Generator<string> {
  let block = '';
  for (const part of parts) {
    block += part;
    if (block.length < BLOCK_LENGTH) continue;
    yield block;
    block = '';
  }
  if (block !== '') yield block;
}

/** Writes the parts of a text, as fast as they are read, and none of them after an error, such as of a closed pipe. */
export async function writeParts(
  parts: Iterable<string>,
  stream: { write(text: string, done: (error?: Error | null) => void): unknown },
): Promise<void> {
  for (const block of inBlocks(parts)) {
    const error = await new Promise<Error | null | undefined>((resolve) => {
      // A stream that has no room left says so, and later that it has.
      if (stream.write(block, resolve) !== false) resolve(undefined);
    });
    if (error) return;
  }
}

/** A function that gives the same as one text. */
export function joined<Given extends unknown[]>(parts: (...given: Given) => Iterable<string>) {
  return (...given: Given): string => [...parts(...given)].join('');
}
