import { evaluateBroker } from '../../checks/evaluation.ts';
import { DEFAULT_CHECKS } from '../../checks/registry.ts';
import type { Prices } from '../rabbitmq/prices.ts';
import { monthlyCost } from '../rabbitmq/prices.ts';
import type { ExemptibleResult } from '../report/exemptions.ts';
import { createFolders } from './folders.ts';
import type { FleetBroker, Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';
import type { Written } from './manifest.ts';
import type { ChosenName } from './names.ts';
import { askAbout, createNames } from './names.ts';
import type { FleetOptions } from './options.ts';
import { filesOf, networkNeedsOf, PLAN_FILES, planBroker, whatNetworkLacks } from './plan-broker.ts';
import type { Move } from './progress.ts';
import { findMoves } from './progress.ts';
import type { FleetRow, Size } from './row.ts';
import { waveOf } from './waves.ts';

/** What earlier runs wrote. */
export interface Earlier {
  /** By the folders of brokers. */
  readonly before: ReadonlyMap<string, Written>;
  /** Whether there is a file at a path from the folder of the fleet. */
  has(path: string): boolean;
}

interface Context extends FleetOptions, Earlier {
  readonly folderOf: ReturnType<typeof createFolders>;
  readonly nameFor: (old: FleetBroker) => ChosenName | undefined;
}

/** What there is to say of each RabbitMQ broker, and of each old one that is gone, in the order of waves and places. */
export function makeRows(inventory: Inventory, options: FleetOptions, { before, has }: Earlier): readonly FleetRow[] {
  const context = { ...options, before, has, folderOf: createFolders(before), nameFor: createNames(inventory) };
  const moves = findMoves(inventory);
  const moveOf = new Map(moves.flatMap((move) => (move.old ? [[move.old, move] as const] : [])));
  return [
    ...inventory.brokers.flatMap((broker) => rowOf(broker, moveOf.get(broker), context) ?? []),
    ...moves.filter(({ old }) => !old).map((move) => rowOfGone(move, context)),
  ].sort(byWave);
}

function byWave(a: FleetRow, b: FleetRow): number {
  const keyOf = ({ wave, place, name = '', id = '' }: FleetRow) => [
    String(wave ?? 0).padStart(9, '0'),
    ...[place, name, id],
  ];
  return keyOf(a).join('\0') < keyOf(b).join('\0') ? -1 : 1;
}

const NOTHING = {
  broker: undefined,
  networkNeeds: [],
  fix: undefined,
  toDo: [],
  newName: undefined,
  newId: undefined,
  after: undefined,
  wave: undefined,
  folder: undefined,
  files: new Map(),
} as const;

// https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/broker-statuses.html
const NEED_ATTENTION: readonly string[] = ['CREATION_FAILED', 'CRITICAL_ACTION_REQUIRED'];

/** What follows for a broker from its results, besides what it is. */
type Outcome = Partial<FleetRow> & Pick<FleetRow, 'state'>;

function rowOf(broker: FleetBroker, move: Move | undefined, context: Context): FleetRow | undefined {
  const { source, reading } = broker;
  const results = context.exempt(evaluateBroker(reading.broker, DEFAULT_CHECKS), source, reading);
  if (!move && results.every(({ verdict }) => verdict === 'skip')) return undefined;
  const { id, name, accountId: account, region } = reading.broker;
  return {
    ...NOTHING,
    broker,
    ...{ place: placeOf(reading.broker), account, region, name, id },
    why: results.filter(({ verdict }) => verdict === 'fail').map(({ detail }) => detail),
    before: sizeOf(broker, context.prices),
    exemption: results.find(({ exemption }) => exemption)?.exemption,
    ...(move ? ofMove(move, broker, results, context) : ofResults(broker, results, context)),
  };
}

function ofResults(broker: FleetBroker, results: readonly ExemptibleResult[], context: Context): Outcome {
  const having = (wanted: string) => results.filter(({ verdict }) => verdict === wanted);
  const [failed, unknown, exempt] = [having('fail'), having('unknown'), having('exempt')];
  if (failed.length === 0 && unknown.length > 0) {
    return { state: 'unknown', toDo: unknown.map(({ detail }) => detail) };
  }
  const state = broker.planned?.properties.state ?? '';
  if (failed.length + exempt.length === 0 && NEED_ATTENTION.includes(state)) {
    return { state: 'unknown', toDo: [`The broker is in the state ${state}.`] };
  }
  const isNewBroker = failed.some(({ check }) => check.fix === 'new-broker');
  const chosen = isNewBroker ? context.nameFor(broker) : undefined;
  const folder = context.folderOf(broker.reading.broker);
  const kept = chosen?.candidates.find(({ reading }) => reading.broker.name === nameInPlan(folder, context));
  const newName = kept ? kept.reading.broker.name : chosen?.name;
  const outcome = planBroker(broker, results, { name: newName, folder }, context);
  const wave = waveFor(broker, context);
  if ('why' in outcome) {
    if (failed.length === 0) return { state: exempt.length > 0 ? 'exempt' : 'nothing to do' };
    return { state: 'planned', fix: isNewBroker ? 'new broker' : 'in place', toDo: [outcome.why], wave };
  }
  const { plan } = outcome;
  const { replacement } = plan;
  if (plan.kind === 'nothing') return { state: exempt.length > 0 ? 'exempt' : 'nothing to do' };
  const files = filesOf(plan, context.format, kept !== undefined);
  const common = { state: 'planned', wave, folder, files } as const;
  if (!replacement || !broker.planned) return { ...common, fix: 'in place' };
  const otherwise = kept
    ? `If not, delete the plan in ${folder}: the next one creates ${chosen?.name}.`
    : `If not, the plan creates ${replacement.name}.`;
  const lacking = whatNetworkLacks(replacement, broker.planned, context);
  return {
    ...common,
    fix: 'new broker',
    newName: replacement.name,
    networkNeeds: networkNeedsOf(replacement, context.format),
    toDo: [
      ...lacking,
      ...(state === '' || state === 'RUNNING' ? [] : ['Needs the old broker to be RUNNING.']),
      ...(chosen?.candidates.map((candidate) => askAbout(candidate, broker, otherwise)) ?? []),
    ],
    after: priced({ ...replacement, deploymentMode: 'CLUSTER_MULTI_AZ' }, broker, context.prices),
  };
}

/** The name of the new broker in the plan that is in a folder. */
function nameInPlan(folder: string, { before, has }: Earlier): string | undefined {
  const isThere = PLAN_FILES.some((file) => has(`${folder}/${file}`));
  return isThere ? before.get(folder)?.newName : undefined;
}

/** Of an old broker that is still there. Its plan stays as it was, because the new broker was created from it. */
function ofMove(move: Move, old: FleetBroker, results: readonly ExemptibleResult[], context: Context): Outcome {
  const { step, replacement, replacementId } = move;
  const newName = replacement?.reading.broker.name;
  const folder = context.folderOf(old.reading.broker);
  const outcome = planBroker(old, results, { name: newName, folder }, context);
  return {
    state: step,
    fix: 'new broker',
    toDo: [...move.doubts, ...move.shortcomings, ...stepsLeft(move)],
    newName,
    newId: replacementId,
    after: replacement && sizeOf(replacement, context.prices),
    wave: waveFor(old, context),
    folder,
    // Tags that contradict each other say nothing about the plan.
    files: step !== 'unknown' && 'plan' in outcome ? filesOf(outcome.plan, context.format, true) : new Map(),
  };
}

/** Of an old broker of which only its replacement tells. */
function rowOfGone(move: Move, context: Context): FleetRow {
  const { step, oldId, replacement, replacementId, doubts, shortcomings } = move;
  const { accountId: account, region, name: newName } = replacement?.reading.broker ?? {};
  return {
    ...NOTHING,
    ...{ place: placeOf({ accountId: account, region }), account, region, name: undefined, id: oldId },
    ...{ state: step, fix: 'new broker', why: [], toDo: [...doubts, ...shortcomings] },
    ...{ newName, newId: replacementId, before: undefined, exemption: undefined },
    after: replacement && sizeOf(replacement, context.prices),
    wave: replacement && waveFor(replacement, context),
  };
}

function stepsLeft({ step, old, shortcomings }: Move): readonly string[] {
  if (step === 'moved') {
    return [old?.reading.broker.outOfScope ?? 'Delete the old broker, as the last step of the runbook says.'];
  }
  return step === 'created' && shortcomings.length === 0 ? ['Move the clients and messages, as the runbook says.'] : [];
}

function waveFor({ reading: { broker }, planned }: FleetBroker, { waves }: Context): number {
  const { accountId: account, region } = broker;
  return waveOf({ account, region, tags: planned?.properties.tags }, waves);
}

function sizeOf(broker: FleetBroker, prices: Prices): Size {
  const { planned, reading } = broker;
  const { engineVersion, hostInstanceType } = planned?.properties ?? {};
  return priced({ engineVersion, hostInstanceType, deploymentMode: reading.broker.deploymentMode }, broker, prices);
}

function priced(
  { engineVersion, hostInstanceType, deploymentMode }: Omit<Size, 'price'>,
  { reading }: FleetBroker,
  prices: Prices,
): Size {
  const price = monthlyCost({ hostInstanceType, deploymentMode, region: reading.broker.region }, prices);
  return { engineVersion, hostInstanceType, deploymentMode, price };
}
