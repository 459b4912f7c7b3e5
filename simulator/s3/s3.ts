import { createHash } from 'node:crypto';
import { authorize } from '../aws/authorization.ts';
import type { AwsState, Bucket } from '../aws/aws-state.ts';
import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import { commonError, unknownOperation } from '../aws/common-errors.ts';
import type { Session, Simulation } from '../aws/simulation.ts';

type Operation = (bucket: Bucket, input: Call['input']) => unknown;

/** The operations, each with the permission that it takes and whether that is for an object. */
const OPERATIONS: Readonly<Record<string, readonly [permission: string, of: 'bucket' | 'object', Operation]>> = {
  GetBucketEncryption: ['GetEncryptionConfiguration', 'bucket', getBucketEncryption],
  GetBucketLocation: ['GetBucketLocation', 'bucket', ({ region }) => (region === 'us-east-1' ? '' : region)],
  GetObject: [
    'GetObject',
    'object',
    (bucket, input) => ({ ...head(bucket, input), body: requireObject(bucket, input.Key) }),
  ],
  HeadBucket: ['ListBucket', 'bucket', ({ region }) => ({ headers: { 'x-amz-bucket-region': region } })],
  HeadObject: ['GetObject', 'object', head],
  ListObjectsV2: ['ListBucket', 'bucket', listObjects],
  PutObject: ['PutObject', 'object', putObject],
};

/** Answers a call to S3: buckets are used by the account that has them only. @throws AwsError as the service would */
export function s3(simulation: Simulation, call: Call, session: Session): unknown {
  const [permission, of, operation] = (Object.hasOwn(OPERATIONS, call.operation) && OPERATIONS[call.operation]) || [];
  if (!operation) throw unknownOperation(call);
  const bucket = requireBucket(simulation.state, String(call.input.Bucket));
  const name = of === 'object' ? `${bucket.name}/${call.input.Key}` : bucket.name;
  authorizeBucket(simulation.state, session, bucket, { action: `s3:${permission}`, name });
  return operation(bucket, call.input);
}

/**
 * Reads an object for somebody.
 * @throws AwsError if it is not there, or the caller may not
 */
export function readObject(state: AwsState, session: Session, bucketName: string, key: string): Uint8Array {
  const bucket = requireBucket(state, bucketName);
  authorizeBucket(state, session, bucket, { action: 's3:GetObject', name: `${bucketName}/${key}` });
  return requireObject(bucket, key);
}

function authorizeBucket(
  state: AwsState,
  session: Session,
  { accountId }: Bucket,
  { action, name }: { readonly action: string; readonly name: string },
): void {
  const resource = `arn:${state.partition}:s3:::${name}`;
  const context = { 'aws:ResourceAccount': accountId, 's3:ResourceAccount': accountId };
  authorize({ state }, session, { action, resource, context });
  // Another account needs a bucket policy too, which the simulation does not have.
  if (accountId !== session.accountId) throw commonError('s3', 'denied', 'Access Denied');
}

/** @throws AwsError if it is not there */
export function requireBucket({ buckets }: AwsState, name: string): Bucket {
  const bucket = buckets.get(name);
  if (!bucket) throw new AwsError(404, 'NoSuchBucket', 'The specified bucket does not exist');
  return bucket;
}

/** @throws AwsError if it is not there */
export function requireObject({ objects }: Bucket, key: unknown): Uint8Array {
  const object = objects.get(String(key));
  if (!object) throw new AwsError(404, 'NoSuchKey', 'The specified key does not exist.');
  return object;
}

function head(bucket: Bucket, input: Call['input']) {
  const object = requireObject(bucket, input.Key);
  return { headers: { etag: etagOf(object), 'content-length': String(object.length) } };
}

function putObject({ objects }: Bucket, { Key, Body }: Call['input']) {
  const body = Body as Uint8Array;
  objects.set(String(Key), body);
  return { headers: { etag: etagOf(body) } };
}

/** All objects on one page. */
function listObjects({ name, objects }: Bucket, input: Call['input']) {
  const { prefix = '', 'max-keys': maximum = '1000' } = input as Readonly<Record<string, string>>;
  const found = [...objects].filter(([key]) => key.startsWith(prefix)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const Contents = found
    .slice(0, Number(maximum))
    .map(([Key, body]) => ({ Key, Size: body.length, ETag: etagOf(body) }));
  return {
    ...{ Name: name, Prefix: prefix, KeyCount: Contents.length, MaxKeys: maximum },
    ...{ IsTruncated: found.length > Contents.length, Contents },
  };
}

/** What every bucket has by default: https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html */
function getBucketEncryption() {
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'AES256' };
  return { Rule: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: false }] };
}

function etagOf(body: Uint8Array): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
