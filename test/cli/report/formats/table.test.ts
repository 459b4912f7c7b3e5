import { stripVTControlCharacters } from 'node:util';
import { wantsColour } from '../../../../cli/context.ts';
import { renderTable } from '../../../../cli/report/formats/table.ts';
import { badBroker, broker, cliAnswer, eventItem } from '../../forms.ts';
import { EVALUATE, exemptResultOf, reportOf, resultOf, run, temporaryFolder } from '../../support.ts';

const folder = temporaryFolder();

async function table(input: unknown, useColour = false): Promise<string> {
  const { stdout } = await run([...EVALUATE, '-'], { stdin: [JSON.stringify(input)], useColour });
  return stdout;
}

const MIXED = [
  cliAnswer(broker({ name: 'search', engineType: 'ACTIVEMQ' })),
  cliAnswer(broker({ name: 'orders' })),
  eventItem(broker({ name: 'shipping', general: undefined })),
  cliAnswer(badBroker({ name: 'billing' })),
];

it('has failures first, the gravest on top, with the reason and the fix', async () => {
  expect(await table(MIXED)).toBe(
    `\
FAIL     high    rabbitmq-no-public-access    billing (b-billing-1111-4111-8111-111111111111)    standard input
         The broker is publicly accessible.
         Fix (needs a new broker): Public access cannot be changed: create a new private broker and move the clients to it.
FAIL     medium  rabbitmq-cluster-deployment  billing (b-billing-1111-4111-8111-111111111111)    standard input
         The deployment mode is SINGLE_INSTANCE, not CLUSTER_MULTI_AZ.
         Fix (needs a new broker): The mode cannot be changed: create a new cluster and move clients to it.
FAIL     medium  rabbitmq-general-logging     billing (b-billing-1111-4111-8111-111111111111)    standard input
         General logging is off.
         Fix (in place): Turn it on with UpdateBroker: set Logs.General=true and nothing else in Logs. No new broker is needed.
UNKNOWN  medium  rabbitmq-general-logging     shipping (b-shipping-1111-4111-8111-111111111111)  standard input
         Logs.General is missing from the configuration item.
PASS             3 checks                     orders (b-orders-1111-4111-8111-111111111111)      standard input
         The deployment mode is CLUSTER_MULTI_AZ. The broker is not publicly accessible. General logging is on.
PASS             2 checks                     shipping (b-shipping-1111-4111-8111-111111111111)  standard input
         The deployment mode is CLUSTER_MULTI_AZ. The broker is not publicly accessible.
SKIP             3 checks                     search (b-search-1111-4111-8111-111111111111)      standard input
         The engine is ACTIVEMQ, not RabbitMQ.

Guide: https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md#rabbitmq-no-public-access
Guide: https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md#rabbitmq-cluster-deployment
Guide: https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md#rabbitmq-general-logging

4 brokers, 12 results: 3 fail, 1 unknown, 5 pass, 3 skip
`,
  );
});

