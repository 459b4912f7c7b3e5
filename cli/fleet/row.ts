import type { ExemptibleResult } from '../report/exemptions.ts';
import type { FleetBroker } from './inventory.ts';

/** Where a broker stands, as the inventory alone tells. */
export type State =
  /** Every check passes. */
  | 'nothing to do'
  /** Exemptions accept all that fails. */
  | 'exempt'
  /** Nothing has happened yet. */
  | 'planned'
  /** The new broker is there. */
  | 'created'
  /** The clients have moved. Both brokers are still there. */
  | 'moved'
  /** The old broker is gone. */
  | 'deleted'
  /** Too little is known. */
  | 'unknown';

export interface Size {
  readonly engineVersion: string | undefined;
  readonly hostInstanceType: string | undefined;
  readonly deploymentMode: string | undefined;
  /** In USD a month, for the instances; `undefined` if it is not known. */
  readonly price: number | undefined;
}

/** A file for a broker, and whether one that is there already stays. */
export interface BrokerFile {
  readonly text: string;
  readonly isKept: boolean;
}

/** What there is to say of an old broker. Texts are as AWS has them. */
export interface FleetRow {
  /** `undefined` if it is gone. */
  readonly broker: FleetBroker | undefined;
  readonly place: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly name: string | undefined;
  readonly id: string | undefined;
  readonly state: State;
  readonly fix: 'new broker' | 'in place' | undefined;
  /** Which checks fail, as sentences. */
  readonly why: readonly string[];
  /** What to do next, or what is in doubt, as sentences. */
  readonly toDo: readonly string[];
  /** What a network map could say of it, such as `subnets`. */
  readonly networkNeeds: readonly string[];
  /** Of the new broker, planned or there. */
  readonly newName: string | undefined;
  readonly newId: string | undefined;
  readonly before: Size | undefined;
  readonly after: Size | undefined;
  /** `undefined` where nothing is to be done. */
  readonly wave: number | undefined;
  readonly exemption: ExemptibleResult['exemption'];
  /** Without the folder of the fleet, with `/`; `undefined` without files. */
  readonly folder: string | undefined;
  readonly files: ReadonlyMap<string, BrokerFile>;
}

/** Whether there can be no plan for a broker that needs one: its row says why. */
export function isUnplanned({ state, folder }: FleetRow): boolean {
  return state === 'planned' && folder === undefined;
}

/** Whether a broker moves to RabbitMQ 3, and so has a second move before it. */
export function movesToVersion3({ state, after }: FleetRow): boolean {
  return state === 'planned' && after?.engineVersion?.startsWith('3.') === true;
}
