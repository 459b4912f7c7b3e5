import type { Service } from './call.ts';
import { AwsError } from './call.ts';

/** What any call to a service can be refused for. */
type Cause = 'unknown-key' | 'expired-credentials' | 'denied' | 'throttling' | 'server-error' | 'unknown-operation';

type Refusals = Readonly<Record<Cause, readonly [status: number, code: string]>>;

const JSON_SERVICE: Refusals = {
  'unknown-key': [403, 'UnrecognizedClientException'],
  'expired-credentials': [400, 'ExpiredTokenException'],
  denied: [403, 'AccessDeniedException'],
  throttling: [400, 'ThrottlingException'],
  'server-error': [500, 'InternalFailure'],
  'unknown-operation': [400, 'UnknownOperationException'],
};

const QUERY_SERVICE: Refusals = {
  'unknown-key': [403, 'InvalidClientTokenId'],
  'expired-credentials': [403, 'ExpiredToken'],
  denied: [403, 'AccessDenied'],
  throttling: [400, 'Throttling'],
  'server-error': [500, 'InternalFailure'],
  'unknown-operation': [400, 'InvalidAction'],
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
const EC2: Refusals = {
  'unknown-key': [401, 'AuthFailure'],
  'expired-credentials': [400, 'RequestExpired'],
  denied: [403, 'UnauthorizedOperation'],
  throttling: [503, 'RequestLimitExceeded'],
  'server-error': [500, 'InternalError'],
  'unknown-operation': [400, 'InvalidAction'],
};

// https://docs.aws.amazon.com/config/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/amazon-mq/latest/api-reference/brokers.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
const REFUSALS: Readonly<Record<Service, Refusals>> = {
  account: { ...JSON_SERVICE, throttling: [429, 'TooManyRequestsException'] },
  cloudformation: QUERY_SERVICE,
  config: JSON_SERVICE,
  ec2: EC2,
  iam: QUERY_SERVICE,
  lambda: { ...JSON_SERVICE, throttling: [429, 'TooManyRequestsException'] },
  mq: {
    ...JSON_SERVICE,
    'expired-credentials': [403, 'ExpiredTokenException'],
    throttling: [429, 'TooManyRequestsException'],
    'server-error': [500, 'InternalServerErrorException'],
    'unknown-operation': [404, 'NotFoundException'],
  },
  organizations: { ...JSON_SERVICE, denied: [400, 'AccessDeniedException'] },
  s3: {
    'unknown-key': [403, 'InvalidAccessKeyId'],
    'expired-credentials': [400, 'ExpiredToken'],
    denied: [403, 'AccessDenied'],
    throttling: [503, 'SlowDown'],
    'server-error': [500, 'InternalError'],
    'unknown-operation': [501, 'NotImplemented'],
  },
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
  sqs: { ...JSON_SERVICE, throttling: [400, 'RequestThrottled'], 'unknown-operation': [400, 'UnsupportedOperation'] },
  ssm: JSON_SERVICE,
  sts: QUERY_SERVICE,
};

/** The error by which a service refuses for a cause that all services know. */
export function commonError(service: Service, cause: Cause, message: string): AwsError {
  const [status, code] = REFUSALS[service][cause];
  return new AwsError(status, code, message);
}

/** What the simulation does not know is refused by its name. */
export function unknownOperation({ service, operation }: { service: Service; operation: string }): AwsError {
  return commonError(service, 'unknown-operation', `The simulator does not support ${operation}.`);
}

/** The credentials are of no use. */
export function unknownKey(service: Service): AwsError {
  return commonError(service, 'unknown-key', 'The security token included in the request is invalid.');
}
