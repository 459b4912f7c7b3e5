import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:http';
import type { Call, Service } from '../../../simulator/aws/call.ts';
import { AwsError } from '../../../simulator/aws/call.ts';
import { unknownOperation } from '../../../simulator/aws/common-errors.ts';
import type { AwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import { startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';

interface Arriving {
  readonly what: string;
  readonly service: Service;
  readonly path?: string;
  readonly init?: RequestInit;
  readonly operation: string;
  readonly input: object;
}

const form = (fields: string): RequestInit => ({ method: 'POST', body: fields });

const target = (name: string, body: string): RequestInit => ({
  method: 'POST',
  headers: { 'x-amz-target': name },
  body,
});

const ARRIVING: readonly Arriving[] = [
  {
    what: 'a form with lists of structures',
    service: 'cloudformation',
    init: form('Action=CreateStack&Tags.member.1.Key=a&Tags.member.1.Value=1&Tags.member.2.Key=b&Tags.member.2.Value='),
    operation: 'CreateStack',
    input: {
      Action: 'CreateStack',
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '' },
      ],
    },
  },
  {
    what: 'a form with more than nine elements, structures in structures and an empty list',
    service: 'cloudformation',
    init: form(
      `${Array.from({ length: 11 }, (_, index) => `A.member.${index + 1}=${index}`).join('&')}&B.C.D=1&E=&Action=X`,
    ),
    operation: 'X',
    input: { Action: 'X', A: Array.from({ length: 11 }, (_, index) => String(index)), B: { C: { D: '1' } }, E: '' },
  },
  {
    what: 'a form with a field that is named as what objects inherit',
    service: 'cloudformation',
    init: form('Action=X&__proto__.polluted=1&constructor.polluted=1'),
    operation: 'X',
    input: Object.fromEntries([
      ['Action', 'X'],
      ...['__proto__', 'constructor'].map((name) => [name, { polluted: '1' }]),
    ]),
  },
  {
    what: 'JSON with a target',
    service: 'ssm',
    init: target('AmazonSSM.GetParameter', '{"Name":"/a"}'),
    operation: 'GetParameter',
    input: { Name: '/a' },
  },
  {
    what: 'an object in a bucket',
    service: 's3',
    path: '/bucket/folder/a%20b.zip?x-id=GetObject',
    operation: 'GetObject',
    input: { Bucket: 'bucket', Key: 'folder/a b.zip' },
  },
  {
    what: 'a list of objects',
    service: 's3',
    path: '/bucket?list-type=2&prefix=a%2Fb&max-keys=1',
    operation: 'ListObjectsV2',
    input: { Bucket: 'bucket', 'list-type': '2', prefix: 'a/b', 'max-keys': '1' },
  },
  {
    what: 'a location',
    service: 's3',
    path: '/b?location',
    operation: 'GetBucketLocation',
    input: { Bucket: 'b', location: '' },
  },
  {
    what: 'a bucket',
    service: 's3',
    path: '/b',
    init: { method: 'HEAD' },
    operation: 'HeadBucket',
    input: { Bucket: 'b' },
  },
  {
    what: 'an object to keep',
    service: 's3',
    path: '/b/k',
    init: { method: 'PUT', body: 'content' },
    operation: 'PutObject',
    input: { Bucket: 'b', Key: 'k', Body: Buffer.from('content') },
  },
  {
    what: 'an object in chunks, the last with a checksum',
    service: 's3',
    path: '/b/k',
    init: {
      method: 'PUT',
      headers: { 'x-amz-decoded-content-length': '14', 'content-encoding': 'aws-chunked' },
      body: '4;chunk-signature=1\r\nab\r\n\r\na\r\n0123456789\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n',
    },
    operation: 'PutObject',
    input: { Bucket: 'b', Key: 'k', Body: Buffer.from('ab\r\n0123456789') },
  },
  {
    what: 'what S3 has elsewhere',
    service: 's3',
    path: '/b?acl',
    operation: 'GET of a bucket with acl',
    input: { Bucket: 'b', acl: '' },
  },
];

let answer: (call: Call) => unknown;
let endpoints: AwsEndpoints;

beforeAll(async () => {
  endpoints = await startAwsEndpoints((call) => answer(call));
});

afterAll(() => endpoints.close());

