import { Aws, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';

/** The topic for the notifications: that of the settings, or a new one. */
export function notificationTopic(scope: Construct, { notificationTopicName }: Settings): ITopic {
  if (notificationTopicName !== undefined) {
    const topicArn = `arn:${Aws.PARTITION}:sns:${Aws.REGION}:${Aws.ACCOUNT_ID}:${notificationTopicName}`;
    return Topic.fromTopicArn(scope, 'Topic', topicArn);
  }
  // Not the AWS managed key of Amazon SNS, which EventBridge may not use. The policies of this key and of the topic have
  // no condition on the rule or its account, because EventBridge would then be denied. So that nobody else can have
  // EventBridge publish here, CloudFormation gives the topic a name that cannot be guessed.
  // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  const masterKey = new Key(scope, 'Key', {
    description: 'Encrypts the notifications on Amazon MQ RabbitMQ brokers.',
    enableKeyRotation: true,
    policy: new PolicyDocument({
      statements: [
        new PolicyStatement({
          sid: 'Administer',
          principals: [new ArnPrincipal(`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root`)],
          actions: ['kms:*'],
          resources: ['*'],
        }),
      ],
    }),
    // A topic keeps no messages, so nothing is lost with the key.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const topic = new Topic(scope, 'Topic', { displayName: 'RabbitMQ conformance', masterKey, enforceSSL: true });
  new CfnOutput(Stack.of(scope), 'Subscribe', {
    description: 'Sends the notifications to an email address, which has to confirm that.',
    value:
      `aws sns subscribe --topic-arn ${topic.topicArn} --region ${Aws.REGION} ` +
      '--protocol email --notification-endpoint <address>',
  });
  return topic;
}
