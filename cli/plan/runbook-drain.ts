import type { Step } from './markdown.ts';
import { commands } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';

/** The step that moves the messages that no consumer reads. */
export function drainStep({ wasPublic }: RunbookFacts): Step {
  return {
    title: 'Drain the old broker',
    parts: [
      'The consumers of the old broker empty its queues. This command lists what is left, such as dead letters. If it lists nothing, continue with the next step:',
      commands(`old /api/queues | jq -r '.[] | select(.messages > 0) | [.vhost, .name, .messages] | @tsv'`),
      'For each virtual host in the list, create a user on both brokers, for this step only. Its name is random, so it is not the name of an existing user. No other password gets into a URI.',
      user(),
      'Amazon MQ does not run a shovel whose destination is a private broker. So run your own RabbitMQ in the VPC, with the plugin ' +
        '`rabbitmq_shovel_management`. It must reach both endpoints. The password of its administrator and that of the new user go over its management API. If that API has no TLS, connect to `http://localhost:15672` ' +
        'through `ssh -L 15672:localhost:15672`. `CA_FILE` is the file of trusted CA certificates on the host of **your** RabbitMQ.',
      own(),
      'Move one queue at a time, and stop its old consumers first. The shovel moves as many messages as the queue has at the start, and these consumers would take some of them. ' +
        'A message leaves the old broker only when the new one has it. When the shovel is done, it deletes itself.',
      shovel(),
      commands(`own /api/shovels | jq -r '.[] | [.name, .state] | @tsv'`),
      'While the shovel is listed, it works. If it stays `starting` or `terminated`, the log of your RabbitMQ says why. Most often, it is the certificate. ' +
        'Both connections are encrypted and verified. This was tested with RabbitMQ 3.10 on Erlang 25, but not with the certificates of Amazon MQ or a newer Erlang.',
      ...(wasPublic ? federation() : []),
      'When everything is drained, delete the user:',
      commands(
        'old "/api/users/$DRAINER" --request DELETE',
        'new "/api/users/$DRAINER" --request DELETE',
        'unset DRAINER DRAIN_PASSWORD',
      ),
    ],
    undo:
      'delete the shovel with `own /api/parameters/shovel/%2F/drain --request DELETE`, or delete the policy and the upstream. Messages that did not move are still on the old broker. ' +
      'To move messages back, swap `OLD_AMQP` and `NEW_AMQP` in the command of the shovel.',
  };
}

function user(): string {
  return commands(
    '{',
    "  IFS= read -r -p 'Virtual host: ' VHOST",
    `  VHOST_PATH=$(jq -nr --arg vhost "$VHOST" '$vhost | @uri')`,
    '  JSON=(--header "Content-Type: application/json" --data-binary @-)',
    `  DRAINER=\${DRAINER:-drain-$(openssl rand -hex 4)}`,
    `  export DRAIN_PASSWORD=\${DRAIN_PASSWORD:-$(openssl rand -hex 16)}`,
    '  for broker in old new; do',
    `    jq -n '{password: env.DRAIN_PASSWORD, tags: ""}' | $broker "/api/users/$DRAINER" --request PUT "\${JSON[@]}"`,
    `    echo '{"configure": ".*", "write": ".*", "read": ".*"}' |`,
    `      $broker "/api/permissions/$VHOST_PATH/$DRAINER" --request PUT "\${JSON[@]}"`,
    '  done',
    '}',
  );
}

