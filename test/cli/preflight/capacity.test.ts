import type { Aws } from '../../../cli/organization/port.ts';
import type { Situation } from './support.ts';
import { denied, MEMBER, rowsOf, statusesOf } from './support.ts';

const names = (number: number) => Array.from({ length: number }, (_, index) => `rule-${index}`);
const OWN_STACK: Aws['stack'] = async () => ({ status: 'CREATE_COMPLETE', outputs: {} });

interface Case {
  readonly check: string;
  readonly situation: Situation;
  readonly status: 'fine' | 'to-do' | 'not-visible';
  readonly says: string;
}

const CASES: Readonly<Record<string, Case>> = {
  'just enough executions': {
    check: 'lambda-concurrency',
    situation: { settings: { reservedConcurrency: 10 }, aws: { unreservedConcurrency: async () => 110 } },
    status: 'fine',
    says: 'of 110',
  },
  'one execution too few': {
    check: 'lambda-concurrency',
    situation: { settings: { reservedConcurrency: 10 }, aws: { unreservedConcurrency: async () => 109 } },
    status: 'to-do',
    says: 'of 109',
  },
  'executions that are not told': {
    check: 'lambda-concurrency',
    situation: { settings: { reservedConcurrency: 10 }, aws: { unreservedConcurrency: async () => undefined } },
    status: 'not-visible',
    says: 'not in the response',
  },
  'room for the last rules': {
    check: 'rules',
    situation: { shape: 'account', aws: { ruleNames: async () => names(997) } },
    status: 'fine',
    says: '1000',
  },
  'one rule too many': {
    check: 'rules',
    situation: { shape: 'account', aws: { ruleNames: async () => names(998) } },
    status: 'to-do',
    says: 'There is no room for 3 rules: there are 998 others, and 1000 are allowed.',
  },
  'one rule too many, with an opt-in check': {
    check: 'rules',
    situation: {
      shape: 'account',
      settings: { checks: 'default,rabbitmq-engine-version' },
      aws: { ruleNames: async () => names(997) },
    },
    status: 'to-do',
    says: 'There is no room for 4 rules: there are 997 others, and 1000 are allowed.',
  },
  'the own rules, which are there already': {
    check: 'rules',
    situation: {
      shape: 'account',
      aws: { ruleNames: async () => [...names(997), 'rabbitmq-no-public-access-conformance-pack-abcdefghi'] },
    },
    status: 'fine',
    says: '1000',
  },
  'the last organization pack': {
    check: 'conformance-packs',
    situation: { aws: { organizationPackNames: async () => names(49) } },
    status: 'fine',
    says: 'another organization conformance pack: 49 of 50',
  },
  'one organization pack too many': {
    check: 'conformance-packs',
    situation: { aws: { organizationPackNames: async () => names(50) } },
    status: 'to-do',
    says: 'allows 50',
  },
  'one pack of the account too many': {
    check: 'conformance-packs',
    situation: { shape: 'account', aws: { packNames: async () => names(50) } },
    status: 'to-do',
    says: 'allows 50',
  },
  'one pack too many in an account of a stack-set': {
    check: 'conformance-packs',
    situation: { shape: 'stack-set', aws: { packNames: async ({ roleArn }) => names(roleArn ? 50 : 0) } },
    status: 'to-do',
    says: 'There are 50 conformance packs, and AWS Config allows 50.',
  },
  'a pack of the name in an account of a stack-set, from this deployment': {
    check: 'conformance-packs',
    situation: {
      shape: 'stack-set',
      aws: { packNames: async () => ['rabbitmq-conformance'], stack: OWN_STACK },
    },
    status: 'fine',
    says: 'exists and belongs to this deployment',
  },
  'a pack of the name in an account of a stack-set that was not deployed': {
    check: 'conformance-packs',
    situation: { shape: 'stack-set', aws: { packNames: async () => ['rabbitmq-conformance'] } },
    status: 'to-do',
    says: 'does not belong to this deployment: the stack rabbitmq-conformance-stack-set does not exist',
  },
  'packs in the accounts of a stack-set, without a role': {
    check: 'conformance-packs',
    situation: { shape: 'stack-set', roleName: 'none' },
    status: 'not-visible',
    says: MEMBER,
  },
  'a pack of the name that somebody else has made': {
    check: 'conformance-packs',
    situation: { aws: { organizationPackNames: async () => ['rabbitmq-conformance'] } },
    status: 'to-do',
    says: 'does not belong to this deployment: the stack rabbitmq-conformance-pack-eu-west-1 does not exist',
  },
  'a pack of the name from this deployment': {
    check: 'conformance-packs',
    situation: { aws: { organizationPackNames: async () => ['rabbitmq-conformance'], stack: OWN_STACK } },
    status: 'fine',
    says: 'exists and belongs to this deployment',
  },
  'a pack of the name, and no leave to see whose': {
    check: 'conformance-packs',
    situation: { aws: { organizationPackNames: async () => ['rabbitmq-conformance'], stack: denied } },
    status: 'not-visible',
    says: 'AccessDeniedException',
  },
  'an aggregator of the name that somebody else has made': {
    check: 'aggregator',
    situation: {
      aws: { aggregators: async () => [{ name: 'rabbitmq-conformance', isOfOrganization: false, regions: [] }] },
    },
    status: 'to-do',
    says: 'does not belong to this deployment: the stack rabbitmq-conformance-views does not exist',
  },
  'an aggregator of the name that the first stack of this deployment had in former versions': {
    check: 'aggregator',
    situation: {
      aws: {
        aggregators: async () => [{ name: 'rabbitmq-conformance', isOfOrganization: true, regions: 'all' }],
        stack: async (name) =>
          name === 'rabbitmq-conformance-home'
            ? { status: 'CREATE_COMPLETE', outputs: { Aggregators: 'https' } }
            : undefined,
      },
    },
    status: 'fine',
    says: 'exists and belongs to this deployment',
  },
  'an aggregator of the name beside a home stack that has none': {
    check: 'aggregator',
    situation: {
      aws: {
        aggregators: async () => [{ name: 'rabbitmq-conformance', isOfOrganization: true, regions: 'all' }],
        stack: async (name) =>
          name === 'rabbitmq-conformance-home' ? { status: 'CREATE_COMPLETE', outputs: {} } : undefined,
      },
    },
    status: 'to-do',
    says: 'does not belong to this deployment',
  },
  'one aggregator too many': {
    check: 'aggregator',
    situation: {
      aws: { aggregators: async () => names(50).map((name) => ({ name, isOfOrganization: false, regions: [] })) },
    },
    status: 'to-do',
    says: 'allows 50',
  },
};

