import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import pMap from 'p-map';
import { deployAssembly } from './assembly.ts';
import { createAwsState } from './aws-state.ts';
import type { PlacedBroker } from './demo-organization.ts';
import {
  ADMINISTRATOR,
  MANAGEMENT_ACCOUNT,
  MAX_REGIONS,
  makeBroker,
  planAccounts,
  planBrokers,
  planRegions,
  ROOT,
  UNIT,
} from './demo-organization.ts';
import { renderReport, reportOf } from './demo-report.ts';
import { startAwsEndpoints } from './endpoints.ts';
import type { RuleEvent } from './recorder.ts';
import { deleteBroker, initialEvents, putBroker, schedule } from './recorder.ts';
import { createRuntime } from './runtime.ts';
import { answer } from './services.ts';
import type { Simulation } from './simulation.ts';
import { createSimulation } from './simulation.ts';
import { synthesizeAssembly } from './synthesize.ts';

const USAGE = `Usage: npm run demo -- [--accounts N] [--regions N] [--deployment organization|stack-set] [--format text|json]
Deploys the synthesized templates into a simulated AWS organization on this machine, and shows the results.
`;

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '12' },
    regions: { type: 'string', default: '3' },
    deployment: { type: 'string', default: 'organization' },
    format: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const accountCount = Number(values.accounts);
const regionCount = Number(values.regions);
const isUsable =
  Number.isInteger(accountCount) &&
  accountCount >= 3 &&
  accountCount <= 5_000 &&
  Number.isInteger(regionCount) &&
  regionCount >= 1 &&
  regionCount <= MAX_REGIONS &&
  ['organization', 'stack-set'].includes(values.deployment) &&
  ['text', 'json'].includes(values.format);

if (values.help || !isUsable) {
  process.stdout.write(USAGE);
  if (!isUsable) {
    process.stderr.write(
      `Expected 3 to 5000 accounts, 1 to ${MAX_REGIONS} regions, a deployment and a format as above.\n`,
    );
    process.exitCode = 2;
  }
} else {
  await runDemo();
}

async function runDemo(): Promise<void> {
  const workFolder = mkdtempSync(join(tmpdir(), 'rabbitmq-conformance-demo-'));
  const regions = planRegions(regionCount);
  const accounts = planAccounts(accountCount, regions);
  const simulation = createSimulation(createAwsState(accounts), { order: 'by-arrival' });
  const endpoints = await startAwsEndpoints((call) => answer(simulation, call));
  try {
    // The brokers are there before the rules are.
    const brokers = planBrokers(accounts, regions);
    for (const { place, broker } of brokers) putBroker(simulation, place, broker);

    progress('Synthesizing the templates');
    const assembly = synthesizeAssembly(settings(regions), join(workFolder, 'cdk.out'));
    progress('Deploying them');
    const options = { accountId: ADMINISTRATOR, defaultRegion: regions[0] ?? '', workFolder };
    for (const stack of deployAssembly(simulation.state, assembly, options)) {
      if ('problem' in stack) throw new Error(`${stack.name}: ${stack.problem.message}`, { cause: stack.problem });
    }
    const places = accounts.flatMap(({ id }) => regions.map((region) => ({ accountId: id, region })));
    const initial = places.flatMap((place) => [...initialEvents(simulation, place), ...schedule(simulation, place)]);
    await deliver(simulation, endpoints.url, initial, 'Evaluating');
    const before = reportOf(simulation, accounts);

    const changes = improve(simulation, brokers);
    await deliver(simulation, endpoints.url, changes, 'Evaluating the changes');
    const after = reportOf(simulation, accounts);
    progress(undefined);

    const facts = {
      deployment: values.deployment,
      accounts: accounts.length,
      regions: regions.length,
      brokers: brokers.length,
      functions: simulation.state.functions.size,
      rules: simulation.state.rules.size,
      events: initial.length + changes.length,
      calls: endpoints.calls.length,
    };
    process.stdout.write(
      values.format === 'json'
        ? `${JSON.stringify({ version: 1, ...facts, before, after }, undefined, 2)}\n`
        : [
            `A simulated AWS organization: ${facts.accounts} accounts, ${facts.regions} regions, ${facts.brokers} Amazon MQ brokers.`,
            `Deployed "${facts.deployment}" from the synthesized templates: ${facts.functions} functions, ${facts.rules} AWS Config rules.`,
            `Delivered ${facts.events} events to the built function, which made ${facts.calls} calls. Nothing left this machine.`,
            '',
            renderReport(before),
            'Then a public broker was replaced by a private cluster, and general logging was switched on wherever it was off.',
            '',
            renderReport(after),
          ].join('\n'),
    );
  } finally {
    await endpoints.close();
    rmSync(workFolder, { recursive: true });
  }
}

function settings(regions: readonly string[]) {
  const [homeRegion] = regions;
  const isOrganization = values.deployment === 'organization';
  return {
    deployment: values.deployment,
    regions: [...regions],
    homeRegion,
    organizationalUnits: [isOrganization ? ROOT : UNIT],
    administrator: 'delegated',
    ...(isOrganization ? { managementAccount: MANAGEMENT_ACCOUNT } : {}),
  };
}

/** What the owners of the brokers do: replace a public one, and switch logs on. */
function improve(simulation: Simulation, brokers: readonly PlacedBroker[]): readonly RuleEvent[] {
  const rabbits = brokers.filter(({ broker }) => broker.engineType === 'RABBITMQ');
  const toReplace = rabbits.find(({ broker }) => broker.publiclyAccessible);
  const events: RuleEvent[] = [];
  for (const { place, broker } of rabbits) {
    if (broker === toReplace?.broker) {
      const good = { deploymentMode: 'CLUSTER_MULTI_AZ', publiclyAccessible: false, logs: { general: true } };
      // A new broker has a new id and, beside the old one, another name.
      const replacement = makeBroker(place, 9_001, good);
      events.push(...putBroker(simulation, place, { ...replacement, engineType: 'RABBITMQ' }));
      events.push(...deleteBroker(simulation, place, broker.brokerId));
    } else if (!broker.logs.general) {
      events.push(...putBroker(simulation, place, { ...broker, logs: { general: true } }));
    }
  }
  return events;
}

/** Delivers events to their functions, those of one function in order, and some functions at once. */
async function deliver(simulation: Simulation, url: string, events: readonly RuleEvent[], what: string): Promise<void> {
  let done = 0;
  await pMap(
    Map.groupBy(events, ({ rule }) => rule.functionArn).values(),
    async (group) => {
      const runtime = createRuntime(simulation, url);
      try {
        for (const event of group) {
          const ending = (await runtime.deliver(event)).at(-1);
          if (ending?.error) throw new Error(`${event.rule.name} in ${event.rule.accountId}: ${ending.error.message}`);
          done += 1;
          progress(`${what}: ${done} of ${events.length} events`);
        }
      } finally {
        await runtime.stop();
      }
    },
    { concurrency: availableParallelism() },
  );
}

function progress(text: string | undefined): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text ?? ''}`);
}
