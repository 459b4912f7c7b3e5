import { chooseVersion, readVersion } from '../plan/choose-engine.ts';
import { mayLeaveVpc } from '../plan/choose-network.ts';
import type { Plan } from '../plan/plan.ts';
import { makePlan } from '../plan/plan.ts';
import type { Replacement } from '../plan/replacement.ts';
import { ENOUGH_ZONES } from '../plan/replacement.ts';
import type { PlannedBroker } from '../plan/source.ts';
import type { Limits } from '../rabbitmq/limits.ts';
import { areConfigurable } from '../rabbitmq/limits.ts';
import type { ExemptibleResult } from '../report/exemptions.ts';
import { InputError } from '../sources/input/input-error.ts';
import { enumerate } from '../text/enumerate.ts';
import type { FleetBroker } from './inventory.ts';
import type { FleetOptions } from './options.ts';
import type { BrokerFile } from './row.ts';

/** What is planned for a broker, or why nothing is, as a sentence. */
export type PlanOutcome = { readonly plan: Plan } | { readonly why: string };

/** @param name of the new broker @param folder for its files */
export function planBroker(
  { planned, reading }: FleetBroker,
  results: readonly ExemptibleResult[],
  { name, folder }: { readonly name: string | undefined; readonly folder: string },
  options: FleetOptions,
): PlanOutcome {
  if (!planned) {
    const reason = reading.broker.whyUnknown?.publiclyAccessible;
    return { why: `Only its entry in a list is known${reason === undefined ? '' : `: ${reason}`} Describe it.` };
  }
  const { engineVersion, hostInstanceType, prices } = options;
  // What is changed in place is a command, whatever the format of the plans.
  const isNewBroker = results.some(({ verdict, check }) => verdict === 'fail' && check.fix === 'new-broker');
  const format = isNewBroker ? options.format : 'cli';
  const { account, region, oldSubnetIds, ...wished } = options.network?.networkOf(planned) ?? {};
  try {
    const limit = limitFor(planned, options);
    const wishes = { name, engineVersion, hostInstanceType, limit, ...wished };
    return { plan: makePlan(planned, { format, wishes, results, prices, path: `${folder}/${FILES[format]}` }) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { why: toSentence(withoutOptions(error.message)) };
  }
}

/** The limits that are wished for, unless the new broker cannot have any. @throws InputError if its version is not known */
function limitFor({ properties }: PlannedBroker, { engineVersion, limit }: FleetOptions): Limits | undefined {
  if (!limit) return undefined;
  const version = chooseVersion(readVersion(properties, engineVersion), engineVersion, () => {});
  return areConfigurable(version) ? limit : undefined;
}

/** Completes a message about a broker, which has no subject. */
function toSentence(message: string): string {
  return /^cannot make a plan: /.test(message)
    ? message.replace('cannot make a plan: ', 'No plan is possible: ')
    : `The broker ${message}`;
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

/** What a network map could say of a new broker. */
export function networkNeedsOf(replacement: Replacement, format: FleetOptions['format']): readonly string[] {
  const { subnetIds, securityGroups, clientSources, administratorSources, vpcId } = replacement;
  const hasGroup = securityGroups ?? (clientSources && administratorSources);
  const needsVpc = format === 'cloudformation' && !securityGroups && vpcId === undefined;
  return [
    ...(subnetIds ? [] : ['subnets']),
    ...(hasGroup ? [] : ['security groups or sources']),
    ...(needsVpc ? ['the VPC'] : []),
  ];
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
    ...(subnetIds && subnetIds.length < ENOUGH_ZONES
      ? [
          'Has only two subnets: if an Availability Zone fails, clients can lose the broker. Set three, unless the region offers only two.',
        ]
      : []),
    ...(isAsked && mayLeaveVpc(replacement, old.properties)
      ? [`Check that ${securityGroups.join(', ')} and the new subnets are in one VPC, or set other security groups.`]
      : []),
    ...(securityGroups || forGroup.length === 0 ? [] : [`Needs security groups, or ${enumerate(forGroup)}.`]),
  ];
}
