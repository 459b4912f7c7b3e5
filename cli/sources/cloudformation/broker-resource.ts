import type { Broker, BrokerIdentity } from '../../../checks/broker.ts';
import { readBroker } from '../../../checks/broker.ts';
import type { Fact } from '../../../checks/facts.ts';
import { FACT_IDS } from '../../../checks/facts.ts';
import { readText } from '../../../checks/json.ts';
import { adviceOnVersion } from '../../rabbitmq/engine-version.ts';
import type { BrokerContext } from './broker-context.ts';
import { readFact, readScalar } from './broker-facts.ts';
import { collapse, knownValue, textOf } from './outcome.ts';
import type { Resource } from './property.ts';
import { propertyOf } from './property.ts';
import type { Resolver } from './resolver.ts';

/**
 * Makes a broker from a resource `AWS::AmazonMQ::Broker`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-amazonmq-broker.html
 * @param identity what is known about the broker besides its name
 */
export function fromBrokerResource(resource: Resource, context: BrokerContext, identity: BrokerIdentity): Broker {
  const whyUnknown: Partial<Record<Fact, string>> = {};
  const raw: Partial<Record<Fact, unknown>> = {};
  const wanted = FACT_IDS.filter((fact) => context.wanted?.has(fact) ?? true);
  for (const fact of wanted) {
    const reading = readFact(fact, resource, context);
    if ('raw' in reading) raw[fact] = reading.raw;
    else whyUnknown[fact] = reading.why;
  }
  const name = collapse(propertyOf(resource, ['BrokerName'], context.resolver));
  const broker = readBroker({ ...identity, name: readText(knownValue(name)) }, raw, SOURCE, wanted);
  return { ...broker, whyUnknown: { tags: MORE_TAGS, ...broker.whyUnknown, ...whyUnknown } };
}

/** What Amazon MQ will reject in a broker, as sentences. */
export function adviceOn(broker: Broker, resource: Resource, resolver: Resolver): readonly string[] {
  if (broker.engineType !== 'RABBITMQ') return [];
  const audit = propertyOf(resource, ['Logs', 'Audit'], resolver).all;
  const isAuditOn = audit.length > 0 && audit.every((outcome) => readScalar('generalLogging', outcome) === true);
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

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
const MORE_TAGS = 'CloudFormation may add tags of the stack to those in the template.';
