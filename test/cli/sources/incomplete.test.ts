import { apiItem, badBroker, broker, cliAnswer, cloudControl, queryAnswer } from '../forms.ts';
import { EVALUATE, evaluate, run, temporaryFolder } from '../support.ts';

const folder = temporaryFolder();

const PAGE = 'is one page of several (it has a NextToken). Expected all pages, each as a separate value or file.';
const PASS = ['pass', 'pass', 'pass'];
const LISTED = ['pass', 'unknown', 'unknown'];

const { EngineVersion, PubliclyAccessible, Logs, ...summary } = cliAnswer(broker());
const { TypeName, ResourceDescription } = cloudControl(broker());
const resources = { TypeName, ResourceDescriptions: [ResourceDescription] };
const items = { baseConfigurationItems: [apiItem(broker())] };
const key = { resourceType: 'AWS::AmazonMQ::Broker', resourceId: 'b-1' };

describe('an answer that lacks something is named, and what it has is still evaluated', () => {
  it.each([
    ['a page of ListBrokers', { BrokerSummaries: [summary], NextToken: 'next' }, LISTED, PAGE],
    ['a page of ListBrokers, from the API', { brokerSummaries: [summary], nextToken: 'next' }, LISTED, PAGE],
    ['a page of ListResources', { ...resources, NextToken: 'next' }, PASS, PAGE],
    ['a page of ListResources, its token in small letters', { ...resources, nextToken: 'next' }, PASS, PAGE],
    ['a page of a query', { ...queryAnswer([broker()]), NextToken: 'next' }, PASS, PAGE],
    ['a page of ListBrokers without brokers', { BrokerSummaries: [], NextToken: 'next' }, [], PAGE],
    [
      'an answer of BatchGetResourceConfig with one key that was not processed',
      { ...items, unprocessedResourceKeys: [key] },
      PASS,
      'lacks 1 resource that AWS Config did not process (unprocessedResourceKeys).',
    ],
    [
      'an answer of BatchGetResourceConfig, from an SDK, with two keys that were not processed',
      { ...items, UnprocessedResourceKeys: [key, key] },
      PASS,
      'lacks 2 resources that AWS Config did not process (unprocessedResourceKeys).',
    ],
    [
      'an answer of BatchGetResourceConfig of which nothing was processed',
      { baseConfigurationItems: [], unprocessedResourceKeys: [key] },
      [],
      'lacks 1 resource that AWS Config did not process (unprocessedResourceKeys).',
    ],
  ])('%s', async (_, input, verdicts, message) => {
    expect(await evaluate(input)).toMatchObject({
      status: 2,
      verdicts,
      stderr: `rabbitmq-conformance: standard input: ${message}\n`,
    });
  });

  it('with its place in a list', async () => {
    const input = [cliAnswer(broker()), [{ ...resources, NextToken: 'next' }]];
    expect(await evaluate(input)).toMatchObject({
      status: 2,
      verdicts: [...PASS, ...PASS],
      stderr: `rabbitmq-conformance: standard input: element 2.1: ${PAGE}\n`,
    });
  });

  it('with its file, even where something else fails', async () => {
    const page = folder.write('page.json', { ...resources, NextToken: 'next' });
    const bad = folder.write('bad.json', cliAnswer(badBroker()));
    const { status, stderr } = await run([...EVALUATE, page, bad]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: `rabbitmq-conformance: ${page}: ${PAGE}\n` });
  });
});

describe('an answer that is whole is not complained of', () => {
  const history = { configurationItems: [apiItem(broker())] };
  it.each([
    ['the history of a broker, whose newest items come first, with a token', { ...history, nextToken: 'next' }, PASS],
    ['the history of a broker, with a token in capitals', { ...history, NextToken: 'next' }, PASS],
    ['the last page of ListResources, its token null', { ...resources, NextToken: null }, PASS],
    ['the last page of ListResources, its token empty', { ...resources, NextToken: '' }, PASS],
    ['BatchGetResourceConfig, no key left', { ...items, unprocessedResourceKeys: [] }, PASS],
    ['BatchGetResourceConfig, the keys null', { ...items, unprocessedResourceKeys: null }, PASS],
  ])('%s', async (_, input, verdicts) => {
    expect(await evaluate(input)).toMatchObject({ status: 0, verdicts, stderr: '' });
  });

  it('the last page of ListBrokers', async () => {
    const { verdicts, stderr } = await evaluate({ BrokerSummaries: [summary], NextToken: null });
    expect({ verdicts, stderr }).toEqual({ verdicts: LISTED, stderr: '' });
  });
});