test.each(Object.entries(CASES))('%s', async (_, { check, situation, status, says }) => {
  const rows = (await rowsOf(check, situation)).filter((row) => row.status === status);
  expect(rows).not.toEqual([]);
  expect(rows.map(({ detail }) => detail).join('\n')).toContain(says);
});

test('rules of other accounts are not visible without a role', async () => {
  const rows = await rowsOf('rules', { roleName: 'none' });
  expect(statusesOf(rows)).toEqual(['fine', 'not-visible']);
  expect(rows[1]?.accounts).toContain(MEMBER);
});

test('the function of a stack-set needs executions in every account', async () => {
  const rows = await rowsOf('lambda-concurrency', {
    shape: 'stack-set',
    settings: { reservedConcurrency: 5 },
    aws: { unreservedConcurrency: async () => 10 },
  });
  expect(rows).toMatchObject([{ status: 'to-do', subject: `account ${MEMBER}, eu-west-1` }]);
});

const OTHERS: Aws['aggregators'] = async (region) =>
  region === 'eu-west-1'
    ? [{ name: 'some', isOfOrganization: false, regions: 'all' }]
    : [
        { name: 'all', isOfOrganization: true, regions: 'all' },
        { name: 'aws-controltower-GuardrailsComplianceAggregator', isOfOrganization: false, regions: 'all' },
      ];
const TWO_REGIONS = { regions: 'eu-west-1,us-east-1', homeRegion: 'eu-west-1' };

test('another aggregator of the organization, in any region, is named with the setting that uses it', async () => {
  expect(await rowsOf('aggregator', { settings: TWO_REGIONS, aws: { aggregators: OTHERS } })).toMatchObject([
    {
      status: 'fine',
      detail: expect.stringMatching(/^all in us-east-1, aws-controltower-\w+ in us-east-1 already show the results /),
      action: 'To use what is there: -c aggregator=none',
    },
  ]);
});

test('where the aggregator of this deployment is there, others are no matter', async () => {
  const own = { name: 'rabbitmq-conformance', isOfOrganization: true, regions: 'all' } as const;
  const aggregators: Aws['aggregators'] = async (region) => [own, ...(await OTHERS(region))];
  const [row, ...rows] = await rowsOf('aggregator', {
    settings: TWO_REGIONS,
    aws: { aggregators, stack: OWN_STACK },
  });
  expect(rows).toEqual([]);
  expect(row).toEqual({
    check: 'aggregator',
    status: 'fine',
    subject: 'eu-west-1',
    detail: 'The aggregator rabbitmq-conformance exists and belongs to this deployment.',
  });
});

test('no quota matters where nothing is reserved, and no aggregator where none is made', async () => {
  expect(await rowsOf('lambda-concurrency', { aws: { unreservedConcurrency: denied } })).toEqual([]);
  expect(await rowsOf('aggregator', { settings: { aggregator: 'none' }, aws: { aggregators: denied } })).toEqual([]);
});
