import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';

export const GENERAL_LOGGING = {
  id: 'rabbitmq-general-logging',
  title: 'RabbitMQ broker publishes general logs',
  severity: 'medium',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers publish general logs to CloudWatch Logs. ' +
    'The rule is NON_COMPLIANT if Logs.General is false.',
  rationale:
    'Without general logs, you cannot find out later who connected, which connections were refused, or why a node ' +
    'failed. RabbitMQ brokers publish no other logs: Amazon MQ has no audit logs for this engine.',
  remediation: 'Turn it on with UpdateBroker: set Logs.General=true and nothing else in Logs. No new broker is needed.',
  fix: 'in-place',
  // AWS maps frameworks only to the logs that RabbitMQ lacks.
  managedRule: 'mq-broker-general-logging-enabled',
  reads: ['generalLogging'],
  judge,
} as const satisfies Check;

function judge({ generalLogging, pendingGeneralLogging, ...broker }: Broker): Finding {
  if (generalLogging === undefined) return notKnown('generalLogging', broker);
  if (generalLogging) {
    return {
      verdict: 'pass',
      detail:
        pendingGeneralLogging === false
          ? 'General logging is on, but a pending change will turn it off.'
          : 'General logging is on.',
    };
  }
  return pendingGeneralLogging === true
    ? {
        verdict: 'fail',
        detail: 'General logging is off until a pending change turns it on.',
        remediation: 'Reboot the broker or wait for its maintenance window. No new broker is needed.',
      }
    : { verdict: 'fail', detail: 'General logging is off.' };
}
