import type { MetricName } from '../checks/metrics.ts';
import { METRICS, METRICS_NAMESPACE, SERVICE_NAME } from '../checks/metrics.ts';
import type { Telemetry } from './ports.ts';

/**
 * Writes the same lines as `telemetry.ts`, but without Powertools, which would more than double the size of the
 * code. A template with inline code may have at most 51,200 characters.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createTelemetry(service = SERVICE_NAME): Telemetry {
  let values: Partial<Record<MetricName, number>> = {};
  return {
    log(level, message, fields) {
      const timestamp = new Date().toISOString();
      writeLine({ level: level.toUpperCase(), message, timestamp, service, ...fields });
    },
    measure(metric, value) {
      values[metric] = (values[metric] ?? 0) + value;
    },
    flush() {
      const directive = {
        Namespace: METRICS_NAMESPACE,
        Dimensions: [['service']],
        Metrics: Object.keys(values).map((Name) => ({ Name, Unit: METRICS[Name as MetricName] })),
      };
      const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
      writeLine({ _aws, service, ...values });
      values = {};
    },
  };
}

// Not `console`: the Lambda runtime adds a time and a request ID to its lines, which are then no longer JSON.
function writeLine(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
