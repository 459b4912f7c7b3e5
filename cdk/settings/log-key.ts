import { Aws } from 'aws-cdk-lib';

/** A KMS key by its ARN, or by its ID, which then is a key in the account of the log. */
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
 * The ARN of the key for a stack. A multi-Region key has an ARN in each of its regions. Any other key has only the
 * given ARN or, if only its ID was given, the ARN in the account and region of the stack.
 */
export function keyArn(key: string): string {
  const { id, account, isMultiRegion } = parseKey(key);
  if (account !== undefined && !isMultiRegion) return key;
  return `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${account ?? Aws.ACCOUNT_ID}:key/${id}`;
}
