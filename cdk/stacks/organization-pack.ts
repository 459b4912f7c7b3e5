import { CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnOrganizationConformancePack } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import { outputConsoleLink } from '../constructs/console-link.ts';
import type { Evaluator } from '../constructs/evaluator.ts';
import { outputLogRemediation } from '../constructs/log-remediation.ts';
import { packContent } from '../constructs/pack-content.ts';
import { namedRoleArn } from '../constructs/remediated-pack.ts';
import { packName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import { addAccountPacks } from './account-packs.ts';
import type { ShapeProps } from './shape-props.ts';

/**
 * `organization`, in each region: the conformance pack in every account, either one of the organization or one of each
 * account. A separate stack, as one account can fail the former.
 */
export class OrganizationPackStack extends Stack {
  constructor(scope: Construct, id: string, { settings, evaluator, ...props }: ShapeProps & { evaluator: Evaluator }) {
    super(scope, id, {
      description: 'The AWS Config rules for Amazon MQ RabbitMQ brokers in every account.',
      ...props,
    });
    const { functionArn } = evaluator.function;
    if (settings.packs === 'stack-set') addAccountPacks(this, settings, functionArn);
    else addOrganizationPack(this, settings, functionArn);
    new CfnOutput(this, 'Status', {
      description: 'Looks at the deployment in every account and region, and prints the commands that repair it.',
      value: 'npx rabbitmq-conformance status',
    });
    outputLogRemediation(this, settings);
    outputConsoleLink(this, 'ConformancePacks', 'conformance-packs', 'The results of this account.');
  }
}

function addOrganizationPack(stack: Stack, settings: Settings, functionArn: string): void {
  const excludedAccounts = excludedFromPack(settings);
  new CfnOrganizationConformancePack(stack, 'Pack', {
    organizationConformancePackName: packName(settings),
    ...packContent(settings, functionArn, namedRoleArn(settings)),
    ...(excludedAccounts.length === 0 ? {} : { excludedAccounts: [...excludedAccounts] }),
  });
}

/** A management account that is not the administrator has the evaluation role only if it was deployed there. */
function excludedFromPack(settings: Settings): readonly string[] {
  const { administrator, managementAccount, managementAccountCovered, excludedAccounts } = settings;
  if (administrator === 'management' || managementAccount === undefined || managementAccountCovered) {
    return excludedAccounts;
  }
  return [...new Set([...excludedAccounts, managementAccount])];
}
