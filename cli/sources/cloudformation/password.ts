import { isObject, readBoolean, readObject } from '../../../checks/json.ts';
import { alternativesOf, onlyCallIn, referenceIn } from './alternatives.ts';
import type { BrokerContext } from './broker-context.ts';
import { isPasswordName } from './expression.ts';
import { knownValue, textOf } from './outcome.ts';
import type { Resource } from './property.ts';
import { isPlain, propertyOf, writtenIn } from './property.ts';
import { unclearText } from './scalars.ts';
import type { Service, Source } from './secrets.ts';
import { SECRETS } from './secrets.ts';
import type { Part } from './text-parts.ts';
import { markText, partsOfJoin, partsOfSub } from './text-parts.ts';

/**
 * Who knows the passwords of a broker. One that can be read decides, in any branch of a condition that may hold.
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

/**
 * Who knows a value, such as one for a parameter of a nested stack.
 * @param key the member of the JSON in it that counts; by default all of it
 */
export function sourceOf(node: unknown, context: BrokerContext, key = ''): Source {
  const text = unclearText(node) ?? textOf(node);
  if (text !== undefined) return sourceOfText([text], context, key);
  if (typeof node !== 'object' || node === null) return undefined;
  return context.once(node, key, () => {
    const alternatives = alternativesOf(node, context.resolver);
    return worst(
      alternatives.map((each) => (each === node ? sourceOfCall(each, context, key) : sourceOf(each, context, key))),
    );
  });
}

function worst(sources: readonly Source[]): Source {
  if (sources.includes('literal')) return 'literal';
  if (sources.includes('readable')) return 'readable';
  if (sources.includes(undefined)) return undefined;
  return sources.includes('reference') ? 'reference' : 'none';
}

function sourceOfUser(node: unknown, context: BrokerContext): Source {
  return worst(
    alternativesOf(node, context.resolver).map((user) => {
      const [outcome, ...others] = context.resolver.outcomes(user).all;
      if (outcome?.kind === 'absent') return 'none';
      if (outcome?.kind !== 'value' || others.length > 0 || !isPlain(outcome.value)) return undefined;
      if (Object.hasOwn(outcome.value, 'Password')) return sourceOf(outcome.value.Password, context);
      // CloudFormation knows no other name, but a person may have meant one.
      return Object.keys(outcome.value).some(isPasswordName) ? undefined : 'none';
    }),
  );
}

