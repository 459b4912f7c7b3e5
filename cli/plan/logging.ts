import { quote } from 'shlex';
import { isGoingOff } from './decision.ts';
import { code, commands, document } from './markdown.ts';
import { regionLine } from './script.ts';
import { shellCommand } from './shell.ts';
import type { PlannedBroker } from './source.ts';

/** The one command that switches the general log on. `Audit` must not be in it, whatever its value. */
export function loggingCommand({ broker }: PlannedBroker): string {
  return shellCommand('aws mq update-broker', [`--broker-id ${idOf(broker.id)}`, '--logs \'{"General":true}\'']);
}

/** The command as a script for bash. */
export function loggingScript(planned: PlannedBroker): string {
  const { broker } = planned;
  const id = broker.id === undefined ? [`: "\${BROKER_ID:?give the id of the broker}"`] : [];
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

/** What to do about the general log, in Markdown. @param isPending the change was made, and has not taken effect */
export function loggingRunbook(planned: PlannedBroker, isPending: boolean): string {
  const { broker } = planned;
  const name = broker.name ?? broker.id ?? 'the broker';
  const id = idOf(broker.id);
  const read = shellCommand('aws mq describe-broker', [`--broker-id ${id}`, '--query Logs']);
  const update = {
    title: 'Switch the general log on',
    parts: [
      'Only `General` is sent: RabbitMQ has no audit log, and Amazon MQ refuses the whole update if `Audit` is in it, even as `false`.',
      commands(regionLine(broker.region), loggingCommand(planned)),
    ],
    wayBack: 'the same command with `false`.',
  };
  const wait = {
    title: 'See whether it is pending',
    parts: [
      'CloudFormation documents this change as one without interruption. Amazon MQ can keep it as pending until the broker is rebooted, or until its ' +
        'maintenance window; no document says which of these a RabbitMQ broker needs. `Pending` in the answer shows it.',
      commands(read),
      'If it is pending and should not wait for the maintenance window, reboot the broker at a time when clients may lose their connections:',
      commands(`aws mq reboot-broker --broker-id ${id}`),
    ],
    wayBack: 'a reboot cannot be taken back; the setting can, as above.',
  };
  const verify = {
    title: 'Verify',
    parts: [
      'The log comes to CloudWatch Logs under `/aws/amazonmq/broker/`, with the id of the broker. A role linked to Amazon MQ writes it, so that no resource policy is needed. In a checkout of this program it is `npx rabbitmq-conformance`.',
      commands(`aws mq describe-broker --broker-id ${id} | rabbitmq-conformance evaluate`),
    ],
    wayBack: 'nothing was changed.',
  };
  return document(
    `General logging of ${code(name)}`,
    [
      isPending
        ? 'The general log is off until a pending change switches it on. No new broker is needed.'
        : isGoingOff(broker)
          ? 'The general log is on, but a pending change will switch it off. The update below takes that back: no new broker is needed. See that nobody sends the change again.'
          : 'Only the general log is missing. It is switched on in place: no new broker is needed.',
      ...(broker.id === undefined ? [commands(`: "\${BROKER_ID:?give the id of the broker}"`)] : []),
    ],
    isPending ? [wait, verify] : [update, wait, verify],
  );
}

function idOf(id: string | undefined): string {
  return id === undefined ? '"$BROKER_ID"' : quote(id);
}
