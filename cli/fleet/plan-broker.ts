import { mayLeaveVpc } from '../plan/choose-network.ts';
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
  const { account, region, oldSubnetIds, ...wished } = options.network?.networkOf(planned) ?? {};
  const wishes = { name, engineVersion, hostInstanceType, limit, ...wished };
  try {
    return { plan: makePlan(planned, { format, wishes, results, prices }) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { why: `The broker ${withoutOptions(error.message)}` };
  }
}

/** What advises an option of a plan for one broker, as advice for a fleet. */
function withoutOptions(message: string): string {
  return message
    .replace('set with --kms-key-id', 'set with kmsKeyId in the network map')
    .replace('set the ARN with --kms-key-id', 'set the ARN with kmsKeyId in the network map')
    .replace(/: set the name of the new broker with --name/, ': plan for it alone, with --name');
}

const FILES = { terraform: 'main.tf', cloudformation: 'template.yaml', cli: 'replacement.sh' } as const;

/** What creates a new broker. */
export const PLAN_FILES: readonly string[] = Object.values(FILES);

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
  replacement: Replacement,
  old: PlannedBroker,
  { format, network }: Pick<FleetOptions, 'format' | 'network'>,
): readonly string[] {
  const { subnetIds, securityGroups, clientSources, administratorSources, vpcId } = replacement;
  const own = old.properties.subnetIds ?? [];
  const isAsked = subnetIds && securityGroups && !network?.networkOf(old)?.securityGroups;
  const where =
    vpcId !== undefined ? ` of ${vpcId}` : own.length > 0 ? ` (the old broker is in ${own.join(', ')})` : '';
  const forGroup = [
    ...(clientSources ? [] : ['what clients connect from']),
    ...(administratorSources ? [] : ['what administrators connect from']),
    ...(vpcId === undefined && format === 'cloudformation' ? ['its VPC'] : []),
  ];
  return [
    ...(subnetIds ? [] : [`Needs three private subnets in three Availability Zones${where}.`]),
    ...(isAsked && mayLeaveVpc(replacement, old.properties)
      ? [`Check that ${securityGroups.join(', ')} and the new subnets are in one VPC, or set other security groups.`]
      : []),
    ...(securityGroups || forGroup.length === 0 ? [] : [`Needs security groups, or ${enumerate(forGroup)}.`]),
  ];
}
