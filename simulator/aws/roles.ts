import { refuseUnsupported, UnsupportedTemplateError } from '../template/unsupported.ts';
import type { AwsState, Role } from './aws-state.ts';
import type { PolicyDocument, Principal } from './iam.ts';
import { list, refuseUnsupportedPolicy } from './iam.ts';

/** The managed policy of the role of an organization's aggregator, the only one that the simulation knows. */
export function aggregatorPolicyArn({ partition }: AwsState): string {
  return `arn:${partition}:iam::aws:policy/service-role/AWSConfigRoleForOrganizations`;
}

/**
 * Makes a role. Its trust policy is kept as IAM keeps it.
 * @throws Error if IAM would refuse it
 */
export function addRole(state: AwsState, role: Role): void {
  if (state.roles.has(role.arn)) throw new Error(`${role.arn} already exists.`);
  keepRole(state, { ...role, id: `AROA${state.unique(17).toUpperCase()}` });
}

/**
 * Makes a role that may do everything in each account of an organization but one, which it trusts. AWS Organizations
 * makes such a role for the management account, under the name that is the default, in each account that it creates.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
 * @throws Error if an account has a role of this name
 */
export function addAccessRoles(state: AwsState, trusted: string, name = 'OrganizationAccountAccessRole'): void {
  const Version = '2012-10-17';
  const allow = { Effect: 'Allow' } as const;
  const AWS = `arn:${state.partition}:iam::${trusted}:root`;
  for (const { id, organizationId } of state.accounts.values()) {
    if (id === trusted || organizationId === undefined) continue;
    addRole(state, {
      arn: `arn:${state.partition}:iam::${id}:role/${name}`,
      accountId: id,
      trust: { Version, Statement: [{ ...allow, Action: 'sts:AssumeRole', Principal: { AWS } }] },
      policies: [{ Version, Statement: [{ ...allow, Action: '*', Resource: '*' }] }],
    });
  }
}

/** Changes the policies of a role. @throws Error if IAM would refuse it */
export function updateRole(state: AwsState, role: Role): void {
  const known = state.roles.get(role.arn);
  if (!known) throw new Error(`NoSuchEntity: The role with name ${role.arn.split('/').at(-1)} cannot be found.`);
  keepRole(state, { ...role, id: known.id ?? known.arn });
}

function keepRole(state: AwsState, role: Role): void {
  const { trust, policies, managedPolicyArns = [] } = role;
  refuseUnsupported(managedPolicyArns, [aggregatorPolicyArn(state)], 'managed policy');
  for (const policy of policies) requireElements(policy, 'Resource', 'Principal');
  requireElements(trust, 'Principal', 'Resource');
  const Statement = trust.Statement.map((statement) => ({
    ...statement,
    Principal: kept(state, statement.Principal ?? {}),
  }));
  state.roles.set(role.arn, { ...role, trust: { ...trust, Statement } });
}

function requireElements(policy: PolicyDocument, needed: 'Resource' | 'Principal', prohibited: string): void {
  refuseUnsupportedPolicy(policy);
  for (const statement of policy.Statement) {
    if (statement[needed] === undefined) throw new Error(`MalformedPolicyDocument: missing required field ${needed}`);
    if (Object.hasOwn(statement, prohibited)) {
      throw new Error(`MalformedPolicyDocument: has prohibited field ${prohibited}`);
    }
  }
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
function kept(state: AwsState, principal: Principal): Principal {
  if (principal === '*') return principal;
  const services = list(principal.Service);
  const unknown = services.find((service) => !/^[a-z0-9.-]+\.amazonaws\.com$/.test(service));
  if (unknown !== undefined) throw invalid(unknown);
  return { AWS: list(principal.AWS).map((name) => keptName(state, name)), Service: services };
}

/** Of a role IAM keeps the unique id, so that one which is created again with the same name is another. */
function keptName({ accounts, roles }: AwsState, name: string): string {
  if (name === '*') return name;
  const [, account] = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(name) ?? [];
  if (account !== undefined && accounts.has(account)) return name;
  const role = roles.get(name);
  if (role) return role.id ?? name;
  if (account !== undefined || name.includes(':role/')) throw invalid(name);
  throw new UnsupportedTemplateError(`the principal ${name}`);
}

function invalid(principal: string): Error {
  return new Error(`MalformedPolicyDocument: Invalid principal in policy: ${principal}`);
}
