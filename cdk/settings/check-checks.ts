import { expected, missingParameters } from '../../checks/parameters.ts';
import { inputParametersOf } from '../../conformance-pack/render.ts';
import { selectedChecks } from './checks.ts';
import type { Settings } from './settings.ts';

/** As JSON: https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigRule.html */
const MAX_INPUT_PARAMETERS_LENGTH = 1_024;

export function checkChecks(settings: Settings): readonly string[] {
  const { checks, checkParameters = {}, ruleChecks, rules } = settings;
  const selected = selectedChecks(checks);
  const unselected = Object.keys(checkParameters).filter((id) => !selected.some((check) => check.id === id));
  const missing = selected.flatMap((check) =>
    missingParameters(check, checkParameters[check.id]).map(([name, parameter]) => {
      const example = JSON.stringify({ [check.id]: { [name]: parameter.example } });
      return (
        `Setting "checks" selects ${check.id}, which needs the parameter ${name}: expected ${expected(parameter)}. ` +
        `Set it with "checkParameters", such as ${example}.`
      );
    }),
  );
  return [
    ...unselected.map(
      (id) =>
        `Setting "checkParameters" has parameters of ${id}, which "checks" does not select. Add ${id} to "checks", or ` +
        'remove its parameters.',
    ),
    ...missing,
    ...checkLengths(rules === 'combined' ? [ruleChecks] : ruleChecks.map((check) => [check]), settings),
  ];
}

function checkLengths(
  checksOfRules: readonly Settings['ruleChecks'][],
  { rules, refresh }: Settings,
): readonly string[] {
  return checksOfRules.flatMap((checks) => {
    const { length } = JSON.stringify(inputParametersOf(checks, refresh));
    if (length <= MAX_INPUT_PARAMETERS_LENGTH) return [];
    const [rule, more] =
      rules === 'combined'
        ? ['the combined rule', ', or set "rules" to "separate"']
        : [`the rule ${checks.map(({ id }) => id).join()}`, ''];
    return [
      `Setting "checkParameters": with ${length} characters, the parameters of ${rule} are too long. AWS Config takes ` +
        `${MAX_INPUT_PARAMETERS_LENGTH}. Shorten the lists${more}.`,
    ];
  });
}
