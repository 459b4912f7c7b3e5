import type { StackProps } from 'aws-cdk-lib';
import { Aws, CfnOutput, CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnConformancePack, CfnOrganizationConformancePack } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import { OrganizationAggregator, StoredQueries } from './aggregation.ts';
import { managementAccountCommand, managementAccountRoleCommand } from './commands.ts';
import { outputConsoleLink } from './console-link.ts';
import { EvaluationRole } from './evaluation-role.ts';
import { Evaluator } from './evaluator.ts';
import {
  addNamedLogRemediationRole,
  addRunbookStackSet,
  LogRemediationRole,
  LogRemediationRunbook,
  outputLogRemediation,
} from './log-remediation.ts';
import { packName } from './names.ts';
import { namedRoleArn, remediatedPack } from './remediated-pack.ts';
import type { Settings } from './settings.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from './stack-set.ts';
import { withoutBootstrap } from './synthesizer.ts';

export interface ShapeProps extends StackProps {
  readonly settings: Settings;
}

const ROLE_DESCRIPTION = 'The role that the evaluator assumes to evaluate Amazon MQ RabbitMQ brokers for AWS Config.';
const ACCOUNT_DESCRIPTION = 'Evaluates Amazon MQ RabbitMQ brokers with AWS Config rules.';
const ADMINISTRATOR_PARAMETER = 'AdministratorAccount';

/** `organization`, once: the evaluation role in every account, the aggregator and the stored queries. */
export class HomeStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, {
      description:
        'The roles for evaluating Amazon MQ RabbitMQ brokers in the accounts of an organization, and views of the results.',
      ...props,
    });
    new ServiceManagedStackSet(this, 'EvaluationRoles', {
      settings,
      stackSetName: `${settings.namePrefix}-evaluation-role`,
      description: ROLE_DESCRIPTION,
      template: evaluationRoleTemplate(settings),
      parameters: [{ parameterKey: ADMINISTRATOR_PARAMETER, parameterValue: Aws.ACCOUNT_ID }],
      // IAM is global: once in each account.
      regions: [this.region],
      capability: 'CAPABILITY_NAMED_IAM',
    });
    addRunbookStackSet(this, settings);
    // For the management account, which no StackSet reaches. The runbook is in the stack of each region.
    if (settings.administrator === 'management') addNamedLogRemediationRole(this, settings);
    addViews(this, settings);
    // With remediation, the management account cannot be covered.
    if (settings.administrator === 'delegated' && settings.logRemediation === 'none') {
      new CfnOutput(this, 'ManagementAccountRole', {
        description:
          'Deploys the evaluation role to the management account. Run it with credentials of that account. ' +
          'Then set managementAccountCovered to true, and deploy again.',
        value: managementAccountRoleCommand(settings),
      });
    }
  }
}

/** `organization`, in each region: the function. */
export class EvaluatorStack extends Stack {
  readonly evaluator: Evaluator;

  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, {
      description:
        'The function that evaluates Amazon MQ RabbitMQ brokers for the AWS Config rules of the organization.',
      ...props,
    });
    this.evaluator = new Evaluator(this, 'Evaluator', { settings, code: 'asset', organizationRegion: this.region });
    outputEvaluator(this, this.evaluator);
    // For the management account, which no StackSet reaches.
    if (settings.logRemediation !== 'none' && settings.administrator === 'management') {
      new LogRemediationRunbook(this, 'LogRemediation', settings);
    }
  }
}

/** `organization`, in each region: the conformance pack in every account. A separate stack, as one account can fail it. */
export class OrganizationPackStack extends Stack {
  constructor(scope: Construct, id: string, { settings, evaluator, ...props }: ShapeProps & { evaluator: Evaluator }) {
    super(scope, id, {
      description: 'The AWS Config rules for Amazon MQ RabbitMQ brokers in every account.',
      ...props,
    });
    const excludedAccounts = excludedFromPack(settings);
    new CfnOrganizationConformancePack(this, 'Pack', {
      organizationConformancePackName: packName(settings),
      ...packContent(settings, evaluator, namedRoleArn(settings)),
      ...(excludedAccounts.length === 0 ? {} : { excludedAccounts: [...excludedAccounts] }),
    });
    new CfnOutput(this, 'Status', {
      description: 'Shows the status of the conformance pack in each account.',
      value:
        'aws configservice get-organization-conformance-pack-detailed-status ' +
        `--organization-conformance-pack-name ${packName(settings)} --region ${Aws.REGION}`,
    });
    outputLogRemediation(this, settings);
    outputConsoleLink(this, 'ConformancePacks', 'conformance-packs', 'The results of this account.');
  }
}

