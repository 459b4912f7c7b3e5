import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import stringWidth from 'fast-string-width';
import { CHANGE_CHECKS } from '../../../../checks/change-checks.ts';
import { outputWidth, wantsColour } from '../../../../cli/context.ts';
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

const GUIDE = 'https://github.com/rabbitmq-conformance/rabbitmq-conformance/blob/main/docs/remediation.md';
const idOf = (name: string) => `b-${name}-1111-4111-8111-111111111111`;

it('has a section for each check, failures first, the gravest on top, with each reason and fix once', async () => {
  expect(await table(MIXED)).toBe(`\
FAIL  rabbitmq-no-public-access (high): 1 broker
  The broker is publicly accessible.
    billing (${idOf('billing')})  standard input
  Fix (needs a new broker): Public access cannot be changed: create a new private broker and move the clients to it.
  Guide: ${GUIDE}#rabbitmq-no-public-access

FAIL  rabbitmq-cluster-deployment (medium): 1 broker
  The deployment mode is SINGLE_INSTANCE, not CLUSTER_MULTI_AZ.
    billing (${idOf('billing')})  standard input
  Fix (needs a new broker): The mode cannot be changed: create a new cluster and move clients to it.
  Guide: ${GUIDE}#rabbitmq-cluster-deployment

FAIL  rabbitmq-general-logging (medium): 1 broker
  General logging is off.
    billing (${idOf('billing')})  standard input
  Fix (in place): Turn it on with UpdateBroker: set Logs.General=true and nothing else in Logs. No new broker is needed.
  Guide: ${GUIDE}#rabbitmq-general-logging

UNKNOWN  rabbitmq-general-logging (medium): 1 broker
  Logs.General is missing from the configuration item.
    shipping (${idOf('shipping')})  standard input

PASS
  The deployment mode is CLUSTER_MULTI_AZ. The broker is not publicly accessible. General logging is on.
    orders (${idOf('orders')})  standard input

SKIP
  The engine is ACTIVEMQ, not RabbitMQ.
    search (${idOf('search')})  standard input

4 brokers, 12 results: 3 fail, 1 unknown, 5 pass, 3 skip
`);
});

describe('of many results', () => {
  const other = { remediation: 'Reboot it.', detail: 'It is pending.' };
  const failed = ['a', 'bb', 'ccc'].map((name, index) => resultOf({ address: name, line: index + 1, resource: {} }));
  const lines = (results: Parameters<typeof reportOf>[0], verbosity?: 'quiet' | 'verbose') =>
    renderTable(reportOf(results), { useColour: false, verbosity }).split('\n');

  it('says a reason once, and a fix after all that it is the fix of', () => {
    expect(lines([...failed.slice(0, 1), resultOf({ ...other, address: 'd' }), ...failed.slice(1)])).toEqual([
      'FAIL  rabbitmq-general-logging (medium): 4 brokers',
      '  General logging is off.',
      '    a    infra/template.yaml:1',
      '    bb   infra/template.yaml:2',
      '    ccc  infra/template.yaml:3',
      '  Fix (in place): Switch it on.',
      '  It is pending.',
      '    d  infra/template.yaml:12',
      '  Fix (in place): Reboot it.',
      '  Guide: https://example.com/guide#rabbitmq-general-logging',
      '',
      '4 brokers, 4 results: 4 fail, 0 unknown, 0 pass, 0 skip',
      '',
    ]);
  });

  const good = Array.from({ length: 12 }, (_, index) =>
    resultOf({ verdict: 'pass', detail: 'It is on.', address: `good-${index}`, resource: {} }),
  );
  const skipped = ['a/1.yaml', 'a/2.yaml', 'b/3.yaml'].map((source) =>
    resultOf({ verdict: 'skip', detail: 'It is ActiveMQ.', source, address: 'Old', resource: {} }),
  );

  it('shows the first brokers that passed, and of those that were skipped a row a folder', () => {
    const shown = lines([...good, ...skipped]);
    expect(shown.filter((line) => line.includes('good-'))).toHaveLength(10);
    expect(shown).toContain('  … and 2 more. --verbose lists them.');
    expect(shown.slice(shown.indexOf('SKIP'), -3)).toEqual([
      'SKIP',
      '  It is ActiveMQ.',
      '    2 brokers  a/',
      '    Old        b/3.yaml:12',
    ]);
  });

  it('says of a broker that does not pass every check only what it does not pass', () => {
    const resource = {};
    const shown = lines([resultOf({ resource }), resultOf({ resource, verdict: 'pass', check: 'other' })]);
    expect(shown).not.toContain('PASS');
    expect(shown).toContain('1 broker, 2 results: 1 fail, 0 unknown, 1 pass, 0 skip');
  });

  it('shows each result with --verbose', () => {
    const shown = lines([...failed, ...good, ...skipped], 'verbose');
    expect(shown.filter((line) => line.includes('good-'))).toHaveLength(12);
    expect(shown.filter((line) => line.includes('Old'))).toHaveLength(3);
    expect(shown.filter((line) => /^[A-Z]/.test(line))).toEqual([
      'FAIL  rabbitmq-general-logging (medium): 3 brokers',
      'PASS  rabbitmq-general-logging (medium): 12 brokers',
      'SKIP  rabbitmq-general-logging (medium): 3 brokers',
    ]);
  });

  it('shows only what failed or is unknown with --quiet, and still counts all', () => {
    const unknown = resultOf({ verdict: 'unknown', resource: {} });
    const shown = lines([...failed, unknown, ...good, ...skipped], 'quiet');
    expect(shown.filter((line) => /^[A-Z]/.test(line))).toEqual([
      'FAIL  rabbitmq-general-logging (medium): 3 brokers',
      'UNKNOWN  rabbitmq-general-logging (medium): 1 broker',
    ]);
    expect(shown).toContain('19 brokers, 19 results: 3 fail, 1 unknown, 12 pass, 3 skip');
  });
});

