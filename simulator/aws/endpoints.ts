import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Call, Service } from './call.ts';
import { AwsError, BrokenAnswer, ConnectionDrop } from './call.ts';
import { commonError, unknownKey } from './common-errors.ts';
import type { HttpAnswer } from './protocols/protocol.ts';
import { PROTOCOLS } from './protocols/protocols.ts';

export interface AwsEndpoints {
  readonly url: string;
  /** All calls so far, refused ones and repeated attempts included. */
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

/**
 * Starts an HTTP server on loopback that speaks the protocols of the services, and answers as it is told. It does not
 * verify signatures: `answer` tells callers by their access keys alone.
 * @param answer returns what the operation results in, or throws {@link AwsError}, {@link ConnectionDrop} or
 *   {@link BrokenAnswer}
 */
export async function startAwsEndpoints(answer: (call: Call) => unknown): Promise<AwsEndpoints> {
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    const { port } = server.address() as AddressInfo;
    const { host = '' } = request.headers;
    // The name of a web page can be made to lead here (DNS rebinding), and the page could then read the answers.
    if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
      response
        .writeHead(403)
        .end(`The simulator answers to 127.0.0.1:${port} and localhost:${port}, not to "${host}".`);
      return;
    }
    const body = await readBody(request);
    const signature = readSignature(request);
    if (!isService(signature.service)) {
      const message = `The simulator does not support the service "${signature.service}".`;
      const { writeError } = PROTOCOLS['x-amz-target' in request.headers ? 'config' : 'cloudformation'];
      const refusal = writeError(new AwsError(400, 'UnknownOperationException', message), randomUUID());
      response.writeHead(400).end(refusal.body);
      return;
    }
    const { service } = signature;
    const requestId = randomUUID();
    const protocol = PROTOCOLS[service];
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '/', 'http://loopback');
    const call: Call = { ...signature, service, ...protocol.read({ method, url, headers, body }) };
    const send = ({ status = 200, headers: own, body: text = '' }: HttpAnswer) =>
      response.writeHead(status, { ...protocol.headers(requestId), ...own }).end(text);
    calls.push(call);
    try {
      if (!isObject(call.input)) throw new AwsError(400, 'SerializationException');
      refuseWithoutToken(call, headers);
      send(protocol.write(call, await answer(call), requestId));
    } catch (error) {
      if (error instanceof ConnectionDrop) request.socket.destroy();
      else if (error instanceof BrokenAnswer) sendBroken(response, protocol.headers(requestId), error);
      else if (error instanceof AwsError) send(protocol.writeError(error, requestId));
      else send(protocol.writeError(commonError(call.service, 'server-error', String(error)), requestId));
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

/**
 * What a process needs in its environment so that its AWS SDK, AWS CLI or CDK CLI talks to the endpoints.
 * @param accessKeyId of a user, see `createAdministratorKey`
 */
export function awsEnvironment(url: string, accessKeyId = 'OWN'): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: SECRETS.own,
    // Nobody's profile, and no look at the metadata of the machine.
    AWS_CONFIG_FILE: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
    AWS_EC2_METADATA_DISABLED: 'true',
    // A proxy does not reach loopback. The lower case one comes first wherever both are read.
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  };
}

/** The secrets of all credentials, distinctive, so that a test can look for them in what is logged. */
export const SECRETS = { own: 'the-secret-of-the-function', assumed: 'the-secret-of-the-role', session: 'the-session' };

/** Temporary credentials, those of sessions, are of use only together with their token. */
function refuseWithoutToken({ service, accessKeyId }: Call, headers: IncomingMessage['headers']): void {
  if (accessKeyId.startsWith('ASIA') && headers['x-amz-security-token'] !== SECRETS.session) throw unknownKey(service);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Calls say in their signatures which service they are for.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
 */
function readSignature({ headers }: IncomingMessage) {
  const found = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(headers.authorization ?? '');
  const [, accessKeyId = '', region = '', service = ''] = found ?? [];
  return { accessKeyId, region, service };
}

function isService(name: string): name is Service {
  return Object.hasOwn(PROTOCOLS, name);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function sendBroken(
  response: ServerResponse,
  headers: HttpAnswer['headers'],
  { status, body, stalls }: BrokenAnswer,
): void {
  response.writeHead(status, headers).write(body);
  if (!stalls) response.end();
}
