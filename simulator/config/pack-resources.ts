import type { Rule } from '../aws/aws-state.ts';
import { accountOf } from '../aws/organization.ts';
import type { ResourcePlace, ResourceTypes } from '../stacks/resource-type.ts';
import { named } from '../stacks/resource-type.ts';
import { documentArn } from '../systems-manager/documents.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import { mayInvoke } from './invoke-permission.ts';
import { rulesIn } from './rules.ts';

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

/** A conformance pack cannot be put in place, for a reason that AWS Config names. */
export class ConformancePackError extends Error {
  override readonly name = 'ConformancePackError';
}

/** What the stacks of conformance packs consist of. */
export const PACK_RESOURCES: ResourceTypes = {
  'AWS::Config::ConfigRule': {
    properties: ['ConfigRuleName', 'Description', 'InputParameters', 'Scope', 'Source'],
    createOnly: ['ConfigRuleName'],
    create(place, _, properties) {
      const { state, region, accountId } = place;
      const id = `config-rule-${state.unique(6)}`;
      const arn = `arn:${state.partition}:config:${region}:${accountId}:config-rule/aws-service-rule/config-conforms.amazonaws.com/${id}`;
      const { ConfigRuleName } = properties as unknown as RuleProperties;
      const name = `${ConfigRuleName}-conformance-pack-${state.unique(9)}`;
      state.rules.set(arn, ruleOf(place, { arn, name }, properties as unknown as RuleProperties));
      state.dueRules.add(arn);
      return { ref: name, attributes: { Arn: arn } };
    },
    update(place, resource, properties) {
      const { rules, dueRules } = place.state;
      const arn = resource.attributes.Arn ?? '';
      const { remediation } = rules.get(arn) ?? {};
      const rule = ruleOf(place, { arn, name: resource.ref }, properties as unknown as RuleProperties);
      rules.set(arn, { ...rule, ...(remediation ? { remediation } : {}) });
      dueRules.add(arn);
      return resource;
    },
    delete({ state }, { attributes }) {
      state.rules.delete(attributes.Arn ?? '');
    },
  },
  'AWS::Config::RemediationConfiguration': {
    properties: [
      ...[
        'ConfigRuleName',
        'ResourceType',
        'TargetType',
        'TargetId',
        'Automatic',
        'MaximumAutomaticAttempts',
        'RetryAttemptSeconds',
        'ExecutionControls',
      ],
      ...['Parameters'],
    ],
    createOnly: ['ConfigRuleName'],
    create(place, logicalId, properties) {
      putRemediation(place, properties as unknown as RemediationProperties);
      return named(logicalId);
    },
    update(place, resource, properties) {
      putRemediation(place, properties as unknown as RemediationProperties);
      return resource;
    },
    delete(place, _, { ConfigRuleName }) {
      delete ruleOfPack(place, String(ConfigRuleName))?.remediation;
    },
  },
};

/** The name of the stack of a pack: AWS Config deploys packs with CloudFormation. */
export function packStackName(packName: string, suffix: string): string {
  return `awsconfigconforms-${packName}-conformance-pack-${suffix}`;
}

function packNameOf(stackName: string): string {
  return /^awsconfigconforms-(.*)-conformance-pack-\w+$/.exec(stackName)?.[1] ?? stackName;
}

function ruleOfPack({ state, stackName, ...place }: ResourcePlace, ruleName: string): Rule | undefined {
  return rulesIn(state, place).find(
    ({ name, packName }) => packName === packNameOf(stackName) && name.startsWith(`${ruleName}-conformance-pack-`),
  );
}

function ruleOf(place: ResourcePlace, identity: Pick<Rule, 'arn' | 'name'>, rule: RuleProperties): Rule {
  const { state, accountId, region, stackName } = place;
  const { SourceIdentifier: functionArn, Owner, SourceDetails } = rule.Source;
  if (!accountOf(state, accountId).recorders.get(region)?.isRecording) {
    throw new ConformancePackError(
      `NoAvailableConfigurationRecorder: the account ${accountId} has no recorder in ${region}.`,
    );
  }
  if (Owner !== 'CUSTOM_LAMBDA') throw new UnsupportedTemplateError(`a rule with the source ${Owner}`);
  for (const detail of SourceDetails) refuseTrigger(detail);
  if (functionArn.split(':')[3] !== region) {
    throw new ConformancePackError(`InvalidParameterValueException: ${functionArn} is not in ${region}.`);
  }
  if (!mayInvoke(state, state.functions.get(functionArn), { accountId, arn: identity.arn })) {
    throw new ConformancePackError(
      `InsufficientPermissionsException: ${functionArn} cannot be invoked for ${accountId}.`,
    );
  }
  return {
    ...identity,
    accountId,
    region,
    packName: packNameOf(stackName),
    functionArn,
    parameters: JSON.stringify(rule.InputParameters ?? {}),
    resourceTypes: rule.Scope.ComplianceResourceTypes,
    messageTypes: SourceDetails.map(({ MessageType }) => MessageType),
  };
}

/** The runbook and the role have to be there. In the ARN of the role AWS Config puts the account of the rule. */
function putRemediation(place: ResourcePlace, properties: RemediationProperties): void {
  const { state, accountId } = place;
  const { ConfigRuleName, TargetType, TargetId, Automatic = false, Parameters } = properties;
  const rule = ruleOfPack(place, ConfigRuleName);
  if (!rule) throw new ConformancePackError(`NoSuchConfigRuleException: there is no rule ${ConfigRuleName}.`);
  if (TargetType !== 'SSM_DOCUMENT') throw new UnsupportedTemplateError(`a remediation by ${TargetType}`);
  const arn = documentArn(state, place, TargetId);
  if (!state.documents.has(arn)) throw new ConformancePackError(`InvalidParameterValueException: there is no ${arn}.`);
  const values = Object.entries(Parameters).map(([name, { StaticValue, ResourceValue }]) => {
    return [name, StaticValue?.Values[0] ?? ResourceValue?.Value ?? ''] as const;
  });
  const { AutomationAssumeRole = '', ...parameters } = Object.fromEntries(values);
  const roleArn = AutomationAssumeRole.replace(/::\d{12}:/, `::${accountId}:`);
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
