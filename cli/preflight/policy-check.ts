import { isLimitedToOrganization } from '../../cdk/settings/function-access.ts';
import type { Settings } from '../../cdk/settings/settings.ts';
import type { Context } from '../organization/context.ts';
import { hasOrganizationPack, isOfOrganization } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, toDo } from '../organization/rows.ts';
import type { PreflightCheck } from './check.ts';
import type { Denial } from './denials.ts';
import { denialsIn, notAllowedBy } from './denials.ts';

const FUNCTION = ['iam:CreateRole', 'iam:PutRolePolicy', 'logs:CreateLogGroup', 'lambda:CreateFunction'];
const PERMISSION = 'lambda:AddPermission';
const RESOURCE_POLICY = 'lambda:PutResourcePolicy';
const AGGREGATOR = 'config:PutConfigurationAggregator';

/** How AWS Config is allowed to invoke the function: in each region, one of two ways. */
function permissions(settings: Settings): readonly string[] {
  const isLimited = settings.regions.map((region) => isLimitedToOrganization(settings, region));
  return [...(isLimited.includes(true) ? [RESOURCE_POLICY] : []), ...(isLimited.includes(false) ? [PERMISSION] : [])];
}

/** What the CDK does in the administrator account, as far as landing zones are known to deny it. */
function inAdministrator(settings: Settings): readonly string[] {
  return [
    ...['cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'],
    ...(settings.deployment === 'organization' ? [...FUNCTION, ...permissions(settings)] : []),
    ...(hasOrganizationPack(settings) ? ['config:PutOrganizationConformancePack'] : []),
    ...(settings.aggregator === 'create' ? ['iam:CreateRole', AGGREGATOR, 'config:PutStoredQuery'] : []),
  ];
}

/** What StackSets do in the member accounts. */
function inMembers({ deployment, packs, logRemediation }: Settings): readonly string[] {
  return [
    ...(deployment === 'stack-set'
      ? [...FUNCTION, PERMISSION, 'config:PutConformancePack']
      : ['iam:CreateRole', 'iam:PutRolePolicy']),
    ...(packs === 'stack-set' ? ['config:PutConformancePack'] : []),
    ...(logRemediation === 'none' ? [] : ['ssm:CreateDocument']),
  ];
}

/** Where something is deployed to: an account, or the accounts of an organizational unit or root. */
interface Target {
  readonly id: string;
  readonly subject: string;
  /** Whether it is one account, so that all its policies are read. */
  readonly isAccount: boolean;
  readonly actions: readonly string[];
  /** A pattern for the roles that act there. */
  readonly role: string;
}

/** The service control policies that are in force where something is deployed to. */
export const POLICY_CHECK: PreflightCheck = {
  id: 'control-policies',
  applies: isOfOrganization,
  async run(context) {
    const { aws, settings, identity, qualifier } = context;
    const { accountId, partition } = identity;
    const organization = await attempt(aws.organization());
    const isManagement = organization.ok && organization.value.managementAccount === accountId;
    const members: readonly Target[] = settings.organizationalUnits.map((id) => ({
      ...{ id, subject: `accounts in ${id}`, isAccount: false, actions: inMembers(settings) },
      role: `arn:${partition}:iam::*:role/stacksets-exec-*`,
    }));
    const own: Target = {
      ...{ id: accountId, subject: `account ${accountId}`, isAccount: true },
      actions: [...new Set(inAdministrator(settings))],
      role: `arn:${partition}:iam::${accountId}:role/cdk-${qualifier}-*`,
    };
    const findings = await Promise.all(
      [...(isManagement ? [] : [own]), ...members].map((target) => findingsFor(context, target)),
    );
    return [
      ...(isManagement ? [fine(own.subject, 'No service control policy restricts the management account.')] : []),
      ...findings.flat(),
    ];
  },
};

async function findingsFor(context: Context, target: Target): Promise<readonly Finding[]> {
  const denials = await attempt(denialsOf(context, target));
  if (!denials.ok) {
    return [
      notVisible(
        target.subject,
        'The service control policies',
        denials,
        'controlPolicies',
        `In the management account: aws organizations list-policies-for-target --target-id ${target.id} ` +
          '--filter SERVICE_CONTROL_POLICY',
      ),
    ];
  }
  if (denials.value.length > 0) return denials.value.map((denial) => report(target, denial));
  const { id, actions, isAccount } = target;
  const where = id.startsWith('r-') ? `on ${id}` : `on ${id} and above it`;
  const below = isAccount ? '' : ' Policies on units and accounts below it are not read.';
  return [
    fine(isAccount ? target.subject : id, `No service control policy ${where} denies ${actions.join(', ')}.${below}`),
  ];
}

/** A denial, and what its policy is attached to. Without a policy, none there allows the actions. */
type Obstacle = (Denial | (Pick<Denial, 'actions'> & { readonly policy?: never })) & { readonly on: string };

/** What the policies of a target and of everything above it say. */
async function denialsOf({ aws }: Context, { id, actions }: Target): Promise<readonly Obstacle[]> {
  const found: Obstacle[] = [];
  for (let on: string | undefined = id; on !== undefined; on = await aws.parentOf(on)) {
    const policies = await aws.controlPolicies(on);
    const texts = await Promise.all(policies.map((policy) => aws.controlPolicyText(policy.id)));
    for (const [index, policy] of policies.entries()) {
      for (const denial of denialsIn(policy, texts[index] ?? '', actions)) found.push({ ...denial, on });
    }
    // Where service control policies are not enabled, there are none.
    const missing = policies.length === 0 ? [] : notAllowedBy(texts, actions);
    if (missing.length > 0) found.push({ actions: missing, on });
  }
  return found;
}

function report({ subject, role }: Target, obstacle: Obstacle): Finding {
  const { actions, on } = obstacle;
  if (!obstacle.policy) {
    const detail = `No service control policy on ${on} allows ${actions.join(', ')}.`;
    return toDo(subject, detail, 'In the management account, allow them in one of its policies.');
  }
  const { policy, statement, isCertain } = obstacle;
  const where = statement === undefined ? 'A statement' : `The statement "${statement}"`;
  const which = `${where} of the service control policy "${policy.name}" (${policy.id}), which is on ${on},`;
  const advice = [...new Set(actions.flatMap((action) => ADVICE[action] ?? []))];
  if (isCertain) {
    const detail = `${which} denies ${actions.join(', ')}.`;
    return toDo(subject, detail, [...advice, `Exempt ${role} from it.`].join('\n'));
  }
  return {
    status: 'not-visible',
    subject,
    detail: `${which} may refuse ${actions.join(', ')}. Its conditions and resources are not evaluated.`,
    action: [...advice, `Look whether it exempts ${role}.`].join('\n'),
  };
}

const OF_CONTROL_TOWER =
  'If it is the control CT.LAMBDA.PV.2 of AWS Control Tower, use its parameter ExemptedPrincipalArns.';

const ADVICE: Readonly<Record<string, string>> = {
  [AGGREGATOR]: '-c aggregator=none does without the aggregator.',
  [PERMISSION]: OF_CONTROL_TOWER,
  [RESOURCE_POLICY]: OF_CONTROL_TOWER,
};
