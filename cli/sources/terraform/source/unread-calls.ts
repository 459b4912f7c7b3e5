import { existsSync } from 'node:fs';
import { count } from '../../../text/count.ts';
import type { Findings, Reading } from '../../reading.ts';
import { list } from '../resources.ts';
import type { UnreadCall } from './read.ts';
import { describe } from './syntax.ts';

const ARGUMENTS = ['broker_name', 'deployment_mode', 'engine_type'];
/** As a word, whatever is between the words: `mq-broker`, `amazon_mq`, `RabbitMQ`. */
const WORD = /(?<![a-z\d])(?:amazon|rabbit)?(?:mq|rabbit|brokers?)(?![a-z\d])/i;

/** What is said of calls whose modules are not read: that they may create brokers, or that they are skipped. */
export function describeUnreadCalls(calls: readonly UnreadCall[]): Omit<Findings, 'problems'> {
  const others = calls.filter((call) => !mayCreateBrokers(call));
  const missing = others.filter(isMissing);
  const elsewhere = others.filter((call) => !isMissing(call));
  return {
    readings: calls.filter(mayCreateBrokers).map(unseen),
    notices: [...skippedElsewhere(elsewhere), ...skippedMissing(missing)],
  };
}

function mayCreateBrokers({ block: { attributes, labels } }: UnreadCall): boolean {
  const names = [labels[0] ?? '', attributes.get('source')?.text ?? ''];
  return ARGUMENTS.some((name) => attributes.has(name)) || names.some((name) => WORD.test(name));
}

function isMissing({ folder }: UnreadCall): boolean {
  return folder !== undefined && !existsSync(folder);
}

function unseen(call: UnreadCall): Reading {
  const { address, line } = call;
  const why = isMissing(call) ? 'does not exist' : 'is not read';
  const remedy = isMissing(call) ? 'Correct its source.' : 'Evaluate a plan to include them.';
  return {
    broker: {},
    address,
    line,
    unseen: `The module ${sourceOf(call)} ${why}. Brokers in it are not evaluated. ${remedy}`,
  };
}

function sourceOf({ address, block }: UnreadCall): string {
  const source = block.attributes.get('source');
  // It is no secret where a module is.
  return source ? `${source.kind === 'literal' ? source.text : describe(source)} of ${address}` : address;
}

function skippedElsewhere(calls: readonly UnreadCall[]): readonly string[] {
  if (calls.length === 0) return [];
  const them = calls.length === 1 ? 'it' : 'them';
  const addresses = list(calls.map(({ address }) => address));
  return [`skipped ${count(calls.length, 'module')} from elsewhere: ${addresses}. Evaluate a plan to include ${them}.`];
}

function skippedMissing(calls: readonly UnreadCall[]): readonly string[] {
  if (calls.length === 0) return [];
  const folders = calls.length === 1 ? 'whose folder does not exist' : 'whose folders do not exist';
  return [`skipped ${count(calls.length, 'module')} ${folders}: ${list(calls.map(sourceOf))}.`];
}
