import { isObject, readObject, readText } from '../../../checks/json.ts';
import { count } from '../../text/count.ts';
import { InputError } from '../input/input-error.ts';
import type { Findings, Reading } from '../reading.ts';
import { adviceFor } from './advice.ts';
import { brokerOf } from './broker.ts';
import { brokersWithConstantPasswords, withoutKeys } from './configuration.ts';
import type { JsonObject, Resource } from './resources.ts';
import { describeSkipped, describeUnread, isManagedBroker, list, objectsIn, resourcesIn } from './resources.ts';

/** What a plan does to one broker: an entry of `resource_changes`. */
interface Change {
  readonly address: string | undefined;
  readonly isDeposed: boolean;
  readonly actions: readonly unknown[];
  readonly change: JsonObject;
}

/**
 * Reads a plan: the brokers as they will be after apply.
 * https://developer.hashicorp.com/terraform/internals/json-format#plan-representation
 * @throws InputError if there are no planned values
 */
export function readPlan(plan: JsonObject): Findings {
  const { root_module: rootModule } = readObject(plan.planned_values);
  if (!isObject(rootModule)) {
    throw new InputError(
      'is a Terraform plan without planned_values.root_module. Expected the complete output of "terraform show -json".',
    );
  }
  const problems: string[] = [];
  const resources = resourcesIn(rootModule, problems);
  problems.push(...describeUnread(resources));
  const changes = changesOfBrokers(plan.resource_changes, 'resource_changes', problems);
  const forgotten = new Set(changes.filter((change) => ends(change, 'forget')).map(({ address }) => address));
  const planned = resources
    .filter(isManagedBroker)
    // The planned values may include what Terraform forgets, but without values.
    .filter(({ address, values }) => isObject(values) || !forgotten.has(address));
  return {
    readings: readBrokers(planned, changes, plan.configuration),
    problems: [...problems, ...whatIsLeftOut(plan, planned, changes)],
    notices: [
      ...describeEnds(changes, 'delete', ['deletes', 'which is not evaluated', 'which are not evaluated']),
      ...describeEnds(changes, 'forget', ['forgets', 'which stays in AWS', 'which stay in AWS']),
      ...describeSkipped(resources),
    ],
  };
}

function readBrokers(
  brokers: readonly Resource[],
  changes: readonly Change[],
  configuration: unknown,
): readonly Reading[] {
  const current = new Map<string | undefined, JsonObject | undefined>();
  for (const { address, isDeposed, change } of changes) {
    if (address === undefined || isDeposed) continue;
    // Two changes of the same broker contradict each other.
    current.set(address, current.has(address) ? undefined : change);
  }
  const withPasswords = brokersWithConstantPasswords(configuration);
  return brokers.map((resource) => {
    const { address, values } = resource;
    const change = current.get(address);
    const broker = brokerOf(resource, {
      source: 'the plan',
      unknown: change?.after_unknown,
      // The planned values do not include a value that is known only after apply.
      isComplete: isObject(change?.after_unknown),
    });
    const hasConstantPassword = address !== undefined && withPasswords.has(withoutKeys(address));
    return { broker, address, advice: adviceFor({ broker, values, change, hasConstantPassword }) };
  });
}

function changesOfBrokers(list: unknown, name: string, problems: string[]): readonly Change[] {
  return objectsIn(list, name, problems)
    .filter(({ type, mode }) => isManagedBroker({ type, isData: mode === 'data' }))
    .map(({ address, deposed, change }) => {
      const { actions } = readObject(change);
      return {
        address: readText(address),
        isDeposed: readText(deposed) !== undefined,
        actions: Array.isArray(actions) ? actions : [],
        change: readObject(change),
      };
    });
}

/** Whether the broker is deleted or forgotten, and not replaced. */
function ends({ actions }: Change, how: 'delete' | 'forget'): boolean {
  return actions.includes(how) && (how === 'forget' || !actions.includes('create'));
}

/** Whether the broker no longer exists, or is no longer managed, after apply. */
function isEnd({ actions }: Change): boolean {
  return !actions.includes('create') && (actions.includes('delete') || actions.includes('forget'));
}

function describeEnds(
  changes: readonly Change[],
  how: 'delete' | 'forget',
  [verb, one, several]: readonly [verb: string, one: string, several: string],
): readonly string[] {
  const addresses = changes.filter((change) => ends(change, how)).map(({ address }) => address);
  if (addresses.length === 0) return [];
  return [
    `${verb} ${count(addresses.length, 'broker')}, ${addresses.length === 1 ? one : several}: ${list(addresses)}.`,
  ];
}

/** What must not count as evaluated because it is not in the planned values. */
function whatIsLeftOut(plan: JsonObject, planned: readonly Resource[], changes: readonly Change[]): readonly string[] {
  const problems: string[] = [];
  const addresses = new Set(planned.map(({ address }) => address));
  const unplanned = changes.filter((change) => !isEnd(change) && !addresses.has(change.address));
  if (unplanned.length > 0) {
    problems.push(
      `changes ${count(unplanned.length, 'broker')} that its planned_values do not contain: ` +
        `${list(unplanned.map(({ address }) => address))}. Expected the complete output of "terraform show -json".`,
    );
  }
  const deferred = changesOfBrokers(deferredChanges(plan, problems), 'deferred_changes', problems);
  if (deferred.length > 0) {
    const deferredAddresses = deferred.map(({ address }) => address);
    const brokers = `${count(deferred.length, 'broker')} that ${deferred.length === 1 ? 'is' : 'are'} not evaluated`;
    problems.push(`defers ${brokers}: ${list(deferredAddresses)}. Apply this plan, and evaluate the next one.`);
  }
  if (isOther(plan.errored, false)) {
    problems.push('is a plan that ended in an error, so brokers may be missing. Fix the error, and plan again.');
  } else if (isOther(plan.complete, true)) {
    if (deferred.length === 0) {
      problems.push(
        'is a partial plan (complete is not true), so brokers may be missing. ' +
          'Expected a plan without -target and without deferred changes.',
      );
    }
  } else {
    const { values } = readObject(plan.prior_state);
    const known = new Set([...planned, ...changes].map(({ address }) => address));
    const missing = resourcesIn(readObject(readObject(values).root_module), problems)
      .filter((resource) => isManagedBroker(resource) && !known.has(resource.address))
      .map(({ address }) => address);
    if (missing.length > 0) {
      problems.push(
        `is a plan that leaves out ${count(missing.length, 'broker')} of the state: ${list(missing)}. ` +
          'Expected a plan without -target and -refresh-only.',
      );
    }
  }
  return problems;
}

function deferredChanges(plan: JsonObject, problems: string[]): readonly JsonObject[] {
  return objectsIn(plan.deferred_changes, 'deferred_changes', problems).map((deferred) =>
    readObject(deferred.resource_change),
  );
}

// Older versions do not have these members.
function isOther(value: unknown, usual: boolean): boolean {
  return value !== undefined && value !== usual;
}
