import type { Row } from '../../../cli/organization/rows.ts';
import type { Shape } from './support.ts';
import { statusOf } from './support.ts';

// On 2026-06-15, see support.ts.
const entry = (broker: string, until: string, more = {}) => ({
  ...{ broker, until, checks: ['rabbitmq-cluster-deployment'], reason: 'Holds no data.' },
  ...more,
});
const LATER = entry('later', '2026-07-16');
const SOON = entry('soon', '2026-07-15');
const TODAY = entry('load-test-*', '2026-06-15', { ticket: 'OPS-1' });
const ENDED = entry('ended', '2026-06-14');

async function rowsFor(exemptions: readonly unknown[], shape: Shape = 'organization'): Promise<readonly Row[]> {
  const settings = { exemptions: 'config/exemptions.yaml' };
  return (await statusOf({ shape, settings, exemptions })).rows.filter(({ check }) => check === 'exemptions');
}

const TO_DO = { check: 'exemptions', status: 'to-do', subject: 'config/exemptions.yaml' };

test.each(['organization', 'delegated', 'stack-set', 'account'] as const)(
  '%s: those that have ended and those that end within 30 days are rows of their own',
  async (shape) => {
    expect(await rowsFor([LATER, SOON, ENDED, TODAY], shape)).toEqual([
      {
        ...TO_DO,
        detail: '1 exemption ended: ended (line 18, until 2026-06-14).',
        action: 'Delete them from config/exemptions.yaml, or decide again and change "until".',
      },
      {
        ...TO_DO,
        detail:
          '2 exemptions will end within 30 days: load-test-* (line 26, until 2026-06-15, 0 days left, OPS-1), ' +
          'soon (line 10, until 2026-07-15, 30 days left).',
        action: 'Fix the brokers, or decide again, change "until" in config/exemptions.yaml, and deploy it.',
      },
    ]);
  },
);

test('if none ends soon, it is fine', async () => {
  expect(await rowsFor([LATER, entry('much-later', '2027-01-01')])).toEqual([
    { ...TO_DO, status: 'fine', detail: '2 exemptions. The first ends on 2026-07-16.' },
  ]);
});

test.each([
  ['without entries', []],
  ['with entries of files only', [{ ...LATER, broker: undefined, address: 'Orders' }]],
])('a file %s has no row', async (_, entries) => {
  expect(await rowsFor(entries)).toEqual([]);
});

test('without a file, there is no row', async () => {
  expect((await statusOf({})).rows.filter(({ check }) => check === 'exemptions')).toEqual([]);
});
