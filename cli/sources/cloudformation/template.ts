import type { BrokerIdentity } from '../../../checks/broker.ts';
import { BROKER_RESOURCE_TYPE } from '../../../checks/configuration-item.ts';
import type { Fact } from '../../../checks/facts.ts';
import { isObject, quote } from '../../../checks/json.ts';
import type { ParameterValues } from '../parameter-sets.ts';
import type { Findings, Reading } from '../reading.ts';
import { adviceOn, fromBrokerResource, withoutFacts } from './broker-resource.ts';
import { createResolver } from './create-resolver.ts';
import type { EnclosingStacks, Scope } from './declaration.ts';
import { declarationOf, declarationOfStack, OUTERMOST } from './declaration.ts';
import { describeResource } from './describe.ts';
import { expandLoops } from './for-each.ts';
import { whatGenerates } from './generated.ts';
import { readMetadata } from './metadata.ts';
import type { NestedStack } from './nested-stack.ts';
import { findNestedStack } from './nested-stack.ts';
import type { GivenParameters } from './parameters.ts';
import { givenByUser, readParameters, withoutDefaults } from './parameters.ts';
import type { Template } from './parse.ts';
import { createOnce, createSecrets } from './secrets.ts';
import { createIngressReader } from './security-groups.ts';
import { holdsResources, loopOfOthers, macrosOf } from './unseen.ts';

export { isTemplate } from './is-template.ts';
export type { Template } from './parse.ts';
export { parseTemplate } from './parse.ts';

/** How a template is read. */
export interface TemplateOptions {
  readonly parameters: ParameterValues;
  /** The facts that are read of each broker; by default all. */
  readonly wanted?: ReadonlySet<Fact> | undefined;
}

/** The context of a template, which may be nested in others. */
export interface TemplateContext extends Pick<TemplateOptions, 'wanted'> {
  readonly given: GivenParameters;
  /** Only for a nested stack: the values that do not come from defaults, and the stacks that it is in. */
  readonly nested?: { readonly given: GivenParameters; readonly enclosing: () => EnclosingStacks };
  /** The logical IDs of the enclosing nested stacks, each followed by a slash. */
  readonly prefix: string;
  /** What is known about all brokers in it. */
  readonly identity: BrokerIdentity;
}

/** What was found in a template. */
export interface TemplateFindings extends Findings {
  /** Its nested stacks, whose templates have not been read yet. */
  readonly nestedStacks: readonly NestedStack[];
}

export const NO_TEMPLATE = 'is not a CloudFormation template. Expected an object with Resources.';

/** The context of a template that is not nested. */
export function outermost({ parameters, wanted }: TemplateOptions): TemplateContext {
  return { given: givenByUser(parameters), prefix: '', identity: {}, wanted };
}

/** The names of the parameters that a template declares. */
export function parameterNames({ value: { Parameters } }: Template): readonly string[] {
  return isObject(Parameters) ? Object.keys(Parameters) : [];
}

/**
 * Reads the resources of a template.
 * @param textOf the text of a template that a nested stack names by its path, with all that its outputs depend on: an
 *   empty string if it names none, `undefined` if that cannot be had
 */
