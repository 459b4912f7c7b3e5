import { isObject, readObject, readText } from '../../../checks/json.ts';
import type { BrokerContext } from './broker-context.ts';
import type { Declaration, Scope } from './declaration.ts';
import { declarationOfStack, writeComparable } from './declaration.ts';
import { expression, readCall, wholeExpression } from './expression.ts';
import type { Outcome } from './outcome.ts';
import { ABSENT, collapse, knownValue, unknown } from './outcome.ts';
import type { GivenParameters } from './parameters.ts';
import { sourceOf } from './password.ts';
import type { Resource } from './property.ts';
import { isPlain, propertyOf, writtenIn } from './property.ts';
import type { Resolver } from './resolver.ts';

/** A resource that has a template of its own. */
export interface NestedStack {
  readonly logicalId: string;
  readonly type: string;
  /** The line of the template where it begins, from 1. */
  readonly line: number | undefined;
  /** The values for the parameters of its template. */
  readonly given: GivenParameters;
  /** The same without those that come from defaults. */
  readonly givenWithoutDefaults: GivenParameters;
  readonly declare: () => Declaration;
  /** The file in its metadata, as the CDK writes it. */
  readonly assetPath: string | undefined;
  /** The last string in its `TemplateURL`, which ends with the name of its template. */
  readonly url: string | undefined;
  /** The path of its template, as for `aws cloudformation package` and `sam build`. */
  readonly path: string | undefined;
  /** Where it says that its template is, as a clause. */
  readonly location: string;
  /** The text of its template. */
  readonly body: string | undefined;
}

const MAX_URL = 200;

/** The property with the template, by resource type. */
const LOCATIONS: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::CloudFormation::StackSet': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
};

/**
 * @param scope where the template does not resolve to its defaults
 * @returns `undefined` for a resource that does not say where its template is
 */
export function findNestedStack(
  logicalId: string,
  resource: Resource,
  line: number | undefined,
  context: BrokerContext,
  scope: () => Scope,
): NestedStack | undefined {
  const { resolver } = context;
  const type = String(resource.Type);
  const location = Object.hasOwn(LOCATIONS, type) ? LOCATIONS[type] : undefined;
  if (location === undefined) return undefined;
  const textOf = (name: string) => readText(knownValue(collapse(propertyOf(resource, [name], resolver))));
  const place = textOf(location);
  const given = readObject(resource.Properties)[location];
  const givenBy = (resolverOf: () => Resolver): GivenParameters => ({
    get: (name) => explain(name, resource, resolverOf()),
    whyMissing: (name) => `the nested stack ${logicalId} has no value for the parameter ${name}`,
    basis: (name) => writeComparable(parameterIn(resource, name), scope()).text,
    passwordSource: (name) => passwordSourceOf(name, resource, context),
  });
  return {
    logicalId,
    type,
    line,
    given: givenBy(() => resolver),
    givenWithoutDefaults: givenBy(() => scope().resolver),
    declare: () => declarationOfStack(resource, scope()),
    assetPath: readText(readObject(resource.Metadata)['aws:asset:path']),
    url: lastText(given),
    location: `${location} ${given === undefined ? 'is missing' : `is ${urlOrExpression(given)}`}`,
    path: place !== undefined && isRelative(place) ? place : undefined,
    body: type === 'AWS::CloudFormation::StackSet' ? textOf('TemplateBody') : undefined,
  };
}

// Whoever reads the message needs the whole URL.
function urlOrExpression(given: unknown): string {
  const whole = typeof given === 'string' ? JSON.stringify(given) : wholeExpression(given);
  return whole !== undefined && whole.length <= MAX_URL ? whole : expression(given);
}

function isRelative(place: string): boolean {
  return !/^(?:[a-z][a-z\d+.-]*:|[/\\])/i.test(place);
}

function explain(name: string, resource: Resource, resolver: Resolver): Outcome {
  const isSet = resource.Type === 'AWS::CloudFormation::StackSet';
  const outcome = isSet
    ? ofStackSet(name, resource, resolver)
    : collapse(propertyOf(resource, ['Parameters', name], resolver));
  if (outcome.kind !== 'unknown' || isSet) return outcome;
  const given = readObject(readObject(resource.Properties).Parameters)[name];
  return unknown(`the parameter ${name} is set to ${expression(given)}, and ${outcome.why}`);
}

function passwordSourceOf(name: string, resource: Resource, context: BrokerContext): ReturnType<typeof sourceOf> {
  if (explain(name, resource, context.resolver).kind === 'absent') return 'none';
  const parameters = writtenIn(resource, 'Parameters');
  return isPlain(parameters) && Object.hasOwn(parameters, name) ? sourceOf(parameters[name], context) : undefined;
}

/** A parameter, or what contains it. */
function parameterIn({ Properties: properties }: Resource, name: string): unknown {
  const { Parameters: parameters } = readObject(properties);
  return isObject(parameters) && !readCall(parameters) ? parameters[name] : properties;
}

/** The parameters of a StackSet are a list, which its stack instances may override. */
function ofStackSet(name: string, resource: Resource, resolver: Resolver): Outcome {
  const { Parameters: list = [], StackInstancesGroup: groups = [] } = readObject(resource.Properties);
  if (!Array.isArray(groups) || !groups.every(isWithoutOverrides))
    return unknown('stack instances of the StackSet may override its parameters');
  if (!Array.isArray(list)) return unknown('the parameters of the StackSet are not a list');
  for (const entry of list) {
    const key = collapse(resolver.member(resolver.outcomes(entry), 'ParameterKey'));
    if (key.kind !== 'value') return unknown('not all parameter names of the StackSet are known');
    if (key.value === name) return collapse(resolver.member(resolver.outcomes(entry), 'ParameterValue'));
  }
  return ABSENT;
}

// The result of a function or a macro may have overrides.
function isWithoutOverrides(group: unknown): boolean {
  return isPlain(group) && !('ParameterOverrides' in group);
}

// The CDK writes `Fn::Join` or `Fn::Sub`, and the part that depends on the account comes first.
function lastText(node: unknown): string | undefined {
  if (typeof node === 'string') return node;
  const { name = '', argument } = readCall(node) ?? {};
  if (name === 'Fn::Sub' && typeof argument === 'string') return argument;
  if (name !== 'Fn::Join') return undefined;
  const parts: unknown = Array.isArray(argument) ? argument[1] : undefined;
  const last: unknown = Array.isArray(parts) ? parts.at(-1) : undefined;
  return typeof last === 'string' ? last : undefined;
}
