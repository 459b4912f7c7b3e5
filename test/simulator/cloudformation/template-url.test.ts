import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ListStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { PolicyDocument } from '../../../simulator/aws/iam.ts';
import { ADMINISTRATOR, ORDERS, PAYMENTS, REGIONS, UNIT } from '../support.ts';
import type { Desk } from './client.ts';
import { logGroup, template, withCloudFormation } from './client.ts';

const HERE = { accountId: ADMINISTRATOR, region: 'eu-west-1' };
const URL = 'https://s3.eu-west-1.amazonaws.com/assets/set.json';
const LOGS = template({ Logs: logGroup({}) });
const LONGER_LOGS = template({ Logs: logGroup({ RetentionInDays: 1 }) });

/** A StackSet in one account and region. */
function stackSet(content: object, others: object = {}): string {
  return template({
    Set: {
      Type: 'AWS::CloudFormation::StackSet',
      Properties: {
        ...{ StackSetName: 'set', PermissionModel: 'SERVICE_MANAGED', CallAs: 'DELEGATED_ADMIN' },
        StackInstancesGroup: [{ DeploymentTargets: { OrganizationalUnitIds: [UNIT] }, Regions: [REGIONS[0]] }],
        ...content,
        ...others,
      },
    },
  });
}

const WITH_URL = stackSet({ TemplateURL: URL });

function put({ state }: Desk, body: string, accountId = ADMINISTRATOR): void {
  const objects = new Map([['set.json', Buffer.from(body)]]);
  state.buckets.set('assets', { name: 'assets', accountId, region: HERE.region, objects });
}

async function outcome({ client }: Desk, start: 'create' | 'update', TemplateBody: string): Promise<string> {
  const input = { StackName: 'stack', TemplateBody };
  await client.send(start === 'create' ? new CreateStackCommand(input) : new UpdateStackCommand(input));
  const { Stacks } = await client.send(new DescribeStacksCommand(input));
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand(input));
  const failed = StackEvents.find(({ ResourceStatus }) => /^(CREATE|UPDATE)_FAILED$/.test(ResourceStatus ?? ''));
  return failed?.ResourceStatusReason ?? Stacks?.[0]?.StackStatus ?? '';
}

function retentionIn({ state }: Desk, accountId: string): unknown {
  const stack = [...state.stacks.values()].find((one) => one.accountId === accountId && one.name.includes('set'));
  return stack?.resources.get('Logs')?.properties.RetentionInDays;
}

test('the template of a StackSet is read from S3, whatever its size, when the StackSet is created and updated', async () => {
  await withCloudFormation(async (desk) => {
    put(desk, LOGS + ' '.repeat(60_000));
    expect(await outcome(desk, 'create', WITH_URL)).toMatch(/COMPLETE|PROGRESS/);
    expect(retentionIn(desk, ORDERS)).toBeUndefined();
    put(desk, LONGER_LOGS);
    expect(await outcome(desk, 'update', stackSet({ TemplateURL: `${URL}?new` }))).toMatch(/COMPLETE|PROGRESS/);
    expect([ORDERS, PAYMENTS].map((accountId) => retentionIn(desk, accountId))).toEqual([1, 1]);
  }, HERE);
});

test('the template of a StackSet is not needed to delete it', async () => {
  await withCloudFormation(async (desk) => {
    put(desk, LOGS);
    await outcome(desk, 'create', WITH_URL);
    desk.state.buckets.clear();
    await desk.client.send(new DeleteStackCommand({ StackName: 'stack' }));
    // By then nothing is in progress any more.
    await desk.client.send(new ListStacksCommand());
    expect(desk.state.stackSets.size).toBe(0);
  }, HERE);
});

const DENY_S3: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Deny', Action: 's3:GetObject', Resource: '*' }],
};

test.each<[what: string, body: string, prepare: (desk: Desk) => void, error: string]>([
  ['from a bucket that is not there', WITH_URL, () => {}, 'S3 error: The specified bucket does not exist'],
  [
    'that is not in the bucket',
    stackSet({ TemplateURL: `${URL}.old` }),
    (desk) => put(desk, LOGS),
    'S3 error: The specified key does not exist.',
  ],
  ['from the bucket of another account', WITH_URL, (desk) => put(desk, LOGS, PAYMENTS), 'S3 error: Access Denied'],
  [
    'that whoever deploys may not read',
    WITH_URL,
    (desk) => {
      put(desk, LOGS);
      for (const [arn, user] of desk.state.users) {
        desk.state.users.set(arn, { ...user, policies: [...user.policies, DENY_S3] });
      }
    },
    'S3 error: Access Denied',
  ],
  ['that is no template', WITH_URL, (desk) => put(desk, '{"Resources"'), 'JSON'],
  [
    'that is in two places',
    stackSet({ TemplateURL: URL, TemplateBody: LOGS }),
    (desk) => put(desk, LOGS),
    'exactly one',
  ],
  ['that is nowhere', stackSet({}), () => {}, 'exactly one'],
])('no StackSet is made of a template %s', async (_, body, prepare, error) => {
  await withCloudFormation(async (desk) => {
    prepare(desk);
    expect(await outcome(desk, 'create', body)).toContain(error);
    expect(desk.state.stackSets.size).toBe(0);
  }, HERE);
});
