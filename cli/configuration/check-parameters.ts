import { didYouMean } from '../../cdk/settings/suggest.ts';
import type { Check } from '../../checks/check.ts';
import type { CheckParameters, Parameterized } from '../../checks/parameters.ts';
import { configure, faultOf, hasParameters, missingParameters } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { AnyCheck } from '../report/results.ts';

interface Configured {
  readonly checks: readonly AnyCheck[];
  /** The checks that are left out. */
  readonly incomplete: readonly IncompleteCheck[];
}

/** A check that cannot be evaluated, since nobody has given a value that it needs. */
export interface IncompleteCheck {
  readonly id: string;
  /** The parameter. */
  readonly needs: string;
  /** Whether it was asked for by its ID. Nobody who asks for all checks asks for this one. */
  readonly isNamed: boolean;
}

/**
 * What to do about an incomplete check, as a sentence without its end.
 * @param place in a configuration file, which has named it
 */
export function describeIncomplete({ id, needs, isNamed }: IncompleteCheck, place?: string): string {
  const option = `--set ${id}.${needs}=…`;
  if (place !== undefined) return `${place}: ${id} needs checkParameters["${id}"].${needs}, or ${option}`;
  return `${id} ${isNamed ? 'needs' : 'was not evaluated: it needs'} ${option}`;
}

/**
 * The selected checks with the values of their parameters.
 * @param list the value of `--checks`
 * @param given wins over what is configured
 */
export function configureChecks(
  selected: readonly AnyCheck[],
  list: string,
  configured: CheckParameters,
  given: CheckParameters,
): Configured {
  const names = list.split(',').map((name) => name.trim());
  const checks: AnyCheck[] = [];
  const incomplete: IncompleteCheck[] = [];
  for (const check of selected) {
    if (!hasParameters(check)) {
      checks.push(check);
      continue;
    }
    const texts = { ...configured[check.id], ...given[check.id] };
    const [[needs] = []] = missingParameters(check, texts);
    if (needs === undefined) checks.push(configure(check, texts));
    else incomplete.push({ id: check.id, needs, isNamed: names.includes(check.id) });
  }
  return { checks, incomplete };
}

/**
 * Reads each `check.parameter=value`. The last one of a parameter wins.
 * @param refuse receives a text that cannot be used, and why, as sentences
 */
export function readAssignments(
  texts: readonly string[],
  selected: readonly AnyCheck[],
  refuse: (text: string, reason: string) => never,
): CheckParameters {
  const gathered: Record<string, Record<string, string>> = {};
  for (const text of texts) {
    const [, id = '', name = '', value] = /^([^.=]*)\.([^=]*)=(.*)$/s.exec(text) ?? [];
    if (value === undefined) return refuse(text, `Expected check.parameter=value, such as ${EXAMPLE}.`);
    const reason = whyUnusable(id, name, value, selected);
    if (reason !== undefined) return refuse(text, reason);
    gathered[id] = { ...gathered[id], [name]: value };
  }
  return gathered;
}

/** The checks that have parameters. */
export const PARAMETERIZED: readonly Parameterized<Check>[] = ([...CHECKS] as readonly Check[]).filter(hasParameters);

const EXAMPLE = 'rabbitmq-engine-version.minimumVersion=4.2';

function whyUnusable(id: string, name: string, value: string, selected: readonly AnyCheck[]): string | undefined {
  const check = PARAMETERIZED.find((each) => each.id === id);
  if (!check) {
    const ids = PARAMETERIZED.map((each) => each.id);
    const isKnown = selected.some((each) => each.id === id) || CHECKS.some((each) => each.id === id);
    const what = isKnown ? `${id} has no parameters.` : `Unknown check "${id}".`;
    return `${what}${(!isKnown && didYouMean(id, ids)) || ` Checks with parameters: ${ids.join(', ')}.`}`;
  }
  const names = Object.keys(check.parameters);
  const parameter = names.includes(name) ? check.parameters[name] : undefined;
  if (!parameter) {
    return `${id} has no parameter "${name}".${didYouMean(name, names) || ` Expected ${names.join(' or ')}.`}`;
  }
  if (!selected.some((each) => each.id === id))
    return `${id} is not evaluated. Select it too, such as with --checks default,${id}.`;
  return faultOf(value, parameter);
}

/** What a misspelled name in `--checks` may have meant, as sentences. All IDs begin alike, which makes none of them similar. */
export function meantCheck(list: string, known: readonly string[]): string | undefined {
  const bare = (name: string) => name.replace(/^rabbitmq-/, '');
  const stranger = list.split(',').find((name) => !known.includes(name.trim()));
  const question = didYouMean(bare(stranger?.trim() ?? ''), known.map(bare));
  const name = known.find((each) => question.includes(`"${bare(each)}"`));
  return name && `Unknown check "${stranger?.trim()}". Did you mean "${name}"?`;
}
