import { join } from 'node:path';
import type { Place } from '../simulator/aws/place.ts';
import { placeKey } from '../simulator/aws/place.ts';
import { addAccessRoles } from '../simulator/aws/roles.ts';
import type { Simulation } from '../simulator/aws/simulation.ts';
import { bootstrap } from '../simulator/cloudformation/bootstrap.ts';
import { deleteBroker, putBroker } from '../simulator/config/recorder.ts';
import type { RuleEvent } from '../simulator/config/rule-events.ts';
import { dueEvents } from '../simulator/config/rule-events.ts';
import { runCdk } from './cdk.ts';
import type { DemoOptions } from './options.ts';
import type { Improvements, NamedAccount, PlacedBroker } from './organization.ts';
import {
  ACCESS_ROLE,
  ADMINISTRATOR,
  isRabbitMq,
  MANAGEMENT_ACCOUNT,
  nameUnits,
  ORGANIZATION,
  planAccounts,
  planBrokers,
  planImprovements,
  planPublicBroker,
  planRegions,
  ROOT,
  UNIT,
} from './organization.ts';
import { createReportWriter } from './organization-report.ts';
import type { DemoReport } from './report.ts';
import { readAccount, readAggregate } from './results.ts';
import { runStatus } from './status.ts';
import type { World } from './world.ts';

/** The accounts and regions of the demonstration, and who deploys there. */
export interface Scene {
  readonly accounts: readonly NamedAccount[];
  readonly regions: readonly string[];
  readonly home: Place;
  /** With which the deployment is made, as `-c name=value` takes them. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Sets the scene that the options ask for. */
export function planScene({ accounts: count, regions: regionCount, deployment, administrator }: DemoOptions): Scene {
  const regions = planRegions(regionCount);
  const accounts = planAccounts(count, regions);
  const [homeRegion = ''] = regions;
  if (deployment === 'account') {
    const [workload] = accounts.slice(2);
    const settings = { deployment, notifications: 'noncompliant' };
    return { accounts, regions, home: { accountId: workload?.id ?? '', region: homeRegion }, settings };
  }
  const isOrganization = deployment === 'organization';
  const isDelegated = administrator === 'delegated';
  const settings = {
    deployment,
    regions: regions.join(','),
    homeRegion,
    organizationalUnits: isOrganization ? ROOT : UNIT,
    organizationId: ORGANIZATION,
    notifications: 'noncompliant',
    ...(isDelegated ? { administrator } : {}),
    // Nothing of the demonstration is deployed to it.
    ...(isDelegated && isOrganization
      ? { managementAccount: MANAGEMENT_ACCOUNT, excludedAccounts: MANAGEMENT_ACCOUNT }
      : {}),
  };
  return {
    accounts,
    regions,
    home: { accountId: isDelegated ? ADMINISTRATOR : MANAGEMENT_ACCOUNT, region: homeRegion },
    settings,
  };
}

/**
 * Deploys into an organization with the CDK CLI, has its brokers evaluated, once more after some are fixed, and once more
 * after one is created that is public.
 * @param progress is told what is being done
 */
export async function runDemo(
  options: DemoOptions,
  { accounts, regions, home, settings }: Scene,
  { simulation, endpoints, folder, environmentOf, deliver }: World,
  { signal, progress }: { readonly signal: AbortSignal; readonly progress: (text: string) => void },
): Promise<DemoReport> {
  nameUnits(simulation.state.unitNames);
  // The brokers are there before the rules are.
  const brokers = planBrokers(accounts, regions);
  for (const { place, broker } of brokers) putBroker(simulation, place, broker);
  for (const region of regions) bootstrap(simulation.state, { ...home, region });
  addAccessRoles(simulation.state, home.accountId, ACCESS_ROLE);

  const context = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const deploy = await runCdk(['deploy', '--all', '--require-approval', 'never', ...context], {
    environment: environmentOf(home.accountId),
    outdir: join(folder, 'cdk.out'),
    signal,
    progress,
  });
  const deliverAll = (events: readonly RuleEvent[], what: string) =>
    deliver(events, signal, (done) => progress(`${what}: ${done} of ${events.length} events`));
  const read = options.deployment === 'account' ? readAccount : readAggregate;

  // In a large organization, what the aggregator shows takes fewer calls than a look into each account.
  const isSmall = options.deployment !== 'account' && accounts.length <= 50;
  const program = { environment: environmentOf(home.accountId), signal };
  const roleName = isSmall ? ACCESS_ROLE : undefined;
  const report = options.report && createReportWriter(options.report, { ...program, folder, roleName });

  const initial = dueEvents(simulation);
  await deliverAll(initial, 'Evaluating');
  if (report) {
    progress('Reading the organization');
    await report.readFirst();
  }
  const before = read(simulation, home, accounts);
  const { messages } = simulation.state.messaging;
  const first = messages.length;
  const evaluated = options.deployment === 'account' ? brokers.filter(({ place }) => isSame(place, home)) : brokers;
  const improvements = planImprovements(evaluated);
  const changes = improve(simulation, improvements);
  await deliverAll(changes, 'Evaluating the changes');
  const after = read(simulation, home, accounts);
  const last = { accountId: accounts.at(-1)?.id ?? '', region: regions.at(-1) ?? '' };
  const mistake = planPublicBroker(options.deployment === 'account' ? home : last, brokers.length + 1);
  const known = messages.length;
  const mistakes = putBroker(simulation, mistake.place, mistake.broker);
  await deliverAll(mistakes, 'Evaluating a new broker');
  const asEach = roleName === undefined ? [] : ['--role-name', roleName];
  const status = await runStatus([...context, ...asEach], program);
  const written = report ? await report.write() : undefined;
  return {
    deployment: options.deployment,
    deploy,
    isManagement: home.accountId === MANAGEMENT_ACCOUNT,
    accounts: accounts.length,
    regions: regions.length,
    brokers: brokers.length,
    rabbitMqBrokers: brokers.filter(({ broker }) => isRabbitMq(broker)).length,
    functions: simulation.state.functions.size,
    rules: simulation.state.rules.size,
    events: initial.length + changes.length + mistakes.length,
    calls: endpoints.calls.length,
    before,
    changes: withNames(improvements, accounts),
    after,
    notifications: {
      first,
      broker: nameOf(mistake, accounts),
      messages: messages.slice(known).map(({ text }) => JSON.parse(text)),
    },
    status,
    written,
  };
}

function isSame(place: Place, other: Place): boolean {
  return placeKey(place) === placeKey(other);
}

function improve(simulation: Simulation, { replaced, logged }: Improvements): readonly RuleEvent[] {
  const events = logged.flatMap(({ place, broker }) => putBroker(simulation, place, broker));
  if (!replaced) return events;
  const { place, broker, replacement } = replaced;
  return [...events, ...putBroker(simulation, place, replacement), ...deleteBroker(simulation, place, broker.brokerId)];
}

function withNames({ replaced, logged }: Improvements, accounts: readonly NamedAccount[]): DemoReport['changes'] {
  return {
    replaced: replaced ? [{ ...nameOf(replaced, accounts), replacement: replaced.replacement.brokerName }] : [],
    logged: logged.map((placed) => nameOf(placed, accounts)),
  };
}

function nameOf({ place, broker }: PlacedBroker, accounts: readonly NamedAccount[]) {
  return {
    broker: broker.brokerName,
    account: accounts.find(({ id }) => id === place.accountId)?.name ?? place.accountId,
    region: place.region,
  };
}
