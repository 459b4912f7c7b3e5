import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { commands } from './markdown.ts';

/**
 * How federation moves messages from a public broker, which the new one reaches by itself.
 * https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-amqp-client-ssl-configuration.html
 */
export function federation({ major }: EngineVersion): readonly string[] {
  const verification =
    major < 4
      ? 'On RabbitMQ 3, Amazon MQ cannot verify the certificate of the old broker, so **nobody verifies it**. Anyone in between can read the messages and the password of the user.'
      : 'Amazon MQ verifies the certificate of the old broker.';
  return [
    '**Or use federation.** The old broker is public, so you do not need your own RabbitMQ for this. A message moves when its queue on the new broker has a waiting consumer. ' +
      `${verification} Again, move one queue at a time.`,
    'Only one policy applies to a queue, so `drain-old` repeats the settings that the queue has, and its priority is above all others.',
    commands(
      '{',
      "  IFS= read -r -p 'Queue to federate: ' QUEUE",
      `  QUEUE_PATH=$(jq -nr --arg queue "$QUEUE" '$queue | @uri')`,
      `  UPSTREAM="amqps://$DRAINER:$DRAIN_PASSWORD@\${OLD_AMQP#amqps://}/$VHOST_PATH${major < 4 ? '?verify=verify_none' : ''}" \\`,
      `    jq -n '{value: {uri: env.UPSTREAM, "ack-mode": "on-confirm", "trust-user-id": true}}' |`,
      `    new "/api/parameters/federation-upstream/$VHOST_PATH/old" --request PUT "\${JSON[@]}"`,
      '  new "/api/queues/$VHOST_PATH/$QUEUE_PATH" >queues.json && new "/api/policies/$VHOST_PATH" >policies.json &&',
      `  jq -n --arg queue "$QUEUE" --slurpfile is queues.json --slurpfile policies policies.json '`,
      '    ($queue | gsub("(?<c>[^A-Za-z0-9_-])"; "\\\\\\(.c)")) as $name | $is[0].effective_policy_definition as $settings |',
      '    {pattern: "^\\($name)$", "apply-to": "queues", priority: (([$policies[0][].priority] | max // 0) + 1),',
      '      definition: (($settings // error("the queue does not tell its policy yet: try again")) + {"federation-upstream": "old"} |',
      `        with_entries(select(.key | test("^(ha-|queue-)") | not)))}' >policy.json &&`,
      `  new "/api/policies/$VHOST_PATH/drain-old" --request PUT "\${JSON[@]}" <policy.json`,
      '}',
    ),
    'The next command prints `running`, or why it does not run. Continue when `waiting` no longer lists what must move. Then delete the policy and the upstream:',
    commands(`new "/api/federation-links/$VHOST_PATH" | jq -r '.[] | [.queue, .status, .error // ""] | @tsv'`),
    commands(
      'new "/api/policies/$VHOST_PATH/drain-old" --request DELETE',
      'new "/api/parameters/federation-upstream/$VHOST_PATH/old" --request DELETE',
    ),
  ];
}
