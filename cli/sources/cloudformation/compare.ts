import type { BrokerChange } from '../../../checks/change-checks.ts';
import { enumerate } from '../../text/enumerate.ts';
import type { ComparableValue, Declaration } from './declaration.ts';

/**
 * What a stack update from one template to another does to a broker of both.
 * @param engineType of the broker before, in upper case
 */
export function changeBetween(before: Declaration, after: Declaration, engineType: string | undefined): BrokerChange {
  const condition = changedCondition(before, after);
  if (condition !== undefined) {
    return { effect: 'may-delete', engineType, why: `its condition ${condition} is not known` };
  }
  const different = changed('different', before, after);
  if (different !== '') {
    return {
      effect: 'replace',
      engineType,
      why: `${different} cannot be changed in place`,
      isCreatedFirst: true,
      isKept: after.isKept.onReplacement,
    };
  }
  const unknown = changed('unknown', before, after);
  if (unknown === '') return { effect: 'none', engineType };
  return { effect: 'may-replace', engineType, why: `a change of ${unknown} cannot be ruled out` };
}

/** The same for the brokers that may be in a resource whose template cannot be read. */
export function changeOfUnseen(before: Declaration, after: Declaration): BrokerChange {
  const condition = changedCondition(before, after);
  const names = [changed('different', before, after), changed('unknown', before, after)].find((text) => text !== '');
  if (condition === undefined && names === undefined) return { effect: 'none', engineType: undefined };
  const what = condition === undefined ? `a change of ${names} cannot be ruled out` : `${condition} is not known`;
  return { effect: 'unclear', engineType: undefined, why: `its template cannot be read, and ${what}` };
}

/** The first condition that is not known and was not there before, or was another. */
function changedCondition(before: Declaration, after: Declaration): string | undefined {
  const earlier = new Set(before.conditions.map(({ text }) => text));
  return after.conditions.find(({ text }) => text === undefined || !earlier.has(text))?.name;
}

function changed(wanted: 'different' | 'unknown', before: Declaration, after: Declaration): string {
  const names = new Set([before, after].flatMap(({ properties }) => Object.keys(properties)));
  const resultOf = (name: string) => compare(name, before.properties[name], after.properties[name]);
  return enumerate([...names].filter((name) => resultOf(name) === wanted));
}

function compare(
  name: string,
  old: ComparableValue | undefined,
  current: ComparableValue | undefined,
): 'same' | 'different' | 'unknown' {
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
