import type { HttpAnswer, HttpRequest, Protocol } from './protocol.ts';
import { toXml } from './xml.ts';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** The elements around answers. */
const ROOTS: Readonly<Record<string, string>> = {
  GetBucketEncryption: 'ServerSideEncryptionConfiguration',
  GetBucketLocation: 'LocationConstraint',
  ListObjectsV2: 'ListBucketResult',
};

/**
 * REST with XML, as far as Amazon S3 is used, with the bucket in the path.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export const s3: Protocol = {
  headers: (requestId) => ({ 'content-type': 'application/xml', 'x-amz-request-id': requestId }),
  read(request) {
    const { url, method } = request;
    const [Bucket = '', ...rest] = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const Key = rest.join('/');
    if (Key !== '')
      return {
        operation: OBJECT_OPERATIONS[method] ?? `${method} of an object`,
        input: { Bucket, Key, ...bodyOf(request) },
      };
    const query = Object.fromEntries(url.searchParams);
    return { operation: bucketOperation(method, query), input: { Bucket, ...query } };
  },
  write({ operation }, result) {
    const root = ROOTS[operation];
    if (root !== undefined) return { body: toXml(root, result).replace(`<${root}`, `<${root} xmlns="${NAMESPACE}"`) };
    return (result ?? {}) as HttpAnswer;
  },
  writeError: ({ status, code, message }, requestId) => ({
    status,
    body: toXml('Error', { Code: code, Message: message, RequestId: requestId }),
  }),
};

const OBJECT_OPERATIONS: Readonly<Record<string, string>> = { GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject' };

function bucketOperation(method: string, query: Readonly<Record<string, string>>): string {
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'GET' && query['list-type'] === '2') return 'ListObjectsV2';
  if (method === 'GET' && query.location !== undefined) return 'GetBucketLocation';
  if (method === 'GET' && query.encryption !== undefined) return 'GetBucketEncryption';
  return `${method} of a bucket with ${Object.keys(query).join(', ') || 'nothing'}`;
}

function bodyOf({ method, headers, body }: HttpRequest) {
  if (method !== 'PUT') return {};
  return { Body: headers['x-amz-decoded-content-length'] === undefined ? body : withoutChunks(body) };
}

/**
 * What is inside of chunks, each of which has its size, in hexadecimal digits, in a line before it.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 */
function withoutChunks(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  let start = 0;
  for (;;) {
    const end = body.indexOf('\r\n', start);
    const size = Number.parseInt(body.toString('latin1', start, end), 16);
    if (!(size > 0)) return Buffer.concat(chunks);
    chunks.push(body.subarray(end + 2, end + 2 + size));
    start = end + 2 + size + 2;
  }
}
