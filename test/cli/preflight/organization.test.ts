import type { Organization } from '../../../cli/organization/port.ts';
import type { Situation } from './support.ts';
import {
  account,
  awsError,
  DELEGATE,
  denied,
  healthyAws,
  MANAGEMENT,
  MEMBER,
  ORGANIZATION_ID,
  rowsOf,
} from './support.ts';

interface Case {
  readonly check: string;
  readonly situation: Situation;
  readonly status: 'fine' | 'to-do' | 'not-visible';
  readonly says: string;
  /** In the action. */
  readonly does?: string;
}

/** An organization in which all is fine but for some facts. */
function toldOf(changes: Partial<Organization>) {
  return async () => ({ ...(await healthyAws().organization()), ...changes });
}

const CASES: Readonly<Record<string, Case>> = {
  'credentials of a member where the management account is the administrator': {
    check: 'administrator',
    situation: { accountId: MEMBER },
    status: 'to-do',
    says: 'not the management account',
    does: `-c administrator=delegated -c managementAccount=${MANAGEMENT}`,
  },
  'credentials of the management account where a delegated administrator deploys': {
    check: 'administrator',
    situation: { shape: 'delegated', accountId: MANAGEMENT },
    status: 'to-do',
    says: 'This is the management account',
    does: '-c administrator=management',
  },
  'another management account than the settings say': {
    check: 'administrator',
    situation: { shape: 'delegated', settings: { managementAccount: MEMBER } },
    status: 'to-do',
    says: `The management account is ${MANAGEMENT}`,
    does: `-c managementAccount=${MANAGEMENT}`,
  },
  'credentials of a member for the role in the management account': {
    check: 'administrator',
    situation: { shape: 'management-account', accountId: MEMBER },
    status: 'to-do',
    says: 'not the management account',
    does: `credentials of account ${MANAGEMENT}`,
  },
  'an account in no organization': {
    check: 'administrator',
    situation: {
      aws: {
        organization: async () => {
          throw awsError('AWSOrganizationsNotInUseException');
        },
      },
    },
    status: 'to-do',
    says: 'not in an organization',
    does: '-c deployment=account',
  },
  'an organization whose management account is not told': {
    check: 'administrator',
    situation: { aws: { organization: toldOf({ managementAccount: undefined }) } },
    status: 'not-visible',
    says: 'not in the response',
  },
  'an organization for billing only': {
    check: 'organization-features',
    situation: {
      aws: { organization: toldOf({ featureSet: 'CONSOLIDATED_BILLING' }) },
    },
    status: 'to-do',
    says: 'CONSOLIDATED_BILLING',
    does: 'aws organizations enable-all-features',
  },
  'features that are not told': {
    check: 'organization-features',
    situation: { aws: { organization: toldOf({ featureSet: undefined }) } },
    status: 'not-visible',
    says: 'not in the response',
  },
  'the id of another organization': {
    check: 'organization-id',
    situation: { settings: { organizationId: 'o-zzzzzzzzzz' } },
    status: 'to-do',
    says: `not the ID of the organization, which is ${ORGANIZATION_ID}`,
    does: `-c organizationId=${ORGANIZATION_ID}`,
  },
  'an id of the organization that is not told': {
    check: 'organization-id',
    situation: { aws: { organization: toldOf({ id: undefined }) } },
    status: 'not-visible',
    says: 'not in the response',
  },
  'no trusted access for the packs of organizations': {
    check: 'trusted-access',
    situation: { aws: { trustedServices: async () => ['config.amazonaws.com'] } },
    status: 'to-do',
    says: 'Trusted access is not enabled',
    does: 'enable-aws-service-access --service-principal config-multiaccountsetup.amazonaws.com',
  },
  'no leave to see trusted access': {
    check: 'trusted-access',
    situation: { aws: { trustedServices: denied } },
    status: 'not-visible',
    says: 'AccessDeniedException',
    does: 'In the management account: aws organizations list-aws-service-access-for-organization',
  },
  'StackSets without access': {
    check: 'stack-sets-access',
    situation: { aws: { stackSetsAccess: async () => 'DISABLED' } },
    status: 'to-do',
    says: 'DISABLED',
    does: 'aws cloudformation activate-organizations-access',
  },
  'StackSets whose access is not told': {
    check: 'stack-sets-access',
    situation: { aws: { stackSetsAccess: async () => undefined } },
    status: 'not-visible',
    says: 'no status',
  },
  'an account that is registered for AWS Config only': {
    check: 'delegated-administrator',
    situation: { shape: 'delegated', aws: { delegatedServices: async () => ['config.amazonaws.com'] } },
    status: 'to-do',
    says: `Account ${DELEGATE} is not a delegated administrator`,
    does: `register-delegated-administrator --account-id ${DELEGATE} --service-principal config-multiaccountsetup.amazonaws.com`,
  },
  'an account that is registered for nothing': {
    check: 'delegated-administrator',
    situation: {
      shape: 'delegated',
      aws: {
        delegatedServices: async () => {
          throw awsError('AccountNotRegisteredException');
        },
      },
    },
    status: 'to-do',
    says: 'not a delegated administrator',
    does: '--service-principal member.org.stacksets.cloudformation.amazonaws.com',
  },
  'registrations that may not be seen': {
    check: 'delegated-administrator',
    situation: { shape: 'delegated', aws: { delegatedServices: denied } },
    status: 'not-visible',
    says: 'AccessDeniedException',
    does: `In the management account: aws organizations list-delegated-services-for-account --account-id ${DELEGATE}`,
  },
  'an evaluating account that left the organization': {
    check: 'administrator-account',
    situation: { shape: 'management-account', aws: { accounts: async () => [account(MANAGEMENT)] } },
    status: 'to-do',
    says: 'not in the organization',
  },
  'the management account as evaluating account': {
    check: 'administrator-account',
    situation: { shape: 'management-account', settings: { administratorAccount: MANAGEMENT } },
    status: 'to-do',
    says: 'is this account',
  },
  'a suspended account': {
    check: 'accounts',
    situation: { aws: { accounts: async () => [account(MANAGEMENT), account(MEMBER, 'SUSPENDED')] } },
    status: 'to-do',
    says: 'SUSPENDED',
    does: 'excludedAccounts',
  },
  'an account whose state is not told': {
    check: 'accounts',
    situation: {
      aws: { accounts: async () => [account(MANAGEMENT), { id: MEMBER, name: undefined, state: undefined }] },
    },
    status: 'not-visible',
    says: 'not in the response',
  },
  'all accounts left out': {
    check: 'accounts',
    situation: { settings: { excludedAccounts: [MANAGEMENT, DELEGATE, MEMBER] } },
    status: 'to-do',
    says: 'no active account',
  },
  'no account but the management account left under a delegated administrator': {
    check: 'accounts',
    situation: { shape: 'delegated', aws: { accounts: async () => [account(MANAGEMENT)] } },
    status: 'to-do',
    says: 'no active account',
  },
  'organizational units without an account': {
    check: 'accounts',
    situation: { shape: 'stack-set', aws: { accountsIn: async () => [] } },
    status: 'to-do',
    says: 'no active account',
    does: 'organizationalUnits',
  },
  'organizational units with suspended accounts and the management account alone': {
    check: 'accounts',
    situation: {
      shape: 'stack-set',
      aws: { accountsIn: async () => [account(MANAGEMENT), account(MEMBER, 'SUSPENDED')] },
    },
    status: 'to-do',
    says: 'no active account',
  },
  'organizational units with an account whose state is not told': {
    check: 'accounts',
    situation: {
      shape: 'stack-set',
      aws: { accountsIn: async () => [{ id: MEMBER, name: undefined, state: undefined }] },
    },
    status: 'not-visible',
    says: 'not in the response',
  },
  'accounts of organizational units that may not be listed': {
    check: 'accounts',
    situation: { shape: 'stack-set', aws: { accountsIn: denied } },
    status: 'not-visible',
    says: 'AccessDeniedException',
    does: 'organizations:ListAccountsForParent',
  },
  'another root': {
    check: 'organizational-units',
    situation: { aws: { roots: async () => [{ id: 'r-zz99', name: 'Root' }] } },
    status: 'to-do',
    says: 'The root is r-zz99',
    does: '-c organizationalUnits=r-zz99',
  },
  'an organizational unit that is not there': {
    check: 'organizational-units',
    situation: {
      shape: 'stack-set',
      aws: {
        describeUnit: async () => {
          throw awsError('OrganizationalUnitNotFoundException');
        },
      },
    },
    status: 'to-do',
    says: 'This organizational unit does not exist',
    does: 'list-organizational-units-for-parent',
  },
};

