import type { Settings } from '../../cdk/settings/settings.ts';
import type { PlannedStackSet } from '../../cdk/settings/stack-sets.ts';
import { plannedStackSets } from '../../cdk/settings/stack-sets.ts';
import type { Context } from '../organization/context.ts';
import { isDelegated, isOfOrganization, listingCall, reachedAccounts } from '../organization/context.ts';
import type { OrganizationAccount } from '../organization/port.ts';
import type { Failure, Finding } from '../organization/rows.ts';
import { attempt, fine, notVisible, toDo } from '../organization/rows.ts';
import { count } from '../text/count.ts';
import type { PreflightCheck } from './check.ts';

/**
 * The default, which AWS can raise. To read the one of the account would need one more permission.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
const MAX_STACK_INSTANCES = 100_000;
const QUOTA = '--service-code cloudformation --quota-code L-C8225BA5';

/** No StackSet gets more stacks than CloudFormation allows: one for each account and region. */
const stackInstances: PreflightCheck = {
  id: 'stack-instances',
  applies: isOfOrganization,
  async run(context) {
    const { settings, aws } = context;
    // Other checks list these accounts too. No StackSet reaches more, so the units are read only if these are too many.
    const listed = await attempt(settings.deployment === 'stack-set' ? reachedAccounts(context) : aws.accounts());
    if (!listed.ok) return [notVisibleAccounts(listed, listingCall(settings))];
    let sizes = sizesOf(context, listed.value);
    if (sizes.some(isTooLarge)) {
      const reached = await attempt(reachedAccounts(context));
      if (!reached.ok) return [notVisibleAccounts(reached, 'accountsIn')];
      sizes = sizesOf(context, reached.value);
    }
    const tooLarge = sizes.filter(isTooLarge);
    if (tooLarge.length > 0) return tooLarge.map((size) => tooManyStacks(settings, size));
    const most = count(Math.max(...sizes.map(({ stacks }) => stacks)), 'stack');
    return [fine('StackSets', `The largest StackSet has at most ${most}, and ${MAX_STACK_INSTANCES} are allowed.`)];
  },
};

interface Size extends PlannedStackSet {
  readonly accounts: number;
  readonly stacks: number;
}

/** The StackSets of the deployment if they reach these accounts. Whether one without a state is active is not known. */
function sizesOf({ settings, homeRegion }: Context, accounts: readonly OrganizationAccount[]): readonly Size[] {
  const mayBeActive = accounts.filter(({ state = 'ACTIVE' }) => state === 'ACTIVE');
  return plannedStackSets(settings, homeRegion).map((stackSet) => {
    const leftOut = new Set(stackSet.excludedAccounts);
    const reached = mayBeActive.filter(({ id }) => !leftOut.has(id)).length;
    return { ...stackSet, accounts: reached, stacks: reached * stackSet.regions.length };
  });
}

function isTooLarge({ stacks }: Size): boolean {
  return stacks > MAX_STACK_INSTANCES;
}

function notVisibleAccounts(failure: Failure, call: 'accounts' | 'accountsIn'): Finding {
  return notVisible('StackSets', 'The accounts that StackSets reach', failure, call);
}

function tooManyStacks(settings: Settings, { name, regions, managedIn, accounts, stacks }: Size): Finding {
  // StackSets of a delegated administrator are created there as well:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html
  const owner = isDelegated(settings) ? `management account ${settings.managementAccount}` : 'this account';
  return toDo(
    name,
    `This StackSet would have ${stacks} stacks in ${count(accounts, 'account')} and ${count(regions.length, 'region')}. ` +
      `By default, ${MAX_STACK_INSTANCES} are allowed. Ignore this if the quota of ${owner} is larger: ` +
      `aws service-quotas get-service-quota --region ${managedIn} ${QUOTA}`,
    `${settings.deployment === 'stack-set' ? 'Use the setting -c deployment=organization, which needs one stack in an account, or fewer' : 'Use fewer'} ` +
      `regions or organizational units. Or, in ${owner}: aws service-quotas request-service-quota-increase ` +
      `--region ${managedIn} ${QUOTA} --desired-value ${stacks}`,
  );
}

// Of all aggregators: https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
const MAX_AGGREGATED_ACCOUNTS = 10_000;
const NEW_ACCOUNTS_A_WEEK = 1_000;

/** The aggregator has room for all accounts. */
const aggregatorAccounts: PreflightCheck = {
  id: 'aggregator-accounts',
  applies: (settings) => isOfOrganization(settings) && settings.aggregator === 'create',
  async run({ aws, homeRegion }) {
    const listed = await attempt(aws.accounts());
    if (!listed.ok) return [notVisible(homeRegion, 'The accounts of the organization', listed, 'accounts')];
    const number = listed.value.length;
    if (number > MAX_AGGREGATED_ACCOUNTS) return [tooManyAccounts(homeRegion, number)];
    const weeks = Math.ceil(number / NEW_ACCOUNTS_A_WEEK);
    const wait =
      weeks > 1
        ? ` AWS Config adds ${NEW_ACCOUNTS_A_WEEK} a week, so a new aggregator has all of them after ${weeks} weeks. ` +
          'Until then, results are missing there, but brokers are evaluated.'
        : '';
    return [
      fine(
        homeRegion,
        `The aggregator gets ${count(number, 'account')}, and ${MAX_AGGREGATED_ACCOUNTS} are allowed.${wait}`,
      ),
    ];
  },
};

function tooManyAccounts(homeRegion: string, number: number): Finding {
  return toDo(
    homeRegion,
    `The organization has ${number} accounts, and an aggregator has at most ${MAX_AGGREGATED_ACCOUNTS}. AWS does not raise this ` +
      'quota. The results of the other accounts would be missing.',
    'Use the setting -c aggregator=none, and read the accounts themselves: ' +
      'npx rabbitmq-conformance scan --organization --role-name <a role in every account>',
  );
}

export const QUOTA_CHECKS: readonly PreflightCheck[] = [stackInstances, aggregatorAccounts];
