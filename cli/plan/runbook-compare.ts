import { quote } from 'shlex';
import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { commands } from './markdown.ts';
import type { Replacement } from './replacement.ts';

/**
 * The shell function `compare`. It compares:
 *
 * - the definitions of the old broker with its export, so that nothing is forgotten that was declared since
 * - the definitions of the new broker with those that were imported, which are what `rabbitmq-conformance definitions` promised,
 *   in both directions: what an earlier import brought stays when the old broker no longer has it
 * - the policy settings of each queue, before and after, because a policy of Amazon MQ can win over one of your own
 *
 * It leaves out what was announced: the settings of a policy that `definitions` changed, mirroring (RabbitMQ 4 has none, and
 * Amazon MQ adds it to every policy of a 3.13 cluster) and what Amazon MQ owns. It prints no password hash.
 */
export function compareCommands({ major }: EngineVersion, { administrator }: Replacement): string {
  const columns = 'vhost,name,policy,operator_policy,effective_policy_definition';
  return commands(
    'compare() {',
    '  old /api/definitions >old-now.json && new /api/definitions >new-now.json &&',
    `    pages old queues ${columns},arguments >old-queues.json && pages new queues ${columns} >new-queues.json &&`,
    `    jq -nr --arg default ${major < 4 ? 'classic' : 'quorum'} --arg administrator ${quote(administrator)} --arg drainer "\${DRAINER:-}" \\`,
    '      --slurpfile exported old-definitions.json --slurpfile now old-now.json \\',
    '      --slurpfile imported definitions.json --slurpfile found new-now.json \\',
    `      --slurpfile before old-queues.json --slurpfile after new-queues.json '`,
    ...LISTED,
    ...DIFFERENCES,
    ...EXTRA,
    ...EXPIRING,
    ...POLICIES,
    ...QUEUES,
    '      [ ($now[0] | differences($exported[0])[] | select(.[1] == "is missing") | ["old broker, since the export", .[0], "is new"]),',
    '        ($exported[0] | differences($now[0])[] | ["old broker, since the export"] + .),',
    '        ($imported[0] | del(.queues[]?.type) | differences($found[0])[] | ["new broker"] + . + expiring),',
    '        ($found[0] | differences($imported[0])[] | select(.[1] == "is missing") | .[0] | select(extra) | ["new broker", ., "is only here"]),',
    '        untold("old broker"; $before), untold("new broker"; $after), queues[] ] |',
    `      if . == [] then "no difference" else .[] | @json end'`,
    '}',
    'compare',
  );
}

/** What names an object, and what must be the same. The type of a queue is in its arguments, or is the default. */
const LISTED = [
  '      def unmirrored: with_entries(select(.key | startswith("ha-") | not));',
  '      def known: if . == "undefined" then null else . end;',
  '      def fallback: .metadata.default_queue_type // .default_queue_type | known;',
  '      def made: test("^(amq[.]|federation: )");',
  '      def listed:',
  '        INDEX(.vhosts[]?; .name) as $vhosts |',
  '        (.vhosts[]? | [["virtual host", .name], {default_queue_type: fallback}]),',
  '        (.users[]? | [["user", .name], {password_hash, hashing_algorithm, limits,',
  '          tags: (.tags // [] | if type == "string" then split(",") else . end | map(select(. != "")) | sort)}]),',
  '        (.global_parameters[]? | select(.name | test("^(cluster_(name|tags)$|internal)") | not) | [["global parameter", .name], {value}]),',
  '        (.permissions[]? | [["permission", .vhost, .user], {configure, write, read}]),',
  '        (.topic_permissions[]? | [["topic permission", .vhost, .user, .exchange], {write, read}]),',
  '        (.policies[]? | [["policy", .vhost, .name],',
  '          {pattern, "apply-to": .["apply-to"], priority, definition: (.definition | unmirrored)}]),',
  '        (.parameters[]? | select(.component | test("^(shovel$|federation-)") | not) | [[.component, .vhost, .name],',
  '          {value: (.value | if (.definition? | type) == "object" then .definition |= unmirrored else . end)}]),',
  '        (.exchanges[]? | select(.name | made | not) | [["exchange", .vhost, .name], {type, durable, auto_delete, internal, arguments}]),',
  '        (.queues[]? | select(.name | made | not) | [["queue", .vhost, .name],',
  '          {durable, auto_delete, arguments: (.arguments // {} | del(.["x-queue-type"])),',
  '          type: (((.arguments // {})["x-queue-type"] | known) // .type //',
  '            if .durable == false or .auto_delete then "classic" else $vhosts[.vhost] | fallback // $default end)}]),',
  '        (.bindings[]? | select(.destination | made | not) |',
  '          [["binding", .vhost, .source, .destination_type, .destination, .routing_key, .arguments], {}]);',
];

