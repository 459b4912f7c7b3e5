import type { AwsState } from '../aws/aws-state.ts';
import { AwsError } from '../aws/call.ts';
import { attachedTo, FULL_ACCESS, refuseUnknownKeys } from '../aws/control-policies.ts';
import type { ControlPolicy } from '../aws/control-policy-record.ts';
import type { PolicyDocument } from '../aws/iam.ts';
import { refuseUnsupportedPolicy } from '../aws/iam.ts';
import { UnsupportedTemplateError } from '../template/unsupported.ts';
import type { Organization, Request } from './requests.ts';
import { arnOf, pageOf } from './requests.ts';

const TYPE = 'SERVICE_CONTROL_POLICY';

// https://aws.amazon.com/about-aws/whats-new/2026/05/aws-organizations-increased-scp-quotas/
const MAX_LENGTH = 10_240;
const MAX_ATTACHED = 10;

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreatePolicy.html */
export function createPolicy(request: Request): unknown {
  const { state, organization, input } = request;
  requireType(input.Type);
  const name = String(input.Name);
  const content = String(input.Content);
  if (policiesOf(request).some((policy) => policy.name === name)) {
    throw new AwsError(400, 'DuplicatePolicyException', 'A policy with the same name already exists.');
  }
  if (content.length > MAX_LENGTH) throw violation('You have exceeded the maximum policy size.');
  const policy: ControlPolicy = {
    ...{ id: `p-${state.unique(10)}`, name, content, document: readDocument(content) },
    ...{ description: String(input.Description), organizationId: organization.id },
  };
  state.controlPolicies.all.set(policy.id, policy);
  return { Policy: describe(request, policy) };
}

/** @throws AwsError for text that Organizations would refuse, and for what the simulation does not know */
function readDocument(content: string): PolicyDocument {
  let document: PolicyDocument;
  try {
    document = JSON.parse(content);
  } catch {
    throw malformed('The provided policy document does not meet the requirements of the specified policy type.');
  }
  for (const { Principal, Resource } of document.Statement) {
    if (Principal !== undefined || Resource === undefined) throw malformed('This policy contains invalid Json');
  }
  try {
    refuseUnsupportedPolicy(document);
    refuseUnknownKeys(document);
  } catch (error) {
    throw error instanceof UnsupportedTemplateError ? malformed(error.message) : error;
  }
  return document;
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html */
export function deletePolicy(request: Request): undefined {
  const { id } = requirePolicy(request);
  const { attachments, all } = request.state.controlPolicies;
  if (id === FULL_ACCESS.id || [...attachments.values()].some((ids) => ids.has(id))) {
    throw new AwsError(400, 'PolicyInUseException', 'The policy is attached to one or more entities.');
  }
  all.delete(id);
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html */
export function describePolicy(request: Request): unknown {
  return { Policy: describe(request, requirePolicy(request)) };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html */
export function listPolicies(request: Request): unknown {
  requireType(request.input.Filter);
  const policies = policiesOf(request).map((policy) => summarize(request, policy));
  return pageOf(request, 'Policies', policies);
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html */
export function listPoliciesForTarget(request: Request): unknown {
  requireType(request.input.Filter);
  const { attached } = requireTarget(request);
  const policies = policiesOf(request).filter(({ id }) => attached.has(id));
  return pageOf(
    request,
    'Policies',
    policies.map((policy) => summarize(request, policy)),
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html */
export function attachPolicy(request: Request): undefined {
  const { id } = requirePolicy(request);
  const { target, root, attached } = requireTarget(request);
  const { attachments, roots } = request.state.controlPolicies;
  if (!roots.has(root)) {
    throw new AwsError(
      400,
      'PolicyTypeNotEnabledException',
      'This operation can be performed only for enabled policy types.',
    );
  }
  if (attached.has(id)) {
    throw new AwsError(
      400,
      'DuplicatePolicyAttachmentException',
      'A policy with the specified name and type already exists.',
    );
  }
  if (attached.size >= MAX_ATTACHED) {
    throw violation('You have attached the maximum number of policies to the specified target.');
  }
  attachments.set(target, new Set([...attached, id]));
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html */
export function detachPolicy(request: Request): undefined {
  const { id } = requirePolicy(request);
  const { target, attached } = requireTarget(request);
  if (!attached.has(id)) {
    throw new AwsError(400, 'PolicyNotAttachedException', 'The policy is not attached to the specified target.');
  }
  if (attached.size === 1) throw violation('You cannot remove the last policy attached to the specified target.');
  request.state.controlPolicies.attachments.set(target, new Set([...attached].filter((one) => one !== id)));
}

/** What lists of roots say of their types of policies. */
export function policyTypesOf({ controlPolicies }: AwsState, root: string): readonly object[] {
  return controlPolicies.roots.has(root) ? [{ Type: TYPE, Status: 'ENABLED' }] : [];
}

/** Enables service control policies for a root. @throws AwsError if they are */
export function enableType({ state, input }: Request, root: string): void {
  requireType(input.PolicyType);
  if (state.controlPolicies.roots.has(root)) {
    throw new AwsError(400, 'PolicyTypeAlreadyEnabledException', 'The specified policy type is already enabled.');
  }
  state.controlPolicies.roots.add(root);
}

function policiesOf({ state, organization }: Request): readonly ControlPolicy[] {
  const own = [...state.controlPolicies.all.values()].filter(
    ({ organizationId }) => organizationId === organization.id,
  );
  return [FULL_ACCESS, ...own];
}

function requirePolicy(request: Request): ControlPolicy {
  const policy = policiesOf(request).find(({ id }) => id === request.input.PolicyId);
  if (policy) return policy;
  throw new AwsError(
    400,
    'PolicyNotFoundException',
    `We can't find a policy with the PolicyId ${request.input.PolicyId}.`,
  );
}

/** A root, an organizational unit or an account, its root, and what is attached to it. */
function requireTarget({ state, organization, input }: Request) {
  const target = String(input.TargetId);
  const account = organization.accounts.find(({ id, units }) => id === target || units.includes(target));
  const root = account?.units.at(-1);
  if (root === undefined) {
    throw new AwsError(
      400,
      'TargetNotFoundException',
      `We can't find a root, OU, or account with the TargetId ${target}.`,
    );
  }
  return { target, root, attached: attachedTo(state, target) };
}

function requireType(type: unknown): void {
  if (type === TYPE) return;
  throw new AwsError(400, 'InvalidInputException', `The simulator supports policies of type ${TYPE}, not ${type}.`);
}

function violation(message: string): AwsError {
  return new AwsError(400, 'ConstraintViolationException', message);
}

function malformed(message: string): AwsError {
  return new AwsError(400, 'MalformedPolicyDocumentException', message);
}

function describe(request: Request, policy: ControlPolicy) {
  return { PolicySummary: summarize(request, policy), Content: policy.content };
}

function summarize({ state, organization }: Request, policy: ControlPolicy) {
  const { id, name, description, organizationId } = policy;
  return {
    ...{ Id: id, Arn: policyArn(state, organization, policy), Name: name, Description: description },
    ...{ Type: TYPE, AwsManaged: organizationId === undefined },
  };
}

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html */
export function policyArn(
  state: AwsState,
  organization: Organization,
  { id, organizationId }: Pick<ControlPolicy, 'id' | 'organizationId'>,
): string {
  if (organizationId === undefined)
    return `arn:${state.partition}:organizations::aws:policy/service_control_policy/${id}`;
  return arnOf(state, organization, `policy/${organization.id}/service_control_policy/${id}`);
}
