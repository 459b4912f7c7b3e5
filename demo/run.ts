import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pMap from 'p-map';
import { createAwsState } from '../simulator/aws/aws-state.ts';
import { startAwsEndpoints } from '../simulator/aws/endpoints.ts';
import type { Simulation } from '../simulator/aws/simulation.ts';
import { createSimulation } from '../simulator/aws/simulation.ts';
import { deployAssembly } from '../simulator/cloudformation/assembly.ts';
import { deleteBroker, putBroker } from '../simulator/config/recorder.ts';
import type { RuleEvent } from '../simulator/config/rule-events.ts';
import { initialEvents, schedule } from '../simulator/config/rule-events.ts';
import { createRuntime } from '../simulator/lambda/runtime.ts';
import { answer } from '../simulator/services.ts';
import { readAggregate } from './aggregate.ts';
import type { DemoOptions } from './options.ts';
import type { Improvements, NamedAccount, PlacedBroker } from './organization.ts';
import {
  ADMINISTRATOR,
  isRabbitMq,
  MANAGEMENT_ACCOUNT,
  planAccounts,
  planBrokers,
  planImprovements,
  planRegions,
  ROOT,
  UNIT,
} from './organization.ts';
import type { DemoReport } from './report.ts';
import { synthesizeAssembly } from './synthesize.ts';

/**
 * Deploys into an organization, has its brokers evaluated, and once more after some are fixed.
 * @param stop ends it early, and is told of the first failure
 * @param progress is told what is being done
 */
export async function runDemo(
  options: DemoOptions,
  stop: AbortController,
  progress: (text: string) => void,
): Promise<DemoReport> {
  const workFolder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-demo-'));
  const regions = planRegions(options.regions);
  const accounts = planAccounts(options.accounts, regions);
  const simulation = createSimulation(createAwsState(accounts), { order: 'by-arrival' });
  const endpoints = await startAwsEndpoints((call) => answer(simulation, call));
  try {
    // The brokers are there before the rules are.
    const brokers = planBrokers(accounts, regions);
    for (const { place, broker } of brokers) putBroker(simulation, place, broker);

    progress('Synthesizing and deploying the templates');
    const home = { accountId: ADMINISTRATOR, region: regions[0] ?? '' };
    const assembly = synthesizeAssembly(settings(options, regions), join(workFolder, 'cdk.out'));
    const deployment = { accountId: home.accountId, defaultRegion: home.region, workFolder };
    for (const stack of deployAssembly(simulation.state, assembly, deployment)) {
      if ('problem' in stack) throw new Error(`${stack.name}: ${stack.problem.message}`, { cause: stack.problem });
    }
    keepCompiledCode(simulation, join(workFolder, 'compiled'));

    const deliverAll = (events: readonly RuleEvent[], what: string) =>
      deliver(simulation, endpoints.url, events, stop, (done) =>
        progress(`${what}: ${done} of ${events.length} events`),
      );
    const places = accounts.flatMap(({ id }) => regions.map((region) => ({ accountId: id, region })));
    const initial = places.flatMap((place) => [...initialEvents(simulation, place), ...schedule(simulation, place)]);
    await deliverAll(initial, 'Evaluating');
    const before = readAggregate(simulation, home, accounts);

    const improvements = planImprovements(brokers);
    const changes = improve(simulation, improvements);
    await deliverAll(changes, 'Evaluating the changes');
    return {
      deployment: options.deployment,
      accounts: accounts.length,
      regions: regions.length,
      brokers: brokers.length,
      rabbitMqBrokers: brokers.filter(({ broker }) => isRabbitMq(broker)).length,
      functions: simulation.state.functions.size,
      rules: simulation.state.rules.size,
      events: initial.length + changes.length,
      calls: endpoints.calls.length,
      before,
      changes: withNames(improvements, accounts),
      after: readAggregate(simulation, home, accounts),
    };
  } finally {
    await endpoints.close();
    rmSync(workFolder, { recursive: true });
  }
}

function settings({ deployment }: DemoOptions, regions: readonly string[]) {
  const isOrganization = deployment === 'organization';
  return {
    deployment,
    regions: [...regions],
    homeRegion: regions[0],
    organizationalUnits: [isOrganization ? ROOT : UNIT],
    administrator: 'delegated',
    ...(isOrganization ? { managementAccount: MANAGEMENT_ACCOUNT } : {}),
  };
}

/** The processes run the same code: the first compiles it, which takes as long as the rest of its start. */
function keepCompiledCode({ state }: Simulation, folder: string): void {
  for (const [arn, lambda] of state.functions) {
    state.functions.set(arn, { ...lambda, environment: { ...lambda.environment, NODE_COMPILE_CACHE: folder } });
  }
}

function improve(simulation: Simulation, { replaced, logged }: Improvements): readonly RuleEvent[] {
  const events = logged.flatMap(({ place, broker }) => putBroker(simulation, place, broker));
  if (!replaced) return events;
  const { place, broker, replacement } = replaced;
  return [...events, ...putBroker(simulation, place, replacement), ...deleteBroker(simulation, place, broker.brokerId)];
}

function withNames({ replaced, logged }: Improvements, accounts: readonly NamedAccount[]): DemoReport['changes'] {
  const nameOf = ({ place, broker }: PlacedBroker) => ({
    broker: broker.brokerName,
    account: accounts.find(({ id }) => id === place.accountId)?.name ?? place.accountId,
    region: place.region,
  });
  return {
    replaced: replaced ? [{ ...nameOf(replaced), replacement: replaced.replacement.brokerName }] : [],
    logged: logged.map(nameOf),
  };
}

/** Delivers events to their functions, those of one function in order, and some functions at once. */
async function deliver(
  simulation: Simulation,
  url: string,
  events: readonly RuleEvent[],
  stop: AbortController,
  progress: (done: number) => void,
): Promise<void> {
  let done = 0;
  const deliverGroup = async (group: readonly RuleEvent[]) => {
    const runtime = createRuntime(simulation, url);
    try {
      for (const event of group) {
        if (stop.signal.aborted) return;
        const ending = (await runtime.deliver(event)).at(-1);
        if (ending?.error) throw new Error(`${event.rule.name} in ${event.rule.accountId}: ${ending.error.message}`);
        done += 1;
        progress(done);
      }
    } catch (error) {
      stop.abort(error);
    } finally {
      await runtime.stop();
    }
  };
  // Nothing is thrown before all processes have ended: they may write into the folder that is then removed.
  await pMap(Map.groupBy(events, ({ rule }) => rule.functionArn).values(), deliverGroup, {
    concurrency: availableParallelism(),
  });
  stop.signal.throwIfAborted();
}
