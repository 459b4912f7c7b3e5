import type { Rule } from '../../simulator/aws/aws-state.ts';
import type { Call } from '../../simulator/aws/call.ts';
import { startAwsEndpoints } from '../../simulator/aws/endpoints.ts';
import { asOversized } from '../../simulator/config/event-forms.ts';
import { deleteBroker, putBroker } from '../../simulator/config/recorder.ts';
import { schedule } from '../../simulator/config/rule-events.ts';
import { answer } from '../../simulator/services.ts';
import {
  ADMINISTRATOR,
  brokerIdOf,
  makeBroker,
  ROOT,
  startAdministratorSession,
  UNIT,
  withWorld,
} from '../simulator/support.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness } from '../support/python.ts';
import type { Message } from './messages.ts';
import { answersTo, inputOf, problemsIn, problemsOf } from './messages.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { HERE, MEMBER_ROLE, openAccount } from './simulated-account.ts';

const program = findWitness('python');

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

const NO_FUNCTION = `arn:aws:lambda:eu-west-1:${ADMINISTRATOR}:function:none`;
const AGGREGATOR = { ConfigurationAggregatorName: 'rabbitmq-conformance' };

interface Read {
  /** By default AWS Config. */
  readonly service?: Call['service'];
  readonly operation: string;
  readonly accountId: string;
  /** @param rule is one that has results */
  readonly input: (rule: Rule) => Call['input'];
}

/** Reads of the organization, by its administrator. */
const READS_OF_ORGANIZATION: readonly (readonly [
  service: Call['service'],
  operation: string,
  input?: Call['input'],
])[] = [
  ['account', 'ListRegions', { MaxResults: 50 }],
  [
    'cloudformation',
    'DescribeOrganizationsAccess',
    { Action: 'DescribeOrganizationsAccess', Version: '2010-05-15', CallAs: 'DELEGATED_ADMIN' },
  ],
  ['config', 'DescribeConfigurationAggregatorSourcesStatus', AGGREGATOR],
  ['config', 'SelectAggregateResourceConfig', { ...AGGREGATOR, Expression: 'SELECT arn, configuration.Name' }],
  ['config', 'SelectResourceConfig', { Expression: "SELECT resourceId WHERE arn IN ('a', 'b')" }],
  ['lambda', 'GetAccountSettings'],
  ['organizations', 'DescribeAccount', { AccountId: HERE.accountId }],
  ['organizations', 'DescribeOrganization'],
  ['organizations', 'DescribeOrganizationalUnit', { OrganizationalUnitId: UNIT }],
  ['organizations', 'ListAccounts', { MaxResults: 2 }],
  ['organizations', 'ListAccountsForParent', { ParentId: UNIT }],
  ['organizations', 'ListAWSServiceAccessForOrganization'],
  ['organizations', 'ListDelegatedAdministrators'],
  ['organizations', 'ListDelegatedServicesForAccount', { AccountId: ADMINISTRATOR }],
  ['organizations', 'ListOrganizationalUnitsForParent', { ParentId: ROOT }],
  ['organizations', 'ListRoots'],
];

/** Reads that the function does not make. */
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
  ...READS_OF_ORGANIZATION.map(([service, operation, input = {}]) => {
    return { service, operation, accountId: ADMINISTRATOR, input: () => input };
  }),
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
  { service: 'config', operation: 'SelectResourceConfig', input: { Expression: 'SELECT *' } },
  { service: 'account', operation: 'ListRegions', input: { AccountId: MEMBER_ROLE.split(':')[4] } },
  { service: 'account', operation: 'ListRegions', input: { MaxResults: 51 } },
  { service: 'lambda', operation: 'GetAccountSettings', input: {}, by: 'nothing' },
  { service: 'lambda', operation: 'DeleteResourcePolicy', input: { ResourceArn: NO_FUNCTION } },
  { service: 'lambda', operation: 'DeleteResourcePolicy', input: { ResourceArn: NO_FUNCTION }, by: 'nothing' },
  { service: 'organizations', operation: 'ListRoots', input: {} },
  { service: 'organizations', operation: 'ListRoots', input: {}, by: 'unknown' },
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
      const reads = READS.map(({ service = 'config', operation, accountId, input }): Call => {
        const accessKeyId = startAdministratorSession(simulation, accountId);
        return { service, operation, input: input(scheduled.rule), accessKeyId, region: HERE.region };
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
