import type { Account, AwsState } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { paginate } from '../aws/pages.ts';

/** An organization, as far as its accounts make it. */
export interface Organization {
  readonly id: string;
  readonly management: Account;
  /** The management account included. */
  readonly accounts: readonly Account[];
}

/** A call to Organizations. */
export interface Request {
  readonly state: AwsState;
  /** That of the caller. */
  readonly organization: Organization;
  readonly caller: Account;
  readonly input: Call['input'];
}

/** Since when everything is there, in seconds since 1970. */
export const SINCE = Date.UTC(2026, 0, 1) / 1_000;

/** @throws RangeError if the organization has no management account */
export function organizationOf({ accounts }: AwsState, id: string): Organization {
  const members = [...accounts.values()].filter(({ organizationId }) => organizationId === id);
  const management = members.find(({ isManagement }) => isManagement);
  if (!management) throw new RangeError(`The organization ${id} has no management account.`);
  return { id, management, accounts: members };
}

/** An ARN of Organizations, which has the management account. @param path such as `organization/o-1` */
export function arnOf({ partition }: AwsState, { management }: Organization, path: string): string {
  return `arn:${partition}:organizations::${management.id}:${path}`;
}

export function accountArn(state: AwsState, organization: Organization, accountId: string): string {
  return arnOf(state, organization, `account/${organization.id}/${accountId}`);
}

/** The ARN of a root or an organizational unit. */
export function parentArn(state: AwsState, organization: Organization, id: string): string {
  return arnOf(state, organization, `${id.startsWith('r-') ? 'root' : 'ou'}/${organization.id}/${id}`);
}

const PAGE_SIZE = 20;
const CODES = { size: 'InvalidInputException', token: 'InvalidInputException' };

/** A page of a list, under its name. @throws AwsError */
export function pageOf<T>({ input }: Request, name: string, items: readonly T[]) {
  const { page, token } = paginate(items, input.NextToken, Number(input.MaxResults ?? PAGE_SIZE), PAGE_SIZE, CODES);
  return { [name]: page, NextToken: token };
}
