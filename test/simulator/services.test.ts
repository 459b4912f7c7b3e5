import { createAwsState } from '../../simulator/aws/aws-state.ts';
import type { Call } from '../../simulator/aws/call.ts';
import type { ResultOrder, Simulation } from '../../simulator/aws/simulation.ts';
import { createSimulation } from '../../simulator/aws/simulation.ts';
import { deleteBroker, putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { answer } from '../../simulator/services.ts';
import { ACCOUNTS, brokerIdOf, makeBroker, ORDERS, PAYMENTS, startAdministratorSession } from './support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const RULE = 'arn:aws:config:eu-west-1:222222222222:config-rule/config-rule-1';

interface Desk {
  readonly simulation: Simulation;
  readonly token: string;
  /** Makes a call with a role of {@link PAYMENTS} that may do everything, but for what is given. */
  call(operation: string, input: object, differences?: Partial<Call>): unknown;
  readonly keyOfOrders: string;
}

function openDesk(order: ResultOrder = 'by-arrival'): Desk {
  const simulation = createSimulation(createAwsState(ACCOUNTS), { order });
  const accessKeyId = startAdministratorSession(simulation, PAYMENTS);
  const keyOfOrders = startAdministratorSession(simulation, ORDERS);
  simulation.state.rules.set(RULE, {
    ...{ arn: RULE, name: 'clusters', ...HERE, packName: 'pack', functionArn: 'none', parameters: '{}' },
    resourceTypes: ['AWS::AmazonMQ::Broker'],
    messageTypes: ['ConfigurationItemChangeNotification', 'ScheduledNotification'],
  });
  const [event] = schedule(simulation, HERE);
  return {
    simulation,
    token: String(event?.event.resultToken),
    keyOfOrders,
    call: (operation, input, differences) =>
      answer(simulation, {
        ...{ service: 'config', operation, accessKeyId, region: HERE.region, ...differences },
        input: input as Call['input'],
      }),
  };
}

function evaluation(number: number, differences: object = {}) {
  return {
    ComplianceResourceType: 'AWS::AmazonMQ::Broker',
    ComplianceResourceId: brokerIdOf(number),
    ComplianceType: 'COMPLIANT',
    OrderingTimestamp: 1_700_000_000.5,
    ...differences,
  };
}

function evaluations(count: number) {
  return Array.from({ length: count }, (_, number) => evaluation(number));
}

const INVALID = 'InvalidParameterValueException';
const VIOLATION = 'ValidationException';

test.each<{ what: string; Evaluations: readonly object[]; code: string | undefined }>([
  { what: 'no evaluations', Evaluations: [], code: undefined },
  { what: 'a hundred evaluations', Evaluations: evaluations(100), code: undefined },
  { what: 'a hundred and one evaluations', Evaluations: evaluations(101), code: VIOLATION },
  {
    what: '256 characters of annotation',
    Evaluations: [evaluation(1, { Annotation: 'a'.repeat(256) })],
    code: undefined,
  },
  {
    what: '257 characters of annotation',
    Evaluations: [evaluation(1, { Annotation: 'a'.repeat(257) })],
    code: VIOLATION,
  },
  { what: 'an empty annotation', Evaluations: [evaluation(1, { Annotation: '' })], code: VIOLATION },
  {
    what: '768 characters of id',
    Evaluations: [evaluation(1, { ComplianceResourceId: 'b'.repeat(768) })],
    code: undefined,
  },
  {
    what: '769 characters of id',
    Evaluations: [evaluation(1, { ComplianceResourceId: 'b'.repeat(769) })],
    code: VIOLATION,
  },
  { what: 'no id', Evaluations: [evaluation(1, { ComplianceResourceId: '' })], code: VIOLATION },
  { what: 'no time', Evaluations: [evaluation(1, { OrderingTimestamp: undefined })], code: VIOLATION },
  { what: 'NOT_APPLICABLE', Evaluations: [evaluation(1, { ComplianceType: 'NOT_APPLICABLE' })], code: undefined },
  { what: 'INSUFFICIENT_DATA', Evaluations: [evaluation(1, { ComplianceType: 'INSUFFICIENT_DATA' })], code: INVALID },
  { what: 'a type of no resource', Evaluations: [evaluation(1, { ComplianceResourceType: 'Broker' })], code: INVALID },
  {
    what: 'one bad one among good ones',
    Evaluations: [evaluation(1), evaluation(2, { ComplianceType: 'x' })],
    code: VIOLATION,
  },
])('PutEvaluations with $what: $code', ({ Evaluations, code }) => {
  const { simulation, token, call } = openDesk();
  const put = () => call('PutEvaluations', { ResultToken: token, Evaluations });
  if (code === undefined) expect(put()).toEqual({ FailedEvaluations: [] });
  else expect(put).toThrow(expect.objectContaining({ status: 400, code }));
  expect(simulation.results.get(RULE)?.size ?? 0).toBe(code === undefined ? Evaluations.length : 0);
});

test('PutEvaluations in test mode takes any token, refuses what is not valid, and keeps nothing', () => {
  const { simulation, call } = openDesk();
  const trial = { ResultToken: 'any', TestMode: true };
  expect(call('PutEvaluations', { ...trial, Evaluations: [evaluation(1)] })).toEqual({ FailedEvaluations: [] });
  expect(() => call('PutEvaluations', { ...trial, Evaluations: evaluations(101) })).toThrow('101 evaluations');
  expect(simulation.results.size).toBe(0);
});

const INVALID_TOKEN = 'InvalidResultTokenException';

test.each<{ what: string; act: (desk: Desk) => unknown; code: string }>([
  {
    what: 'a token that nobody gave',
    act: ({ call }) => call('PutEvaluations', { ResultToken: 'mine', Evaluations: [evaluation(1)] }),
    code: INVALID_TOKEN,
  },
  { what: 'no token', act: ({ call }) => call('PutEvaluations', {}), code: VIOLATION },
  {
    what: 'a token in another region',
    act: ({ call, token }) =>
      call('PutEvaluations', { ResultToken: token, Evaluations: [evaluation(1)] }, { region: 'eu-central-1' }),
    code: INVALID_TOKEN,
  },
  {
    what: 'a token in another account',
    act: ({ call, token, keyOfOrders }) =>
      call('PutEvaluations', { ResultToken: token, Evaluations: [evaluation(1)] }, { accessKeyId: keyOfOrders }),
    code: INVALID_TOKEN,
  },
  {
    what: 'a token of a rule that was deleted',
    act: ({ simulation, call, token }) => {
      simulation.state.rules.delete(RULE);
      return call('PutEvaluations', { ResultToken: token, Evaluations: [evaluation(1)] });
    },
    code: 'NoSuchConfigRuleException',
  },
  {
    what: 'an access key that is not known',
    act: ({ call }) => call('ListDiscoveredResources', {}, { accessKeyId: 'AKIAUNKNOWN' }),
    code: 'UnrecognizedClientException',
  },
  {
    what: 'a role that was deleted',
    act: ({ simulation, call }) => {
      simulation.state.roles.clear();
      return call('ListDiscoveredResources', {});
    },
    code: 'AccessDeniedException',
  },
  {
    what: 'a role that was deleted, at Amazon MQ',
    act: ({ simulation, call }) => {
      simulation.state.roles.clear();
      return call('ListBrokers', {}, { service: 'mq' });
    },
    code: 'AccessDeniedException',
  },
  {
    what: 'a rule that is in another region',
    act: ({ call }) =>
      call('GetComplianceDetailsByConfigRule', { ConfigRuleName: 'clusters' }, { region: 'eu-central-1' }),
    code: 'NoSuchConfigRuleException',
  },
  {
    what: 'a broker that is not there',
    act: ({ call }) => call('DescribeBroker', { brokerId: brokerIdOf(1) }, { service: 'mq' }),
    code: 'NotFoundException',
  },
  {
    what: 'the history of a broker that was never seen',
    act: ({ call }) =>
      call('GetResourceConfigHistory', { resourceType: 'AWS::AmazonMQ::Broker', resourceId: brokerIdOf(1) }),
    code: 'ResourceNotDiscoveredException',
  },
  {
    what: 'an operation that is not simulated',
    act: ({ call }) => call('DeleteConfigRule', {}),
    code: 'UnknownOperationException',
  },
])('$what is refused with $code, and nothing is recorded', ({ act, code }) => {
  const desk = openDesk();
  expect(() => act(desk)).toThrow(expect.objectContaining({ name: 'AwsError', code }));
  expect(desk.simulation.results.size).toBe(0);
});

test.each([
  ['by-ordering-timestamp', 'NON_COMPLIANT'],
  ['by-arrival', 'COMPLIANT'],
] as const)('with results kept %s, an older result that arrives later leaves %s', (order, expected) => {
  const { simulation, token, call } = openDesk(order);
  for (const [ComplianceType, OrderingTimestamp] of [
    ['NON_COMPLIANT', 2_000],
    ['COMPLIANT', 1_000],
  ]) {
    call('PutEvaluations', { ResultToken: token, Evaluations: [evaluation(1, { ComplianceType, OrderingTimestamp })] });
  }
  expect(simulation.results.get(RULE)?.get(brokerIdOf(1))?.compliance).toBe(expected);
});

/** All pages of a list. */
function readPages(read: (token: string | undefined) => unknown, items: string, next: string): unknown[][] {
  const pages: unknown[][] = [];
  let token: string | undefined;
  do {
    const page = read(token) as Record<string, unknown>;
    pages.push(page[items] as unknown[]);
    token = page[next] as string | undefined;
  } while (token !== undefined);
  return pages;
}

const ids = (pages: unknown[][], id: (item: never) => unknown) => pages.map((page) => (page as never[]).map(id));

test('lists come in pages, each item once, and a last page that is full has none after it', () => {
  const { simulation, token, call } = openDesk();
  for (const number of [1, 2, 3, 4]) putBroker(simulation, HERE, makeBroker(HERE, number));
  const Evaluations = [1, 2, 3, 4].map((number) => evaluation(number));
  call('PutEvaluations', { ResultToken: token, Evaluations });
  const expected = [
    [brokerIdOf(1), brokerIdOf(2)],
    [brokerIdOf(3), brokerIdOf(4)],
  ];

  const listed = readPages(
    (nextToken) => call('ListBrokers', { maxResults: '2', nextToken }, { service: 'mq' }),
    'brokerSummaries',
    'nextToken',
  );
  expect(ids(listed, ({ brokerId }) => brokerId)).toEqual(expected);
  const discovered = readPages(
    (nextToken) => call('ListDiscoveredResources', { resourceType: 'AWS::AmazonMQ::Broker', limit: 2, nextToken }),
    'resourceIdentifiers',
    'nextToken',
  );
  expect(ids(discovered, ({ resourceId }) => resourceId)).toEqual(expected);
  const results = readPages(
    (NextToken) => call('GetComplianceDetailsByConfigRule', { ConfigRuleName: 'clusters', Limit: 2, NextToken }),
    'EvaluationResults',
    'NextToken',
  );
  type Identified = { EvaluationResultIdentifier: { EvaluationResultQualifier: { ResourceId: string } } };
  const resourceIdOf = (result: Identified) => result.EvaluationResultIdentifier.EvaluationResultQualifier.ResourceId;
  expect(ids(results, resourceIdOf)).toEqual(expected);
});

test.each([0, 101, 'x'])('a page of %s is refused', (maxResults) => {
  const { call } = openDesk();
  expect(() => call('ListBrokers', { maxResults }, { service: 'mq' })).toThrow(
    `The page size ${Number(maxResults)} is not from 1 to 100.`,
  );
});

test.each([
  ['ListBrokers', 'mq', 'nextToken', 'BadRequestException'],
  ['DescribeConfigurationAggregators', 'config', 'NextToken', 'InvalidNextTokenException'],
] as const)('%s refuses a token that it did not give', (operation, service, member, code) => {
  const { call } = openDesk();
  expect(() => call(operation, { [member]: 'mine' }, { service })).toThrow(expect.objectContaining({ code }));
});

test('a deleted broker has left all lists, and has a history', () => {
  const { simulation, call } = openDesk();
  putBroker(simulation, HERE, makeBroker(HERE, 1));
  deleteBroker(simulation, HERE, brokerIdOf(1));
  const resourceType = 'AWS::AmazonMQ::Broker';
  expect(call('ListDiscoveredResources', { resourceType })).toMatchObject({ resourceIdentifiers: [] });
  expect(call('ListBrokers', {}, { service: 'mq' })).toMatchObject({ brokerSummaries: [] });
  expect(call('GetResourceConfigHistory', { resourceType, resourceId: brokerIdOf(1) })).toMatchObject({
    configurationItems: [
      { configurationItemStatus: 'ResourceDeleted' },
      { configurationItemStatus: 'ResourceDiscovered', configuration: expect.stringContaining('CLUSTER_MULTI_AZ') },
    ],
  });
});
