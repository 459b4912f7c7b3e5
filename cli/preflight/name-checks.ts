import pMap from 'p-map';
import type { Context } from '../organization/context.ts';
import {
  coveredAccounts,
  hasOrganizationPack,
  isOfOrganization,
  listingCall,
  ruleRegions,
} from '../organization/context.ts';
import { packStack } from '../organization/pack-stack.ts';
import type { Aggregator, Place, Stack } from '../organization/port.ts';
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
    if (settings.deployment === 'account' || hasOrganizationPack(settings)) {
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
  const isOrganization = hasOrganizationPack(settings);
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
        ? `aws configservice describe-organization-conformance-packs --region ${region}\nDelete one, or use the setting -c packs=stack-set`
        : `aws configservice describe-conformance-packs --region ${region}\nDelete one.`,
    );
  }
  return fine(
    subject,
    `The name ${namePrefix} is available. There is room for another ${what}: ${names.value.length} of ${most} exist` +
      `${isOrganization ? ', not counting those of other administrators' : ''}.`,
  );
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

const WITHOUT_AGGREGATOR = '-c aggregator=none';

/** The name of the aggregator is available, and the organization has no other one. */
const aggregator: PreflightCheck = {
  id: 'aggregator',
  applies: (settings) => isOfOrganization(settings) && settings.aggregator === 'create',
  async run(context) {
    const { aws, settings, homeRegion, regions } = context;
    const { namePrefix } = settings;
    const aggregators = await attempt(aws.aggregators(homeRegion));
    if (!aggregators.ok) return [notVisible(homeRegion, 'The aggregators', aggregators, 'aggregators')];
    if (aggregators.value.some(({ name }) => name === namePrefix)) {
      return [
        checkOwner(
          homeRegion,
          `aggregator ${namePrefix}`,
          `${namePrefix}-views`,
          await attempt(aggregatorStack(context)),
          `Use the setting ${WITHOUT_AGGREGATOR}, or choose another name with the setting namePrefix.`,
        ),
      ];
    }
    if (aggregators.value.length >= MAX_AGGREGATORS) {
      const number = aggregators.value.length;
      return [
        toDo(
          homeRegion,
          `There are ${number} aggregators, and AWS Config allows ${MAX_AGGREGATORS}.`,
          `Use the setting ${WITHOUT_AGGREGATOR}`,
        ),
      ];
    }
    const available = fine(homeRegion, `The aggregator name ${namePrefix} is available.`);
    // An aggregator shows all regions from the one that it is in, such as the home region of a landing zone.
    const elsewhere = await pMap(regions, async (region) => attempt(aws.aggregators(region)), {
      concurrency: CONCURRENCY,
    });
    const others = elsewhere.flatMap((found, index) =>
      found.ok
        ? found.value.filter(isOfWholeOrganization).map(({ name }) => `${name} in ${regions[index] ?? homeRegion}`)
        : [],
    );
    if (others.length === 0) return [available];
    const [first, verb] = [some(others), others.length === 1 ? 'shows' : 'show'];
    return [
      {
        ...available,
        detail: `${first} already ${verb} the results of the organization. The deployment would add another aggregator.`,
        action: `To use what is there: ${WITHOUT_AGGREGATOR}`,
      },
    ];
  },
};

// Control Tower has aggregators of listed accounts, too, which it keeps complete.
function isOfWholeOrganization({ name, isOfOrganization }: Aggregator): boolean {
  return isOfOrganization || name.startsWith('aws-controltower-');
}

/** The stack of this deployment that has the aggregator. In former versions, it was the first one. */
async function aggregatorStack({ aws, settings, homeRegion }: Context): Promise<Stack | undefined> {
  const { namePrefix, deployment } = settings;
  const views = await aws.stack(`${namePrefix}-views`, homeRegion);
  if (views !== undefined) return views;
  const former = await aws.stack(`${namePrefix}-${deployment === 'organization' ? 'home' : 'stack-set'}`, homeRegion);
  return former?.outputs.Aggregators === undefined ? undefined : former;
}

export const NAME_CHECKS: readonly PreflightCheck[] = [packs, aggregator];
