import pMap from 'p-map';
import type { Settings } from '../../cdk/settings/settings.ts';
import type { Context } from '../organization/context.ts';
import { coveredAccounts, isOfOrganization, listingCall, ruleRegions } from '../organization/context.ts';
import type { Place } from '../organization/port.ts';
import { CONCURRENCY } from '../organization/recorder-sources.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, some, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { PreflightCheck } from './check.ts';
import { inPlaces } from './places.ts';

// https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
const MAX_ORGANIZATION_PACKS = 50;
const MAX_PACKS = 50;
const MAX_AGGREGATORS = 50;

/** The name of the pack is available, and there is room for one more pack. */
const packs: PreflightCheck = {
  id: 'conformance-packs',
  applies: ({ deployment }) => deployment !== 'management-account',
  async run(context) {
    const { settings } = context;
    if (settings.deployment !== 'stack-set') {
      return pMap(ruleRegions(context), (region) => checkPacks(context, region, { region }), {
        concurrency: CONCURRENCY,
      });
    }
    const accounts = await attempt(coveredAccounts(context));
    if (!accounts.ok) {
      return [notVisible('packs', 'The accounts that get a pack', accounts, listingCall(settings))];
    }
    return inPlaces(context, accounts.value, checkPacks, 'config:DescribeConformancePacks');
  },
};

async function checkPacks({ aws, settings, homeRegion }: Context, subject: string, place: Place): Promise<Finding> {
  const { region } = place;
  const isOrganization = settings.deployment === 'organization';
  const call = isOrganization ? 'organizationPackNames' : 'packNames';
  const what = isOrganization ? 'organization conformance pack' : 'conformance pack';
  const { namePrefix } = settings;
  const names = await attempt(isOrganization ? aws.organizationPackNames(region) : aws.packNames(place));
  if (!names.ok) return notVisible(subject, `The ${what}s`, names, call);
  if (names.value.includes(namePrefix)) {
    const [stackName, stackRegion] = packStack(settings, region, homeRegion);
    return checkOwner(subject, `${what} ${namePrefix}`, stackName, await attempt(aws.stack(stackName, stackRegion)));
  }
  const most = isOrganization ? MAX_ORGANIZATION_PACKS : MAX_PACKS;
  if (names.value.length >= most) {
    return toDo(
      subject,
      `There are ${count(names.value.length, what)}, and AWS Config allows ${most}.`,
      isOrganization
        ? `aws configservice describe-organization-conformance-packs --region ${region}\nDelete one, or use the setting -c deployment=stack-set`
        : `aws configservice describe-conformance-packs --region ${region}\nDelete one.`,
    );
  }
  return fine(
    subject,
    `The name ${namePrefix} is available. There is room for another ${what}: ${names.value.length} of ${most} exist` +
      `${isOrganization ? ', not counting those of other administrators' : ''}.`,
  );
}

/** The stack of this deployment that creates the pack of a region, and the region of the stack. */
function packStack(
  { deployment, namePrefix }: Settings,
  region: string,
  homeRegion: string,
): readonly [string, string] {
  if (deployment === 'organization') return [`${namePrefix}-pack-${region}`, region];
  return deployment === 'stack-set' ? [`${namePrefix}-stack-set`, homeRegion] : [`${namePrefix}-account`, region];
}

/** A resource already has the name that the deployment uses. That is fine if this deployment created it. */
function checkOwner(
  subject: string,
  what: string,
  stackName: string,
  stack: Awaited<ReturnType<typeof attempt<unknown>>>,
  way = 'Delete it, or choose another name with the setting namePrefix.',
): Finding {
  if (!stack.ok) return notVisible(subject, `The stack ${stackName}, which may own the ${what},`, stack, 'stack');
  if (stack.value !== undefined) return fine(subject, `The ${what} exists and belongs to this deployment.`);
  return toDo(
    subject,
    `The ${what} exists, but does not belong to this deployment: the stack ${stackName} does not exist.`,
    way,
  );
}

/** The name of the aggregator is available. */
const aggregator: PreflightCheck = {
  id: 'aggregator',
  applies: (settings) => isOfOrganization(settings) && settings.aggregator === 'create',
  async run({ aws, settings: { namePrefix, deployment }, homeRegion }) {
    const aggregators = await attempt(aws.aggregators(homeRegion));
    if (!aggregators.ok) return [notVisible(homeRegion, 'The aggregators', aggregators, 'aggregators')];
    const named = aggregators.value.some(({ name }) => name === namePrefix);
    if (named) {
      const stackName = `${namePrefix}-${deployment === 'organization' ? 'home' : 'stack-set'}`;
      return [
        checkOwner(
          homeRegion,
          `aggregator ${namePrefix}`,
          stackName,
          await attempt(aws.stack(stackName, homeRegion)),
          'Use the setting -c aggregator=none, or choose another name with the setting namePrefix.',
        ),
      ];
    }
    if (aggregators.value.length >= MAX_AGGREGATORS) {
      return [
        toDo(
          homeRegion,
          `There are ${aggregators.value.length} aggregators, and AWS Config allows ${MAX_AGGREGATORS}.`,
          'Use the setting -c aggregator=none',
        ),
      ];
    }
    const others = aggregators.value.filter(({ isOfOrganization }) => isOfOrganization).map(({ name }) => name);
    return [
      fine(
        homeRegion,
        others.length === 0
          ? `The aggregator name ${namePrefix} is available.`
          : `The organization already has an aggregator (${some(others)}). To avoid a second one, use -c aggregator=none.`,
      ),
    ];
  },
};

export const NAME_CHECKS: readonly PreflightCheck[] = [packs, aggregator];
