import { existsSync, readFileSync } from 'node:fs';
import { run, temporaryFolder } from '../../support.ts';
import { validReport } from '../report-schema.ts';
import { ACCESS_ROLE, AGGREGATOR, HERE, THERE, withReportWorld } from './support.ts';

const folder = temporaryFolder();

test('the command reports on the aggregator of the region, compares, and ends before anything is written if it cannot', async () => {
  await withReportWorld({}, async (world) => {
    await world.evaluate(HERE, [{}, { publiclyAccessible: true }]);
    const path = (name: string) => folder.path(name);
    const report = (...args: readonly string[]) => run(['report', ...args]);

    const formats = ['html', 'json', 'csv', 'ocsf'].flatMap((format) => [
      '--format',
      `${format}=${path(`october.${format}`)}`,
    ]);
    const october = await report(...formats, '--role-name', ACCESS_ROLE);
    expect(october).toMatchObject({ status: 1, stdout: '' });
    expect(october.stderr).toContain('rabbitmq-conformance: 2 RabbitMQ brokers: 1 conforms, 1 fails.');
    expect(october.stderr).toContain(`Report: ${path('october.html')}\n`);
    const first = validReport(readFileSync(path('october.json'), 'utf8'));
    expect(first.source).toMatchObject({ kind: 'aggregator', aggregator: { name: AGGREGATOR }, roleName: ACCESS_ROLE });
    expect(readFileSync(path('october.html'), 'utf8')).toMatch(/^<!doctype html>\n<html lang="en">/);

    await world.evaluate(THERE, [{ deploymentMode: 'SINGLE_INSTANCE' }]);
    const november = await report('--previous', path('october.json'), '--format', 'json');
    const second = validReport(november.stdout);
    expect(second.changes).toMatchObject({
      since: first.createdAt,
      newFailures: [{ check: 'rabbitmq-cluster-deployment' }],
      newBrokers: [expect.any(String)],
      goneBrokers: [],
    });
    expect(second.brokers.find(({ name }) => name === first.brokers[1]?.name)?.results[1]?.since).toBeDefined();

    const refused = await report('--aggregator', 'other', '--format', `json=${path('refused.json')}`);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/^rabbitmq-conformance: There is no aggregator other in account \d{12}, /);
    expect(existsSync(path('refused.json'))).toBe(false);
  });
});

test('--refresh says how old a result may be', async () => {
  let now = Date.now();
  await withReportWorld({ now: () => now }, async (world) => {
    await world.evaluate(HERE, [{}]);
    const evaluated = now;
    const later = new Date(evaluated + 7 * 86_400_000);
    now = later.getTime();
    const report = (...args: readonly string[]) => run(['report', ...args], { now: later });
    expect((await report()).stderr).toContain('older than 30 hours');
    expect((await report('--refresh', '7')).stderr).not.toContain('older than');
  });
});

test('opt-in checks of an aggregator need no values, and the report has none: the rules have their own', async () => {
  await withReportWorld({}, async (world) => {
    await world.evaluate(HERE, [{}]);
    const tags = 'rabbitmq-tags';
    for (const options of [
      ['--checks', 'all'],
      ['--checks', `${tags},rabbitmq-engine-version`],
    ]) {
      const { stdout, stderr } = await run(['report', '--format', 'json', ...options]);
      const { checks, brokers } = validReport(stdout);
      expect(checks.map(({ id }) => id)).toContain(tags);
      expect(stdout).not.toContain('"parameters"');
      expect(brokers[0]?.results.find(({ check }) => check === tags)).toMatchObject({
        verdict: 'unknown',
        detail: expect.stringContaining('The aggregator shows no rule for this check'),
      });
      expect(stderr).not.toContain('--set');
    }
    const set = ['--set', 'rabbitmq-engine-version.minimumVersion=4.2'];
    const { stdout } = await run(['report', '--format', 'json', '--checks', 'rabbitmq-engine-version', ...set]);
    expect(stdout).not.toContain('"parameters"');
  });
});

test('a report of an inventory, of the JSON of the same scan and of the aggregator say the same of each broker', async () => {
  await withReportWorld({}, async (world) => {
    await world.evaluate(HERE, [{}, { publiclyAccessible: true }, { deploymentMode: 'SINGLE_INSTANCE' }]);
    const [inventory, json] = [folder.path('scan.ndjson'), folder.path('scan.json')];
    const role = `arn:aws:iam::${HERE.accountId}:role/${ACCESS_ROLE}`;
    const options = ['--regions', `${HERE.region},${THERE.region}`, '--role-arn', role];
    await run(['scan', ...options, '--output-inventory', inventory, '--format', `json=${json}`]);

    const [ofInventory, ofJson, ofAggregator] = await Promise.all(
      [[inventory], [json], []].map(async (files) => {
        const { stdout } = await run(['report', ...files, '--format', 'json']);
        return validReport(stdout);
      }),
    );
    const seen = [HERE.region, THERE.region].toSorted().map((region) => ({
      ...{ accountId: HERE.accountId, region, visibility: 'seen' },
      readAt: expect.any(String),
    }));
    expect(ofInventory?.places).toEqual(seen);
    expect(ofJson?.places).toEqual(seen);
    const verdicts = [ofInventory, ofJson, ofAggregator].map((report) =>
      Object.fromEntries(
        report?.brokers.map(({ key, results }) => [key, results.map(({ verdict }) => verdict)]).toSorted() ?? [],
      ),
    );
    expect(Object.keys(verdicts[0] ?? {})).toHaveLength(3);
    expect(verdicts[1]).toEqual(verdicts[0]);
    expect(verdicts[2]).toEqual(verdicts[0]);
  });
});
