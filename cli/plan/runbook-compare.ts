import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { commands } from './markdown.ts';

/**
 * The shell function `compare`. It compares three times:
 *
 * - the definitions of the old broker with its export, so that nothing is forgotten that was declared since
 * - the definitions of the new broker with those that were imported: they are what `rabbitmq-conformance definitions` promised
 * - the policy settings of each queue, before and after, because a policy of Amazon MQ can win over one of your own
 *
 * It leaves out what was announced: the settings of a policy that `definitions` changed, mirroring (RabbitMQ 4 has none, and
 * Amazon MQ adds it to every policy of a 3.13 cluster) and what Amazon MQ owns. It prints no password hash.
 */
export function compareCommands({ major }: EngineVersion): string {
  return commands(
    'compare() {',
    '  old /api/definitions >old-now.json && new /api/definitions >new-now.json &&',
    '    pages old queues vhost,name,policy,effective_policy_definition >old-queues.json &&',
    '    pages new queues vhost,name,policy,effective_policy_definition >new-queues.json &&',
    `    jq -nr --arg default ${major < 4 ? 'classic' : 'quorum'} --slurpfile exported old-definitions.json --slurpfile now old-now.json \\`,
    '      --slurpfile imported definitions.json --slurpfile found new-now.json \\',
    `      --slurpfile before old-queues.json --slurpfile after new-queues.json '`,
    ...LISTED,
    ...DIFFERENCES,
    ...QUEUES,
    '      [ ($now[0] | differences($exported[0])[] | select(.[1] == "is missing") | ["old broker, since the export", .[0], "is new"]),',
    '        ($exported[0] | differences($now[0])[] | ["old broker, since the export"] + .),',
    '        ($imported[0] | del(.queues[]?.type) | differences($found[0])[] | ["new broker"] + .),',
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
  '        (.permissions[]? | [["permission", .vhost, .user], {configure, write, read}]),',
  '        (.topic_permissions[]? | [["topic permission", .vhost, .user, .exchange], {write, read}]),',
  '        (.policies[]? | [["policy", .vhost, .name],',
  '          {pattern, "apply-to": .["apply-to"], priority, definition: (.definition | unmirrored)}]),',
  '        (.parameters[]? | select(.component | test("^(shovel$|federation-)") | not) | [[.component, .vhost, .name],',
  '          {value: (.value | if (.definition? | type) == "object" then .definition |= unmirrored else . end)}]),',
  '        (.exchanges[]? | [["exchange", .vhost, .name], {type, durable, auto_delete, internal, arguments}]),',
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
  '            if $key == "password_hash" then [] else [$has[$key], $other[1][$key]] end end];',
];

/** Queues whose settings differ in the same way make one line. */
const QUEUES = [
  '      def owned: . == null or . == "" or test("AWS-OWNED|^AWS-DEFAULT-");',
  '      def settings: .effective_policy_definition | if type == "object" then unmirrored | del(.["queue-version"]) else {} end;',
  '      def untold($broker; $all): [$all[] | select(has("effective_policy_definition") | not)] | select(. != []) |',
  '        [$broker, "\\(length) queues, such as", [.[0].vhost, .[0].name], "do not tell their policy yet: compare again"];',
  '      def policies: INDEX(.policies[]?; [.vhost, .name] | tojson);',
  '      def queues: INDEX($after[]; [.vhost, .name] | tojson) as $there | ($exported[0] | policies) as $had |',
  '        ($imported[0] | policies) as $has | [$before[] | . as $old | $there[[.vhost, .name] | tojson] | select(. != null) |',
  '          . as $new | select(($old.policy | owned | not) or ($new.policy | owned | not)) |',
  '          ([.vhost, $old.policy] | tojson) as $policy | ([.vhost, if ($new.policy // "") |',
  '            startswith("\\($old.policy)-quorum") then $new.policy else $old.policy end] | tojson) as $successor |',
  '          (($old | settings) + ($new | settings) | keys[]) as $key |',
  '          ($old | settings[$key]) as $was | ($new | settings[$key]) as $is |',
  '          $had[$policy].definition[$key] as $exports | $has[$successor].definition[$key] as $imports |',
  '          select($was != $is and ($exports == $imports or $is != $imports)) |',
  '          {queue: [.vhost, .name], line: [$key, "differs", {policy: $old.policy, value: $was}, {policy: $new.policy, value: $is}]}] |',
  '        group_by(.line) | map(["\\(length) queues, such as", .[0].queue] + .[0].line);',
];
