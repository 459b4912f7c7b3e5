import { quote } from 'shlex';
import { TARGET_VERSIONS } from '../definitions/target.ts';
import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { isOlder, parseVersion, toText } from '../rabbitmq/engine-version.ts';
import { isConfiguration } from './kept.ts';
import type { Step } from './markdown.ts';
import { commands, list } from './markdown.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { shellCommand } from './shell.ts';

/** The steps that bring users, virtual hosts, policies, exchanges, queues and bindings to the new broker. */
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
      'The old broker needs a user with the tag `administrator`. The answer is two versions of RabbitMQ.',
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
        // What is pasted after a command that reads would be what it reads: it is in a group, which ends the block.
        '{',
        "  IFS= read -r -p 'Administrator of the old broker: ' OLD_USER",
        "  IFS= read -r -s -p 'Password: ' OLD_PASSWORD && echo",
        '  login old "$OLD_USER" "$OLD_PASSWORD"',
        '  old /api/overview | jq -r .rabbitmq_version',
        '  new /api/overview | jq -r .rabbitmq_version',
        '}',
      ),
    ],
    wayBack: 'delete `old.curl` and `new.curl`, which have the passwords.',
  };
}

function configuration(
  { id, revision }: { readonly id: string; readonly revision: number },
  { replacement: { name, engineVersion } }: RunbookFacts,
): Step {
  return {
    title: 'Bring over the configuration, if it was changed',
    parts: [
      `A configuration belongs to an engine version. See what the old one sets; where nothing was changed, go on with the next step.`,
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
      'Go on when `aws mq describe-broker --broker-id "$NEW_ID" --query BrokerState` says `RUNNING` again.',
    ],
    wayBack: 'give the new broker its first configuration again with `aws mq update-broker`, and reboot it.',
  };
}

function exportDefinitions({ from, to }: RunbookFacts): Step {
  const version = toText(to);
  return {
    title: 'Export the definitions',
    parts: [
      'They have all but the messages. From now on nobody should change any of them. The second command says what will not survive, and what to do; it leaves out what the ' +
        'new broker would refuse, what is Amazon MQ’s own, shovels and federation upstreams.',
      commands(
        'old /api/definitions >exported.json',
        `rabbitmq-conformance definitions exported.json --target-version ${reviewed(to)} --output-importable definitions.json`,
      ),
      '**Do not go on while a queue, a binding, an exchange, a policy, a user or a permission is LOST:** it is left out, and what needs it goes wrong without an error: what clients ' +
        'publish vanishes, or dead letters do. ' +
        'Put another form of it into `exported.json`, and run the second command again. Only a policy that does nothing but mirror may be lost.',
      ...queueTypes(to.major, from !== undefined && from.major < to.major),
      ...(from && isOlder(from, to)
        ? [`The old broker has RabbitMQ ${toText(from)}: try your clients with ${version} before you go on.`]
        : []),
    ],
    wayBack: 'nothing was changed. The files have password hashes: delete them when all is done.',
  };
}

/** The version that "definitions" is asked about: the newest that it knows and that is not newer than the new broker's. */
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
        'Classic queues become mirrored: Amazon MQ sets `ha-mode` to `all` by a policy of its own on a cluster of RabbitMQ 3. Each message is then on three nodes.',
        'Quorum queues are kept by three nodes without a policy, and are what RabbitMQ 4 has. To change over, set `"x-queue-type": "quorum"` in the ' +
          'arguments of the durable queues in `exported.json`, and run the second command again; clients have to declare them the same way.',
      ]),
    ];
  }
  return [
    list([
      'RabbitMQ 4 mirrors no classic queues: a classic queue is on one node, and is not available while that node is away.',
      `${isRaised ? 'So set' : 'Where the old broker has classic queues, set'} \`"x-queue-type": "quorum"\` in the arguments of the durable queues in \`exported.json\`, take out ` +
        'policies with `ha-mode`, and run the second command again. Quorum queues take no `x-max-priority` and are never exclusive or non-durable.',
      'A queue that a client declares without a type is a quorum queue on Amazon MQ from 4.2 on. Clients that declare `classic` fail on a queue that is not.',
    ]),
  ];
}

function importDefinitions(): Step {
  return {
    title: 'Import the definitions',
    parts: [
      commands("new /api/definitions --header 'Content-Type: application/json' --data-binary @definitions.json"),
      'An answer names with its `reason` what the new broker refuses, and **all that comes after it was not imported**: mend `exported.json`, run the command of the export again, and import again. ' +
        'Then see what the old broker has and the new one lacks:',
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
      'Only what clients declare anew may be listed (queues `amq.gen-…`), what federation made, `guest` with its permissions, users and policies of Amazon MQ’s own (`AWS-…`), and ' +
        'policies of which the check of the export said that it changed them: look that the rest of them is there.',
    ],
    wayBack:
      'the old broker is as it was. The new one has no messages yet: delete it and create it again. Never delete its virtual host `/`, which has what Amazon MQ set.',
  };
}
