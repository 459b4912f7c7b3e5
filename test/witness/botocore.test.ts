import type { Rule } from '../../simulator/aws/aws-state.ts';
import type { Call } from '../../simulator/aws/endpoints.ts';
import { startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { asOversized } from '../../simulator/config/event-forms.ts';
import { deleteBroker, putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { answer } from '../../simulator/services.ts';
import { ADMINISTRATOR, brokerIdOf, makeBroker, startAdministratorSession, withWorld } from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';
import { send } from './send.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { HERE, MEMBER_ROLE, openAccount } from './simulated-account.ts';

const program = findWitness('python');

interface Message extends Pick<Call, 'service' | 'operation'> {
  readonly kind: 'input' | 'output' | 'error';
  /** Members of an input, with their names on the wire; the text of an answer. */
  readonly body: unknown;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @returns what botocore's models have against each message */
async function problemsOf(messages: readonly Message[]): Promise<readonly (readonly string[])[]> {
  const options = { input: JSON.stringify(messages) };
  const { status, output, errors } = await runWitness(program ?? '', ['test/witness/validate_requests.py'], options);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  return JSON.parse(output);
}

/** @returns each problem with messages, once */
async function problemsIn(messages: readonly Message[]): Promise<readonly string[]> {
  const found = await problemsOf(messages);
  expect(found).toHaveLength(messages.length);
  const named = messages.map(({ operation, kind }) => `${operation} ${kind}`);
  return [...new Set(named.flatMap((name, index) => (found[index] ?? []).map((problem) => `${name}: ${problem}`)))];
}

/** Makes calls, for their answers. */
function answersTo(calls: readonly Call[], url: string): Promise<readonly Message[]> {
  return Promise.all(
    calls.map(async ({ service, operation, ...call }) => {
      const { status, headers, text } = await send(url, { service, operation, ...call });
      return { service, operation, kind: status === 200 ? 'output' : 'error', body: text, status, headers };
    }),
  );
}

function inputOf({ service, operation, input }: Call): Message {
  return { service, operation, kind: 'input', body: input };
}

const NOTHING_WRONG: readonly string[] = [];

const EVALUATION = {
  ComplianceResourceType: 'AWS::AmazonMQ::Broker',
  ComplianceResourceId: brokerIdOf(1),
  ComplianceType: 'COMPLIANT',
  OrderingTimestamp: 1_769_860_800.5,
};

function put(differences: object, count = 1): Message {
  const Evaluations = Array.from({ length: count }, () => ({ ...EVALUATION, ...differences }));
  return { service: 'config', operation: 'PutEvaluations', kind: 'input', body: { ResultToken: 'token', Evaluations } };
}

function list(kind: 'input' | 'output', body: unknown): Message {
  return { service: 'mq', operation: 'ListBrokers', kind, body };
}

function assume(body: object): Message {
  const valid = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: 'arn:aws:iam::111122223333:role/r' };
  return { service: 'sts', operation: 'AssumeRole', kind: 'input', body: { ...valid, ...body } };
}

function assumed(text: string): Message {
  return { service: 'sts', operation: 'AssumeRole', kind: 'output', body: text };
}

function refused(code: string, headers: Record<string, string> = { 'x-amzn-requestid': '1' }): Message {
  const body = JSON.stringify({ __type: code, message: 'no' });
  return { service: 'config', operation: 'PutEvaluations', kind: 'error', status: 400, headers, body };
}

/** Messages, and what is found in each. */
const MESSAGES: readonly (readonly [what: string, message: Message, problems: readonly string[]])[] = [
  ['a hundred evaluations', put({ Annotation: 'a'.repeat(256) }, 100), NOTHING_WRONG],
  ['101 evaluations', put({}, 101), ['.Evaluations has 101 and not at most 100']],
  ['a long annotation', put({ Annotation: 'a'.repeat(257) }), ['.Annotation has 257 and not at most 256']],
  ['an empty annotation', put({ Annotation: '' }), ['Invalid length for parameter Evaluations[0].Annotation']],
  ['an unknown value', put({ ComplianceType: 'GOOD' }), ['.ComplianceType is none of the values']],
  ['a misspelled member', put({ Anotation: 'a' }), ['.Anotation is no member of Evaluation']],
  ['a member that is missing', put({ ComplianceType: undefined }), ['Missing required parameter in Evaluations[0]']],
  ['a number for a text', put({ ComplianceResourceId: 1 }), ['Invalid type for parameter Evaluations[0]']],
  ['a text for a time', put({ OrderingTimestamp: '2026-01-31T12:00:00Z' }), ['.OrderingTimestamp is no time']],
  ['milliseconds for seconds', put({ OrderingTimestamp: 1_769_860_800_500 }), ['.OrderingTimestamp is no time']],
  [
    'a null',
    put({ Annotation: null }),
    ['.Annotation is null', 'Invalid type for parameter Evaluations[0].Annotation'],
  ],
  ['a page of 100', list('input', { maxResults: '100' }), NOTHING_WRONG],
  ['a page of 101', list('input', { maxResults: '101' }), ['.MaxResults is larger than 100']],
  ['a page of nothing', list('input', { maxResults: '0' }), ['Invalid value for parameter MaxResults']],
  ['the name of the SDK', list('input', { MaxResults: '10' }), ['.MaxResults is no member of ListBrokersRequest']],
  ['a list of brokers', list('output', '{"brokerSummaries":[],"nextToken":"1"}'), NOTHING_WRONG],
  ['another list', list('output', '{"brokers":[]}'), ['.brokers is no member of ListBrokersResponse']],
  ['a session', assume({ RoleSessionName: 'session', DurationSeconds: '900' }), NOTHING_WRONG],
  ['a name that no session has', assume({ RoleSessionName: 'a b' }), ['.RoleSessionName does not match']],
  ['a version', assume({ RoleSessionName: 'session', Version: '2020-01-01' }), ['Version is not 2011-06-15']],
  ['an answer without a result', assumed('<R xmlns="x"><AssumeRoleResult/></R>'), ['The answer has the elements']],
  ['an error', refused('NoSuchConfigRuleException'), NOTHING_WRONG],
  ['an error of others', refused('NotFoundException'), ['PutEvaluations is not refused with NotFoundException']],
  ['an error without a request id', refused('ThrottlingException', {}), ['The error has no request id']],
];

const AGGREGATOR = { ConfigurationAggregatorName: 'rabbitmq-conformance' };

interface Read {
  readonly operation: string;
  readonly accountId: string;
  /** @param rule is one that has results */
  readonly input: (rule: Rule) => Call['input'];
}

/** Reads of AWS Config that the function does not make. */
const READS: readonly Read[] = [
  { operation: 'DescribeConfigurationAggregators', accountId: ADMINISTRATOR, input: () => ({}) },
  { operation: 'DescribeAggregateComplianceByConfigRules', accountId: ADMINISTRATOR, input: () => AGGREGATOR },
  { operation: 'DescribeAggregateComplianceByConformancePacks', accountId: ADMINISTRATOR, input: () => AGGREGATOR },
  {
    operation: 'GetAggregateComplianceDetailsByConfigRule',
    accountId: ADMINISTRATOR,
    input: ({ name, accountId, region }) => {
      return { ...AGGREGATOR, ConfigRuleName: name, AccountId: accountId, AwsRegion: region };
    },
  },
  { operation: 'DescribeComplianceByConfigRule', accountId: HERE.accountId, input: () => ({}) },
  { operation: 'DescribeComplianceByResource', accountId: HERE.accountId, input: () => ({}) },
  {
    operation: 'DescribeConformancePackCompliance',
    accountId: HERE.accountId,
    input: ({ packName }) => ({ ConformancePackName: packName }),
  },
];

/** Calls that the simulator refuses. */
const REFUSED: readonly (Pick<Call, 'service' | 'operation' | 'input'> & { by?: keyof SimulatedAccount['as'] })[] = [
  { service: 'mq', operation: 'DescribeBroker', input: { brokerId: brokerIdOf(9) } },
  { service: 'mq', operation: 'ListBrokers', input: {}, by: 'nothing' },
  { service: 'mq', operation: 'ListBrokers', input: {}, by: 'unknown' },
  { service: 'mq', operation: 'ListBrokers', input: { maxResults: '101' } },
  { service: 'config', operation: 'PutEvaluations', input: { ResultToken: 'mine', Evaluations: [] } },
  { service: 'config', operation: 'GetComplianceDetailsByConfigRule', input: { ConfigRuleName: 'none' } },
  { service: 'config', operation: 'GetComplianceDetailsByConfigRule', input: {}, by: 'nothing' },
  { service: 'config', operation: 'ListDiscoveredResources', input: {}, by: 'unknown' },
  { service: 'config', operation: 'GetResourceConfigHistory', input: { resourceId: brokerIdOf(9) } },
  { service: 'sts', operation: 'AssumeRole', input: { Action: 'AssumeRole', RoleArn: 'a<b&c' }, by: 'nothing' },
  { service: 'sts', operation: 'AssumeRole', input: { Action: 'AssumeRole', RoleArn: MEMBER_ROLE }, by: 'unknown' },
];

/** What the simulator answers although the models have it otherwise, and why. */
const KNOWN_OUTPUTS: Readonly<Record<string, string>> = {
  'DescribeBroker output: Missing required parameter in Logs: "GeneralLogGroup"': 'nothing here reads it',
};

const BAD = {
  deploymentMode: 'SINGLE_INSTANCE',
  publiclyAccessible: true,
  logs: { general: false, pending: { general: true } },
};

describeWith(program)("By botocore's models", () => {
  test('what is right is found right, and what is wrong is found', async () => {
    const found = await problemsOf(MESSAGES.map(([, message]) => message));
    const expected = MESSAGES.map(([what, , problems]) => [
      what,
      problems.map((part) => expect.stringContaining(part)),
    ]);
    expect(MESSAGES.map(([what], index) => [what, found[index]])).toEqual(expected);
  });

  test('all that the built function sends is right, and all that the simulator answers to it', async () => {
    await withWorld('organization', {}, async ({ simulation, calls, deliver }) => {
      // One will be deleted, and one more is left than fit in a page.
      const events = Array.from({ length: 102 }, (_, number) =>
        putBroker(simulation, HERE, makeBroker(HERE, number, number % 2 === 0 ? {} : BAD)),
      );
      const [[first] = [], [second] = []] = events;
      // Of the rules, one that has to describe brokers.
      const scheduled = schedule(simulation, HERE).find(({ rule }) => rule.name.startsWith('rabbitmq-general-logging'));
      if (!first || !second || !scheduled) throw new Error('There is no rule.');
      const [deleted] = deleteBroker(simulation, HERE, brokerIdOf(0));
      // The second schedule finds the results of the first.
      const delivered = [first, second, ...asOversized([second]), deleted ?? first, scheduled, scheduled];
      expect(await deliver(delivered)).toEqual(delivered.map(() => ({})));
      const operations = new Set(calls.map(({ operation }) => operation));
      expect([...operations].sort()).toEqual([
        'AssumeRole',
        'DescribeBroker',
        'GetComplianceDetailsByConfigRule',
        'GetResourceConfigHistory',
        'ListBrokers',
        'ListDiscoveredResources',
        'PutEvaluations',
      ]);
      const continued = calls.filter(({ input }) => (input.nextToken ?? input.NextToken) !== undefined);
      expect([...new Set(continued.map(({ operation }) => operation))].sort()).toEqual([
        'GetComplianceDetailsByConfigRule',
        'ListBrokers',
        'ListDiscoveredResources',
      ]);
      expect(await problemsIn(calls.map(inputOf))).toEqual([]);

      // Once more, to see the answers.
      const reads = READS.map(({ operation, accountId, input }): Call => {
        const accessKeyId = startAdministratorSession(simulation, accountId);
        return { service: 'config', operation, input: input(scheduled.rule), accessKeyId, region: HERE.region };
      });
      const endpoints = await startAwsEndpoints((call) => answer(simulation, call));
      const answers = await answersTo([...calls, ...reads], endpoints.url).finally(endpoints.close);
      expect(answers.filter(({ kind }) => kind === 'error')).toEqual([]);
      expect(await problemsIn([...reads.map(inputOf), ...answers])).toEqual(Object.keys(KNOWN_OUTPUTS));
    });
  });

  test('all that the simulator refuses is refused in the form of the service, with a code that it has', async () => {
    const account = await openAccount(() => {});
    const calls = REFUSED.map(({ by = 'all', ...call }) => {
      return { ...call, region: HERE.region, accessKeyId: String(account.as[by].AWS_ACCESS_KEY_ID) };
    });
    const answers = await answersTo(calls, account.endpoints.url).finally(account.endpoints.close);
    expect(answers.map(({ kind }) => kind)).toEqual(calls.map(() => 'error'));
    expect(await problemsIn(answers)).toEqual([]);
  });
});
