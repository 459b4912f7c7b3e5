import type { PasswordSource } from '../../../checks/facts.ts';
import { isObject, readBoolean, readObject } from '../../../checks/json.ts';
import { alternativesOf, onlyCallIn, referenceIn } from './alternatives.ts';
import type { BrokerContext } from './broker-context.ts';
import { textOf } from './outcome.ts';
import type { Resource } from './property.ts';
import { isPlain, propertyOf, writtenIn } from './property.ts';
import { unclearText } from './scalars.ts';
import { holdsResources } from './unseen.ts';

/** `undefined`: the template does not tell. */
type Source = Exclude<PasswordSource, 'hidden'> | undefined;

// A chain of references that leads to itself has no end.
const MAX_DEPTH = 20;

/**
 * Who knows the passwords of a broker. One that is literal decides, in any branch of a condition that may hold.
 * Their values are in no message.
 */
export function readPasswordSource(resource: Resource, context: BrokerContext): Source {
  const lists = propertyOf(resource, ['Users'], context.resolver).all;
  return worst(
    lists.map((list) => {
      if (list.kind === 'absent') return 'none';
      if (list.kind === 'unknown' || !Array.isArray(list.value)) return undefined;
      return worst(list.value.map((user: unknown) => sourceOfUser(user, context)));
    }),
  );
}

/** Who knows a value, such as one for a parameter of a nested stack. */
export function sourceOf(node: unknown, context: BrokerContext, depth = 0): Source {
  if (depth > MAX_DEPTH) return undefined;
  const alternatives = alternativesOf(node, context.resolver);
  if (alternatives.length > 1) return worst(alternatives.map((each) => sourceOf(each, context, depth + 1)));
  const [only] = alternatives;
  const text = unclearText(only) ?? textOf(only);
  if (text !== undefined) return sourceOfText([text], context, depth);
  const call = onlyCallIn(only);
  if (!call) return undefined;
  const { name, argument } = call;
  switch (name) {
    case 'Ref':
    case 'Fn::GetAtt':
      return sourceOfReference(only, context, depth);
    case 'Fn::ImportValue':
      return 'reference';
    case 'Fn::Base64':
      return sourceOf(argument, context, depth + 1);
    case 'Fn::Sub':
      return sourceOfText(partsOfSub(argument), context, depth);
    case 'Fn::Join':
      return sourceOfText(partsOfJoin(argument), context, depth);
    case 'Fn::FindInMap':
      // Mappings have literal values only.
      return context.resolver.resolve(only).kind === 'value' ? 'literal' : undefined;
    default:
      return undefined;
  }
}

function worst(sources: readonly Source[]): Source {
  if (sources.includes('literal')) return 'literal';
  if (sources.includes(undefined)) return undefined;
  return sources.includes('reference') ? 'reference' : 'none';
}

function sourceOfUser(node: unknown, context: BrokerContext): Source {
  return worst(
    alternativesOf(node, context.resolver).map((user) => {
      const [outcome, ...others] = context.resolver.outcomes(user).all;
      if (outcome?.kind === 'absent') return 'none';
      if (outcome?.kind !== 'value' || others.length > 0 || !isPlain(outcome.value)) return undefined;
      return Object.hasOwn(outcome.value, 'Password') ? sourceOf(outcome.value.Password, context) : 'none';
    }),
  );
}

type Part = string | { readonly node: unknown };

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
const DYNAMIC_REFERENCE = /\{\{resolve:(?:secretsmanager|ssm-secure|ssm):[^{}]+\}\}/;

