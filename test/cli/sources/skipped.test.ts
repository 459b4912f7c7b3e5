import {
  apiItem,
  badBroker,
  broker,
  cliAnswer,
  cloudControl,
  deliveredFile,
  eventItem,
  notification,
  ruleEvent,
} from '../forms.ts';
import { EVALUATE, evaluate, run, temporaryFolder } from '../support.ts';

const EARLIER = { configurationItemCaptureTime: '2026-03-01T00:00:00.000Z' };
const folder = temporaryFolder();

const PASS = ['pass', 'pass', 'pass'];
const FAIL = ['fail', 'fail', 'fail'];
const NOTHING = 'rabbitmq-conformance: no broker was found, so nothing was evaluated.\n';

function notice(count: string): string {
  return `standard input: skipped ${count}.\n`;
}

describe('older configuration items of a broker are skipped', () => {
  const older = eventItem(badBroker(), EARLIER);
  const newer = eventItem(broker());
  const one = notice('1 older or repeated configuration item');
  it.each([
    ['the newer one comes first', [newer, older], PASS, one],
    ['the newer one comes last', [older, newer], PASS, one],
    ['the newer one fails', [eventItem(broker(), EARLIER), eventItem(badBroker())], FAIL, one],
    ['the older one is of the API', [apiItem(badBroker(), EARLIER), newer], PASS, one],
    [
      'times are in different zones',
      [eventItem(badBroker(), { configurationItemCaptureTime: '2026-03-02T10:00:00+01:00' }), newer],
      PASS,
      one,
    ],
    ['times are numbers', [apiItem(badBroker(), { configurationItemCaptureTime: 1700000000.5 }), newer], PASS, one],
    ['they are in events', [ruleEvent(notification(older)), ruleEvent(notification(newer))], PASS, one],
    [
      'they are in a delivered file',
      deliveredFile([older, newer, older]),
      PASS,
      notice('2 older or repeated configuration items'),
    ],
    [
      'the newest says that the broker was deleted',
      [older, eventItem(broker(), { configurationItemStatus: 'ResourceDeleted' })],
      ['skip', 'skip', 'skip'],
      one,
    ],
    [
      'the same event came for each rule',
      [newer, newer, newer].map((item) => ruleEvent(notification(item))),
      PASS,
      notice('2 older or repeated configuration items'),
    ],
  ])('where %s', async (_, input, verdicts, stderr) => {
    expect(await evaluate(input)).toMatchObject({ verdicts, stderr });
  });

  it('where they are on lines of their own', async () => {
    const { verdicts, stderr } = await evaluate(`${JSON.stringify(older)}\n${JSON.stringify(newer)}\n`);
    expect({ verdicts, stderr }).toEqual({ verdicts: PASS, stderr: one });
  });
});

describe('not skipped are', () => {
  it.each([
    ['items of another broker', [eventItem(badBroker({ name: 'billing' }), EARLIER), eventItem(broker())]],
    [
      'items of a broker of this id in another account',
      [eventItem(badBroker(), { ...EARLIER, awsAccountId: '444455556666' }), eventItem(broker())],
    ],
    [
      'items of a broker of this id in another region',
      [eventItem(badBroker(), { ...EARLIER, awsRegion: 'eu-west-2' }), eventItem(broker())],
    ],
    [
      'items whose account and region only read alike',
      [
        eventItem(badBroker(), { ...EARLIER, awsAccountId: '1,2', awsRegion: '3' }),
        eventItem(broker(), { awsAccountId: '1', awsRegion: '2,3' }),
      ],
    ],
    ['items of the same time that contradict each other', [eventItem(badBroker()), eventItem(broker())]],
    ['answers of DescribeBroker, which have no time', [cliAnswer(badBroker()), cliAnswer(broker())]],
  ])('%s', async (_, input) => {
    expect(await evaluate(input)).toMatchObject({ verdicts: [...FAIL, ...PASS], stderr: '', status: 1 });
  });

  it('older items in another file', async () => {
    const files = [
      folder.write('old.json', eventItem(badBroker(), EARLIER)),
      folder.write('new.json', eventItem(broker())),
    ];
    const { stdout } = await run([...EVALUATE, '--format', 'json', ...files]);
    expect(JSON.parse(stdout).summary).toEqual({ pass: 3, fail: 3, skip: 0, unknown: 0, exempt: 0 });
  });
});

