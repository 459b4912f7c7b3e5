import type { StackContent } from './stack-record.ts';

/** What a change set does to a resource, as `DescribeChangeSet` answers. */
export interface ResourceChange {
  readonly Action: 'Add' | 'Modify' | 'Remove';
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly Replacement?: 'True' | 'False' | 'Conditional';
  readonly PolicyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain';
  readonly Scope: readonly string[];
  readonly Details: readonly object[];
}

/** A change set of a stack. */
export interface ChangeSet {
  /** The ARN. */
  readonly id: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly stackId: string;
  readonly content: StackContent;
  readonly capabilities: readonly string[];
  readonly roleArn?: string | undefined;
  readonly onStackFailure: string;
  readonly changes: readonly ResourceChange[];
  readonly includeNestedStacks: boolean;
  readonly status: 'CREATE_COMPLETE' | 'FAILED';
  readonly statusReason?: string | undefined;
  executionStatus: 'AVAILABLE' | 'UNAVAILABLE' | 'EXECUTE_COMPLETE';
  /** In milliseconds since 1970. */
  readonly createdAt: number;
}
