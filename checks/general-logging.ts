import type { Check } from './check.ts';
import { notKnown } from './check.ts';

export const GENERAL_LOGGING = {
  id: 'rabbitmq-general-logging',
  title: 'RabbitMQ broker writes its general log',
  severity: 'medium',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers publish their general log to CloudWatch Logs. ' +
    'The rule is NON_COMPLIANT if Logs.General is false.',
  rationale:
    'Without the general log nobody can tell afterwards who connected, what was refused, or why a node failed. ' +
    'It is the only log that RabbitMQ brokers publish: Amazon MQ has no audit log for this engine.',
  remediation:
    'Switch it on in place with UpdateBroker: Logs.General=true and nothing else in Logs. No new broker is needed.',
  fix: 'in-place',
  controls: [],
  managedRule: 'mq-broker-general-logging-enabled',
  judge: ({ generalLogging, pendingGeneralLogging, ...broker }) => {
    if (generalLogging === undefined) return notKnown('generalLogging', broker);
    if (generalLogging) {
      return {
        verdict: 'pass',
        detail:
          pendingGeneralLogging === false
            ? 'General logging is on, but a pending change will switch it off.'
            : 'General logging is on.',
      };
    }
    return pendingGeneralLogging === true
      ? {
          verdict: 'fail',
          detail: 'General logging is off until a pending change switches it on.',
          remediation:
            'The change takes effect when the broker is rebooted or in its maintenance window. ' +
            'No new broker is needed.',
        }
      : { verdict: 'fail', detail: 'General logging is off.' };
  },
} as const satisfies Check;
