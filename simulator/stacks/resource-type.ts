import type { AwsState } from '../aws/aws-state.ts';
import type { Place } from '../aws/place.ts';

/** Where a resource is made, and for which stack. */
export interface ResourcePlace extends Place {
  readonly state: AwsState;
  readonly stackName: string;
  /** The role, or whoever calls, with whose permissions CloudFormation acts. `undefined` for services of AWS. */
  readonly principalArn?: string | undefined;
  /** The types of resources that stacks here may have. */
  readonly types: ResourceTypes;
}

/** What a resource is referred to by. */
export interface CreatedResource {
  /** What `Ref` gives. */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** What it takes to have a resource. */
export interface ResourceAccess {
  /** What the actions are for. @param name that the resource has or would have */
  readonly arnOf: (place: ResourcePlace, properties: Properties, name: string) => string;
  readonly create: readonly string[];
  readonly update: readonly string[];
  readonly delete: readonly string[];
}

/** A type of resource. Each function throws an error if the service refuses. Properties are resolved. */
export interface ResourceType {
  /** The properties that it may have, see {@link refuseUnsupportedProperties}. */
  readonly properties: readonly string[];
  /** The properties that cannot be changed: another value makes another resource. */
  readonly createOnly: readonly string[];
  /** @throws ResourceFailure if something is there that has to be deleted, any other error if nothing is */
  readonly create: (place: ResourcePlace, logicalId: string, properties: Properties) => CreatedResource;
  /** Changes it in place. After an error, too, it may be asked to go back to the properties before. */
  readonly update: (
    place: ResourcePlace,
    resource: CreatedResource,
    properties: Properties,
    before: Properties,
  ) => CreatedResource;
  readonly delete: (place: ResourcePlace, resource: CreatedResource, properties: Properties) => void;
  /** Without it, the type cannot be had where there are service control policies. */
  readonly access?: ResourceAccess | undefined;
}

/** By their names, such as `AWS::IAM::Role`. */
export type ResourceTypes = Readonly<Record<string, ResourceType>>;

/** The creation of a resource failed, but something of it is there. */
export class ResourceFailure extends Error {
  override readonly name = 'ResourceFailure';
  readonly resource: CreatedResource;

  constructor(message: string, resource: CreatedResource) {
    super(message);
    this.resource = resource;
  }
}

/**
 * CloudFormation makes the names of resources that have none in the template of stack, logical id and chance. The name of
 * the stack is cut where that would be too long.
 * @param maxLength of a name of the service
 */
export function physicalName({ state, stackName }: ResourcePlace, logicalId: string, maxLength = 64): string {
  const end = `-${logicalId}-${state.unique(12)}`;
  return `${stackName.slice(0, maxLength - end.length)}${end}`;
}

/** A resource with nothing but a name. */
export function named(ref: string): CreatedResource {
  return { ref, attributes: {} };
}
