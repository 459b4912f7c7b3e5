import { Buffer } from 'node:buffer';

/** The largest part, and the most of any input, that is held in memory at once. */
export const MAX_PART = 64 * 2 ** 20;

export type Slice = ReturnType<typeof createSlice>;

/** The bytes of a part, which may span several chunks. */
export function createSlice() {
  let kept: Buffer[] = [];
  let size = 0;
  let isOpen = false;
  let from = 0;
  let offset = 0;

  function keepUntil(chunk: Buffer, end: number): void {
    // Copied, because the reader of the chunks may reuse their memory.
    if (size + end - from <= MAX_PART) kept.push(Buffer.from(chunk.subarray(from, end)));
    else kept = [];
    size += end - from;
  }

  return {
    begin(index: number, inputOffset: number): void {
      kept = [];
      size = 0;
      isOpen = true;
      from = index;
      offset = inputOffset;
    },
    /** Leaves out the following bytes. */
    pause(chunk: Buffer, end: number): void {
      keepUntil(chunk, end);
      isOpen = false;
    },
    resume(index: number): void {
      isOpen = true;
      from = index;
    },
    /** Keeps what is needed of a chunk that ends. */
    keep(chunk: Buffer): void {
      if (!isOpen) return;
      keepUntil(chunk, chunk.length);
      from = 0;
    },
    /** The last bytes before an index, as text. */
    tail(chunk: Buffer, index: number, length: number): string {
      let text = chunk.toString('latin1', Math.max(from, index - length), index);
      for (let last = kept.length - 1; last >= 0 && text.length < length; last -= 1) {
        text = `${kept[last]?.toString('latin1') ?? ''}${text}`;
      }
      return text.slice(-length);
    },
    cut(chunk: Buffer, end: number): Buffer | undefined {
      isOpen = false;
      const last = chunk.subarray(from, end);
      if (size + last.length > MAX_PART) return undefined;
      return kept.length === 0 ? last : Buffer.concat([...kept, last]);
    },
    offset: () => offset,
  };
}
