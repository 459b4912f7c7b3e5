import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { commands } from './markdown.ts';

/**
 * How federation moves messages from a public broker, which the new one reaches by itself.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-amqp-client-ssl-configuration.html
 */
export function federation({ major }: EngineVersion): readonly string[] {
  const verification =
    major < 4
      ? 'On RabbitMQ 3, Amazon MQ has no way to verify it: **nobody verifies the certificate** of the old broker. Anyone in between can read the messages and the password of the user.'
      : 'Amazon MQ verifies the certificate of the old broker.';
  return [
    '**Or use federation.** The old broker is public, so you do not need your own RabbitMQ for this. A message moves when its queue on the new broker has a waiting consumer. ' +
      `${verification} Again, move one queue at a time.`,
    'Only one policy applies to a queue. If the next command lists a policy for yours, do not create the policy `drain-old`. Instead, add `"federation-upstream": "old"` to that policy while you drain the queue.',
    commands(
      `pages new queues vhost,name,policy | jq -r 'select((.policy // "") != "") | [.vhost, .name, .policy] | @tsv'`,
    ),
    commands(
      '{',
      "  IFS= read -r -p 'Queue to federate: ' QUEUE",
      `  UPSTREAM="amqps://$DRAINER:$DRAIN_PASSWORD@\${OLD_AMQP#amqps://}/$VHOST_PATH${major < 4 ? '?verify=verify_none' : ''}" \\`,
      `    jq -n '{value: {uri: env.UPSTREAM, "ack-mode": "on-confirm"}}' |`,
      `    new "/api/parameters/federation-upstream/$VHOST_PATH/old" --request PUT "\${JSON[@]}"`,
      `  jq -n --arg queue "$QUEUE" '($queue | gsub("(?<c>[^A-Za-z0-9_-])"; "\\\\\\(.c)")) as $name |`,
      `    {pattern: "^\\($name)$", "apply-to": "queues", priority: 10, definition: {"federation-upstream": "old"}}' |`,
      `    new "/api/policies/$VHOST_PATH/drain-old" --request PUT "\${JSON[@]}"`,
      '}',
    ),
    'The first command prints `running`, or why it does not run. Continue when the list of the old queues no longer has what must move. Then delete the policy and the upstream:',
    commands(`new "/api/federation-links/$VHOST_PATH" | jq -r '.[] | [.queue, .status, .error // ""] | @tsv'`),
    commands(
      'new "/api/policies/$VHOST_PATH/drain-old" --request DELETE',
      'new "/api/parameters/federation-upstream/$VHOST_PATH/old" --request DELETE',
    ),
  ];
}