/** `stack-set`: the function and the pack in each account and region, the aggregator and the stored queries once. */
export class StackSetStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, {
      description: 'Deploys AWS Config rules for Amazon MQ RabbitMQ brokers to organizational units.',
      ...props,
    });
    new ServiceManagedStackSet(this, 'Accounts', {
      settings,
      stackSetName: settings.namePrefix,
      description: ACCOUNT_DESCRIPTION,
      template: accountTemplate(settings),
      regions: settings.regions,
      excludedAccounts: settings.excludedAccounts,
      capability: 'CAPABILITY_IAM',
    });
    addViews(this, settings);
    outputLogRemediation(this, settings);
    new CfnOutput(this, 'ManagementAccount', {
      description:
        'Deploys to the management account, which no StackSet reaches. Run it with credentials of that account, where ' +
        'cdk.json does not have the settings of this deployment.',
      value: managementAccountCommand(settings),
    });
  }
}

/** `account`: the function and the pack in one account and region. */
export class AccountStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, { description: ACCOUNT_DESCRIPTION, ...props });
    outputEvaluator(this, addAccountPack(this, settings, 'asset'));
    outputLogRemediation(this, settings);
    outputConsoleLink(this, 'ConformancePacks', 'conformance-packs', 'The results.');
  }
}

/** `management-account`: the evaluation role in the management account, which no StackSet reaches. */
export class ManagementAccountStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, { description: ROLE_DESCRIPTION, synthesizer: withoutBootstrap(), ...props });
    if (settings.administratorAccount === undefined) throw new Error('Setting "administratorAccount" is required.');
    new EvaluationRole(this, 'EvaluationRole', settings.administratorAccount, settings);
  }
}

/** The template of the StackSet for the deployment `organization`. */
export function evaluationRoleTemplate(settings: Settings): string {
  return synthesizeTemplate(ROLE_DESCRIPTION, (stack) => addEvaluationRole(stack, settings));
}

/** The template of the StackSet for the deployment `stack-set`. */
export function accountTemplate(settings: Settings): string {
  return synthesizeTemplate(ACCOUNT_DESCRIPTION, (stack) => addAccountPack(stack, settings, 'inline'));
}

export function addEvaluationRole(stack: Stack, settings: Settings): void {
  const administratorAccount = new CfnParameter(stack, ADMINISTRATOR_PARAMETER, {
    description: 'The account of the evaluator.',
    allowedPattern: '\\d{12}',
  });
  new EvaluationRole(stack, 'EvaluationRole', administratorAccount.valueAsString, settings);
  addNamedLogRemediationRole(stack, settings);
}

export function addAccountPack(stack: Stack, settings: Settings, code: 'asset' | 'inline'): Evaluator {
  const evaluator = new Evaluator(stack, 'Evaluator', { settings, code });
  const { roleArn, runbook } = accountLogRemediation(stack, settings);
  const pack = new CfnConformancePack(stack, 'Pack', {
    conformancePackName: packName(settings),
    ...packContent(settings, evaluator, roleArn),
  });
  pack.addResourceDependency(evaluator.permission);
  if (runbook) pack.addResourceDependency(runbook.document);
  return evaluator;
}

/** The role and the runbook for the pack of an account, if the settings enable remediation. */
function accountLogRemediation(stack: Stack, settings: Settings) {
  if (settings.logRemediation === 'none') return { roleArn: '' };
  return {
    roleArn: new LogRemediationRole(stack, 'LogRemediationRole', settings).roleArn,
    runbook: new LogRemediationRunbook(stack, 'LogRemediation', settings),
  };
}

/** @param roleArn the ARN of the role that turns on general logging, if the settings enable remediation */
function packContent(settings: Settings, evaluator: Evaluator, roleArn: string) {
  return {
    templateBody: remediatedPack(settings, roleArn),
    conformancePackInputParameters: [
      { parameterName: 'EvaluatorFunctionArn', parameterValue: evaluator.function.functionArn },
      { parameterName: 'Frequency', parameterValue: settings.frequency },
    ],
  };
}

/** A management account that is not the administrator has the evaluation role only if it was deployed there. */
function excludedFromPack(settings: Settings): readonly string[] {
  const { administrator, managementAccount, managementAccountCovered, excludedAccounts } = settings;
  if (administrator === 'management' || managementAccount === undefined || managementAccountCovered) {
    return excludedAccounts;
  }
  return [...new Set([...excludedAccounts, managementAccount])];
}

function addViews(stack: Stack, settings: Settings): void {
  new StoredQueries(stack, 'Queries', settings);
  outputConsoleLink(stack, 'AdvancedQueries', 'resources/query', 'The stored queries.');
  if (settings.aggregator === 'none') return;
  new OrganizationAggregator(stack, 'Aggregator', settings);
  outputConsoleLink(stack, 'Aggregators', 'aggregators', 'The results of all accounts and regions.');
}

function outputEvaluator(stack: Stack, { function: { functionName }, logGroup: { logGroupName } }: Evaluator): void {
  new CfnOutput(stack, 'FunctionName', { value: functionName });
  new CfnOutput(stack, 'LogGroupName', { value: logGroupName });
}
