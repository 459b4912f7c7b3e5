import { Aws, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addDashboard } from '../constructs/dashboard.ts';
import { EvaluationRole } from '../constructs/evaluation-role.ts';
import { addNamedLogRemediationRole, addRunbookStackSet, packNeedsRunbook } from '../constructs/log-remediation.ts';
import { managementAccountRoleCommand, outputManagementAccount } from '../constructs/management-account-commands.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from '../constructs/stack-set.ts';
import { dashboardName, roleStackSetName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { ROLE_DESCRIPTION } from './management-account.ts';
import type { ShapeProps } from './shape-props.ts';

const ADMINISTRATOR_PARAMETER = 'AdministratorAccount';

/** `organization`, once: the evaluation role in every account, and the dashboard. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, {
      description:
        'The roles for evaluating Amazon MQ RabbitMQ brokers in the accounts of an organization, and the dashboard.',
      ...props,
    });
    new ServiceManagedStackSet(this, 'EvaluationRoles', {
      settings,
      stackSetName: roleStackSetName(settings),
      description: ROLE_DESCRIPTION,
      template: evaluationRoleTemplate(settings),
      parameters: [{ parameterKey: ADMINISTRATOR_PARAMETER, parameterValue: Aws.ACCOUNT_ID }],
      // IAM is global: once in each account.
      regions: [this.region],
      capability: 'CAPABILITY_NAMED_IAM',
      isStrict: packNeedsRunbook(settings),
    });
    addRunbookStackSet(this, settings);
    if (settings.dashboard) {
      const { regions } = settings;
      addDashboard(this, { settings, regions, dashboardName: dashboardName(settings), assumesRoles: true });
    }
    // For the management account, which no StackSet reaches. The runbook is in the stack of each region.
    if (settings.administrator === 'management') addNamedLogRemediationRole(this, settings);
    if (settings.administrator === 'delegated') outputManagementAccountCoverage(this, settings);
  }
}

/** How to cover a management account that is not the administrator. */
function outputManagementAccountCoverage(stack: Stack, settings: Settings): void {
  if (settings.packs === 'stack-set') {
    // Its rules could not name the functions, whose names CloudFormation chooses.
    outputManagementAccount(stack, settings);
    return;
  }
  // With remediation, it cannot be covered.
  if (settings.logRemediation !== 'none') return;
  new CfnOutput(stack, 'ManagementAccountRole', {
    description:
      'Deploys the evaluation role to the management account. Run it with credentials of that account. ' +
      'Then set managementAccountCovered to true, and deploy again.',
    value: managementAccountRoleCommand(settings),
  });
}

/** The template of the StackSet for the deployment `organization`. */
export function evaluationRoleTemplate(settings: Settings): string {
  return synthesizeTemplate(ROLE_DESCRIPTION, (stack) => addEvaluationRole(stack, settings));
}

export function addEvaluationRole(stack: Stack, settings: Settings): void {
  const administratorAccount = new CfnParameter(stack, ADMINISTRATOR_PARAMETER, {
    description: 'The account of the evaluator.',
    allowedPattern: '\\d{12}',
  });
  new EvaluationRole(stack, 'EvaluationRole', administratorAccount.valueAsString, settings);
  addNamedLogRemediationRole(stack, settings);
}
