import { METRICS_NAMESPACE, SERVICE_NAME } from '../checks/metrics.ts';
import type { Telemetry } from './ports.ts';

/**
 * The same lines as those of `telemetry.ts`, written without Powertools, which would more than double the
 * code: a template with the code inside may have 51,200 characters in all.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createTelemetry(): Telemetry {
  let counts: Record<string, number> = {};
  return {
    log(level, message, fields) {
      const timestamp = new Date().toISOString();
      writeLine({ level: level.toUpperCase(), message, timestamp, service: SERVICE_NAME, ...fields });
    },
    count(metric, value) {
      counts[metric] = (counts[metric] ?? 0) + value;
    },
    flush() {
      const directive = {
        Namespace: METRICS_NAMESPACE,
        Dimensions: [['service']],
        Metrics: Object.keys(counts).map((Name) => ({ Name, Unit: 'Count' })),
      };
      const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [directive] };
      writeLine({ _aws, service: SERVICE_NAME, ...counts });
      counts = {};
    },
  };
}

// Not `console`: the Lambda runtime puts a time and a request id before its lines, so that they are no JSON any more.
function writeLine(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
