import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { quote } from 'shlex';
import { dueEvents } from '../simulator/config/rule-events.ts';
import { ACCESS_ROLE, AGGREGATOR, MANAGEMENT_ACCOUNT } from './organization.ts';
import type { Scene } from './run.ts';
import type { World } from './world.ts';

/**
 * Writes scripts that run a command in the organization that is left running, and says what to try with them. Without the
 * scripts, which are gone when the organization is, the commands do not reach another account by mistake.
 */
export function renderKeep({ accounts, home, settings }: Scene, world: World): string {
  const as = (accountId: string) => writeRunner(world, accountId);
  const run = as(home.accountId);
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const isAccount = settings.deployment === 'account';
  const members = accounts.filter(({ id, isManagement = false }) => id !== home.accountId && !isManagement);
  const failing = isAccount ? home.accountId : (members.at(-1)?.id ?? home.accountId);
  const reads = isAccount
    ? ['scan --regions all']
    : [`scan --organization --role-name ${ACCESS_ROLE} --regions all`, `report --role-name ${ACCESS_ROLE}`];
  const asEach = isAccount ? '' : ` --role-name ${ACCESS_ROLE}`;
  const delegate = settings.administrator === 'delegated' ? ` --administrator-account ${home.accountId}` : '';
  const results = isAccount
    ? 'describe-compliance-by-config-rule'
    : `describe-aggregate-compliance-by-config-rules --configuration-aggregator-name ${AGGREGATOR}`;
  const lines = [
    '',
    `The organization keeps running. This runs a command as the account ${home.accountId}:`,
    '',
    `${run} COMMAND`,
    ...(home.accountId === MANAGEMENT_ACCOUNT
      ? []
      : ['', 'As the management account:', '', `${as(MANAGEMENT_ACCOUNT)} COMMAND`]),
    '',
    'For example, in the folder of this project. First keep the settings in this terminal, as "$@":',
    '',
    `set -- ${options.join(' ')}`,
    '',
    '# Is everything there? Was it ready? Which brokers fail? What does AWS Config say?',
    `${run} npx rabbitmq-conformance status "$@"${asEach}`,
    `${run} npx rabbitmq-conformance preflight "$@"${asEach}`,
    ...reads.map((command) => `${run} npx rabbitmq-conformance ${command}`),
    `${run} aws configservice ${results} --output table`,
    '',
    ...(isAccount
      ? []
      : [
          '# The policy that protects the deployment, and how to attach it',
          `${run} npx rabbitmq-conformance scp "$@"${delegate}`,
          '',
        ]),
    '# An update',
    `${run} npx cdk diff --no-notices "$@" -c frequency=Six_Hours`,
    `${run} npx cdk deploy --all --no-notices "$@" -c frequency=Six_Hours`,
    '',
    '# An update that fails, because an account has lost its recorder: status says how to get out',
    `${as(failing)} aws configservice delete-configuration-recorder --region ${home.region} --configuration-recorder-name default`,
    `${run} npx cdk deploy --all --no-notices "$@" -c frequency=Three_Hours`,
    `${run} npx rabbitmq-conformance status "$@" -c frequency=Three_Hours${asEach}`,
    '',
    '# A removal',
    `${run} npx cdk destroy --all --no-notices "$@"`,
    '',
    'Ctrl-C ends it.',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Writes a script that runs its arguments as the administrator of an account, with no other settings of the AWS SDK or
 * the CDK than its own. @returns how to call it
 */
function writeRunner({ folder, environmentOf }: World, accountId: string): string {
  const path = join(folder, `as-${accountId}`);
  const names = ['AWS', 'AMAZON', 'CDK'].map((prefix) => `-e 's/^\\(${prefix}_[A-Za-z0-9_]*\\)=.*/\\1/p'`).join(' ');
  // The CDK CLI keeps there which account a key belongs to.
  const own = Object.entries({ ...environmentOf(accountId), CDK_HOME: folder }).map(
    ([name, value]) => `export ${name}=${quote(value)}`,
  );
  writeFileSync(path, [`unset $(env | sed -n ${names})`, ...own, 'exec "$@"', ''].join('\n'));
  return `sh ${quote(path)}`;
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
