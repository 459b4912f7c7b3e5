import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_CHECKS } from '../../../../checks/registry.ts';
import type { ExemptionFile } from '../../../../cli/report/exemptions.ts';
import { createExemptions } from '../../../../cli/report/exemptions.ts';
import { deleteBroker } from '../../../../simulator/config/recorder.ts';
import { schedule } from '../../../../simulator/config/rule-events.ts';
import { brokerIdOf, PAYMENTS, SETTINGS } from '../../../simulator/support.ts';
import type { ReportWorld } from './support.ts';
import { ACCESS_ROLE, AGGREGATOR, HERE, resultOf, withReportWorld, wordsOf } from './support.ts';

const CLUSTER = 'rabbitmq-cluster-deployment';
const PUBLIC = 'rabbitmq-no-public-access';
const HOUR = 3_600_000;
// The function has the clock of this machine.
const START = Date.now();
const UNTIL = new Date(START + 30 * 24 * HOUR).toISOString().slice(0, 10);

const folder = mkdtempSync(join(tmpdir(), 'report-exemptions-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EXEMPTION = {
  ...{ broker: 'load-test-*', accounts: [PAYMENTS], checks: [CLUSTER] },
  ...{ reason: 'Holds no data.', until: UNTIL, ticket: 'OPS-1' },
};

/** Settings with exemptions, as they are deployed. */
function exempting(): Readonly<Record<string, unknown>> {
  const exemptions = join(folder, 'exemptions.json');
  writeFileSync(exemptions, JSON.stringify([EXEMPTION]));
  return { ...SETTINGS.organization, exemptions };
}

describe('a broker that is exempt', () => {
  const broker = { brokerName: 'load-test-1', deploymentMode: 'SINGLE_INSTANCE' };
  const world = <T>(use: (world: ReportWorld) => Promise<T>) =>
    withReportWorld({ now: () => START, settings: exempting() }, async (made) => {
      await made.evaluate(HERE, [broker]);
      return use(made);
    });

  test('is unknown to an aggregator, and the report says how to know', async () => {
    await world(async ({ read }) => {
      expect(resultOf(await read(), 'load-test-1', CLUSTER)).toEqual({
        ...{ check: CLUSTER, verdict: 'unknown' },
        detail:
          'The aggregator shows no result: the broker is exempt, was not evaluated yet, or could not be evaluated. It shows ' +
          'only COMPLIANT and NON_COMPLIANT: use --role-name to read the others in the account, or --exemptions with the ' +
          'file of your exemptions.',
      });
    });
  });

  test('is exempt with a role, as the annotation says', async () => {
    await world(async ({ read }) => {
      const facts = await read({ roleName: ACCESS_ROLE });
      expect(resultOf(facts, 'load-test-1', CLUSTER)).toEqual({
        ...{ check: CLUSTER, verdict: 'exempt', detail: `Exempt until ${UNTIL}: Holds no data. (OPS-1)` },
        evaluatedAt: new Date(START).toISOString(),
        exemption: { reason: 'Holds no data. (OPS-1)', until: UNTIL, daysLeft: 30 },
      });
      expect(facts.problems).toEqual([]);
    });
  });

  test('is exempt with the file of exemptions', async () => {
    const file: ExemptionFile = { path: join(folder, 'exemptions.json'), entries: [{ exemption: EXEMPTION, line: 1 }] };
    await world(async ({ read }) => {
      const { exempt } = createExemptions(file, { now: new Date(START), maxDays: 366 });
      expect(resultOf(await read({ exempt }), 'load-test-1', CLUSTER)).toMatchObject({
        verdict: 'exempt',
        exemption: { reason: 'Holds no data.', until: UNTIL, daysLeft: 30, ticket: 'OPS-1' },
      });
    });
  });

  test('fails where AWS Config says so, whatever the file says', async () => {
    await withReportWorld({ now: () => START }, async ({ evaluate, read }) => {
      await evaluate(HERE, [broker]);
      const file: ExemptionFile = { path: 'exemptions.json', entries: [{ exemption: EXEMPTION, line: 1 }] };
      const { exempt } = createExemptions(file, { now: new Date(START), maxDays: 366 });
      expect(resultOf(await read({ exempt }), 'load-test-1', CLUSTER)).toMatchObject({ verdict: 'fail' });
    });
  });
});

test('a broker has the facts that AWS Config recorded, whatever they contain', async () => {
  const brokerName = '<script>alert(1)</script>\u202e\u001b[2J|`';
  const tags = { Owner: '"; DROP TABLE', __proto__x: 'y', '<b>': '=cmd()' };
  await withReportWorld({}, async ({ evaluate, read }) => {
    await evaluate(HERE, [{ brokerName, tags, created: '2026-01-31T12:00:00.000Z', engineVersion: '3.13.7' }]);
    const { brokers } = await read();
    expect(brokers).toEqual([
      {
        ...HERE,
        key: `arn:aws:mq:eu-west-1:${PAYMENTS}:broker:${brokerName}:${brokerIdOf(0)}`,
        arn: `arn:aws:mq:eu-west-1:${PAYMENTS}:broker:${brokerName}:${brokerIdOf(0)}`,
        ...{ id: brokerIdOf(0), name: brokerName, engineVersion: '3.13.7', hostInstanceType: 'mq.m5.large' },
        ...{ deploymentMode: 'CLUSTER_MULTI_AZ', createdAt: '2026-01-31T12:00:00.000Z', tags },
        results: expect.any(Array),
      },
    ]);
  });
});

test('a failure has the time since which it fails, and the time of its last evaluation', async () => {
  let now = START;
  await withReportWorld({ now: () => now }, async ({ simulation, evaluate, deliver, read }) => {
    await evaluate(HERE, [{ publiclyAccessible: true }]);
    now += 5 * HOUR;
    await deliver(schedule(simulation, HERE));
    const facts = await read();
    expect(resultOf(facts, 'broker-0', PUBLIC)).toMatchObject({
      ...{ verdict: 'fail', since: new Date(START).toISOString(), evaluatedAt: new Date(now).toISOString() },
      detail: expect.stringContaining('The broker is publicly accessible'),
    });
    expect(resultOf(facts, 'broker-0', CLUSTER)).not.toHaveProperty('since', expect.anything());
  });
});

test('results that are too old are a problem', async () => {
  let now = START;
  await withReportWorld({ now: () => now }, async ({ evaluate, read }) => {
    await evaluate(HERE, [{}]);
    now += 31 * HOUR;
    expect((await read()).problems).toEqual([
      {
        source: `aggregator ${AGGREGATOR}`,
        message:
          `1 broker has results that are older than 30 hours, in ${PAYMENTS}/eu-west-1: rules do not run there. They count ` +
          'as they are. Look with rabbitmq-conformance status. If the rules have the setting refresh, name it with --refresh.',
      },
    ]);
  });
});

test('results that schedules leave as they are become a problem when they are older than that', async () => {
  let now = START;
  await withReportWorld({ now: () => now }, async ({ evaluate, read }) => {
    await evaluate(HERE, [{}]);
    now += 186 * HOUR;
    expect((await read({ refresh: 7 })).problems).toEqual([]);
    expect((await read({ refresh: 6 })).problems).toEqual([
      expect.objectContaining({ message: expect.stringMatching(/older than 162 hours.*conformance status\.$/) }),
    ]);
    now += 1;
    expect((await read({ refresh: 7 })).problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('older than 186 hours') }),
    ]);
  });
});

