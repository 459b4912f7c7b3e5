import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import type { Call } from '../../../simulator/aws/call.ts';
import { createAdministratorKey, createSimulation } from '../../../simulator/aws/simulation.ts';
import { answer } from '../../../simulator/services.ts';
import { parameterArn } from '../../../simulator/systems-manager/parameters.ts';
import { ACCOUNTS, ORDERS, PAYMENTS } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const ETAG = '"900150983cd24fb0d6963f7d28e17f72"';

/** A bucket with an object, and a parameter of Systems Manager. */
function open() {
  const simulation = createSimulation(createAwsState(ACCOUNTS), { order: 'by-arrival' });
  const objects = new Map([['folder/abc', Buffer.from('abc')]]);
  simulation.state.buckets.set('bucket', { name: 'bucket', ...HERE, objects });
  simulation.state.parameters.set(parameterArn(simulation.state, HERE, '/team/version'), '7');
  const [own, other] = [PAYMENTS, ORDERS].map((accountId) => createAdministratorKey(simulation, accountId));
  const call = (service: Call['service'], operation: string, input: object, accessKeyId = own) =>
    answer(simulation, {
      service,
      operation,
      input: { ...input },
      accessKeyId: accessKeyId ?? '',
      region: HERE.region,
    });
  return { call, other };
}

test.each<[operation: string, input: object, result: unknown]>([
  ['GetBucketLocation', {}, 'eu-west-1'],
  ['HeadBucket', {}, { headers: { 'x-amz-bucket-region': 'eu-west-1' } }],
  ['GetObject', { Key: 'folder/abc' }, expect.objectContaining({ body: Buffer.from('abc') })],
  ['HeadObject', { Key: 'folder/abc' }, { headers: { etag: ETAG, 'content-length': '3' } }],
  ['PutObject', { Key: 'new', Body: Buffer.from('abc') }, { headers: { etag: ETAG } }],
  ['ListObjectsV2', { prefix: 'other' }, expect.objectContaining({ KeyCount: 0, Contents: [] })],
  [
    'ListObjectsV2',
    { prefix: 'folder/', 'max-keys': '1' },
    expect.objectContaining({ IsTruncated: false, Contents: [{ Key: 'folder/abc', Size: 3, ETag: ETAG }] }),
  ],
])('%s of a bucket', (operation, input, result) => {
  const { call } = open();
  expect(call('s3', operation, { Bucket: 'bucket', ...input })).toEqual(result);
});

test('what was put is there', () => {
  const { call } = open();
  call('s3', 'PutObject', { Bucket: 'bucket', Key: 'new', Body: Buffer.from('text') });
  expect(call('s3', 'GetObject', { Bucket: 'bucket', Key: 'new' })).toMatchObject({ body: Buffer.from('text') });
});

test.each<[what: string, operation: string, input: object, isOther: boolean, code: string]>([
  ['a bucket that is not there', 'GetBucketLocation', { Bucket: 'none' }, false, 'NoSuchBucket'],
  ['an object that is not there', 'GetObject', { Bucket: 'bucket', Key: 'none' }, false, 'NoSuchKey'],
  ['the bucket of another account', 'GetObject', { Bucket: 'bucket', Key: 'folder/abc' }, true, 'AccessDenied'],
])('%s is refused by S3', (_, operation, input, isOther, code) => {
  const { call, other } = open();
  expect(() => call('s3', operation, input, isOther ? other : undefined)).toThrow(expect.objectContaining({ code }));
});

test('parameters are read by their names, with or without those that are not there', () => {
  const { call, other } = open();
  const Parameter = expect.objectContaining({ Name: '/team/version', Value: '7' });
  expect(call('ssm', 'GetParameter', { Name: '/team/version' })).toEqual({ Parameter });
  expect(call('ssm', 'GetParameters', { Names: ['/team/version', '/none'] })).toEqual({
    Parameters: [Parameter],
    InvalidParameters: ['/none'],
  });
  const missing = expect.objectContaining({ code: 'ParameterNotFound' });
  expect(() => call('ssm', 'GetParameter', { Name: '/none' })).toThrow(missing);
  expect(() => call('ssm', 'GetParameter', { Name: '/team/version' }, other)).toThrow(missing);
});

test('an access key tells whose it is', () => {
  const { call, other } = open();
  expect(call('sts', 'GetCallerIdentity', {}, other)).toEqual({
    UserId: expect.stringMatching(/^AIDA/),
    Account: ORDERS,
    Arn: `arn:aws:iam::${ORDERS}:user/administrator`,
  });
});
