import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schedule } from '../../../simulator/config/rule-events.ts';
import type { World } from '../support.ts';
import { PAYMENTS, withWorld } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const TIME_LIMIT_MS = 300;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-runtime-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Puts other code in the place of the function, and delivers a schedule to it. */
async function deliverTo({ simulation, runtime }: World, code: string) {
  const codePath = join(folder, 'index.js');
  writeFileSync(codePath, code);
  for (const [arn, lambda] of simulation.state.functions) {
    simulation.state.functions.set(arn, { ...lambda, codePath, timeoutMs: TIME_LIMIT_MS });
  }
  const [event] = schedule(simulation, HERE);
  if (!event) throw new Error('There is no rule.');
  return runtime.deliver(event);
}

const namesOf = (endings: Awaited<ReturnType<typeof deliverTo>>) => endings.map(({ error }) => error?.name);

test.each([
  ['loops for ever', 'for (;;);', 'Sandbox.Timedout'],
  ['never answers', 'return new Promise(() => setInterval(() => {}, 1000));', 'Sandbox.Timedout'],
  ['ends its process', 'process.exit(1);', 'Runtime.ExitError'],
  ['throws', "throw new TypeError('no');", 'TypeError'],
])('a function that %s fails with %s three times, as Lambda repeats it', async (_, body, name) => {
  await withWorld('account', {}, async (world) => {
    expect(namesOf(await deliverTo(world, `exports.handler = async () => { ${body} };`))).toEqual([name, name, name]);
  });
});

test('after its end a function begins anew, and one that lives is warm', async () => {
  await withWorld('account', {}, async (world) => {
    const code = `let count = 0;
exports.handler = async () => { count += 1; console.log('call ' + count); if (count === 2) process.exit(); };`;
    expect(namesOf(await deliverTo(world, code))).toEqual([undefined]);
    expect(namesOf(await deliverTo(world, code))).toEqual(['Runtime.ExitError', undefined]);
    const [log] = (await world.runtime.stop()).values();
    expect(log?.match(/call \d/g)).toEqual(['call 1', 'call 2', 'call 1']);
  });
});

test('the environment and the context are those of Lambda', async () => {
  await withWorld('account', {}, async (world) => {
    const code = `exports.handler = async (event, context) => console.log(JSON.stringify({
      region: process.env.AWS_REGION, key: process.env.AWS_ACCESS_KEY_ID, token: typeof process.env.AWS_SESSION_TOKEN,
      left: context.getRemainingTimeInMillis() <= ${TIME_LIMIT_MS}, id: context.awsRequestId,
      name: context.invokedFunctionArn.endsWith(':function:' + context.functionName) }));`;
    await deliverTo(world, code);
    const [log = ''] = (await world.runtime.stop()).values();
    expect(JSON.parse(log)).toEqual({
      ...{ region: 'eu-west-1', key: expect.stringMatching(/^ASIA/), token: 'string', left: true, name: true },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});
