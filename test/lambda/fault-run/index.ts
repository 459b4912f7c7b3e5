import { parseArgs } from 'node:util';
import pMap from 'p-map';
import type { Call } from '../../../simulator/aws/call.ts';
import { awsEnvironment, SECRETS, startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import { assumedRole } from '../../../simulator/aws/sts.ts';
import { RESULT_TOKEN } from '../../support/events.ts';
import { BUNDLES, startLambda } from '../../support/lambda-process.ts';
import type { WireEvaluation } from '../../support/loopback-account.ts';
import { answerFor } from '../../support/loopback-account.ts';
import type { Plan } from './events.ts';
import { chanceOf, eventOf, memberWith, planOf } from './events.ts';
import { accessKeyOf, breaches, follow, strangeCall } from './oracle.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now()) },
  },
});
const events = Number(values.events);
if (!(Number.isInteger(events) && events > 0)) {
  throw new TypeError(`--events ${values.events} is not a number of events, such as 100000.`);
}
const chance = chanceOf(values.seed);

/** Most of the time, they wait. Each serves accounts of its own, so that a call tells which event it is of. */
const PROCESSES = 16;
/** More than a process keeps clients of. */
const ACCOUNTS_OF_A_PROCESS = 70;
/** New processes begin after so many events, and the log of the old ones is searched. */
const BATCH = 2_000;

const counts = { events: 0, failed: 0, calls: 0, faults: 0, COMPLIANT: 0, NON_COMPLIANT: 0, NOT_APPLICABLE: 0 };
const found: string[] = [];

console.log(`npm run faults -- --events ${events} --seed ${values.seed}`);
for (let first = 0; first < events && found.length === 0; first += BATCH) {
  await runBatch(first, Math.min(first + BATCH, events));
  console.log(JSON.stringify(counts));
}
for (const breach of found) console.error(breach);
if (found.length > 0) process.exitCode = 1;

/** Runs the events with the numbers from one to before another. */
async function runBatch(from: number, to: number): Promise<void> {
  const current = new Map<string, (call: Call) => unknown>();
  const endpoints = await startAwsEndpoints((call) => {
    const [, , , , roleAccount] = String(call.input.RoleArn).split(':');
    const answer = current.get(roleAccount ?? call.accessKeyId);
    if (answer) return answer(call);
    // An event does not wait for it longer than it has time, but the next one may use it.
    if (roleAccount !== undefined) return roleAccount;
    found.push(`${call.operation} came in ${call.accessKeyId}, which has no event`);
    return {};
  });
  const environment = { ...awsEnvironment(endpoints.url), EVALUATION_ROLE_NAME: 'evaluation' };

  async function invoke(lambda: Awaited<ReturnType<typeof startLambda>>, plan: Plan): Promise<void> {
    const { accountId, account } = plan.member;
    const said: WireEvaluation[] = [];
    const next = answerFor({ ...account, evaluations: said });
    const { meet, unanswered } = follow(plan);
    const key = accessKeyOf(accountId);
    current.set(key, (call) => {
      counts.calls += 1;
      const strange = strangeCall(call, plan);
      if (strange) found.push(strange);
      const fault = meet(call);
      if (!fault) return call.operation === 'AssumeRole' ? assumedRole(call.input, accountId) : next(call);
      counts.faults += 1;
      throw fault;
    });
    const ending = await lambda.invoke(eventOf(plan), plan.timeoutMs);
    current.delete(key);
    counts.events += 1;
    if (ending.error) counts.failed += 1;
    for (const { ComplianceType } of said) counts[ComplianceType as 'COMPLIANT'] += 1;
    const where = `Event ${plan.number}, ${plan.name} in ${accountId}`;
    found.push(...breaches({ plan, said, unanswered }, ending).map((breach) => `${where}: ${breach}`));
  }

  const logs = await pMap(Array.from({ length: PROCESSES }).keys(), async (index) => {
    const bundle = BUNDLES[index % BUNDLES.length] ?? BUNDLES[0];
    let lambda = await startLambda(bundle, environment);
    let log = '';
    for (let number = from; number < to && found.length === 0; number += 1) {
      if (number % PROCESSES !== index) continue;
      if (!(await lambda.canRun())) {
        log += await lambda.stop();
        lambda = await startLambda(bundle, environment);
      }
      const account = Math.floor(chance(number, 'account') * ACCOUNTS_OF_A_PROCESS) * PROCESSES + index;
      await invoke(lambda, planOf(number, memberWith(account, chance), chance));
    }
    return log + (await lambda.stop());
  });
  await endpoints.close();
  for (const secret of [RESULT_TOKEN, ...Object.values(SECRETS)]) {
    if (logs.join('').includes(secret))
      found.push(`The log of an event from ${from} to ${to} has the secret ${secret}.`);
  }
}
