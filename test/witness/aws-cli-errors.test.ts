import { AwsError } from '../../simulator/aws/call.ts';
import { brokerIdOf } from '../simulator/support.ts';
import type { AwsCliServer } from '../support/aws-cli-server.ts';
import { startAwsCliServer } from '../support/aws-cli-server.ts';
import { describeWith } from '../support/missing.ts';
import { findWitness, runWitness } from '../support/python.ts';
import { COMMANDS, evaluation } from './aws-cli.ts';
import type { SimulatedAccount } from './simulated-account.ts';
import { MEMBER_ROLE, openAccount, RULE_NAME } from './simulated-account.ts';

const found = findWitness('aws');

const THROTTLED = 'throttled';
const BROKEN = 'broken';
/** Stands for the result token of the rule. */
const VALID_TOKEN = 'valid';
const { list, describe: describeBroker, put, details, history, assume } = COMMANDS;

interface Refusal {
  readonly what: string;
  readonly args: readonly string[];
  /** Whose credentials are used: those of a role that may do everything, if nothing is said. */
  readonly by?: keyof SimulatedAccount['as'];
  /** What the AWS CLI says: code and operation. */
  readonly error: string;
}

const MQ: readonly Refusal[] = [
  {
    what: 'a broker that is not there',
    args: describeBroker(brokerIdOf(9)),
    error: 'NotFoundException DescribeBroker',
  },
  {
    what: 'a read of brokers that no policy allows',
    args: list(),
    by: 'nothing',
    error: 'AccessDeniedException ListBrokers',
  },
  {
    what: 'more calls of Amazon MQ than it takes',
    args: describeBroker(THROTTLED),
    error: 'TooManyRequestsException DescribeBroker',
  },
  // These have paths that begin like those of the operations that are imitated.
  {
    what: 'the deletion of a broker',
    args: ['mq', 'delete-broker', '--broker-id', brokerIdOf(1)],
    error: 'NotFoundException DeleteBroker',
  },
  {
    what: 'a list below a broker',
    args: ['mq', 'list-users', '--broker-id', brokerIdOf(1)],
    error: 'NotFoundException ListUsers',
  },
];

const CONFIG: readonly Refusal[] = [
  {
    what: 'a read of results that no policy allows',
    args: details(RULE_NAME),
    by: 'nothing',
    error: 'AccessDeniedException GetComplianceDetailsByConfigRule',
  },
  {
    what: 'a result token that nobody gave',
    args: put('mine', [evaluation(1, 'COMPLIANT')]),
    error: 'InvalidResultTokenException PutEvaluations',
  },
  {
    what: 'an evaluation that says nothing',
    args: put(VALID_TOKEN, [evaluation(1, 'INSUFFICIENT_DATA')]),
    error: 'InvalidParameterValueException PutEvaluations',
  },
  {
    what: 'a rule that is not there',
    args: details('none'),
    error: 'NoSuchConfigRuleException GetComplianceDetailsByConfigRule',
  },
  {
    what: 'a broker that AWS Config never saw',
    args: history(brokerIdOf(9)),
    error: 'ResourceNotDiscoveredException GetResourceConfigHistory',
  },
  {
    what: 'an access key that is not known',
    args: details(RULE_NAME),
    by: 'unknown',
    error: 'UnrecognizedClientException GetComplianceDetailsByConfigRule',
  },
  {
    what: 'more calls of AWS Config than it takes',
    args: details(THROTTLED),
    error: 'ThrottlingException GetComplianceDetailsByConfigRule',
  },
  {
    what: 'what the service breaks at',
    args: details(BROKEN),
    error: 'InternalFailure GetComplianceDetailsByConfigRule',
  },
];

const STS: readonly Refusal[] = [
  {
    what: 'a role that may not be assumed',
    args: assume(MEMBER_ROLE),
    by: 'nothing',
    error: 'AccessDenied AssumeRole',
  },
  {
    what: 'an operation that is not imitated',
    args: ['sts', 'get-session-token'],
    error: 'InvalidAction GetSessionToken',
  },
];

describeWith(found)('The AWS CLI', () => {
  let aws: AwsCliServer;
  let account: SimulatedAccount;

  beforeAll(async () => {
    aws = await startAwsCliServer();
    account = await openAccount(({ input }) => {
      if (input.brokerId === THROTTLED) throw new AwsError(429, 'TooManyRequestsException');
      if (input.ConfigRuleName === THROTTLED) throw new AwsError(400, 'ThrottlingException', 'Rate exceeded');
      if (input.ConfigRuleName === BROKEN) throw new Error(BROKEN);
    });
  });

  afterAll(async () => {
    await account.endpoints.close();
    await aws.stop();
  });

  test.each([...MQ, ...CONFIG, ...STS])('is refused $what: $error', async ({ args, by = 'all', error }) => {
    const withToken = args.map((part) => (part === VALID_TOKEN ? account.resultToken : part));
    const { status, output, errors } = await runWitness(aws.program, withToken, { environment: account.as[by] });
    const [, code, operation] = /An error occurred \((\S+)\) when calling the (\S+) operation/.exec(errors) ?? [];
    expect({ status, output, error: `${code} ${operation}` }).toEqual({ status: 255, output: '', error });
  });
});