describe('the width', () => {
  const constructPath = 'OrdersStack/Messaging/Orders/Resource';
  const results = [
    resultOf({ constructPath, resource: {} }),
    resultOf({ address: 'Billing', source: 'services/billing/infrastructure/template.yaml', resource: {} }),
  ];
  const rows = (columns?: number) =>
    renderTable(reportOf(results), { useColour: false, columns })
      .split('\n')
      .filter((line) => line.startsWith('    '));

  it('has the path in a CDK app beside the rest where there is room, else below', () => {
    const wide = [
      `    Orders   infra/template.yaml:12                            ${constructPath}`,
      '    Billing  services/billing/infrastructure/template.yaml:12',
    ];
    expect(rows()).toEqual(wide);
    expect(rows(120)).toEqual(wide);
    expect(rows(80)).toEqual([
      '    Orders   infra/template.yaml:12',
      `      ${constructPath}`,
      '    Billing  services/billing/infrastructure/template.yaml:12',
    ]);
    expect(rows(50)).toEqual([
      '    Orders',
      '      infra/template.yaml:12',
      `      ${constructPath}`,
      '    Billing',
      '      services/billing/infrastructure/template.yaml:12',
    ]);
  });

  it('counts a wide character as two', () => {
    const shown = ['注文', 'a'].map((address) => resultOf({ address, resource: {} }));
    const text = renderTable(reportOf(shown), { useColour: false });
    expect(text).toContain('    注文  infra/template.yaml:12\n    a     infra/template.yaml:12\n');
  });

  it('is kept by all sentences, of which no word is lost', () => {
    const sentence = fc.array(fc.stringMatching(/^[a-z]{1,15}$/), { minLength: 1 }).map((words) => words.join(' '));
    const property = fc.property(
      fc.integer({ min: 20, max: 120 }),
      sentence,
      sentence,
      (columns, detail, remediation) => {
        const result = resultOf({ detail, remediation, guide: 'x', address: 'a', source: 'b' });
        const [, ...lines] = renderTable(reportOf([result]), { useColour: false, columns }).split('\n');
        expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
        const text = lines.join(' ').replaceAll(/ +/g, ' ');
        for (const expected of [detail, `Fix (in place): ${remediation}`]) expect(text).toContain(expected);
      },
    );
    fc.assert(property);
  });

  it.each([
    ['is that of a terminal', { isTTY: true, columns: 93 }, {}, 93],
    ['is COLUMNS before', { isTTY: true, columns: 93 }, { COLUMNS: '60' }, 60],
    ['is COLUMNS for a pipe too', {}, { COLUMNS: '60' }, 60],
    ['is none for a pipe or a file', {}, {}, undefined],
    ['is not a COLUMNS that is no number', { isTTY: true, columns: 93 }, { COLUMNS: 'wide' }, 93],
    ['is not 0, which some terminals say', { isTTY: true, columns: 0 }, { COLUMNS: '0' }, undefined],
  ])('%s', (_, stream, environment, expected) => {
    expect(outputWidth(stream, environment)).toBe(expected);
  });
});

