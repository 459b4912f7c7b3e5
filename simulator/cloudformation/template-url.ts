import { AwsError } from '../aws/call.ts';

/**
 * The template at a URL of S3, `https://s3.eu-west-1.amazonaws.com/bucket/key` or
 * `https://bucket.s3.eu-west-1.amazonaws.com/key`.
 * @param read an object, as whoever names the URL
 * @throws Error as CloudFormation reports what S3 says
 */
export function readTemplateUrl(url: string, read: (bucket: string, key: string) => Uint8Array): string {
  const { host, pathname } = new URL(url);
  const [virtual] = /^.+(?=\.s3[.-])/.exec(host) ?? [];
  const path = decodeURIComponent(pathname.slice(1));
  const bucket = virtual ?? path.slice(0, path.indexOf('/'));
  const key = virtual === undefined ? path.slice(bucket.length + 1) : path;
  try {
    return Buffer.from(read(bucket, key)).toString();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const reason = error.status === 403 ? 'Access Denied' : error.message;
    throw new Error(
      `S3 error: ${reason}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    );
  }
}
