import type { Broker } from './broker.ts';
import type { Check, Finding } from './check.ts';
import { notKnown } from './check.ts';

export const NO_PUBLIC_ACCESS = {
  id: 'rabbitmq-no-public-access',
  title: 'RabbitMQ broker is not publicly accessible',
  severity: 'high',
  description:
    'Checks if Amazon MQ for RabbitMQ brokers are not publicly accessible. ' +
    'The rule is NON_COMPLIANT if PubliclyAccessible is true.',
  rationale:
    'Anyone on the internet can reach the AMQP and web console ports of a public broker. Amazon MQ does not ' +
    'support security groups on a public RabbitMQ broker, so passwords are its only protection.',
  remediation: 'Public access cannot be changed: create a new private broker and move the clients to it.',
  fix: 'new-broker',
  // AWS maps no framework to it: neither Security Hub nor a sample conformance pack has its managed rule.
  managedRule: 'mq-no-public-access',
  reads: ['publiclyAccessible'],
  judge,
} as const satisfies Check;

function judge({ publiclyAccessible, ...broker }: Broker): Finding {
  if (publiclyAccessible === undefined) return notKnown('publiclyAccessible', broker);
  return publiclyAccessible
    ? { verdict: 'fail', detail: 'The broker is publicly accessible.' }
    : { verdict: 'pass', detail: 'The broker is not publicly accessible.' };
}
