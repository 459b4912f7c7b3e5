import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { temporaryFolder } from '../support.ts';
import { CONFIGURATION, described, ID, publicBroker } from './described.ts';
import { commandsOf, pagesIn, stepsOf, undoOf } from './runbook-reader.ts';
import { runbookIn } from './support.ts';

const folder = temporaryFolder();
const runbookOf = (input: unknown, ...options: readonly string[]) =>
  runbookIn(folder.path('runbook.md'), input, ...options);

/** Runs commands in bash with functions instead of programs. */
function bash(script: string, environment: Readonly<Record<string, string>> = {}): string {
  return execFileSync('bash', ['-c', script], {
    cwd: folder.path('.'),
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Commands that wait for what does not come would hold up Jest too, whose time limit cannot interrupt this call.
    timeout: 120_000,
  });
}

test('the third step waits while the broker is being created, and no longer', async () => {
  const [wait = ''] = commandsOf(await runbookOf(described())).get('Wait for the new broker, and evaluate it') ?? [];
  const stub = `aws() { read -r state <states; sed -i 1d states; echo "$state"; }
sleep() { echo "slept $1"; }\nrabbitmq-conformance() { cat >/dev/null; echo evaluated; }\n`;
  folder.write('states', 'CREATION_IN_PROGRESS\nCREATION_IN_PROGRESS\nRUNNING\nRUNNING\n');
  expect(bash(stub + wait)).toBe('slept 30\nslept 30\nRUNNING\nevaluated\n');
});

test('the configuration is updated with the revision that Amazon MQ gave it', async () => {
  const runbook = await runbookOf(described(), '--engine-version', '4.2');
  const [bring = ''] = commandsOf(runbook).get('Copy the configuration, if you changed it') ?? [];
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

test('another export keeps what was repaired by hand in the one before', async () => {
  const [block = ''] = commandsOf(await runbookOf(described())).get('Export the definitions') ?? [];
  const stubs = `old() { echo "$EXPORT"; }\nrabbitmq-conformance() { :; }\n`;
  const file = (name: string) => readFileSync(folder.path(name), 'utf8');
  bash(stubs + block, { EXPORT: '{"queues": 1}' });
  writeFileSync(folder.path('exported.json'), 'repaired');
  bash(stubs + block, { EXPORT: '{"queues": 2}' });
  bash(stubs + block, { EXPORT: '{"queues": 3}' });
  expect([file('exported.json'), file('repaired.json')]).toEqual(['{"queues": 3}\n', 'repaired']);
});

test('undoing a script waits until the broker is gone', async () => {
  const undo = undoOf(await runbookOf(publicBroker()), 'Create the new broker').join('');
  const stub = `aws() { [[ $* == *SecurityGroups* ]] && { echo sg-1; return; }; echo "$2" >>calls; case "$2" in describe-broker) case $(grep -c describe-broker calls) in 1) echo RUNNING ;; 2) echo ExpiredToken; return 254 ;; *) echo NotFoundException; return 254 ;; esac ;;
  *) echo "$*" ;; esac; }\nsleep() { echo "slept $1"; }\n`;
  expect(bash(stub + undo, { NEW_ID: 'b-new', SECRET: 'x' }).split('\n')).toEqual([
    'mq delete-broker --broker-id b-new',
    'RUNNING',
    'slept 30',
    'ExpiredToken',
    'slept 30',
    'secretsmanager delete-secret --force-delete-without-recovery --secret-id x',
    'ec2 delete-security-group --group-id sg-1',
    '',
  ]);
});

test('undoing a script stops where the broker cannot be deleted', async () => {
  const undo = undoOf(await runbookOf(publicBroker()), 'Create the new broker').join('');
  const stub = `aws() { echo "$*"; [[ $2 != delete-broker ]]; }\n`;
  expect(bash(`${stub}${undo}true`, { NEW_ID: 'b-new', SECRET: 'x' })).not.toContain('delete-secret');
});

test('passwords that were public are changed when you can no longer go back to the old broker', async () => {
  const steps = stepsOf(await runbookOf(publicBroker()));
  expect([...steps].filter(([, text]) => text.includes('Change these passwords now')).map(([title]) => title)).toEqual([
    'Delete the old broker',
  ]);
});

test('federation takes the queue that is named and no other', async () => {
  const blocks = commandsOf(await runbookOf(publicBroker())).get('Drain the old broker') ?? [];
  const federate = blocks.find((block) => block.includes('UPSTREAM=')) ?? '';
  const stub = `new() { case "$1" in */queues/*) echo "$IS" ;; */policies/*F) echo '[{"priority": 2}, {"priority": 12}]' ;; *) cat ;; esac; }\n`;
  const script = `${stub}JSON=()\n{\n${federate}} <<<'a.b+c|d'`;
  const IS = '{"effective_policy_definition": {"max-length": 5, "ha-mode": "all", "queue-version": 2}}';
  const [, policy] = bash(script, { OLD_AMQP: 'amqps://x:5671', VHOST_PATH: '%2F', IS }).split(/^(?=\{)/m);
  const { pattern, ...others } = JSON.parse(policy ?? '');
  expect(others).toEqual({
    ...{ 'apply-to': 'queues', priority: 13 },
    definition: { 'max-length': 5, 'federation-upstream': 'old' },
  });
  expect(['a.b+c|d', 'a.b+c', 'aXb+c|d', 'd'].map((name) => new RegExp(pattern).test(name))).toEqual([
    true,
    false,
    false,
    false,
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
    const runbook = await runbookOf(described());
    const steps = commandsOf(runbook);
    const blocks = ['Stop the old consumers, and verify', 'Delete the old broker'].map(
      (title) => steps.get(title)?.[0],
    );
    const stub = `old() { case "$1" in */queues*) page "$QUEUES" ;; */connections*) page "$CONNECTIONS" ;; esac; }
page() { [[ $1 ]] && printf '{"items": %s, "page_count": 1}' "$1"; }
aws() { echo "aws $*"; }\n${pagesIn(runbook)}`;
    const output = bash(`${stub}${blocks.join('')}true`, { QUEUES: queues, CONNECTIONS: connections, OLD_ID: ID });
    expect(output.includes(`aws mq delete-broker --broker-id ${ID}\n`)).toBe(isDeleted);
    if (connections.includes('billing')) expect(output).toMatch(/"peer_host": "10\.0\.0\.7",\s+"name": "billing"/);
  });
});
