import type { Step } from './markdown.ts';
import { commands } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';

/** The step that brings messages over which no consumer reads. */
export function drainStep({ wasPublic }: RunbookFacts): Step {
  return {
    title: 'Drain the old broker',
    parts: [
      'The consumers of the old broker empty its queues. This shows what is left, such as dead letters; if that is nothing, go on with the next step:',
      commands(`old /api/queues | jq -r '.[] | select(.messages > 0) | [.vhost, .name, .messages] | @tsv'`),
      'For each virtual host that has some: make a user on both brokers, for this step only. Its name is new, so that it is nobody else’s, and no other password gets into a URI.',
      user(),
      'Amazon MQ runs no shovel whose destination is a private broker. So take a RabbitMQ of your own in the VPC, with the plugin ' +
        '`rabbitmq_shovel_management`, that reaches both endpoints. Its password and those of the user go over its management API: where that has no TLS, reach it as `http://localhost:15672` ' +
        'through `ssh -L 15672:localhost:15672`. `CA_FILE` is the file of trusted CA certificates on **its** host.',
      own(),
      'One queue at a time: a message leaves the old broker only when the new one has it, and the shovel deletes itself when it has moved what was there.',
      shovel(),
      commands(`own /api/shovels | jq -r '.[] | [.name, .state] | @tsv'`),
      'While it is listed it works. It ends when it has moved as many messages as there were when it began, so stop the old consumers of a queue before, which would take some of them. If it stays `starting` or `terminated`, the log of your RabbitMQ says why, most often the certificate. ' +
        'Both links are encrypted and verified. This was tried with RabbitMQ 3.10 on Erlang 25, and not with the certificates of Amazon MQ or a newer Erlang.',
      ...(wasPublic ? federation() : []),
      'When all is drained, delete the user:',
      commands(
        'old "/api/users/$DRAINER" --request DELETE',
        'new "/api/users/$DRAINER" --request DELETE',
        'unset DRAINER DRAIN_PASSWORD',
      ),
    ],
    wayBack:
      'delete the shovel, `own /api/parameters/shovel/%2F/drain --request DELETE`, or the policy and the upstream: what was not moved is still on the old broker. To bring messages back, exchange `OLD_AMQP` and ' +
      '`NEW_AMQP` in the command of the shovel.',
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
    '# Erlang compares names in certificates letter by letter, so that *.… has to be asked for as such.',
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
    "  IFS= read -r -p 'Its administrator: ' OWN_USER",
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
    '  # A shovel would make a queue that is not there.',
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
    '**Or federate,** without a RabbitMQ of your own, as the old broker is public. A message moves when its queue on the new broker has a consumer that waits. ' +
      'Amazon MQ documents no file of CA certificates for this, so that **nobody verifies the certificate** of the old broker: whoever is in between reads the messages and the ' +
      'password of the user. One queue at a time again. Only one policy applies to a queue: if the first command names one, add `"federation-upstream": "old"` to that for the time ' +
      'instead of making the policy `drain-old`.',
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
    'Go on when the first command of this step no longer lists what has to move. Then take both away:',
    commands(
      'new "/api/policies/$VHOST_PATH/drain-old" --request DELETE',
      'new "/api/parameters/federation-upstream/$VHOST_PATH/old" --request DELETE',
    ),
  ];
}
