import type { AwsState } from '../aws/aws-state.ts';
import type { Place } from '../aws/simulation.ts';
import type { StackTemplate } from './stack-template.ts';

/** Where a stack is deployed, and what it may use. */
export interface StackPlace extends Place {
  readonly state: AwsState;
  readonly stackName: string;
  /** The folder of the cloud assembly, for the code of functions. */
  readonly assembly: string;
  /** A folder for files that are made of templates. */
  readonly workFolder: string;
  /** What stacks of the same account and region export, by name. */
  readonly exports: Map<string, unknown>;
}

/** What a resource is referred to by. */
export interface CreatedResource {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export type Properties = Readonly<Record<string, unknown>>;

/** Deploys a stack, for resources that have stacks of their own. */
export type DeployStack = (place: StackPlace, template: StackTemplate, parameters: Properties) => unknown;

/** A type of resource: the properties that it may have, see {@link refuseUnsupportedProperties}, and what makes one. */
export interface ResourceType {
  readonly properties: readonly string[];
  /** @param properties resolved */
  readonly create: (
    place: StackPlace,
    logicalId: string,
    properties: Properties,
    deployStack: DeployStack,
  ) => CreatedResource;
}