describe('resources of other types are skipped', () => {
  const queue = eventItem(broker(), { resourceType: 'AWS::SQS::Queue', configuration: { EngineType: 'RABBITMQ' } });
  const one = notice('1 resource other than brokers');
  it.each([
    ['in a list', [queue, eventItem(broker())], one],
    [
      'in a delivered file',
      deliveredFile([queue, eventItem(broker()), queue]),
      notice('2 resources other than brokers'),
    ],
    ['in an event', [ruleEvent(notification(queue)), eventItem(broker())], one],
    ['of Cloud Control', [{ ...cloudControl(badBroker()), TypeName: 'AWS::SQS::Queue' }, eventItem(broker())], one],
  ])('%s', async (_, input, stderr) => {
    expect(await evaluate(input)).toMatchObject({ verdicts: PASS, stderr, status: 0 });
  });

  it('and say so of an input with nothing else', async () => {
    const { status, stderr, stdout } = await run([...EVALUATE], { stdin: [JSON.stringify(queue)] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: `${one}${NOTHING}` });
    expect(stdout).toMatch(/^0 brokers, 0 results: /);
  });
});

describe.each(['table', 'json'])('with --format %s, that no broker was found', (format) => {
  const runOn = async (input: unknown) =>
    await run([...EVALUATE, '--format', format], { stdin: [JSON.stringify(input)] });

  it.each([
    ['an empty list', []],
    ['a list of empty lists', [[], []]],
    ['a history without items', { configurationItems: [] }],
    ['an answer of BatchGetResourceConfig without items', { baseConfigurationItems: [] }],
    ['a list without brokers', { BrokerSummaries: [] }],
    ['a list without resources', { TypeName: 'AWS::AmazonMQ::Broker', ResourceDescriptions: [] }],
  ])('is said of %s', async (_, input) => {
    expect(await runOn(input)).toMatchObject({ status: 0, stderr: NOTHING });
  });

  it.each([
    ['input that cannot be used', 'text'],
    ['one page of several without brokers', { BrokerSummaries: [], NextToken: 'next' }],
  ])('is not said of %s, of which the problem is', async (_, input) => {
    const { status, stderr } = await runOn(input);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^rabbitmq-conformance: standard input: .*\n$/);
    expect(stderr).not.toContain('no broker was found');
  });

  it.each([
    ['a broker that passes', cliAnswer(broker())],
    ['a broker that is skipped', cliAnswer(broker({ engineType: 'ACTIVEMQ' }))],
  ])('is not said of %s', async (_, input) => {
    expect(await runOn(input)).toMatchObject({ status: 0, stderr: '' });
  });
});

it('that no broker was found is said once, of all files together', async () => {
  const empty = [folder.write('empty-1.json', []), folder.write('empty-2.json', [])];
  expect(await run([...EVALUATE, ...empty])).toMatchObject({ status: 0, stderr: NOTHING });
  const good = folder.write('good.json', cliAnswer(broker()));
  expect(await run([...EVALUATE, ...empty, good])).toMatchObject({ status: 0, stderr: '' });
  expect((await run([...EVALUATE, ...empty, folder.path('missing.json')])).stderr).not.toContain(NOTHING);
});

it('notices name the file', async () => {
  const path = folder.write('items.json', [eventItem(broker()), eventItem(badBroker(), EARLIER)]);
  const { stderr } = await run([...EVALUATE, path]);
  expect(stderr).toBe(`${path}: skipped 1 older or repeated configuration item.\n`);
});
