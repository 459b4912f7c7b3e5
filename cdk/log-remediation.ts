import type { Stack } from 'aws-cdk-lib';
import { Aws, CfnOutput } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDocument } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { logRunbook } from './log-runbook.ts';
import { logRemediationName } from './names.ts';
import { acknowledgeWildcard, BROKERS, permissionsBoundary } from './permissions.ts';
import type { Settings } from './settings.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from './stack-set.ts';

const DESCRIPTION = 'The runbook that switches the general log of Amazon MQ RabbitMQ brokers on.';

/** The role with which Systems Manager switches logs on. Nothing else in this project can write to a broker. */
export class LogRemediationRole extends Construct {
  readonly roleArn: string;

  /** @param roleName where several templates have to know it */
  constructor(scope: Construct, id: string, settings: Settings, roleName?: string) {
    super(scope, id);
    const role = new Role(this, 'Role', {
      description: 'Lets Systems Manager switch the general log of Amazon MQ RabbitMQ brokers on.',
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
        // The log group of a RabbitMQ broker is made by the service-linked role of Amazon MQ, which every broker has.
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
    acknowledgeWildcard(role, BROKERS, 'Whichever broker the rule finds without a log.');
    this.roleArn = role.roleArn;
  }
}

/** The runbook, in an account and region. */
export class LogRemediationRunbook extends Construct {
  readonly document: CfnDocument;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.document = new CfnDocument(this, 'Document', {
      name: logRemediationName(settings),
      documentType: 'Automation',
      documentFormat: 'JSON',
      content: logRunbook(),
      // A document with a name is otherwise replaced by one of the same name, which fails.
      updateMethod: 'NewVersion',
    });
  }
}

/** `organization`, where it is wanted: the role, of the name that the pack knows. */
export function addNamedLogRemediationRole(stack: Stack, settings: Settings): void {
  if (settings.logRemediation === 'none') return;
  new LogRemediationRole(stack, 'LogRemediationRole', settings, logRemediationName(settings));
}

/** `organization`, where it is wanted: the runbook in every account and region that StackSets reach. */
export function addRunbookStackSet(stack: Stack, settings: Settings): void {
  if (settings.logRemediation === 'none') return;
  new ServiceManagedStackSet(stack, 'LogRemediations', {
    settings,
    stackSetName: logRemediationName(settings),
    description: DESCRIPTION,
    template: synthesizeTemplate(DESCRIPTION, (inner) => {
      new LogRemediationRunbook(inner, 'LogRemediation', settings);
    }),
    regions: settings.regions,
  });
}

/** Says how a broker is mended by hand. */
export function outputLogRemediation(stack: Stack, settings: Settings): void {
  if (settings.logRemediation !== 'manual') return;
  new CfnOutput(stack, 'StartLogRemediation', {
    description:
      'Switches the general log of a broker on, with credentials of its account, in its region, and the name that the rule has there.',
    value:
      'aws configservice start-remediation-execution --config-rule-name <rule> ' +
      '--resource-keys resourceType=AWS::AmazonMQ::Broker,resourceId=<broker id>',
  });
}
