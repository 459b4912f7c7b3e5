import type { Broker } from '../../checks/broker.ts';
import type { CheckResult } from '../../checks/evaluation.ts';
import { evaluateBroker } from '../../checks/evaluation.ts';
import type { CheckId } from '../../checks/registry.ts';
import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import { InputError } from '../sources/input/input-error.ts';
import type { BrokerProperties } from '../sources/properties.ts';
import type { Wishes } from './choose-replacement.ts';

/** What to do about a broker. */
export type Decision =
  | { readonly kind: 'nothing' }
  /** General logging is off, or a pending change turns it off, and no other check fails. */
  | { readonly kind: 'logging' }
  /** General logging is off, and a pending change turns it on. No other check fails. */
  | { readonly kind: 'pending-logging' }
  /** A setting is wrong, or another one is asked for, that an existing broker cannot change. `reasons` are sentences. */
  | { readonly kind: 'replacement'; readonly reasons: readonly string[] };

const LOGGING: CheckId = 'rabbitmq-general-logging';

/**
 * Decides what to do about a broker.
 * @param results those of every check, of which exemptions may accept some
 * @param wished what the user asks for that only a new broker can have, as sentences
 * @throws InputError if the checks do not apply to the broker, or too little is known about it
 */
export function decide(
  broker: Broker,
  results: readonly Omit<CheckResult, 'exemption'>[] = evaluateBroker(broker, DEFAULT_CHECKS),
  wished: readonly string[] = [],
): Decision {
  const [skipped] = results.filter(({ verdict }) => verdict === 'skip');
  if (skipped) throw new InputError(`cannot make a plan: ${lowerFirst(skipped.detail)}`);
  const failed = results.filter(({ verdict }) => verdict === 'fail');
  // The new broker has every setting right, so one that is not known does not matter.
  if (failed.some(isFixedByNewBroker)) {
    return { kind: 'replacement', reasons: failed.map(({ detail }) => detail) };
  }
  if (wished.length > 0) return { kind: 'replacement', reasons: [...failed.map(({ detail }) => detail), ...wished] };
  const [unknown] = results.filter(({ verdict }) => verdict === 'unknown');
  if (unknown) {
    throw new InputError(
      `cannot make a plan: ${lowerFirst(unknown.detail)} Pass a DescribeBroker response, or the broker ID.`,
    );
  }
  if (failed.length === 0) return { kind: isGoingOff(broker) ? 'logging' : 'nothing' };
  const other = failed.find(({ check }) => check.id !== LOGGING);
  if (other) throw new InputError(`cannot make a plan: ${lowerFirst(other.detail)} ${other.check.remediation}`);
  return { kind: broker.pendingGeneralLogging === true ? 'pending-logging' : 'logging' };
}

/** What is asked for that the broker does not have, and only a new one can have, as sentences. */
export function onlyNewHas(
  { subnetIds: own = [], kmsKeyId: ownKey }: BrokerProperties,
  { subnetIds, kmsKeyId }: Pick<Wishes, 'subnetIds' | 'kmsKeyId'>,
): readonly string[] {
  const hasSubnets = subnetIds === undefined || subnetIds.toSorted().join() === own.toSorted().join();
  return [
    ...(hasSubnets ? [] : ['You ask for other subnets than the broker has.']),
    ...(kmsKeyId === undefined || kmsKeyId === ownKey ? [] : ['You ask for another KMS key than the broker has.']),
  ];
}

/** Whether general logging is on until a pending change turns it off. */
export function isGoingOff({ generalLogging, pendingGeneralLogging }: Broker): boolean {
  return generalLogging === true && pendingGeneralLogging === false;
}

function isFixedByNewBroker({ check }: Pick<CheckResult, 'check'>): boolean {
  return check.fix === 'new-broker';
}

// "EngineType is missing" begins with a name, which keeps its capital; "The engine is" does not.
function lowerFirst(sentence: string): string {
  return sentence.startsWith('The ') ? `t${sentence.slice(1)}` : sentence;
}