test('a broker that only old results know is reported, or gone, by the same age', async () => {
  let now = START;
  await withReportWorld({ now: () => now }, async ({ simulation, evaluate, read }) => {
    await evaluate(HERE, [{}]);
    await evaluate(HERE, [{}]);
    deleteBroker(simulation, HERE, brokerIdOf(0));
    now += 100 * HOUR;
    expect((await read({ refresh: 7 })).brokers).toHaveLength(2);
    expect((await read()).brokers).toHaveLength(1);
  });
});

test('results of a broker that AWS Config has not recorded count while they are current, then it is gone', async () => {
  let now = START;
  await withReportWorld({ now: () => now }, async ({ simulation, evaluate, deliver, read }) => {
    await evaluate(HERE, [{ publiclyAccessible: true }]);
    // AWS Config no longer has it, or does not have it yet, and nobody has told the function.
    deleteBroker(simulation, HERE, brokerIdOf(0));
    const current = await read();
    expect(current.brokers.map(wordsOf)).toEqual(['pass fail pass']);
    expect(current.brokers[0]).toMatchObject({ ...HERE, id: brokerIdOf(0) });
    await evaluate(HERE, [{}]);
    now += 31 * HOUR;
    const { results, rules } = { ...simulation, rules: simulation.state.rules };
    const stale = [...rules.keys()].map((arn) => [arn, results.get(arn)?.get(brokerIdOf(0))] as const);
    await deliver(schedule(simulation, HERE));
    for (const [arn, result] of stale) if (result) results.get(arn)?.set(brokerIdOf(0), result);
    const { brokers, notices } = await read();
    expect(brokers.map(({ id }) => id)).toEqual([brokerIdOf(1)]);
    expect(notices).toContainEqual(expect.stringContaining('1 broker that AWS Config no longer has'));
  });
});

