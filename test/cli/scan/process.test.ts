import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import type { Call } from '../../../simulator/aws/call.ts';
import { AwsError, ConnectionDrop } from '../../../simulator/aws/call.ts';
import type { AwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import { awsEnvironment, startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import type { BrokerAnswer } from '../../support/brokers.ts';
import { describeAnswer } from '../../support/brokers.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { answerFor } from '../../support/loopback-account.ts';
import type { Output } from '../support.ts';
import { splitSummary, temporaryFolder } from '../support.ts';
import type { IdentityAnswers } from './identity-endpoints.ts';
import { startIdentityEndpoints } from './identity-endpoints.ts';

const PROGRAM = join(import.meta.dirname, '../../../dist/cli/index.js');
const CHECKS = ['--checks', THREE_CHECKS.map(({ id }) => id).join(',')];
const OWN: IdentityAnswers = { accounts: { OWN: '111122223333' } };
const ROLE = 'arn:aws:iam::222222222222:role/audit';

const folder = temporaryFolder();

async function runProgram(args: readonly string[], environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [PROGRAM, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (written.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (written.stderr += text));
  const status = await new Promise((resolve) => child.once('close', resolve));
  return { status, stdout: written.stdout, stderr: splitSummary(written.stderr).stderr };
}

/**
 * Scans with the built program.
 * @param answer answers the calls of Amazon MQ
 */
async function scan(
  args: readonly string[],
  answer: (call: Call) => unknown,
  { identity = OWN, environment = {} }: { identity?: IdentityAnswers; environment?: NodeJS.ProcessEnv } = {},
) {
  const endpoints = await startAwsEndpoints(answer);
  const identityEndpoints = await startIdentityEndpoints(identity);
  try {
    const result = await runProgram(['scan', '--format', 'json', ...CHECKS, ...args], {
      ...awsEnvironment(endpoints.url),
      ...identityEndpoints.environment,
      ...environment,
    });
    const { summary, results }: Pick<Output, 'summary' | 'results'> =
      result.stdout === '' ? { summary: NONE, results: [] } : JSON.parse(result.stdout);
    return { ...result, summary, results, calls: endpoints.calls, identityCalls: identityEndpoints.calls };
  } finally {
    await Promise.all([endpoints.close(), identityEndpoints.close()]);
  }
}

const NONE = { pass: 0, fail: 0, skip: 0, exempt: 0, unknown: 0 };

/** Answers as Amazon MQ with these brokers would. */
function amazonMq(brokers: readonly BrokerAnswer[]) {
  return answerFor({ brokers, evaluations: [] });
}

const GOOD = describeAnswer(1);
const BAD = describeAnswer(2, {
  deploymentMode: 'SINGLE_INSTANCE',
  publiclyAccessible: true,
  logs: { general: false },
});
const ALL_GOOD = { ...NONE, pass: 3 };

function countCalls(calls: AwsEndpoints['calls'], operation: string): number {
  return calls.filter((call) => call.operation === operation).length;
}

/** Fails the first calls of an operation, and the first ones only. */
function failing(times: number, operation: string, error: () => Error, answer: (call: Call) => unknown) {
  let failed = 0;
  return (call: Call) => {
    if (call.operation !== operation || failed === times) return answer(call);
    failed += 1;
    throw error();
  };
}

const NO_REGION = { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined };
const NO_CREDENTIALS = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };

const THROTTLED = () => new AwsError(429, 'TooManyRequestsException', 'Rate exceeded');
const INTERNAL = () => new AwsError(500, 'InternalServerErrorException', 'try again');
const DROPPED = () => new ConnectionDrop();
const DENIED = () => new AwsError(403, 'ForbiddenException', 'not authorized');
const EXPIRED = () =>
  new AwsError(403, 'ExpiredTokenException', 'The security token included in the request is expired');
const NOT_ENABLED = () => new AwsError(403, 'UnrecognizedClientException', 'The security token is invalid.');

describe('the program scans', () => {
  it('with every page, at one call a broker', async () => {
    const brokers = Array.from({ length: 230 }, (_, number) => describeAnswer(number));
    const { status, summary, calls, identityCalls, stderr } = await scan([], amazonMq(brokers));
    expect({ status, stderr, summary }).toEqual({ status: 0, stderr: '', summary: { ...NONE, pass: 690 } });
    expect(countCalls(calls, 'ListBrokers')).toBe(3);
    expect(countCalls(calls, 'DescribeBroker')).toBe(230);
    expect(identityCalls).toEqual(['GetCallerIdentity OWN']);
  });

  it('several regions of accounts whose roles it assumes, once each', async () => {
    const { status, results, calls, identityCalls } = await scan(
      ['--role-arn', ROLE, '--regions', 'eu-west-1,us-east-1'],
      amazonMq([GOOD]),
      { identity: { accounts: { ...OWN.accounts, ROLE: '222222222222' }, roles: { [ROLE]: 'ROLE' } } },
    );
    expect(status).toBe(0);
    const sources = new Set(results.map(({ source }) => source));
    expect([...sources]).toEqual(['222222222222/eu-west-1', '222222222222/us-east-1']);
    expect(new Set(calls.map(({ accessKeyId, region }) => `${accessKeyId} ${region}`))).toEqual(
      new Set(['ROLE eu-west-1', 'ROLE us-east-1']),
    );
    expect(identityCalls).toEqual(['AssumeRole OWN', 'GetCallerIdentity ROLE']);
  });

  it('all regions that are enabled, from every page of them', async () => {
    const regions = { '111122223333': [['eu-west-1', 'us-east-1'], ['af-south-1']] };
    const { status, calls, identityCalls } = await scan(['--regions', 'all'], amazonMq([GOOD]), {
      identity: { ...OWN, regions },
    });
    expect(status).toBe(0);
    expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(['eu-west-1', 'us-east-1', 'af-south-1']));
    expect(identityCalls).toEqual(['GetCallerIdentity OWN', 'ListRegions OWN', 'ListRegions OWN']);
  });

  it('with the credentials and the region of a profile', async () => {
    const config = folder.write('config', '[profile audit]\nregion = eu-north-1\n');
    const credentials = folder.write(
      'credentials',
      '[audit]\naws_access_key_id = AUDIT\naws_secret_access_key = secret\n',
    );
    const { status, results, calls } = await scan(['--profile', 'audit'], amazonMq([GOOD]), {
      identity: { accounts: { AUDIT: '333333333333' } },
      environment: {
        AWS_CONFIG_FILE: config,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
        ...NO_REGION,
        ...NO_CREDENTIALS,
      },
    });
    expect(status).toBe(0);
    expect(results[0]?.source).toBe('333333333333/eu-north-1');
    expect(new Set(calls.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['AUDIT']));
  });
});

describe('what passes does not change a verdict', () => {
  it.each([
    ['throttling of the list', 'ListBrokers', THROTTLED],
    ['throttling of a broker', 'DescribeBroker', THROTTLED],
    ['an internal failure', 'DescribeBroker', INTERNAL],
    ['a dropped connection', 'ListBrokers', DROPPED],
  ])('%s', async (_, operation, error) => {
    const { status, summary, calls } = await scan([], failing(1, operation, error, amazonMq([GOOD])));
    expect({ status, summary }).toEqual({ status: 0, summary: ALL_GOOD });
    expect(countCalls(calls, operation)).toBe(2);
  });
});

describe('what does not pass is never a pass:', () => {
  // No repetition, so that nobody has to wait.
  const environment = { AWS_MAX_ATTEMPTS: '1' };
  const ALWAYS = Number.POSITIVE_INFINITY;

  it.each<[string, string, () => Error, string]>([
    ['throttling', 'ListBrokers', THROTTLED, 'TooManyRequestsException: Rate exceeded): scan again later'],
    ['internal failures', 'ListBrokers', INTERNAL, 'InternalServerErrorException: try again): scan again later'],
    ['dropped connections', 'ListBrokers', DROPPED, '): check the network and scan again'],
    ['a refusal', 'ListBrokers', DENIED, 'ForbiddenException: not authorized): allow mq:ListBrokers'],
    ['an expired token', 'ListBrokers', EXPIRED, 'is expired): sign in again'],
    ['a region that is not enabled', 'ListBrokers', NOT_ENABLED, 'is invalid): enable the region for the account'],
  ])('%s of the list for ever', async (_, operation, error, remedy) => {
    const result = await scan([], failing(ALWAYS, operation, error, amazonMq([GOOD])), { environment });
    expect(result).toMatchObject({ status: 2, summary: NONE });
    expect(result.stderr).toMatch(
      /^rabbitmq-conformance: 111122223333\/eu-west-1: its brokers cannot be listed \(.*\n$/,
    );
    expect(result.stderr).toContain(remedy);
  });

  it.each<[string, () => Error, string]>([
    ['throttling', THROTTLED, 'scan again later'],
    ['internal failures', INTERNAL, 'scan again later'],
    ['dropped connections', DROPPED, 'check the network and scan again'],
    ['a refusal', DENIED, 'allow mq:DescribeBroker'],
    ['an expired token', EXPIRED, 'sign in again'],
  ])('%s of every broker for ever', async (_, error, remedy) => {
    const result = await scan([], failing(ALWAYS, 'DescribeBroker', error, amazonMq([GOOD, BAD])), { environment });
    expect(result).toMatchObject({ status: 1, summary: { pass: 1, fail: 1, skip: 0, unknown: 4 } });
    expect(result.stderr).toMatch(/^111122223333\/eu-west-1: 2 of 2 brokers cannot be described, .*\n$/);
    expect(result.stderr).toContain(remedy);
  });

  it('a page in the middle', async () => {
    const brokers = Array.from({ length: 230 }, (_, number) => describeAnswer(number));
    const answer = amazonMq(brokers);
    const { status, summary, stderr } = await scan(
      [],
      (call) => {
        if (call.input.nextToken === '100') throw INTERNAL();
        return answer(call);
      },
      { environment },
    );
    expect({ status, summary }).toEqual({ status: 2, summary: { ...NONE, pass: 300 } });
    expect(stderr).toContain('only the first 100 of its brokers could be listed');
  });

  it.each([
    ['the same page again', () => 'again'],
    ['two pages in turn', (call: number) => (call % 2 === 0 ? 'one' : 'other')],
  ])('a list that turns in a circle: %s', async (_, token) => {
    let call = 0;
    const { status, stderr, calls } = await scan(
      [],
      ({ operation }) => {
        if (operation !== 'ListBrokers') return GOOD;
        // Else a scan that goes round in circles would not end.
        if (call === 20) throw DENIED();
        call += 1;
        return { brokerSummaries: [], nextToken: token(call) };
      },
      { environment },
    );
    expect(status).toBe(2);
    expect(stderr).toContain('AWS returned the same page token twice');
    expect(calls.length).toBeLessThan(20);
  });

  it('an answer of ListBrokers that has no list', async () => {
    const { status, stderr } = await scan([], () => ({}));
    expect(status).toBe(2);
    expect(stderr).toBe(
      'rabbitmq-conformance: 111122223333/eu-west-1: its brokers cannot be listed (the response from AWS has no list): ' +
        'fix the problem and scan again.\n',
    );
  });

  it('the page of a proxy in the place of ListBrokers', async () => {
    const proxy = createServer((_, response) => response.end('<html>Sign in</html>')).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const identity = await startIdentityEndpoints(OWN);
    try {
      const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const { status, stderr } = await runProgram(['scan'], {
        ...awsEnvironment(url),
        ...identity.environment,
        ...environment,
      });
      expect(status).toBe(2);
      expect(stderr).toBe(
        'rabbitmq-conformance: 111122223333/eu-west-1: its brokers cannot be listed (the response is not from AWS): ' +
          'check whether a proxy or another device in the network sent it.\n',
      );
    } finally {
      proxy.close();
      proxy.closeAllConnections();
      await identity.close();
    }
  });

  it.each(['text', [], {}, null, 1])('an answer of DescribeBroker that is %j', async (body) => {
    const answer = amazonMq([GOOD]);
    const { status, results } = await scan([], (call) => (call.operation === 'DescribeBroker' ? body : answer(call)));
    expect(status).toBe(3);
    // The list has the deployment mode.
    expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'unknown', 'unknown']);
  });

  it('credentials that have expired', async () => {
    const result = await scan([], amazonMq([GOOD]), { identity: { ...OWN, expired: 'OWN' }, environment });
    expect(result).toMatchObject({ status: 2, summary: NONE, calls: [] });
    expect(result.stderr).toBe(
      'rabbitmq-conformance: your AWS credentials: its account cannot be determined (ExpiredToken: The security token ' +
        'included in the request is expired): sign in again, because the credentials have expired.\n',
    );
  });

  it('no credentials at all', async () => {
    const result = await scan([], amazonMq([GOOD]), { environment: NO_CREDENTIALS });
    expect(result).toMatchObject({ status: 2, summary: NONE, calls: [], identityCalls: [] });
    expect(result.stderr).toMatch(/^rabbitmq-conformance: your AWS credentials: cannot be used \(.*\n$/);
  });

  it('no region at all', async () => {
    const result = await scan([], amazonMq([GOOD]), { environment: NO_REGION });
    expect(result).toMatchObject({ status: 2, stdout: '', calls: [], identityCalls: [] });
    expect(result.stderr).toMatch(/^rabbitmq-conformance: no region is configured\. .*\n$/);
  });

  it('regions that may not be listed', async () => {
    const result = await scan(['--regions', 'all'], amazonMq([GOOD]));
    expect(result).toMatchObject({ status: 2, calls: [] });
    expect(result.stderr).toContain('allow account:ListRegions, or name the regions with --regions');
  });

  it('a role that cannot be assumed, while the other account is scanned', async () => {
    const other = 'arn:aws:iam::333333333333:role/audit';
    const { status, summary, stderr } = await scan(['--role-arn', other, '--role-arn', ROLE], amazonMq([GOOD]), {
      identity: { accounts: { ...OWN.accounts, ROLE: '222222222222' }, roles: { [ROLE]: 'ROLE' } },
    });
    expect({ status, summary }).toEqual({ status: 2, summary: ALL_GOOD });
    expect(stderr).toMatch(new RegExp(`^rabbitmq-conformance: ${other}: cannot be assumed \\(AccessDenied: .*\\n$`));
  });
});

describe('options that make no sense are refused', () => {
  it.each([
    ['regions with a semicolon', ['--regions', 'eu-west-1;us-east-1'], 'Expected region names'],
    ['all and another region', ['--regions', 'all,eu-west-1'], 'Expected region names'],
    ['a host instead of a region', ['--regions', 'evil.example/x-1'], 'Expected region names'],
    ['no region', ['--regions', ''], 'Expected region names'],
    ['the name of a role', ['--role-arn', 'audit'], 'Expected the ARN of a role'],
    ['an inventory without a name', ['--output-inventory', ''], 'Expected a file'],
    ['an inventory on standard output', ['--output-inventory', '-'], 'Expected a file'],
  ])('%s', async (_, args, message) => {
    const result = await scan(args, amazonMq([GOOD]));
    expect(result).toMatchObject({ status: 2, stdout: '', calls: [], identityCalls: [] });
    expect(result.stderr).toContain(message);
  });
});

test('an inventory of the program can be evaluated again', async () => {
  const path = folder.path('inventory.ndjson');
  const answer = failing(1, 'DescribeBroker', DENIED, amazonMq([GOOD, BAD]));
  const live = await scan(['--output-inventory', path], answer);
  const offline = await runProgram(['evaluate', '--format', 'json', ...CHECKS, path], {});
  expect(live.summary.unknown).toBeGreaterThan(0);
  expect(JSON.parse(offline.stdout).summary).toEqual(live.summary);
  expect(offline.status).toBe(live.status);
});
