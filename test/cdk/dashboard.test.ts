import { METRICS, METRICS_NAMESPACE } from '../../checks/metrics.ts';
import type { Context } from '../support/cdk.ts';
import { propertiesOf, REGIONS, SHAPES, synthesize } from '../support/cdk.ts';

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly markdown?: string;
    readonly title?: string;
    readonly region?: string;
    readonly metrics?: readonly (readonly [string, string, string, string, Options])[];
    readonly setPeriodToTimeRange?: boolean;
  };
}

interface Options {
  readonly label: string;
  readonly region?: string;
  readonly stat?: string;
  readonly period?: number;
}

function dashboardsOf(context: Context) {
  return synthesize(context).flatMap(({ name, json }) =>
    propertiesOf(json, 'AWS::CloudWatch::Dashboard').map(({ DashboardName, DashboardBody }) => {
      const { start, widgets } = JSON.parse(DashboardBody);
      return { stack: name, name: DashboardName, start, widgets: widgets as readonly Widget[] };
    }),
  );
}

const [organization, ...others] = dashboardsOf(SHAPES.organization);
const [account] = dashboardsOf({ ...SHAPES.account, namePrefix: 'mq' });

const metricsOf = (widgets: readonly Widget[] = []) => widgets.flatMap(({ properties }) => properties.metrics ?? []);

test('an organization has one, with the metrics of all its regions', () => {
  expect(others).toEqual([]);
  expect([organization?.stack, organization?.name]).toEqual(['rabbitmq-conformance-home', 'rabbitmq-conformance']);
  for (const { properties } of organization?.widgets ?? []) {
    const regions = (properties.metrics ?? []).map(([, , , , options]) => options.region);
    if (properties.metrics) expect(regions).toEqual([...REGIONS]);
  }
});

test('an account has one for its region, whose name no other region has', () => {
  expect([account?.stack, account?.name]).toEqual(['mq-account', 'mq-<AWS::Region>']);
  for (const { properties } of account?.widgets ?? []) {
    if (properties.metrics) expect(properties.region).toBe('<AWS::Region>');
  }
  for (const [, , , , { region }] of metricsOf(account?.widgets)) expect(region).toBeUndefined();
});

test('it has every metric of the deployment but those of little use', () => {
  const names = (widgets?: readonly Widget[]) => new Set(metricsOf(widgets).map(([, name]) => name));
  const { Skip, Exempt, RoleMissing, ...useful } = METRICS;
  expect(names(organization?.widgets)).toEqual(new Set([...Object.keys(useful), 'RoleMissing']));
  // Its function assumes no role.
  expect(names(account?.widgets)).toEqual(new Set(Object.keys(useful)));
  for (const [namespace, , dimension, value] of metricsOf(account?.widgets)) {
    expect([namespace, dimension, value]).toEqual([METRICS_NAMESPACE, 'service', 'mq']);
  }
});

test('it shows a week, in which each schedule has a complete run, and the age of the last one', () => {
  expect(organization?.start).toBe('-P7D');
  const [age] =
    organization?.widgets.filter(({ properties }) => properties.title === 'Last complete run of a rule') ?? [];
  const labels = age?.properties.metrics?.map(([, name, , , { label }]) => [name, label]);
  expect(labels).toEqual(REGIONS.map((region) => ['CompleteRuns', `${region} $${'{LAST_TIME_RELATIVE}'} ago`]));
  // With the whole week as its period, the only value would be a week old.
  expect(age?.properties).not.toHaveProperty('setPeriodToTimeRange');
});

test.each([
  [1, 'Each COMPLIANT or NON_COMPLIANT result is an evaluation that AWS Config bills.'],
  [7, 'AWS Config bills results that changed, and others when they are 7 days old.'],
])('with refresh=%i, it says what is billed', (refresh, sentence) => {
  const [dashboard] = synthesize({ ...SHAPES.organization, refresh }).flatMap(({ json }) =>
    propertiesOf(json, 'AWS::CloudWatch::Dashboard'),
  );
  expect(dashboard.DashboardBody).toContain(sentence);
});

test('it names the queries of the deployment', () => {
  const [text] = account?.widgets ?? [];
  expect(text?.properties.markdown).toContain('`mq/complete-runs`');
  expect(text?.properties.markdown).not.toContain('missing-roles');
  expect(organization?.widgets[0]?.properties.markdown).toContain('`rabbitmq-conformance/missing-roles`');
});

test.each(['organization', 'account'] as const)('the shape %s can be without', (shape) => {
  expect(dashboardsOf({ ...SHAPES[shape], dashboard: 'false' })).toEqual([]);
});

test('the shapes stack-set and management-account have none', () => {
  expect(dashboardsOf(SHAPES['stack-set'])).toEqual([]);
  expect(dashboardsOf(SHAPES['management-account'])).toEqual([]);
});
