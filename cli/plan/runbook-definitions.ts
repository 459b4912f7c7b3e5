import { quote } from 'shlex';
import { TARGET_VERSIONS } from '../definitions/target.ts';
import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { isOlder, parseVersion, toText } from '../rabbitmq/engine-version.ts';
import { isConfiguration } from './kept.ts';
import type { Step } from './markdown.ts';
import { commands, list } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { shellCommand } from './shell.ts';

/** The steps that copy users, virtual hosts, policies, exchanges, queues and bindings to the new broker. */
export function definitionsSteps(facts: RunbookFacts): readonly Step[] {
  const own = facts.planned.properties.configuration;
  return [
    connect(facts),
    ...(own && isConfiguration(own) && !facts.replacement.configuration ? [configuration(own, facts)] : []),
    exportDefinitions(facts),
    importDefinitions(),
  ];
}

function connect({ replacement: { administrator } }: RunbookFacts): Step {
  const url = (variable: string) =>
    `${variable}_URL=$(aws mq describe-broker --broker-id "$${variable}_ID" --query 'BrokerInstances[0].ConsoleURL' --output text)`;
  return {
    title: 'Connect to both management APIs',
    parts: [
      'You need a user of the old broker with the tag `administrator`. The last two commands print the RabbitMQ version of each broker.',
      commands(
        'login() {',
        `  NAME=$2 PASSWORD=$3 jq -nr '"user = " + ("\\(env.NAME):\\(env.PASSWORD)" | @json)' >"$HERE/$1.curl"`,
        '}',
        `call() { curl --fail-with-body --silent --show-error --config "$HERE/$1.curl" "\${@:3}" "$2"; }`,
        `old() { call old "$OLD_URL$1" "\${@:2}"; }`,
        `new() { call new "$NEW_URL$1" "\${@:2}"; }`,
        url('OLD'),
        url('NEW'),
        `NEW_PASSWORD=$(aws secretsmanager get-secret-value --secret-id "$SECRET" --query SecretString --output text | jq -r .password)`,
        `login new ${quote(administrator)} "$NEW_PASSWORD"`,
        // A command that reads would read whatever is pasted after it, so it stands in a group at the end of the block.
        '{',
        "  IFS= read -r -p 'Administrator of the old broker: ' OLD_USER",
        "  IFS= read -r -s -p 'Password: ' OLD_PASSWORD && echo",
        '  login old "$OLD_USER" "$OLD_PASSWORD"',
        '  old /api/overview | jq -r .rabbitmq_version',
        '  new /api/overview | jq -r .rabbitmq_version',
        '}',
      ),
    ],
    undo: 'delete `old.curl` and `new.curl`, which contain the passwords.',
  };
}

function configuration(
  { id, revision }: { readonly id: string; readonly revision: number },
  { replacement: { name, engineVersion } }: RunbookFacts,
): Step {
  return {
    title: 'Copy the configuration, if you changed it',
    parts: [
      'A configuration belongs to one engine version. The first command saves the old one as `rabbitmq.conf`. If you never changed a setting in it, continue with the next step.',
      commands(
        shellCommand('aws mq describe-configuration-revision', [
          `--configuration-id ${quote(id)}`,
          `--configuration-revision ${revision}`,
          '--query Data',
          '--output text | base64 --decode >rabbitmq.conf',
        ]),
        `CONFIGURATION_ID=$(${shellCommand('aws mq create-configuration', [
          `--name ${quote(name)}`,
          '--engine-type RABBITMQ',
          `--engine-version ${quote(engineVersion)}`,
          '--query Id',
          '--output text',
        ])})`,
        `REVISION=$(${shellCommand('aws mq update-configuration', [
          '--configuration-id "$CONFIGURATION_ID"',
          '--data "$(base64 <rabbitmq.conf | tr -d \'\\n\')"',
          '--query LatestRevision.Revision',
          '--output text',
        ])})`,
        shellCommand('aws mq update-broker', [
          '--broker-id "$NEW_ID"',
          '--configuration "Id=$CONFIGURATION_ID,Revision=$REVISION"',
        ]),
        'aws mq reboot-broker --broker-id "$NEW_ID"',
      ),
      'Continue when `aws mq describe-broker --broker-id "$NEW_ID" --query BrokerState` prints `RUNNING` again.',
    ],
    undo: 'set the first configuration of the new broker again with `aws mq update-broker`, and reboot the broker.',
  };
}

