import type { Check } from '../../../checks/check.ts';
import { reasonOf } from '../../scan/failures.ts';
import type { EnteredPlace } from './in-accounts.ts';
import type { OwnRule } from './own-rules.ts';
import { isFor } from './own-rules.ts';
import type { AggregatedPack } from './port.ts';

/** What is known of the rules in an account and region. */
export interface PlaceKnowledge {
  /** The rules that the aggregator shows. */
  readonly rules: readonly OwnRule[];
  /** A conformance pack whose rules show no result; `undefined` also if packs could not be read. */
  readonly pack?: AggregatedPack | undefined;
  readonly arePacksKnown: boolean;
  /** What the account says itself, if it could be read. */
  readonly entered?: EnteredPlace | undefined;
  /** Whether a role was tried. */
  readonly hasRole: boolean;
  /** Why results could not be read. */
  readonly failure?: unknown;
}

const WHY = 'the broker is exempt, was not evaluated yet, or could not be evaluated';
const HOW =
  'It shows only COMPLIANT and NON_COMPLIANT: use --role-name to read the others in the account, or ' +
  '--exemptions with the file of your exemptions.';

/** Why there is no result of a check for a broker, and what to do, as sentences. */
export function explainAbsence(
  { id: check, isOptIn }: Pick<Check, 'id' | 'isOptIn'>,
  { rules, pack, arePacksKnown, entered, hasRole, failure }: PlaceKnowledge,
): string {
  if (entered) {
    const rule = entered.rules.find((candidate) => isFor(candidate, check));
    return rule === undefined
      ? 'There is no rule for this check in the account and region. Deploy the conformance pack there.'
      : `The rule ${rule.name} has no result for the broker. Wait for its next evaluation, or start one in AWS Config.`;
  }
  if (failure !== undefined)
    return `The results could not be read (${reasonOf(failure)}). Make the report again later.`;
  if (hasRole) return `The aggregator shows no result: ${WHY}. The account could not be read with the role.`;
  if (isOptIn && !rules.some((rule) => isFor(rule, check))) {
    return (
      'The aggregator shows no rule for this check in the account and region. Select the check in the settings of your ' +
      'deployment. If it is selected, use --role-name to read its results.'
    );
  }
  if (rules.length > 0) return `The aggregator shows no result: ${WHY}. ${HOW}`;
  if (pack) return `The conformance pack ${pack.name} is there, but the aggregator shows no result: ${WHY}. ${HOW}`;
  const what = arePacksKnown ? 'neither a rule for this check nor its conformance pack' : 'no rule for this check';
  return (
    `The aggregator shows ${what} in the account and region. Deploy the rules there. If they are there, use --role-name ` +
    'to read their results.'
  );
}
