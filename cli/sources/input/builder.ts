import { Buffer } from 'node:buffer';
import { InputError } from './input-error.ts';
import { MAX_PART } from './slice.ts';

export type Builder = ReturnType<typeof createBuilder>;

/** Copies what is kept of a value out of chunks whose memory is reused. Indexes are those in the open chunk. */
export function createBuilder() {
  let memory: Buffer = Buffer.allocUnsafe(2 ** 16);
  let length = 0;
  let chunk: Buffer = Buffer.alloc(0);
  /** From where on the chunk is not copied yet. */
  let from = 0;
  let isKeeping = false;
  /** Where the current member or element begins: in the open chunk, or else, by the length until there, in an earlier one. */
  let markIndex: number | undefined;
  let markLength = 0;

  function append(bytes: Buffer, begin: number, end: number): void {
    const size = length + end - begin;
    if (size > memory.length) {
      if (size > MAX_PART) {
        throw new InputError(
          `has more than ${MAX_PART / 2 ** 20} MiB that may concern brokers, the limit for a Terraform plan or state. ` +
            'Split the Terraform configuration into several.',
        );
      }
      const larger = Buffer.allocUnsafe(Math.min(MAX_PART, Math.max(size, 2 * memory.length)));
      memory.copy(larger, 0, 0, length);
      memory = larger;
    }
    bytes.copy(memory, length, begin, end);
    length = size;
  }

  function copyUntil(index: number): void {
    append(chunk, from, index);
    from = index;
  }

  function settleMark(): void {
    if (markIndex === undefined) return;
    copyUntil(markIndex);
    markLength = length;
    markIndex = undefined;
  }

  return {
    open(next: Buffer): void {
      chunk = next;
      from = 0;
    },
    close(): void {
      if (!isKeeping) return;
      settleMark();
      copyUntil(chunk.length);
    },
    /** Begins a value. */
    begin(index: number): void {
      length = 0;
      from = index;
      isKeeping = true;
      markIndex = undefined;
    },
    /** The length of what is kept before the current member or element. */
    position(): number {
      if (isKeeping) settleMark();
      return isKeeping ? markLength : length;
    },
    /** Leaves out all that was kept after a {@link position}, and what follows. @param instead takes its place */
    rewind(position: number, instead: string): void {
      length = position;
      append(Buffer.from(instead, 'latin1'), 0, instead.length);
      isKeeping = false;
      markIndex = undefined;
    },
    /** Says where a member or element begins, with the comma before it. */
    mark(index: number): void {
      if (isKeeping) markIndex = index;
    },
    /** Leaves out the current member, and all that follows it. */
    drop(): void {
      if (!isKeeping) return;
      settleMark();
      length = markLength;
      isKeeping = false;
    },
    /** Goes on after {@link drop} or {@link rewind}. @param before what comes first */
    resume(index: number, before = ''): void {
      if (isKeeping) return;
      append(Buffer.from(before, 'latin1'), 0, before.length);
      from = index;
      isKeeping = true;
    },
    end(index: number): void {
      copyUntil(index);
      isKeeping = false;
    },
    kept: () => memory.subarray(0, length),
  };
}
