import process from 'node:process';
import { connectAws } from '../../../cli/organization/aws.ts';
import { configureClients } from '../../../cli/organization/clients.ts';
import type { Aws } from '../../../cli/organization/port.ts';
import { MANAGEMENT, MEMBER } from '../preflight/support.ts';
import type { Answer } from './endpoints.ts';
import { loopbackAnswers } from './endpoints.ts';

const ANSWERS = loopbackAnswers();
let aws: Aws;

beforeAll(async () => {
  aws = connectAws(await configureClients({ environment: process.env }));
});

const xml = (operation: string, result: string) =>
  `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">` +
  `<${operation}Result>${result}</${operation}Result></${operation}Response>`;

interface Case {
  readonly ask: () => Promise<unknown>;
  readonly answers: Readonly<Record<string, readonly Answer[]>>;
  readonly expected: unknown;
}

const CASES: Readonly<Record<string, Case>> = {
  'accounts of all pages, of which one is empty, by state or else by status': {
    ask: () => aws.accounts(),
    answers: {
      ListAccounts: [
        { body: { Accounts: [], NextToken: 'a' } },
        {
          body: { Accounts: [{ Id: MANAGEMENT, Name: 'first', State: 'ACTIVE', Status: 'SUSPENDED' }], NextToken: 'b' },
        },
        { body: { Accounts: [{ Id: MEMBER, Status: 'SUSPENDED' }, { Name: 'without an id' }] } },
      ],
    },
    expected: [
      { id: MANAGEMENT, name: 'first', state: 'ACTIVE' },
      { id: MEMBER, name: undefined, state: 'SUSPENDED' },
    ],
  },
  'the root, with its name': {
    ask: () => aws.roots(),
    answers: { ListRoots: [{ body: { Roots: [{ Id: 'r-ab12', Name: 'Root' }, { Name: 'without an id' }] } }] },
    expected: [{ id: 'r-ab12', name: 'Root' }],
  },
  'organizational units of all pages, with their names': {
    ask: () => aws.unitsIn('r-ab12'),
    answers: {
      ListOrganizationalUnitsForParent: [
        { body: { OrganizationalUnits: [{ Id: 'ou-ab12-11111111', Name: 'Workloads' }], NextToken: 'a' } },
        { body: { OrganizationalUnits: [{ Id: 'ou-ab12-22222222' }] } },
      ],
    },
    expected: [
      { id: 'ou-ab12-11111111', name: 'Workloads' },
      { id: 'ou-ab12-22222222', name: undefined },
    ],
  },
  'the parent of an account': {
    ask: () => aws.parentOf(MEMBER),
    answers: { ListParents: [{ body: { Parents: [{ Id: 'ou-ab12-1a2b3c4d', Type: 'ORGANIZATIONAL_UNIT' }] } }] },
    expected: 'ou-ab12-1a2b3c4d',
  },
  'no parent of a root': { ask: () => aws.parentOf('r-ab12'), answers: {}, expected: undefined },
  'the service control policies of all pages': {
    ask: () => aws.controlPolicies('r-ab12'),
    answers: {
      ListPoliciesForTarget: [
        { body: { Policies: [{ Id: 'p-FullAWSAccess', Name: 'FullAWSAccess' }], NextToken: 'a' } },
        { body: { Policies: [{ Id: 'p-1', Name: 'Guardrails' }] } },
      ],
    },
    expected: [
      { id: 'p-FullAWSAccess', name: 'FullAWSAccess' },
      { id: 'p-1', name: 'Guardrails' },
    ],
  },
  'the text of a service control policy': {
    ask: () => aws.controlPolicyText('p-1'),
    answers: { DescribePolicy: [{ body: { Policy: { Content: '{}' } } }] },
    expected: '{}',
  },
  'access of StackSets': {
    ask: () => aws.stackSetsAccess('eu-west-1', 'SELF'),
    answers: {
      DescribeOrganizationsAccess: [{ body: xml('DescribeOrganizationsAccess', '<Status>ENABLED</Status>') }],
    },
    expected: 'ENABLED',
  },
  'a stack, with outputs': {
    ask: () => aws.stack('mine-views', 'eu-west-1'),
    answers: {
      DescribeStacks: [
        {
          body: xml(
            'DescribeStacks',
            '<Stacks><member><StackStatus>CREATE_COMPLETE</StackStatus>' +
              '<Outputs><member><OutputKey>Aggregators</OutputKey><OutputValue>https</OutputValue></member></Outputs>' +
              '</member></Stacks>',
          ),
        },
      ],
    },
    expected: { status: 'CREATE_COMPLETE', outputs: { Aggregators: 'https' } },
  },
  'a stack that is not there': {
    ask: () => aws.stack('mine-views', 'eu-west-1'),
    answers: {
      DescribeStacks: [
        {
          status: 400,
          body:
            '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>' +
            '<Message>Stack with id mine-views does not exist</Message></Error></ErrorResponse>',
        },
      ],
    },
    expected: undefined,
  },
  'regions of all pages': {
    ask: () => aws.regions({ region: 'eu-west-1' }),
    answers: {
      '/listRegions': [
        { body: { Regions: [{ RegionName: 'eu-west-1', RegionOptStatus: 'ENABLED_BY_DEFAULT' }], NextToken: 'a' } },
        { body: { Regions: [{ RegionName: 'af-south-1', RegionOptStatus: 'DISABLED' }] } },
      ],
    },
    expected: new Map([
      ['eu-west-1', 'ENABLED_BY_DEFAULT'],
      ['af-south-1', 'DISABLED'],
    ]),
  },
  'a recorder, with its status': {
    ask: () => aws.recorders({ region: 'eu-west-1' }),
    answers: {
      DescribeConfigurationRecorders: [
        {
          body: {
            ConfigurationRecorders: [
              { name: 'AWSConfigurationRecorderForX', recordingGroup: { allSupported: true } },
              {
                name: 'default',
                recordingGroup: {
                  recordingStrategy: { useOnly: 'EXCLUSION_BY_RESOURCE_TYPES' },
                  exclusionByResourceTypes: { resourceTypes: ['x'] },
                },
                recordingMode: { recordingFrequency: 'DAILY' },
              },
            ],
          },
        },
      ],
      DescribeConfigurationRecorderStatus: [
        { body: { ConfigurationRecordersStatus: [{ name: 'default', recording: true, lastStatus: 'SUCCESS' }] } },
      ],
    },
    expected: [
      expect.objectContaining({
        name: 'default',
        isRecording: true,
        lastStatus: 'SUCCESS',
        group: expect.objectContaining({ strategy: 'EXCLUSION_BY_RESOURCE_TYPES', excluded: ['x'] }),
        mode: { frequency: 'DAILY', overrides: [] },
      }),
    ],
  },
  'no recorder': {
    ask: () => aws.recorders({ region: 'eu-west-1' }),
    answers: { DescribeConfigurationRecorders: [{ body: { ConfigurationRecorders: [] } }] },
    expected: [],
  },
  'a recorder whose status is missing': {
    ask: () => aws.recorders({ region: 'eu-west-1' }),
    answers: {
      DescribeConfigurationRecorders: [{ body: { ConfigurationRecorders: [{ name: 'default' }] } }],
      DescribeConfigurationRecorderStatus: [{ body: {} }],
    },
    expected: [expect.objectContaining({ isRecording: undefined, group: undefined })],
  },
  'aggregators of accounts and of the organization': {
    ask: () => aws.aggregators('eu-west-1'),
    answers: {
      DescribeConfigurationAggregators: [
        {
          body: {
            ConfigurationAggregators: [
              {
                ConfigurationAggregatorName: 'some',
                AccountAggregationSources: [{ AccountIds: [MEMBER], AwsRegions: ['eu-west-1'] }],
              },
              {
                ConfigurationAggregatorName: 'some-in-all',
                AccountAggregationSources: [{ AccountIds: [MEMBER], AllAwsRegions: true }],
              },
              {
                ConfigurationAggregatorName: 'all',
                OrganizationAggregationSource: { RoleArn: 'x', AllAwsRegions: true },
              },
              {
                ConfigurationAggregatorName: 'one',
                OrganizationAggregationSource: { RoleArn: 'x', AwsRegions: ['us-east-1'] },
              },
            ],
          },
        },
      ],
    },
    expected: [
      { name: 'some', isOfOrganization: false, regions: ['eu-west-1'] },
      { name: 'some-in-all', isOfOrganization: false, regions: 'all' },
      { name: 'all', isOfOrganization: true, regions: 'all' },
      { name: 'one', isOfOrganization: true, regions: ['us-east-1'] },
    ],
  },
  'sources of an aggregator': {
    ask: () => aws.aggregatorSources('all', 'eu-west-1'),
    answers: {
      DescribeConfigurationAggregatorSourcesStatus: [
        {
          body: {
            AggregatedSourceStatusList: [
              { SourceId: 'o-1', SourceType: 'ORGANIZATION', LastUpdateStatus: 'SUCCEEDED' },
            ],
          },
        },
      ],
    },
    expected: [{ type: 'ORGANIZATION', id: 'o-1', region: undefined, status: 'SUCCEEDED' }],
  },
  'recorders that an aggregator knows, of all pages': {
    ask: () => aws.aggregatedRecorders('all', 'eu-west-1'),
    answers: {
      SelectAggregateResourceConfig: [
        { body: { Results: [], NextToken: 'a' } },
        {
          body: {
            Results: [
              JSON.stringify({ accountId: MEMBER, awsRegion: 'eu-west-1', configuration: { Recording: true } }),
            ],
          },
        },
      ],
    },
    expected: [{ accountId: MEMBER, region: 'eu-west-1', recorder: expect.objectContaining({ isRecording: true }) }],
  },
  'names of organization packs': {
    ask: () => aws.organizationPackNames('eu-west-1'),
    answers: {
      DescribeOrganizationConformancePacks: [
        { body: { OrganizationConformancePacks: [{ OrganizationConformancePackName: 'a' }], NextToken: 'x' } },
        { body: { OrganizationConformancePacks: [{ OrganizationConformancePackName: 'b' }] } },
      ],
    },
    expected: ['a', 'b'],
  },
  'names of packs': {
    ask: () => aws.packNames({ region: 'eu-west-1' }),
    answers: { DescribeConformancePacks: [{ body: { ConformancePackDetails: [{ ConformancePackName: 'a' }] } }] },
    expected: ['a'],
  },
  'the version of the bootstrap': {
    ask: () => aws.bootstrapVersion('hnb659fds', 'eu-west-1'),
    answers: { GetParameter: [{ body: { Parameter: { Name: '/cdk-bootstrap/hnb659fds/version', Value: '23' } } }] },
    expected: '23',
  },
  'a bootstrap that is not there': {
    ask: () => aws.bootstrapVersion('mine', 'eu-west-1'),
    answers: { GetParameter: [{ status: 400, body: { __type: 'ParameterNotFound' } }] },
    expected: undefined,
  },
  'executions that are not reserved': {
    ask: () => aws.unreservedConcurrency({ region: 'eu-west-1' }),
    answers: {
      '/2016-08-19/account-settings': [
        { body: { AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 900 } } },
      ],
    },
    expected: 900,
  },
};

