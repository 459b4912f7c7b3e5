import { quote } from 'shlex';
import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { isOlder, OFFERED_VERSIONS, toText, versionOf } from '../rabbitmq/engine-version.ts';
import { areConfigurable, LIMIT_KEYS } from '../rabbitmq/limits.ts';
import type { Step } from './markdown.ts';
import { code, commands, list } from './markdown.ts';
import type { Replacement } from './replacement.ts';
import { compareCommands } from './runbook-compare.ts';
import { authenticationSteps, configurationSteps } from './runbook-configuration.ts';
import { connectNew } from './runbook-connect.ts';
import type { RunbookFacts } from './runbook-facts.ts';
import { shellCommand } from './shell.ts';

/** The steps that copy users, virtual hosts, policies, exchanges, queues and bindings to the new broker. */
export function definitionsSteps(facts: RunbookFacts): readonly Step[] {
  return [
    connectNew(facts),
    ...configurationSteps(facts),
    exportDefinitions(facts),
    importDefinitions(facts),
    ...authenticationSteps(facts),
  ];
}

function exportDefinitions({ from, to, replacement }: RunbookFacts): Step {
  const version = toText(to);
  return {
    title: 'Export the definitions',
    parts: [
      'The export has all definitions, but no messages. From now on, nobody should change a definition on the old broker. `definitions` says what will not survive, and what to do about it. ' +
        'It leaves out what the new broker would refuse, what belongs to Amazon MQ, shovels and federation upstreams.',
      commands(
        // What was repaired by hand would be lost.
        '[[ ! -f exported.json ]] || cmp -s old-definitions.json exported.json || mv exported.json repaired.json',
        'old /api/definitions | tee old-definitions.json >exported.json',
        shellCommand('rabbitmq-conformance definitions exported.json', [
          `--target-version ${reviewed(to)}`,
          ...sizeOf(replacement),
          '--output-importable definitions.json',
        ]),
      ),
      '**Do not continue while a queue, a binding, an exchange, a policy, a user or a permission is LOST.** It is left out, and what depends on it fails without an error: ' +
        'published messages or dead letters vanish. ' +
        'Replace it in `exported.json` with something that survives, and run `definitions` again. Only a policy that does nothing but mirror may be LOST. ' +
        '**Stop also while an `export` is LOST:** the new broker has no room for that many objects. The line says what to do.',
      ...(replacement.configuration && areConfigurable(to)
        ? [
            `It compares with the default limits. Add what configuration ${code(replacement.configuration.id)} sets, such as \`--limit cluster_queue_limit=…\`.`,
          ]
        : []),
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
  return OFFERED_VERSIONS.findLast((text) => !isOlder(to, versionOf(text))) ?? OFFERED_VERSIONS[0];
}

/** What the new broker has room for, as options. */
function sizeOf({ hostInstanceType, limits }: Replacement): readonly string[] {
  const raised = LIMIT_KEYS.filter((key) => limits[key] !== undefined);
  return [
    `--host-instance-type ${quote(hostInstanceType)}`,
    ...raised.map((key) => `--limit ${quote(`${key}=${limits[key]}`)}`),
  ];
}

const QUORUM =
  'To switch to them, run `definitions` again with `--quorum`. It turns durable classic queues into quorum queues where their arguments allow it, and says what changes for clients.';

// https://github.com/amazon-mq/rabbitmq-queue-migration
const LATER =
  'Or convert them later on the new broker, with the [queue migration tool of Amazon MQ](https://github.com/amazon-mq/rabbitmq-queue-migration) (web console, Admin, Queue Migration). ' +
  'It works within one 3.13 cluster, and does not move messages between brokers. RabbitMQ 4 needs it done: Amazon MQ upgrades no broker that has mirrored queues.';

function queueTypes(major: number, isRaised: boolean): readonly string[] {
  if (major < 4) {
    return [
      list([
        'Classic queues become mirrored: on a RabbitMQ 3 cluster, a policy of Amazon MQ sets `ha-mode` to `all`. Each message is then on three nodes.',
        `Quorum queues are replicated to three nodes without a policy, and are the replicated queues of RabbitMQ 4. ${QUORUM} ${LATER}`,
      ]),
    ];
  }
  return [
    list([
      `RabbitMQ 4 does not mirror classic queues: a classic queue is on one node, and is not available while that node is down. ${isRaised ? 'Use quorum queues.' : 'If the old broker has classic queues, use quorum queues.'} ${QUORUM}`,
      'On Amazon MQ, a queue that a client declares without a type is a quorum queue as of RabbitMQ 4.2. A client that declares `classic` fails if the queue has another type.',
    ]),
  ];
}

function importDefinitions({ to, replacement }: RunbookFacts): Step {
  return {
    title: 'Import the definitions',
    parts: [
      commands("new /api/definitions --header 'Content-Type: application/json' --data-binary @definitions.json"),
      'If the response has a `reason`, it says what the new broker refuses, and **everything after that was not imported**. Fix `exported.json`, run `definitions` again, and import again. ' +
        'Then compare the brokers:',
      compareCommands(to, replacement),
      'Each line says what differs: what was promised or was there before, then what is there now. What `definitions` announced is not listed.',
      list([
        '`old broker, since the export`: somebody declared, changed or deleted this on the old broker. Export and import again. What you had changed in `exported.json` is then in `repaired.json`: change it again.',
        '`new broker`: this is not there, or not as `definitions.json` says. Import again, and check whether a client or an operator changed it.',
        '`is only here`: an earlier import, a client or an operator made it on the new broker. An import deletes nothing. Unless somebody needs it, **delete it on the new broker**: a binding that stays routes messages twice.',
        '`expires without consumers`: the new broker deletes the queue until consumers use it. Start the second consumers (next step), then import and compare again.',
        '`… queues, such as`: another policy setting applies to these queues. If the second policy is one of Amazon MQ (`AWS-…`), yours has too low a priority or another pattern. ' +
          'Only one policy applies to a queue: its settings and those of another policy are not merged.',
        '`defaults of Amazon MQ`: no policy of yours applies to these queues, and the defaults of the brokers differ. If a client cannot live with that, such as with a `max-length`, give them a policy.',
      ]),
      policies(to),
    ],
    undo: 'the old broker has not changed. The new one has no messages yet: delete it and create it again. Never delete its virtual host `/`, which has settings of Amazon MQ.',
  };
}

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-defaults.html
function policies({ major }: EngineVersion): string {
  const mirroring =
    major < 4
      ? ' Every virtual host has the policy `ha-all-AWS-OWNED-DO-NOT-DELETE`, which mirrors queues, and Amazon MQ adds `ha-mode` and `ha-sync-mode` to each of your policies. `compare` ignores both.'
      : '';
  return (
    'In the virtual host `/` of a cluster, Amazon MQ has default policies of priority 1, and yours win only with a higher priority. `definitions` raises them where needed. ' +
    `Other virtual hosts do not have these defaults.${mirroring}`
  );
}
