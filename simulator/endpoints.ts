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

  constructor(status: number, code: string, message = 'refused by the simulation') {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Drops the connection without an answer. */
export class ConnectionDrop extends Error {
  override readonly name = 'ConnectionDrop';
}

/**
 * Starts an HTTP server on loopback that speaks the protocols of AWS Config (JSON 1.1), Amazon MQ (REST JSON)
 * and STS (query), and answers as it is told.
 * @param answer returns the body (for STS: the access key id to hand out), or throws {@link AwsError} or {@link ConnectionDrop}
 */
export async function startAwsEndpoints(answer: (call: Call) => unknown): Promise<AwsEndpoints> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const call = readCall(request, await readBody(request));
    calls.push(call);
    try {
      send(response, call, 200, await answer(call));
    } catch (error) {
      if (error instanceof AwsError) sendError(response, call, error);
      else if (error instanceof ConnectionDrop) request.socket.destroy();
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

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

function readCall({ url = '/', headers }: IncomingMessage, body: string): Call {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const signer = { accessKeyId, region };
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    return { service: 'config', operation: target.split('.')[1] ?? '', input: JSON.parse(body), ...signer };
  }
  const { pathname, searchParams } = new URL(url, 'http://loopback');
  if (pathname.startsWith('/v1/brokers')) {
    const [brokerId] = pathname.split('/').slice(3).map(decodeURIComponent);
    const input = { ...Object.fromEntries(searchParams), ...(brokerId === undefined ? {} : { brokerId }) };
    return { service: 'mq', operation: brokerId === undefined ? 'ListBrokers' : 'DescribeBroker', input, ...signer };
  }
  const input = Object.fromEntries(new URLSearchParams(body));
  return { service: 'sts', operation: input.Action ?? '', input, ...signer };
}

function send(response: ServerResponse, { service, input }: Call, status: number, body: unknown): void {
  const text = service === 'sts' ? assumedRole(String(body), String(input.RoleArn)) : JSON.stringify(body);
  response.writeHead(status, { 'content-type': CONTENT_TYPES[service] }).end(text);
}

const CONTENT_TYPES = { config: 'application/x-amz-json-1.1', mq: 'application/json', sts: 'text/xml' };

function sendError(response: ServerResponse, { service }: Call, { status, code, message }: AwsError): void {
  const headers = { 'content-type': CONTENT_TYPES[service] };
  switch (service) {
    case 'config':
      response.writeHead(status, headers).end(JSON.stringify({ __type: code, message }));
      return;
    case 'mq':
      response.writeHead(status, { ...headers, 'x-amzn-errortype': code }).end(JSON.stringify({ message }));
      return;
    case 'sts':
      response
        .writeHead(status, headers)
        .end(`<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`);
  }
}

function assumedRole(accessKeyId: string, roleArn: string): string {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
    <AssumedRoleUser><Arn>${roleArn}/session</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>
    <Credentials><AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${SECRETS.assumed}</SecretAccessKey>
    <SessionToken>${SECRETS.session}</SessionToken><Expiration>${expiration}</Expiration></Credentials>
  </AssumeRoleResult></AssumeRoleResponse>`;
}
