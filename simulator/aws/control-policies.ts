import { refuseUnsupported } from '../template/unsupported.ts';
import type { AwsState } from './aws-state.ts';
import type { ControlPolicy } from './control-policy-record.ts';
import type { AccessRequest, PolicyDocument } from './iam.ts';
import { isAllowed } from './iam.ts';

const ALLOW_ALL = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
} as const satisfies PolicyDocument;

/** What is attached to each root, organizational unit and account by itself. */
export const FULL_ACCESS: ControlPolicy = {
  id: 'p-FullAWSAccess',
  name: 'FullAWSAccess',
  description: 'Allows access to every operation',
  content: JSON.stringify(ALLOW_ALL),
  document: ALLOW_ALL,
};

/** How AWS ends the message for a call that is denied by one. */
export const BY_CONTROL_POLICY = 'with an explicit deny in a service control policy';

/** The ids of the policies of a root, an organizational unit or an account. */
export function attachedTo({ controlPolicies }: AwsState, targetId: string): ReadonlySet<string> {
  return controlPolicies.attachments.get(targetId) ?? new Set([FULL_ACCESS.id]);
}

/** The condition keys that calls have in the simulation. Without any other key, its condition would mean something else. */
const CONDITION_KEYS = ['aws:principalarn', 'aws:principalaccount', 'aws:principalorgid'];

/** @throws UnsupportedTemplateError for a condition key that the simulation does not know */
export function refuseUnknownKeys({ Statement }: PolicyDocument): void {
  for (const { Condition = {} } of Statement) {
    const keys = Object.values(Condition).flatMap((operands) => Object.keys(operands));
    refuseUnsupported(
      keys.map((key) => key.toLowerCase()),
      CONDITION_KEYS,
      'condition key of a service control policy',
    );
  }
}

/**
 * Whether the service control policies of an account permit a call of somebody in it: those of the account and of
 * everything above it have to. They restrict neither the management account nor service-linked roles.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function isPermitted(
  state: AwsState,
  { principalArn, accountId }: { readonly principalArn: string; readonly accountId: string },
  request: AccessRequest,
): boolean {
  const levels = levelsOf(state, accountId);
  if (principalArn.includes(':role/aws-service-role/')) return true;
  const context = { 'aws:PrincipalAccount': accountId, ...request.context };
  return levels.every((policies) =>
    isAllowed(
      policies.map(({ document }) => document),
      { ...request, context },
    ),
  );
}

/** Whether an account has any service control policies but those that allow everything. */
export function isControlled(state: AwsState, accountId: string): boolean {
  return levelsOf(state, accountId)
    .flat()
    .some(({ id }) => id !== FULL_ACCESS.id);
}

/** The policies of an account and of each level above it: none where they are not in force. */
function levelsOf(state: AwsState, accountId: string): readonly (readonly ControlPolicy[])[] {
  const { accounts, controlPolicies } = state;
  const { units = [], isManagement, organizationId } = accounts.get(accountId) ?? {};
  const root = units.at(-1);
  if (organizationId === undefined || isManagement || root === undefined || !controlPolicies.roots.has(root)) return [];
  return [accountId, ...units].map((target) =>
    [...attachedTo(state, target)].flatMap((id) =>
      id === FULL_ACCESS.id ? FULL_ACCESS : (controlPolicies.all.get(id) ?? []),
    ),
  );
}
