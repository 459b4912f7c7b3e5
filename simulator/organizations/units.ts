import { AwsError } from '../aws/call.ts';
import { describe } from './accounts.ts';
import { enableType, policyTypesOf } from './policies.ts';
import type { Organization, Request } from './requests.ts';
import { pageOf, parentArn } from './requests.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListRoots.html */
export function listRoots(request: Request): unknown {
  const Roots = childrenOf(request.organization, undefined).map((id) => describeAsRoot(request, id));
  return pageOf(request, 'Roots', Roots);
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnablePolicyType.html */
export function enablePolicyType(request: Request): unknown {
  const id = String(request.input.RootId);
  if (!childrenOf(request.organization, undefined).includes(id)) {
    throw new AwsError(400, 'RootNotFoundException', `We can't find a root with the RootId ${id}.`);
  }
  enableType(request, id);
  return { Root: describeAsRoot(request, id) };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListParents.html */
export function listParents(request: Request): unknown {
  const id = String(request.input.ChildId);
  const parents = request.organization.accounts.flatMap((account) => {
    const path = [account.id, ...account.units];
    return path[path.indexOf(id) + 1 || path.length] ?? [];
  });
  const [parent] = parents;
  if (parent === undefined) {
    throw new AwsError(
      400,
      'ChildNotFoundException',
      `We can't find an organizational unit or account with the ChildId ${id}.`,
    );
  }
  return { Parents: [{ Id: parent, Type: parent.startsWith('r-') ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html */
export function listUnitsOf(request: Request): unknown {
  const units = childrenOf(request.organization, requireParent(request));
  return pageOf(
    request,
    'OrganizationalUnits',
    units.map((id) => describeAsUnit(request, id)),
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
export function listAccountsOf(request: Request): unknown {
  const parent = requireParent(request);
  const accounts = request.organization.accounts.filter(({ units: [nearest] }) => nearest === parent);
  return pageOf(
    request,
    'Accounts',
    accounts.map((account) => describe(request, account)),
  );
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html */
export function describeUnit(request: Request): unknown {
  const id = String(request.input.OrganizationalUnitId);
  if (id.startsWith('ou-') && isParent(request.organization, id)) {
    return { OrganizationalUnit: describeAsUnit(request, id) };
  }
  const message = `The organization has no organizational unit ${id} with accounts.`;
  throw new AwsError(400, 'OrganizationalUnitNotFoundException', message);
}

function describeAsRoot({ state, organization }: Request, Id: string) {
  return { Id, Arn: parentArn(state, organization, Id), Name: 'Root', PolicyTypes: policyTypesOf(state, Id) };
}

function describeAsUnit({ state, organization }: Request, Id: string) {
  return { Id, Arn: parentArn(state, organization, Id), Name: state.unitNames.get(Id) ?? Id };
}

function requireParent({ organization, input }: Request): string {
  const id = String(input.ParentId);
  if (isParent(organization, id)) return id;
  throw new AwsError(400, 'ParentNotFoundException', `The organization has no parent ${id} with accounts.`);
}

function isParent({ accounts }: Organization, id: string): boolean {
  return accounts.some(({ units }) => units.includes(id));
}

/** The units directly in a parent; without one, the roots. They are known from the accounts in them. */
function childrenOf({ accounts }: Organization, parent: string | undefined): readonly string[] {
  const children = accounts.flatMap(({ units }) => units.filter((_, index) => units[index + 1] === parent));
  return [...new Set(children)];
}
