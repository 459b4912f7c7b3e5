/** The service name in the function's logs and metrics, unless its environment has another. */
export const SERVICE_NAME = 'rabbitmq-conformance';

/** The CloudWatch namespace of the function's metrics. Their only dimension is `service`. */
export const METRICS_NAMESPACE = 'RabbitMQConformance';

/**
 * The function's metrics, with their units. Each costs a deployment the price of one custom metric in each region, for
 * the hours in which it is sent: docs/cost.md. The last four are sent only where there is something to count.
 */
export const METRICS = {
  Brokers: 'Count',
  Pass: 'Count',
  Fail: 'Count',
  Skip: 'Count',
  UnknownBrokers: 'Count',
  Duration: 'Milliseconds',
  CompleteRuns: 'Count',
  Failures: 'Count',
  RoleMissing: 'Count',
  Exempt: 'Count',
} as const;

export type MetricName = keyof typeof METRICS;
