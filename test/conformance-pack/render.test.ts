import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { combineRules, parsePack, readPack, selectRules } from '../../cdk/pack/pack.ts';
import { guideUrl } from '../../checks/guide.ts';
import { CHECKS } from '../../checks/registry.ts';
import { parseRuleParameters } from '../../checks/rule-parameters.ts';
import { PACK_PATH, renderPack } from '../../conformance-pack/render.ts';
import { SHAPES, settingsOf } from '../support/cdk.ts';

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

const IDS = CHECKS.map(({ id }) => id);

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
  expect(readFileSync(PACK_PATH, 'utf8')).toBe(renderPack(CHECKS));
});

describe.each([
  ['the pack', readPack().template],
  ['the pack with some of its rules', selectRules(readPack(), IDS.slice(1)).template],
  ['the pack with one rule for all checks', combineRules(readPack()).template],
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
      expect(Description).toMatch(/^Checks if Amazon MQ .*\. The rule is NON_COMPLIANT if .*\. https:\S+$/);
    }
  });
});

describe('the rules', () => {
  it('are one for each check, of its name, with the parameter that makes the function run it alone', () => {
    const found = rules(readPack().template).map(({ ConfigRuleName, Description, InputParameters }) => ({
      ConfigRuleName,
      Description,
      checks: parseRuleParameters(JSON.stringify(InputParameters)).map(({ id }) => id),
    }));
    expect(found).toEqual(
      CHECKS.map(({ id, description }) => ({
        ConfigRuleName: id,
        Description: `${description} ${guideUrl({ id })}`,
        checks: [id],
      })),
    );
  });

  it('are the chosen ones, in the order of the pack', () => {
    const chosen = selectRules(readPack(), ['rabbitmq-general-logging', 'rabbitmq-cluster-deployment']);
    expect(chosen.ruleNames).toEqual(['rabbitmq-cluster-deployment', 'rabbitmq-general-logging']);
    const byName = new Map(rules(readPack().template).map((rule) => [rule.ConfigRuleName, rule]));
    expect(rules(chosen.template)).toEqual(chosen.ruleNames.map((name) => byName.get(name)));
    expect(parsePack(chosen.template)).toEqual(chosen);
  });

  it('are the text as it was committed where all are chosen', () => {
    expect(selectRules(readPack(), IDS.toReversed())).toEqual(readPack());
  });
});

describe('the combined rule', () => {
  it('has a name of its own, a link to the whole guide, and the parameter that makes the function run all checks', () => {
    const [rule, ...others] = rules(combineRules(readPack()).template);
    expect(others).toEqual([]);
    expect(rule?.ConfigRuleName).toBe('rabbitmq-conformance');
    expect(rule?.Description).toMatch(new RegExp(` ${guideUrl()}$`));
    expect(parseRuleParameters(JSON.stringify(rule?.InputParameters))).toEqual(CHECKS);
  });

  it('has the checks that are chosen', () => {
    const chosen = IDS.slice(1);
    const [rule] = rules(combineRules(selectRules(readPack(), chosen)).template);
    expect(parseRuleParameters(JSON.stringify(rule?.InputParameters)).map(({ id }) => id)).toEqual(chosen);
  });

  it('is the only one in the settings of a deployment that asks for it', () => {
    const { pack } = settingsOf({ ...SHAPES.account, rules: 'combined', checks: IDS.slice(0, 2) });
    expect(pack).toEqual(combineRules(selectRules(readPack(), IDS.slice(0, 2))));
    expect(pack.ruleNames).toEqual(['rabbitmq-conformance']);
  });
});
