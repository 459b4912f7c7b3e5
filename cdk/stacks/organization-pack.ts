import { Stack } from 'aws-cdk-lib';
import { CfnOrganizationConformancePack } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import type { Evaluator } from '../constructs/evaluator.ts';
import { packContent } from '../constructs/pack-content.ts';
import { outputPacks } from '../constructs/pack-outputs.ts';
import { namedRoleArn } from '../constructs/remediated-pack.ts';
import { packName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';
import type { ShapeProps } from './shape-props.ts';

export const PACKS_DESCRIPTION = 'The AWS Config rules for Amazon MQ RabbitMQ brokers in every account.';

/**
 * `organization`, in each region: the conformance pack of the organization. A separate stack, as one account can fail it.
 */
export class OrganizationPackStack extends Stack {
  constructor(scope: Construct, id: string, { settings, evaluator, ...props }: ShapeProps & { evaluator: Evaluator }) {
    super(scope, id, { description: PACKS_DESCRIPTION, ...props });
    const excludedAccounts = excludedFromPack(settings);
    new CfnOrganizationConformancePack(this, 'Pack', {
      organizationConformancePackName: packName(settings),
      ...packContent(settings, evaluator.function.functionArn, namedRoleArn(settings)),
      ...(excludedAccounts.length === 0 ? {} : { excludedAccounts: [...excludedAccounts] }),
    });
    outputPacks(this, settings);
  }
}

/** A management account that is not the administrator has the evaluation role only if it was deployed there. */
function excludedFromPack(settings: Settings): readonly string[] {
  const { administrator, managementAccount, managementAccountCovered, excludedAccounts } = settings;
  if (administrator === 'management' || managementAccount === undefined || managementAccountCovered) {
    return excludedAccounts;
  }
  return [...new Set([...excludedAccounts, managementAccount])];
}
