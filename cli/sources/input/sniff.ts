import { Buffer } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';

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

/** The beginning of a file, byte by byte: an empty string for one that cannot be read. */
export function readBeginning(path: string): string {
  try {
    const file = openSync(path, 'r');
    try {
      const memory = Buffer.allocUnsafe(MAX_BYTES);
      return memory.toString('latin1', 0, readSync(file, memory));
    } finally {
      closeSync(file);
    }
  } catch {
    return '';
  }
}
