import { Buffer } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { withoutColours } from './lookalikes.ts';
import { isUtf16 } from './text.ts';

// A template has at most 1 MiB, so a larger file is not a template.
const MAX_BYTES = 2 * 2 ** 20;

// Text that declares a broker, in contrast to text that only mentions the type.
const TEMPLATE = /\bType["']?\s*:\s*["']?AWS::AmazonMQ::Broker\b/;
const TERRAFORM = /\bresource\s+"aws(?:_mq|cc_amazonmq)_broker"|"aws(?:_mq|cc_amazonmq)_broker"\s*:/;

/** Whether a text seems to declare brokers, in the syntax of CloudFormation or of Terraform. */
export function declaresBrokers(text: string): 'template' | 'terraform' | undefined {
  if (TEMPLATE.test(text)) return 'template';
  return TERRAFORM.test(text) ? 'terraform' : undefined;
}

// What each input has whose type is known, and what each file has that names or may have brokers in another form: one
// expression for all of them is twice as fast as a search for each. In JSON, escapes may hide any of these. A reader of
// another type of input is refused by `createContent` until it has its word here.
const INPUT = new RegExp(
  [
    'onfigurationItem|messageType|invokingEvent|roker|QueryInfo|TypeName',
    'AWSTemplateFormatVersion|Resources|Transform|TemplateBody|ChangeSetId',
    'format_version|planned_values|terraform|tofu|encryption_version',
    String.raw`\\u`,
  ].join('|'),
);
const MENTION = /Broker|mq_broker|ChangeSetId: |mq\.services\.k8s\.aws|mq\.aws\.|used the selected|will perform|tfplan/;
const LONGEST = 32;

/** Whether a text may be an input of a known type: in a folder, what has none of the words of one is skipped unread. */
export function mayBeInput(text: string): boolean {
  return INPUT.test(text);
}

/** What the bytes of a file say of it. */
export interface Sniffed {
  /** The beginning of the file, byte by byte: an empty string if it cannot be read. */
  readonly text: string;
  /** Whether it may be an input of a known type: if not, it need not be parsed. */
  readonly mayBeInput: boolean;
  /** Whether the beginning may name brokers, or be of a kind that has them without naming any. */
  readonly mayHaveBrokers: boolean;
}

/**
 * @returns a function that sniffs a file. All of its calls use the same memory: to get new memory takes longer than to
 *   read the file.
 */
export function createSniffer(): (path: string) => Sniffed {
  let memory: Buffer | undefined;

  return (path) => {
    try {
      const file = openSync(path, 'r');
      try {
        memory ??= Buffer.allocUnsafe(MAX_BYTES);
        return sniff(file, memory);
      } finally {
        closeSync(file);
      }
    } catch {
      // Reading it will report why.
      return { text: '', mayBeInput: true, mayHaveBrokers: false };
    }
  };
}

function sniff(file: number, memory: Buffer): Sniffed {
  let length = fill(file, memory, 0);
  const text = memory.toString('latin1', 0, length);
  const mayHaveBrokers = MENTION.test(text) || MENTION.test(withoutColours(text));
  // Files of the kernel say that they have no bytes.
  let isCandidate = isEncoded(memory.subarray(0, length)) || fstatSync(file).size === 0 || mayBeInput(text);
  while (!isCandidate && length === memory.length) {
    memory.copyWithin(0, length - LONGEST);
    length = fill(file, memory, LONGEST);
    isCandidate = mayBeInput(memory.toString('latin1', 0, length));
  }
  return { text, mayBeInput: isCandidate, mayHaveBrokers };
}

/** Whether its text is not in its bytes: they are UTF-16, or gzipped. */
function isEncoded(bytes: Buffer): boolean {
  return isUtf16(bytes) || (bytes[0] === 0x1f && bytes[1] === 0x8b);
}

/** Reads until the memory is full, or the file ends. @returns how much of the memory is used */
function fill(file: number, memory: Buffer, start: number): number {
  let length = start;
  while (length < memory.length) {
    const read = readSync(file, memory, length, memory.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return length;
}
