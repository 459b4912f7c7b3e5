import type { Fact } from '../../../checks/facts.ts';
import { FACTS } from '../../../checks/facts.ts';
import type { IngressRule } from '../../../checks/ingress.ts';
import { readObject } from '../../../checks/json.ts';
import { isUnambiguous } from '../../rabbitmq/engine-version.ts';
import type { BrokerContext } from './broker-context.ts';
import type { Element } from './elements.ts';
import { elementsOf } from './elements.ts';
import { readKey } from './encryption.ts';
import { expression } from './expression.ts';
import { unclearRule } from './ingress-rule.ts';
import type { Outcome } from './outcome.ts';
import { collapse, knownValue } from './outcome.ts';
import { readPasswordSource } from './password.ts';
import type { Resource } from './property.ts';
import { placeOf, propertyOf, writtenIn } from './property.ts';
import { unclearText } from './scalars.ts';
import { SECURITY_GROUP } from './security-groups.ts';
import { readTagList } from './tags.ts';

/** A value, or why it is not known, as a sentence. */
export type FactReading = { readonly raw: unknown } | { readonly why: string };

// Long enough for the reasons in a template that people wrote.
const MAX_REASON = 300;

/** Reads a fact of a resource `AWS::AmazonMQ::Broker`. */
export function readFact(fact: Fact, resource: Resource, context: BrokerContext): FactReading {
  switch (fact) {
    case 'subnetIds':
      return readSubnets(resource, context);
    case 'securityGroups':
      return readSecurityGroups(resource, context, (groups) => groups.flatMap(({ texts }) => texts));
    case 'ingressRules':
      return readSecurityGroups(resource, context, (groups) => groups.flatMap((group) => rulesOf(group, context)));
    case 'engineVersion': {
      const written = unclearText(writtenIn(resource, 'EngineVersion')) ?? '';
      return isUnambiguous(written) ? { raw: written } : readWhole(fact, resource, context);
    }
    case 'kmsKeyId': {
      const key = readKey(resource, context);
      return key === undefined ? readWhole(fact, resource, context) : { raw: key };
    }
    case 'tags': {
      const tags = readTagList(collapse(propertyOf(resource, ['Tags'], context.resolver)), context.resolver);
      return tags === undefined ? { why: whyOf(fact, resource, context) } : { raw: Object.fromEntries(tags) };
    }
    case 'password': {
      const source = readPasswordSource(resource, context);
      return source === undefined ? { why: 'The template does not tell where the password is from.' } : { raw: source };
    }
    default:
      return readWhole(fact, resource, context);
  }
}

/** A fact of a broker for one possible outcome, or `undefined` if the outcome does not settle it. */
export function readScalar(fact: Fact, outcome: Outcome): unknown {
  // Absent logging means that logging is off.
  if (outcome.kind === 'absent') return fact === 'generalLogging' ? false : undefined;
  const value = knownValue(outcome);
  return FACTS[fact].read(value);
}

function readWhole(fact: Fact, resource: Resource, context: BrokerContext): FactReading {
  const outcomes = propertyOf(resource, FACTS[fact].name.split('.'), context.resolver);
  const values = new Set(outcomes.all.map((outcome) => readScalar(fact, outcome)));
  if (values.size === 1 && !values.has(undefined)) return { raw: [...values][0] };
  const only = collapse(outcomes);
  return only.kind === 'value' ? { raw: only.value } : { why: whyOf(fact, resource, context) };
}

/** Only their number is known if they are references, and it must be the same in all lists that are possible. */
function readSubnets(resource: Resource, context: BrokerContext): FactReading {
  const outcomes = propertyOf(resource, ['SubnetIds'], context.resolver);
  const [first, ...others] = elementsOf(outcomes, context);
  if (first === undefined || 'why' in first) return { why: whyOf('subnetIds', resource, context, first?.why) };
  const isSame = others.every((other) => 'elements' in other && other.elements.length === first.elements.length);
  return isSame && first.elements.length > 0
    ? { raw: first.elements.map(({ texts }) => texts.join(' or ')) }
    : { why: whyOf('subnetIds', resource, context) };
}

function readSecurityGroups(
  resource: Resource,
  context: BrokerContext,
  read: (groups: readonly Element[]) => unknown,
): FactReading {
  const outcomes = propertyOf(resource, ['SecurityGroups'], context.resolver);
  const [only, ...others] = elementsOf(outcomes, context);
  if (only === undefined || 'why' in only) return { why: whyOf('securityGroups', resource, context, only?.why) };
  if (others.length > 0 || only.elements.length === 0) return { why: whyOf('securityGroups', resource, context) };
  return { raw: read(only.elements) };
}

/** The rules of a security group, or one that says that they are elsewhere. */
function rulesOf({ texts, reference }: Element, { resources, ingressRulesOf }: BrokerContext): readonly IngressRule[] {
  const [text = '', ...others] = texts;
  if (others.length > 0) return [unclearRule(text, 'it is not known whether the broker has it')];
  const logicalId = reference?.logicalId ?? '';
  const isHere = readObject(resources.get(logicalId)).Type === SECURITY_GROUP;
  return isHere ? ingressRulesOf(logicalId) : [unclearRule(text, 'it is not in the template')];
}

/** What the absence of a property leaves open, to follow "is missing from the template". */
const ABSENCE: Readonly<Partial<Record<Fact, string>>> = {
  engineVersion: '. Amazon MQ takes the newest for a new broker, and one that exists keeps its own.',
  subnetIds: '.',
  kmsKeyId: '.',
  securityGroups: ', so the broker has the default group of its VPC, whose rules are not in the template.',
  // https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html#brokers-model-encryptionoptions
  useAwsOwnedKey: ', and it is not certain which key Amazon MQ then takes.',
};

/** Why a fact is not known. @param given why as a clause, if a member of it is not known */
function whyOf(fact: Fact, resource: Resource, { resolver }: BrokerContext, given?: string): string {
  const { name } = FACTS[fact];
  const path = name.split('.');
  const outcomes = propertyOf(resource, path, resolver);
  const only = collapse(outcomes);
  if (only.kind === 'absent') {
    return `${name} is missing from the template${ABSENCE[fact] ?? ', but CloudFormation requires it.'}`;
  }
  const unknown = outcomes.all.find((outcome) => outcome.kind === 'unknown') ?? only;
  const why = given ?? (unknown.kind === 'unknown' ? unknown.why : 'it is empty');
  const shortened = why.length > MAX_REASON ? `${why.slice(0, MAX_REASON - 1)}…` : why;
  const { place, isWhole } = placeOf(resource, path);
  return `${name} is not known: it is ${isWhole ? '' : 'in '}${expression(place)}, and ${shortened}.`;
}
