import type { Stack } from 'aws-cdk-lib';
import { Aws, CfnOutput } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { logRemediationName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { logRunbook } from './log-runbook.ts';
import { acknowledgeWildcard, BROKERS, permissionsBoundary } from './permissions.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from './stack-set.ts';

const DESCRIPTION = 'The runbook that turns on general logging for Amazon MQ RabbitMQ brokers.';

/** The role with which Systems Manager turns on general logging. Nothing else in this project can change a broker. */
export class LogRemediationRole extends Construct {
  readonly roleArn: string;

  /** @param roleName a fixed name, if several templates need it */
  constructor(scope: Construct, id: string, settings: Settings, roleName?: string) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'Lets Systems Manager turn on general logging for Amazon MQ RabbitMQ brokers.',
      // Only for runbooks that run in this account.
      // https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-iam.html
      assumedBy: new ServicePrincipal('ssm.amazonaws.com').withConditions({
        StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        ArnLike: { 'aws:SourceArn': `arn:${Aws.PARTITION}:ssm:*:${Aws.ACCOUNT_ID}:automation-execution/*` },
      }),
      path: settings.rolePath,
      ...(roleName === undefined ? {} : { roleName }),
      ...permissionsBoundary(this, settings),
      inlinePolicies: {
        // No permissions for logs: the service-linked role of Amazon MQ creates the log group of a RabbitMQ broker.
        // https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/using-service-linked-roles.html
        SwitchLogOn: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'SwitchLogOn',
              actions: ['mq:DescribeBroker', 'mq:UpdateBroker'],
              resources: [BROKERS],
            }),
          ],
        }),
      },
    });
    acknowledgeWildcard(role, BROKERS, 'Any broker that the rule finds without general logging.');
    this.roleArn = role.roleArn;
  }
}

/** The runbook, in an account and region. */
export class LogRemediationRunbook extends Construct {
  readonly document: CfnDocument;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const name = logRemediationName(settings);
    this.document = new CfnDocument(this, 'Document', {
      name,
      documentType: 'Automation',
      documentFormat: 'JSON',
      content: logRunbook(name),
      // By default, CloudFormation replaces a changed document, which fails because the name is still in use.
      updateMethod: 'NewVersion',
    });
  }
}

/** For `organization`, if the settings enable remediation: the role, with the name that the pack uses. */
export function addNamedLogRemediationRole(stack: Stack, settings: Settings): void {
  if (settings.logRemediation === 'none') return;
  new LogRemediationRole(stack, 'LogRemediationRole', settings, logRemediationName(settings));
}

/**
 * For `organization`, if the settings enable remediation: the runbook in every account and region of the StackSet. Where a
 * StackSet brings the pack, that one brings the runbook, too.
 */
export function addRunbookStackSet(stack: Stack, settings: Settings): void {
  if (settings.logRemediation === 'none' || settings.packs === 'stack-set') return;
  new ServiceManagedStackSet(stack, 'LogRemediations', {
    settings,
    stackSetName: logRemediationName(settings),
    description: DESCRIPTION,
    template: synthesizeTemplate(DESCRIPTION, (inner) => {
      new LogRemediationRunbook(inner, 'LogRemediation', settings);
    }),
    regions: settings.regions,
    isStrict: packNeedsRunbook(settings),
  });
}

/**
 * Whether an account without the runbook or its role fails the pack of all accounts. A StackSet that fails before is rolled
 * back, and leaves the packs as they are.
 */
export function packNeedsRunbook({ deployment, packs, logRemediation }: Settings): boolean {
  return deployment === 'organization' && packs === 'organization' && logRemediation !== 'none';
}

/** Adds an output with the command that starts the remediation of a broker by hand. */
export function outputLogRemediation(stack: Stack, settings: Settings): void {
  if (settings.logRemediation !== 'manual') return;
  new CfnOutput(stack, 'StartLogRemediation', {
    description:
      'Turns on general logging for a broker. Run it with credentials of its account, in its region, with the name of the rule there.',
    value:
      'aws configservice start-remediation-execution --config-rule-name <rule> ' +
      '--resource-keys resourceType=AWS::AmazonMQ::Broker,resourceId=<broker id>',
  });
}
