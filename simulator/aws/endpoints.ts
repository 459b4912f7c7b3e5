import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A call as it arrived: members have the names that they have on the wire. */
export interface Call {
  readonly service: 'config' | 'mq' | 'sts';
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the credentials that signed it. */
  readonly accessKeyId: string;
  /** That it was signed for. */
  readonly region: string;
}

export interface AwsEndpoints {
  readonly url: string;
  /** All calls so far, refused ones and repeated attempts included. */
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

/** An answer with an error, in the service's own form. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message = 'The simulator refused the call.') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Drops the connection without an answer. */
export class ConnectionDrop extends Error {
  override readonly name = 'ConnectionDrop';
}

/** An answer that the service would never give. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer';
  readonly status: number;
  readonly body: string;
  /** Whether the end of the body never comes. */
  readonly stalls: boolean;

  constructor(body: string, { status = 200, stalls = false } = {}) {
    super('The answer is broken.');
    this.status = status;
    this.body = body;
    this.stalls = stalls;
  }
}

/**
 * Starts an HTTP server on loopback that speaks the protocols of AWS Config (JSON 1.1), Amazon MQ (REST JSON)
 * and STS (query), and answers as it is told.
 * @param answer returns the body (for STS: the access key id to hand out), or throws {@link AwsError}, {@link ConnectionDrop} or
 *   {@link BrokenAnswer}
 */
export async function startAwsEndpoints(answer: (call: Call) => unknown): Promise<AwsEndpoints> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const call = readCall(request, await readBody(request));
    calls.push(call);
    try {
      if (call.service === 'config' && !isObject(call.input)) throw new AwsError(400, 'SerializationException');
      refuseWithoutToken(call, request.headers);
      if (call.service === 'sts' && call.operation !== 'AssumeRole') throw new AwsError(400, 'InvalidAction');
      send(response, call, await answer(call));
    } catch (error) {
      if (error instanceof AwsError) sendError(response, call, error);
      else if (error instanceof ConnectionDrop) request.socket.destroy();
      else if (error instanceof BrokenAnswer) sendBroken(response, call, error);
      else sendError(response, call, new AwsError(500, 'InternalFailure', String(error)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a process needs in its environment so that its AWS SDK or AWS CLI talks to the endpoints. */
export function awsEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'OWN',
    AWS_SECRET_ACCESS_KEY: SECRETS.own,
    // Nobody's profile, and no look at the metadata of the machine.
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

/** The secrets of all credentials, distinctive, so that a test can look for them in what is logged. */
export const SECRETS = { own: 'the-secret-of-the-function', assumed: 'the-secret-of-the-role', session: 'the-session' };

/** Temporary credentials, those of sessions, are of use only together with their token. */
function refuseWithoutToken({ service, accessKeyId }: Call, headers: IncomingMessage['headers']): void {
  if (!accessKeyId.startsWith('ASIA') || headers['x-amz-security-token'] === SECRETS.session) return;
  const code = service === 'sts' ? 'InvalidClientTokenId' : 'UnrecognizedClientException';
  throw new AwsError(403, code, 'The security token included in the request is invalid.');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function readCall({ method, url = '/', headers }: IncomingMessage, body: string): Call {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const signer = { accessKeyId, region };
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    return { service: 'config', operation: target.split('.')[1] ?? '', input: parseJson(body), ...signer };
  }
  const { pathname, searchParams } = new URL(url, 'http://loopback');
  if (pathname.startsWith('/v1/')) {
    const [path, brokerId] = /^\/v1\/brokers(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const query = Object.fromEntries(searchParams);
    if (method !== 'GET' || path === undefined) {
      return { service: 'mq', operation: `${method} ${pathname}`, input: query, ...signer };
    }
    if (brokerId === undefined) return { service: 'mq', operation: 'ListBrokers', input: query, ...signer };
    const input = { ...query, brokerId: decodeURIComponent(brokerId) };
    return { service: 'mq', operation: 'DescribeBroker', input, ...signer };
  }
  const input = Object.fromEntries(new URLSearchParams(body));
  return { service: 'sts', operation: input.Action ?? '', input, ...signer };
}

// What is no JSON is no object either, which is refused.
function parseJson(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function send(response: ServerResponse, { service, input }: Call, body: unknown): void {
  const requestId = randomUUID();
  const text = service === 'sts' ? assumedRole(String(body), input, requestId) : JSON.stringify(body);
  response.writeHead(200, headersOf(service, requestId)).end(text);
}

const CONTENT_TYPES = { config: 'application/x-amz-json-1.1', mq: 'application/json', sts: 'text/xml' };

function headersOf(service: Call['service'], requestId: string) {
  return { 'content-type': CONTENT_TYPES[service], 'x-amzn-requestid': requestId };
}

function sendBroken(response: ServerResponse, { service }: Call, { status, body, stalls }: BrokenAnswer): void {
  response.writeHead(status, headersOf(service, randomUUID())).write(body);
  if (!stalls) response.end();
}

function sendError(response: ServerResponse, { service }: Call, { status, code, message }: AwsError): void {
  const requestId = randomUUID();
  const headers = headersOf(service, requestId);
  switch (service) {
    case 'config':
      response.writeHead(status, headers).end(JSON.stringify({ __type: code, message }));
      return;
    case 'mq':
      response.writeHead(status, { ...headers, 'x-amzn-errortype': code }).end(JSON.stringify({ message }));
      return;
    case 'sts':
      response.writeHead(status, headers).end(
        `<ErrorResponse xmlns="${STS_NAMESPACE}">
  <Error><Type>${status < 500 ? 'Sender' : 'Receiver'}</Type><Code>${code}</Code>
    <Message>${escapeXml(message)}</Message></Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>`,
      );
  }
}

const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

function assumedRole(accessKeyId: string, { RoleArn, RoleSessionName }: Call['input'], requestId: string): string {
  const [, partition, , , accountId, role = ''] = String(RoleArn).split(':');
  const session = `${role.split('/').at(-1)}/${RoleSessionName}`;
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return `<AssumeRoleResponse xmlns="${STS_NAMESPACE}"><AssumeRoleResult>
    <AssumedRoleUser><Arn>arn:${partition}:sts::${accountId}:assumed-role/${escapeXml(session)}</Arn>
      <AssumedRoleId>AROA:${escapeXml(String(RoleSessionName))}</AssumedRoleId></AssumedRoleUser>
    <Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${SECRETS.assumed}</SecretAccessKey>
    <SessionToken>${SECRETS.session}</SessionToken><Expiration>${expiration}</Expiration></Credentials>
  </AssumeRoleResult><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></AssumeRoleResponse>`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
