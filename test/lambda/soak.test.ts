import { readdirSync, readFileSync } from 'node:fs';
import { awsEnvironment, startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { assumedRole } from '../../simulator/aws/sts.ts';
import { loadEvent } from '../support/events.ts';
import { startLambda } from '../support/lambda-process.ts';
import { answerFor } from '../support/loopback-account.ts';

const ACCOUNTS = 300;
const EVENTS = 5_000;
const WARM_UP = 1_000;

const isLinux = process.platform === 'linux';

function usage(pid: number): { readonly descriptors: number; readonly memory: number } {
  const [, resident] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, memory: Number(resident) };
}

test('5,000 events of 300 accounts take no more descriptors and memory than 1,000, each with its own credentials', async () => {
  const answer = answerFor({ brokers: [], evaluations: [] });
  const strangers = new Set<string>();
  let current = '';
  const endpoints = await startAwsEndpoints((call) => {
    if (call.operation === 'AssumeRole') return assumedRole(call.input, String(call.input.RoleArn).split(':')[4] ?? '');
    if (call.accessKeyId !== current) strangers.add(call.accessKeyId);
    return answer({ ...call, input: { ...call.input, Evaluations: [] } });
  });
  const lambda = await startLambda('dist/lambda/index.mjs', {
    ...awsEnvironment(endpoints.url),
    EVALUATION_ROLE_NAME: 'evaluation',
    // What Lambda gives a function of 256 MB.
    NODE_OPTIONS: '--max-old-space-size=192',
  });
  let before: ReturnType<typeof usage> | undefined;
  for (let index = 0; index < EVENTS; index += 1) {
    current = String(200_000_000_000 + (index % ACCOUNTS));
    // Made anew: for an event that is old, the function makes another call.
    const { error } = await lambda.invoke(loadEvent('change-ok', { accountId: current }), 60_000);
    if (error) throw new Error(`Event ${index}: ${error.message}`);
    if (index === WARM_UP && isLinux) before = usage(lambda.pid);
  }
  const after = isLinux ? usage(lambda.pid) : undefined;
  await lambda.stop();
  await endpoints.close();
  expect([...strangers]).toEqual([]);
  expect(endpoints.calls).toHaveLength(2 * EVENTS);
  if (before && after) {
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors + 2);
    expect(after.memory).toBeLessThan(before.memory * 1.3);
  }
});
