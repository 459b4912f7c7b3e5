import pMap from 'p-map';
import { ruleRegions } from '../organization/context.ts';
import { packStack } from '../organization/pack-stack.ts';
import { CONCURRENCY } from '../organization/recorder-sources.ts';
import type { Finding } from '../organization/rows.ts';
import { attempt, toDo } from '../organization/rows.ts';
import type { StatusContext } from './facts.ts';

/** Says that nothing is deployed, if no stack of the deployment exists. Otherwise, everything has to be looked at. */
export async function judgeDeployment(context: StatusContext): Promise<Finding | undefined> {
  const { aws, settings, identity, homeRegion } = context;
  const home = [`${settings.namePrefix}-home`, homeRegion] as const;
  const stacks = [
    ...(settings.deployment === 'organization' ? [home] : []),
    ...ruleRegions(context).map((region) => packStack(settings, region, homeRegion)),
  ];
  const found = await pMap(stacks, ([name, region]) => attempt(aws.stack(name, region)), { concurrency: CONCURRENCY });
  if (!found.every((stack) => stack.ok && stack.value === undefined)) return undefined;
  const names = [...new Set(stacks.map(([name]) => name))].join(', ');
  return toDo(
    `deployment "${settings.deployment}"`,
    `Nothing is deployed with these settings: account ${identity.accountId} has no stack ${names}.`,
    'To look at another deployment, give its settings with -c or --settings. To deploy this one:\n' +
      `npx cdk deploy${settings.deployment === 'account' ? '' : ' --all'}`,
  );
}
