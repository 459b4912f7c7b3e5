import type { PolicyDocument } from './iam.ts';

/** A service control policy of an organization. */
export interface ControlPolicy {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The text that was given. */
  readonly content: string;
  readonly document: PolicyDocument;
  /** `undefined` of a policy of AWS, which every organization has. */
  readonly organizationId?: string;
}

/** The service control policies of all organizations. */
export interface ControlPolicies {
  /** By id. */
  readonly all: Map<string, ControlPolicy>;
  /** The ids of the policies of a root, an organizational unit or an account, once they were changed. */
  readonly attachments: Map<string, Set<string>>;
  /** The ids of the roots for which they are enabled. */
  readonly roots: Set<string>;
}