function exportDefinitions({ from, to }: RunbookFacts): Step {
  const version = toText(to);
  return {
    title: 'Export the definitions',
    parts: [
      'The export has all definitions, but no messages. From now on, nobody should change a definition on the old broker. The second command says what will not survive, and what to do about it. ' +
        'It leaves out what the new broker would refuse, what belongs to Amazon MQ, shovels and federation upstreams.',
      commands(
        'old /api/definitions >exported.json',
        `rabbitmq-conformance definitions exported.json --target-version ${reviewed(to)} --output-importable definitions.json`,
      ),
      '**Do not continue while a queue, a binding, an exchange, a policy, a user or a permission is LOST.** It is left out, and what depends on it fails without an error: ' +
        'published messages or dead letters vanish. ' +
        'Replace it in `exported.json` with something that survives, and run the second command again. Only a policy that does nothing but mirror may be LOST.',
      ...queueTypes(to.major, from !== undefined && from.major < to.major),
      ...(from && isOlder(from, to)
        ? [`The old broker runs RabbitMQ ${toText(from)}: test your clients with ${version} before you continue.`]
        : []),
    ],
    undo: 'this step changes nothing. The files contain password hashes: the last step deletes them.',
  };
}

/** The target version for `definitions`: the newest that it knows, but none newer than the new broker. */
function reviewed(to: EngineVersion): string {
  const known = TARGET_VERSIONS.filter((text) => {
    const version = parseVersion(text);
    return version !== undefined && !isOlder(to, version);
  });
  return known.at(-1) ?? TARGET_VERSIONS[0];
}

function queueTypes(major: number, isRaised: boolean): readonly string[] {
  if (major < 4) {
    return [
      list([
        'Classic queues become mirrored: on a RabbitMQ 3 cluster, a policy of Amazon MQ sets `ha-mode` to `all`. Each message is then on three nodes.',
        'Quorum queues are replicated to three nodes without a policy, and are the replicated queues of RabbitMQ 4. To switch to them, set `"x-queue-type": "quorum"` in the ' +
          'arguments of the durable queues in `exported.json`, and run the second command again. Clients must declare these queues the same way.',
      ]),
    ];
  }
  return [
    list([
      'RabbitMQ 4 does not mirror classic queues: a classic queue is on one node, and is not available while that node is down.',
      `${isRaised ? 'Set' : 'If the old broker has classic queues, set'} \`"x-queue-type": "quorum"\` in the arguments of the durable queues in \`exported.json\`. Remove ` +
        'policies with `ha-mode`, and run the second command again. Quorum queues do not accept `x-max-priority`, and are never exclusive or non-durable.',
      'On Amazon MQ, a queue that a client declares without a type is a quorum queue as of RabbitMQ 4.2. A client that declares `classic` fails if the queue has another type.',
    ]),
  ];
}

function importDefinitions(): Step {
  return {
    title: 'Import the definitions',
    parts: [
      commands("new /api/definitions --header 'Content-Type: application/json' --data-binary @definitions.json"),
      'If the response has a `reason`, it says what the new broker refuses, and **everything after that was not imported**. Fix `exported.json`, run the second command of the export again, and import again. ' +
        'Then check what the old broker has and the new one lacks:',
      commands(
        'missing() {',
        '  old /api/definitions >old-now.json && new /api/definitions >new-now.json &&',
        `    jq -nr --slurpfile old old-now.json --slurpfile new new-now.json '`,
        '      def names: (.queues[] | ["queue", .vhost, .name]), (.exchanges[] | ["exchange", .vhost, .name]),',
        '        (.bindings[] | ["binding", .vhost, .source, .destination_type, .destination, .routing_key, .arguments]),',
        '        (.users[] | ["user", .name]), (.vhosts[] | ["virtual host", .name]),',
        '        (.permissions[] | ["permission", .vhost, .user, .configure, .write, .read]),',
        '        (.policies[] | select(.definition | keys | length == 0 or any(startswith("ha-") | not)) |',
        '          ["policy", .vhost, .name, .pattern, .["apply-to"], .priority,',
        '            (.definition | with_entries(select(.key | startswith("ha-") | not)))]);',
        '      INDEX($new[0] | names; tojson) as $there |',
        '      [$old[0] | names | select($there[tojson] == null)] |',
        `      if . == [] then "nothing is missing" else .[] | @json end'`,
        '}',
        'missing',
      ),
      'The list may contain only:',
      list([
        'queues that clients declare again (`amq.gen-…`)',
        'what federation created',
        '`guest` and its permissions',
        'users and policies that belong to Amazon MQ (`AWS-…`)',
        'policies that the check of the export changed: make sure that the rest of each policy is on the new broker',
      ]),
    ],
    undo: 'the old broker has not changed. The new one has no messages yet: delete it and create it again. Never delete its virtual host `/`, which has settings of Amazon MQ.',
  };
}
