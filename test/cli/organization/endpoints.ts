import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { awsEnvironment } from '../../../simulator/aws/endpoints.ts';

export interface Answer {
  readonly status?: number;
  /** Text as it is, or what becomes JSON. */
  readonly body: unknown;
}

/**
 * Endpoints on loopback for all services, while the tests of a file run.
 * @returns the answers by the name of the operation, or the path where the protocol has no name. Repeated calls get
 *   the next one. A test fills them; they are empty before each.
 */
export function loopbackAnswers(): Record<string, readonly Answer[]> {
  const answers: Record<string, readonly Answer[]> = {};
  const calls: string[] = [];
  const environment = { ...process.env };
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const name = nameOf(request, Buffer.concat(chunks).toString());
    const earlier = calls.filter((call) => call === name).length;
    calls.push(name);
    const unexpected: Answer = { status: 400, body: { __type: 'UnexpectedCall', message: name } };
    const { status = 200, body } = answers[name]?.[earlier] ?? unexpected;
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    Object.assign(process.env, awsEnvironment(url), { AWS_MAX_ATTEMPTS: '1' });
  });
  beforeEach(() => {
    calls.length = 0;
    for (const name of Object.keys(answers)) delete answers[name];
  });
  afterAll(async () => {
    process.env = environment;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });
  return answers;
}

function nameOf({ headers, url = '' }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.split('.')[1] ?? '';
  return new URLSearchParams(body).get('Action') ?? url;
}