/** A member that an object does not have is not compared. */
const DIFFERENCES = [
  '      def differences($others): INDEX($others | listed; .[0] | tojson) as $there | [listed | . as [$is, $has] |',
  '        $there[$is | tojson] as $other | if $other == null then [$is, "is missing"] else $has | keys[] | . as $key |',
  '          select($has[$key] != null and $has[$key] != $other[1][$key]) | [$is, $key, "differs"] +',
  '            if $key == "password_hash" or $is[0] == "global parameter" then [] else [$has[$key], $other[1][$key]] end end];',
];

/** What a broker may have besides: what all brokers have, what Amazon MQ owns, its administrator, and what drains the old one. */
const EXTRA = [
  '      def owned: . == null or . == "" or test("AWS-OWNED|^AWS-DEFAULT-|^default_operator_policy_AWS_managed$");',
  '      def extra: . as [$kind, $in, $name] | def strange: (owned | not) and . != $administrator and . != $drainer;',
  '        if $kind == "virtual host" or $kind == "vhost-limits" then $in != "/" elif $kind == "user" then $in | strange',
  '        elif $kind | endswith("permission") then $name | strange',
  '        elif $kind | endswith("policy") then ($name | owned | not) and $name != "drain-old" else true end;',
];

/** A queue that expires takes its bindings with it. */
const EXPIRING = [
  '      def settings: .effective_policy_definition | if type == "object" then unmirrored | del(.["queue-version"]) else {} end;',
  '      def expiring: . as [$is, $what] | (if $is[0] == "queue" then $is[2] elif $is[0] == "binding" then $is[4] else null end) as $queue |',
  '        if $what == "is missing" and any($before[]; .vhost == $is[1] and .name == $queue and',
  '          (settings.expires // .arguments["x-expires"]?) != null) then ["expires without consumers"] else [] end;',
];

/** What the policies of a queue set, of both kinds. Where `definitions` divided a policy, its twin has another name. */
const POLICIES = [
  '      def policies: INDEX((.policies[]? | {is: ["policy", .vhost, .name], definition}), (.parameters[]? |',
  '        select(.component == "operator_policy") | {is: [.component, .vhost, .name], definition: .value.definition}); .is | tojson);',
  '      def sets($all; $key): . as $queue | ["policy", "operator_policy"] |',
  '        map($all[[., $queue.vhost, $queue[.]] | tojson].definition[$key]);',
  '      def successors($old; $had): reduce ("policy", "operator_policy") as $kind (.;',
  '        if (.[$kind] // "" | startswith("\\($old[$kind])-quorum")) and $had[[$kind, .vhost, .[$kind]] | tojson] == null',
  '        then . else .[$kind] = $old[$kind] end);',
  '      def winners: {policy} + if (.operator_policy // "") == "" then {} else {operator_policy} end;',
];

/** Queues whose settings differ in the same way make one line. */
const QUEUES = [
  '      def untold($broker; $all): [$all[] | select(has("effective_policy_definition") | not)] | select(. != []) |',
  '        [$broker, "\\(length) queues, such as", [.[0].vhost, .[0].name], "do not tell their policy yet: compare again"];',
  '      def queues: INDEX($after[]; [.vhost, .name] | tojson) as $there | ($exported[0] | policies) as $had |',
  '        ($imported[0] | policies) as $has | [$before[] | . as $old | $there[[.vhost, .name] | tojson] | select(. != null) |',
  '          . as $new | ($old | settings) as $was | ($new | settings) as $is |',
  '          [$was + $is | keys[] | select($was[.] != $is[.])] as $keys | select($keys != []) |',
  '          {queue: [.vhost, .name], line: (if all($old, $new | .policy, .operator_policy; owned) then ["defaults of Amazon MQ", "differ",',
  '              ($old | winners + {settings: $was}), ($new | winners + {settings: $is})]',
  '            else $keys[] as $key | ($old | sets($had; $key)) as $exports | (successors($old; $had) | sets($has; $key)) as $imports |',
  '              select($exports == $imports or ([$is[$key]] - if $imports == [null, null] then [null] else $imports - [null] end) != []) |',
  '              [$key, "differs", ($old | winners + {value: $was[$key]}), ($new | winners + {value: $is[$key]})] end)}] |',
  '        group_by(.line) | map(["\\(length) queues, such as", .[0].queue] + .[0].line);',
];
