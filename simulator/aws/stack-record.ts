import type { StackTemplate } from '../template/stack-template.ts';
import type { Place } from './place.ts';

type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'ROLLBACK' | 'UPDATE_ROLLBACK';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
export type StackStatus =
  | `${Operation}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | 'REVIEW_IN_PROGRESS'
  | 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';

export type ResourceStatus =
  | `${'CREATE' | 'UPDATE' | 'DELETE'}_${'IN_PROGRESS' | 'COMPLETE' | 'FAILED'}`
  | 'DELETE_SKIPPED';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
export type RetentionPolicy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** A resource of a stack as it is. */
export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  /** What `Ref` gives: the name of the resource. */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** With all functions resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** What becomes of it when the stack is deleted or no longer has it, and when it is replaced. */
  readonly deletionPolicy: RetentionPolicy;
  readonly updateReplacePolicy: RetentionPolicy;
  status: ResourceStatus;
  statusReason?: string | undefined;
}

/** What became of a stack or of one of its resources. Times are in milliseconds since 1970. */
export interface StackEvent {
  readonly id: string;
  readonly time: number;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: StackStatus | ResourceStatus;
  readonly reason?: string | undefined;
}

/** What a stack is made of. */
export interface StackContent {
  readonly template: StackTemplate;
  /** The text of the template as it was given. */
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** The names in the Parameter Store of the parameters that have their values from there. */
  readonly storeNames?: Readonly<Record<string, string>> | undefined;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string | undefined;
  readonly exportName?: string | undefined;
}

/** One step of a deployment: it made a resource, changed one in place, or made another one in its place. */
export interface StackStep {
  readonly before?: StackResource | undefined;
  readonly after: StackResource;
  readonly isReplacement: boolean;
}

/** A stack of CloudFormation. Conformance packs are stacks too. */
export interface Stack extends Place {
  /** The ARN. */
  readonly id: string;
  readonly name: string;
  status: StackStatus;
  statusReason?: string | undefined;
  content: StackContent;
  outputs: readonly StackOutput[];
  /** By logical id, in the order of their creation. */
  readonly resources: Map<string, StackResource>;
  /** The names of the exports of other stacks that this one uses. */
  imports: ReadonlySet<string>;
  /** Oldest first. */
  readonly events: StackEvent[];
  /** The steps of the last deployment that can still be undone, and what the stack was before. */
  undo?: StackUndo | undefined;
  /** Of the role that CloudFormation acts with. */
  roleArn?: string | undefined;
  capabilities?: readonly string[];
  isProtected?: boolean;
  readonly createdAt: number;
  updatedAt?: number;
  deletedAt?: number;
}

export interface StackUndo {
  readonly content: StackContent;
  readonly outputs: readonly StackOutput[];
  readonly imports: ReadonlySet<string>;
  /** Oldest first. */
  readonly steps: StackStep[];
}