test('a result counts for its broker, whether it is named by its ID or by its ARN', async () => {
  await withReportWorld({}, async ({ connect, evaluate, read }) => {
    await evaluate(HERE, [{ publiclyAccessible: true }]);
    const { aggregatedBrokers, aggregatedResults } = await connect();
    const arn = `arn:aws:mq:${HERE.region}:${HERE.accountId}:broker:broker-0:${brokerIdOf(0)}`;
    const byArn: typeof aggregatedResults = async (...input) =>
      (await aggregatedResults(...input)).map((result) => ({ ...result, resourceId: arn }));
    const { brokers } = await read({}, undefined, {
      aggregatedResults: byArn,
      aggregatedBrokers: async (...input) =>
        (await aggregatedBrokers(...input)).map((one) => ({ ...one, broker: { ...one.broker, arn: undefined } })),
    });
    expect(brokers.map(wordsOf)).toEqual(['pass fail pass']);
    const unrecorded = await read({}, undefined, { aggregatedResults: byArn, aggregatedBrokers: async () => [] });
    expect(unrecorded.brokers).toMatchObject([{ key: arn, arn, id: brokerIdOf(0), name: 'broker-0' }]);
  });
});

test('a configuration that fails although AWS Config says COMPLIANT is unknown, whoever made the rule', async () => {
  await withReportWorld({}, async ({ connect, evaluate, read }) => {
    await evaluate(HERE, [{}]);
    const { aggregatedBrokers } = await connect();
    const { brokers } = await read({}, undefined, {
      aggregatedBrokers: async (...input) =>
        (await aggregatedBrokers(...input)).map((one) => ({
          ...one,
          broker: { ...one.broker, publiclyAccessible: true },
        })),
    });
    expect(brokers.map(wordsOf)).toEqual(['pass unknown pass']);
    expect(brokers[0]?.results[1]?.detail).toMatch(
      /^AWS Config says COMPLIANT, but the configuration that it has recorded fails: The broker is publicly accessible\./,
    );
  });
});