// https://www.rabbitmq.com/docs/uri-query-parameters
function own(): string {
  return commands(
    `CA_FILE=\${CA_FILE:-/etc/ssl/certs/ca-certificates.crt}`,
    `own() { call own "$OWN_URL$1" "\${@:2}"; }`,
    '# Erlang compares the names in certificates literally, so ask for a wildcard name (*.…) as it is.',
    'certified_name() {',
    `  local host=\${1%:*}`,
    '  if openssl s_client -connect "$1" -servername "$host" </dev/null 2>/dev/null |',
    '    openssl x509 -noout -ext subjectAltName | grep -qwF "DNS:$host"; then',
    '    echo "$host"',
    '  else',
    `    echo "*.\${host#*.}"`,
    '  fi',
    '}',
    'verified_uri() {',
    `  local endpoint=\${1#amqps://}`,
    `  echo "amqps://$DRAINER:$DRAIN_PASSWORD@$endpoint/$VHOST_PATH?verify=verify_peer&cacertfile=$CA_FILE&server_name_indication=$(certified_name "$endpoint")"`,
    '}',
    '{',
    "  read -r -p 'Management API of your RabbitMQ, such as https://10.0.0.9:15671: ' OWN_URL",
    "  IFS= read -r -p 'Administrator of your RabbitMQ: ' OWN_USER",
    "  IFS= read -r -s -p 'Password: ' OWN_PASSWORD && echo",
    '  login own "$OWN_USER" "$OWN_PASSWORD"',
    '}',
  );
}

// https://www.rabbitmq.com/docs/shovel-dynamic
function shovel(): string {
  return commands(
    '{',
    "  IFS= read -r -p 'Queue: ' QUEUE",
    '  # A shovel would create a queue that does not exist.',
    `  QUEUE_PATH=$(jq -nr --arg queue "$QUEUE" '$queue | @uri')`,
    '  old "/api/queues/$VHOST_PATH/$QUEUE_PATH" >queues.json && new "/api/queues/$VHOST_PATH/$QUEUE_PATH" >queues.json &&',
    '  SOURCE=$(verified_uri "$OLD_AMQP") TARGET=$(verified_uri "$NEW_AMQP") jq -n --arg queue "$QUEUE" \\',
    `    '{value: {"src-protocol": "amqp091", "src-uri": env.SOURCE, "src-queue": $queue, "src-delete-after": "queue-length",`,
    `      "dest-protocol": "amqp091", "dest-uri": env.TARGET, "dest-queue": $queue, "ack-mode": "on-confirm"}}' |`,
    `    own /api/parameters/shovel/%2F/drain --request PUT "\${JSON[@]}"`,
    '}',
  );
}

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-basic-elements-plugins.html
function federation(): readonly string[] {
  return [
    '**Or use federation.** The old broker is public, so you do not need your own RabbitMQ for this. A message moves when its queue on the new broker has a waiting consumer. ' +
      'The Amazon MQ documentation names no file of CA certificates for this, so **nobody verifies the certificate** of the old broker. Anyone in between can read the messages and the ' +
      'password of the user. Again, move one queue at a time.',
    'Only one policy applies to a queue. If the next command lists a policy for yours, do not create the policy `drain-old`. Instead, add `"federation-upstream": "old"` to that policy while you drain the queue.',
    commands(`new /api/queues | jq -r '.[] | select(.policy) | [.vhost, .name, .policy] | @tsv'`),
    commands(
      '{',
      "  IFS= read -r -p 'Queue to federate: ' QUEUE",
      `  UPSTREAM="amqps://$DRAINER:$DRAIN_PASSWORD@\${OLD_AMQP#amqps://}/$VHOST_PATH?verify=verify_none" \\`,
      `    jq -n '{value: {uri: env.UPSTREAM, "ack-mode": "on-confirm"}}' |`,
      `    new "/api/parameters/federation-upstream/$VHOST_PATH/old" --request PUT "\${JSON[@]}"`,
      `  jq -n --arg queue "$QUEUE" '($queue | gsub("(?<c>[^A-Za-z0-9_-])"; "\\\\\\(.c)")) as $name |`,
      `    {pattern: "^\\($name)$", "apply-to": "queues", priority: 10, definition: {"federation-upstream": "old"}}' |`,
      `    new "/api/policies/$VHOST_PATH/drain-old" --request PUT "\${JSON[@]}"`,
      '}',
    ),
    'Continue when the first command of this step no longer lists what must move. Then delete the policy and the upstream:',
    commands(
      'new "/api/policies/$VHOST_PATH/drain-old" --request DELETE',
      'new "/api/parameters/federation-upstream/$VHOST_PATH/old" --request DELETE',
    ),
  ];
}
