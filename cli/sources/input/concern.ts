import type { Buffer } from 'node:buffer';

const CONCERNS_US = [
  'AWSTemplateFormatVersion',
  'AWS::AmazonMQ::Broker',
  'aws_mq_broker',
  'onfigurationItem',
  'BrokerSummaries',
  'rokerArn"',
  // If it breaks before its first broker.
  '"format_version"',
  '"terraform_version"',
];

/** Whether a broken file may have been meant for us. */
export function isConcern(content: string | Buffer): boolean {
  return CONCERNS_US.some((text) => content.includes(text));
}
