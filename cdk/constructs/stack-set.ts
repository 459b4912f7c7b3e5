import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CfnStackSetProps } from 'aws-cdk-lib';
import { Annotations, App, Aws, CfnOutput, CfnStackSet, Names, Stack, Stage } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { withoutBootstrap } from './synthesizer.ts';

// In bytes, in a request and in S3: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const MAX_TEMPLATE_BODY_LENGTH = 51_200;
const MAX_TEMPLATE_LENGTH = 1_000_000;

export interface ServiceManagedStackSetProps {
  readonly settings: Settings;
  readonly stackSetName: string;
  readonly description: string;
  /** The template of the stack in each account and region, as JSON. */
  readonly template: string;
  readonly parameters?: CfnStackSet.ParameterProperty[];
  readonly regions: readonly string[];
  readonly excludedAccounts?: readonly string[];
  /** The ARNs of StackSets that are deployed first to accounts that join. */
  readonly autoDeploymentDependsOn?: readonly string[];
  /** Whether, by default, an account that fails has CloudFormation roll back the StackSet in all accounts. */
  readonly isStrict?: boolean;
  /** Required if the template has IAM resources; the second if these have names. */
  readonly capability?: 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM';
}

/** A StackSet over organizational units. It never reaches the management account. */
export class ServiceManagedStackSet extends Construct {
  constructor(scope: Construct, id: string, props: ServiceManagedStackSetProps) {
    super(scope, id);
    const { settings, parameters, capability, isStrict, excludedAccounts = [], autoDeploymentDependsOn = [] } = props;
    const callAs = settings.administrator === 'delegated' ? 'DELEGATED_ADMIN' : 'SELF';
    new CfnStackSet(this, 'StackSet', {
      stackSetName: props.stackSetName,
      description: props.description,
      permissionModel: 'SERVICE_MANAGED',
      callAs,
      ...(capability === undefined ? {} : { capabilities: [capability] }),
      ...templateProperty(this, props.template),
      ...(parameters === undefined ? {} : { parameters }),
      // Accounts that join the organizational units get a stack, and accounts that leave lose it.
      autoDeployment: {
        enabled: true,
        retainStacksOnAccountRemoval: false,
        ...(autoDeploymentDependsOn.length === 0 ? {} : { dependsOn: [...autoDeploymentDependsOn] }),
      },
      managedExecution: { Active: true },
      operationPreferences: {
        // A strict tolerance would limit the concurrent accounts to the number of accounts that may fail, plus one.
        concurrencyMode: 'SOFT_FAILURE_TOLERANCE',
        failureTolerancePercentage: settings.failureTolerancePercentage ?? (isStrict ? 0 : 100),
        maxConcurrentPercentage: 25,
        regionConcurrencyType: 'PARALLEL',
      },
      stackInstancesGroup: [
        {
          deploymentTargets: {
            organizationalUnitIds: [...settings.organizationalUnits],
            ...(excludedAccounts.length === 0
              ? {}
              : { accountFilterType: 'DIFFERENCE', accounts: [...excludedAccounts] }),
          },
          regions: [...props.regions],
        },
      ],
    });
    if (excludedAccounts.length > 0) {
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
      Annotations.of(this).addWarningV2(
        'rabbitmq-conformance:excludedAccounts',
        'AWS ignores "excludedAccounts" for accounts that join or move into "organizationalUnits" after this deployment: ' +
          'they get the stacks. Keep excluded accounts in an organizational unit that is not a target. To delete such ' +
          'stacks, see "An excluded account has stacks" in docs/operate.md.',
      );
    }
    new CfnOutput(Stack.of(this), `${id}Failures`, {
      description:
        'Lists the accounts and regions in which the StackSet is not deployed, with the reasons. For the commands that ' +
        'repair them, run the command in the output Status of the deployment.',
      value:
        `aws cloudformation list-stack-instances --stack-set-name ${props.stackSetName} --call-as ${callAs} ` +
        // Not --filters, which accept one status: an account can be CANCELLED or INOPERABLE too.
        `--region ${Aws.REGION} --query "Summaries[?StackInstanceStatus.DetailedStatus!='SUCCEEDED'].` +
        '[Account,Region,StackInstanceStatus.DetailedStatus,StatusReason]" --output table',
    });
  }
}

/**
 * The template as text, or if that is too long, as a file in the bucket of the bootstrap. CloudFormation reads it there with
 * the role that deploys the stack, and sends it to the accounts itself.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stackset.html
 */
function templateProperty(scope: Construct, template: string): Pick<CfnStackSetProps, 'templateBody' | 'templateUrl'> {
  const length = Buffer.byteLength(template);
  if (length <= MAX_TEMPLATE_BODY_LENGTH) return { templateBody: template };
  if (length > MAX_TEMPLATE_LENGTH) {
    throw new Error(
      `The template of the StackSet has ${length} bytes, but at most ${MAX_TEMPLATE_LENGTH} are allowed.`,
    );
  }
  // In the cloud assembly, where it stays: with --no-staging, this file is what is deployed.
  const path = join((Stage.of(scope) as Stage).assetOutdir, `${Names.uniqueId(scope)}.template.json`);
  writeFileSync(path, template);
  return { templateUrl: new Asset(scope, 'Template', { path }).httpUrl };
}

/** Synthesizes a stack on its own. @returns its template as JSON */
export function synthesizeTemplate(description: string, build: (stack: Stack) => void): string {
  const outdir = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-'));
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      treeMetadata: false,
      context: FEATURE_FLAGS,
      // The same text whether or not the CDK CLI runs the app.
      postCliContext: { 'aws:cdk:enable-path-metadata': false, 'aws:cdk:enable-asset-metadata': false },
    });
    const stack = new Stack(app, 'Template', { synthesizer: withoutBootstrap(), description });
    build(stack);
    return JSON.stringify(app.synth().getStackByName(stack.stackName).template);
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
