import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** An account as STS and Account Management tell of it. */
export interface IdentityAnswers {
  /** By the access key id that signs. */
  readonly accounts: Readonly<Record<string, string>>;
  /** By the ARN of a role: the access key id to hand out. Any other role is refused. */
  readonly roles?: Readonly<Record<string, string>>;
  /** By account, page by page; any other account is refused. */
  readonly regions?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** An access key id whose credentials have expired. */
  readonly expired?: string;
}

export interface IdentityEndpoints {
  /** What a process needs in its environment, beside the endpoint of Amazon MQ. */
  readonly environment: Readonly<Record<string, string>>;
  /** Operations and who called them. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly code?: string;
}

/**
 * Starts a server on loopback that speaks STS (query) and Account Management (REST JSON), as far as a scan asks.
 * @param latencyMs how long each answer takes
 */
export async function startIdentityEndpoints(answers: IdentityAnswers, latencyMs = 0): Promise<IdentityEndpoints> {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const text = await readBody(request);
    await setTimeout(latencyMs);
    const [, signer = ''] = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const isAccount = request.url === '/listRegions';
    const input = isAccount ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    calls.push(`${isAccount ? 'ListRegions' : input.Action} ${signer}`);
    const answer = isAccount ? listRegions(input, signer, answers) : answerSts(input, signer, answers);
    const headers = answer.code === undefined ? {} : { 'x-amzn-errortype': answer.code };
    response.writeHead(answer.status, { 'content-type': answer.type, ...headers }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: { AWS_ENDPOINT_URL_STS: url, AWS_ENDPOINT_URL_ACCOUNT: url },
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

type Input = Readonly<Record<string, unknown>>;

function listRegions({ NextToken, RegionOptStatusContains }: Input, signer: string, answers: IdentityAnswers): Answer {
  const type = 'application/json';
  const pages = answers.regions?.[answers.accounts[signer] ?? ''];
  if (pages === undefined) {
    const message = `${signer} is not authorized to perform: account:ListRegions`;
    return { status: 403, type, body: JSON.stringify({ message }), code: 'AccessDeniedException' };
  }
  const isAsked = JSON.stringify(RegionOptStatusContains) === '["ENABLED","ENABLED_BY_DEFAULT"]';
  const index = Number(NextToken ?? 0);
  const Regions = isAsked ? pages[index]?.map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED' })) : [];
  const token = index + 1 < pages.length ? { NextToken: String(index + 1) } : {};
  return { status: 200, type, body: JSON.stringify({ Regions, ...token }) };
}

function answerSts({ Action, RoleArn }: Input, signer: string, { accounts, roles, expired }: IdentityAnswers): Answer {
  if (signer === expired) return stsError(403, 'ExpiredToken', 'The security token included in the request is expired');
  if (Action === 'GetCallerIdentity') {
    const account = accounts[signer];
    if (account === undefined) return stsError(403, 'InvalidClientTokenId', 'The security token is invalid.');
    return sts(Action, `<Account>${account}</Account><Arn>arn:aws:iam::${account}:user/me</Arn><UserId>me</UserId>`);
  }
  const key = roles?.[String(RoleArn)];
  if (key === undefined) return stsError(403, 'AccessDenied', `${signer} is not authorized to perform: sts:AssumeRole`);
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  return sts(
    'AssumeRole',
    `<AssumedRoleUser><Arn>${RoleArn}/session</Arn><AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>
    <Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
    <SessionToken>session</SessionToken><Expiration>${expiration}</Expiration></Credentials>`,
  );
}

function sts(action: string, result: string): Answer {
  const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/';
  const body = `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result></${action}Response>`;
  return { status: 200, type: 'text/xml', body };
}

function stsError(status: number, code: string, message: string): Answer {
  const body = `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
  return { status, type: 'text/xml', body };
}
