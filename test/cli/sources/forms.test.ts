import { gzipSync } from 'node:zlib';
import {
  apiAnswer,
  apiItem,
  badBroker,
  broker,
  cliAnswer,
  cloudControl,
  deliveredFile,
  eventItem,
  FORMS,
  identity,
  notification,
  ruleEvent,
} from '../forms.ts';
import { EVALUATE, evaluate, run } from '../support.ts';

const RABBITMQ = { EngineType: 'RABBITMQ' };

const BROKERS = [
  ['a broker where all is well passes', broker(), ['pass', 'pass', 'pass']],
  ['a broker where nothing is well fails', badBroker(), ['fail', 'fail', 'fail']],
  ['an ActiveMQ broker is skipped', badBroker({ engineType: 'ActiveMQ' }), ['skip', 'skip', 'skip']],
  ['the case of names does not matter', broker({ engineType: 'RabbitMQ' }), ['pass', 'pass', 'pass']],
  ['booleans may be text', broker({ publiclyAccessible: 'True', general: 'false' }), ['pass', 'fail', 'fail']],
  [
    'values nobody knows are unknown',
    broker({ deploymentMode: 'CLUSTER_MULTI_REGION', publiclyAccessible: 'no', general: 1 }),
    ['unknown', 'unknown', 'unknown'],
  ],
  ['a broker of no known engine is unknown', broker({ engineType: null }), ['unknown', 'unknown', 'unknown']],
] as const;

describe.each(FORMS)('%s', (_, write) => {
  it.each(BROKERS)('%s', async (_, facts, verdicts) => {
    const result = await evaluate(write(facts));
    expect(result).toMatchObject({ verdicts, stderr: '' });
    expect(result.output.results.map(({ resource }) => resource)).toEqual(Array(3).fill(identity('orders')));
  });
});

describe('general logging that is absent', () => {
  it.each([
    ['a configuration item', eventItem(broker(), { configuration: { EngineType: 'RABBITMQ' } }), 'unknown'],
    ['a configuration item whose Logs are empty', eventItem(broker({ general: undefined })), 'unknown'],
    ['Cloud Control', cloudControl(broker({ general: undefined })), 'unknown'],
    ['DescribeBroker from the AWS CLI', cliAnswer(broker(), { Logs: undefined }), 'fail'],
    ['DescribeBroker from the AWS CLI, with null', cliAnswer(broker(), { Logs: null }), 'fail'],
    ['DescribeBroker from the API', apiAnswer(broker({ general: undefined })), 'fail'],
    ['DescribeBroker, known by its version', { BrokerId: 'b-1', EngineType: 'RABBITMQ', EngineVersion: '4.2' }, 'fail'],
    ['DescribeBroker, known by its logs', { BrokerId: 'b-1', EngineType: 'RABBITMQ', Logs: {} }, 'fail'],
    [
      'DescribeBroker, known by its public access',
      { BrokerId: 'b-1', EngineType: 'RABBITMQ', PubliclyAccessible: false },
      'fail',
    ],
  ])('in %s is what that form says it is', async (_, input, verdict) => {
    const { verdicts } = await evaluate(input, '--checks', 'rabbitmq-general-logging');
    expect(verdicts).toEqual([verdict]);
  });
});

describe('pending changes of logging', () => {
  it.each([
    ['a change that will switch it on is not there yet', false, true, 'fail', /pending change turns it on/],
    ['a change that will turn it off is not there yet', true, false, 'pass', /pending change will turn it off/],
  ])('%s', async (_, general, pending, verdict, detail) => {
    const Logs = { General: general, Pending: { General: pending } };
    const inputs = [cliAnswer(broker(), { Logs }), eventItem(broker(), { configuration: { ...RABBITMQ, Logs } })];
    const { output } = await evaluate(inputs, '--checks', 'rabbitmq-general-logging');
    const expected = { verdict, detail: expect.stringMatching(detail) };
    expect(output.results).toMatchObject([expected, expected]);
  });
});

