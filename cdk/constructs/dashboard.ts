import { Duration } from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import {
  Dashboard,
  GraphWidget,
  LegendPosition,
  Metric,
  SingleValueWidget,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { docsUrl } from '../../checks/guide.ts';
import type { MetricName } from '../../checks/metrics.ts';
import { METRICS_NAMESPACE } from '../../checks/metrics.ts';
import { completeRunsQueryName, missingRolesQueryName } from '../settings/names.ts';
import type { Settings } from '../settings/settings.ts';

export interface DashboardProps {
  readonly settings: Settings;
  /** Dashboards belong to an account, not to a region. */
  readonly dashboardName: string;
  /** The regions with a function. `undefined` is the region of the stack. */
  readonly regions: readonly (string | undefined)[];
  /** Whether the function assumes the evaluation role of other accounts, which may be missing. */
  readonly assumesRoles: boolean;
}

const WIDTH = 24;
const HOUR = Duration.hours(1);
const DAY = Duration.days(1);

/**
 * One dashboard for all regions of a deployment. It has the function's own metrics only: to those of Lambda belongs the
 * name of a function, which CloudFormation makes up in each region.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
export function addDashboard(scope: Construct, props: DashboardProps): void {
  const { settings, dashboardName, regions, assumesRoles } = props;
  const perRegion = (name: MetricName, { statistic = 'Sum', period = HOUR, label = '' } = {}) =>
    regions.map(
      (region) =>
        new Metric({
          namespace: METRICS_NAMESPACE,
          metricName: name,
          dimensionsMap: { service: settings.namePrefix },
          statistic,
          period,
          label: [region ?? name, label].join(' ').trim(),
          ...(region === undefined ? {} : { region }),
        }),
    );
  const size = { width: WIDTH / (assumesRoles ? 4 : 3), height: 4 };
  const total = (title: string, name: MetricName) =>
    new SingleValueWidget({ title, metrics: perRegion(name), setPeriodToTimeRange: true, ...size });
  // The age of the newest value, which a dynamic label shows.
  const age = new SingleValueWidget({
    title: 'Last complete run of a rule',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudWatch.
    metrics: perRegion('CompleteRuns', { label: '${LAST_TIME_RELATIVE} ago' }),
    ...size,
  });
  const graph = (title: string, left: Metric[]) =>
    new GraphWidget({ title, left, width: WIDTH / 3, height: 6, legendPosition: LegendPosition.BOTTOM });
  const rows: readonly (readonly IWidget[])[] = [
    [new TextWidget({ markdown: introduction(settings, assumesRoles), width: WIDTH, height: 3 })],
    [
      age,
      total('Failed invocations', 'Failures'),
      total('Brokers that could not be evaluated', 'UnknownBrokers'),
      ...(assumesRoles ? [total('Missing evaluation roles, by event', 'RoleMissing')] : []),
    ],
    [
      graph('Brokers evaluated a day, once for each rule', perRegion('Brokers', { period: DAY })),
      graph('COMPLIANT results a day', perRegion('Pass', { period: DAY })),
      graph('NON_COMPLIANT results a day', perRegion('Fail', { period: DAY })),
    ],
    [
      graph('Brokers that could not be evaluated', perRegion('UnknownBrokers')),
      graph('Failed invocations', perRegion('Failures')),
      graph('Longest invocation, in milliseconds', perRegion('Duration', { statistic: 'Maximum' })),
    ],
  ];
  new Dashboard(scope, 'Dashboard', {
    dashboardName,
    // A week, as a schedule may be a day.
    defaultInterval: Duration.days(7),
    widgets: rows.map((row) => [...row]),
  });
}

function introduction(settings: Settings, assumesRoles: boolean): string {
  const queries = [completeRunsQueryName(settings), ...(assumesRoles ? [missingRolesQueryName(settings)] : [])];
  const names = queries.map((name) => `\`${name}\``).join(', ');
  return [
    `# ${settings.namePrefix}: Amazon MQ RabbitMQ brokers`,
    `[What to do](${docsUrl('monitoring')}) · By account, in CloudWatch Logs Insights: ${names} · ` +
      (settings.refresh === 1
        ? 'Each COMPLIANT or NON_COMPLIANT result is an evaluation that AWS Config bills.'
        : `AWS Config bills results that changed, and others when they are ${settings.refresh} days old.`),
  ].join('\n');
}
