import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';

const PROGRAM = resolve('node_modules/aws-cdk/bin/cdk');

/** An AWS on loopback. */
export interface Target {
  readonly url: string;
  /** Of a process that calls it, with the credentials of an account. */
  readonly environment: Readonly<Record<string, string>>;
  /** Gets the body of a request, and returns it as the target understands it. */
  readonly adapt?: (body: string) => string;
}

/** How a command of the CDK CLI ended. */
export interface CdkRun {
  readonly status: number | null;
  readonly output: string;
  /** The operations that it called, such as `s3 PutObject`: each once, as it polls, and sorted, as some run at once. */
  readonly calls: readonly string[];
  /** Those in which the target broke, in the same form. */
  readonly broken: readonly string[];
}

/**
 * Runs a command of the CDK CLI to its end.
 * @param folder is where it runs, and where its files are
 */
export async function runCdk(args: readonly string[], target: Target, folder: string): Promise<CdkRun> {
  const calls = new Set<string>();
  const broken = new Set<string>();
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const operation = operationOf(request, body);
    calls.add(operation);
    const answer = await forward(request, body, target);
    const { statusCode = 0, headers } = answer;
    if (statusCode >= 500) broken.add(operation);
    // After a server error, the CLI would repeat the call for most of a minute.
    response.writeHead(Math.min(statusCode, 400), headers);
    answer.pipe(response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const child = spawn(process.execPath, [PROGRAM, ...args, '--no-notices'], {
      cwd: folder,
      env: {
        ...target.environment,
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        // It would remember the accounts of access keys there, and ask no more.
        CDK_HOME: mkdtempSync(join(folder, 'home-')),
        // Writes to standard output, and no progress bar.
        CI: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const [status] = await once(child, 'close');
    return { status, output, calls: [...calls].sort(), broken: [...broken].sort() };
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

/** @returns the body, in which a byte is a character, as it may be a file */
async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const text of request.setEncoding('latin1')) body += text;
  return body;
}

async function forward(
  { method, url, headers }: IncomingMessage,
  body: string,
  { url: target, adapt = String }: Target,
): Promise<IncomingMessage> {
  const bytes = Buffer.from(adapt(body), 'latin1');
  const own = { host: new URL(target).host, 'content-length': bytes.length };
  const request = send(`${target}${url}`, { method, headers: { ...headers, ...own } }).end(bytes);
  const [answer] = await once(request, 'response');
  return answer;
}

/** Operations on a bucket, by the first parameter of their URL. In those on objects, a parameter has the name. */
const OF_BUCKET: Readonly<Record<string, string>> = {
  'list-type': 'ListObjectsV2',
  location: 'GetBucketLocation',
  encryption: 'GetBucketEncryption',
};

function operationOf({ url = '/', headers }: IncomingMessage, body: string): string {
  const [, service] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const { searchParams } = new URL(url, 'http://loopback');
  const [parameter = ''] = searchParams.keys();
  const inUrl = searchParams.get('x-id') ?? OF_BUCKET[parameter];
  const target = headers['x-amz-target'];
  const inMessage = typeof target === 'string' ? target.split('.')[1] : new URLSearchParams(body).get('Action');
  return `${service} ${service === 's3' ? inUrl : inMessage}`;
}
