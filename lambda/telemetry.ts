import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Telemetry } from './ports.ts';

export const SERVICE_NAME = 'rabbitmq-conformance';
export const METRICS_NAMESPACE = 'RabbitMQConformance';

/** Logs with what it is given, and writes metrics to standard output in CloudWatch's embedded metric format. */
export function createTelemetry(log: Telemetry['log']): Telemetry {
  const metrics = new Metrics({ serviceName: SERVICE_NAME, namespace: METRICS_NAMESPACE });
  return {
    log,
    count: (metric, value) => metrics.addMetric(metric, MetricUnit.Count, value),
    flush: () => metrics.publishStoredMetrics(),
  };
}
