import type { AwsState } from '../aws/aws-state.ts';
import { isServiceTrusted } from '../aws/iam.ts';
import { mayEncrypt } from '../kms/keys.ts';

/**
 * A service publishes a message, over TLS.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 * @returns why it may not
 */
export function publish(state: AwsState, topicArn: string, service: string, text: string): string | undefined {
  const topic = state.messaging.topics.get(topicArn);
  if (!topic) return `NotFound: there is no topic ${topicArn}.`;
  const request = { action: 'sns:Publish', resource: topicArn, context: { 'aws:SecureTransport': 'true' } };
  if (!topic.policy || !isServiceTrusted(topic.policy, service, request)) {
    return `AuthorizationError: ${service} is not authorized to perform: SNS:Publish on resource: ${topicArn}`;
  }
  if (topic.keyArn !== undefined && !mayEncrypt(state, topic.keyArn, service)) {
    return `KMSAccessDenied: ${service} may not use the key ${topic.keyArn} of ${topicArn}.`;
  }
  state.messaging.messages.push({ topicArn, text });
  return undefined;
}
