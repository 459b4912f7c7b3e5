import {
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  EC2Client,
  GetManagedPrefixListEntriesCommand,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import { createAwsState } from '../../../simulator/aws/aws-state.ts';
import { startAwsEndpoints } from '../../../simulator/aws/endpoints.ts';
import type { Statement } from '../../../simulator/aws/iam.ts';
import { createSimulation, networkIn, startSession } from '../../../simulator/aws/simulation.ts';
import { answer } from '../../../simulator/services.ts';
import { networkOf } from '../../support/network.ts';
import { ACCOUNTS, ORDERS, PAYMENTS } from '../support.ts';

const HERE = { accountId: PAYMENTS, region: 'eu-west-1' };
const CIDRS = Array.from({ length: 150 }, (_, index) => `10.0.${index}.0/24`);
const RULE = { ipProtocol: 'tcp', fromPort: 5671, toPort: 5671, ipRanges: [{ cidrIp: '10.0.0.0/8' }] };
const ALL: Statement = { Effect: 'Allow', Action: 'ec2:*', Resource: '*' };

/** Lets the AWS SDK use Amazon EC2 of a place as a role that has a policy. */
async function withEc2<T>(statement: Statement, use: (client: EC2Client) => Promise<T>, place = HERE): Promise<T> {
  const simulation = createSimulation(createAwsState(ACCOUNTS), { order: 'by-arrival' });
  const network = networkOf({ 'sg-1': [RULE], 'sg-2': [] }, { 'pl-1': CIDRS });
  network.prefixLists.set('pl-aws', { prefixListId: 'pl-aws', cidrs: ['52.0.0.0/15'], isOfAws: true });
  Object.assign(networkIn(simulation, HERE), network);
  const principalArn = `arn:aws:iam::${place.accountId}:role/reader`;
  const policy = { Version: '2012-10-17', Statement: [statement] };
  simulation.state.roles.set(principalArn, {
    ...{ arn: principalArn, accountId: place.accountId, trust: policy, policies: [policy] },
  });
  const accessKeyId = startSession(simulation, { principalArn, accountId: place.accountId });
  const endpoints = await startAwsEndpoints((call) => answer(simulation, call));
  const credentials = { accessKeyId, secretAccessKey: 'secret', sessionToken: 'the-session' };
  const client = new EC2Client({ endpoint: endpoints.url, region: place.region, credentials });
  try {
    return await use(client);
  } finally {
    client.destroy();
    await endpoints.close();
  }
}

const group = (...GroupIds: string[]) => new DescribeSecurityGroupsCommand({ GroupIds });
const list = (PrefixListId: string) => new GetManagedPrefixListEntriesCommand({ PrefixListId });

test('groups are described, the ones that are asked for or all, with lists that may be empty', async () => {
  await withEc2(ALL, async (client) => {
    const { SecurityGroups: [one, two] = [] } = await client.send(new DescribeSecurityGroupsCommand());
    expect([one?.GroupId, two?.GroupId]).toEqual(['sg-1', 'sg-2']);
    expect(one?.IpPermissions).toEqual([
      {
        ...{ IpProtocol: 'tcp', FromPort: 5671, ToPort: 5671, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
        ...{ Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] },
      },
    ]);
    expect(two?.IpPermissions).toEqual([]);
    const { SecurityGroups: only } = await client.send(group('sg-2'));
    expect(only).toHaveLength(1);
  });
});

test('the entries of a prefix list come in pages', async () => {
  await withEc2(ALL, async (client) => {
    const pages: (readonly unknown[] | undefined)[] = [];
    const paginator = paginateGetManagedPrefixListEntries({ client, pageSize: 100 }, { PrefixListId: 'pl-1' });
    for await (const { Entries } of paginator) pages.push(Entries?.map(({ Cidr }) => Cidr));
    expect(pages).toEqual([CIDRS.slice(0, 100), CIDRS.slice(100)]);
  });
});

const LISTS = { ...ALL, Action: 'ec2:GetManagedPrefixListEntries' };
const ARN = 'arn:aws:ec2:eu-west-1';

test.each<[what: string, statement: Statement, ask: (client: EC2Client) => Promise<unknown>, code: string]>([
  ['a group that is not there', ALL, (client) => client.send(group('sg-9')), 'InvalidGroup.NotFound'],
  ['one of two groups that is not there', ALL, (client) => client.send(group('sg-1', 'sg-9')), 'InvalidGroup.NotFound'],
  ['a prefix list that is not there', ALL, (client) => client.send(list('pl-9')), 'InvalidPrefixListID.NotFound'],
  ['what is not simulated', ALL, (client) => client.send(new DescribeVpcsCommand()), 'InvalidAction'],
  [
    'a filter, which is not simulated',
    ALL,
    (client) => client.send(new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'vpc-id', Values: ['vpc-1'] }] })),
    'InvalidParameterValue',
  ],
  ['groups without a permission', LISTS, (client) => client.send(group('sg-1')), 'UnauthorizedOperation'],
  [
    'groups with a permission for some only',
    { ...ALL, Resource: `${ARN}:${PAYMENTS}:security-group/*` },
    (client) => client.send(group('sg-1')),
    'UnauthorizedOperation',
  ],
  [
    'lists without a permission',
    { ...ALL, Action: 'ec2:Describe*' },
    (client) => client.send(list('pl-1')),
    'UnauthorizedOperation',
  ],
  [
    'a list of AWS with a permission for those of the account',
    { ...LISTS, Resource: `${ARN}:${PAYMENTS}:prefix-list/*` },
    (client) => client.send(list('pl-aws')),
    'UnauthorizedOperation',
  ],
])('%s is refused', async (_, statement, ask, code) => {
  await withEc2(statement, async (client) => {
    await expect(ask(client)).rejects.toMatchObject({ name: code });
  });
});

test.each([
  ['pl-1', PAYMENTS],
  ['pl-aws', 'aws'],
])('the list %s belongs to %s', async (id, owner) => {
  await withEc2({ ...LISTS, Resource: `${ARN}:${owner}:prefix-list/${id}` }, async (client) => {
    expect((await client.send(list(id))).Entries).not.toEqual([]);
  });
});

test.each([
  { ...HERE, region: 'eu-central-1' },
  { ...HERE, accountId: ORDERS },
])('another place has no such group: %j', async (place) => {
  const error = { name: 'InvalidGroup.NotFound' };
  await withEc2(ALL, (client) => expect(client.send(group('sg-1'))).rejects.toMatchObject(error), place);
});
