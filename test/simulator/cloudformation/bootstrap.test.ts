import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import type { Call } from '../../../simulator/aws/call.ts';
import { createAdministratorKey, createSimulation } from '../../../simulator/aws/simulation.ts';
import { bootstrap } from '../../../simulator/cloudformation/bootstrap.ts';
import { answer } from '../../../simulator/services.ts';
import { ACCOUNTS, ORDERS, PAYMENTS } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const BUCKET = `cdk-hnb659fds-assets-${PAYMENTS}-eu-west-1`;
const VERSION = '/cdk-bootstrap/hnb659fds/version';

type Kind = 'deploy' | 'file-publishing' | 'image-publishing' | 'lookup' | 'cfn-exec';

const roleArn = (kind: Kind, { accountId, region } = HERE) =>
  `arn:aws:iam::${accountId}:role/cdk-hnb659fds-${kind}-role-${accountId}-${region}`;

function open() {
  const simulation = createSimulation(createAwsState(ACCOUNTS), { order: 'by-arrival' });
  bootstrap(simulation.state, HERE);
  bootstrap(simulation.state, { ...HERE, accountId: ORDERS });
  const call = (accessKeyId: string, service: Call['service'], operation: string, input: object) =>
    answer(simulation, { service, operation, input: { ...input }, accessKeyId, region: HERE.region });
  const administrator = createAdministratorKey(simulation, PAYMENTS);
  const assume = (RoleArn: string, others: object = {}) => {
    const input = { RoleArn, RoleSessionName: 'test', ...others };
    const { Credentials } = call(administrator, 'sts', 'AssumeRole', input) as { Credentials: { AccessKeyId: string } };
    return Credentials.AccessKeyId;
  };
  return { call, assume };
}

const OBJECT = { Bucket: BUCKET, Key: 'asset.zip', Body: Buffer.from('') };

test.each<[kind: Kind, service: Call['service'], operation: string, input: object, isAllowed: boolean]>([
  ['deploy', 'ssm', 'GetParameter', { Name: VERSION }, true],
  ['deploy', 'cloudformation', 'DescribeStacks', {}, true],
  ['deploy', 'cloudformation', 'DeleteStack', { StackName: 'stack' }, true],
  ['deploy', 'cloudformation', 'ListStacks', {}, true],
  ['deploy', 's3', 'GetBucketLocation', { Bucket: BUCKET }, true],
  ['deploy', 's3', 'PutObject', OBJECT, false],
  ['deploy', 'config', 'DescribeComplianceByConfigRule', {}, false],
  ['file-publishing', 's3', 'PutObject', OBJECT, true],
  ['file-publishing', 's3', 'GetBucketEncryption', { Bucket: BUCKET }, true],
  ['file-publishing', 's3', 'PutObject', { ...OBJECT, Bucket: BUCKET.replace(PAYMENTS, ORDERS) }, false],
  ['file-publishing', 'cloudformation', 'DescribeStacks', {}, false],
  ['image-publishing', 's3', 'PutObject', OBJECT, false],
  ['lookup', 'cloudformation', 'DescribeStacks', {}, true],
  ['lookup', 'cloudformation', 'DeleteStack', { StackName: 'stack' }, false],
])('the role %s may call %s %s with %j: %s', (kind, service, operation, input, isAllowed) => {
  const { call, assume } = open();
  const act = () => call(assume(roleArn(kind)), service, operation, input);
  if (isAllowed) expect(act).not.toThrow();
  else expect(act).toThrow(expect.objectContaining({ status: 403 }));
});

test.each<[what: string, role: string, others: object]>([
  ['the role of a region that is not bootstrapped', roleArn('deploy', { ...HERE, region: 'eu-central-1' }), {}],
  ['the role of an account that does not trust the own one', roleArn('deploy', { ...HERE, accountId: ORDERS }), {}],
  ['the role that CloudFormation alone may assume', roleArn('cfn-exec'), {}],
  ['a role for somebody else', roleArn('deploy'), { ExternalId: 'somebody' }],
])('nobody assumes %s', (_, role, others) => {
  const { assume } = open();
  expect(() => assume(role, others)).toThrow(
    `User: arn:aws:iam::${PAYMENTS}:user/administrator is not authorized to perform: sts:AssumeRole on resource: ${role}`,
  );
});

test('the version is that of the template of the CDK', () => {
  const { call, assume } = open();
  const read = call(assume(roleArn('deploy')), 'ssm', 'GetParameter', { Name: VERSION });
  // CDK apps take six and more.
  expect(read).toMatchObject({ Parameter: { Value: expect.stringMatching(/^[3-9]\d$/) } });
});
