import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../../../simulator/aws/place.ts';
import { schedule } from '../../../simulator/config/rule-events.ts';
import type { World } from '../support.ts';
import { ORDERS, PAYMENTS, withWorld } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const THERE = { accountId: ORDERS, region: 'eu-west-1' };
const TIME_LIMIT_MS = 300;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-runtime-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Puts other code in the place of the functions, and delivers a schedule to that of a rule. */
async function deliverTo({ simulation, runtime }: World, code: string, place: Place = HERE, file = 'index.js') {
  const codePath = join(folder, file);
  writeFileSync(codePath, code);
  for (const [arn, lambda] of simulation.state.functions) {
    // A function that is changed begins anew.
    if (lambda.codePath === codePath) continue;
    simulation.state.functions.set(arn, { ...lambda, codePath, timeoutMs: TIME_LIMIT_MS });
  }
  const [event] = schedule(simulation, place);
  if (!event) throw new Error('There is no rule.');
  return runtime.deliver(event);
}

const namesOf = (endings: Awaited<ReturnType<typeof deliverTo>>) => endings.map(({ error }) => error?.name);

test.each([
  ['loops for ever', 'for (;;);', 'Sandbox.Timedout'],
  ['never answers', 'return new Promise(() => setInterval(() => {}, 1000));', 'Sandbox.Timedout'],
  ['ends its process', 'process.exit(1);', 'Runtime.ExitError'],
  ['rejects what nobody waits for', 'Promise.reject(1); return new Promise(() => {});', 'Runtime.ExitError'],
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
    const [log] = world.runtime.stop().values();
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
    const [log = ''] = world.runtime.stop().values();
    expect(JSON.parse(log)).toEqual({
      ...{ region: 'eu-west-1', key: expect.stringMatching(/^ASIA/), token: 'string', left: true, name: true },
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});

test.each([
  ['index.js', 'exports.handler = handler;'],
  ['index.mjs', 'export { handler };'],
])('a function in %s has the clock of the simulation', async (file, exports) => {
  let now = Date.parse('2030-01-01T00:00:00Z');
  await withWorld('account', { now: () => now }, async (world) => {
    const code = `const handler = async () => console.log(new Date().toISOString().slice(0, 10),
      isOrdered([Date.now(), Number(new Date()), Date.now()]), new Date() instanceof Date, Number(new Date(1)), Date.parse('1970-01-01'));
const isOrdered = (times) => times.join() === times.toSorted().join();
${exports}`;
    await deliverTo(world, code, HERE, file);
    now += 86_400_000;
    await deliverTo(world, code, HERE, file);
    const [log = ''] = world.runtime.stop().values();
    expect(log.trim().split('\n')).toEqual(['2030-01-01', '2030-01-02'].map((day) => `${day} true true 1 0`));
  });
});

/** Keeps the account of an event wherever code can keep something, and logs what it finds there. */
const LEAKING = `
const { Agent } = require('node:http');
let kept;
exports.handler = async ({ accountId }) => {
  const found = {
    module: kept, globalThis: globalThis.kept, global: global.kept, environment: process.env.KEPT, process: process.kept,
    arrays: Array.prototype.kept, errors: Error.prototype.kept, bytes: Uint8Array.prototype.kept, URLs: URL.prototype.kept,
    agents: Agent.prototype.kept, console: console.kept, output: process.stdout.kept,
  };
  console.log(JSON.stringify(found, (_, value) => value ?? 'nothing'));
  kept = globalThis.kept = global.kept = process.env.KEPT = process.kept = accountId;
  Array.prototype.kept = Error.prototype.kept = Uint8Array.prototype.kept = URL.prototype.kept = accountId;
  Agent.prototype.kept = console.kept = process.stdout.kept = accountId;
};`;

test.each([
  ['does not find', 'stack-set', 'nothing'],
  ['finds', 'organization', PAYMENTS],
] as const)(
  'an event of another account %s what the function has kept, in the shape %s',
  async (_, shape, expected) => {
    await withWorld(shape, {}, async (world) => {
      expect(namesOf(await deliverTo(world, LEAKING, HERE))).toEqual([undefined]);
      expect(namesOf(await deliverTo(world, LEAKING, THERE))).toEqual([undefined]);
      const logs = [...world.runtime.stop().values()].join('').trim().split('\n');
      expect(logs).toHaveLength(2);
      const [first, second] = logs.map((log) => [...new Set(Object.values(JSON.parse(log)))]);
      expect({ first, second }).toEqual({ first: ['nothing'], second: [expected] });
    });
  },
);

test('functions of other accounts are warm in the same process, and one that ends it fails alone', async () => {
  await withWorld('stack-set', {}, async (world) => {
    const code = `let count = 0;
exports.handler = async ({ accountId }) => {
  count += 1;
  console.log(process.pid + ' ' + accountId + ' ' + count);
  if (accountId === '${ORDERS}' && count === 2) process.exit();
};`;
    const places = [HERE, THERE, HERE, THERE, HERE];
    const names: unknown[] = [];
    for (const place of places) names.push(...namesOf(await deliverTo(world, code, place)));
    expect(names).toEqual([undefined, undefined, undefined, 'Runtime.ExitError', undefined, undefined]);
    const logs = [...world.runtime.stop()].map(([arn, log]) => [arn.split(':')[4], log.trim().split('\n')] as const);
    const [before, after, ...others] = [
      ...new Set(logs.flatMap(([, lines]) => lines.map((line) => line.split(' ')[0]))),
    ];
    expect(others).toEqual([]);
    expect(Object.fromEntries(logs)).toEqual({
      [PAYMENTS]: [`${before} ${PAYMENTS} 1`, `${before} ${PAYMENTS} 2`, `${after} ${PAYMENTS} 1`],
      [ORDERS]: [`${before} ${ORDERS} 1`, `${before} ${ORDERS} 2`, `${after} ${ORDERS} 1`],
    });
  });
});
