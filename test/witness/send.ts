import type { Call } from '../../simulator/aws/call.ts';
import { SECRETS } from '../../simulator/aws/endpoints.ts';

/** An answer as it was on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Makes a call in the protocol of its service, with a signature that names the caller and is none. */
export async function send(url: string, call: Call): Promise<Answer> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${call.accessKeyId}/20260131/${call.region}/${call.service}/aws4_request`;
  const { path = '', headers = {}, body, method = body === undefined ? 'GET' : 'POST' } = requestOf(call);
  const request = {
    headers: { authorization, 'x-amz-security-token': SECRETS.session, ...headers },
    ...(body === undefined ? {} : { body }),
    method,
  };
  const response = await fetch(`${url}${path}`, request);
  return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
}

interface Request {
  /** By default GET, and POST with a body. */
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function requestOf({ service, operation, input }: Call): Request {
  switch (service) {
    case 'config':
      return { headers: { 'x-amz-target': `StarlingDoveService.${operation}` }, body: JSON.stringify(input) };
    case 'organizations':
      return { headers: { 'x-amz-target': `AWSOrganizationsV20161128.${operation}` }, body: JSON.stringify(input) };
    case 'account':
      return { path: '/listRegions', body: JSON.stringify(input) };
    case 'lambda':
      if (operation === 'GetAccountSettings') return { path: '/2016-08-19/account-settings' };
      return { method: 'DELETE', path: `/2026-07-09/resource-policy/${encodeURIComponent(String(input.ResourceArn))}` };
    case 'sqs':
      return { headers: { 'x-amz-target': `AmazonSQS.${operation}` }, body: JSON.stringify(input) };
    case 'ssm':
      return { headers: { 'x-amz-target': `AmazonSSM.${operation}` }, body: JSON.stringify(input) };
    case 'mq': {
      const { brokerId, ...query } = input as Readonly<Record<string, string>>;
      const id = brokerId === undefined ? '' : `/${encodeURIComponent(brokerId)}`;
      return { path: `/v1/brokers${id}?${new URLSearchParams(query)}` };
    }
    case 'cloudformation':
    case 'iam':
    case 'sts':
      return { body: String(new URLSearchParams(flat({ Action: operation, ...input }))) };
    case 'ec2':
      return { body: String(new URLSearchParams(flat({ Action: operation, ...input }, '', ''))) };
    case 's3': {
      const { Bucket, ...query } = input as Readonly<Record<string, string>>;
      return { path: `/${Bucket}?${new URLSearchParams(query)}` };
    }
  }
}

/** The fields of a form: `{ Tags: [{ Key: 'a' }] }` is `Tags.member.1.Key=a`, or `Tags.1.Key=a` without a name for members. */
function flat(value: unknown, path = '', member = 'member.'): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path, String(value)]];
  const prefix = path === '' ? '' : `${path}.`;
  const members = Array.isArray(value)
    ? value.map((one, index) => [`${member}${index + 1}`, one])
    : Object.entries(value);
  return members.flatMap(([name, inner]) => flat(inner, `${prefix}${name}`, member));
}
