import { plannedStackSets } from '../../cdk/settings/stack-sets.ts';
import { isOfOrganization, reachedAccounts } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
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
    const { settings, homeRegion } = context;
    const reached = await attempt(reachedAccounts(context));
    if (!reached.ok) return [notVisible('StackSets', 'The accounts that StackSets reach', reached, 'accountsIn')];
    const active = reached.value.filter(({ state }) => state === 'ACTIVE');
    const sizes = plannedStackSets(settings, homeRegion).map((stackSet) => {
      const accounts = active.filter(({ id }) => !stackSet.excludedAccounts.includes(id)).length;
      return { ...stackSet, accounts, stacks: accounts * stackSet.regions.length };
    });
    const tooLarge = sizes.filter(({ stacks }) => stacks > MAX_STACK_INSTANCES);
    if (tooLarge.length === 0) {
      const most = Math.max(...sizes.map(({ stacks }) => stacks));
      return [
        fine('StackSets', `The largest StackSet has ${count(most, 'stack')}, and ${MAX_STACK_INSTANCES} are allowed.`),
      ];
    }
    return tooLarge.map(({ name, regions, managedIn, accounts, stacks }) =>
      toDo(
        name,
        `This StackSet would have ${stacks} stacks in ${count(accounts, 'account')} and ${count(regions.length, 'region')}. ` +
          `By default, ${MAX_STACK_INSTANCES} are allowed. Ignore this if your quota is larger: ` +
          `aws service-quotas get-service-quota --region ${managedIn} ${QUOTA}`,
        `${settings.deployment === 'stack-set' ? 'Use the setting -c deployment=organization, which needs one stack in an account, or fewer' : 'Use fewer'} ` +
          `regions or organizational units. Or: aws service-quotas request-service-quota-increase --region ${managedIn} ` +
          `${QUOTA} --desired-value ${stacks}`,
      ),
    );
  },
};

// Of all aggregators: https://docs.aws.amazon.com/config/latest/developerguide/configlimits.html
const MAX_AGGREGATED_ACCOUNTS = 10_000;
const NEW_ACCOUNTS_A_WEEK = 1_000;

/** The aggregator has room for all accounts, and AWS Config adds them within a week. */
const aggregatorAccounts: PreflightCheck = {
  id: 'aggregator-accounts',
  applies: (settings) => isOfOrganization(settings) && settings.aggregator === 'create',
  async run({ aws, settings, homeRegion }) {
    const listed = await attempt(aws.accounts());
    if (!listed.ok) return [notVisible(homeRegion, 'The accounts of the organization', listed, 'accounts')];
    const number = listed.value.length;
    if (number > MAX_AGGREGATED_ACCOUNTS) return [tooManyAccounts(homeRegion, number)];
    const proven = fine(
      homeRegion,
      `The aggregator gets ${count(number, 'account')}, and ${MAX_AGGREGATED_ACCOUNTS} are allowed.`,
    );
    if (number <= NEW_ACCOUNTS_A_WEEK) return [proven];
    const aggregators = await attempt(aws.aggregators(homeRegion));
    if (!aggregators.ok) return [notVisible(homeRegion, 'The aggregators', aggregators, 'aggregators')];
    // The aggregator of an earlier deployment has the accounts already.
    if (aggregators.value.some(({ name }) => name === settings.namePrefix)) return [proven];
    return [
      toDo(
        homeRegion,
        `The aggregator gets ${number} accounts, and AWS Config adds ${NEW_ACCOUNTS_A_WEEK} a week. So it has all of them after ` +
          `${Math.ceil(number / NEW_ACCOUNTS_A_WEEK)} weeks. Until then, results are missing there, but brokers are evaluated.`,
        'Deploy and wait, or first ask AWS to raise this quota of AWS Config, in the Service Quotas console of the region: ' +
          'Maximum number of accounts added or deleted per week for all aggregators',
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
