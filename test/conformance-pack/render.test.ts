import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { createPack } from '../../cdk/settings/pack.ts';
import type { Check } from '../../checks/check.ts';
import { guideUrl } from '../../checks/guide.ts';
import { DEFAULT_CHECKS, RULE_CHECKS } from '../../checks/registry.ts';
import { parseRefresh, parseRuleParameters } from '../../checks/rule-parameters.ts';
import { inputParametersOf, PACK_PATH, renderCombinedPack, renderPack } from '../../conformance-pack/render.ts';
import { SHAPES, settingsOf } from '../support/cdk.ts';
import { configured } from '../support/checks.ts';

interface PackTemplate {
  readonly Parameters: Readonly<Record<string, { readonly Type: string; readonly Description: string }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: RuleProperties }>>;
}

interface RuleProperties {
  readonly ConfigRuleName: string;
  readonly Description: string;
  readonly InputParameters: Readonly<Record<string, string>>;
  readonly Source: Readonly<Record<string, unknown>>;
}

const CONFIGURED: readonly Check[] = RULE_CHECKS.map((check) => configured(check));

function rules(template: string): readonly RuleProperties[] {
  return Object.values((parse(template) as PackTemplate).Resources).map(({ Properties }) => Properties);
}

/** The names of all members that are functions of CloudFormation, wherever they are. */
function intrinsics(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => [
    ...(/^(Ref|Condition|Fn::.*)$/.test(key) ? [key] : []),
    ...intrinsics(member),
  ]);
}

test('the committed pack is what follows from the checks', () => {
  expect(readFileSync(PACK_PATH, 'utf8')).toBe(renderPack(DEFAULT_CHECKS));
});