function sourceOfCall(node: unknown, context: BrokerContext, key: string): Source {
  const call = onlyCallIn(node);
  switch (call?.name) {
    case 'Ref':
    case 'Fn::GetAtt':
      return sourceOfReference(node, context);
    case 'Fn::Base64':
      return sourceOf(call.argument, context);
    case 'Fn::Sub':
      return sourceOfText(partsOfSub(call.argument), context, key);
    case 'Fn::Join':
      return sourceOfText(partsOfJoin(call.argument), context, key);
    case 'Fn::FindInMap':
      // Mappings have literal values only.
      return context.resolver.resolve(node).kind === 'value' ? 'literal' : undefined;
    default:
      return undefined;
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
const DYNAMIC_REFERENCE = /\{\{resolve:(secretsmanager|ssm-secure|ssm):([^{}]+)\}\}/;

/** Who knows a text that is made of parts. */
function sourceOfText(parts: readonly Part[] | undefined, context: BrokerContext, key: string): Source {
  const written = parts?.filter((part) => part !== '') ?? [];
  const [only] = written;
  if (parts !== undefined && only === undefined) return 'none';
  if (typeof only === 'object' && written.length === 1) return sourceOf(only.node, context, key);
  const marked = markText(written);
  // Change sets hide the values of parameters with NoEcho.
  if (parts === undefined || !marked || /^\*{4,}$/.test(marked.text)) return undefined;
  const pieces = marked.text.split(DYNAMIC_REFERENCE);
  const isOneReference = pieces.length === 4 && pieces[0] === '' && pieces[3] === '';
  if (key !== '' && !isOneReference) {
    const member = memberOfJson(marked.text, key);
    if (member !== undefined) return sourceOfText(marked.partsOf(member), context, '');
    return written.every((part) => typeof part === 'string') && pieces.length === 1 ? 'literal' : undefined;
  }
  const sources: Source[] = [];
  for (let at = 0; at < pieces.length; at += 3) {
    const [text = '', service, reference] = pieces.slice(at, at + 3);
    if (text.includes('{{resolve:')) return undefined;
    for (const part of marked.partsOf(text)) {
      sources.push(typeof part === 'string' ? 'literal' : sourceOf(part.node, context));
    }
    if (reference !== undefined) sources.push(sourceOfDynamic(service as Service, reference, marked.partsOf, context));
  }
  return sourceOfAll(sources.filter((source) => source !== 'none'));
}

/** Who knows a text of parts that these know. A part that is a text may be nearly all of it, so it is not a reference. */
function sourceOfAll(sources: readonly Source[]): Source {
  if (sources.length === 0) return 'none';
  if (sources.every((source) => source === sources[0])) return sources[0];
  return sources.every((source) => source === 'literal' || source === 'readable') ? 'readable' : undefined;
}

/** A member of the object that is the JSON in a text. */
function memberOfJson(text: string, key: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && Object.hasOwn(value, key) ? textOf(value[key]) : undefined;
  } catch {
    return undefined;
  }
}

function sourceOfReference(node: unknown, context: BrokerContext): Source {
  const { logicalId = '', attribute } = referenceIn(node) ?? {};
  if (logicalId === 'AWS::NoValue') return 'none';
  if (logicalId.startsWith('AWS::')) return 'literal';
  const parameters = readObject(context.resolver.template.Parameters);
  if (attribute === undefined && Object.hasOwn(parameters, logicalId)) {
    return sourceOfParameter(logicalId, readObject(parameters[logicalId]), context);
  }
  // Of other resources, nobody knows whether the template tells the value.
  const resource = readObject(context.resources.get(logicalId));
  const isParameter = resource.Type === 'AWS::SSM::Parameter' && attribute === 'Value';
  return isParameter ? sourceOfSecret(resource, context, '') : undefined;
}

function sourceOfParameter(name: string, declaration: Resource, context: BrokerContext): Source {
  const noEcho = Object.hasOwn(declaration, 'NoEcho') ? readBoolean(declaration.NoEcho) : false;
  // It is the name of a parameter in Systems Manager.
  const isName = String(declaration.Type).startsWith('AWS::SSM::');
  const isAllowed = Object.hasOwn(declaration, 'AllowedValues') && !isName;
  const byDefault = Object.hasOwn(declaration, 'Default') && !isName ? sourceOf(declaration.Default, context) : 'none';
  const given = context.given.passwordSource(name);
  const written = worst([given, byDefault, isAllowed ? 'literal' : 'none']);
  if (written === 'literal' || written === undefined) return written;
  if (noEcho === undefined) return undefined;
  if (noEcho) return written === 'readable' ? 'readable' : 'reference';
  // Whoever may describe the stack reads the value of a parameter without NoEcho.
  return given === 'none' && byDefault === 'reference' ? 'reference' : 'readable';
}

/** Who knows what a dynamic reference reads. @param reference all that follows the name of the service */
function sourceOfDynamic(
  service: Service,
  reference: string,
  partsOf: (piece: string) => readonly Part[],
  context: BrokerContext,
): Source {
  const [place = '', member = ''] = service === 'secretsmanager' ? reference.split(':SecretString', 2) : [reference];
  const id =
    service === 'secretsmanager' ? (place.split('::', 1)[0] ?? '').replace(/:$/, '') : place.replace(/:\d+$/, '');
  const [key] = partsOf(member.split(':', 2)[1] ?? '');
  return sourceOfId(service, partsOf(id), typeof key === 'string' ? key : '', context);
}

/** Who knows the secret that has an ID, which may be one of the template. */
function sourceOfId(service: Service, id: readonly Part[], key: string, context: BrokerContext): Source {
  const [only] = id;
  if (typeof only === 'object' && id.length === 1) {
    const [node, ...others] = alternativesOf(only.node, context.resolver);
    if (others.length > 0) {
      return worst([node, ...others].map((each) => sourceOfId(service, [{ node: each }], key, context)));
    }
    const resource = context.resources.get(referenceIn(node)?.logicalId ?? '');
    if (isObject(resource)) return sourceOfTarget(resource, key, context);
  }
  const { resolver, secretsNamed } = context;
  const texts = id.map((part) => (typeof part === 'string' ? part : textOf(knownValue(resolver.resolve(part.node)))));
  const { certain, possible } = secretsNamed(service, texts.includes(undefined) ? undefined : texts.join(''));
  if (certain.length > 0) return worst(certain.map((resource) => sourceOfSecret(resource, context, key)));
  if (possible.length > MAX_POSSIBLE) return undefined;
  const isAlwaysReference = possible.every((resource) => sourceOfSecret(resource, context, key) === 'reference');
  return isAlwaysReference ? 'reference' : undefined;
}

// Each of many references may name each of many secrets.
const MAX_POSSIBLE = 100;

/** Who knows the secret that a resource is, or has. */
function sourceOfTarget(resource: Resource, key: string, context: BrokerContext): Source {
  const type = String(resource.Type);
  if (Object.hasOwn(SECRETS, type)) return sourceOfSecret(resource, context, key);
  if (type === 'AWS::SecretsManager::SecretTargetAttachment') {
    return context.once(resource, key, () => {
      const node = writtenIn(resource, 'SecretId');
      return sourceOfId('secretsmanager', [textOf(node) ?? { node }], key, context);
    });
  }
  return type.startsWith('AWS::') && type !== 'AWS::CloudFormation::CustomResource' ? 'reference' : undefined;
}

/** Who knows a secret or a parameter that a template itself declares. */
function sourceOfSecret(resource: Resource, context: BrokerContext, key: string): Source {
  return context.once(resource, key, () => {
    if (!isPlain(resource.Properties)) return undefined;
    if (resource.Type === 'AWS::SSM::Parameter') return sourceOf(writtenIn(resource, 'Value'), context);
    const { SecretString: text, GenerateSecretString: generated } = resource.Properties;
    const source = text === undefined ? 'none' : sourceOf(text, context, key);
    if (source !== 'none') return source;
    return worst(alternativesOf(generated, context.resolver).map((each) => sourceOfGenerated(each, context, key)));
  });
}

/**
 * Who knows a secret of which a part may be generated.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-generatesecretstring.html
 */
function sourceOfGenerated(node: unknown, context: BrokerContext, key: string): Source {
  const { resolver } = context;
  if (node === undefined || resolver.resolve(node).kind === 'absent') return 'reference';
  if (!isPlain(node)) return undefined;
  const { SecretStringTemplate: template, GenerateStringKey: generated } = node;
  if (template === undefined || resolver.resolve(template).kind === 'absent') return 'reference';
  if (key === '') return undefined;
  const name = textOf(knownValue(resolver.resolve(generated)));
  if (name === undefined) return undefined;
  return name === key ? 'reference' : sourceOf(template, context, key);
}
