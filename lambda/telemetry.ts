import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS_NAMESPACE, SERVICE_NAME } from '../checks/metrics.ts';
import type { Telemetry } from './ports.ts';

/** Writes log lines and, in CloudWatch's embedded metric format, metrics to standard output. */
export function createTelemetry(): Telemetry {
  const logger = new Logger({ serviceName: SERVICE_NAME });
  const metrics = new Metrics({ serviceName: SERVICE_NAME, namespace: METRICS_NAMESPACE });
  return {
    log: (level, message, fields) => logger[level](message, { ...fields }),
    count: (metric, value) => metrics.addMetric(metric, MetricUnit.Count, value),
    flush: () => metrics.publishStoredMetrics(),
  };
}