function request(service: string, path = '/', init: RequestInit = {}): Promise<Response> {
  const authorization = `AWS4-HMAC-SHA256 Credential=KEY/20260131/eu-west-1/${service}/aws4_request, Signature=0`;
  return fetch(`${endpoints.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
}

test.each(ARRIVING)('$what arrives at $service', async ({ service, path, init, operation, input }) => {
  answer = () => undefined;
  await request(service, path, init);
  expect(endpoints.calls.at(-1)).toEqual({ service, operation, input, accessKeyId: 'KEY', region: 'eu-west-1' });
});

test.each<[service: Service, init: RequestInit, result: unknown, body: string]>([
  [
    'cloudformation',
    form('Action=X'),
    { Names: ['a', '<&>'], Empty: [], Inner: { Text: 'b' }, Missing: undefined },
    '<XResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><XResult><Names><member>a</member>' +
      '<member>&lt;&amp;&gt;</member></Names><Empty></Empty><Inner><Text>b</Text></Inner></XResult>',
  ],
  ['cloudformation', form('Action=X'), {}, '<XResult></XResult>'],
  ['cloudformation', form('Action=X'), undefined, '/"><ResponseMetadata><RequestId>'],
  ['ssm', target('AmazonSSM.X', '{}'), { Names: ['a'] }, '{"Names":["a"]}'],
])('%s answers %# in its form', async (service, init, result, body) => {
  answer = () => result;
  const response = await request(service, '/', init);
  expect([response.status, await response.text()]).toEqual([200, expect.stringContaining(body)]);
});

test('S3 answers lists without an element around them, and objects as they are', async () => {
  answer = ({ operation }) =>
    operation === 'ListObjectsV2' ? { Contents: [{ Key: 'a' }, { Key: 'b' }] } : { body: Uint8Array.of(0, 255) };
  expect(await (await request('s3', '/b?list-type=2')).text()).toBe(
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
      '<Contents><Key>a</Key></Contents><Contents><Key>b</Key></Contents></ListBucketResult>',
  );
  expect([...new Uint8Array(await (await request('s3', '/b/k')).arrayBuffer())]).toEqual([0, 255]);
});

test.each<[service: Service, path: string, init: RequestInit, status: number, parts: readonly string[]]>([
  [
    'cloudformation',
    '/',
    form('Action=X'),
    400,
    ['<Type>Sender</Type>', '<Code>InvalidAction</Code>', ' X.</Message>'],
  ],
  ['sts', '/', form('Action=X'), 400, ['<Code>InvalidAction</Code>', ' X.</Message>', '<RequestId>']],
  ['ssm', '/', target('AmazonSSM.X', '{}'), 400, ['"__type":"UnknownOperationException"', ' X."']],
  ['config', '/', target('StarlingDoveService.X', '{}'), 400, ['"__type":"UnknownOperationException"', ' X."']],
  ['mq', '/v1/users', {}, 404, ['{"message":"The simulator does not support GET /v1/users."}']],
  ['s3', '/b?acl', {}, 501, ['<Code>NotImplemented</Code>', 'GET of a bucket with acl', '<RequestId>']],
])('%s refuses an operation that is not simulated by its name', async (service, path, init, status, parts) => {
  answer = (call) => {
    throw unknownOperation(call);
  };
  const response = await request(service, path, init);
  const text = await response.text();
  expect(response.status).toBe(status);
  for (const part of parts) expect(text).toContain(part);
});

test('what is no JSON is refused, as is a call to a service that is not simulated, or to none', async () => {
  answer = () => {
    throw new AwsError(400, 'Asked');
  };
  const garbled = await request('ssm', '/', target('AmazonSSM.GetParameter', '{'));
  expect(await garbled.json()).toMatchObject({ __type: 'SerializationException' });
  const unknown = await request('rds', '/', form('Action=DescribeDBInstances'));
  expect(unknown.status).toBe(400);
  expect(await unknown.text()).toContain('<Message>The simulator does not support the service "rds".</Message>');
  expect((await fetch(endpoints.url)).status).toBe(400);
});

test.each([
  ['127.0.0.1:<port>', 400],
  ['localhost:<port>', 400],
  ['localhost', 403],
  ['rebound.example:<port>', 403],
])('a request without a signature to %s is answered with %i', async (host, status) => {
  const request = get(endpoints.url, { headers: { host: host.replace('<port>', new URL(endpoints.url).port) } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(status);
});
