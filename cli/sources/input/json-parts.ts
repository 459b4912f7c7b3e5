import type { Buffer } from 'node:buffer';
import { BROKER_RESOURCE_TYPE } from '../../../checks/configuration-item.ts';
import type { Recogniser } from '../recognise.ts';
import { WHAT_IS_READ } from '../terraform/what-is-read.ts';
import { explainDuplicate, findDuplicateName } from './duplicate-name.ts';
import { InputError } from './input-error.ts';
import { parseJson, tryToParse } from './json-text.ts';
import type { Reducer } from './reduce.ts';
import { createReducer } from './reduce.ts';
import { MAX_PART } from './slice.ts';
import type { Splitter } from './split.ts';
import { createSplitter } from './split.ts';

// Every configuration item has the first two. A part that is, or contains, a broker has one of the others.
const ITEM = ['"configurationItemCaptureTime"', '"resourceType"'];
const BROKER = [BROKER_RESOURCE_TYPE, 'rokerId"', 'aws_mq_broker'];

/** The receiver of the parts. */
export interface PartsReceiver {
  readonly recogniser: Recogniser;
  /** Receives a parsed part. */
  readonly read: (value: unknown, at: () => string) => void;
}

/**
 * Reads JSON of any size, part by part. Most parts are configuration items of other resources, which are counted but
 * not parsed. AWS writes them, and an error in one of them would not hide a broker.
 * @param place names a place, given its offset in bytes
 * @param start the number of bytes at the beginning of the input that were left out
 */
export function createPartsReader(receiver: PartsReceiver, place: (offset: number) => string, start = 0): Splitter {
  const { recogniser } = receiver;
  return createSplitter(({ bytes, offset, hasEscape }) => {
    const at = () => place(offset);
    if (!bytes) {
      recogniser.reject(`is larger than ${MAX_PART / 2 ** 20} MiB, the limit for one value.`, at);
    } else if (!hasEscape && isOtherItem(bytes)) {
      recogniser.skip();
    } else {
      readPart(bytes.toString(), at, receiver);
    }
  }, start);
}

/** Reads Terraform plans and states of any size, each after what nobody reads in it has been left out. */
export function createTerraformReader(receiver: PartsReceiver, start = 0): Reducer {
  const place = (offset: number) => (offset === start ? '' : `byte ${offset}`);
  // A place in what is kept is none in the input.
  const explain = () => 'is not valid JSON.';
  return createReducer(
    WHAT_IS_READ,
    (kept, offset) => readPart(kept.toString(), () => place(offset), receiver, explain),
    start,
  );
}

/** Reads part by part: an error in one part does not affect the others. */
export function readInMemory(bytes: Buffer, receiver: PartsReceiver): Splitter {
  const place = (offset: number) => {
    if (offset === 0) return '';
    return bytes.includes('\n') ? `line ${bytes.toString('latin1', 0, offset).split('\n').length}` : `byte ${offset}`;
  };
  const reader = createPartsReader(receiver, place);
  reader.write(bytes);
  return reader;
}

/** Reads one value on each line, if the text has that form. An error in one line does not affect the others. */
export function readLines(text: string, receiver: PartsReceiver): boolean {
  const lines = text
    .split('\n')
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line }) => line.trim() !== '');
  if (lines.length < 2 || tryToParse(lines[0]?.line ?? '') === undefined) return false;
  for (const { line, number } of lines) readPart(line, () => `line ${number}`, receiver);
  return true;
}

// Not for a part with a `\u` escape, in which names may not be found.
function isOtherItem(bytes: Buffer): boolean {
  return ITEM.every((text) => bytes.includes(text)) && !BROKER.some((text) => bytes.includes(text));
}

/** Reads one part. @param explain says what is wrong with a text that is not JSON */
export function readPart(
  text: string,
  at: () => string,
  { recogniser, read }: PartsReceiver,
  explain = explainSyntax,
): void {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    recogniser.reject(error instanceof InputError ? error.message : explain(text), at);
    return;
  }
  const name = findDuplicateName(text);
  if (name === undefined) read(value, at);
  else recogniser.reject(explainDuplicate(name), at);
}

// The longest text to search for the error: it is parsed some 20 times.
const MAX_EXPLAINED = 2 ** 20;

/**
 * Where a text stops being valid JSON, as a sentence. The message of the error itself contains an excerpt of the text,
 * which may be a password.
 */
export function explainSyntax(text: string): string {
  if (text.length > MAX_EXPLAINED) return 'is not valid JSON.';
  // Finds the shortest beginning that cannot become valid JSON.
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isBeginningOfJson(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  if (good === text.length) return 'is not valid JSON: it ends too early. Expected a complete value.';
  const before = text.slice(0, good).split('\n');
  const line = before.length > 1 ? `line ${before.length}, ` : '';
  return `is not valid JSON at ${line}character ${(before.at(-1)?.length ?? 0) + 1}.`;
}

function isBeginningOfJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const [, position] = /at position (\d+)/.exec(message) ?? [];
    return /end of JSON|Unterminated/.test(message) || Number(position) >= text.length;
  }
}
