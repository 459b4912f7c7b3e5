import fc from 'fast-check';
import { RuleParametersError } from '../../checks/parameters.ts';
import { CHECKS, DEFAULT_CHECKS, RULE_CHECKS } from '../../checks/registry.ts';
import { parseRefresh, parseRuleParameters, selectChecks } from '../../checks/rule-parameters.ts';
import { THREE_CHECKS } from '../support/checks.ts';

const [CLUSTER, ACCESS, LOGGING] = THREE_CHECKS.map(({ id }) => id);
const DEFAULT = [CLUSTER, ACCESS, LOGGING];
const ALL = CHECKS.map(({ id }) => id);
const RULES = ALL.filter((id) => id !== 'rabbitmq-literal-password');
const VERSION = 'rabbitmq-engine-version';

function idsOf(json: string | undefined) {
  return parseRuleParameters(json, RULE_CHECKS).map(({ id }) => id);
}

describe('parseRuleParameters', () => {
  test.each<readonly [string, string | undefined, readonly unknown[]]>([
    ['the default checks where there are no parameters', undefined, DEFAULT],
    ['the default checks where the parameters are empty text', '', DEFAULT],
    ['the default checks where the parameters are blank', ' \n', DEFAULT],
    ['the default checks where the parameters are an empty object', '{}', DEFAULT],
    ['the default checks by their group', JSON.stringify({ checks: 'default' }), DEFAULT],
    ['all checks but that of files by their group', JSON.stringify({ checks: 'all', requiredTags: 'team' }), RULES],
    ['a group and a check', JSON.stringify({ checks: `${VERSION}, default` }), [...DEFAULT, VERSION]],
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
    [
      'a parameter that it does not know',
      '{"check":"x"}',
      'Unknown rule parameter "check". Valid parameters: checks, refresh.',
    ],
    [
      'one beside a known one',
      `{"checks":"${ACCESS}","mode":"x"}`,
      'Unknown rule parameter "mode". Valid parameters: checks, refresh.',
    ],
    [
      'the right name in other case',
      '{"Checks":"x"}',
      'Unknown rule parameter "Checks". Valid parameters: checks, refresh.',
    ],
    [
      'a parameter __proto__',
      '{"__proto__":{}}',
      'Unknown rule parameter "__proto__". Valid parameters: checks, refresh.',
    ],
    [
      'a parameter of a check that is not selected',
      `{"checks":"${VERSION}","minimumSubnets":"2"}`,
      'Unknown rule parameter "minimumSubnets". Valid parameters: checks, refresh, minimumVersion.',
    ],
    [
      'a value that is not valid',
      `{"checks":"${VERSION}","minimumVersion":"4"}`,
      `Parameter minimumVersion of check ${VERSION} is "4". Expected a version, such as 4.2.`,
    ],
    [
      'a value that is no text',
      `{"checks":"${VERSION}","minimumVersion":4.2}`,
      `Parameter minimumVersion of check ${VERSION} is 4.2. Expected a version in quotes, such as "4.2": as numbers, 4.10 and 4.1 are the same.`,
    ],
    [
      'a parameter that is required and not there',
      '{"checks":"rabbitmq-tags"}',
      'Check rabbitmq-tags needs the parameter requiredTags: tag keys, or key=value|value, separated by commas, such as team,stage=test|production.',
    ],
    [
      'the check that only files have facts for',
      '{"checks":"rabbitmq-literal-password"}',
      `Unknown check "rabbitmq-literal-password". Valid checks: default, all, ${RULES.join(', ')}.`,
    ],
    ['checks that are a list', '{"checks":[]}', 'Rule parameter "checks" must be a string, not a list.'],
    ['checks of null', '{"checks":null}', 'Rule parameter "checks" must be a string, not null.'],
    ['a list', '[]', 'The rule parameters must be a JSON object, not a list.'],
    ['null', 'null', 'The rule parameters must be a JSON object, not null.'],
    ['a number', '1', 'The rule parameters must be a JSON object, not 1.'],
    ['what is no JSON', '{checks}', 'The rule parameters are not valid JSON: "{checks}".'],
  ])('refuses %s', (_what, json, message) => {
    expect(() => parseRuleParameters(json, RULE_CHECKS)).toThrow(
      expect.objectContaining({ name: 'RuleParametersError', message }),
    );
  });

  test.each<readonly [what: string, given: Readonly<Record<string, string>>, values: readonly unknown[]]>([
    ['a version', { checks: VERSION, minimumVersion: ' 4.10 ' }, [{ minimumVersion: '4.10' }]],
    ['its default', { checks: VERSION }, [{ minimumVersion: '3.13' }]],
    ['a number', { checks: 'rabbitmq-cluster-subnets', minimumSubnets: '2' }, [{ minimumSubnets: 2 }]],
    [
      'a list',
      { checks: 'rabbitmq-tags', requiredTags: 'team, stage=test|production' },
      [{ requiredTags: ['team', 'stage=test|production'] }],
    ],
    ['a list that is empty by default', { checks: 'rabbitmq-instance-type' }, [{ allowedInstanceTypes: [] }]],
    [
      'each to its check',
      { checks: `${VERSION},rabbitmq-cluster-subnets`, minimumSubnets: '2', minimumVersion: '4.2' },
      [{ minimumSubnets: 2 }, { minimumVersion: '4.2' }],
    ],
    ['nothing for a check without parameters', { checks: `${CLUSTER}` }, [{}]],
  ])('gives %s', (_what, given, values) => {
    expect(parseRuleParameters(JSON.stringify(given), RULE_CHECKS).map((check) => check.values)).toEqual(values);
  });

  test.each(['all', VERSION, `${ACCESS},all`])(
    'refuses %s in a function that has only the default checks',
    (checks) => {
      expect(parseRuleParameters('{"checks":"default"}', DEFAULT_CHECKS)).toHaveLength(3);
      expect(() => parseRuleParameters(JSON.stringify({ checks }), DEFAULT_CHECKS)).toThrow(
        new RuleParametersError(
          `This function was deployed without the opt-in checks, so it has no check "${checks.split(',').at(-1)}". ` +
            `Valid checks: default, ${DEFAULT.join(', ')}.`,
        ),
      );
    },
  );

  test('refuses whatever it cannot read with an error of its own', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(fc.constantFrom('checks', 'minimumVersion', 'x'), fc.json()).map((o) => JSON.stringify(o)),
    );
    fc.assert(
      fc.property(text, (json) => {
        try {
          expect(parseRuleParameters(json, RULE_CHECKS)).not.toHaveLength(0);
        } catch (error) {
          expect(error).toBeInstanceOf(RuleParametersError);
        }
      }),
    );
  });
});

