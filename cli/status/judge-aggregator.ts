import { ruleRegions } from '../organization/context.ts';
import type { Finding } from '../organization/rows.ts';
import { fine, toDo, unseen } from '../organization/rows.ts';
import { recreateStack } from './commands.ts';
import type { StatusContext, StatusFacts } from './facts.ts';
import { accountsOf, byReason, regionsOf, subjectOf, whereOf } from './group.ts';
import { STATUS_ACTIONS } from './port.ts';

/** The aggregator of the deployment, and what it cannot collect. */
export function judgeAggregator(context: StatusContext, { aggregator, accounts }: StatusFacts): readonly Finding[] {
  const { homeRegion } = context;
  if (aggregator === undefined) return [];
  if (!aggregator.ok) {
    const actions = [...STATUS_ACTIONS.aggregators, ...STATUS_ACTIONS.aggregatorSources];
    return [unseen(homeRegion, 'The aggregator', aggregator, actions)];
  }
  const { name, sources } = aggregator.value;
  if (sources === undefined) {
    // CloudFormation does not create again what was deleted beside it.
    return [toDo(homeRegion, `The aggregator ${name} does not exist.`, recreateStack(`${name}-views`))];
  }
  const active = accounts.ok ? accounts.value.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id) : [];
  const regions = ruleRegions(context);
  const failed = sources
    .filter(({ status }) => status === 'FAILED' || status === 'OUTDATED')
    .filter(({ type, id = '' }) => type !== 'ACCOUNT' || active.includes(id))
    .filter(({ region }) => region === undefined || regions.includes(region))
    .map(({ id = 'the organization', region = homeRegion, status, error }) => ({
      ...{ accountId: id, region },
      reason: error ?? `its status is ${status}.`,
    }));
  if (failed.length === 0) return [fine(homeRegion, `The aggregator ${name} collects from all accounts and regions.`)];
  return byReason(failed).map(([reason, group]) =>
    toDo(
      subjectOf(group),
      `The aggregator ${name} could not collect (${whereOf(group)}): ${reason}`,
      'AWS Config tries again by itself. To see more:\n' +
        `aws configservice describe-configuration-aggregator-sources-status --region ${homeRegion} ` +
        `--configuration-aggregator-name ${name} --update-status FAILED OUTDATED`,
      { accounts: accountsOf(group), regions: regionsOf(group) },
    ),
  );
}
