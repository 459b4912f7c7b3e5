import fc from 'fast-check';
import { RuleParametersError } from '../../checks/parameters.ts';
import { CHECKS } from '../../checks/registry.ts';
import { parseRuleParameters, selectChecks } from '../../checks/rule-parameters.ts';
import { THREE_CHECKS } from '../support/checks.ts';

const [CLUSTER, ACCESS, LOGGING] = THREE_CHECKS.map(({ id }) => id);
const ALL = CHECKS.map(({ id }) => id);

function idsOf(json: string | undefined) {
  return parseRuleParameters(json).map(({ id }) => id);
}

describe('parseRuleParameters', () => {
  test.each<readonly [string, string | undefined, readonly unknown[]]>([
    ['all checks where there are no parameters', undefined, ALL],
    ['all checks where the parameters are empty text', '', ALL],
    ['all checks where the parameters are blank', ' \n', ALL],
    ['all checks where the parameters are an empty object', '{}', ALL],
    ['the one that is named', JSON.stringify({ checks: LOGGING }), [LOGGING]],
    ['several that are named', JSON.stringify({ checks: `${CLUSTER},${LOGGING}` }), [CLUSTER, LOGGING]],
    [
      'those named, in the order of the registry',
      JSON.stringify({ checks: `${LOGGING},${CLUSTER}` }),
      [CLUSTER, LOGGING],
    ],
    ['those named with blanks around', JSON.stringify({ checks: ` ${ACCESS} , ${LOGGING}\n` }), [ACCESS, LOGGING]],
    ['one that is named twice, once', JSON.stringify({ checks: `${ACCESS},${ACCESS}` }), [ACCESS]],
  ])('selects %s', (_sentence, json, ids) => {
    expect(idsOf(json)).toEqual(ids);
  });

  test.each<readonly [what: string, json: string, message: string]>([
    ['a parameter that it does not know', '{"check":"x"}', 'Unknown rule parameter "check". Valid parameters: checks.'],
    [
      'one beside a known one',
      `{"checks":"${ACCESS}","mode":"x"}`,
      'Unknown rule parameter "mode". Valid parameters: checks.',
    ],
    ['the right name in other case', '{"Checks":"x"}', 'Unknown rule parameter "Checks". Valid parameters: checks.'],
    ['a parameter __proto__', '{"__proto__":{}}', 'Unknown rule parameter "__proto__". Valid parameters: checks.'],
    ['checks that are a list', '{"checks":[]}', 'Rule parameter "checks" must be a string, not a list.'],
    ['checks of null', '{"checks":null}', 'Rule parameter "checks" must be a string, not null.'],
    ['a list', '[]', 'The rule parameters must be a JSON object, not a list.'],
    ['null', 'null', 'The rule parameters must be a JSON object, not null.'],
    ['a number', '1', 'The rule parameters must be a JSON object, not 1.'],
    ['what is no JSON', '{checks}', 'The rule parameters are not valid JSON: "{checks}".'],
  ])('refuses %s', (_what, json, message) => {
    expect(() => parseRuleParameters(json)).toThrow(expect.objectContaining({ name: 'RuleParametersError', message }));
  });

  test('refuses whatever it cannot read with an error of its own', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(fc.constantFrom('checks', 'x'), fc.json()).map((o) => JSON.stringify(o)),
    );
    fc.assert(
      fc.property(text, (json) => {
        try {
          expect(parseRuleParameters(json)).not.toHaveLength(0);
        } catch (error) {
          expect(error).toBeInstanceOf(RuleParametersError);
        }
      }),
    );
  });
});

describe('selectChecks', () => {
  test.each<readonly [what: string, list: string, quoted: string]>([
    ['an id that it does not know', 'rabbitmq-audit-logging', '"rabbitmq-audit-logging"'],
    ['one beside a known one', `${ACCESS},nonsense`, '"nonsense"'],
    ['an id in upper case', `${ACCESS}`.toUpperCase(), '"RABBITMQ-NO-PUBLIC-ACCESS"'],
    ['an empty list', '', '""'],
    ['a blank list', '  ', '""'],
    ['a comma at the end', `${ACCESS},`, '""'],
    ['what every object inherits', 'constructor', '"constructor"'],
  ])('refuses %s and names the known ones', (_what, list, quoted) => {
    const message = `Unknown check ${quoted}. Valid checks: ${ALL.join(', ')}.`;

    expect(() => selectChecks(list, CHECKS)).toThrow(new RuleParametersError(message));
  });
});