describe.each([
  ['the pack', renderPack(DEFAULT_CHECKS)],
  ['the pack with some of its rules', renderPack(DEFAULT_CHECKS.slice(1))],
  ['the pack with one rule for all of them', renderCombinedPack(DEFAULT_CHECKS)],
  ['a pack with the opt-in checks', renderPack(CONFIGURED)],
  ['a pack with one rule for all checks', renderCombinedPack(CONFIGURED)],
])('%s', (_, template) => {
  const { Parameters, Resources, ...others }: PackTemplate = parse(template);

  it('has parameters and rules of AWS Config, as nothing else is certain to work in one', () => {
    expect(others).toEqual({});
    for (const { Type } of Object.values(Resources)) expect(Type).toBe('AWS::Config::ConfigRule');
    expect(new Set(intrinsics({ Parameters, Resources }))).toEqual(new Set(['Ref']));
    expect(template).not.toMatch(/!\w|AWS::(AccountId|Region|Partition)|\{\{resolve:/);
  });

  it('takes the function and the frequency as parameters', () => {
    expect(Parameters).toEqual({
      EvaluatorFunctionArn: { Type: 'String', Description: expect.any(String) },
      Frequency: { Type: 'String', Description: expect.any(String), Default: 'TwentyFour_Hours' },
    });
  });

  it('has rules that are invoked on a change, also a large one, and on a schedule, for brokers', () => {
    for (const { Source, ...rule } of rules(template)) {
      expect(rule).toMatchObject({ Scope: { ComplianceResourceTypes: ['AWS::AmazonMQ::Broker'] } });
      expect(Source).toEqual({
        Owner: 'CUSTOM_LAMBDA',
        SourceIdentifier: { Ref: 'EvaluatorFunctionArn' },
        SourceDetails: [
          { EventSource: 'aws.config', MessageType: 'ConfigurationItemChangeNotification' },
          { EventSource: 'aws.config', MessageType: 'OversizedConfigurationItemChangeNotification' },
          {
            EventSource: 'aws.config',
            MessageType: 'ScheduledNotification',
            MaximumExecutionFrequency: { Ref: 'Frequency' },
          },
        ],
      });
    }
  });

  it('keeps within the limits of AWS Config', () => {
    expect(Buffer.byteLength(template)).toBeLessThanOrEqual(51_200);
    expect(rules(template).length).toBeLessThanOrEqual(130);
    expect(Object.keys(Parameters).length).toBeLessThanOrEqual(60);
    for (const { ConfigRuleName, Description, InputParameters } of rules(template)) {
      // A pack appends 27 characters, and the API that reads results takes 64.
      expect(ConfigRuleName).toMatch(/^[a-z][a-z0-9-]{0,36}$/);
      expect(Description.length).toBeLessThanOrEqual(256);
      expect(JSON.stringify(InputParameters).length).toBeLessThanOrEqual(1_024);
    }
  });

  it('describes its rules after the convention of AWS', () => {
    for (const { Description } of rules(template)) {
      expect(Description).toMatch(
        /^Checks if (private |the )?Amazon MQ .*\. The rule is NON_COMPLIANT if .*\. https:\S+$/,
      );
    }
  });
});

describe('the rules', () => {
  it('are one for each check, of its name, with the parameters that make the function run it alone', () => {
    const found = rules(renderPack(CONFIGURED)).map(({ ConfigRuleName, Description, InputParameters }) => ({
      ConfigRuleName,
      Description,
      checks: parseRuleParameters(JSON.stringify(InputParameters), RULE_CHECKS).map(({ id, values }) => ({
        id,
        values,
      })),
    }));
    expect(found).toEqual(
      CONFIGURED.map(({ id, description, values }) => ({
        ConfigRuleName: id,
        Description: `${description} ${guideUrl({ id })}`,
        checks: [{ id, values }],
      })),
    );
  });

  it('are those of the chosen checks, in the order of the registry', () => {
    const checks = ['rabbitmq-engine-version', 'rabbitmq-general-logging', 'rabbitmq-cluster-deployment'];
    const { pack } = settingsOf({ ...SHAPES.account, checks });
    expect(pack.ruleNames).toEqual(checks.toReversed());
    const byName = new Map(rules(renderPack(CONFIGURED)).map((rule) => [rule.ConfigRuleName, rule]));
    expect(rules(pack.template)).toEqual(pack.ruleNames.map((name) => byName.get(name)));
  });

  it('are the text as it was committed where the default checks are chosen', () => {
    for (const checks of ['default', DEFAULT_CHECKS.map(({ id }) => id).toReversed()]) {
      expect(settingsOf({ ...SHAPES.account, checks }).pack.template).toBe(readFileSync(PACK_PATH, 'utf8'));
    }
  });

  it('are the text as it was committed, but for its comment, where some of them are chosen', () => {
    const { Parameters, Resources }: PackTemplate = parse(readFileSync(PACK_PATH, 'utf8'));
    const { RabbitmqGeneralLogging } = Resources;
    expect(settingsOf({ ...SHAPES.account, checks: 'rabbitmq-general-logging' }).pack.template).toBe(
      stringify({ Parameters, Resources: { RabbitmqGeneralLogging } }, { lineWidth: 0 }),
    );
  });
});

describe('the parameters of a rule', () => {
  it.each([
    ['a check without parameters', 'rabbitmq-general-logging', {}, {}],
    ['the default', 'rabbitmq-engine-version', {}, { minimumVersion: '3.13' }],
    ['what is given', 'rabbitmq-engine-version', { minimumVersion: '4.2' }, { minimumVersion: '4.2' }],
    ['a number as text', 'rabbitmq-cluster-subnets', { minimumSubnets: '2' }, { minimumSubnets: '2' }],
    ['a list without spaces', 'rabbitmq-tags', { requiredTags: 'a, b=c|d' }, { requiredTags: 'a,b=c|d' }],
    ['no list that is empty', 'rabbitmq-instance-type', {}, {}],
  ] as const)('have %s', (_, id, given, expected) => {
    const [check] = RULE_CHECKS.filter((each) => each.id === id).map((each) => configured(each, given));
    expect(inputParametersOf(check === undefined ? [] : [check])).toEqual({ checks: id, ...expected });
  });
});

describe.each(['separate', 'combined'] as const)('the age from which results are sent again, with rules=%s,', (how) => {
  const templateWith = (settings: object) => settingsOf({ ...SHAPES.account, rules: how, ...settings }).pack.template;
  const refreshes = (template: string) =>
    rules(template).map(({ InputParameters }) => parseRefresh(JSON.stringify(InputParameters)));

  it('is a parameter of each rule', () => {
    const days = refreshes(templateWith({ refresh: '7' }));
    expect(days).toEqual(Array(how === 'separate' ? DEFAULT_CHECKS.length : 1).fill(7));
  });

  it('changes nothing in the pack where it is the default', () => {
    expect(templateWith({ refresh: '1' })).toBe(templateWith({}));
    expect(templateWith({})).not.toContain('refresh');
  });

  it('makes no other pack than the committed one look like it', () => {
    expect(templateWith({ refresh: 7 })).not.toContain('# Generated');
  });
});

describe('the combined rule', () => {
  it('has a name of its own, a link to the whole guide, and the parameters that make the function run all checks', () => {
    const [rule, ...others] = rules(renderCombinedPack(CONFIGURED));
    expect(others).toEqual([]);
    expect(rule?.ConfigRuleName).toBe('rabbitmq-conformance');
    expect(rule?.Description).toMatch(new RegExp(` ${guideUrl()}$`));
    expect(parseRuleParameters(JSON.stringify(rule?.InputParameters), RULE_CHECKS)).toEqual(CONFIGURED);
  });

  it('is the only one in the settings of a deployment that asks for it', () => {
    const { pack, ruleChecks } = settingsOf({
      ...SHAPES.account,
      rules: 'combined',
      checks: 'rabbitmq-cluster-subnets',
    });
    expect(pack).toEqual(createPack(ruleChecks, 'combined'));
    expect(pack.ruleNames).toEqual(['rabbitmq-conformance']);
  });
});