test.each(Object.entries(CASES))('reads %s', async (_, { ask, answers, expected }) => {
  Object.assign(ANSWERS, answers);
  await expect(ask()).resolves.toEqual(expected);
});

test.each<readonly [string, () => Promise<unknown>, string]>([
  ['accounts', () => aws.accounts(), 'ListAccounts'],
  ['trusted services', () => aws.trustedServices(), 'ListAWSServiceAccessForOrganization'],
  ['roots', () => aws.roots(), 'ListRoots'],
  ['units', () => aws.unitsIn('r-ab12'), 'ListOrganizationalUnitsForParent'],
  ['aggregators', () => aws.aggregators('eu-west-1'), 'DescribeConfigurationAggregators'],
  ['recorders', () => aws.recorders({ region: 'eu-west-1' }), 'DescribeConfigurationRecorders'],
  ['rules', () => aws.ruleNames({ region: 'eu-west-1' }), 'DescribeConfigRules'],
  ['packs', () => aws.organizationPackNames('eu-west-1'), 'DescribeOrganizationConformancePacks'],
])('an answer without the list of %s says nothing, not that there are none', async (_, ask, operation) => {
  ANSWERS[operation] = [{ body: {} }];
  await expect(ask()).rejects.toThrow('no list');
});

test('an answer without a parent says nothing, not that there is none', async () => {
  ANSWERS.ListParents = [{ body: {} }];
  await expect(aws.parentOf(MEMBER)).rejects.toThrow('no parent');
});

test('pages that turn in a circle are an error', async () => {
  // A fourth call is answered with another error.
  ANSWERS.DescribeConfigRules = [
    { body: { ConfigRules: [], NextToken: 'a' } },
    { body: { ConfigRules: [], NextToken: 'b' } },
    { body: { ConfigRules: [], NextToken: 'a' } },
  ];
  await expect(aws.ruleNames({ region: 'eu-west-1' })).rejects.toThrow('the same page token twice');
});

test('another validation error of CloudFormation does not say that a stack is not there', async () => {
  ANSWERS.DescribeStacks = [
    {
      status: 400,
      body: '<ErrorResponse><Error><Code>ValidationError</Code><Message>1 validation error</Message></Error></ErrorResponse>',
    },
  ];
  await expect(aws.stack('mine-views', 'eu-west-1')).rejects.toThrow('1 validation error');
});