/** Who knows a text that is made of parts. */
function sourceOfText(parts: readonly Part[] | undefined, context: BrokerContext, depth: number): Source {
  if (parts === undefined) return undefined;
  const text = parts.map((part) => (typeof part === 'string' ? part : '?')).join('');
  const nodes = parts.flatMap((part) => (typeof part === 'string' ? [] : [part.node]));
  if (DYNAMIC_REFERENCE.test(text)) {
    return worst(['reference', ...nodes.map((node) => sourceOfSecret(node, context, depth + 1))]);
  }
  if (text.includes('{{resolve:')) return undefined;
  // What change sets have for what is not known yet, and for what they hide.
  if (text.includes('{{changeSet:')) return 'reference';
  if (/^\*{4,}$/.test(text)) return undefined;
  const sources = nodes.map((node) => sourceOf(node, context, depth + 1));
  if (sources.includes('reference')) return 'reference';
  return sources.includes(undefined) ? undefined : 'literal';
}

function partsOfSub(argument: unknown): readonly Part[] | undefined {
  const [template, variables]: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  if (typeof template !== 'string') return undefined;
  return template.split(/(\$\{[^${}]*\})/).map((part) => {
    const name = /^\$\{(.*)\}$/s.exec(part)?.[1]?.trim();
    if (name === undefined || name.startsWith('!')) return part;
    if (isObject(variables) && Object.hasOwn(variables, name)) return { node: variables[name] };
    return { node: name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name } };
  });
}

function partsOfJoin(argument: unknown): readonly Part[] | undefined {
  const [separator, list]: readonly unknown[] = Array.isArray(argument) ? argument : [];
  if (typeof separator !== 'string' || !Array.isArray(list)) return undefined;
  return list.flatMap((node: unknown, index) => {
    const part = textOf(node) ?? { node };
    return index === 0 ? [part] : [separator, part];
  });
}

function sourceOfReference(node: unknown, context: BrokerContext, depth: number): Source {
  const { logicalId = '', attribute } = referenceIn(node) ?? {};
  if (logicalId === 'AWS::NoValue') return 'none';
  if (logicalId.startsWith('AWS::')) return 'literal';
  const parameters = readObject(context.resolver.template.Parameters);
  if (attribute === undefined && Object.hasOwn(parameters, logicalId)) {
    return sourceOfParameter(logicalId, readObject(parameters[logicalId]), context, depth);
  }
  const resource = context.resources.get(logicalId);
  if (!isObject(resource) || typeof resource.Type !== 'string' || holdsResources(resource.Type)) return undefined;
  const isParameter = resource.Type === 'AWS::SSM::Parameter' && attribute === 'Value';
  return isParameter ? sourceOfSecret({ Ref: logicalId }, context, depth + 1) : 'reference';
}

function sourceOfParameter(name: string, declaration: Resource, context: BrokerContext, depth: number): Source {
  const noEcho = Object.hasOwn(declaration, 'NoEcho') ? readBoolean(declaration.NoEcho) : false;
  if (noEcho === undefined) return undefined;
  const given = context.given.passwordSource(name);
  if (given === 'literal' || given === undefined) return given;
  // It is the name of a parameter in Systems Manager.
  const isName = String(declaration.Type).startsWith('AWS::SSM::');
  const hasDefault = Object.hasOwn(declaration, 'Default') && !isName;
  const source = hasDefault ? sourceOf(declaration.Default, context, depth + 1) : 'reference';
  // Whoever may describe the stack reads the value of a parameter without NoEcho.
  return noEcho || (hasDefault && source !== 'literal') ? source : 'literal';
}

/** Who knows a secret or a parameter that a template itself declares. */
function sourceOfSecret(node: unknown, context: BrokerContext, depth: number): Source {
  const { logicalId = '' } = referenceIn(node) ?? {};
  const resource = readObject(context.resources.get(logicalId));
  const member = Object.hasOwn(SECRETS, String(resource.Type)) ? SECRETS[String(resource.Type)] : undefined;
  if (member === undefined) return 'reference';
  const value = writtenIn(resource, member);
  if (value !== undefined) return sourceOf(value, context, depth);
  return isPlain(resource.Properties) ? 'reference' : undefined;
}

/** The property that has the value. */
const SECRETS: Readonly<Record<string, string>> = {
  'AWS::SecretsManager::Secret': 'SecretString',
  'AWS::SSM::Parameter': 'Value',
};
