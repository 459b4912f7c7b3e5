import { Aws, CfnCondition, Fn, Stack } from 'aws-cdk-lib';
import { CfnConformancePack } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import type { Evaluator } from '../constructs/evaluator.ts';
import { packContent } from '../constructs/pack-content.ts';
import { namedRoleArn } from '../constructs/remediated-pack.ts';
import { packName } from '../settings/names.ts';
import type { ShapeProps } from './shape-props.ts';

/**
 * `organization` with `packs=stack-set`, in each region of a management account that is the administrator: its pack, as no
 * StackSet reaches it. A separate stack, so that it fails alone, too. Its runbook is in the stack of the function.
 */
export class ManagementPackStack extends Stack {
  constructor(scope: Construct, id: string, { settings, evaluator, ...props }: ShapeProps & { evaluator: Evaluator }) {
    super(scope, id, {
      description: 'The AWS Config rules for Amazon MQ RabbitMQ brokers in the management account.',
      ...props,
    });
    const pack = new CfnConformancePack(this, 'Pack', {
      conformancePackName: packName(settings),
      ...packContent(settings, evaluator.function.functionArn, namedRoleArn(settings)),
    });
    const { excludedAccounts } = settings;
    if (excludedAccounts.length === 0) return;
    // Only the deployment knows which account it is.
    const isExcluded = excludedAccounts.map((id) => Fn.conditionEquals(Aws.ACCOUNT_ID, id));
    pack.cfnOptions.condition = new CfnCondition(this, 'IsCovered', {
      expression: Fn.conditionNot(Fn.conditionOr(...isExcluded)),
    });
  }
}
