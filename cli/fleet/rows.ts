import { evaluateBroker } from '../../checks/evaluation.ts';
import { CHECKS } from '../../checks/registry.ts';
import type { ExemptibleResult } from '../report/exemptions.ts';
import { createFolders } from './folders.ts';
import type { FleetBroker, Inventory } from './inventory.ts';
import { placeOf } from './inventory.ts';
import type { ChosenName } from './names.ts';
import { createNames } from './names.ts';
import type { FleetOptions, PriceOf } from './options.ts';
import { askAboutHolder, filesOf, planBroker, whatNetworkLacks } from './plan-broker.ts';
import { createPriceOf } from './prices.ts';
import type { Move } from './progress.ts';
import { findMoves } from './progress.ts';
import type { FleetRow, Size } from './row.ts';
import { waveOf } from './waves.ts';

interface Context extends FleetOptions {
  readonly priceOf: PriceOf;
  readonly folderOf: ReturnType<typeof createFolders>;
  readonly nameFor: (old: FleetBroker) => ChosenName | undefined;
}

/** What there is to say of each RabbitMQ broker, and of each old one that is gone, in the order of waves and places. */
export function makeRows(inventory: Inventory, options: FleetOptions): readonly FleetRow[] {
  const priceOf = createPriceOf(options.prices);
  const context = { ...options, priceOf, folderOf: createFolders(), nameFor: createNames(inventory) };
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
  needsNetwork: false,
  fix: undefined,
  missing: [],
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
  const results = context.exempt(evaluateBroker(reading.broker, CHECKS), source, reading);
  if (!move && results.every(({ verdict }) => verdict === 'skip')) return undefined;
  const { id, name, accountId: account, region } = reading.broker;
  return {
    ...NOTHING,
    broker,
    ...{ place: placeOf(reading.broker), account, region, name, id },
    why: results.filter(({ verdict }) => verdict === 'fail').map(({ detail }) => detail),
    before: sizeOf(broker, context.priceOf),
    exemption: results.find(({ exemption }) => exemption)?.exemption,
    ...(move ? ofMove(move, broker, results, context) : ofResults(broker, results, context)),
  };
}

function ofResults(broker: FleetBroker, results: readonly ExemptibleResult[], context: Context): Outcome {
  const having = (wanted: string) => results.filter(({ verdict }) => verdict === wanted);
  const [failed, unknown, exempt] = [having('fail'), having('unknown'), having('exempt')];
  if (failed.length === 0 && unknown.length > 0) {
    return { state: 'unknown', missing: unknown.map(({ detail }) => detail) };
  }
  const state = broker.planned?.properties.state ?? '';
  if (failed.length + exempt.length === 0 && NEED_ATTENTION.includes(state)) {
    return { state: 'unknown', missing: [`The broker is in the state ${state}.`] };
  }
  const isNewBroker = failed.some(({ check }) => check.fix === 'new-broker');
  const chosen = isNewBroker ? context.nameFor(broker) : undefined;
  const outcome = planBroker(broker, results, chosen?.name, context);
  const wave = waveFor(broker, context);
  if ('why' in outcome) {
    if (failed.length === 0) return { state: exempt.length > 0 ? 'exempt' : 'nothing to do' };
    return { state: 'planned', fix: isNewBroker ? 'new broker' : 'in place', missing: [outcome.why], wave };
  }
  const { plan } = outcome;
  const { replacement } = plan;
  if (plan.kind === 'nothing') return { state: exempt.length > 0 ? 'exempt' : 'nothing to do' };
  const files = filesOf(plan, context.format, false);
  const common = { state: 'planned', wave, folder: context.folderOf(broker.reading.broker), files } as const;
  if (!replacement || !broker.planned) return { ...common, fix: 'in place' };
  const lacking = whatNetworkLacks(replacement, broker.planned, context.format);
  return {
    ...common,
    fix: 'new broker',
    newName: replacement.name,
    needsNetwork: lacking.length > 0,
    missing: [
      ...lacking,
      ...(state === '' || state === 'RUNNING' ? [] : ['Needs the old broker to be RUNNING.']),
      ...askAboutHolder(broker, chosen?.holder, replacement.name),
    ],
    after: priced(
      { hostInstanceType: replacement.hostInstanceType, deploymentMode: 'CLUSTER_MULTI_AZ' },
      broker,
      context.priceOf,
    ),
  };
}

/** Of an old broker that is still there. Its plan stays as it was, because the new broker was created from it. */
function ofMove(move: Move, old: FleetBroker, results: readonly ExemptibleResult[], context: Context): Outcome {
  const { step, replacement, replacementId } = move;
  const newName = replacement?.reading.broker.name;
  const outcome = planBroker(old, results, newName, context);
  return {
    state: step,
    fix: 'new broker',
    missing: [...move.doubts, ...move.shortcomings, ...stepsLeft(move)],
    newName,
    newId: replacementId,
    after: replacement && sizeOf(replacement, context.priceOf),
    wave: waveFor(old, context),
    folder: context.folderOf(old.reading.broker),
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
    ...{ state: step, fix: 'new broker', why: [], missing: [...doubts, ...shortcomings] },
    ...{ newName, newId: replacementId, before: undefined, exemption: undefined },
    after: replacement && sizeOf(replacement, context.priceOf),
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

function sizeOf(broker: FleetBroker, priceOf: PriceOf): Size {
  const { planned, reading } = broker;
  const { hostInstanceType } = planned?.properties ?? {};
  return priced({ hostInstanceType, deploymentMode: reading.broker.deploymentMode }, broker, priceOf);
}

function priced(size: Omit<Size, 'price'>, { reading }: FleetBroker, priceOf: PriceOf): Size {
  return { ...size, price: priceOf({ ...size, region: reading.broker.region }) };
}