it('has what passed in the order of the input', async () => {
  const names = ['orders', 'billing', 'search'];
  const text = await table(
    names.map((name) =>
      cliAnswer(broker({ name, ...(name === 'billing' ? { deploymentMode: 'SINGLE_INSTANCE' } : {}) })),
    ),
  );
  expect([...text.matchAll(/^PASS .* (\w+) \(/gm)].map(([, name]) => name)).toEqual(names);
});

it('names the fix of the case, where it has one of its own', async () => {
  const text = await table(cliAnswer(broker(), { Logs: { General: false, Pending: { General: true } } }));
  expect(text).toContain('Fix (in place): Reboot the broker or wait for its maintenance window');
  expect(text).not.toContain('UpdateBroker');
});

it('counts one as one', async () => {
  const { stdout } = await run(['evaluate', '--checks', 'rabbitmq-general-logging'], {
    stdin: [JSON.stringify(cliAnswer(broker()))],
  });
  expect(stdout).toBe(`\
PASS  medium  rabbitmq-general-logging  orders (b-orders-1111-4111-8111-111111111111)  standard input
      General logging is on.

1 broker, 1 result: 0 fail, 0 unknown, 1 pass, 0 skip
`);
});

it('names the file of each broker, and counts brokers of the same name in two files as two', async () => {
  const files = ['a.json', 'b.json'].map((name) => folder.write(name, cliAnswer(broker())));
  const { stdout } = await run([...EVALUATE, ...files]);
  const rows = stdout.split('\n').filter((line) => line.startsWith('PASS'));
  expect(rows.map((row) => row.split('  ').at(-1))).toEqual(files);
  expect(stdout).toContain('\n2 brokers, 6 results: ');
});

it.each([
  ['a name and an id', {}, ' orders (b-orders-1111-4111-8111-111111111111) '],
  ['an id only', { BrokerName: null, BrokerArn: null }, ' b-orders-1111-4111-8111-111111111111 '],
  ['a name only', { BrokerId: null, BrokerArn: null }, ' orders '],
  ['neither', { BrokerId: null, BrokerName: null, BrokerArn: null }, ' (unnamed) '],
])('a broker with %s is named by it', async (_, differences, expected) => {
  expect(await table(cliAnswer(broker(), differences))).toContain(` ${expected} `);
});

it.each([
  ['an address and a line', {}, 'module.mq.aws_mq_broker.a["x"]', 'plan.json:12'],
  ['an address only', { line: undefined }, 'module.mq.aws_mq_broker.a["x"]', 'plan.json'],
  ['a line only', { address: undefined }, 'orders', 'plan.json:12'],
])('a broker with %s is named and placed by it', (_, differences, name, place) => {
  const address = 'module.mq.aws_mq_broker.a["x"]';
  const result = resultOf({ resource: { name: 'orders' }, source: 'plan.json', address, ...differences });
  const [row] = renderTable(reportOf([result]), { useColour: false }).split('\n');
  expect(row?.split('  ')).toEqual(['FAIL', 'medium', 'rabbitmq-general-logging', name, place]);
});

describe('colour', () => {
  it('adds nothing but colour', async () => {
    expect(stripVTControlCharacters(await table(MIXED, true))).toBe(await table(MIXED));
  });

  it.each([
    ['fail', cliAnswer(badBroker()), '\u001b[1m\u001b[31mFAIL'],
    ['unknown', eventItem(broker({ general: undefined })), '\u001b[1m\u001b[33mUNKNOWN'],
    ['pass', cliAnswer(broker()), '\u001b[32mPASS'],
    ['skip', cliAnswer(broker({ engineType: 'ACTIVEMQ' })), '\u001b[2mSKIP'],
  ])('marks a %s', async (_, input, expected) => {
    expect(await table(input, true)).toContain(expected);
    expect(await table(input)).not.toContain('\u001b');
  });

  it.each([
    ['is for a terminal', { isTTY: true }, {}, true],
    ['is not for a pipe or a file', {}, {}, false],
    ['is not for a terminal with NO_COLOR', { isTTY: true }, { NO_COLOR: '1' }, false],
    ['is not for a terminal with NO_COLOR=0, which says no as well', { isTTY: true }, { NO_COLOR: '0' }, false],
    ['is for a terminal whose NO_COLOR is empty', { isTTY: true }, { NO_COLOR: '' }, true],
    ['is not for a pipe with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, false],
  ])('%s', (_, stream, environment, expected) => {
    expect(wantsColour(stream, environment)).toBe(expected);
  });
});

describe('what a terminal would obey, reorder or hide never reaches it', () => {
  const hostile = [
    ['an escape sequence', '\u001b[2J'],
    ['an escape sequence of one byte', '\u009b2J'],
    ['a title of the window', '\u001b]0;pwned\u0007'],
    ['a carriage return', '\rPASS'],
    ['a line break', '\nPASS'],
    ['a backspace', '\b\b\b'],
    ['a delete', '\u007f'],
    ['a bidirectional override', '\u{202e}'],
    ['a bidirectional isolate', '\u{2066}'],
    ['a mark of direction', '\u{200f}'],
    ['a character without width', '\u{200b}'],
    ['a line separator', '\u{2028}'],
    ['an invisible tag', '\u{e0041}'],
  ] as const;
  const forbidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

  it.each(hostile)('%s in what a broker says', async (_, text) => {
    const said = `x${text}y`;
    const facts = { BrokerName: said, BrokerId: said, DeploymentMode: said, EngineType: 'RABBITMQ' };
    const inputs = [
      cliAnswer(broker(), facts),
      cliAnswer(broker(), { BrokerName: said, EngineType: said }),
      { [said]: 1 },
    ];
    const { stdout, stderr } = await run([...EVALUATE, '-'], { stdin: [JSON.stringify(inputs)] });
    expect(stdout.replaceAll('\n', '')).not.toMatch(forbidden);
    expect(stderr.replace(/\n$/, '')).not.toMatch(forbidden);
    expect(stdout).toContain('x\u{fffd}');
    expect(stdout.split('\n')).toHaveLength(13);
  });

  it.each(hostile)('%s in the name of a file', async (_, text) => {
    const items = [eventItem(broker()), eventItem(broker(), { configurationItemCaptureTime: '2026-01-01T00:00:00Z' })];
    const { stdout, stderr } = await run([...EVALUATE, folder.write(`x${text}y`, items)]);
    expect(stdout.replaceAll('\n', '')).not.toMatch(forbidden);
    expect(stderr).toMatch(/x\u{fffd}.*y: skipped 1 older or repeated configuration item\.\n$/u);
    expect(stderr.replace(/\n$/, '')).not.toMatch(forbidden);
  });

  it.each(hostile)('%s in the name of no file and in options', async (_, text) => {
    const file = folder.path(`missing-${text}`);
    for (const args of [[file], ['--checks', file], ['--format', file], [`--${text}`]]) {
      const { stderr, status } = await run([...EVALUATE, ...args]);
      expect(status).toBe(2);
      expect(stderr.replaceAll(/\nTry: |\n$/g, '')).not.toMatch(forbidden);
    }
  });
});

it('is made in a moment for very many brokers', async () => {
  const inputs = Array.from({ length: 50_000 }, (_, index) =>
    cliAnswer(broker({ name: `broker-${index}`, general: index % 2 === 0 })),
  );
  const started = performance.now();
  const text = await table(inputs);
  expect(text).toContain('\n50000 brokers, 150000 results: 25000 fail, 0 unknown, 125000 pass, 0 skip\n');
  // It took a minute when each row was looked for among all others.
  expect(performance.now() - started).toBeLessThan(20_000);
});

it('calls standard input by its name, with the line', async () => {
  const template = 'Resources:\n  B:\n    Type: AWS::AmazonMQ::Broker\n';
  const { stdout } = await run([...EVALUATE], { stdin: [template] });
  expect(stdout).toMatch(/ {2}B {2}standard input:2$/m);
});

it('shows what is exempt by itself, with the reason and the days left', () => {
  const text = renderTable(reportOf([exemptResultOf()]), { useColour: false });
  expect(text).toContain('EXEMPT  medium  rabbitmq-general-logging  Orders  infra/template.yaml:12\n');
  expect(text).toContain('General logging is off.\n');
  expect(text).toContain('Exempt until 2027-03-31 (121 days left): Holds no data. (OPS-1)\n');
  expect(text).toContain('1 result: 0 fail, 0 unknown, 1 exempt, 0 pass, 0 skip');
});