export function readResources(
  template: Template,
  context: TemplateContext,
  textOf: (stack: NestedStack) => string | undefined = () => '',
): TemplateFindings {
  const { given, prefix, wanted } = context;
  const { Parameters, Resources } = template.value;
  if (!isObject(Resources)) {
    const problem = 'is a template without Resources. Expected an object of resources by logical ID.';
    return { readings: [], problems: [problem], notices: [], nestedStacks: [] };
  }
  const parameters = readParameters(Parameters, given);
  const resolver = createResolver(template.value, parameters.values);
  let declared: Scope | undefined;
  const scope = (): Scope => {
    const { given: certain, enclosing } = context.nested ?? { given, enclosing: () => OUTERMOST };
    declared ??= {
      resolver: createResolver(template.value, readParameters(withoutDefaults(Parameters), certain).values),
      given: certain,
      enclosing: enclosing(),
      textOf: (logicalId) => {
        const stack = nestedStacks.find((candidate) => candidate.logicalId === logicalId);
        return stack ? textOf(stack) : '';
      },
    };
    return declared;
  };
  const macros = macrosOf(template.value);
  const readings: Reading[] = [];
  const nestedStacks: NestedStack[] = [];
  const notices: string[] = [];
  const problems = [
    ...parameters.problems,
    ...macros.map((macro) => `has the macro ${quote(macro)}, which may change or add brokers. ${PROCESSED}`),
  ];
  let otherResources = 0;
  const { resources, loops } = expandLoops(Resources, resolver);
  const brokerContext = {
    resolver,
    resources,
    given,
    wanted,
    ingressRulesOf: createIngressReader(resources, resolver),
    secretsNamed: createSecrets(resources, resolver),
    once: createOnce(),
  };
  const lineOf = (logicalId: string) => template.lines.get(loops.get(logicalId) ?? logicalId);

  for (const [logicalId, resource] of resources) {
    const address = `${prefix}${logicalId}`;
    const isGenerated = whatGenerates({ [logicalId]: resource }) !== undefined;
    const others = isGenerated ? loopOfOthers(logicalId, resource) : undefined;
    if (others !== undefined) {
      otherResources += others;
      continue;
    }
    if (isGenerated) {
      problems.push(`has ${quote(logicalId)} in its Resources, which may create brokers. ${PROCESSED}`);
      continue;
    }
    if (!isObject(resource) || typeof resource.Type !== 'string') {
      problems.push(`has the resource ${quote(logicalId)} without a Type, so it may be a broker.`);
      continue;
    }
    const isBroker = resource.Type === BROKER_RESOURCE_TYPE;
    if (!isBroker && resource.Type.trim().toUpperCase() === BROKER_RESOURCE_TYPE.toUpperCase()) {
      problems.push(
        `has the resource ${quote(logicalId)} of the type ${quote(resource.Type)}, which does not exist. ` +
          `Expected ${BROKER_RESOURCE_TYPE}.`,
      );
      continue;
    }
    if (!isBroker && !holdsResources(resource.Type)) {
      otherResources += 1;
      continue;
    }
    if (Object.hasOwn(resource, 'Condition') && resolver.condition(resource.Condition) === false) {
      notices.push(`skipped ${address}, because its condition ${String(resource.Condition)} is false.`);
      continue;
    }
    if (!isBroker) {
      // A macro may change its parameters in unknown ways.
      const nested =
        macros.length === 0 ? findNestedStack(logicalId, resource, lineOf(logicalId), brokerContext, scope) : undefined;
      const declare = () => declarationOfStack(resource, scope());
      if (nested) nestedStacks.push(nested);
      else readings.push(unseen(address, { type: resource.Type, line: lineOf(logicalId), declare }));
      continue;
    }
    const broker = fromBrokerResource(resource, brokerContext, context.identity);
    readings.push({
      broker:
        macros.length === 0
          ? broker
          : withoutFacts(broker, `The macro ${quote(macros[0])} of the template may change the broker.`),
      address,
      constructPath: constructPathOf(resource),
      line: lineOf(logicalId),
      metadata: readMetadata(resource),
      declare: () => declarationOf(resource, scope()),
      // A macro may change every property.
      describe: macros.length === 0 ? () => describeResource(resource, resolver) : undefined,
      advice: adviceOn(broker, resource, resolver),
    });
  }
  return { readings, problems, otherResources, notices, nestedStacks };
}

// https://docs.aws.amazon.com/cdk/v2/guide/identifiers.html#identifiers-path
function constructPathOf({ Metadata }: Readonly<Record<string, unknown>>): string | undefined {
  const path = isObject(Metadata) ? Metadata['aws:cdk:path'] : undefined;
  return typeof path === 'string' ? path : undefined;
}

const PROCESSED =
  'Expected the processed template: aws cloudformation get-template --template-stage Processed --query TemplateBody.';

/** A resource whose template cannot be read, so it is not known whether there are brokers in it. */
export function unseen(
  address: string,
  { type, line, location, declare }: Pick<NestedStack, 'type' | 'line' | 'declare'> & Partial<NestedStack>,
): Reading {
  const where = location === undefined ? '' : `: ${location}`;
  const problem = `The template of ${address} (${type}) cannot be read${where}. Brokers in it are not evaluated.`;
  return { broker: {}, address, line, declare, unseen: `${problem} ${remedyFor(type)}` };
}

function remedyFor(type: string): string {
  if (type.endsWith('::MODULE')) return PROCESSED;
  if (type === 'AWS::ServiceCatalog::CloudFormationProvisionedProduct')
    return 'Evaluate the template of the product too.';
  return 'Evaluate that template too, or name a file below the folder of this template, as for "aws cloudformation package".';
}
