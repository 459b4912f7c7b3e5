import { chmodSync, readFileSync, statSync } from 'node:fs';
import type { Check } from '../../../checks/check.ts';
import { evaluateBroker } from '../../../checks/evaluation.ts';
import { openInventory } from '../../../cli/scan/inventory.ts';
import { scan } from '../../../cli/scan/scan.ts';
import { THREE_CHECKS } from '../../support/checks.ts';
import { badBroker, broker, cliAnswer } from '../forms.ts';
import type { Output } from '../support.ts';
import { EVALUATE, run, temporaryFolder } from '../support.ts';
import type { FakeRegion } from './support.ts';
import { awsError, fakeAws, NO_OBSERVER } from './support.ts';

const NOW = new Date('2026-11-30T22:00:00Z');

const folder = temporaryFolder();

const DENIED = awsError('ForbiddenException', 403, 'No.');

/** Scans a region into a file, and evaluates the file. */
async function scanAndEvaluate(region: FakeRegion, checks: readonly Check[] = THREE_CHECKS) {
  const { aws } = fakeAws({ own: { id: '111122223333', regions: { 'eu-west-1': region } } });
  const findings = await scan({ logins: [{ source: 'own' }], checks, now: () => NOW }, aws, NO_OBSERVER);
  const path = folder.path('inventory.ndjson');
  openInventory(path).write(findings);
  const offline = await run([...EVALUATE, '--checks', checks.map(({ id }) => id).join(','), '--format', 'json', path]);
  const output: Output = JSON.parse(offline.stdout);
  return {
    live: findings.flatMap(({ readings }) =>
      readings.flatMap((reading) => evaluateBroker(reading.broker, checks).map(({ verdict }) => verdict)),
    ),
    offline: output.results.map(({ verdict }) => verdict),
    ...offline,
  };
}

describe('an inventory has the verdicts of the scan', () => {
  const a = broker({ name: 'a' });
  it.each<[string, FakeRegion, number]>([
    ['of what is good', { pages: [[a]] }, 0],
    ['of what is bad', { pages: [[a], [badBroker()]] }, 1],
    ['of what could not be described', { pages: [[a]], answers: { a: DENIED } }, 3],
    ['of other engines', { pages: [[broker({ engineType: 'ActiveMQ' })]] }, 0],
    [
      'of a broker that is being deleted',
      { pages: [[a]], answers: { a: cliAnswer(a, { BrokerState: 'DELETION_IN_PROGRESS' }) } },
      0,
    ],
    ['of a region without brokers', { pages: [[]] }, 0],
    ['of what came before the list broke off, which is not all', { pages: [[a], DENIED] }, 2],
    ['of a region that could not be listed, which are none', { pages: [DENIED] }, 2],
  ])('%s', async (_, region, status) => {
    const result = await scanAndEvaluate(region);
    expect(result.offline).toEqual(result.live);
    expect(result.status).toBe(status);
  });

  it('of checks that the list is enough for', async () => {
    const { live, offline } = await scanAndEvaluate({ pages: [[a, badBroker()]] }, [THREE_CHECKS[0]]);
    expect(offline).toEqual(live);
    expect(live).toEqual(['pass', 'fail']);
  });
});

test('a broker that was gone before it was described is not in it', async () => {
  const { live, offline } = await scanAndEvaluate({ pages: [[broker({ name: 'a' })]], answers: { a: 'gone' } });
  expect({ live, offline }).toEqual({ live: ['skip', 'skip', 'skip'], offline: [] });
});

describe('the file', () => {
  it('has a line for each account and region, and its problems', () => {
    const path = folder.path('lines.ndjson');
    const nothing = { readAt: NOW, readings: [], notices: [], records: [] };
    openInventory(path).write([
      { ...nothing, source: '1/a', problems: [], records: [{ BrokerId: 'b-1', Created: new Date(0) }] },
      {
        ...nothing,
        source: '1/b',
        account: { id: '1', name: 'payments', unit: 'Root/Workloads' },
        problems: ['it failed.'],
      },
    ]);
    expect(
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([
      {
        Source: '1/a',
        Time: '2026-11-30T22:00:00.000Z',
        BrokerSummaries: [{ BrokerId: 'b-1', Created: '1970-01-01T00:00:00.000Z' }],
      },
      {
        Source: '1/b',
        Time: '2026-11-30T22:00:00.000Z',
        AccountName: 'payments',
        AccountUnit: 'Root/Workloads',
        BrokerSummaries: [],
        NextToken: 'not read',
        Problems: ['it failed.'],
      },
    ]);
  });

  it.each([
    ['a new one', (path: string) => path],
    [
      'one that others could read before',
      (path: string) => {
        folder.write('old.ndjson', 'older and longer text\n'.repeat(10));
        chmodSync(path, 0o644);
        return path;
      },
    ],
  ])('can be read by its owner alone: %s', (name, prepare) => {
    const path = prepare(folder.path(name === 'a new one' ? 'new.ndjson' : 'old.ndjson'));
    openInventory(path).write([]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
