import { quote } from 'shlex';
import { isGoingOff } from './decision.ts';
import { code, commands, document } from './markdown.ts';
import { regionLine } from './script.ts';
import { IN_A_CHECKOUT, shellCommand } from './shell.ts';
import type { PlannedBroker } from './source.ts';

/** The one command that turns general logging on. It must not contain `Audit`, whatever its value. */
export function loggingCommand({ broker }: PlannedBroker): string {
  return shellCommand('aws mq update-broker', [`--broker-id ${idOf(broker.id)}`, '--logs \'{"General":true}\'']);
}

/** The command as a script for bash. */
export function loggingScript(planned: PlannedBroker): string {
  const { broker } = planned;
  const id = broker.id === undefined ? [`: "\${BROKER_ID:?set it to the broker ID}"`] : [];
  return [
    '#!/usr/bin/env bash',
    'set -euo pipefail',
    '',
    regionLine(broker.region),
    ...id,
    loggingCommand(planned),
    '',
  ].join('\n');
}

/** How to turn general logging on, in Markdown. @param isPending whether that change was sent, but is pending */
export function loggingRunbook(planned: PlannedBroker, isPending: boolean): string {
  const { broker } = planned;
  const name = broker.name ?? broker.id ?? 'the broker';
  const id = idOf(broker.id);
  const read = shellCommand('aws mq describe-broker', [`--broker-id ${id}`, '--query Logs']);
  const update = {
    title: 'Turn general logging on',
    parts: [
      'Send only `General`. RabbitMQ has no audit log, and Amazon MQ rejects the whole update if it contains `Audit`, even as `false`.',
      commands(regionLine(broker.region), loggingCommand(planned)),
    ],
    undo: 'run the same command with `false`.',
  };
  const wait = {
    title: 'Check whether the change is pending',
    parts: [
      'CloudFormation documents this change as an update without interruption. Amazon MQ can keep it pending until a reboot or until the maintenance window. ' +
        'AWS does not document which of these a RabbitMQ broker needs. If the change is pending, the response has `Pending`.',
      commands(read),
      'If the change should not wait for the maintenance window, reboot the broker at a time when clients may lose their connections:',
      commands(`aws mq reboot-broker --broker-id ${id}`),
    ],
    undo: 'you cannot undo a reboot. You can turn general logging off again.',
  };
  const verify = {
    title: 'Verify',
    parts: [
      'The log arrives in CloudWatch Logs, in a log group under `/aws/amazonmq/broker/` that has the broker ID in its name. A service-linked role of Amazon MQ writes it, so you need no resource policy.',
      commands(`aws mq describe-broker --broker-id ${id} | rabbitmq-conformance evaluate`),
    ],
    undo: 'this step changes nothing.',
  };
  return document(
    `General logging of ${code(name)}`,
    [
      isPending
        ? 'General logging is off until a pending change turns it on. You do not need a new broker.'
        : isGoingOff(broker)
          ? 'General logging is on, but a pending change will turn it off. The update below cancels that change. You do not need a new broker. Make sure that nobody sends the change again.'
          : 'Only general logging is missing. You can turn it on in place: you do not need a new broker.',
      ...(broker.id === undefined ? [commands(`: "\${BROKER_ID:?set it to the broker ID}"`)] : []),
      IN_A_CHECKOUT,
    ],
    isPending ? [wait, verify] : [update, wait, verify],
  );
}

function idOf(id: string | undefined): string {
  return id === undefined ? '"$BROKER_ID"' : quote(id);
}
