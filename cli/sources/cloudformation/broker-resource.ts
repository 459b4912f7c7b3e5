import type { Broker, BrokerIdentity } from '../../../checks/broker.ts';
import { readBroker } from '../../../checks/broker.ts';
import type { Fact } from '../../../checks/facts.ts';
import { FACT_IDS, FACTS } from '../../../checks/facts.ts';
import { isObject, readText } from '../../../checks/json.ts';
import { adviceOnVersion } from '../../rabbitmq/engine-version.ts';
import { expression, readCall } from './expression.ts';
import type { Outcome, Outcomes } from './outcome.ts';
import { collapse, knownValue, textOf } from './outcome.ts';
import type { Resolver } from './resolver.ts';

type Resource = Readonly<Record<string, unknown>>;

/** A value, or why it is not known, as a sentence. */
type Reading = { readonly raw: unknown } | { readonly why: string };

// Long enough for the reasons in a template that people wrote.
const MAX_REASON = 300;

/**
 * Makes a broker from a resource `AWS::AmazonMQ::Broker`. `EngineType`, `DeploymentMode` and `PubliclyAccessible` are
 * required, so their absence proves nothing. Absent logging means that logging is off.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-broker.html
 * @param identity what is known about the broker besides its name
 */
export function fromBrokerResource(resource: Resource, resolver: Resolver, identity: BrokerIdentity): Broker {
  const whyUnknown: Partial<Record<Fact, string>> = {};
  const raw: Partial<Record<Fact, unknown>> = {};
  for (const fact of FACT_IDS) {
    const reading = readFact(fact, resource, resolver);
    if ('raw' in reading) raw[fact] = reading.raw;
    else whyUnknown[fact] = reading.why;
  }
  const name = collapse(propertyOf(resource, ['BrokerName'], resolver));
  const broker = readBroker({ ...identity, name: readText(knownValue(name)) }, raw, SOURCE);
  return { ...broker, whyUnknown: { ...broker.whyUnknown, ...whyUnknown } };
}

/** What Amazon MQ will reject in a broker, as sentences. */
export function adviceOn(broker: Broker, resource: Resource, resolver: Resolver): readonly string[] {
  if (broker.engineType !== 'RABBITMQ') return [];
  const audit = propertyOf(resource, ['Logs', 'Audit'], resolver).all;
  const isAuditOn = audit.length > 0 && audit.every((outcome) => readOne('generalLogging', outcome) === true);
  const version = collapse(propertyOf(resource, ['EngineVersion'], resolver));
  const aboutVersion = adviceOnVersion('EngineVersion', textOf(knownValue(version)));
  return [
    ...(isAuditOn
      ? ['Logs.Audit is true, but Amazon MQ rejects it because RabbitMQ has no audit logs. Remove Audit.']
      : []),
    ...(aboutVersion === undefined ? [] : [aboutVersion]),
  ];
}

/** The broker without its facts. @param why as a sentence */
export function withoutFacts(broker: Broker, why: string): Broker {
  const { id, name, arn, accountId, region } = broker;
  return { id, name, arn, accountId, region, whyUnknown: Object.fromEntries(FACT_IDS.map((fact) => [fact, why])) };
}

const SOURCE = 'the template';

function readFact(fact: Fact, resource: Resource, resolver: Resolver): Reading {
  const name = FACTS[fact].name;
  const path = name.split('.');
  const outcomes = propertyOf(resource, path, resolver);
  const values = new Set(outcomes.all.map((outcome) => readOne(fact, outcome)));
  if (values.size === 1 && !values.has(undefined)) return { raw: [...values][0] };
  const only = collapse(outcomes);
  if (only.kind === 'value') return { raw: only.value };
  if (only.kind === 'absent') return { why: `${name} is missing from the template, but CloudFormation requires it.` };
  const { why } = outcomes.all.find((outcome) => outcome.kind === 'unknown') ?? only;
  const shortened = why.length > MAX_REASON ? `${why.slice(0, MAX_REASON - 1)}…` : why;
  const { place, isWhole } = placeOf(resource, path);
  return { why: `${name} is not known: it is ${isWhole ? '' : 'in '}${expression(place)}, and ${shortened}.` };
}

/** A fact of a broker for one possible outcome, or `undefined` if the outcome does not settle it. */
function readOne(fact: Fact, outcome: Outcome): unknown {
  if (outcome.kind === 'absent') return fact === 'generalLogging' ? false : undefined;
  return FACTS[fact].read(knownValue(outcome));
}

/** All possible outcomes of a property of a resource. */
export function propertyOf(resource: Resource, path: readonly string[], { outcomes, member }: Resolver): Outcomes {
  const start = member(outcomes(resource), 'Properties');
  return path.reduce(member, start);
}

/** The value of a property, or the function that contains it. */
function placeOf(resource: Resource, path: readonly string[]): { readonly place: unknown; readonly isWhole: boolean } {
  let place: unknown = resource;
  for (const name of ['Properties', ...path]) {
    if (readCall(place) || !isObject(place) || !Object.hasOwn(place, name)) return { place, isWhole: false };
    place = place[name];
  }
  return { place, isWhole: true };
}
