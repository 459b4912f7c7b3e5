import { quote } from 'shlex';
import type { Step } from './markdown.ts';
import { code, commands, list } from './markdown.ts';
import { REPLACED_BY_TAG } from './names.ts';
import { drainStep } from './runbook-drain.ts';
import type { RunbookFacts } from './runbook-facts.ts';

/** The steps that move clients and messages to the new broker. */
export function moveSteps(facts: RunbookFacts): readonly Step[] {
  return [consumers(), producers(facts), drainStep(facts), verify(facts)];
}

function consumers(): Step {
  return {
    title: 'Let consumers read from both brokers',
    parts: [
      'Start a second set of your consumers, connected to the new broker. Keep the first set on the old one. Nobody publishes to the new broker yet, ' +
        'so nothing is consumed twice. Later, no message waits for a consumer.',
      'Did `compare` list queues that expire without consumers? Then import the definitions and compare again now, while the second set runs.',
      'If messages must stay in order across the move, do not start a second set. Stop the producers, let the old queues run empty, then switch producers and consumers together.',
      commands(
        `OLD_AMQP=${endpointOf('OLD')}`,
        `NEW_AMQP=${endpointOf('NEW')}`,
        'echo "$NEW_AMQP"',
        'new /api/overview | jq .object_totals.consumers',
      ),
    ],
    undo: 'stop the second set.',
  };
}

function producers({ wasPublic, replacement }: RunbookFacts): Step {
  return {
    title: 'Switch the producers',
    parts: [
      'Compare the brokers again. **Stop here while anything is listed that you cannot explain:** clients would lose messages or access.',
      commands('compare'),
      list([
        'Change the endpoint in the configuration, the DNS record or the secret that clients read. TLS verifies the name: a `CNAME` of your own does not match ' +
          'the certificate of Amazon MQ. Clients must use the name of the endpoint itself.',
        ...(replacement.switchAuthentication
          ? []
          : ['Users keep their passwords, because the import includes the hashes. Only the administrator is new.']),
        'The import left out the shovels and federation upstreams of the old broker. Delete shovels and the upstreams of federated queues on the old broker, then recreate them on the new one: messages wait where they are. ' +
          'For the upstreams of federated exchanges, recreate first and delete afterwards, or messages in between are lost. For a while, both brokers then get each message.',
        'Point the shovels and upstreams of other brokers at the new endpoint.',
        'Lower the TTL of DNS records well in advance. Restart clients that read the address only when they start.',
        ...(wasPublic
          ? [
              'The new broker is private. Clients outside the VPC need a connection to it, such as a VPN, Direct Connect, VPC peering or a transit gateway. ' +
                'The security group must allow their addresses.',
            ]
          : []),
      ]),
      commands(
        `old /api/overview | jq '.message_stats.publish_details.rate // 0'`,
        `new /api/overview | jq '{rate: (.message_stats.publish_details.rate // 0), dropped: (.message_stats.drop_unroutable // 0)}'`,
      ),
      'The first number falls to 0. If `dropped` grows, messages reach no queue: switch back and find out what is missing.',
    ],
    undo:
      'give the producers the old endpoint again. Consumers of both brokers keep running. If you started no second set, switch the consumers back too. Then move the messages on the new ' +
      'broker back with the shovel of the next step: swap source and destination.',
  };
}

function endpointOf(broker: 'OLD' | 'NEW'): string {
  const query = 'BrokerInstances[0].Endpoints[?starts_with(@, `amqps://`)] | [0]';
  return `$(aws mq describe-broker --broker-id "$${broker}_ID" --query ${quote(query)} --output text)`;
}

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-4.html
const QUEUE_METRICS =
  'A RabbitMQ 4 broker has **no metrics of single queues** in CloudWatch: an alarm on one has no data. Read the queue from the management API instead, at most once a minute. ' +
  'These alarms name the old broker, and the queue if they are on one:';

function alarms(major: number): readonly string[] {
  return [
    'Alarms and dashboards name the old broker, because the dimension `Broker` of its CloudWatch metrics is its name. Change them to the new name. ' +
      (major < 4 ? 'These alarms name the old broker:' : QUEUE_METRICS),
    commands(
      'aws cloudwatch describe-alarms --output json | jq -r --arg broker "$OLD_NAME" \\',
      `  '.MetricAlarms[] | [.Dimensions // [], (.Metrics[]?.MetricStat.Metric.Dimensions // [])] as $all | select(any($all[][]; .Name == "Broker" and .Value == $broker)) |`,
      `    [.AlarmName, ($all[][] | select(.Name == "Queue").Value)] | @tsv'`,
    ),
  ];
}

