import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EvaluationRole } from '../constructs/evaluation-role.ts';
import { withoutBootstrap } from '../constructs/synthesizer.ts';
import type { ShapeProps } from './shape-props.ts';

export const ROLE_DESCRIPTION =
  'The role that the evaluator assumes to evaluate Amazon MQ RabbitMQ brokers for AWS Config.';

/** `management-account`: the evaluation role in the management account, which no StackSet reaches. */
export class ManagementAccountStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, { description: ROLE_DESCRIPTION, synthesizer: withoutBootstrap(), ...props });
    if (settings.administratorAccount === undefined) throw new Error('Setting "administratorAccount" is required.');
    new EvaluationRole(this, 'EvaluationRole', settings.administratorAccount, settings);
  }
}
