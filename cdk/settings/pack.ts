import type { Check } from '../../checks/check.ts';
import { COMBINED_RULE } from '../../checks/registry.ts';
import { renderCombinedPack, renderPack } from '../../conformance-pack/render.ts';

/** The rule whose failures can be fixed by a runbook. */
export const LOGGING_RULE = 'rabbitmq-general-logging';

/** A conformance pack: its template as text, and the names of its rules. */
export interface Pack {
  readonly template: string;
  readonly ruleNames: readonly string[];
}

/** The conformance pack with a rule for each check, or with one for all of them. @param refresh the setting */
export function createPack(checks: readonly Check[], rules: 'separate' | 'combined', refresh = 1): Pack {
  return rules === 'combined'
    ? { template: renderCombinedPack(checks, refresh), ruleNames: [COMBINED_RULE] }
    : { template: renderPack(checks, refresh), ruleNames: checks.map(({ id }) => id) };
}
