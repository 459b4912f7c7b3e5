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

/** The ARN of the key in the region of a stack: a multi-Region key has one in each of its regions. */
export function keyArn(key: string): string {
  const { id, account = Aws.ACCOUNT_ID } = parseKey(key);
  return `arn:${Aws.PARTITION}:kms:${Aws.REGION}:${account}:key/${id}`;
}
