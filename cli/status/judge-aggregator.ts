import { concerns, covers } from '../organization/aggregator-coverage.ts';
import { ruleRegions } from '../organization/context.ts';
import type { AggregatorSource } from '../organization/port.ts';
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
  const { name, found } = aggregator.value;
  if (found === undefined) {
    // CloudFormation does not create again what was deleted beside it.
    return [toDo(homeRegion, `The aggregator ${name} does not exist.`, recreateStack(`${name}-views`))];
  }
  if (!accounts.ok) {
    return [unseen(homeRegion, `The accounts of the aggregator ${name}`, accounts, STATUS_ACTIONS.accounts)];
  }
  const regions = ruleRegions(context);
  const places = accounts.value
    .filter(({ state }) => state === 'ACTIVE')
    .flatMap(({ id }) => regions.map((region) => ({ accountId: id, region })));
  const failed = found.sources
    .filter(({ status }) => status === 'FAILED' || status === 'OUTDATED')
    .filter((source) => places.some(({ accountId, region }) => concerns(source, accountId, region)));
  const unproven = places.filter(
    ({ accountId, region }) =>
      !covers(found, accountId, region) && !failed.some((source) => concerns(source, accountId, region)),
  );
  if (failed.length === 0 && unproven.length === 0) {
    return [fine(homeRegion, `The aggregator ${name} collects from all accounts and regions of the deployment.`)];
  }
  const look =
    `aws configservice describe-configuration-aggregator-sources-status --region ${homeRegion} ` +
    `--configuration-aggregator-name ${name}`;
  return [...reportFailed(name, homeRegion, failed, look), ...reportUnproven(name, unproven, look)];
}

function reportFailed(
  name: string,
  homeRegion: string,
  failed: readonly AggregatorSource[],
  look: string,
): readonly Finding[] {
  const items = failed.map(({ id = 'the organization', region = homeRegion, status, error }) => ({
    ...{ accountId: id, region },
    reason: error ?? `its status is ${status}.`,
  }));
  return byReason(items).map(([reason, group]) =>
    toDo(
      subjectOf(group),
      `The aggregator ${name} could not collect (${whereOf(group)}): ${reason}`,
      `AWS Config tries again by itself. To see more:\n${look} --update-status FAILED OUTDATED`,
      { accounts: accountsOf(group), regions: regionsOf(group) },
    ),
  );
}

/** An aggregator without a source for an account and region may not have collected there yet. */
function reportUnproven(
  name: string,
  unproven: readonly { readonly accountId: string; readonly region: string }[],
  look: string,
): readonly Finding[] {
  if (unproven.length === 0) return [];
  return [
    {
      status: 'not-visible',
      subject: subjectOf(unproven),
      detail: `AWS Config does not say that the aggregator ${name} collects there (${whereOf(unproven)}).`,
      action: `Run this again later. To see where it collects:\n${look}`,
      ...{ accounts: accountsOf(unproven), regions: regionsOf(unproven) },
    },
  ];
}
