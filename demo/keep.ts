import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { dueEvents } from '../simulator/config/rule-events.ts';
import { ACCESS_ROLE, MANAGEMENT_ACCOUNT } from './organization.ts';
import type { Scene } from './run.ts';
import type { World } from './world.ts';

/** How to use an organization that is left running: the environment, and what to try. */
export function renderKeep({ accounts, home, settings }: Scene, { environmentOf }: World): string {
  const environment = Object.entries(environmentOf(home.accountId)).map(([name, value]) => `export ${name}=${value}`);
  const context = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
  const isManagement = home.accountId === MANAGEMENT_ACCOUNT;
  const lines = [
    '',
    `The organization keeps running. Paste these lines into another terminal to call as the account ${home.accountId}:`,
    '',
    ...environment,
    ...(isManagement
      ? []
      : [
          '',
          `For the management account: export AWS_ACCESS_KEY_ID=${environmentOf(MANAGEMENT_ACCOUNT).AWS_ACCESS_KEY_ID}`,
        ]),
    '',
    'For example, in the folder of this project:',
    '',
    `npx rabbitmq-conformance preflight ${context} --role-name ${ACCESS_ROLE}`,
    `npx rabbitmq-conformance scan --regions all ${accounts
      .slice(2, 4)
      .map(({ id }) => `--role-arn arn:aws:iam::${id}:role/${ACCESS_ROLE}`)
      .join(' ')}`,
    `npx cdk diff --no-notices ${context} -c frequency=Six_Hours`,
    `npx cdk deploy --all --no-notices ${context} -c frequency=Six_Hours`,
    `npx cdk destroy --all --no-notices ${context}`,
    'aws cloudformation list-stacks --output table',
    '',
    'Ctrl-C ends it.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Has AWS Config evaluate rules that are new or changed, or that somebody asks to be evaluated, until it is stopped. */
export async function keepRunning(
  { simulation, deliver }: World,
  { signal, report }: { readonly signal: AbortSignal; readonly report: (problem: unknown) => void },
): Promise<void> {
  const stopped = once(signal, 'abort');
  while (!signal.aborted) {
    try {
      await deliver(dueEvents(simulation), signal);
    } catch (error) {
      if (!signal.aborted) report(error);
    }
    await Promise.race([stopped, sleep(500, undefined, { signal }).catch(() => undefined)]);
  }
}
