import { readFileSync } from 'node:fs';
import { DAY_MS } from '../../checks/exemption.ts';
import { METRICS } from '../../checks/metrics.ts';
import { refreshAge } from '../../checks/refresh.ts';
import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import { propertiesOf, SHAPES, synthesize } from '../support/cdk.ts';

const page = readFileSync('docs/cost.md', 'utf8');

/** The cells of the rows of a table, by their first cells. */
const ROWS = new Map(
  [...page.matchAll(/^\| (.*?) \|$/gm)].map(([, row = '']) => {
    const [name = '', ...cells] = row.split('|').map((cell) => cell.trim());
    return [name, cells];
  }),
);

function price(unit: string): number {
  return Number(ROWS.get(unit)?.[0]?.replace('$', ''));
}

interface Example {
  readonly accounts: number;
  readonly regions: number;
  readonly brokers: number;
  /** How many functions there are, and how many of a month's 720 hours a metric is sent in: always, and on a schedule. */
  readonly functions: number;
  readonly hours: number;
  readonly scheduledHours: number;
  readonly failureMetrics: number;
  /** Of each function. */
  readonly alarms: number;
  readonly dashboards: number;
}

const DAYS = 30;
const CHANGES = 5;
const HOURS = 24 * DAYS;
/** The `refresh` of the example. */
const REFRESH = 7;
const SOME = { hours: 3 * DAYS + CHANGES * 10, scheduledHours: 3 * DAYS, failureMetrics: 0 };

const EXAMPLES: readonly Example[] = [
  {
    ...{ accounts: 50, regions: 2, brokers: 1_000, functions: 2, hours: HOURS, scheduledHours: HOURS },
    ...{ failureMetrics: 1, alarms: 6, dashboards: 1 },
  },
  { accounts: 50, regions: 2, brokers: 1_000, functions: 100, ...SOME, alarms: 0, dashboards: 0 },
  { accounts: 1, regions: 1, brokers: 10, functions: 1, ...SOME, alarms: 5, dashboards: 1 },
];

// The last four are sent only where there is something to count.
const ALWAYS_SENT = Object.keys(METRICS).length - 4;

function costsOf(example: Example): Readonly<Record<string, number>> {
  const { accounts, regions, brokers, functions, hours, scheduledHours, failureMetrics } = example;
  const evaluations = DEFAULT_CHECKS.length * brokers * (DAYS + CHANGES) * price('evaluation');
  const refreshed = DEFAULT_CHECKS.length * brokers * (DAYS / REFRESH + CHANGES) * price('evaluation');
  const schedules = DEFAULT_CHECKS.length * accounts * regions * DAYS;
  const changes = DEFAULT_CHECKS.length * brokers * CHANGES;
  const seconds = schedules * 1.5 + changes * 0.3;
  const metricHours = ALWAYS_SENT * hours + scheduledHours + failureMetrics * hours;
  const billed = {
    'AWS Config, evaluations': evaluations,
    Lambda: seconds * 0.25 * price('GB-second') + (schedules + changes) * price('invocation'),
    'CloudWatch, metrics': ((functions * metricHours) / HOURS) * price('metric for a month'),
    'CloudWatch, alarms': functions * example.alarms * price('alarm for a month'),
    'CloudWatch, dashboard': example.dashboards * price('dashboard for a month'),
    'CloudWatch, log': (((schedules + changes) * 1.2e3) / 1e9) * price('GB of log'),
    'Amazon SQS, failed events': 0,
  };
  const all = Object.values(billed).reduce((sum, cost) => sum + Number(cost.toFixed(2)), 0);
  return {
    ...billed,
    'the same with [`rules=combined`](settings.md)': evaluations / DEFAULT_CHECKS.length,
    [`the same with [\`refresh=${REFRESH}\`](settings.md)`]: refreshed,
    'the same with both': refreshed / DEFAULT_CHECKS.length,
    'all, with a rule for each check': all,
  };
}

test('the page has the costs that its prices and its example come to', () => {
  const wanted = EXAMPLES.map(costsOf);
  for (const name of Object.keys(wanted[0] ?? {})) {
    const cells = wanted.map((costs) => costs[name] ?? 0).map((cost) => `$${cost.toFixed(2)}`);
    const found = ROWS.get(name)?.map((cell, index) => (cell === '–' && cells[index] === '$0.00' ? '$0.00' : cell));
    expect([name, found]).toEqual([name, cells]);
  }
});

test('the text has the numbers of refresh', () => {
  const [{ brokers }] = EXAMPLES as [Example];
  const ofSchedules = (days: number) => DEFAULT_CHECKS.length * brokers * days * price('evaluation');
  const evaluations = DEFAULT_CHECKS.length * brokers * (DAYS / REFRESH + CHANGES);
  expect(page).toContain(`= ${Math.round(evaluations).toLocaleString('en')}, as`);
  expect(page).toContain(
    `$${ofSchedules(DAYS / REFRESH).toFixed(2)}\n  instead of $${ofSchedules(DAYS)} for the schedules`,
  );
  const oftenest = ofSchedules(DAYS / (refreshAge(REFRESH) / DAY_MS));
  expect(page).toContain(`it is at most $${oftenest.toFixed(2)}`);
});

test('the example has the alarms and dashboards that are deployed by default', () => {
  const shapes = ['organization', 'stack-set', 'account'] as const;
  for (const [index, shape] of shapes.entries()) {
    const count = (type: string) => synthesize(SHAPES[shape]).flatMap(({ json }) => propertiesOf(json, type)).length;
    const { alarms, functions, dashboards } = EXAMPLES[index] ?? { alarms: 0, functions: 0, dashboards: 0 };
    expect([shape, count('AWS::CloudWatch::Alarm')]).toEqual([shape, alarms * functions]);
    expect([shape, count('AWS::CloudWatch::Dashboard')]).toEqual([shape, dashboards]);
  }
});

test('the widgets of the dashboard have at most 50 metrics in up to as many regions as the page says', () => {
  const regions = Number(/for up to (\d+) regions/.exec(page)?.[1]);
  const all = ['eu-west-1', 'us-east-1', 'us-west-2', 'eu-central-1', 'eu-west-2', 'ap-south-1', 'sa-east-1'];
  const countIn = (some: readonly string[]) => {
    const stacks = synthesize({ ...SHAPES.organization, regions: some.join(',') });
    const [dashboard] = stacks.flatMap(({ json }) => propertiesOf(json, 'AWS::CloudWatch::Dashboard'));
    const { widgets } = JSON.parse(dashboard.DashboardBody);
    const metrics = widgets.flatMap(({ properties }: { properties: { metrics?: unknown[][] } }) =>
      (properties.metrics ?? []).map(([, name, , , options]) => `${name} ${(options as { region: string }).region}`),
    );
    return metrics.length;
  };
  expect(countIn(all.slice(0, regions))).toBeLessThanOrEqual(50);
  expect(countIn(all.slice(0, regions + 1))).toBeGreaterThan(50);
});
