import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { METRICS, METRICS_NAMESPACE, SERVICE_NAME } from '../checks/metrics.ts';
import type { Telemetry } from './ports.ts';

/** Writes log lines and, in CloudWatch's embedded metric format, metrics to standard output. */
export function createTelemetry(serviceName = SERVICE_NAME): Telemetry {
  const logger = new Logger({ serviceName });
  const metrics = new Metrics({ serviceName, namespace: METRICS_NAMESPACE });
  return {
    log: (level, message, fields) => logger[level](message, { ...fields }),
    measure: (metric, value) => metrics.addMetric(metric, MetricUnit[METRICS[metric]], value),
    flush: () => metrics.publishStoredMetrics(),
  };
}
