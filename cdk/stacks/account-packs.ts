import { CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnConformancePack } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import type { Evaluator } from '../constructs/evaluator.ts';
import { LogRemediationRunbook } from '../constructs/log-remediation.ts';
import { packContent } from '../constructs/pack-content.ts';
import { outputPacks } from '../constructs/pack-outputs.ts';
import { namedRoleArn } from '../constructs/remediated-pack.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from '../constructs/stack-set.ts';
import { packName, packStackSetName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { PACKS_DESCRIPTION } from './organization-pack.ts';
import type { ShapeProps } from './shape-props.ts';

const FUNCTION_PARAMETER = 'EvaluatorFunctionArn';
const DESCRIPTION = 'AWS Config rules for Amazon MQ RabbitMQ brokers, which a function of another account evaluates.';

/**
 * `organization` with `packs=stack-set`, in each region: a conformance pack of its own in each account, so that an account
 * without a recorder fails alone.
 */
export class AccountPacksStack extends Stack {
  constructor(scope: Construct, id: string, { settings, evaluator, ...props }: ShapeProps & { evaluator: Evaluator }) {
    super(scope, id, { description: PACKS_DESCRIPTION, ...props });
    const { excludedAccounts, autoDeploymentDependsOn } = settings;
    new ServiceManagedStackSet(this, 'Packs', {
      settings,
      stackSetName: packStackSetName(settings),
      description: DESCRIPTION,
      template: accountPackTemplate(settings),
      parameters: [{ parameterKey: FUNCTION_PARAMETER, parameterValue: evaluator.function.functionArn }],
      regions: [this.region],
      excludedAccounts,
      autoDeploymentDependsOn,
    });
    outputPacks(this, settings);
  }
}

/** The template of the StackSet. The runbook is in it, because the pack fails without it. */
function accountPackTemplate(settings: Settings): string {
  return synthesizeTemplate(DESCRIPTION, (stack) => {
    const functionArn = new CfnParameter(stack, FUNCTION_PARAMETER, {
      description: 'The ARN of the function, in the same region.',
    });
    const pack = new CfnConformancePack(stack, 'AccountPack', {
      conformancePackName: packName(settings),
      ...packContent(settings, functionArn.valueAsString, namedRoleArn(settings)),
    });
    if (settings.logRemediation === 'none') return;
    pack.addResourceDependency(new LogRemediationRunbook(stack, 'LogRemediation', settings).document);
  });
}
