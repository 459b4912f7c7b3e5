import type { Step } from './markdown.ts';
import { commands, list } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { federation } from './runbook-federation.ts';

/** The step that moves the messages that no consumer reads. */
export function drainStep(facts: RunbookFacts): Step {
  const isSwitched = facts.replacement.switchAuthentication !== undefined;
  return {
    title: 'Drain the old broker',
    parts: [
      'The consumers of the old broker empty its queues. This command lists what is left, such as dead letters: ready and unacknowledged messages, consumers, and what to know. If it lists nothing, continue with the next step:',
      commands(...LEFT_OVER),
      list(WHAT_TO_KNOW),
      'Move one queue at a time, and stop its old consumers first. The shovel moves as many messages as the queue has at the start, and these consumers would take some of them. ' +
        'A message leaves the old broker only when the new one has it. When the shovel is done, it deletes itself.',
      ...(isSwitched ? loginOfYours() : user()),
      'Look for `CC` in a queue before you move it. This counts the messages with `CC` among the first 100. It puts them back, marked as redelivered. If the response is 401, give the administrator of the old broker permissions in the virtual host:',
      lookForCopies(),
      own(facts),
      ownCommands(),
      'This block moves one queue of the virtual host. Run it for each queue, when the shovel before it is done:',
      shovel(),
      'The shovel is done when this command prints nothing:',
      commands(`own /api/shovels | jq -r '.[] | [.name, .state, .reason // ""] | @tsv'`),
      list(STATES),
      'Both connections are encrypted and verified. This was tested from RabbitMQ 3.10 to 4.0 on Erlang 27, but not with the certificates of Amazon MQ.',
      ...(facts.wasPublic ? federation(facts.to) : []),
      ...afterwards(isSwitched),
    ],
    undo:
      'delete the shovel with `own /api/parameters/shovel/%2F/drain --request DELETE`, or delete the policy and the upstream. Messages that did not move are still on the old broker. ' +
      'To move messages back, swap `OLD_AMQP` and `NEW_AMQP` in the command of the shovel.',
  };
}

function afterwards(isSwitched: boolean): readonly string[] {
  const forget = 'unset DRAINER DRAIN_PASSWORD';
  return isSwitched
    ? ['When everything is drained, forget the login:', commands(forget)]
    : [
        'When everything is drained, delete the user:',
        commands('old "/api/users/$DRAINER" --request DELETE', 'new "/api/users/$DRAINER" --request DELETE', forget),
      ];
}

/** About the notes of the list, and about what moves. */
const WHAT_TO_KNOW = [
  '`delay`: the queue has a TTL, a dead letter exchange and no consumer. Leave it: its messages expire into queues that have consumers.',
  '`TTL`: in the new queue, the TTL of a message starts anew.',
  '`limit`: the queue is full at that length. With `drop-head`, the new queue **deletes its oldest messages** when it is full: first let the new consumers empty it. With `reject-publish`, ' +
    'nothing is lost. If the shovel ends and messages are left, the queue is full: let consumers empty it, and move the rest.',
  'Unacknowledged messages do not move until their consumers acknowledge them or stop.',
  'A message that was published with the header `CC` reaches the queues in `CC` **again** when a shovel moves it. Let the old consumers empty such queues, or use federation, or a client of your own that leaves `CC` out. ' +
    '`BCC` does no harm: RabbitMQ removes it.',
  'Messages can arrive twice if a connection breaks. Your consumers must be idempotent, as they must be with any broker.',
  'A message that has moved comes from the default exchange, and its routing key is the name of the queue. Federation keeps the old ones in the headers `x-original-exchange` and `x-original-routing-key`.',
];

/** What the states of a shovel mean, except `running`. */
const STATES = [
  '`starting` again and again: most often, your RabbitMQ does not trust a certificate. Its log says why.',
  '`terminated`: the reason follows. `message size … larger than` means that the new broker does not take the message: raise `max_message_size` (`plan --limit`), or read the message with a client. ' +
    'Delete the shovel at once: it tries again every few seconds, and a quorum queue with a delivery limit drops what was returned too often.',
];

