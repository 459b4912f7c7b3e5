import pMap from 'p-map';
import type { Context } from '../organization/context.ts';
import { coveredAccounts, hasOrganizationPack, listingCall, placeOf, ruleRegions } from '../organization/context.ts';
import { CONCURRENCY } from '../organization/recorder-sources.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, some, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { PreflightCheck } from './check.ts';

const ENABLED = ['ENABLED', 'ENABLED_BY_DEFAULT'];

/** The regions are enabled in every account that gets rules. */
const enabledRegions: PreflightCheck = {
  id: 'enabled-regions',
  applies: ({ deployment }) => deployment !== 'management-account',
  async run(context) {
    const { aws, identity, regions, homeRegion } = context;
    const own = await attempt(aws.regions({ region: homeRegion }));
    if (!own.ok) {
      return [notVisible(`account ${identity.accountId}`, `The status of ${regions.join(', ')}`, own, 'regions')];
    }
    const findings = regions.map((region) => judge(region, own.value.get(region), identity.accountId));
    const optional = ruleRegions(context).filter((region) => own.value.get(region) !== 'ENABLED_BY_DEFAULT');
    if (optional.length === 0 || context.settings.deployment === 'account') return findings;
    return [...findings, ...(await inOtherAccounts(context, optional))];
  },
};

function judge(region: string, status: string | undefined, accountId: string): Finding {
  if (status === 'ENABLED_BY_DEFAULT') return fine(region, 'This region is enabled by default in every account.');
  if (status === 'ENABLED') return fine(region, `This region is enabled in account ${accountId}.`);
  const detail = `This region is ${status ?? 'not listed'} in account ${accountId}.`;
  return toDo(region, detail, `In account ${accountId}: aws account enable-region --region-name ${region}`);
}

async function inOtherAccounts(context: Context, optional: readonly string[]): Promise<readonly Finding[]> {
  const accounts = await attempt(coveredAccounts(context));
  if (!accounts.ok) {
    const call = listingCall(context.settings);
    return [notVisible(optional.join(', '), 'The accounts that need the region', accounts, call)];
  }
  const others = accounts.value.map(({ id }) => id).filter((id) => id !== context.identity.accountId);
  const listed = await pMap(others, async (id) => ({ id, regions: await attempt(regionsOf(context, id)) }), {
    concurrency: CONCURRENCY,
  });
  return optional.flatMap((region) => {
    const enabled: string[] = [];
    const disabled: string[] = [];
    const unseen: { readonly id: string; readonly reason: string }[] = [];
    for (const { id, regions } of listed) {
      if (!regions.ok) unseen.push({ id, reason: regions.reason });
      else if (ENABLED.includes(regions.value.get(region) ?? '')) enabled.push(id);
      else disabled.push(id);
    }
    return sumUp(context, region, { enabled, disabled, unseen });
  });
}

function regionsOf(context: Context, accountId: string): Promise<ReadonlyMap<string, string>> {
  const { aws, homeRegion } = context;
  const place = placeOf(context, accountId, homeRegion);
  return place === undefined ? aws.regions({ region: homeRegion }, accountId) : aws.regions(place);
}

function sumUp(
  { settings }: Context,
  region: string,
  {
    enabled,
    disabled,
    unseen,
  }: {
    readonly enabled: readonly string[];
    readonly disabled: readonly string[];
    readonly unseen: readonly { readonly id: string; readonly reason: string }[];
  },
): readonly Finding[] {
  const isPack = hasOrganizationPack(settings);
  const findings: Finding[] = [];
  if (enabled.length > 0) {
    findings.push(fine(region, `This region is enabled in ${count(enabled.length, 'other account')}.`));
  }
  if (disabled.length > 0) {
    findings.push(
      toDo(
        region,
        `This region is not enabled in ${count(disabled.length, 'account')} (${some(disabled)})` +
          `${isPack ? ', which makes the organization conformance pack fail there' : ''}.`,
        [
          ...disabled.map((id) => `In account ${id}: aws account enable-region --region-name ${region}`),
          isPack ? 'Or exclude the accounts.' : 'Or remove the region from the settings.',
        ].join('\n'),
        { accounts: disabled, regions: [region], ...(isPack ? { excludes: disabled } : {}) },
      ),
    );
  }
  if (unseen.length > 0) {
    findings.push({
      status: 'not-visible',
      subject: region,
      detail:
        `The status of this region in ${count(unseen.length, 'account')} (${some(unseen.map(({ id }) => id))}) could ` +
        `not be read: ${unseen[0]?.reason ?? ''}`,
      action: 'Use --role-name <a role in every account> with permission for account:ListRegions.',
      accounts: unseen.map(({ id }) => id),
      regions: [region],
    });
  }
  return findings;
}

const DEFAULT_QUALIFIER = 'hnb659fds';
// The version that stacks require if the CDK deploys their assets with the bootstrap roles.
const MIN_VERSION = 6;
// `BOOTSTRAP_STACK_VERSION_FOR_ROLLBACK` of the CDK CLI.
const MIN_ROLLBACK_VERSION = 23;

/** The CDK is bootstrapped in every region of the administrator account that gets stacks. */
const bootstrap: PreflightCheck = {
  id: 'bootstrap',
  // The stack of this deployment needs no bootstrap.
  applies: ({ deployment }) => deployment !== 'management-account',
  async run(context) {
    const { settings, homeRegion, regions } = context;
    // CloudFormation itself deploys to the other regions of a stack-set.
    const deployed = settings.deployment === 'stack-set' ? [homeRegion] : regions;
    return pMap(deployed, (region) => checkBootstrap(context, region), { concurrency: CONCURRENCY });
  },
};

// Not by the name of a stack, which everybody may choose: landing zones have their own.
async function checkBootstrap({ aws, identity, qualifier }: Context, region: string): Promise<Finding> {
  const given = await attempt(aws.bootstrapVersion(qualifier, region));
  const parameter = `/cdk-bootstrap/${qualifier}/version`;
  if (!given.ok) return notVisible(region, `The parameter ${parameter}`, given, 'bootstrapVersion');
  // Without a name of its own, the stack would take the place of one with another qualifier.
  const own =
    qualifier === DEFAULT_QUALIFIER ? '' : ` --qualifier ${qualifier} --toolkit-stack-name CDKToolkit-${qualifier}`;
  const command = `npx cdk bootstrap --app '' aws://${identity.accountId}/${region}${own}`;
  if (given.value === undefined) {
    return toDo(
      region,
      `The CDK is not bootstrapped with the qualifier ${qualifier}: the parameter ${parameter} does not exist.`,
      `${command}\nOr, if it is bootstrapped with another qualifier: -c bootstrapQualifier=<qualifier>\n` +
        `To find it: aws ssm get-parameters-by-path --path /cdk-bootstrap --recursive --region ${region} ` +
        '--query Parameters[].Name',
    );
  }
  const version = Number(given.value);
  if (!(version >= MIN_VERSION)) {
    return toDo(
      region,
      `The bootstrap version is ${given.value || '(none)'}, but at least ${MIN_VERSION} is required.`,
      command,
    );
  }
  const detail = `The CDK is bootstrapped with version ${version}.`;
  if (version >= MIN_ROLLBACK_VERSION) return fine(region, detail);
  return fine(region, `${detail} Only "cdk rollback" needs version ${MIN_ROLLBACK_VERSION}: ${command}`);
}

export const REGION_CHECKS: readonly PreflightCheck[] = [enabledRegions, bootstrap];
