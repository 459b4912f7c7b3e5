import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { temporaryFolder } from '../support.ts';
import { BROKERS } from './brokers.ts';
import { CONFIGURATION, described, ID, publicBroker } from './described.ts';
import { blocksOf, commandsOf, stepsOf, wayBackOf } from './runbook-reader.ts';
import { FORMATS, runbookIn } from './support.ts';

const folder = temporaryFolder();
const runbookOf = (input: unknown, ...options: readonly string[]) =>
  runbookIn(folder.path('runbook.md'), input, ...options);

describe.each(FORMATS)('the runbook of --format %s', (format) => {
  it.each(BROKERS)(
    'for %s has commands that bash understands, and a way back at every step',
    async (_, input, options) => {
      const runbook = await runbookOf(input, ...options, '--format', format);
      const code = blocksOf(runbook);
      expect(code.length).toBeGreaterThan(10);
      execFileSync('bash', ['-n'], { input: code.join('\n') });
      const steps = [...runbook.matchAll(/^## (\d+)\. /gm)].map(([, number]) => Number(number));
      expect(steps).toEqual(Array.from({ length: steps.length }, (_, index) => index + 1));
      for (const step of stepsOf(runbook).values()) expect(step).toContain('**Way back:**');
      // What is pasted after a question would be its answer.
      for (const block of code) if (/\bread -r/.test(block)) expect(block).toMatch(/(^|\n)\{\n(.*\n)*\}\n$/);
    },
  );
});

describe('the steps', () => {
  test('come in an order in which nothing is lost', async () => {
    expect([...stepsOf(await runbookOf(publicBroker())).keys()]).toEqual([
      'See that Amazon MQ offers it',
      'Create the new broker',
      'Wait until it runs, and evaluate it',
      'Connect to both management APIs',
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
    ['name the old broker by its id', described(), [], [`OLD_ID='${ID}'`], []],
    [
      'look the id up where it is not known',
      { ...described(), BrokerId: 'none at all', BrokerArn: undefined },
      [],
      ['select(.BrokerName == "orders")', 'give the region'],
      [],
    ],
    ['keep mirrored queues on RabbitMQ 3', described(), [], ['`ha-mode` to `all`'], ['mirrors no classic queues']],
    [
      'change over to quorum queues on RabbitMQ 4',
      described(),
      ['--engine-version', '4.2'],
      [
        'mirrors no classic queues',
        '--target-version 4.2',
        'Bring over the configuration',
        'The old broker has RabbitMQ 3.13',
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
    ['stop while a queue is lost', described(), [], ['Do not go on while a queue, a binding'], []],
    ['need no configuration where it is kept', described(), [], [], ['create-configuration']],
    ['federate only from a public broker', publicBroker(), [], ['federation-upstream'], []],
    ['and do not from a private one', described(), [], ['take a RabbitMQ of your own'], ['federation-upstream/']],
    [
      'verify certificates, and say where nobody does',
      publicBroker(),
      [],
      [
        'verify=verify_peer&cacertfile=$CA_FILE&server_name_indication=',
        'nobody verifies the certificate',
        'Erlang 25',
      ],
      ['--netrc'],
    ],
    ['say how clients reach a private broker', publicBroker(), [], ['clients outside of the VPC need a way in'], []],
    [
      'take a message away only when it has arrived',
      publicBroker(),
      [],
      [
        '"dest-queue": $queue, "ack-mode": "on-confirm"',
        'uri: env.UPSTREAM, "ack-mode": "on-confirm"',
        'definition: {"federation-upstream": "old"}',
        'federation-upstream/$VHOST_PATH/old" --request PUT',
      ],
      ['no-ack'],
    ],
    ['bring back shovels', described(), [], ['Recreate the shovels and federation upstreams'], []],
    ['name alarms', described(), [], ['Alarms and dashboards name the old broker'], ['Change them now']],
    ['change passwords that were public', publicBroker(), [], ['came along as hashes. Change them now'], []],
    [
      'say in the table that a single subnet is lost with its zone',
      described(),
      [],
      ['| subnets | 1 | 1: **clients lose it with its zone'],
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
    ['find the file of the plan from anywhere', described(), ['--output', kept], [`bash '${resolve(kept)}'`], ['Save']],
    [
      'give what Terraform asks for',
      publicBroker(),
      ['--format', 'terraform'],
      ["-var 'vpc_id=vpc-…'", 'prevent_destroy = true'],
      ['SubnetIds='],
    ],
    [
      'give what a stack asks for',
      publicBroker(),
      ['--format', 'cloudformation'],
      ["'ClientCidr=…'", 'aws cloudformation delete-stack --stack-name "$STACK"', '`DeletionPolicy` of `Broker`'],
      ['-var'],
    ],
    ['ask for nothing that is known', described(), ['--format', 'terraform'], [], ['-var ']],
  ])('%s', async (_, input, options, expected, unexpected) => {
    const runbook = await runbookOf(input, ...options);
    for (const text of expected) expect(runbook).toMatch(text instanceof RegExp ? text : literal(text));
    for (const text of unexpected) expect(runbook).not.toMatch(text instanceof RegExp ? text : literal(text));
  });
});

/** Runs commands in bash with functions in the place of programs. */
function bash(script: string, environment: Readonly<Record<string, string>> = {}): string {
  return execFileSync('bash', ['-c', script], {
    cwd: folder.path('.'),
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('the third step waits while the broker is being created, and no longer', async () => {
  const [wait = ''] = commandsOf(await runbookOf(described())).get('Wait until it runs, and evaluate it') ?? [];
  const stub = `aws() { read -r state <states; sed -i 1d states; echo "$state"; }
sleep() { echo "slept $1"; }\nrabbitmq-conformance() { cat >/dev/null; echo evaluated; }\n`;
  folder.write('states', 'CREATION_IN_PROGRESS\nCREATION_IN_PROGRESS\nRUNNING\nRUNNING\n');
  expect(bash(stub + wait)).toBe('slept 30\nslept 30\nRUNNING\nevaluated\n');
});

test('the configuration is updated with the revision that Amazon MQ gave it', async () => {
  const runbook = await runbookOf(described(), '--engine-version', '4.2');
  const [bring = ''] = commandsOf(runbook).get('Bring over the configuration, if it was changed') ?? [];
  const stub = `aws() { case "$2" in
  describe-configuration-revision) printf 'a = 1' | base64 ;; create-configuration) echo c-new ;;
  update-configuration) echo 7 ;; *) echo "$*" ;; esac; }\n`;
  expect(bash(stub + bring, { NEW_ID: 'b-new' }).split('\n')).toEqual([
    'mq update-broker --broker-id b-new --configuration Id=c-new,Revision=7',
    'mq reboot-broker --broker-id b-new',
    '',
  ]);
  expect(bring).toContain(`--configuration-revision ${CONFIGURATION.Revision}`);
});

test('the way back of a script waits until the broker is gone', async () => {
  const back = wayBackOf(await runbookOf(publicBroker()), 'Create the new broker').join('');
  const stub = `aws() { echo "$2" >>calls; case "$2" in describe-broker) case $(grep -c describe-broker calls) in 1) echo RUNNING ;; 2) echo ExpiredToken; return 254 ;; *) echo NotFoundException; return 254 ;; esac ;;
  describe-security-groups) echo sg-1 ;; *) echo "$*" ;; esac; }\nsleep() { echo "slept $1"; }\n`;
  expect(bash(stub + back, { NEW_ID: 'b-new', SECRET: 'x', VPC_ID: 'vpc-1' }).split('\n')).toEqual([
    'mq delete-broker --broker-id b-new',
    'slept 30',
    'slept 30',
    'secretsmanager delete-secret --force-delete-without-recovery --secret-id x',
    'ec2 delete-security-group --group-id sg-1',
    '',
  ]);
});

describe('the last step', () => {
  const CLIENT = '{"user": "app", "peer_host": "10.0.0.7", "client_properties": {"connection_name": "billing"}}';
  it.each<[string, string, string, boolean]>([
    ['deletes a broker that has no messages', '[{"messages": 0}, {"messages": 0}]', '[]', true],
    ['deletes one without queues', '[]', '[]', true],
    ['does not count connections of Amazon MQ itself', '[]', '[{"user": "monitoring-AWS-OWNED-DO-NOT-DELETE"}]', true],
    ['keeps one that has messages', '[{"messages": 3}]', '[]', false],
    ['keeps one that somebody is connected to', '[{"messages": 0}]', `[${CLIENT}]`, false],
    ['keeps one that somebody unknown is connected to', '[]', '[{}]', false],
    ['keeps one of which a queue does not tell', '[{"messages": 0}, {"name": "down"}]', '[]', false],
    ['keeps one that does not answer', '', '', false],
    ['keeps one that does not tell its connections', '[]', '', false],
  ])('%s', async (_, queues, connections, isDeleted) => {
    const steps = commandsOf(await runbookOf(described()));
    const blocks = ['Stop the old consumers, and verify', 'Delete the old broker'].map(
      (title) => steps.get(title)?.[0],
    );
    const stub = `old() { case "$1" in */queues) printf %s "$QUEUES" ;; */connections) printf %s "$CONNECTIONS" ;; esac; }
aws() { echo "aws $*"; }\n`;
    const output = bash(`${stub}${blocks.join('')}true`, { QUEUES: queues, CONNECTIONS: connections, OLD_ID: ID });
    expect(output.includes(`aws mq delete-broker --broker-id ${ID}\n`)).toBe(isDeleted);
    if (connections.includes('billing')) expect(output).toMatch(/"peer_host": "10\.0\.0\.7",\s+"name": "billing"/);
  });
});

function literal(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
}
