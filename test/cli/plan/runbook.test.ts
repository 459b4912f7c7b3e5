import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { temporaryFolder } from '../support.ts';
import { BROKERS } from './brokers.ts';
import { CONFIGURATION, described, GROUPS, ID, publicBroker, SUBNETS } from './described.ts';
import { blocksOf, commandsOf, stepsOf } from './runbook-reader.ts';
import { FORMATS, runbookIn } from './support.ts';

const folder = temporaryFolder();
const runbookOf = (input: unknown, ...options: readonly string[]) =>
  runbookIn(folder.path('runbook.md'), input, ...options);

describe.each(FORMATS)('the runbook of --format %s', (format) => {
  it.each(BROKERS)(
    'for %s has commands that bash understands, and says how to undo every step',
    async (_, input, options) => {
      const runbook = await runbookOf(input, ...options, '--format', format);
      const code = blocksOf(runbook);
      expect(code.length).toBeGreaterThan(10);
      execFileSync('bash', ['-n'], { input: code.join('\n') });
      const steps = [...runbook.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
      expect(steps).toEqual(Array.from({ length: steps.length }, (_, index) => index + 1));
      for (const step of stepsOf(runbook).values()) expect(step).toContain('**To undo:**');
      const written = code.flatMap((block) => [
        ...[...block.matchAll(/(?:>|\btee |\bmv \S+ |--output-importable )\s*([a-z][\w.-]*)/g)].map(([, file]) => file),
        ...[...block.matchAll(/\blogin (\w+) "?\$?\w/g)].map(([, broker]) => `${broker}.curl`),
      ]);
      const last = commandsOf(runbook).get('Delete the old broker') ?? [];
      const removed = /^rm -f (.*)$/m.exec(last.join(''))?.[1]?.split(' ');
      expect(removed).toEqual([...new Set(written)].sort());
      // What is pasted after a question would be its answer.
      for (const block of code) if (/\bread -r/.test(block)) expect(block).toMatch(/(^|\n)\{\n(.*\n)*\}\n$/);
    },
  );
});

describe('the steps', () => {
  test('come in an order in which nothing is lost', async () => {
    expect([...stepsOf(await runbookOf(publicBroker())).keys()]).toEqual([
      'Connect to the old broker, and measure it',
      'Check the quota, the instance type and the network',
      'Create the new broker',
      'Wait for the new broker, and evaluate it',
      'Connect to the new broker',
      'Export the definitions',
      'Import the definitions',
      'Let consumers read from both brokers',
      'Switch the producers',
      'Drain the old broker',
      'Stop the old consumers, and verify',
      'Delete the old broker',
    ]);
  });

  // A path that is not absolute.
  const kept = relative('.', join(tmpdir(), 'rabbitmq-conformance-plan.sh'));
  afterAll(() => rmSync(kept, { force: true }));
  it.each<[string, unknown, readonly string[], readonly (string | RegExp)[], readonly (string | RegExp)[]]>([
    ['name the old broker by its id', described(), [], [`OLD_ID=${ID}`], []],
    [
      'look the id up where it is not known',
      { ...described(), BrokerId: 'none at all', BrokerArn: undefined },
      [],
      ['select(.BrokerName == "orders")', 'set it to the region of the broker'],
      [],
    ],
    ['keep mirrored queues on RabbitMQ 3', described(), [], ['`ha-mode` to `all`'], ['does not mirror classic queues']],
    [
      'switch to quorum queues on RabbitMQ 4',
      described(),
      ['--engine-version', '4.2'],
      [
        'does not mirror classic queues',
        '--target-version 4.2',
        'Copy the configuration',
        'The old broker runs RabbitMQ 3.13',
      ],
      ['`ha-mode` to `all`'],
    ],
    [
      'ask the check of definitions for the version of the new broker',
      described(),
      ['--engine-version', '4.3'],
      ['--target-version 4.3'],
      [],
    ],
    [
      'stop while something is lost',
      described(),
      [],
      ['while a queue, a binding, an exchange, a policy, a user or a permission is LOST'],
      [],
    ],
    [
      'edit the export and nothing that is made of it',
      described(),
      [],
      ['run `definitions` again with `--quorum`', 'Fix `exported.json`'],
      ['in `definitions.json`', 'Fix `definitions.json`'],
    ],
    [
      'edit the export on RabbitMQ 4, too',
      described(),
      ['--engine-version', '4.2'],
      ['`exported.json`'],
      ['in `definitions.json`'],
    ],
    ['keep the virtual host of Amazon MQ', described(), [], ['Never delete its virtual host `/`'], []],
    ['suggest no password in the clear', described(), [], ['such as https://', 'ssh -L'], ['such as http://']],
    ['drain with a user whose name is new', described(), [], ['-drain-$(openssl rand -hex 4)}'], ['/api/users/drain']],
    [
      'name terraform where it is needed',
      described(),
      ['--format', 'terraform'],
      ['rabbitmq-conformance terraform; do', 'terraform -chdir'],
      ['`terraform destroy`'],
    ],
    [
      'judge the definitions by the limits of the new broker',
      described(),
      ['--engine-version', '4.2', '--host-instance-type', 'mq.m7g.large', '--limit', 'cluster_queue_limit=2000'],
      [/definitions exported\.json[^`]*--host-instance-type mq\.m7g\.large[^`]*--limit cluster_queue_limit=2000/],
      ['It compares with the default limits'],
    ],
    [
      'say that a kept configuration may have other limits',
      described({ EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large' }),
      [],
      [`It compares with the default limits. Add what configuration \`${CONFIGURATION.Id}\` sets`],
      [],
    ],
    ['count all brokers, not those of each page', described(), [], ["'length(BrokerSummaries)' --output json"], []],
    ['count consumers without reading all of them', described(), [], ['.object_totals.consumers'], ['/api/consumers']],
    ['need no configuration where it is kept', described(), [], [], ['create-configuration']],
    ['federate only from a public broker', publicBroker(), [], ['federation-upstream'], []],
    ['and do not from a private one', described(), [], ['run your own RabbitMQ'], ['federation-upstream/']],
    [
      'verify certificates, and say where nobody does',
      publicBroker(),
      [],
      ['verify=verify_peer&cacertfile=$CA_FILE&server_name_indication=', 'nobody verifies it', 'Erlang 27'],
      ['--netrc'],
    ],
    [
      'say how clients reach a private broker',
      publicBroker(),
      [],
      ['Clients outside the VPC need a connection to it'],
      [],
    ],
    [
      'take a message away only when it has arrived',
      publicBroker(),
      [],
      [
        '"dest-queue": $queue, "ack-mode": "on-confirm"',
        'uri: env.UPSTREAM, "ack-mode": "on-confirm"',
        '+ {"federation-upstream": "old"}',
        'federation-upstream/$VHOST_PATH/old" --request PUT',
      ],
      ['no-ack'],
    ],
    [
      'bring back shovels',
      described(),
      [],
      ['The import left out the shovels and federation upstreams of the old broker'],
      [],
    ],
    [
      'measure against the limits of the new broker',
      described(),
      ['--engine-version', '4.2', '--host-instance-type', 'mq.m7g.large'],
      ['"connection_max":[500,5000]', '"max_message_size":[524288,134217728]', 'ask the producers'],
      ['"connection_max":[null'],
    ],
    [
      'look at kept security groups and subnets',
      described({ SubnetIds: SUBNETS }),
      [],
      [`--subnet-ids ${SUBNETS.join(' ')}`, `describe-security-groups --group-ids ${GROUPS.join(' ')}`],
      ['subnet-…'],
    ],
    [
      'look at no security group that is still to be made',
      publicBroker(),
      [],
      ['Fill in the subnets'],
      ['--group-ids'],
    ],
    [
      'name the migration tool of Amazon MQ on RabbitMQ 3',
      described(),
      [],
      ['queue migration tool of Amazon MQ', 'These alarms name the old broker:'],
      ['no metrics of single queues** in CloudWatch'],
    ],
    [
      'say that RabbitMQ 4 has no metrics of queues, and verifies the certificate of an upstream',
      publicBroker(),
      ['--engine-version', '4.2'],
      ['no metrics of single queues** in CloudWatch', 'Amazon MQ verifies the certificate of the old broker'],
      ['queue migration tool', 'verify=verify_none'],
    ],
    [
      'say what happens to the old broker',
      described(),
      [],
      [
        'you delete its shovels and federation upstreams, move its messages, and tag it. While messages move, it has one user more.',
      ],
      ['stays as it is'],
    ],
    [
      'create no user where the old broker asks another server',
      described({ AuthenticationStrategy: 'CONFIG_MANAGED' }),
      [],
      ['move its messages, and tag it.'],
      [],
    ],
    ['name private networking', described(), [], ['private-networking.html'], []],
    [
      'do not where AWS GovCloud has none',
      described({ BrokerArn: `arn:aws-us-gov:mq:us-gov-west-1:111122223333:broker:orders:${ID}` }),
      [],
      [],
      ['private-networking.html'],
    ],
    [
      'tag the old broker when the move is verified',
      described(),
      [],
      ['--tags "{\\"rabbitmq-conformance:replaced-by\\": \\"$NEW_ID\\"}"', 'aws mq delete-tags'],
      [],
    ],
    [
      'log in with a token where the configuration says who logs in',
      described({ AuthenticationStrategy: 'CONFIG_MANAGED' }),
      [],
      [
        'Authorization: Bearer',
        'Password or token',
        `CONFIGURATION_ID=${CONFIGURATION.Id} REVISION=${CONFIGURATION.Revision}`,
        '--authentication-strategy CONFIG_MANAGED',
        'mq:UpdateBrokerAccessConfiguration',
        "'User for AMQP: '",
      ],
      ['Administrator of the old broker', 'openssl rand -hex 4', '/api/users/$DRAINER'],
    ],
    [
      'copy the configuration that says who logs in to another version',
      described({ AuthenticationStrategy: 'CONFIG_MANAGED' }),
      ['--engine-version', '4.2'],
      ['aws mq create-configuration', '--authentication-strategy CONFIG_MANAGED'],
      ['Copy the configuration, if you changed it'],
    ],
    ['name alarms', described(), [], ['Alarms and dashboards name the old broker'], ['Change these passwords now']],
    [
      'change passwords that were public',
      publicBroker(),
      [],
      ['hashes of passwords that were in use on the public broker. Change these passwords now'],
      [],
    ],
    [
      'say in the table that clients can lose a broker with two subnets when a zone fails',
      described(),
      ['--subnet-ids', SUBNETS.slice(0, 2).join(',')],
      ['| subnets | 1 | 2: **if a zone fails, clients can lose the broker'],
      [],
    ],
    ['name the stack of the old broker', described(), [], ['the CloudFormation stack `orders`'], []],
    [
      'do not repeat the name of a stack that is none',
      described({ Tags: { 'aws:cloudformation:stack-name': '`$(x)`' } }),
      ['--format', 'terraform'],
      ['belongs to Terraform or a CloudFormation stack'],
      ['$(x)'],
    ],
    ['say where to save a plan without a file', described(), [], ['as `replacement.sh`', '"$HERE/replacement.sh"'], []],
    ['find the file of the plan from anywhere', described(), ['--output', kept], [`bash ${resolve(kept)}`], ['Save']],
    [
      'give what Terraform asks for',
      publicBroker(),
      ['--format', 'terraform'],
      ["-var 'client_sources=[", 'prevent_destroy = true'],
      ['SubnetId1='],
    ],
    [
      'give what a stack asks for',
      publicBroker(),
      ['--format', 'cloudformation'],
      [
        "'SubnetId1=subnet-…' 'SubnetId2=subnet-…' 'SubnetId3=subnet-…'",
        "'ClientCidr=…'",
        'aws cloudformation delete-stack --stack-name "$STACK"',
        '`DeletionPolicy` of `Broker`',
      ],
      ['-var'],
    ],
    ['ask for nothing that is known', described({ SubnetIds: SUBNETS }), ['--format', 'terraform'], [], ['-var ']],
  ])('%s', async (_, input, options, expected, unexpected) => {
    const runbook = await runbookOf(input, ...options);
    for (const text of expected) expect(runbook).toMatch(text instanceof RegExp ? text : literal(text));
    for (const text of unexpected) expect(runbook).not.toMatch(text instanceof RegExp ? text : literal(text));
  });
});

function literal(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
