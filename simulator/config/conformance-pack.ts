import { parse } from 'yaml';
import type { AwsState, Rule } from '../aws/aws-state.ts';
import { accountOf } from '../aws/organization.ts';
import type { Place } from '../aws/simulation.ts';
import { documentArn } from '../systems-manager/documents.ts';
import type { Scope } from '../template/intrinsics.ts';
import { resolve } from '../template/intrinsics.ts';
import { requireTemplateBody } from '../template/template-body.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { mayInvoke } from './invoke-permission.ts';

interface PackTemplate {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: unknown }>>;
}

/** A pack before it is put in place: its template, and values of its parameters. */
export interface ConformancePack {
  readonly template: PackTemplate;
  readonly inputs: readonly { readonly ParameterName: string; readonly ParameterValue: string }[];
}

interface RuleProperties {
  readonly ConfigRuleName: string;
  readonly InputParameters?: Readonly<Record<string, string>>;
  readonly Scope: { readonly ComplianceResourceTypes: readonly string[] };
  readonly Source: {
    readonly Owner: string;
    readonly SourceIdentifier: string;
    readonly SourceDetails: readonly {
      readonly EventSource: string;
      readonly MessageType: string;
      readonly MaximumExecutionFrequency?: string;
    }[];
  };
}

type Trigger = RuleProperties['Source']['SourceDetails'][number];

interface RemediationProperties {
  readonly ConfigRuleName: string;
  readonly TargetType: string;
  readonly TargetId: string;
  readonly Automatic?: boolean;
  readonly Parameters: Readonly<
    Record<
      string,
      {
        readonly StaticValue?: { readonly Values: readonly string[] };
        readonly ResourceValue?: { readonly Value: string };
      }
    >
  >;
}

const RULE = 'AWS::Config::ConfigRule';
const REMEDIATION = 'AWS::Config::RemediationConfiguration';

/** A conformance pack cannot be put in place, for a reason that AWS Config names. */
export class ConformancePackError extends Error {
  override readonly name = 'ConformancePackError';
}

/** Reads the properties of a pack, those of an account and those of an organization. @throws Error for a bad template */
export function readPack(properties: Readonly<Record<string, unknown>>): ConformancePack {
  const { ConformancePackInputParameters: inputs = [] } = properties;
  return { template: parse(requireTemplateBody(properties)), inputs: inputs as ConformancePack['inputs'] };
}

/** Puts a pack in place in an account and region: makes its rules. @throws ConformancePackError */
export function deployPack(state: AwsState, place: Place, pack: ConformancePack, packName: string): void {
  const { accountId, region } = place;
  if (!accountOf(state, accountId).recorders.has(region)) {
    throw new ConformancePackError(
      `NoAvailableConfigurationRecorder: the account ${accountId} has no recorder in ${region}.`,
    );
  }
  const resources = Object.values(pack.template.Resources);
  const scope = packScope(pack);
  const resourcesOf = (type: string) =>
    resources.flatMap(({ Type, Properties: own }) => (Type === type ? [resolve(own, scope)] : []));
  const unknown = resources.find(({ Type }) => ![RULE, REMEDIATION].includes(Type));
  if (unknown) throw new UnsupportedTemplateError(`${unknown.Type} in a conformance pack`);
  const rules = resourcesOf(RULE).map((rule) => createRule(state, place, rule as RuleProperties, packName));
  for (const remediation of resourcesOf(REMEDIATION))
    addRemediation(state, place, rules, remediation as RemediationProperties);
}

function createRule(state: AwsState, { accountId, region }: Place, rule: RuleProperties, packName: string): Rule {
  const { SourceIdentifier: functionArn, Owner, SourceDetails } = rule.Source;
  if (Owner !== 'CUSTOM_LAMBDA') throw new UnsupportedTemplateError(`a rule with the source ${Owner}`);
  for (const detail of SourceDetails) refuseTrigger(detail);
  if (functionArn.split(':')[3] !== region) {
    throw new ConformancePackError(`InvalidParameterValueException: ${functionArn} is not in ${region}.`);
  }
  if (!mayInvoke(state.functions.get(functionArn), accountId)) {
    throw new ConformancePackError(
      `InsufficientPermissionsException: ${functionArn} cannot be invoked for ${accountId}.`,
    );
  }
  const id = `config-rule-${state.unique(6)}`;
  const arn = `arn:${state.partition}:config:${region}:${accountId}:config-rule/aws-service-rule/config-conforms.amazonaws.com/${id}`;
  const created: Rule = {
    arn,
    name: `${rule.ConfigRuleName}-conformance-pack-${state.unique(9)}`,
    accountId,
    region,
    packName,
    functionArn,
    parameters: JSON.stringify(rule.InputParameters ?? {}),
    resourceTypes: rule.Scope.ComplianceResourceTypes,
    messageTypes: SourceDetails.map(({ MessageType }) => MessageType),
  };
  state.rules.set(arn, created);
  return created;
}

