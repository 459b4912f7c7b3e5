import { Aws, CfnCondition, CfnParameter, Fn, type Stack } from 'aws-cdk-lib';
import { CfnConformancePack } from 'aws-cdk-lib/aws-config';
import { LogRemediationRunbook } from '../constructs/log-remediation.ts';
import { packContent } from '../constructs/pack-content.ts';
import { namedRoleArn } from '../constructs/remediated-pack.ts';
import { ServiceManagedStackSet, synthesizeTemplate } from '../constructs/stack-set.ts';
import { packName, packStackSetName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';

const FUNCTION_PARAMETER = 'EvaluatorFunctionArn';
const DESCRIPTION = 'AWS Config rules for Amazon MQ RabbitMQ brokers, which a function of another account evaluates.';

/**
 * A conformance pack of its own in each account of a region, so that an account without a recorder fails alone.
 * @param functionArn the ARN of the function of the region
 */
export function addAccountPacks(stack: Stack, settings: Settings, functionArn: string): void {
  const { administrator, excludedAccounts, autoDeploymentDependsOn } = settings;
  new ServiceManagedStackSet(stack, 'Packs', {
    settings,
    stackSetName: packStackSetName(settings),
    description: DESCRIPTION,
    template: accountPackTemplate(settings),
    parameters: [{ parameterKey: FUNCTION_PARAMETER, parameterValue: functionArn }],
    regions: [stack.region],
    excludedAccounts,
    autoDeploymentDependsOn,
  });
  if (administrator === 'management') addAdministratorPack(stack, settings, functionArn);
}

/** The template of the StackSet. The runbook is in it, because the pack fails without it. */
function accountPackTemplate(settings: Settings): string {
  return synthesizeTemplate(DESCRIPTION, (stack) => {
    const functionArn = new CfnParameter(stack, FUNCTION_PARAMETER, {
      description: 'The ARN of the function, in the same region.',
    });
    const pack = addPack(stack, settings, functionArn.valueAsString);
    if (settings.logRemediation === 'none') return;
    pack.addResourceDependency(new LogRemediationRunbook(stack, 'LogRemediation', settings).document);
  });
}

/** The pack of the management account, which no StackSet reaches. Its runbook is in the stack of the function. */
function addAdministratorPack(stack: Stack, settings: Settings, functionArn: string): void {
  const { excludedAccounts } = settings;
  const pack = addPack(stack, settings, functionArn);
  if (excludedAccounts.length === 0) return;
  // Only the deployment knows which account it is.
  const isExcluded = excludedAccounts.map((id) => Fn.conditionEquals(Aws.ACCOUNT_ID, id));
  pack.cfnOptions.condition = new CfnCondition(stack, 'IsCovered', {
    expression: Fn.conditionNot(Fn.conditionOr(...isExcluded)),
  });
}

function addPack(stack: Stack, settings: Settings, functionArn: string): CfnConformancePack {
  return new CfnConformancePack(stack, 'AccountPack', {
    conformancePackName: packName(settings),
    ...packContent(settings, functionArn, namedRoleArn(settings)),
  });
}
