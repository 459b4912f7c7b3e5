import type { Broker } from '../../../checks/broker.ts';
import type { BrokerChange } from '../../../checks/change-checks.ts';
import type { Fact } from '../../../checks/facts.ts';
import { quote, readName, readObject, readText } from '../../../checks/json.ts';
import { enumerate } from '../../text/enumerate.ts';
import { brokerOf } from './broker.ts';
import type { JsonObject } from './resources.ts';
import { isManagedBroker, objectsIn } from './resources.ts';

/** What a plan does to one broker: an entry of `resource_changes`. */
export interface Change {
  readonly address: string | undefined;
  /** The address before the change, if that was another one. */
  readonly previousAddress: string | undefined;
  /** The key of an object that an earlier replacement left, if this is one. */
  readonly deposedKey: string | undefined;
  readonly actions: readonly unknown[];
  readonly change: JsonObject;
  /** The `action_reason`. */
  readonly reason: unknown;
}

/**
 * The changes of brokers in a list of a plan.
 * @param problems receives what cannot be read, as sentences
 */
export function changesOfBrokers(list: unknown, name: string, problems: string[]): readonly Change[] {
  return objectsIn(list, name, problems)
    .filter(({ type, mode }) => isManagedBroker({ type, isData: mode === 'data' }))
    .map(readChange);
}

/** Reads an entry of `resource_changes`. */
export function readChange(entry: JsonObject): Change {
  const { actions } = readObject(entry.change);
  return {
    address: readText(entry.address),
    previousAddress: readText(entry.previous_address),
    deposedKey: readText(entry.deposed),
    actions: Array.isArray(actions) ? actions : [],
    change: readObject(entry.change),
    reason: entry.action_reason,
  };
}

// Changes are judged by it.
const ENGINE: ReadonlySet<Fact> = new Set(['engineType']);

/** The broker before the change: what identifies it, and its engine. */
export function brokerBefore({ change }: Change): Broker {
  const resource = { isData: false, type: 'aws_mq_broker', values: change.before };
  return brokerOf(resource, { source: 'the plan', isComplete: false, wanted: ENGINE });
}

/** Whether the broker is deleted or forgotten, and not replaced. */
export function isEnd({ actions }: Change): boolean {
  return !actions.includes('create') && (actions.includes('delete') || actions.includes('forget'));
}

/**
 * What the entries of one broker do to it. Usually there is one entry for each broker.
 * Terraform has the actions of https://developer.hashicorp.com/terraform/internals/json-format#change-representation,
 * OpenTofu has `["forget", "create"]` too: https://github.com/opentofu/opentofu/issues/4324
 */
export function effectOf(entries: readonly Change[]): BrokerChange {
  const [entry, ...others] = entries;
  const engines = new Set(entries.map(({ change }) => readName(readObject(change.before).engine_type)));
  const engineType = engines.size === 1 ? [...engines][0] : undefined;
  if (!entry) return { effect: 'unclear', engineType, why: 'resource_changes has no entry for it' };
  if (others.length > 0) return { effect: 'unclear', engineType, why: 'resource_changes has several entries for it' };
  const { actions } = entry;
  switch (actions.every((action) => typeof action === 'string') ? actions.join() : undefined) {
    case 'no-op':
    case 'read':
    case 'create':
    case 'update':
    case 'forget':
      return { effect: 'none', engineType };
    case 'delete':
      return { effect: 'delete', engineType, why: reasonOf(entry) };
    case 'delete,create':
      return { effect: 'replace', engineType, why: reasonOf(entry), isCreatedFirst: false };
    case 'create,delete':
      return { effect: 'replace', engineType, why: reasonOf(entry), isCreatedFirst: true };
    case 'create,forget':
    case 'forget,create':
      return { effect: 'replace', engineType, why: reasonOf(entry), isKept: true };
    default:
      return { effect: 'unclear', engineType, why: whyUnclear(actions) };
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['replace_because_cannot_update', 'the provider cannot update it in place'],
  ['replace_because_tainted', 'it is tainted'],
  ['replace_by_request', 'the option -replace asks for it'],
  ['replace_by_triggers', 'its replace_triggered_by asks for it'],
  ['delete_because_no_resource_config', 'it is no longer in the Terraform configuration'],
  ['delete_because_no_module', 'its module is no longer in the Terraform configuration'],
  ['delete_because_wrong_repetition', 'its count or for_each came or went'],
  ['delete_because_count_index', 'its index is beyond the count'],
  ['delete_because_each_key', 'its key is no longer in for_each'],
  ['delete_because_no_move_target', 'a moved block leads to an address that is not in the Terraform configuration'],
  ['delete_because_enabled_false', 'enabled is false'],
]);

function whyUnclear(actions: readonly unknown[]): string {
  return actions.length === 0 ? 'it has no actions' : `it has the unknown actions ${actions.map(quote).join(', ')}`;
}

function reasonOf({ deposedKey, change, reason }: Change): string | undefined {
  if (deposedKey !== undefined) return 'an earlier replacement left it';
  const paths = Array.isArray(change.replace_paths) ? change.replace_paths.map(pathOf) : [];
  if (paths.length > 0) return `${enumerate(paths)} cannot be changed in place`;
  return REASONS.get(reason);
}

/** A path of attribute names and indexes as Terraform writes it: `encryption_options[0].kms_key_id`. */
function pathOf(path: unknown): string {
  const steps: readonly unknown[] = Array.isArray(path) ? path : [path];
  const written = steps.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return written.join('').replace(/^\./, '');
}
