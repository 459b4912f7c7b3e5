import { quote } from 'shlex';
import { REPLACES_TAG } from '../plan/names.ts';
import type { Plan } from '../plan/plan.ts';
import { makePlan } from '../plan/plan.ts';
import type { Replacement } from '../plan/replacement.ts';
import type { PlannedBroker } from '../plan/source.ts';
import type { ExemptibleResult } from '../report/exemptions.ts';
import { InputError } from '../sources/input/input-error.ts';
import { enumerate } from '../text/enumerate.ts';
import type { FleetBroker } from './inventory.ts';
import type { FleetOptions } from './options.ts';
import type { BrokerFile } from './row.ts';

/** What is planned for a broker, or why nothing is, as a sentence. */
export type PlanOutcome = { readonly plan: Plan } | { readonly why: string };

/** @param name of the new broker */
export function planBroker(
  { planned, reading }: FleetBroker,
  results: readonly ExemptibleResult[],
  name: string | undefined,
  options: FleetOptions,
): PlanOutcome {
  if (!planned) {
    const reason = reading.broker.whyUnknown?.publiclyAccessible;
    return { why: `Only its entry in a list is known${reason === undefined ? '' : `: ${reason}`} Describe it.` };
  }
  const { engineVersion, hostInstanceType, limit, prices } = options;
  // What is changed in place is a command, whatever the format of the plans.
  const isNewBroker = results.some(({ verdict, check }) => verdict === 'fail' && check.fix === 'new-broker');
  const format = isNewBroker ? options.format : 'cli';
  const network = options.network?.networkOf(planned);
  const { account, region, oldSubnetIds, ...wished } = network ?? {};
  const wishes = { name, engineVersion, hostInstanceType, limit, ...wished };
  try {
    return { plan: makePlan(planned, { format, wishes, results, prices }) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { why: `The broker ${error.message}` };
  }
}

const FILES = { terraform: 'main.tf', cloudformation: 'template.yaml', cli: 'replacement.sh' } as const;

/** @param isKept whether files that are there already stay */
export function filesOf(plan: Plan, format: FleetOptions['format'], isKept: boolean): Map<string, BrokerFile> {
  const file = (name: string, text: string | undefined): [string, BrokerFile][] =>
    text === undefined ? [] : [[name, { text, isKept }]];
  return new Map([
    ...file(plan.kind === 'logging' ? 'logging.sh' : FILES[format], plan.text),
    ...file('runbook.md', plan.runbook),
  ]);
}

/** What whoever creates the new broker has to know first about its network, as sentences. */
export function whatNetworkLacks(
  { subnetIds, securityGroups, clientSources, administratorSources, vpcId }: Replacement,
  { properties }: PlannedBroker,
  format: FleetOptions['format'],
): readonly string[] {
  const own = properties.subnetIds ?? [];
  const where =
    vpcId !== undefined ? ` of ${vpcId}` : own.length > 0 ? ` (the old broker is in ${own.join(', ')})` : '';
  const forGroup = [
    ...(clientSources ? [] : ['what clients connect from']),
    ...(administratorSources ? [] : ['what administrators connect from']),
    ...(vpcId === undefined && format === 'cloudformation' ? ['its VPC'] : []),
  ];
  return [
    ...(subnetIds ? [] : [`Needs three private subnets in three Availability Zones${where}.`]),
    ...(securityGroups || forGroup.length === 0 ? [] : [`Needs security groups, or ${enumerate(forGroup)}.`]),
  ];
}

/** Asks whether the holder of the default name is the new broker already. One that fails for what it is cannot be. */
export function askAboutHolder(old: FleetBroker, holder: FleetBroker | undefined, name: string): readonly string[] {
  const { id, name: held, arn, deploymentMode, publiclyAccessible } = holder?.reading.broker ?? {};
  if (deploymentMode !== 'CLUSTER_MULTI_AZ' || publiclyAccessible !== false || !holder?.planned) return [];
  if (holder.planned.properties.tags?.has(REPLACES_TAG)) return [];
  const { id: oldId } = old.planned?.broker ?? {};
  if (arn === undefined || oldId === undefined) return [];
  const tags = JSON.stringify({ [REPLACES_TAG]: oldId });
  return [
    `There is a cluster ${held} (${id}) already. If it is the new broker, tag it: aws mq create-tags --resource-arn ${quote(arn)} ` +
      `--tags ${quote(tags)}. If not, the plan creates ${name}.`,
  ];
}
