import type { Account, OrganizationalUnit, OrganizationsClientConfig, Root } from '@aws-sdk/client-organizations';
import {
  DescribeOrganizationalUnitCommand,
  DescribeOrganizationCommand,
  DescribePolicyCommand,
  ListParentsCommand,
  OrganizationsClient,
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListAWSServiceAccessForOrganization,
  paginateListDelegatedServicesForAccount,
  paginateListOrganizationalUnitsForParent,
  paginateListPoliciesForTarget,
  paginateListRoots,
} from '@aws-sdk/client-organizations';
import { listAll } from '../scan/pages.ts';
import type { Follow } from './clients.ts';
import type { Aws, OrganizationAccount, Unit } from './port.ts';

/** The calls to AWS Organizations. */
type OrganizationsCalls = Pick<
  Aws,
  | 'organization'
  | 'trustedServices'
  | 'delegatedServices'
  | 'accounts'
  | 'roots'
  | 'describeUnit'
  | 'accountsIn'
  | 'unitsIn'
  | 'parentOf'
  | 'controlPolicies'
  | 'controlPolicyText'
>;

/**
 * Connects to AWS Organizations alone.
 * @param own of a client with the user's own credentials
 * @param follow is shown the client
 */
export function connectOrganizations(own: OrganizationsClientConfig, follow: Follow = () => {}): OrganizationsCalls {
  const organizations = new OrganizationsClient(own);
  follow(organizations);
  return {
    async organization() {
      const { Organization } = await organizations.send(new DescribeOrganizationCommand());
      return {
        id: Organization?.Id,
        managementAccount: Organization?.MasterAccountId,
        featureSet: Organization?.FeatureSet,
      };
    },

    trustedServices: () =>
      listAll(
        paginateListAWSServiceAccessForOrganization({ client: organizations }, {}),
        ({ EnabledServicePrincipals }) =>
          EnabledServicePrincipals?.flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []),
      ),

    delegatedServices: (AccountId) =>
      listAll(
        paginateListDelegatedServicesForAccount({ client: organizations }, { AccountId }),
        ({ DelegatedServices }) => DelegatedServices?.flatMap(({ ServicePrincipal }) => ServicePrincipal ?? []),
      ),

    accounts: () =>
      listAll(paginateListAccounts({ client: organizations }, {}), ({ Accounts }) => Accounts?.flatMap(toAccount)),

    roots: () => listAll(paginateListRoots({ client: organizations }, {}), ({ Roots }) => Roots?.flatMap(toUnit)),

    async describeUnit(OrganizationalUnitId) {
      await organizations.send(new DescribeOrganizationalUnitCommand({ OrganizationalUnitId }));
    },

    accountsIn: (ParentId) =>
      listAll(paginateListAccountsForParent({ client: organizations }, { ParentId }), ({ Accounts }) =>
        Accounts?.flatMap(toAccount),
      ),

    unitsIn: (ParentId) =>
      listAll(
        paginateListOrganizationalUnitsForParent({ client: organizations }, { ParentId }),
        ({ OrganizationalUnits }) => OrganizationalUnits?.flatMap(toUnit),
      ),

    async parentOf(ChildId) {
      // A root has none, and is no child.
      if (ChildId.startsWith('r-')) return undefined;
      const { Parents: [parent] = [] } = await organizations.send(new ListParentsCommand({ ChildId }));
      if (parent?.Id === undefined) throw new Error('the response from AWS has no parent');
      return parent.Id;
    },

    controlPolicies: (TargetId) =>
      listAll(
        paginateListPoliciesForTarget({ client: organizations }, { TargetId, Filter: 'SERVICE_CONTROL_POLICY' }),
        ({ Policies }) => Policies?.map(({ Id = '', Name = '' }) => ({ id: Id, name: Name })),
      ),

    async controlPolicyText(PolicyId) {
      const { Policy } = await organizations.send(new DescribePolicyCommand({ PolicyId }));
      return Policy?.Content ?? '';
    },
  };
}

/** An account; none if it has no ID. */
function toAccount({ Id, Name, State, Status }: Account): readonly OrganizationAccount[] {
  // AWS retires `Status` in 2026, and older responses have no `State`.
  return Id === undefined ? [] : [{ id: Id, name: Name, state: State ?? Status }];
}

/** A root or an organizational unit; none if it has no ID. */
function toUnit({ Id, Name }: Root | OrganizationalUnit): readonly Unit[] {
  return Id === undefined ? [] : [{ id: Id, name: Name }];
}
