import type { Request } from './requests.ts';
import { accountArn, arnOf, pageOf, SINCE } from './requests.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html */
export function describeOrganization({ state, organization }: Request): unknown {
  const { id, management } = organization;
  return {
    Organization: {
      Id: id,
      Arn: arnOf(state, organization, `organization/${id}`),
      FeatureSet: 'ALL',
      MasterAccountId: management.id,
      MasterAccountArn: accountArn(state, organization, management.id),
      MasterAccountEmail: `${management.id}@example.com`,
      AvailablePolicyTypes: [],
    },
  };
}

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html */
export function listTrustedServices(request: Request): unknown {
  const services = [...request.state.trustedServices];
  return pageOf(
    request,
    'EnabledServicePrincipals',
    services.map((ServicePrincipal) => ({ ServicePrincipal, DateEnabled: SINCE })),
  );
}