it('names the fix of the case, where it has one of its own', async () => {
  const text = await table(cliAnswer(broker(), { Logs: { General: false, Pending: { General: true } } }));
  expect(text).toContain('Fix (in place): Reboot the broker or wait for its maintenance window');
  expect(text).not.toContain('UpdateBroker');
});

it('names the file of each broker, and counts brokers of the same name in two files as two', async () => {
  const files = ['a.json', 'b.json'].map((name) => folder.write(name, cliAnswer(broker())));
  const { stdout } = await run([...EVALUATE, ...files]);
  const rows = stdout.split('\n').filter((line) => line.startsWith('    '));
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
  const [, , row] = renderTable(reportOf([result]), { useColour: false }).split('\n');
  expect(row?.trim().split('  ')).toEqual([name, place]);
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
    expect(stdout.split('\n').filter((line) => line.startsWith('PASS'))).toEqual([]);
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

// Where each row is looked for among all others, this takes longer than a test may.
it('is made in a moment for very many brokers', async () => {
  const inputs = Array.from({ length: 50_000 }, (_, index) =>
    cliAnswer(broker({ name: `broker-${index}`, general: index % 2 === 0 })),
  );
  const text = await table(inputs);
  expect(text).toContain('\n50000 brokers, 150000 results: 25000 fail, 0 unknown, 125000 pass, 0 skip\n');
});

it('calls standard input by its name, with the line', async () => {
  const template = 'Resources:\n  B:\n    Type: AWS::AmazonMQ::Broker\n';
  const { stdout } = await run([...EVALUATE], { stdin: [template] });
  expect(stdout).toMatch(/ {2}B {2}standard input:2$/m);
});

it('shows what is exempt by itself, with the reason and the days left', () => {
  const text = renderTable(reportOf([exemptResultOf()]), { useColour: false });
  expect(text.split('\n').slice(0, 4)).toEqual([
    'EXEMPT  rabbitmq-general-logging (medium): 1 broker',
    '  General logging is off.',
    '    Orders  infra/template.yaml:12',
    '  Exempt until 2027-03-31 (121 days left): Holds no data. (OPS-1)',
  ]);
  expect(text).toContain('1 result: 0 fail, 0 unknown, 1 exempt, 0 pass, 0 skip');
});

it('shows an exemption once for all brokers that it is for, and first what ends first', () => {
  const later = [exemptResultOf(), { ...exemptResultOf(), address: 'Billing', resource: {} }];
  const text = renderTable(reportOf([...later, exemptResultOf({ until: '2026-12-10', daysLeft: 10 })]), {
    useColour: false,
  });

  expect(text).toContain(`\
EXEMPT  rabbitmq-general-logging (medium): 3 brokers
  General logging is off.
    Orders  infra/template.yaml:12
  Exempt until 2026-12-10 (10 days left): Holds no data. (OPS-1)
  General logging is off.
    Orders   infra/template.yaml:12
    Billing  infra/template.yaml:12
  Exempt until 2027-03-31 (121 days left): Holds no data. (OPS-1)
`);
});

it('names a kind of fix only where there is one: a change is not made', () => {
  const render = (fix: 'in-place' | undefined) => renderTable(reportOf([resultOf({ fix })]), { useColour: false });
  expect(render('in-place')).toContain('  Fix (in place): Switch it on.');
  expect(render(undefined)).toContain('  Fix: Switch it on.');
  expect(CHANGE_CHECKS.filter((check) => 'fix' in check)).toEqual([]);
});
