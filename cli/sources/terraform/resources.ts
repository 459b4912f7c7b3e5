import { isObject, quote, readObject, readText } from '../../../checks/json.ts';
import { count } from '../../text/count.ts';
import type { Findings, Reading } from '../reading.ts';
import { listNames } from '../skipped.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A resource instance of a plan or state: a managed resource, or what a data source has read. */
export interface Resource {
  /** As Terraform writes it, for example `module.mq["eu"].aws_mq_broker.orders[0]`. */
  readonly address?: string | undefined;
  readonly isData: boolean;
  readonly type: string;
  /** The attributes, by their names in the provider. */
  readonly values: unknown;
  /** The parts of the values that are sensitive, each marked with `true`. */
  readonly sensitiveValues?: unknown;
  /** The key of an object that was replaced but not yet deleted. */
  readonly deposedKey?: string | undefined;
}

/** Whether this is a broker that Terraform manages. */
export function isManagedBroker({ type, isData }: { readonly type: unknown; readonly isData: boolean }): boolean {
  return type === 'aws_mq_broker' && !isData;
}

/** The address for people, which tells an object that an earlier replacement left from the current one. */
export function addressOf({
  address,
  deposedKey,
}: {
  readonly address?: string | undefined;
  readonly deposedKey?: string | undefined;
}): string | undefined {
  return deposedKey === undefined ? address : `${address ?? 'aws_mq_broker'} (deposed ${deposedKey})`;
}

/**
 * The resources of a module and of all modules in it, in order.
 * @param problems receives what cannot be read, as sentences
 */
export function resourcesIn(rootModule: JsonObject, problems: string[]): readonly Resource[] {
  const resources: Resource[] = [];
  // Not recursive, because modules can be nested more deeply than the call stack allows.
  const pending = [rootModule];
  for (let module = pending.pop(); module; module = pending.pop()) {
    const name = readText(module.address) ?? 'the root module';
    for (const resource of objectsIn(module.resources, `the resources of ${name}`, problems)) {
      if (typeof resource.type !== 'string') {
        problems.push(`has a resource without a type in ${name}: ${quote(resource.address)}.`);
        continue;
      }
      resources.push({
        address: readText(resource.address),
        isData: resource.mode === 'data',
        type: resource.type,
        values: resource.values,
        sensitiveValues: resource.sensitive_values,
        deposedKey: readText(resource.deposed_key),
      });
    }
    for (const child of objectsIn(module.child_modules, `the modules of ${name}`, problems).toReversed()) {
      pending.push(child);
    }
  }
  return resources;
}

/**
 * The objects of a list that may be absent.
 * @param name of the list, for the problems
 * @param problems receives what cannot be read, as sentences
 */
export function objectsIn(list: unknown, name: string, problems: string[]): readonly JsonObject[] {
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) {
    problems.push(`has ${quote(list)} where ${name} should be a list.`);
    return [];
  }
  const objects = list.filter(isObject);
  const others = list.length - objects.length;
  if (others > 0) problems.push(`has ${count(others, 'element')} in ${name} that should be objects.`);
  return objects;
}

/** Resources of other types that are, or may create, brokers, as readings: it is not known what is in them. */
export function unseenIn(resources: readonly Resource[]): readonly Reading[] {
  return resources
    .filter((resource) => !resource.isData && isUnread(resource))
    .map(({ address, type }) => ({ broker: {}, address, unseen: whyUnseen(address ?? type, type) }));
}

function whyUnseen(name: string, type: string): string {
  return HOLDERS.includes(type)
    ? `The template of ${name} cannot be read. Brokers in it are not evaluated. Evaluate that template too.`
    : `${name} is, or may be, a broker that cannot be read. Evaluate it with "rabbitmq-conformance scan" once it exists.`;
}

/** Whether a resource of another type is, or may create, brokers. */
export function isUnread({ type, values }: Resource): boolean {
  if (type === 'awscc_amazonmq_broker') return true;
  if (type === 'aws_cloudcontrolapi_resource') {
    const { type_name: typeName } = readObject(values);
    return typeof typeName !== 'string' || MAY_MAKE_BROKERS.test(typeName);
  }
  if (!HOLDERS.includes(type)) return false;
  const body = readObject(values).template_body;
  return typeof body !== 'string' || MAY_MAKE_BROKERS.test(body);
}

/** Whether a resource of another type is, or creates, brokers by what is known of it. */
export function isCertainlyBroker({ type, values }: Resource): boolean {
  if (type === 'awscc_amazonmq_broker') return true;
  const { template_body: body, type_name: typeName } = readObject(values);
  return [body, typeName].some((text) => typeof text === 'string' && text.includes('AWS::AmazonMQ::Broker'));
}

const HOLDERS = [
  ...['aws_cloudformation_stack', 'aws_cloudformation_stack_set', 'aws_servicecatalog_provisioned_product'],
  ...['awscc_cloudformation_stack', 'awscc_cloudformation_stack_set'],
  'awscc_servicecatalog_cloudformation_provisioned_product',
];

/** The types of resources, other than `aws_mq_broker`, that are or may create brokers. */
export const MAY_HOLD_BROKERS: readonly string[] = [
  'awscc_amazonmq_broker',
  'aws_cloudcontrolapi_resource',
  ...HOLDERS,
];

// A macro, a loop or an escape may produce anything.
const MAY_MAKE_BROKERS =
  /AmazonMQ|CloudFormation::Stack|Serverless::Application|ProvisionedProduct|::MODULE|Transform|ForEach|\\[ux]/i;

/** The first few addresses, and how many more there are. */
export function list(addresses: readonly (string | undefined)[]): string {
  return listNames(addresses.map((address) => address ?? 'one without an address'));
}

/** How many resources, and as a sentence, how many data sources were skipped. */
export function countSkipped(resources: readonly Resource[]): Pick<Findings, 'otherResources' | 'notices'> {
  const data = resources.filter(({ isData }) => isData).length;
  return {
    otherResources: resources.filter(
      (resource) => !resource.isData && !isManagedBroker(resource) && !isUnread(resource),
    ).length,
    notices: data > 0 ? [`skipped ${count(data, 'data source')}.`] : [],
  };
}
