import type { EngineVersion } from '../rabbitmq/engine-version.ts';
import { areConfigurable, defaultLimits, LIMIT_KEYS, maximumLimits } from '../rabbitmq/limits.ts';
import type { Step } from './markdown.ts';
import { code, commands } from './markdown.ts';
import type { Replacement } from './replacement.ts';
import { connectOld } from './runbook-connect.ts';
import type { RunbookFacts } from './runbook-facts.ts';

/** The limits of the new broker by their configuration keys: as it is planned, and the highest. */
type MeasuredLimits = Readonly<Record<string, readonly [planned: number | undefined, highest: number | undefined]>>;

/** The first step: whether the new broker has room for what the old one does. */
export function measureStep(facts: RunbookFacts): Step {
  const { replacement, to } = facts;
  const { hostInstanceType } = replacement;
  return {
    title: 'Connect to the old broker, and measure it',
    parts: [
      ...connectOld(facts),
      `Then compare what the old broker has with the limits of the new one, ${code(hostInstanceType)}. Measure when it is busy.`,
      commands(...measure(replacement, limitsOf(replacement, to))),
      'Connections and channels are limited on each node. A load balancer spreads them over three nodes, and over two while one is down: the numbers are half of all. ' +
        'No API tells the largest message: **ask the producers.** The number is only the largest average of a queue that has messages.',
      'These are the highest numbers of each day in the last two weeks:',
      commands(...peaks()),
    ],
    undo: 'this step changes nothing. Delete `old.curl`, which contains the password.',
  };
}

function limitsOf(
  { hostInstanceType, configuration, limits }: Replacement,
  engineVersion: EngineVersion,
): MeasuredLimits {
  const size = { engineVersion, hostInstanceType, deploymentMode: 'CLUSTER_MULTI_AZ' } as const;
  // A configuration that is kept may set any of them.
  const planned = configuration && areConfigurable(engineVersion) ? {} : { ...defaultLimits(size), ...limits };
  const highest = maximumLimits(size) ?? {};
  return Object.fromEntries(
    LIMIT_KEYS.filter((key) => highest[key] !== undefined).map((key) => [key, [planned[key], highest[key]]]),
  );
}

function measure({ hostInstanceType, configuration }: Replacement, limits: MeasuredLimits): readonly string[] {
  const isKnown = Object.keys(limits).length > 0;
  const unlimited = isKnown ? 'no limit known: nothing to do' : `look up the limit of ${hostInstanceType}`;
  return [
    'measure() {',
    '  old /api/overview >overview.json && old "/api/vhosts?columns=name" >vhosts.json && old "/api/parameters/shovel?columns=name" >shovels.json &&',
    '    pages old channels consumer_count >channels.json && pages old queues messages,message_bytes >queues.json &&',
    `    jq -nr --argjson limits '${JSON.stringify(limits)}' --slurpfile overview overview.json --slurpfile vhosts vhosts.json \\`,
    "      --slurpfile shovels shovels.json --slurpfile channels channels.json --slurpfile queues queues.json '",
    '      def half: if . == null then null else (. + 1) / 2 | floor end;',
    '      $overview[0].object_totals as $all |',
    '      [ ["connection_max", "connections on a node", ($all.connections | half)],',
    '        ["channel_max_per_node", "channels on a node", ($all.channels | half)],',
    '        ["consumer_max_per_channel", "consumers on a channel", ([$channels[].consumer_count] | if any(. == null) then null else max // 0 end)],',
    '        ["cluster_queue_limit", "queues", $all.queues],',
    '        ["vhost_max", "virtual hosts", ($vhosts[0] | length)],',
    '        ["cluster_exchange_limit", "exchanges", $all.exchanges],',
    '        ["runtime_parameters.limits.shovel", "shovels", ($shovels[0] | length)],',
    '        ["max_message_size", "bytes of an average message",',
    '          ([$queues[] | select((.messages // 0) > 0) | .message_bytes / .messages | ceil] | max // 0)] ][] |',
    '      . as [$key, $what, $found] | ($limits[$key] // [null, null]) as [$limit, $highest] |',
    '      [$what, $found // "not known", $limit // "not known", if $found == null then "not reported yet: measure again"',
    `        elif $highest == null then "${unlimited}"`,
    '        elif $limit != null and $found <= $limit then if $key == "max_message_size" then "ask the producers" else "fits" end',
    '        elif $found > $highest or $limit == $highest then',
    `          "too many for ${hostInstanceType}: plan again with a larger --host-instance-type"`,
    ...(configuration
      ? [
          `        elif $limit == null then "check that configuration ${configuration.id} allows it: at most \\($highest)"`,
        ]
      : []),
    `        else "plan again with --limit \\($key)=\\($found) or more, at most \\($highest)" end] | @tsv'`,
    '}',
    `printf 'what\\told broker\\tlimit\\tresult\\n'`,
    'measure',
    `old /api/overview | jq -r '.message_stats | "published and delivered a second: \\(.publish_details.rate // 0), \\(.deliver_get_details.rate // 0)"'`,
  ];
}

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-logging-monitoring.html
function peaks(): readonly string[] {
  return [
    'OLD_NAME=$(aws mq describe-broker --broker-id "$OLD_ID" --query BrokerName --output text)',
    'for metric in ConnectionCount ChannelCount ConsumerCount QueueCount; do',
    '  printf \'%s\\t\' "$metric"',
    '  aws cloudwatch get-metric-statistics --namespace AWS/AmazonMQ --metric-name "$metric" --statistics Maximum --period 86400 \\',
    '    --start-time "$(jq -nr \'now - 14 * 86400 | floor | todate\')" --end-time "$(jq -nr \'now | floor | todate\')" \\',
    '    --dimensions "Name=Broker,Value=$OLD_NAME" --query \'sort_by(Datapoints, &Timestamp)[].Maximum\' --output text',
    'done',
  ];
}