describe('brokers that are not there', () => {
  const gone = { configurationItemStatus: 'ResourceDeleted', configuration: null };
  const leftScope = { eventLeftScope: true };
  it.each([
    ['a deleted broker', eventItem(broker(), gone), /was deleted/],
    ['a deleted broker, from the API', apiItem(badBroker(), { ...gone, configuration: undefined }), /was deleted/],
    [
      'a broker that is not recorded',
      eventItem(badBroker(), { configurationItemStatus: 'ResourceNotRecorded' }),
      /rec/,
    ],
    ['a broker that left the scope', ruleEvent(notification(eventItem(badBroker())), leftScope), /no longer in sc/],
    ['a broker in deletion', cliAnswer(badBroker(), { BrokerState: 'DELETION_IN_PROGRESS' }), /being deleted/],
  ])('%s is skipped', async (_, input, detail) => {
    const { output, status } = await evaluate(input);
    const expected = { verdict: 'skip', detail: expect.stringMatching(detail) };
    expect({ status, results: output.results }).toMatchObject({ status: 0, results: [expected, expected, expected] });
  });
});

describe('forms that tell less than all', () => {
  const oversized = {
    configurationItemSummary: eventItem(broker(), { configuration: undefined }),
    messageType: 'OversizedConfigurationItemChangeNotification',
  };
  const { EngineVersion, PubliclyAccessible, Logs, ...summary } = cliAnswer(broker());
  it.each([
    ['the event of an oversized item', ruleEvent(oversized), ['unknown', 'unknown', 'unknown']],
    [
      'an item whose status nobody knows',
      eventItem(broker(), { configurationItemStatus: 'Odd' }),
      Array(3).fill('unknown'),
    ],
    [
      'an item whose status is the name of a method',
      eventItem(broker(), { configurationItemStatus: 'toString' }),
      Array(3).fill('unknown'),
    ],
    ['an item without a status', eventItem(broker(), { configurationItemStatus: undefined }), Array(3).fill('unknown')],
    ['an item whose configuration is no JSON', apiItem(broker(), { configuration: '{' }), Array(3).fill('unknown')],
    ['the ListBrokers response', { BrokerSummaries: [summary] }, ['pass', 'unknown', 'unknown']],
    ['DescribeBroker whose Logs are no object', cliAnswer(broker(), { Logs: true }), ['pass', 'pass', 'unknown']],
    ['the ListBrokers response, from the API', { brokerSummaries: [summary] }, ['pass', 'unknown', 'unknown']],
    ['an answer of only an id', { BrokerId: 'b-1', BrokerArn: 'b-1' }, ['unknown', 'unknown', 'unknown']],
    [
      'Cloud Control with no properties',
      { ...cloudControl(broker()), ResourceDescription: { Properties: '{}' } },
      Array(3).fill('unknown'),
    ],
  ])('%s leaves the rest unknown', async (_, input, verdicts) => {
    expect(await evaluate(input)).toMatchObject({ verdicts, status: 3 });
  });
});

describe('many in one input', () => {
  const lines = [
    cliAnswer(broker()),
    eventItem(badBroker({ name: 'billing' })),
    cloudControl(broker({ name: 'search' })),
  ];
  const verdicts = ['pass', 'pass', 'pass', 'fail', 'fail', 'fail', 'pass', 'pass', 'pass'];
  const ndjson = lines.map((line) => JSON.stringify(line)).join('\n');
  it.each([
    ['one on each line', ndjson],
    ['one on each line, with a line break at the end', `${ndjson}\n`],
    ['one on each line, with the line breaks of Windows and empty lines', ndjson.replaceAll('\n', '\r\n\r\n')],
    ['one on each line, gzipped', gzipSync(ndjson)],
    ['one on each line, gzipped in parts', Buffer.concat(lines.map((line) => gzipSync(`${JSON.stringify(line)}\n`)))],
    ['a list of different kinds', JSON.stringify(lines)],
    ['a list on each line', lines.map((line) => JSON.stringify([line])).join('\n')],
    ['a delivered file on each line', lines.map((line) => JSON.stringify(deliveredFile([line]))).join('\n')],
  ])('%s: each is evaluated', async (_, input) => {
    const result = await evaluate(input);
    expect(result).toMatchObject({ verdicts, status: 1, stderr: '' });
    const names = result.output.results.map(({ resource }) => resource.name);
    expect([...new Set(names)]).toEqual(['orders', 'billing', 'search']);
  });

  it('joins the chunks of standard input before it decodes them', async () => {
    const bytes = Buffer.from(JSON.stringify(cliAnswer(broker(), { BrokerName: 'brücke' })));
    const middle = bytes.indexOf('ü') + 1;
    const stdin = [bytes.subarray(0, middle), bytes.subarray(middle)];
    const { stdout } = await run([...EVALUATE, '--format', 'json'], { stdin });
    expect(JSON.parse(stdout).results[0].resource.name).toBe('brücke');
  });
});