describe('parseRefresh', () => {
  test.each<readonly [what: string, json: string | undefined, days: number]>([
    ['each day without parameters', undefined, 1],
    ['each day where it is not named', '{"checks":"default"}', 1],
    ['as many days as it says', '{"checks":"default","refresh":"7"}', 7],
    ['a number', '{"refresh":7}', 7],
    ['blanks around', '{"refresh":" 30 "}', 30],
  ])('reads %s', (_what, json, days) => {
    expect(parseRefresh(json)).toBe(days);
    expect(parseRuleParameters(json, RULE_CHECKS)).toHaveLength(DEFAULT.length);
  });

  test.each(['0', '31', '', '-7', '7.5', '1e1', '0x7', 'weekly', null, true, ['7'], {}])('refuses %j', (refresh) => {
    expect(() => parseRefresh(JSON.stringify({ refresh }))).toThrow(
      expect.objectContaining({
        name: 'RuleParametersError',
        message: expect.stringMatching(/^Rule parameter "refresh" is .*\. Expected a whole number from 1 to 30\.$/),
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
    const message = `Unknown check ${quoted}. Valid checks: default, all, ${ALL.join(', ')}.`;

    expect(() => selectChecks(list, CHECKS)).toThrow(new RuleParametersError(message));
  });
});
