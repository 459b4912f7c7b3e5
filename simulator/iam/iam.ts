import { authorize } from '../aws/authorization.ts';
import type { AwsState, Role } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { unknownOperation } from '../aws/common-errors.ts';
import type { PolicyDocument } from '../aws/iam.ts';
import { addRole, updateRole } from '../aws/roles.ts';
import type { Session, Simulation } from '../aws/simulation.ts';

interface Request {
  readonly state: AwsState;
  readonly accountId: string;
  readonly input: Call['input'];
}

const OPERATIONS: Readonly<Record<string, (request: Request) => unknown>> = {
  CreateRole: createRole,
  CreateServiceLinkedRole: createServiceLinkedRole,
  DeleteRole: deleteRole,
  DeleteRolePolicy: deleteRolePolicy,
  GetRole: (request) => ({ Role: describe(requireRole(request)) }),
  PutRolePolicy: putRolePolicy,
  UpdateAssumeRolePolicy: updateTrust,
};

/** Answers a call to IAM: the roles of an account. @throws AwsError as the service would */
export function iam(simulation: Simulation, call: Call, session: Session): unknown {
  const operation = Object.hasOwn(OPERATIONS, call.operation) ? OPERATIONS[call.operation] : undefined;
  if (!operation) throw unknownOperation(call);
  const request = { state: simulation.state, accountId: session.accountId, input: call.input };
  const resource = findRole(request)?.arn ?? newArn(request);
  authorize(simulation, session, { action: `iam:${call.operation}`, resource });
  return operation(request);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
function createRole(request: Request) {
  const { state, accountId, input } = request;
  if (findRole(request)) {
    throw new AwsError(409, 'EntityAlreadyExists', `Role with name ${input.RoleName} already exists.`);
  }
  const arn = newArn(request);
  const trust = readDocument(input.AssumeRolePolicyDocument);
  orMalformed(() => addRole(state, { arn, accountId, trust, policies: [], policyNames: [] }));
  return { Role: describe(requireRole(request)) };
}

/**
 * That of AWS Config only. It has no effect, because recorders need no role here.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
 */
function createServiceLinkedRole(request: Request) {
  const { others } = request.state;
  const { AWSServiceName } = request.input;
  const arn = newArn(request);
  if (AWSServiceName !== 'config.amazonaws.com') {
    throw new AwsError(400, 'InvalidInput', `The simulator does not support the service ${AWSServiceName}.`);
  }
  if (others.has(arn)) {
    throw new AwsError(
      400,
      'InvalidInput',
      'Service role name AWSServiceRoleForConfig has been taken in this account.',
    );
  }
  others.set(arn, 'AWS::IAM::ServiceLinkedRole');
  return { Role: describe({ arn, id: arn, trust: { Version: '2012-10-17', Statement: [] } }) };
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
function deleteRole(request: Request): undefined {
  const { arn, policyNames = [] } = requireRole(request);
  if (policyNames.length > 0) {
    throw new AwsError(409, 'DeleteConflict', 'Cannot delete entity, must delete policies first.');
  }
  request.state.roles.delete(arn);
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html */
function putRolePolicy(request: Request): undefined {
  const { PolicyName, PolicyDocument } = request.input;
  const role = withoutPolicy(requireRole(request), String(PolicyName));
  const { policies, policyNames = [] } = role;
  keep(request, {
    ...role,
    // Inline policies come first.
    policies: [readDocument(PolicyDocument), ...policies],
    policyNames: [String(PolicyName), ...policyNames],
  });
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html */
function deleteRolePolicy(request: Request): undefined {
  const { PolicyName } = request.input;
  const role = requireRole(request);
  if (!role.policyNames?.includes(String(PolicyName))) {
    throw new AwsError(404, 'NoSuchEntity', `The role policy with name ${PolicyName} cannot be found.`);
  }
  keep(request, withoutPolicy(role, String(PolicyName)));
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html */
function updateTrust(request: Request): undefined {
  keep(request, { ...requireRole(request), trust: readDocument(request.input.PolicyDocument) });
}

function withoutPolicy(role: Role, name: string): Role {
  const { policies, policyNames = [] } = role;
  const index = policyNames.indexOf(name);
  if (index < 0) return role;
  return { ...role, policies: policies.toSpliced(index, 1), policyNames: policyNames.toSpliced(index, 1) };
}

function keep({ state }: Request, role: Role): void {
  orMalformed(() => updateRole(state, role));
}

function orMalformed(act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new AwsError(400, 'MalformedPolicyDocument', (error as Error).message);
  }
}

function readDocument(text: unknown): PolicyDocument {
  try {
    return JSON.parse(String(text));
  } catch {
    throw new AwsError(400, 'MalformedPolicyDocument', 'Syntax errors in policy.');
  }
}

/** Names of roles are unique in an account, whatever their paths. */
function findRole({ state, accountId, input }: Request): Role | undefined {
  return [...state.roles.values()].find(
    (role) => role.accountId === accountId && role.arn.endsWith(`/${input.RoleName}`),
  );
}

function requireRole(request: Request): Role {
  const role = findRole(request);
  if (role) return role;
  throw new AwsError(404, 'NoSuchEntity', `The role with name ${request.input.RoleName} cannot be found.`);
}

function newArn({ state, accountId, input: { Path = '/', RoleName, AWSServiceName } }: Request): string {
  if (AWSServiceName !== undefined) {
    return `arn:${state.partition}:iam::${accountId}:role/aws-service-role/${AWSServiceName}/AWSServiceRoleForConfig`;
  }
  return `arn:${state.partition}:iam::${accountId}:role${Path}${RoleName}`;
}

function describe({ arn, id, trust }: Pick<Role, 'arn' | 'id' | 'trust'>) {
  const path = arn.slice(arn.indexOf('/'));
  return {
    Path: path.slice(0, path.lastIndexOf('/') + 1),
    RoleName: path.slice(path.lastIndexOf('/') + 1),
    RoleId: id,
    Arn: arn,
    CreateDate: new Date(Date.UTC(2026, 0, 1)).toISOString(),
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(trust)),
  };
}
