import { Match } from 'aws-cdk-lib/assertions';
import type { Context } from '../support/cdk.ts';
import { SHAPES, synthesizeOne } from '../support/cdk.ts';

const LOG_GROUP = 'AWS::Logs::LogGroup';
const FUNCTION = 'AWS::Lambda::Function';

const account = synthesizeOne(SHAPES.account).template;
const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KEY_ARN = `arn:aws:kms:eu-west-1:111122223333:key/${KEY_ID}`;
const OF_STACK = 'arn:<AWS::Partition>:kms:<AWS::Region>';
const MULTI_REGION_KEY_ID = 'mrk-1234abcd12ab34cd56ef1234567890ab';

function accountWith(context: Context) {
  return synthesizeOne({ ...SHAPES.account, ...context }).template;
}

describe('the function', () => {
  it('has room and time for thousands of brokers', () => {
    account.hasResourceProperties(FUNCTION, { Timeout: 300, MemorySize: 256 });
  });

  it('reserves concurrency only where that is asked for, as new accounts have none to reserve', () => {
    account.hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: Match.absent() });
    accountWith({ reservedConcurrency: '5' }).hasResourceProperties(FUNCTION, { ReservedConcurrentExecutions: 5 });
  });

  it('writes to the log group that is in the stack', () => {
    const [id] = Object.keys(account.findResources(LOG_GROUP));
    account.hasResourceProperties(FUNCTION, { LoggingConfig: { LogGroup: `<${id}>` } });
    account.hasResourceProperties('AWS::IAM::Role', {
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              Match.objectLike({ Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: `<${id}.Arn>` }),
            ]),
          },
        },
      ],
    });
  });
});

describe('the log group', () => {
  it('is kept for a year, without a key and beyond the stack', () => {
    account.hasResource(LOG_GROUP, {
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: { RetentionInDays: 365, KmsKeyId: Match.absent(), LogGroupName: Match.absent() },
    });
  });

  it('is kept for as long as is asked for', () => {
    accountWith({ logRetentionDays: '30' }).hasResourceProperties(LOG_GROUP, { RetentionInDays: 30 });
  });

  it.each([
    ['a key of the account', KEY_ID, `${OF_STACK}:<AWS::AccountId>:key/${KEY_ID}`],
    [
      'a multi-Region key of the account',
      MULTI_REGION_KEY_ID,
      `${OF_STACK}:<AWS::AccountId>:key/${MULTI_REGION_KEY_ID}`,
    ],
    // Which is in no other region than that of its ARN.
    ['a key of another account', KEY_ARN, KEY_ARN],
    // Whose ARN has another region in each.
    [
      'a multi-Region key of another account',
      `arn:aws:kms:us-east-1:111122223333:key/${MULTI_REGION_KEY_ID}`,
      `${OF_STACK}:111122223333:key/${MULTI_REGION_KEY_ID}`,
    ],
  ])('can be encrypted with %s, whether the region is given or not', (_, logKmsKey, arn) => {
    for (const regions of [{}, { regions: 'eu-west-1' }]) {
      accountWith({ ...regions, logKmsKey }).hasResourceProperties(LOG_GROUP, { KmsKeyId: arn });
    }
  });
});

describe('an event that failed three times', () => {
  const [queue = ''] = Object.keys(account.findResources('AWS::SQS::Queue'));

  it('is kept for 14 days in an encrypted queue', () => {
    account.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
    const [id] = Object.keys(account.findResources(FUNCTION));
    account.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: `<${id}>`,
      Qualifier: '$LATEST',
      // Lambda's own: two repetitions, within six hours.
      MaximumRetryAttempts: Match.absent(),
      MaximumEventAgeInSeconds: Match.absent(),
      DestinationConfig: { OnFailure: { Destination: `<${queue}.Arn>` } },
    });
  });

  it('goes there with TLS only', () => {
    account.hasResourceProperties('AWS::SQS::QueuePolicy', {
      Queues: [`<${queue}>`],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 'sqs:*',
            Resource: `<${queue}.Arn>`,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });

  it('is found by an output', () => {
    account.hasOutput('FailedEvents', { Value: `<${queue}>` });
  });
});

test('the metrics and the log have the prefix of the deployment as their service', () => {
  accountWith({ namePrefix: 'mq' }).hasResourceProperties(FUNCTION, {
    Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'mq' } },
  });
});
