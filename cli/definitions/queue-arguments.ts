import { readObject } from '../../checks/json.ts';
import { enumerate } from '../text/enumerate.ts';
import type { Queue } from './definitions.ts';
import { engineFile } from './engine.ts';
import { expectedValue, isTaken, NEEDLESS, QUEUE_ARGUMENTS } from './queue-argument-table.ts';
import { CONSEQUENCES, refuse } from './refusal.ts';
import type { Finding } from './rows.ts';
import { change } from './rows.ts';
import type { QueueType, TargetVersion } from './target.ts';
import { PAGES } from './target.ts';
import { TOPOLOGY_REFUSALS } from './topology-refusals.ts';
import { hasNull, inWords, isValid } from './values.ts';

const SOURCE = engineFile('rabbit/src/rabbit_amqqueue.erl');

/** Takes out of a queue the arguments that a queue of its type would not be created with. */
export function reviewArguments(queue: Queue, type: QueueType, target: TargetVersion) {
  const args = readObject(queue.arguments);
  const findings: Finding[] = [];
  const dropped = new Set<string>();
  const drop = (names: readonly string[], finding: Finding | undefined) => {
    const isNew = names.filter((name) => !dropped.has(name));
    if (isNew.length === 0) return;
    for (const name of isNew) dropped.add(name);
    if (finding) findings.push(finding);
  };

  const withNull = Object.keys(args).filter((name) => hasNull(args[name]));
  drop(withNull, refuse(TOPOLOGY_REFUSALS.nullArgument));
  if (Object.hasOwn(args, 'x-queue-type') && isUntyped(args['x-queue-type'])) drop(['x-queue-type'], undefined);
  const refused = QUEUE_ARGUMENTS.filter((known) => Object.hasOwn(args, known.name) && !isTaken(known, type, target));
  const names = refused.map(({ name }) => name);
  drop(names, findUnsupported(names, type, target));
  for (const known of QUEUE_ARGUMENTS) {
    const expected = expectedValue(known, target);
    if (!Object.hasOwn(args, known.name) || expected === undefined || isValid(args[known.name], expected)) continue;
    drop([known.name], findInvalid(known.name, inWords(expected)));
  }
  const hasExchange = Object.hasOwn(args, 'x-dead-letter-exchange') && !dropped.has('x-dead-letter-exchange');
  if (Object.hasOwn(args, 'x-dead-letter-routing-key') && !hasExchange) {
    drop(['x-dead-letter-routing-key'], refuse(TOPOLOGY_REFUSALS.keyWithoutExchange));
  }
  if (dropped.size === 0) return { kept: queue, findings };
  const remaining = Object.entries(args).filter(([name]) => !dropped.has(name));
  return { kept: { ...queue, arguments: Object.fromEntries(remaining) }, findings };
}

/** Servers wrote `undefined` for the queues of a virtual host without a default queue type. */
export function isUntyped(type: unknown): boolean {
  return type === undefined || type === null || type === 'undefined' || type === '';
}

function findUnsupported(names: readonly string[], type: QueueType, target: TargetVersion): Finding {
  const isSkipped = type === 'classic' && names.length === 1 && names[0] === 'x-queue-master-locator';
  const consequence = CONSEQUENCES[isSkipped ? 'skipped' : 'refused'];
  const effects = [
    ...(names.every((name) => NEEDLESS.includes(name)) ? ['This has no other effect.'] : []),
    ...(names.includes('x-max-priority') ? ['In RabbitMQ 4, quorum queues have priorities without it.'] : []),
  ];
  return change(
    `has ${enumerate(names)}, which ${type} queues of RabbitMQ ${target} do not take: ${consequence}`,
    [`Remove ${enumerate(names)}, also in the clients that declare the queue.`, ...effects].join(' '),
    names.includes('x-queue-mode') && type === 'classic' ? PAGES.release43 : SOURCE,
  );
}

function findInvalid(name: string, expected: string): Finding {
  return change(
    `has ${name}, which is not ${expected}: ${CONSEQUENCES.refused}`,
    `Remove ${name}, or correct it, also in the clients that declare the queue.`,
    SOURCE,
  );
}
