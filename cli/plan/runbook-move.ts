import { quote } from 'shlex';
import type { Step } from './markdown.ts';
import { code, commands, list } from './markdown.ts';
import { drainStep } from './runbook-drain.ts';
import type { RunbookFacts } from './runbook-facts.ts';

/** The steps that bring clients and messages to the new broker, and end the old one. */
export function moveSteps(facts: RunbookFacts): readonly Step[] {
  return [consumers(), producers(facts), drainStep(facts), verify(facts), remove(facts)];
}

function consumers(): Step {
  return {
    title: 'Let consumers read from both brokers',
    parts: [
      'Start a second set of each consumer, connected to the new broker, beside those of the old one. As no message is published to the new broker yet, ' +
        'nothing is read twice and nothing waits for a reader later.',
      'Where the order of messages matters across the change, start none: stop the producers, let the old queues run empty, then switch producers and consumers together.',
      commands(
        `OLD_AMQP=${endpointOf('OLD')}`,
        `NEW_AMQP=${endpointOf('NEW')}`,
        'echo "$NEW_AMQP"',
        'new /api/consumers | jq length',
      ),
    ],
    wayBack: 'stop the second set.',
  };
}

function producers({ wasPublic }: RunbookFacts): Step {
  return {
    title: 'Switch the producers',
    parts: [
      'Look once more whether the new broker has all that messages are routed through. **Stop here while anything is listed that clients publish to or read from.**',
      commands('missing'),
      list([
        'The endpoint is in the configuration, the DNS record or the secret that clients read. TLS checks the name: a `CNAME` of your own does not match ' +
          'the certificate of Amazon MQ, so that clients need the name of the endpoint itself.',
        'Passwords of users are those of before, as their hashes were imported. Only the administrator is new.',
        'The shovels and federation upstreams of the old broker were left out. Shovels and federated queues: delete them on the old broker, then recreate them on the new one; the messages wait where they are. ' +
          'Federated exchanges the other way round, or messages between are lost: both brokers get each message for a while. Point those of other brokers at the new endpoint.',
        'Restart clients that read the address only when they start, and lower the lifetime of DNS records some time before.',
        ...(wasPublic
          ? [
              'The new broker is private: clients outside of the VPC need a way in, such as a VPN, Direct Connect, peering or a transit gateway, and an ' +
                'address among those that the security group lets in.',
            ]
          : []),
      ]),
      commands(
        `old /api/overview | jq '.message_stats.publish_details.rate // 0'`,
        `new /api/overview | jq '{rate: (.message_stats.publish_details.rate // 0), dropped: (.message_stats.drop_unroutable // 0)}'`,
      ),
      'The first number goes to 0. If `dropped` grows, messages find no queue: switch back and see what is missing.',
    ],
    wayBack:
      'give producers the old endpoint again. Consumers of both brokers go on; where you started none before, switch those back too, and move what is on the new ' +
      'broker already with the shovel of the next step, source and target exchanged.',
  };
}

function endpointOf(broker: 'OLD' | 'NEW'): string {
  const query = 'BrokerInstances[0].Endpoints[?starts_with(@, `amqps://`)] | [0]';
  return `$(aws mq describe-broker --broker-id "$${broker}_ID" --query ${quote(query)} --output text)`;
}

function verify({ planned: { broker } }: RunbookFacts): Step {
  const regions = broker.region === undefined ? '' : ` --regions ${quote(broker.region)}`;
  return {
    title: 'Stop the old consumers, and verify',
    parts: [
      'Stop the consumers of the old broker. Then wait as long as it takes until every job that runs seldom has run, and look whether anybody still uses it. ' +
        'Both have to be nothing: `{"messages": 0, "connections": []}`.',
      commands(
        'left() {',
        '  old /api/queues >queues.json && old /api/connections >connections.json &&',
        '    jq -n --slurpfile queues queues.json --slurpfile connections connections.json \\',
        `      '{messages: ($queues[0] | map(.messages // error("a queue does not tell its messages")) | add // 0),`,
        '        connections: [$connections[0][] | select((.user // "") | test("AWS-OWNED") | not) |',
        `          {user, peer_host, name: .client_properties.connection_name}]}'`,
        '}',
        'left',
      ),
      'The new broker has to pass. The scan still finds the old one, and its log group shows that the log arrives.',
      commands(
        'aws mq describe-broker --broker-id "$NEW_ID" | rabbitmq-conformance evaluate',
        `rabbitmq-conformance scan${regions}`,
        `aws logs describe-log-groups --log-group-name-prefix "/aws/amazonmq/broker/$NEW_ID" --query 'logGroups[].logGroupName'`,
      ),
      list([
        'Alarms and dashboards name the old broker: the dimension `Broker` of its CloudWatch metrics is its name. Point them at the new name.',
      ]),
    ],
    wayBack:
      'start the consumers again, switch producers back as above, and move messages with the shovel, source and target exchanged.',
  };
}

function remove({ planned: { properties }, format, wasPublic }: RunbookFacts): Step {
  const stack = properties.tags?.get('aws:cloudformation:stack-name');
  const owner =
    stack !== undefined && /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stack)
      ? `the CloudFormation stack ${code(stack)}, as its tags say`
      : 'Terraform or a CloudFormation stack';
  return {
    title: 'Delete the old broker',
    parts: [
      `**There is no way back from this step:** its messages are gone. Where it belongs to ${owner}, see that \`left\` still shows nothing, then take it out there, ` +
        'or the next run makes it again. Only where it belongs to nothing, or still runs then:',
      commands(
        `if [[ $(left | jq '.messages == 0 and .connections == []') == true ]]; then`,
        '  aws mq delete-broker --broker-id "$OLD_ID"',
        'else',
        "  echo 'Not deleted: it is still in use, or does not tell.' >&2",
        '  left >&2',
        'fi',
      ),
      `Then keep the new one from being deleted by mistake: ${PROTECT[format]}`,
      ...(wasPublic
        ? [
            'Passwords that were in use on the public broker came along as hashes. Change them now, from the users of the clients on; before, the old broker would have refused them.',
          ]
        : []),
      'Last, delete what has passwords or their hashes:',
      commands(
        'rm -f old.curl new.curl own.curl exported.json definitions.json old-now.json new-now.json queues.json connections.json rabbitmq.conf',
        'unset OLD_PASSWORD NEW_PASSWORD OWN_PASSWORD DRAIN_PASSWORD',
      ),
    ],
    wayBack: 'none. Until you take this step, all of the above can be undone.',
  };
}

const PROTECT = {
  terraform: 'add `lifecycle { prevent_destroy = true }` to `aws_mq_broker.replacement`.',
  cloudformation: 'set `DeletionPolicy` of `Broker` to `Retain`, and deploy the template again.',
  cli: 'declare it where you keep your infrastructure, with `prevent_destroy` or `DeletionPolicy: Retain`.',
} as const;
