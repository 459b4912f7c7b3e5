import type { Call } from '../aws/call.ts';
import { AwsError } from '../aws/call.ts';
import type { OrganizationPack, Pack } from '../aws/pack-record.ts';
import { paginate } from '../aws/pages.ts';
import type { Place } from '../aws/place.ts';
import { placeKey } from '../aws/place.ts';
import type { Simulation } from '../aws/simulation.ts';
import { requireConfigAdministrator } from './administrator.ts';

type Input = Call['input'];

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConformancePacks.html */
export function describePacks({ state }: Simulation, input: Input, place: Place) {
  const packs = named([...state.packs.values()], input.ConformancePackNames, place, 'NoSuchConformancePackException');
  const { page, token } = paginate(packs, input.NextToken, Number(input.Limit || 20), 20);
  const ConformancePackDetails = page.map((pack) => ({ ...identify(pack), ConformancePackInputParameters: [] }));
  return { ConformancePackDetails, NextToken: token };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeConformancePackStatus.html */
export function describePackStatus({ state }: Simulation, input: Input, place: Place) {
  const packs = named([...state.packs.values()], input.ConformancePackNames, place, 'NoSuchConformancePackException');
  const { page, token } = paginate(packs, input.NextToken, Number(input.Limit || 20), 20);
  const ConformancePackStatusDetails = page.map((pack) => {
    const { createdAt = 0, updatedAt = createdAt } = state.stacks.get(pack.stackId) ?? {};
    return {
      ...identify(pack),
      ConformancePackState: pack.status,
      ConformancePackStatusReason: pack.reason,
      StackArn: pack.stackId,
      LastUpdateRequestedTime: updatedAt / 1_000,
    };
  });
  return { ConformancePackStatusDetails, NextToken: token };
}

function identify({ name, arn }: Pack) {
  return { ConformancePackName: name, ConformancePackArn: arn, ConformancePackId: arn.split('/').at(-1) };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeOrganizationConformancePacks.html */
export function describeOrganizationPacks(simulation: Simulation, input: Input, place: Place) {
  const { page, token } = organizationPacks(simulation, input, place);
  const OrganizationConformancePacks = page.map(({ name, arn, excludedAccounts, content, updatedAt }) => ({
    OrganizationConformancePackName: name,
    OrganizationConformancePackArn: arn,
    ExcludedAccounts: excludedAccounts,
    ConformancePackInputParameters: Object.entries(content.inputs).map(([ParameterName, ParameterValue]) => ({
      ParameterName,
      ParameterValue,
    })),
    LastUpdateTime: updatedAt / 1_000,
  }));
  return { OrganizationConformancePacks, NextToken: token };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_DescribeOrganizationConformancePackStatuses.html */
export function describeOrganizationPackStatuses(simulation: Simulation, input: Input, place: Place) {
  const { page, token } = organizationPacks(simulation, input, place);
  const OrganizationConformancePackStatuses = page.map(({ name, status, reason, updatedAt }) => ({
    ...{ OrganizationConformancePackName: name, Status: status, ...describeProblem(reason) },
    LastUpdateTime: updatedAt / 1_000,
  }));
  return { OrganizationConformancePackStatuses, NextToken: token };
}

/** https://docs.aws.amazon.com/config/latest/APIReference/API_GetOrganizationConformancePackDetailedStatus.html */
export function getOrganizationPackDetails(simulation: Simulation, input: Input, place: Place) {
  const names = [String(input.OrganizationConformancePackName)];
  const [pack] = namedOrganizationPacks(simulation, names, place);
  const { AccountId, Status } = (input.Filters ?? {}) as { readonly AccountId?: string; readonly Status?: string };
  const members = [...(pack?.members ?? [])].filter(
    ([accountId, { status }]) => accountId === (AccountId ?? accountId) && status === (Status ?? status),
  );
  const { page, token } = paginate(members, input.NextToken, Number(input.Limit || 100), 100);
  const OrganizationConformancePackDetailedStatuses = page.map(([accountId, { packName, status, reason }]) => ({
    ...{ AccountId: accountId, ConformancePackName: packName, Status: status, ...describeProblem(reason) },
    LastUpdateTime: (pack?.updatedAt ?? 0) / 1_000,
  }));
  return { OrganizationConformancePackDetailedStatuses, NextToken: token };
}

function organizationPacks(simulation: Simulation, input: Input, place: Place) {
  const packs = namedOrganizationPacks(simulation, input.OrganizationConformancePackNames, place);
  return paginate(packs, input.NextToken, Number(input.Limit || 20), 20);
}

function namedOrganizationPacks({ state }: Simulation, names: unknown, place: Place): readonly OrganizationPack[] {
  try {
    requireConfigAdministrator(state, place.accountId, 'config-multiaccountsetup.amazonaws.com');
  } catch (error) {
    throw new AwsError(400, 'OrganizationAccessDeniedException', (error as Error).message);
  }
  return named([...state.organizationPacks.values()], names, place, 'NoSuchOrganizationConformancePackException');
}

/** The packs of an account and region, or those of some names. @throws AwsError if one is not there */
function named<T extends Pack | OrganizationPack>(packs: readonly T[], names: unknown, place: Place, code: string) {
  const here = packs.filter((pack) => placeKey(pack) === placeKey(place));
  if (!Array.isArray(names) || names.length === 0) return here;
  return names.map((name: unknown) => {
    const found = here.find((pack) => pack.name === name);
    if (!found) throw new AwsError(400, code, `There is no pack ${name}.`);
    return found;
  });
}

/** Of an account it is a code with a message, of an organization a message alone. */
function describeProblem(reason: string | undefined) {
  const [, ErrorCode, ErrorMessage = reason] = /^(\w+): (.*)$/s.exec(reason ?? '') ?? [];
  return { ErrorCode, ErrorMessage };
}
