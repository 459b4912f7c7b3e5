import type { Broker } from '../../checks/broker.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker } from '../../checks/evaluation.ts';
import type { CheckId } from '../../checks/registry.ts';
import { CHECKS } from '../../checks/registry.ts';
import { InputError } from '../sources/input/input-error.ts';

/** What is to be done about a broker. */
export type Decision =
  | { readonly kind: 'nothing' }
  /** General logging is off, or will be by a pending change, and no other check fails. */
  | { readonly kind: 'logging' }
  /** The same, but the change was made and has not taken effect. */
  | { readonly kind: 'pending-logging' }
  /** Settings are wrong that cannot be changed. `reasons` are sentences. */
  | { readonly kind: 'replacement'; readonly reasons: readonly string[] };

const LOGGING: CheckId = 'rabbitmq-general-logging';

/**
 * Decides what is to be done about a broker.
 * @throws InputError for a broker to which the checks do not apply, or of which too little is known
 */
export function decide(broker: Broker): Decision {
  const results = evaluateBroker(broker, CHECKS);
  const [skipped] = results.filter(({ verdict }) => verdict === 'skip');
  if (skipped) throw new InputError(`cannot be planned: ${lowerFirst(skipped.detail)}`);
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  // Whatever it is that is not known, the replacement has it right.
  if (failed.some(isFixedByNewBroker)) {
    return { kind: 'replacement', reasons: failed.map(({ detail }) => detail) };
  }
  const [unknown] = results.filter(({ verdict }) => verdict === 'unknown');
  if (unknown) {
    throw new InputError(
      `cannot be planned: ${lowerFirst(unknown.detail)} Give the answer of DescribeBroker, or the id of the broker.`,
    );
  }
  if (failed.length === 0) return { kind: isGoingOff(broker) ? 'logging' : 'nothing' };
  const other = failed.find(({ check }) => check.id !== LOGGING);
  if (other) throw new InputError(`cannot be planned: ${lowerFirst(other.detail)} ${other.check.remediation}`);
  return { kind: broker.pendingGeneralLogging === true ? 'pending-logging' : 'logging' };
}

/** Whether the general log is on until a pending change switches it off. */
export function isGoingOff({ generalLogging, pendingGeneralLogging }: Broker): boolean {
  return generalLogging === true && pendingGeneralLogging === false;
}

function isFixedByNewBroker({ check }: CheckResult): boolean {
  return check.fix === 'new-broker';
}

// "EngineType is missing" begins with a name, "The engine is" with a word.
function lowerFirst(sentence: string): string {
  return sentence.startsWith('The ') ? `t${sentence.slice(1)}` : sentence;
}
