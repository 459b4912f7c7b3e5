import { Duration, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/**
 * Keeps the events that failed three times, or waited for six hours, with the reason. Lambda would drop them.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export class FailedEvents extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      // The longest that Amazon SQS keeps messages.
      retentionPeriod: Duration.days(14),
      // Not the key for the log: the function's role would need that key too.
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This queue is itself the place for what failed, and only people read it.',
    });
  }

  /** What the role of the function needs: Lambda sends with it. */
  sendStatement(): PolicyStatement {
    return new PolicyStatement({
      sid: 'KeepFailedEvents',
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
    });
  }

  /** Has Lambda send the failed events of a function, whose role has {@link sendStatement}. */
  keepOf(evaluator: IFunction): void {
    new CfnEventInvokeConfig(this, 'Config', {
      functionName: evaluator.functionName,
      qualifier: '$LATEST',
      destinationConfig: { onFailure: { destination: this.queue.queueArn } },
    });
  }
}