test('a second rule for a check that shows no result for a broker is read with a role', async () => {
  await withReportWorld({}, async ({ simulation: { state, results }, evaluate, read }) => {
    await evaluate(HERE, [{}, {}]);
    const known = [...state.rules.values()].find(
      ({ name, accountId, region }) =>
        name.startsWith(CLUSTER) && accountId === HERE.accountId && region === HERE.region,
    );
    if (!known) throw new Error('There is no rule.');
    const second = { ...known, arn: `${known.arn}-second`, name: `${CLUSTER}-conformance-pack-secondone` };
    state.rules.set(second.arn, second);
    const [one, other] = [brokerIdOf(0), brokerIdOf(1)].map((id) => results.get(known.arn)?.get(id));
    if (!one || !other) throw new Error('There is no result.');
    const annotation = 'This broker could not be evaluated: AccessDenied.';
    results.set(
      second.arn,
      new Map([
        [brokerIdOf(0), { ...one, compliance: 'NOT_APPLICABLE', annotation }],
        [brokerIdOf(1), other],
      ]),
    );
    const { brokers } = await read({ roleName: ACCESS_ROLE });
    expect(brokers.map(wordsOf)).toEqual(['unknown pass pass', 'pass pass pass']);
  });
});

test('of two rules for a check, the graver result counts', async () => {
  await withReportWorld({}, async ({ simulation: { state, results }, evaluate, read }) => {
    await evaluate(HERE, [{}]);
    const known = [...state.rules.values()].find(
      ({ name, accountId, region }) =>
        name.startsWith(CLUSTER) && accountId === HERE.accountId && region === HERE.region,
    );
    if (!known) throw new Error('There is no rule.');
    const former = { ...known, arn: `${known.arn}-former`, name: `${CLUSTER}-conformance-pack-formerone` };
    state.rules.set(former.arn, former);
    const result = results.get(known.arn)?.get(brokerIdOf(0));
    if (result) results.set(former.arn, new Map([[brokerIdOf(0), { ...result, compliance: 'NON_COMPLIANT' }]]));
    const { brokers, notices } = await read();
    expect(brokers.map(wordsOf)).toEqual([
      DEFAULT_CHECKS.map(({ id }) => (id === CLUSTER ? 'fail' : 'pass')).join(' '),
    ]);
    expect(notices).toContainEqual(
      expect.stringContaining('1 account and region has several rules for the same check'),
    );
  });
});

test('where rules are missing, the report says whether their pack is there', async () => {
  await withReportWorld({}, async ({ simulation: { state, results }, evaluate, read }) => {
    const other = { ...HERE, region: 'eu-central-1' };
    for (const place of [HERE, other]) await evaluate(place, [{}]);
    for (const [arn, { accountId, region }] of state.rules) {
      if (accountId !== HERE.accountId) continue;
      if (region === HERE.region) state.rules.delete(arn);
      // The first evaluation is still to come.
      else results.get(arn)?.clear();
    }
    // Another account keeps its rules.
    await evaluate({ accountId: SETTINGS.organization.managementAccount as string, region: HERE.region }, [{}]);
    const detailOf = async (region: string, roleName?: string) => {
      const { brokers } = await read({ roleName });
      return brokers.find((broker) => broker.accountId === PAYMENTS && broker.region === region)?.results[0]?.detail;
    };
    expect(await detailOf(HERE.region)).toMatch(
      /^The aggregator shows neither a rule for this check nor its conformance pack/,
    );
    expect(await detailOf('eu-central-1')).toMatch(
      /^The conformance pack \S+ is there, but the aggregator shows no result: /,
    );
    expect(await detailOf(HERE.region, ACCESS_ROLE)).toMatch(
      /^There is no rule for this check in the account and region/,
    );
    expect(await detailOf('eu-central-1', ACCESS_ROLE)).toMatch(/^The rule rabbitmq-\S+ has no result for the broker/);
  });
});

test('a role that is not needed is named, since nobody learns whether it works', async () => {
  await withReportWorld({}, async ({ evaluate, read }) => {
    await evaluate(HERE, [{}]);
    const { notices } = await read({ roleName: 'mistyped' });
    expect(notices).toContain('The role mistyped was not needed: the aggregator shows a result of every check.');
    expect((await read()).notices).toEqual([]);
  });
});
