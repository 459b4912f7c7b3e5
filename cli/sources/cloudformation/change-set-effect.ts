import type { BrokerChange } from '../../../checks/change-checks.ts';
import { isObject, quote, readName, readObject, readText } from '../../../checks/json.ts';
import { enumerate } from '../../text/enumerate.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What a change set does to one broker.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
 */
export function effectOf(change: JsonObject): BrokerChange {
  const engineType = readName(propertiesIn(change.BeforeContext)?.EngineType);
  switch (change.Action) {
    case 'Add':
    case 'Import':
    case 'SyncWithActual':
      return { effect: 'none', engineType };
    case 'Remove':
      return removal(change, engineType);
    case 'Modify':
      return modification(change, engineType);
    case 'Dynamic':
      return {
        effect: 'unclear',
        engineType,
        why: 'CloudFormation knows its action only when it executes the change set',
      };
    default:
      return { effect: 'unclear', engineType, why: `its Action is ${quote(change.Action)}` };
  }
}

/** Whether the stack gives up the broker, which stays in AWS. */
export function isRetained({ Action, PolicyAction }: JsonObject): boolean {
  return Action === 'Remove' && PolicyAction === 'Retain';
}

/** The properties in a `BeforeContext` or `AfterContext`, which is JSON in a string. `undefined` if there are none. */
export function propertiesIn(context: unknown): JsonObject | undefined {
  const { Properties: properties } = readObject(typeof context === 'string' ? tryToParse(context) : context);
  return isObject(properties) ? properties : undefined;
}

function tryToParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function removal(change: JsonObject, engineType: string | undefined): BrokerChange {
  if (isRetained(change)) return { effect: 'none', engineType };
  const { PolicyAction: policy } = change;
  // Versions of the AWS CLI from before 2023 leave it out.
  if (policy !== 'Delete') return { effect: 'may-delete', engineType, why: `its PolicyAction is ${quote(policy)}` };
  return { effect: 'delete', engineType, why: 'it is no longer in the template' };
}

function modification(change: JsonObject, engineType: string | undefined): BrokerChange {
  const { Replacement: replacement, PolicyAction: policy } = change;
  const details = (Array.isArray(change.Details) ? change.Details : []).map(readObject);
  const forcing = details.filter(({ Target }) => {
    const { RequiresRecreation } = readObject(Target);
    return RequiresRecreation !== undefined && RequiresRecreation !== 'Never';
  });
  const names = enumerate([...new Set(forcing.map(({ Target }) => nameOf(readObject(Target))))]);
  if (replacement === 'False' && forcing.length === 0) return { effect: 'none', engineType };
  if (replacement === 'True') {
    return {
      effect: 'replace',
      engineType,
      why: names === '' ? undefined : `${names} cannot be changed in place`,
      isCreatedFirst: true,
      isKept: policy === 'ReplaceAndRetain',
    };
  }
  const isDynamic = forcing.some(({ Evaluation }) => Evaluation === 'Dynamic');
  const ofNames = names === '' ? '' : ` for ${names}`;
  const why = isDynamic
    ? `CloudFormation knows ${names} only when it executes the change set`
    : `Replacement is ${quote(replacement)}${ofNames}`;
  return { effect: 'may-replace', engineType, why };
}

function nameOf({ Attribute, Name }: JsonObject): string {
  return readText(Name) ?? readText(Attribute) ?? 'a property without a name';
}
