import { Aws } from 'aws-cdk-lib';

/** A KMS key by its ARN, or by its id, which is then one of the account that the log is in. */
export function parseKey(key: string): {
  readonly id: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  readonly isMultiRegion: boolean;
} {
  const [, , , region, account, resource = `key/${key}`] = key.split(':');
  const id = resource.slice('key/'.length);
  return { id, account, region, isMultiRegion: id.startsWith('mrk-') };
}

/**
 * The ARN of the key for a stack: a multi-Region key has one in each of its regions, another key only that which was
 * given, or that of its id in the account and region of the stack.
 */
export function keyArn(key: string): string {
  const { id, account, isMultiRegion } = parseKey(key);
  if (account !== undefined && !isMultiRegion) return key;
  return `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${account ?? Aws.ACCOUNT_ID}:key/${id}`;
}