/** The runbook and the role have to be there. In the ARN of the role AWS Config puts the account of the rule. */
function addRemediation(
  state: AwsState,
  place: Place,
  rules: readonly Rule[],
  properties: RemediationProperties,
): void {
  const { ConfigRuleName, TargetType, TargetId, Automatic = false, Parameters } = properties;
  const rule = rules.find(({ name }) => name.startsWith(`${ConfigRuleName}-conformance-pack-`));
  if (!rule) throw new ConformancePackError(`NoSuchConfigRuleException: there is no rule ${ConfigRuleName}.`);
  if (TargetType !== 'SSM_DOCUMENT') throw new UnsupportedTemplateError(`a remediation by ${TargetType}`);
  const arn = documentArn(state, place, TargetId);
  if (!state.documents.has(arn)) throw new ConformancePackError(`InvalidParameterValueException: there is no ${arn}.`);
  const values = Object.entries(Parameters).map(([name, { StaticValue, ResourceValue }]) => {
    return [name, StaticValue?.Values[0] ?? ResourceValue?.Value ?? ''] as const;
  });
  const { AutomationAssumeRole = '', ...parameters } = Object.fromEntries(values);
  const roleArn = AutomationAssumeRole.replace(/::\d{12}:/, `::${place.accountId}:`);
  if (!state.roles.has(roleArn))
    throw new ConformancePackError(`InsufficientPermissionsException: there is no ${roleArn}.`);
  rule.remediation = { documentArn: arn, roleArn, isAutomatic: Automatic, parameters };
}

// https://docs.aws.amazon.com/config/latest/APIReference/API_SourceDetail.html
const MESSAGE_TYPES = [
  'ConfigurationItemChangeNotification',
  'OversizedConfigurationItemChangeNotification',
  'ScheduledNotification',
  'ConfigurationSnapshotDeliveryCompleted',
];
const FREQUENCIES = ['One_Hour', 'Three_Hours', 'Six_Hours', 'Twelve_Hours', 'TwentyFour_Hours'];

function refuseTrigger({ EventSource, MessageType, MaximumExecutionFrequency }: Trigger): void {
  const isScheduled = MessageType === 'ScheduledNotification';
  const isFrequencyRight = isScheduled
    ? FREQUENCIES.includes(MaximumExecutionFrequency ?? 'TwentyFour_Hours')
    : MaximumExecutionFrequency === undefined;
  if (EventSource === 'aws.config' && MESSAGE_TYPES.includes(MessageType) && isFrequencyRight) return;
  throw new ConformancePackError(
    `InvalidParameterValueException: the trigger ${EventSource}, ${MessageType}, ${MaximumExecutionFrequency} is not valid.`,
  );
}

// Nothing but parameters is certain to work in a pack.
function packScope({ template: { Parameters = {} }, inputs }: ConformancePack): Scope {
  const given = new Map(inputs.map(({ ParameterName, ParameterValue }) => [ParameterName, ParameterValue]));
  const unknown = [...given.keys()].find((name) => !Object.hasOwn(Parameters, name));
  if (unknown !== undefined) throw new ConformancePackError(`The pack has no parameter ${unknown}.`);
  const refuse = (): never => {
    throw new UnsupportedTemplateError('a conformance pack with an intrinsic function other than Ref');
  };
  return {
    ref(name) {
      const value = given.get(name) ?? Parameters[name]?.Default;
      if (value === undefined) throw new ConformancePackError(`Parameter ${name} has no value.`);
      return value;
    },
    getAtt: refuse,
    findInMap: refuse,
    importValue: refuse,
  };
}