test.each(Object.entries(CASES))('%s', async (_, { check, situation, status, says, does = '' }) => {
  const rows = (await rowsOf(check, situation)).filter((row) => row.status === status);
  expect(rows).not.toEqual([]);
  expect(rows.map(({ detail }) => detail).join('\n')).toContain(says);
  expect(rows.map(({ action = '' }) => action).join('\n')).toContain(does);
});

test('a suspended account that is excluded already needs nothing', async () => {
  const rows = await rowsOf('accounts', {
    settings: { excludedAccounts: [MEMBER] },
    aws: { accounts: async () => [account(MANAGEMENT), account(MEMBER, 'SUSPENDED')] },
  });
  expect(rows.map(({ status }) => status)).toEqual(['fine']);
});

test('an account that is suspended does not matter to a stack-set that reaches others', async () => {
  const accountsIn = async () => [account(DELEGATE), account(MEMBER, 'SUSPENDED')];
  const rows = await rowsOf('accounts', { shape: 'stack-set', aws: { accountsIn } });
  expect(rows).toMatchObject([{ status: 'fine', detail: '1 of 2 accounts is active.' }]);
});

test.each([
  ['a stack-set without an aggregator needs StackSets only', { aggregator: 'none' }, 0],
  ['a stack-set with one needs trusted access of AWS Config', {}, 1],
])('%s', async (_, settings, number) => {
  expect(await rowsOf('trusted-access', { shape: 'stack-set', settings })).toHaveLength(number);
});

test('StackSets are asked as the administrator that the settings say', async () => {
  const asked: string[] = [];
  const aws = {
    stackSetsAccess: async (_: string, callAs: string) => {
      asked.push(callAs);
      return 'ENABLED';
    },
  };
  await rowsOf('stack-sets-access', { aws });
  await rowsOf('stack-sets-access', { shape: 'delegated', aws });
  expect(asked).toEqual(['SELF', 'DELEGATED_ADMIN']);
});
