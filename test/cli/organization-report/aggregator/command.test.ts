import { existsSync, readFileSync } from 'node:fs';
import { run, temporaryFolder } from '../../support.ts';
import { validReport } from '../report-schema.ts';
import { ACCESS_ROLE, AGGREGATOR, HERE, THERE, withReportWorld } from './support.ts';

jest.setTimeout(60_000);

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
