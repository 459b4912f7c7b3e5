import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { temporaryFolder } from '../support.ts';
import { CONFIGURATION, described } from './described.ts';
import { commandsOf, pagesIn } from './runbook-reader.ts';
import { runbookIn } from './support.ts';

const folder = temporaryFolder();
const FIRST = 'Connect to the old broker, and measure it';

function bash(script: string, environment: Readonly<Record<string, string>>): string {
  return execFileSync('bash', ['-c', script], {
    cwd: folder.path('.'),
    env: { PATH: process.env.PATH, ...environment },
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 120_000,
  });
}

interface Measured {
  readonly totals?: Readonly<Record<string, number>>;
  readonly channels?: readonly unknown[];
  readonly queues?: readonly unknown[];
  readonly shovels?: number;
}

/** The results by what was measured, on the limits of a cluster. */
async function measure(
  { totals = {}, channels = [], queues = [], shovels = 0 }: Measured,
  broker: object,
  ...options: readonly string[]
): Promise<ReadonlyMap<string, readonly string[]>> {
  const runbook = await runbookIn(folder.path('runbook.md'), broker, ...options);
  const block =
    commandsOf(runbook)
      .get(FIRST)
      ?.find((text) => text.startsWith('measure()')) ?? '';
  const stub = `page() { printf '{"page_count": 1, "items": %s}' "$1"; }
old() { case "$1" in */overview) printf %s "$OVERVIEW" ;; */vhosts*) echo '[{"name": "/"}]' ;; '/api/parameters/shovel?columns=name') printf %s "$SHOVELS" ;;
  */channels*) page "$CHANNELS" ;; */queues*) page "$QUEUES" ;; esac; }\n`;
  const output = bash(`${stub}${pagesIn(runbook)}${block}`, {
    OVERVIEW: JSON.stringify({ object_totals: totals, message_stats: { publish_details: { rate: 12.5 } } }),
    SHOVELS: JSON.stringify(Array.from({ length: shovels }, () => ({}))),
    CHANNELS: JSON.stringify(channels),
    QUEUES: JSON.stringify(queues),
  });
  expect(output).toContain('published and delivered a second: 12.5, 0\n');
  const rows = output.split('\n').map((line) => line.split('\t'));
  return new Map(rows.flatMap(([what = '', ...cells]) => (cells.length > 0 ? [[what, cells]] : [])));
}

const LARGE = ['--engine-version', '4.2', '--host-instance-type', 'mq.m7g.large'];

it.each<[name: string, measured: Measured, what: string, cells: readonly string[]]>([
  ['what fits', { totals: { queues: 1000 } }, 'queues', ['1000', '1000', 'fits']],
  [
    'what a configuration can allow',
    { totals: { queues: 1001 } },
    'queues',
    ['1001', '1000', 'plan again with --limit cluster_queue_limit=1001 or more, at most 10000'],
  ],
  [
    'what no configuration can allow',
    { totals: { queues: 10_001 } },
    'queues',
    ['10001', '1000', 'too many for mq.m7g.large: plan again with a larger --host-instance-type'],
  ],
  [
    'connections of two nodes that are left of three',
    { totals: { connections: 1001 } },
    'connections on a node',
    ['501', '500', 'plan again with --limit connection_max=501 or more, at most 5000'],
  ],
  [
    'the most consumers of one channel',
    { channels: [{ consumer_count: 3 }, { consumer_count: 11 }] },
    'consumers on a channel',
    ['11', '10', 'plan again with --limit consumer_max_per_channel=11 or more, at most 1000'],
  ],
  [
    'a channel that does not tell yet',
    { channels: [{}] },
    'consumers on a channel',
    ['not known', '10', 'not reported yet: measure again'],
  ],
  [
    'connections that a broker does not tell',
    {},
    'connections on a node',
    ['not known', '500', 'not reported yet: measure again'],
  ],
  ['shovels of all virtual hosts', { shovels: 30 }, 'shovels', ['30', '30', 'fits']],
  [
    'messages, whose largest only producers know',
    {
      queues: [
        { messages: 2, message_bytes: 201 },
        { messages: 0, message_bytes: 0 },
      ],
    },
    'bytes of an average message',
    ['101', '524288', 'ask the producers'],
  ],
  [
    'messages that are too large on average',
    { queues: [{ messages: 1, message_bytes: 700_000 }] },
    'bytes of an average message',
    ['700000', '524288', 'plan again with --limit max_message_size=700000 or more, at most 134217728'],
  ],
])('the first step measures %s', async (_, measured, what, cells) => {
  expect((await measure(measured, described(), ...LARGE)).get(what)).toEqual(cells);
});

test('on RabbitMQ 3.13, no configuration can allow more', async () => {
  const options = ['--engine-version', '3.13', '--host-instance-type', 'mq.m5.large'];
  const [, limit = '', result] =
    (await measure({ totals: { queues: 1_000_000 } }, described(), ...options)).get('queues') ?? [];
  expect(Number(limit)).toBeGreaterThan(0);
  expect(result).toMatch(/^too many for mq\.m5\.large/);
});

describe('a limit that is not known', () => {
  const QUEUES = { totals: { queues: 2, exchanges: 9 } };
  it.each<
    [name: string, broker: Parameters<typeof described>[0], options: readonly string[], what: string, result: string]
  >([
    [
      'because RabbitMQ 3.13 has none',
      {},
      ['--engine-version', '3.13', '--host-instance-type', 'mq.m5.large'],
      'exchanges',
      'no limit known: nothing to do',
    ],
    [
      'because the instance type is not known',
      {},
      ['--engine-version', '4.2', '--host-instance-type', 'mq.m9g.large'],
      'queues',
      'look up the limit of mq.m9g.large',
    ],
    [
      'because a configuration that is kept may set it',
      { EngineVersion: '4.2', HostInstanceType: 'mq.m7g.large' },
      [],
      'queues',
      `check that configuration ${CONFIGURATION.Id} allows it: at most 10000`,
    ],
  ])('%s', async (_, broker, options, what, result) => {
    expect((await measure(QUEUES, described(broker), ...options)).get(what)?.slice(1)).toEqual(['not known', result]);
  });
});

describe('the login to a broker whose configuration says who logs in', () => {
  it.each([
    ['a token, which is the only thing in the header', '', 'header = "Authorization: Bearer a\\"b.c"\n'],
    ['a password', 'dn=x', 'user = "dn=x:a\\"b.c"\n'],
  ])('takes %s', async (_, user, expected) => {
    const runbook = await runbookIn(folder.path('runbook.md'), described({ AuthenticationStrategy: 'CONFIG_MANAGED' }));
    const [block = ''] = commandsOf(runbook).get(FIRST) ?? [];
    const stubs = `aws() { :; }\ncurl() { echo '{"rabbitmq_version": "3.13.7"}'; }\n`;
    const answers = `exec <<<"$USER_NAME"$'\\n''a"b.c'\n`;
    bash(`${stubs}${answers}${block}`, { HERE: folder.path('.'), USER_NAME: user });
    expect(readFileSync(folder.path('old.curl'), 'utf8')).toBe(expected);
  });
});
