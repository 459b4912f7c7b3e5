import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { warnOfEndedExemptions } from '../constructs/ended-exemptions.ts';
import { Evaluator, outputEvaluator } from '../constructs/evaluator.ts';
import { addLogQueries } from '../constructs/log-queries.ts';
import { LogRemediationRunbook } from '../constructs/log-remediation.ts';
import type { ShapeProps } from './shape-props.ts';

/** `organization`, in each region: the function. */
export class EvaluatorStack extends Stack {
  readonly evaluator: Evaluator;

  constructor(scope: Construct, id: string, { settings, ...props }: ShapeProps) {
    super(scope, id, {
      description:
        'The function that evaluates Amazon MQ RabbitMQ brokers for the AWS Config rules of the organization.',
      ...props,
    });
    this.evaluator = new Evaluator(this, 'Evaluator', { settings, code: 'asset', organizationRegion: this.region });
    warnOfEndedExemptions(this, settings);
    outputEvaluator(this, this.evaluator);
    addLogQueries(this, { logGroup: this.evaluator.logGroup, assumesRoles: true, settings });
    // For the management account, which no StackSet reaches.
    if (settings.logRemediation !== 'none' && settings.administrator === 'management') {
      new LogRemediationRunbook(this, 'LogRemediation', settings);
    }
  }
}