/** A queue that does not tell its messages is listed. */
const LEFT_OVER = [
  'waiting() {',
  '  pages old queues vhost,name,type,messages_ready,messages_unacknowledged,consumers,arguments,effective_policy_definition |',
  `    jq -r 'def settings: if type == "object" then . else {} end;`,
  '      select((.messages_ready // 1) + (.messages_unacknowledged // 1) > 0) |',
  '      (.effective_policy_definition | settings) as $policy | (.arguments | settings | with_entries(.key |= ltrimstr("x-"))) as $own |',
  '      ($policy + $own) as $has | def least($key): [$policy[$key], $own[$key]] | map(numbers) | min;',
  '      [.vhost, .name, .type, .messages_ready // "unknown", .messages_unacknowledged // "unknown", .consumers // "unknown",',
  '        ([if $has["message-ttl"] == null then empty elif $has["dead-letter-exchange"] != null and .consumers == 0 then "delay"',
  '          else "TTL" end, ([least("max-length") // empty, (least("max-length-bytes") // empty | "\\(.) bytes")] |',
  `            if . == [] then empty else "limit \\(join(" and ")) \\($has.overflow // "drop-head")" end)] | join(", "))] | @tsv'`,
  '}',
  `printf 'virtual host\\tqueue\\ttype\\tready\\tunacknowledged\\tconsumers\\n'`,
  'waiting',
];

const VIRTUAL_HOST = [
  "  IFS= read -r -p 'Virtual host: ' VHOST",
  `  VHOST_PATH=$(jq -nr --arg vhost "$VHOST" '$vhost | @uri')`,
  '  JSON=(--header "Content-Type: application/json" --data-binary @-)',
];

/** The tag lets messages through that have the ID of another user: https://www.rabbitmq.com/docs/validated-user-id */
function user(): readonly string[] {
  return [
    'For each virtual host in the list, create a user on both brokers, for this step only. Its name is random, so it is not the name of an existing user. No other password gets into a URI.',
    commands(
      '{',
      ...VIRTUAL_HOST,
      `  DRAINER=\${DRAINER:-drain-$(openssl rand -hex 4)}`,
      `  export DRAIN_PASSWORD=\${DRAIN_PASSWORD:-$(openssl rand -hex 16)}`,
      '  for broker in old new; do',
      `    jq -n '{password: env.DRAIN_PASSWORD, tags: "impersonator"}' | $broker "/api/users/$DRAINER" --request PUT "\${JSON[@]}"`,
      `    echo '{"configure": ".*", "write": ".*", "read": ".*"}' |`,
      `      $broker "/api/permissions/$VHOST_PATH/$DRAINER" --request PUT "\${JSON[@]}"`,
      '  done',
      '}',
    ),
  ];
}

/** Brokers that ask an OAuth 2.0 or LDAP server may not know users of RabbitMQ. https://www.rabbitmq.com/docs/oauth2 */
function loginOfYours(): readonly string[] {
  return [
    'For each virtual host in the list, give a login that both brokers take for AMQP and that may read, write and configure everything there. With OAuth 2.0, the password is an access token: ' +
      'RabbitMQ closes a connection whose token has expired, so it must live longer than the drain of a queue.',
    commands(
      '{',
      ...VIRTUAL_HOST,
      "  IFS= read -r -p 'User for AMQP: ' DRAINER",
      "  IFS= read -r -s -p 'Password or token: ' DRAIN_PASSWORD && echo",
      `  DRAINER=$(LOGIN=$DRAINER jq -nr 'env.LOGIN | @uri')`,
      `  DRAIN_PASSWORD=$(LOGIN=$DRAIN_PASSWORD jq -nr 'env.LOGIN | @uri')`,
      '}',
    ),
  ];
}

/** https://www.rabbitmq.com/docs/sender-selected */
function lookForCopies(): string {
  return commands(
    '{',
    "  IFS= read -r -p 'Queue to look at: ' QUEUE",
    `  QUEUE_PATH=$(jq -nr --arg queue "$QUEUE" '$queue | @uri')`,
    `  jq -n '{count: 100, ackmode: "ack_requeue_true", encoding: "auto", truncate: 1}' |`,
    `    old "/api/queues/$VHOST_PATH/$QUEUE_PATH/get" "\${JSON[@]}" | jq 'map(select(.properties.headers.CC?)) | length'`,
    '}',
  );
}

/** https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-basic-elements-plugins.html and private-networking.html there */
function own({ planned: { broker }, wasPublic }: RunbookFacts): string {
  const alternative =
    wasPublic || broker.region?.startsWith('us-gov-')
      ? ''
      : ' (If your brokers have [private networking](https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/private-networking.html) to each other, federation on the new broker can do it without.)';
  return (
    'Amazon MQ does not run a shovel whose destination is a private broker. So run your own RabbitMQ in the VPC, with the plugin ' +
    `\`rabbitmq_shovel_management\`. It must reach both endpoints.${alternative} Its management API gets the password of its administrator and the one for AMQP. If it has no TLS, connect to \`http://localhost:15672\` ` +
    'through `ssh -L 15672:localhost:15672`. `CA_FILE` is the file of trusted CA certificates on the host of **your** RabbitMQ.'
  );
}

// https://www.rabbitmq.com/docs/uri-query-parameters
function ownCommands(): string {
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