function verify({ planned: { broker }, to }: RunbookFacts): Step {
  const regions = broker.region === undefined ? '' : ` --regions ${quote(broker.region)}`;
  return {
    title: 'Stop the old consumers, and verify',
    parts: [
      'Stop the consumers of the old broker. Wait for jobs that run rarely, such as monthly ones. Then check that nobody uses the old broker any more. ' +
        'The result must be `{"messages": 0, "connections": []}`.',
      commands(
        'left() {',
        '  pages old queues name,messages >queues.json && pages old connections user,peer_host,client_properties >connections.json &&',
        '    jq -n --slurpfile queues queues.json --slurpfile connections connections.json \\',
        `      '{messages: ($queues | map(.messages // error("a queue reports no message count")) | add // 0),`,
        '        connections: [$connections[] | select((.user // "") | test("AWS-OWNED") | not) |',
        `          {user, peer_host, name: .client_properties.connection_name}]}'`,
        '}',
        'left',
      ),
      'The new broker must pass every check. The scan still finds the old one. The log group of the new broker shows that its log arrives.',
      commands(
        'aws mq describe-broker --broker-id "$NEW_ID" | rabbitmq-conformance evaluate',
        `rabbitmq-conformance scan${regions}`,
        `aws logs describe-log-groups --log-group-name-prefix "/aws/amazonmq/broker/$NEW_ID" --query 'logGroups[].logGroupName'`,
      ),
      ...alarms(to.major),
      'Say on the old broker which one replaced it. A scan then shows that it has moved:',
      commands(
        'OLD_ARN=$(aws mq describe-broker --broker-id "$OLD_ID" --query BrokerArn --output text)',
        `aws mq create-tags --resource-arn "$OLD_ARN" --tags "{\\"${REPLACED_BY_TAG}\\": \\"$NEW_ID\\"}"`,
      ),
    ],
    undo:
      `remove the tag with \`aws mq delete-tags --resource-arn "$OLD_ARN" --tag-keys ${REPLACED_BY_TAG}\`, start the old consumers again, switch the producers back as above, ` +
      'and move messages back with the shovel: swap source and destination.',
  };
}

/** The last step. @param before the others, whose files it deletes */
export function removeStep(
  { planned: { properties }, format, wasPublic }: RunbookFacts,
  before: readonly Step[],
): Step {
  const stack = properties.tags?.get('aws:cloudformation:stack-name');
  const owner =
    stack !== undefined && /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stack)
      ? `the CloudFormation stack ${code(stack)}, as its tags say`
      : 'Terraform or a CloudFormation stack';
  return {
    title: 'Delete the old broker',
    parts: [
      `**You cannot undo this step:** the messages of the old broker are gone. If the broker belongs to ${owner}, check that \`left\` still shows nothing, then remove it there. ` +
        'Otherwise, the next deployment creates it again. If no tool manages it, or it still runs after that, delete it here:',
      commands(
        `if [[ $(left | jq '.messages == 0 and .connections == []') == true ]]; then`,
        '  aws mq delete-broker --broker-id "$OLD_ID"',
        'else',
        "  echo 'Not deleted: cannot confirm that the old broker is unused.' >&2",
        '  left >&2',
        'fi',
      ),
      `Then protect the new broker against deletion by mistake: ${PROTECT[format]}`,
      ...(wasPublic
        ? [
            'The import included the hashes of passwords that were in use on the public broker. Change these passwords now, and begin with the users of your clients. Until this step, the old broker would have rejected the new passwords.',
          ]
        : []),
      'Finally, delete what contains passwords or their hashes:',
      commands(`rm -f ${filesOf(before).join(' ')}`, 'unset OLD_PASSWORD NEW_PASSWORD OWN_PASSWORD DRAIN_PASSWORD'),
    ],
    undo: 'you cannot. Until you take this step, you can undo all of the above.',
  };
}

/** The files that the commands of some steps write. */
function filesOf(steps: readonly Step[]): readonly string[] {
  const text = steps.flatMap(({ parts }) => parts).join('\n');
  const logins = [...text.matchAll(/\blogin (old|new|own) /g)].map(([, broker]) => `${broker}.curl`);
  const files = [...text.matchAll(/(?<![\w./-])[a-z][a-z-]*\.(?:json|conf)\b/g)].map(([name]) => name);
  return [...new Set([...logins, ...files])].sort();
}

const PROTECT = {
  terraform: 'add `prevent_destroy = true` to the `lifecycle` block of `aws_mq_broker.replacement`.',
  cloudformation: 'set `DeletionPolicy` of `Broker` to `Retain`, and deploy the template again.',
  cli: 'declare it in your infrastructure code, with `prevent_destroy` or `DeletionPolicy: Retain`.',
} as const;
