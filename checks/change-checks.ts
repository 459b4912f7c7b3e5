import type { CheckInfo, Finding } from './check.ts';
import { quote } from './json.ts';

/** What a change, such as a plan, does to a broker that exists. */
export interface BrokerChange {
  /**
   * `none` if the broker stays. `may-…` if the change does not tell whether it does that, `unclear` if it may do either.
   */
  readonly effect: 'none' | 'replace' | 'delete' | 'may-replace' | 'may-delete' | 'unclear';
  /** The engine of the broker before the change, in upper case; `undefined` if it is not known. */
  readonly engineType: string | undefined;
  /** Why the broker is replaced or deleted, or why that is not known, as a clause. */
  readonly why?: string | undefined;
  /** Of a replacement: whether the new broker is created before the old one goes, if that is known. */
  readonly isCreatedFirst?: boolean | undefined;
  /** Of a replacement: whether the old broker stays in AWS. */
  readonly isKept?: boolean | undefined;
}

/** A check of what a change does to a broker. It is not an AWS Config rule: AWS Config sees a broker only as it is. */
export interface ChangeCheck extends CheckInfo {
  /** @returns `undefined` if there is nothing to report: such a check never passes, it only finds */
  readonly judgeChange: (change: BrokerChange) => Finding | undefined;
}

const NO_REPLACEMENT = {
  id: 'rabbitmq-no-replacement',
  title: 'RabbitMQ broker is not replaced',
  severity: 'high',
  rationale:
    'A replacement is a new, empty broker with another endpoint. The old broker is deleted with its messages, queues ' +
    'and users, and clients that know its endpoint cannot connect.',
  remediation:
    'Leave this broker as it is. Add a second one, move clients and messages to it, then remove the old one: ' +
    '"rabbitmq-conformance plan" prepares that.',
  judgeChange: (change) => {
    if (change.effect === 'replace') return withEngine(change, 'replaces', replacement(change));
    if (change.effect === 'may-replace') return withEngine(change, 'may replace', undefined);
    return unclear(change);
  },
} as const satisfies ChangeCheck;

const NO_DELETION = {
  id: 'rabbitmq-no-deletion',
  title: 'RabbitMQ broker is not deleted',
  severity: 'high',
  rationale: 'Deleting a broker also deletes its messages, queues and users. Amazon MQ has no backup of them.',
  remediation:
    'Keep the broker until its clients and messages are on another one. If nobody needs it, accept the deletion with ' +
    'an exemption.',
  judgeChange: (change) => {
    if (change.effect === 'delete') {
      return withEngine(change, 'deletes', `deletes the broker${because(change)}. ${LOST}`);
    }
    if (change.effect === 'may-delete') return withEngine(change, 'may delete', undefined);
    return unclear(change);
  },
} as const satisfies ChangeCheck;

/** All checks of changes, in the order in which they are reported. */
export const CHANGE_CHECKS = [NO_REPLACEMENT, NO_DELETION] as const satisfies readonly ChangeCheck[];

const LOST = 'Its messages, queues, users and endpoint are lost.';

function replacement(change: BrokerChange): string {
  const what = `replaces the broker${because(change)}.`;
  if (change.isKept) return `${what} The old broker stays in AWS, but the new one is empty and has another endpoint.`;
  if (change.isCreatedFirst === undefined) return `${what} ${LOST}`;
  const order = change.isCreatedFirst
    ? 'It creates the new broker, then deletes this one.'
    : 'It deletes this broker, then creates the new one.';
  return `${what} ${order} ${LOST}`;
}

function because({ why }: BrokerChange): string {
  return why === undefined ? '' : `, because ${why}`;
}

function unclear(change: BrokerChange): Finding | undefined {
  return change.effect === 'unclear' ? withEngine(change, 'may delete or replace', undefined) : undefined;
}

/**
 * The finding for a broker of RabbitMQ; nothing for one of ActiveMQ, to which these checks do not apply; `unknown` for
 * any other.
 * @param predicate what is found, after "The change"; `undefined` if it is not known whether the change does that
 */
function withEngine(change: BrokerChange, verb: string, predicate: string | undefined): Finding | undefined {
  const { engineType } = change;
  if (engineType === 'ACTIVEMQ') return undefined;
  if (engineType !== 'RABBITMQ') {
    const engine = engineType === undefined ? 'engine is not known' : `engine type ${quote(engineType)} is unknown`;
    return { verdict: 'unknown', detail: `The change ${verb} a broker whose ${engine}${because(change)}.` };
  }
  return predicate === undefined
    ? { verdict: 'unknown', detail: `The change ${verb} the broker${because(change)}.` }
    : { verdict: 'fail', detail: `The change ${predicate}` };
}
