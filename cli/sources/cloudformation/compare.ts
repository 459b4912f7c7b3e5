import type { BrokerChange } from '../../../checks/change-checks.ts';
import { enumerate } from '../../text/enumerate.ts';
import type { Declaration } from './declaration.ts';
import { CREATE_ONLY } from './declaration.ts';

/**
 * What a stack update from one template to another does to a broker of both.
 * @param engineType of the broker before, in upper case
 */
export function changeBetween(before: Declaration, after: Declaration, engineType: string | undefined): BrokerChange {
  if (after.condition !== undefined && after.condition !== before.condition) {
    return { effect: 'may-delete', engineType, why: `its condition ${after.condition} is not known` };
  }
  const compared = CREATE_ONLY.map((name) => ({ name, result: compare(name, before, after) }));
  const namesOf = (wanted: string) =>
    enumerate(compared.filter(({ result }) => result === wanted).map(({ name }) => name));
  const different = namesOf('different');
  if (different !== '') {
    return {
      effect: 'replace',
      engineType,
      why: `${different} cannot be changed in place`,
      isCreatedFirst: true,
      isKept: after.isKept.onReplacement,
    };
  }
  const unknown = namesOf('unknown');
  if (unknown === '') return { effect: 'none', engineType };
  return { effect: 'may-replace', engineType, why: `a change of ${unknown} cannot be ruled out` };
}

function compare(name: string, before: Declaration, after: Declaration): 'same' | 'different' | 'unknown' {
  const [old, current] = [before.createOnly[name], after.createOnly[name]];
  if (old?.text === undefined || current?.text === undefined) return 'unknown';
  if (old.text === current.text) return 'same';
  if (!old.isKnown || !current.isKnown) return 'unknown';
  return normal(name, old.text) === normal(name, current.text) ? 'unknown' : 'different';
}

// AWS may ignore the case of a value, and the order of subnets.
function normal(name: string, text: string): string {
  return name === 'BrokerName'
    ? text
    : text
        .toUpperCase()
        .split(/[[\],]/)
        .toSorted()
        .join();
}
