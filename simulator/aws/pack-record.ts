import type { Place } from './place.ts';

/** What a conformance pack is made of. */
export interface PackContent {
  readonly templateBody: string;
  /** The values of its parameters. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** A conformance pack in an account and region. */
export interface Pack extends Place {
  readonly arn: string;
  readonly name: string;
  /** Of the stack that has its rules. */
  stackId: string;
  status: 'CREATE_COMPLETE' | 'CREATE_FAILED' | 'DELETE_FAILED';
  reason?: string | undefined;
}

type Outcome = 'SUCCESSFUL' | 'FAILED';

/** How the pack of an organization fares in an account. */
export interface MemberStatus {
  readonly packName: string;
  readonly status: `${'CREATE' | 'UPDATE' | 'DELETE'}_${Outcome}`;
  readonly reason?: string | undefined;
}

/** A conformance pack of an organization, in a region. The account is that of the administrator. */
export interface OrganizationPack extends Place {
  readonly arn: string;
  readonly name: string;
  content: PackContent;
  excludedAccounts: readonly string[];
  status: `${'CREATE' | 'UPDATE' | 'DELETE'}_${Outcome}`;
  reason?: string | undefined;
  /** By account. */
  readonly members: Map<string, MemberStatus>;
  /** In milliseconds since 1970. */
  updatedAt: number;
}
