import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteBroker, putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import type { World } from './support.ts';
import {
  brokerIdOf,
  DEPLOYERS,
  makeBroker,
  ORDERS,
  ORGANIZATION,
  PAYMENTS,
  problemsOf,
  SETTINGS,
  withWorld,
} from './support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const THERE = { accountId: ORDERS, region: 'eu-central-1' };
const CLUSTER = 'rabbitmq-cluster-deployment';
const DAY_MS = 86_400_000;
const EXEMPT = /^NOT_APPLICABLE Exempt until \d{4}-\d{2}-\d{2}: Holds no data\. \(OPS-1\)$/;
const FAILS = /^NON_COMPLIANT The deployment mode is SINGLE_INSTANCE/;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-exemptions-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file with an exemption for this many more days. @returns the settings with its path */
function exempting(settings: Readonly<Record<string, unknown>>, days: number, start = Date.now()) {
  const until = new Date(start + days * DAY_MS).toISOString().slice(0, 10);
  const entry = { broker: 'load-test-*', accounts: [PAYMENTS], checks: [CLUSTER], reason: 'Holds no data.', until };
  const exemptions = join(mkdtempSync(join(folder, 'file-')), 'exemptions.json');
  writeFileSync(exemptions, JSON.stringify([{ ...entry, ticket: 'OPS-1' }]));
  return { ...settings, exemptions };
}

/** What the rules of a place say of its broker, those that do not say COMPLIANT. */
function resultsOf({ simulation: { state, results } }: World, { accountId, region } = HERE): readonly string[] {
  return [...state.rules.values()]
    .filter((rule) => rule.accountId === accountId && rule.region === region)
    .flatMap(({ arn }) => results.get(arn)?.get(brokerIdOf(1)) ?? [])
    .filter(({ compliance }) => compliance !== 'COMPLIANT')
    .map(({ compliance, annotation }) => `${compliance} ${annotation}`);
}

describe.each([
  ['organization', SETTINGS.organization],
  ['organization', { ...SETTINGS.organization, packs: 'stack-set' }],
  ['organization', { ...SETTINGS.organization, rules: 'combined' }],
  ['stack-set', SETTINGS['stack-set']],
  ['account', SETTINGS.account],
] as const)('in the shape %s with %j', (shape, settings) => {
  test('a broker fails, is exempt after a deployment, and fails again on the day after the last', async () => {
    const start = Date.now();
    let now = start;
    await withWorld(shape, { settings, now: () => now }, async (world) => {
      expect(problemsOf(world.stacks)).toEqual({});
      const broker = { brokerName: 'load-test-7', deploymentMode: 'SINGLE_INSTANCE' };
      const places = shape === 'account' ? [HERE] : [HERE, THERE];
      for (const place of places) await world.deliver(putBroker(world.simulation, place, makeBroker(place, 1, broker)));
      for (const place of places) expect(resultsOf(world, place)).toEqual([expect.stringMatching(FAILS)]);

      expect(problemsOf(world.deploy(exempting(settings, 30, start), DEPLOYERS[shape]))).toEqual({});
      const onDay = async (day: number) => {
        now = start + day * DAY_MS;
        for (const place of places) await world.deliver(schedule(world.simulation, place));
        // The exemption is not for the other account.
        if (places.includes(THERE)) expect(resultsOf(world, THERE)).toEqual([expect.stringMatching(FAILS)]);
        return resultsOf(world);
      };
      expect(await onDay(1)).toEqual([expect.stringMatching(EXEMPT)]);
      expect(await onDay(30)).toEqual([expect.stringMatching(EXEMPT)]);
      expect(await onDay(31)).toEqual([expect.stringMatching(FAILS)]);
    });
  });
});

test('an exemption that is extended has the new day with the next schedule, and one that is deleted ends at once', async () => {
  await withWorld('account', { settings: exempting(SETTINGS.account, 10) }, async (world) => {
    const broker = makeBroker(HERE, 1, { brokerName: 'load-test-7', deploymentMode: 'SINGLE_INSTANCE' });
    await world.deliver(putBroker(world.simulation, HERE, broker));
    const [before] = resultsOf(world);
    expect(before).toMatch(EXEMPT);
    world.deploy(exempting(SETTINGS.account, 40), PAYMENTS);
    await world.deliver(schedule(world.simulation, HERE));
    const [extended] = resultsOf(world);
    expect(extended).toMatch(EXEMPT);
    expect(extended).not.toBe(before);
    world.deploy(SETTINGS.account, PAYMENTS);
    await world.deliver(schedule(world.simulation, HERE));
    expect(resultsOf(world)).toEqual([expect.stringMatching(FAILS)]);
  });
});

test('the annotation of an exemption goes with the broker, and with what was known of it', async () => {
  await withWorld(
    'account',
    { settings: exempting(SETTINGS.account, 10) },
    async ({ simulation, deliver, ...world }) => {
      const single = { brokerName: 'load-test-7', deploymentMode: 'SINGLE_INSTANCE' };
      await deliver(putBroker(simulation, HERE, makeBroker(HERE, 1, single)));
      const results = () => resultsOf({ simulation, deliver, ...world });
      expect(results()).toEqual([expect.stringMatching(EXEMPT)]);
      // These changes reach no rule.
      putBroker(simulation, HERE, makeBroker(HERE, 1, { ...single, deploymentMode: 'MOON' }));
      await deliver(schedule(simulation, HERE));
      expect(results()).toEqual([expect.stringMatching(/^NOT_APPLICABLE This broker could not be evaluated: /)]);
      deleteBroker(simulation, HERE, brokerIdOf(1));
      await deliver(schedule(simulation, HERE));
      expect(new Set(results())).toEqual(new Set(['NOT_APPLICABLE The broker no longer exists.']));
    },
  );
});

test('a message says that a broker is exempt, not that it is good', async () => {
  const settings = { ...SETTINGS['stack-set'], notifications: 'all', organizationId: ORGANIZATION };
  await withWorld('stack-set', { settings }, async (world) => {
    const { messages } = world.simulation.state.messaging;
    const broker = makeBroker(HERE, 1, { brokerName: 'load-test-7', deploymentMode: 'SINGLE_INSTANCE' });
    await world.deliver(putBroker(world.simulation, HERE, broker));
    messages.splice(0);
    world.deploy(exempting(settings, 10), DEPLOYERS['stack-set']);
    await world.deliver(schedule(world.simulation, HERE));
    expect(messages.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        / is now NOT_APPLICABLE for rabbitmq-cluster-deployment \(.*\)\. Exempt until [\d-]+: Holds no data\./,
      ),
    ]);
  });
});
