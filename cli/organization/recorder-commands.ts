import { quote } from 'shlex';
import { BROKER_RESOURCE_TYPE } from '../../checks/configuration-item.ts';
import type { Recorder } from './port.ts';
import type { Problem } from './recording.ts';

/** The placeholder for the account in commands. */
export const ANY_ACCOUNT = '<account>';

/** Commands that fix a recorder. */
export const FIXES: Readonly<Record<Exclude<Problem, 'none'>, (region: string, recorder: Recorder) => string>> = {
  stopped: (region, { name }) =>
    `aws configservice start-configuration-recorder --region ${region} ` +
    `--configuration-recorder-name ${name === undefined ? '<recorder>' : quote(name)}`,
  failing: (region) => `aws configservice describe-configuration-recorder-status --region ${region}`,
  'without-brokers': (region, { arn }) =>
    `aws configservice associate-resource-types --region ${region} ` +
    `--configuration-recorder-arn ${arn === undefined ? '<ARN of the recorder>' : quote(arn)} ` +
    `--resource-types ${BROKER_RESOURCE_TYPE}`,
};

/** Commands that set up recorders for brokers only. */
export function setUpRecorders(regions: readonly string[]): readonly string[] {
  const role = `arn:${partitionOf(regions[0] ?? '')}:iam::${ANY_ACCOUNT}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`;
  return [
    'aws iam create-service-linked-role --aws-service-name config.amazonaws.com # unless it exists',
    `for region in ${regions.join(' ')}; do`,
    `  aws configservice put-configuration-recorder --region $region --configuration-recorder name=default,roleARN=${role} ` +
      `--recording-group allSupported=false,resourceTypes=${BROKER_RESOURCE_TYPE}`,
    '  aws configservice put-delivery-channel --region $region --delivery-channel name=default,s3BucketName=<bucket>',
    '  aws configservice start-configuration-recorder --region $region --configuration-recorder-name default',
    'done',
    '<bucket>: the S3 bucket of your AWS Config. It must let AWS Config write from this account.',
  ];
}

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
