import type { CfnResource, Stack } from 'aws-cdk-lib';
import { Aws, CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { keyArn } from '../settings/log-key.ts';
import { evaluationRoleName, evaluatorRoleName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { addAlarms } from './alarms.ts';
import { FailedEvents } from './failed-events.ts';
import { permitOrganization, permitOwnAccount } from './function-access.ts';
import { functionCode } from './function-code.ts';
import {
  acknowledgeEvaluationStatements,
  acknowledgeWildcard,
  evaluationStatements,
  permissionsBoundary,
} from './permissions.ts';

/**
 * A sweep reads for 275 seconds of them. What Amazon MQ allows in that time is enough for ten times the default quota of
 * brokers of an account and region with three rules, and 20 times with one: docs/scale.md has the arithmetic. What is left is
 * evaluated when Lambda repeats the event.
 */
const TIMEOUT = Duration.minutes(5);

/** `npm run bench` measures peaks of up to 124 MiB, not including the memory of the Lambda runtime. */
const MEMORY_MIB = 256;

export interface EvaluatorProps {
  readonly settings: Settings;
  /** `asset`: the complete bundle. `inline`: the small bundle, as text in the template. */
  readonly code: 'asset' | 'inline';
  /**
   * The region of a function that serves the rules of a whole organization. It assumes the evaluation role in other
   * accounts, and its own role has a fixed name, which the evaluation role trusts.
   * @default - the function serves only the rules of its own account
   */
  readonly organizationRegion?: string;
}

/** The Lambda function with its role, log group, permission for AWS Config, queue of failed events, and alarms. */
export class Evaluator extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly failedEvents: FailedEvents;
  /** When a rule is created, AWS Config checks that it may invoke the function. */
  readonly permission: CfnResource;

  constructor(scope: Construct, id: string, props: EvaluatorProps) {
    super(scope, id);
    const { settings, organizationRegion } = props;
    this.logGroup = this.createLogGroup(settings);
    this.failedEvents = new FailedEvents(this, 'FailedEvents');
    const role = this.createRole(props);
    this.function = new LambdaFunction(this, 'Function', {
      description: 'Evaluates Amazon MQ RabbitMQ brokers for AWS Config.',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: functionCode(this, props.code, settings),
      memorySize: MEMORY_MIB,
      timeout: TIMEOUT,
      role,
      logGroup: this.logGroup,
      environment: {
        POWERTOOLS_SERVICE_NAME: settings.namePrefix,
        ...(organizationRegion === undefined
          ? {}
          : { EVALUATION_ROLE_NAME: `${settings.rolePath.slice(1)}${evaluationRoleName(settings)}` }),
      },
      ...(settings.reservedConcurrency === undefined
        ? {}
        : { reservedConcurrentExecutions: settings.reservedConcurrency }),
    });
    // The dependency on the role, which the role's ARN already implies.
    (this.function.node.defaultChild as CfnFunction).addDeletionOverride('DependsOn');
    this.permission =
      organizationRegion === undefined
        ? permitOwnAccount(this, this.function)
        : permitOrganization(this, this.function, settings, organizationRegion);
    this.failedEvents.keepOf(this.function);
    const assumesRoles = organizationRegion !== undefined;
    if (settings.alarms) addAlarms(this, { settings, evaluator: this.function, assumesRoles });
  }

  private createLogGroup({ logRetentionDays, logKmsKey }: Settings): LogGroup {
    return new LogGroup(this, 'Logs', {
      retention: logRetentionDays as RetentionDays,
      // A creation that fails leaves no log group behind.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(logKmsKey === undefined ? {} : { encryptionKey: Key.fromKeyArn(this, 'LogKey', keyArn(logKmsKey)) }),
    });
  }

  private writeLogs(): PolicyStatement {
    return new PolicyStatement({
      sid: 'WriteLogs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    });
  }

  private createRole({ settings, organizationRegion }: EvaluatorProps): Role {
    const statements = [...evaluationStatements(settings), this.writeLogs(), this.failedEvents.sendStatement()];
    if (organizationRegion !== undefined) statements.push(assumeEvaluationRole(settings));
    const role = new Role(this, 'Role', {
      description: 'Lets the evaluator read Amazon MQ brokers, report to AWS Config and write its log.',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      path: settings.rolePath,
      ...(organizationRegion === undefined ? {} : { roleName: evaluatorRoleName(settings, organizationRegion) }),
      ...permissionsBoundary(this, settings),
      inlinePolicies: { Evaluate: new PolicyDocument({ statements }) },
    });
    acknowledgeEvaluationStatements(role, settings);
    if (organizationRegion !== undefined) {
      acknowledgeWildcard(role, evaluationRoles(settings), 'One role name, in every account of the organization.');
    }
    return role;
  }
}

export function outputEvaluator(
  stack: Stack,
  { function: { functionName }, logGroup: { logGroupName }, failedEvents: { queue } }: Evaluator,
): void {
  new CfnOutput(stack, 'FunctionName', { value: functionName });
  new CfnOutput(stack, 'LogGroupName', { value: logGroupName });
  new CfnOutput(stack, 'FailedEvents', { description: 'The queue of failed events.', value: queue.queueUrl });
}

function evaluationRoles(settings: Settings): string {
  return `arn:${Aws.PARTITION}:iam::*:role${settings.rolePath}${evaluationRoleName(settings)}`;
}

function assumeEvaluationRole(settings: Settings): PolicyStatement {
  return new PolicyStatement({
    sid: 'AssumeEvaluationRole',
    actions: ['sts:AssumeRole'],
    resources: [evaluationRoles(settings)],
    // Only in accounts of the function's own organization. An account in no organization lacks the key, so it is denied.
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM.
    conditions: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
  });
}
