import { refuseUnsupported, UnsupportedTemplateError } from '../template/unsupported.ts';
import type { AwsState, Role } from './aws-state.ts';
import type { PolicyDocument, Principal } from './iam.ts';
import { list, refuseUnsupportedPolicy } from './iam.ts';

/** The managed policy of the role of an organization's aggregator, the only one that the simulation knows. */
export function aggregatorPolicyArn({ partition }: AwsState): string {
  return `arn:${partition}:iam::aws:policy/service-role/AWSConfigRoleForOrganizations`;
}

/**
 * Keeps a new role, its trust policy as IAM keeps it.
 * @throws Error if IAM would refuse it
 */
export function addRole(state: AwsState, role: Role): void {
  const { arn, trust, policies, managedPolicyArns = [] } = role;
  if (state.roles.has(arn)) throw new Error(`${arn} already exists.`);
  refuseUnsupported(managedPolicyArns, [aggregatorPolicyArn(state)], 'managed policy');
  for (const policy of policies) requireElements(policy, 'Resource', 'Principal');
  requireElements(trust, 'Principal', 'Resource');
  const Statement = trust.Statement.map((statement) => ({
    ...statement,
    Principal: kept(state, statement.Principal ?? {}),
  }));
  state.roles.set(arn, { ...role, id: `AROA${state.unique(17).toUpperCase()}`, trust: { ...trust, Statement } });
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
